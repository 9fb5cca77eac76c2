"""How well every article fits every entry of a watch-list, what is enough to fit, and why.

Stands after `watch_nearness`, `watch_phrases` and `watch_examples` on the straight line. It abstains: what an entry would find
just as well in a pile about something else, it does not find.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from topics.clustering.watch_examples import JUDGED, enough_for, scores_of_examples, sharpened, weight_of_whole
from topics.clustering.watch_nearness import (
    Background,
    Encode,
    Placed,
    Query,
    load_background,
    nearness,
    placed,
    queries,
)
from topics.clustering.watch_phrases import PhraseHits, evidence, find_phrases, rarity
from topics.clustering.watch_topic import WatchTopic
from topics.clustering.watchlist import Watchlist
from topics.encoding.encoders import unit_rows

# A logistic regression on five labelled sets and unrelated piles, every entry weighing the same (`docs/decisions.md`).
NEAR, BEATEN = 0.48, -0.55  # a standard deviation of nearness, and one that another entry is nearer
TOLD, CONSTANT = 0.44, -0.86  # a nat of phrases, and nothing at all
LEAST, MOST = 1.5, 3.5  # score below which none is enough without examples, and score that always is
# Share of unrelated articles that reach a score: NULL * exp(-NULL_FALLS * score), measured on the same sets.
NULL, NULL_FALLS = 0.02, 1.0
FALSE_SHARE = 0.1  # share of an entry's matches that may be expected in an unrelated pile of the same size


@dataclass(frozen=True)
class WatchScores:
    """What a watch-list finds in a pile.

    Attributes
    ----------
    watchlist
        The entries.
    scores
        Shape (n_articles, n_entries): log odds that an article fits an entry, were half of all articles to fit.
    needed
        Shape (n_entries,): score from which an article of this pile fits.
    fits
        Shape (n_articles, n_entries).
    phrases
        For every entry, which articles hold which of its phrases.
    queries, examples
        For every entry, its vectors, and those of its accepted examples.
    vectors
        Of the articles, shape (n_articles, n_dimensions).
    """

    watchlist: Watchlist
    scores: NDArray[np.float64]
    needed: NDArray[np.float64]
    fits: NDArray[np.bool_]
    phrases: list[PhraseHits]
    queries: list[Query]
    examples: list[NDArray[np.float32]]
    vectors: NDArray[np.float32]

    def nearest(self, article: int, entry: int) -> tuple[str, float]:
        """Return the phrase of an entry that an article is nearest to, and its cosine."""
        topic = self.watchlist.topics[entry]
        return _nearest(topic.phrases or (topic.name,), self.queries[entry].phrases @ self.vectors[article])

    def nearest_example(self, article: int, entry: int) -> tuple[str, float] | None:
        """Return the accepted example of an entry that an article is nearest to, and its cosine; None without examples."""
        topic = self.watchlist.topics[entry]
        return _nearest(topic.examples, self.examples[entry] @ self.vectors[article]) if topic.examples else None


def _nearest(texts: Sequence[str], cosine: NDArray[np.float32]) -> tuple[str, float]:
    best = int(np.argmax(cosine))
    return texts[best], float(cosine[best])


@dataclass(frozen=True)
class _Pile:
    """What all entries share: the articles, and what is usual."""

    texts: Sequence[str]
    articles: Placed
    background: Background
    encode: Encode


def score_watchlist(
    watchlist: Watchlist, texts: Sequence[str], vectors: NDArray[np.floating], encode: Encode
) -> WatchScores:
    """Score every article for every entry.

    Parameters
    ----------
    watchlist
        The named topics.
    texts
        Title and lead of every article.
    vectors
        Their unit vectors, shape (n_articles, n_dimensions).
    encode
        Turns texts into vectors of the same kind.

    Examples
    --------
    >>> from topics.encoding.encoders import load_encoder
    >>> texts = ["Greece orders three frigates.", "A cellist wins the prize."]
    >>> encode = load_encoder().encode
    >>> watchlist = Watchlist.from_dict({"topic": [{"name": "Arms deals", "phrases": ["frigate", "missile deal"]}]})
    >>> score_watchlist(watchlist, texts, encode(texts), encode).fits.tolist()
    [[True], [False]]
    """
    background = load_background(encode)
    pile = _Pile(texts, placed(vectors, background), background, encode)
    topics = watchlist.topics
    lists = [(topic.name, *topic.phrases) for topic in topics]
    held, usual = find_phrases(lists, texts), find_phrases(lists, background.texts)
    rare = [rarity([h.held, u.held]) for h, u in zip(held, usual, strict=True)]
    barred = find_phrases([topic.exclude for topic in topics], texts)
    written = queries(topics, encode)
    examples = [_encoded(topic.examples, pile) for topic in topics]
    found = [
        _score(topic, query, rare[i], held[i].held, examples[i], pile)
        for i, (topic, query) in enumerate(zip(topics, written, strict=True))
    ]
    scores = np.column_stack([score for score, _ in found])
    scores = np.where(np.column_stack([bar.held.any(axis=1) for bar in barred]), -np.inf, scores)
    needed = np.array([enough(score, least) for score, (_, least) in zip(scores.T, found, strict=True)])
    return WatchScores(watchlist, scores, needed, scores >= needed, held, written, examples, pile.articles.vectors)


def _score(
    topic: WatchTopic,
    query: Query,
    rare: NDArray[np.float64],
    held: NDArray[np.bool_],
    accepted: NDArray[np.float32],
    pile: _Pile,
) -> tuple[NDArray[np.float64], float]:
    """Scores of one entry, shape (n_articles,), and what is enough for it whatever the pile."""
    rejected = _encoded(topic.rejected, pile)
    weight = weight_of_whole(len(accepted) + len(rejected))
    moved = sharpened(query, accepted, rejected)
    scores = _log_odds(moved, pile.articles, evidence(held, rare), pile.background, weight)
    if not len(accepted) + len(rejected):
        return scores, LEAST
    least = _least(topic, query, rare, accepted, rejected, pile)
    scores[_is_one_of(pile.articles.vectors, accepted)] = np.inf
    scores[_is_one_of(pile.articles.vectors, rejected)] = -np.inf
    return scores, least


def _log_odds(
    moved: Sequence[Query], articles: Placed, told: NDArray[np.float64], background: Background, weight: float
) -> NDArray[np.float64]:
    """Score of every article, the lowest that any of the entry's vectors gives it."""
    near = [np.array([NEAR, BEATEN]) @ nearness(query, articles, background, weight) for query in moved]
    return np.asarray(CONSTANT + np.min(near, axis=0) + TOLD * told)


