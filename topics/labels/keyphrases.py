"""Topics -> key phrases: what the texts of a topic say that the texts beside it do not.

Stands after `contrast` and before `names` on the straight line. Counts say how strongly a phrase sets a topic apart, its
meaning says how well it fits; neither names a topic alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.encoding.encoders import unit_rows
from topics.labels.contrast import contrast
from topics.labels.phrases import LINKS, PhraseTable

CANDIDATES = 40  # phrases a topic whose meaning is compared with the topic's
LENGTH_BONUS = 1.4  # people name things with two or three words
NAME_MALUS = 0.4  # a proper name tells who, and only then what: common words go first,
NAME_EVENTS = 5  # and a name of fewer events than this is no name of a topic that has as many
SHARPNESS = 12.0  # of the choice among the topics by cosine: a lead of .1 in cosine is a factor of 3
FAR = 0.05  # cosine below which a phrase is as far from its topic as can be
SAME_STEM = 5  # letters: two words that share so many, and their beginning, are one ("migrant", "migration")


@dataclass(frozen=True)
class KeyPhrase:
    """A phrase that sets a topic apart.

    Attributes
    ----------
    text
        As it is mostly written.
    strength
        How well counts say that it stands for the topic; only compared inside one topic.
    holders
        Positions of the texts of the topic that hold it.
    vector
        Its meaning, of length 1; None without an encoder.
    fit
        How well its meaning singles the topic out, 0..1; 1 without an encoder.
    """

    text: str
    strength: float
    holders: NDArray[np.intp]
    vector: NDArray[np.floating] | None = None
    fit: float = 1.0

    @property
    def words(self) -> list[str]:
        """The words of content."""
        return [word for word in self.text.split(" ") if word not in LINKS]

    @property
    def stems(self) -> set[str]:
        """Beginnings of the words, in small letters."""
        return {word.casefold()[:SAME_STEM] for word in self.words}


def key_phrases(
    table: PhraseTable,
    topics: NDArray[np.int64],
    parents: NDArray[np.int64] | None = None,
    *,
    events: NDArray[np.int64] | None = None,
    encode: Callable[[list[str]], NDArray[Any]] | None = None,
    centroids: NDArray[np.floating] | None = None,
) -> list[list[KeyPhrase]]:
    """Return the phrases that set every topic apart, strongest first, at most CANDIDATES of them.

    Parameters
    ----------
    table
        See `find_phrases`.
    topics
        Shape (n_texts,), topic of every text.
    parents
        Shape (n_texts,), topic of the layer above: a fine topic is contrasted with its siblings as well as with all texts.
    events
        Shape (n_texts,), event of every text; None takes every text as an event of its own.
    encode, centroids
        Where both are given, phrases that mean what the topic means come first: a function from phrases to vectors, and the
        mean vector of every topic, shape (n_topics, n_dimensions).

    Returns
    -------
    One list a topic, in the order of the topics' numbers.

    Examples
    --------
    >>> from topics.labels.phrases import find_phrases
    >>> table = find_phrases(["The central bank met.", "A central bank of note.", "A flood.", "The flood in Faro."])
    >>> [found[0].text for found in key_phrases(table, np.array([0, 0, 1, 1]))]
    ['central bank', 'flood']
    """
    keys = sorted(table.texts)
    apart = contrast(
        [table.texts[key] for key in keys], topics, parents, np.arange(len(topics)) if events is None else events
    )
    found: list[list[KeyPhrase]] = [[] for _ in range(int(topics.max()) + 1)]
    known = np.minimum(1.0, apart.events / np.minimum(apart.of, NAME_EVENTS))
    columns = (apart.phrases, apart.topics, apart.strength, known)
    for phrase, topic, strength, share in zip(*(column.tolist() for column in columns), strict=True):
        text, held = table.forms[keys[phrase]], np.asarray(table.texts[keys[phrase]], dtype=np.intp)
        weighed = strength * _weight(text, share)
        found[topic].append(KeyPhrase(text, weighed, held[topics[held] == topic]))
    strongest = [sorted(phrases, key=_rank)[:CANDIDATES] for phrases in found]
    if encode is None or centroids is None:
        return strongest
    return _best_fits(strongest, encode, centroids)


def _rank(phrase: KeyPhrase) -> tuple[float, str]:
    return -round(phrase.strength * phrase.fit, 6), phrase.text


def _weight(text: str, known: float) -> float:
    """How readily people name a topic so: with two words rather than one, with a proper name only where it is everywhere.

    `known` is the share 0..1 of the events asked of a name that hold the phrase.
    """
    words = [word for word in text.split(" ") if word not in LINKS]
    share = sum(not word.islower() for word in words) / len(words)
    name = NAME_MALUS * known**2 if share == 1 else known ** (share / 2)
    return name * (LENGTH_BONUS if len(words) > 1 else 1.0)


def _best_fits(
    found: list[list[KeyPhrase]], encode: Callable[[list[str]], NDArray[Any]], centroids: NDArray[np.floating]
) -> list[list[KeyPhrase]]:
    texts = sorted({phrase.text for phrases in found for phrase in phrases})
    if not texts:
        return found
    vectors = dict(zip(texts, unit_rows(encode(texts)), strict=True))
    middles = unit_rows(centroids)
    weighed = []
    for topic, phrases in enumerate(found):
        meant = fits(np.stack([vectors[p.text] for p in phrases]), topic, middles).tolist() if phrases else []
        weighed.append([replace(p, vector=vectors[p.text], fit=f) for p, f in zip(phrases, meant, strict=True)])
    return [sorted(phrases, key=_rank) for phrases in weighed]


def fits(vectors: NDArray[np.floating], topic: int, middles: NDArray[np.floating]) -> NDArray[np.float64]:
    """How well meanings single out one topic among all, 0..1: the cosine, times the topic's share by softmax.

    >>> found = fits(np.eye(2), 0, np.eye(2))
    >>> bool(found[0] > 0.99 and found[1] < 0.05)
    True
    """
    near = unit_rows(vectors) @ middles.T
    odds = np.exp(SHARPNESS * (near - near.max(axis=1, keepdims=True)))
    return np.asarray(np.maximum(near[:, topic], FAR) * odds[:, topic] / odds.sum(axis=1), dtype=np.float64)


def distinct(phrases: Sequence[KeyPhrase], n_phrases: int = 10) -> list[str]:
    """Return the strongest phrases, without those whose words were nearly all said by a stronger one.

    >>> nobody = np.array([], dtype=np.intp)
    >>> distinct([KeyPhrase(text, 1.0, nobody) for text in ["missile deal", "missiles", "warships"]])
    ['missile deal', 'warships']
    """
    chosen: list[str] = []
    said: set[str] = set()
    for phrase in phrases:
        if len(chosen) == n_phrases:
            break
        if len(phrase.stems & said) * 2 < len(phrase.stems):
            chosen.append(phrase.text)
            said |= phrase.stems
    return chosen
