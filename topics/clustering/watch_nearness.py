"""How near articles are to the entries of a watch-list, judged against text that has nothing to do with them.

Stands before `watch_scores` on the straight line. A cosine alone says little: some entries are near to everything, and some
articles are. So each is measured against two things that come with the package: the sample corpus for the entry, and the
starter list for the article.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.encoding.encoders import lead_text, unit_rows

if TYPE_CHECKING:
    from topics.clustering.watch_topic import WatchTopic

Encode = Callable[[list[str]], NDArray[Any]]

N_BEST = 3  # phrases whose mean cosine counts: one alone is often near by chance, all are never near at once
N_PARTS = 2  # the entry as a whole, and its best phrases
SMALLEST_SPREAD = 0.02  # cosine: what no encoder's background falls below, so that nothing is divided by nearly zero
MOST = 12.0  # standard deviations: beyond this an article is simply near
LEAD = 1_500  # characters of a background text, as of an article
BEST = -1.0  # standard deviations: being nearer than all other entries counts no more than this
BLOCK = 4_096  # articles compared with the starter list at once: 40 MB


@dataclass(frozen=True)
class Query:
    """One entry as vectors.

    Attributes
    ----------
    middle
        Shape (n_dimensions,): name and description, and name and phrases, together.
    phrases
        Shape (n_phrases, n_dimensions): each phrase alone; of an entry without phrases its name.
    """

    middle: NDArray[np.float32]
    phrases: NDArray[np.float32]


@dataclass(frozen=True)
class Background:
    """What an entry and an article are compared with: other texts and other entries.

    Attributes
    ----------
    texts, vectors
        The sample corpus without its copies, and its unit vectors.
    anchors
        The entries of the starter list.
    """

    texts: list[str]
    vectors: NDArray[np.float32]
    anchors: list[Query]


def load_background(encode: Encode) -> Background:
    """Encode what comes with the package; a cache under `encode` makes that the work of the first time alone."""
    from topics.clustering.watchlist import Watchlist

    texts = _sample_texts()
    return Background(texts, unit_rows(encode(texts)), queries(Watchlist.starter().topics, encode))


def _sample_texts() -> list[str]:
    lines = (resources.files("topics.articles") / "sample.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, filter(None, lines)) if not row["copy_of"]]
    return [lead_text(row["title"], row["body"], LEAD) for row in rows]


def queries(topics: Sequence[WatchTopic], encode: Encode) -> list[Query]:
    """Encode entries, all their texts at once."""
    texts = [_query_texts(topic) for topic in topics]
    vectors = unit_rows(encode([text for parts in texts for text in parts]))
    ends = np.cumsum([len(parts) for parts in texts])
    return [
        Query(unit_rows(part[:2].mean(axis=0, keepdims=True))[0], part[2:]) for part in np.split(vectors, ends[:-1])
    ]


def _query_texts(topic: WatchTopic) -> list[str]:
    described = f"{topic.name}. {topic.description}".strip()
    listed = f"{topic.name}: {', '.join(topic.phrases)}" if topic.phrases else described
    return [described, listed, *(topic.phrases or [topic.name])]


def cosines(query: Query, vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return the cosine to the entry as a whole and the mean of those to its nearest phrases, shape (2, n_articles)."""
    phrases = np.sort(vectors @ query.phrases.T, axis=1)[:, -N_BEST:]
    return np.stack([vectors @ query.middle, phrases.mean(axis=1)]).astype(np.float32)


@dataclass(frozen=True)
class Placed:
    """Articles with what is usual for each of them.

    Attributes
    ----------
    vectors
        Shape (n_articles, n_dimensions).
    mean, spread, most
        Shape (2, n_articles): of the cosines to the starter list.
    """

    vectors: NDArray[np.float32]
    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    most: NDArray[np.float32]

    def take(self, rows: Sequence[int] | NDArray[np.intp]) -> Placed:
        """Return some of the articles."""
        return Placed(self.vectors[rows], self.mean[:, rows], self.spread[:, rows], self.most[:, rows])


def placed(vectors: NDArray[np.floating], background: Background) -> Placed:
    """Measure every article against the starter list."""
    vectors = np.asarray(vectors, dtype=np.float32)
    mean, spread, most = np.zeros((3, N_PARTS, len(vectors)), dtype=np.float32)
    for start in range(0, len(vectors), BLOCK):
        block = slice(start, start + BLOCK)
        near = np.stack([cosines(anchor, vectors[block]) for anchor in background.anchors])
        mean[:, block], spread[:, block], most[:, block] = near.mean(axis=0), near.std(axis=0), near.max(axis=0)
    return Placed(vectors, mean, np.maximum(spread, SMALLEST_SPREAD), most)


def nearness(query: Query, articles: Placed, background: Background, weight: float = 0.5) -> NDArray[np.float64]:
    """Return how much nearer an entry is to each article than is usual for both, and how much nearer the best other entry is.

    Parameters
    ----------
    query
        The entry.
    articles
        The articles, as `placed` returns them.
    background
        What is usual.
    weight
        Share of the entry as a whole; the rest is its best phrases'.

    Returns
    -------
    Shape (2, n_articles), in standard deviations. The other entries are those of the starter list; one that is as near, or
    nearly so, does not speak against an article, which may be about several things.

    Notes
    -----
    The symmetric normalisation of speaker verification (Auckenthaler, Carey and Lloyd-Thomas 2000; Kenny 2010): the score in
    standard deviations of the entry over unrelated texts, plus that in standard deviations of the article over unrelated
    entries. The entry's are taken around the median and from what lies below it: a few of the texts may be on its topic.
    """
    near = cosines(query, articles.vectors)
    usual = cosines(query, background.vectors)
    middle = np.median(usual, axis=1, keepdims=True)
    below = np.sqrt(2 * np.mean(np.minimum(usual - middle, 0) ** 2, axis=1, keepdims=True))
    both = (near - middle) / np.maximum(below, SMALLEST_SPREAD) + (near - articles.mean) / articles.spread
    beaten = np.maximum((articles.most - near) / articles.spread, BEST)
    weights = np.array([weight, 1 - weight])
    return np.asarray(np.clip([weights @ both, weights @ beaten], -MOST, MOST), dtype=np.float64)