def _least(
    topic: WatchTopic,
    query: Query,
    rare: NDArray[np.float64],
    accepted: NDArray[np.float32],
    rejected: NDArray[np.float32],
    pile: _Pile,
) -> float:
    """What is enough, by the scores of the entry's examples."""
    examples = placed(np.concatenate([accepted, rejected]), pile.background)
    (hits,) = find_phrases([(topic.name, *topic.phrases)], [*topic.examples, *topic.rejected])
    told = evidence(hits.held, rare)
    weight = weight_of_whole(len(examples.vectors))

    def score(moved: list[Query], rows: NDArray[np.intp]) -> NDArray[np.float64]:
        return _log_odds(moved, examples.take(rows), told[rows], pile.background, weight)

    return enough_for(*scores_of_examples(query, accepted, rejected, score), LEAST)


def enough(scores: NDArray[np.float64], least: float = LEAST) -> float:
    """Return the score from which an article fits an entry.

    As low as possible, but never below `least`, and so that of the articles that reach it no more than a tenth would be
    expected in an unrelated pile of the same size. A score of `MOST` is always enough.

    Parameters
    ----------
    scores
        Of every article, shape (n_articles,).
    least
        What is never enough.

    Notes
    -----
    Benjamini and Hochberg (1995), Controlling the false discovery rate.

    Examples
    --------
    >>> enough(np.array([2.0])), enough(np.r_[2.0, np.full(999, -3.0)]), enough(np.r_[np.full(200, 2.0), np.full(800, -3.0)])
    (1.5, 3.5, 1.5)
    """
    best = np.sort(scores)[::-1]
    unrelated = len(scores) * NULL * np.exp(-NULL_FALLS * best)
    n_found = 1 + np.flatnonzero(unrelated <= FALSE_SHARE * np.arange(1, len(best) + 1)).max(initial=-1)
    lowest = np.log(len(scores) * NULL / (FALSE_SHARE * n_found)) / NULL_FALLS if n_found else MOST
    return float(np.clip(lowest, least, max(MOST, least)))


def _encoded(texts: Sequence[str], pile: _Pile) -> NDArray[np.float32]:
    if not texts:
        return np.zeros((0, pile.articles.vectors.shape[1]), dtype=np.float32)
    return unit_rows(pile.encode(list(texts)))


def _is_one_of(vectors: NDArray[np.float32], examples: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Whether each article is the very text of an example."""
    return np.asarray((vectors @ examples.T >= JUDGED).any(axis=1))
