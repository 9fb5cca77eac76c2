"""How good a name a phrase makes, or two: what sets the topic apart, what they cover together, meaning, length.

Serves `names`. All phrases and pairs of a topic are weighed at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from topics.labels.contrast import SPREAD
from topics.labels.keyphrases import KeyPhrase, fits

ENOUGH = 0.4  # share of a topic, in events, that a name must reach; more makes it no better
TOO_LITTLE = 0.3  # share of a topic below which a name is worth less in proportion
PAIR = 0.8  # worth of two phrases beside one that says as much
UNEVEN = 0.25  # power of the weaker phrase's share of the stronger one's worth
EASE = np.array([0.0, 0.6, 1.0, 1.0, 0.9, 0.6, 0.4])  # by number of words: one says too little, five are hard to read

Integers = NDArray[np.intp]


def worth(
    phrases: Sequence[KeyPhrase],
    options: tuple[Integers, Integers],
    topic: int,
    weights: NDArray[np.float64],
    middles: NDArray[np.floating] | None = None,
) -> NDArray[np.float64]:
    """Weigh phrases and pairs of them as names of a topic.

    Parameters
    ----------
    phrases
        Key phrases of the topic.
    options
        Positions of the two phrases of every pair, the same twice for a phrase alone.
    topic
        Number of the topic.
    weights
        Shape (n_texts,), what each text counts for; those of a topic sum to 1.
    middles
        Unit vectors of all topics, shape (n_topics, n_dimensions), where the phrases have vectors.

    Returns
    -------
    Shape (n_options,), 0 and up.

    Examples
    --------
    >>> rates, word = KeyPhrase("policy rate", 1.0, np.array([0, 1])), KeyPhrase("rate", 1.0, np.array([0, 1]))
    >>> alone = np.array([0, 1])
    >>> worth([rates, word], (alone, alone), 0, np.array([0.5, 0.5])).round(2).tolist()
    [0.5, 0.3]
    """
    first, second = options
    single = first == second
    cover, overlap = _covers(phrases, weights)
    both = np.where(single, cover[first], cover[first] + cover[second] - overlap[first, second])
    apart = np.array([phrase.strength for phrase in phrases]) / cover**SPREAD
    told = np.minimum(both, ENOUGH) ** SPREAD * np.minimum(1.0, both / TOO_LITTLE)
    words = np.array([len(phrase.words) for phrase in phrases])
    n_words = np.minimum(words[first] + np.where(single, 0, words[second]), len(EASE) - 1)
    means = _meaning(phrases, options, topic, middles)
    return np.asarray(np.sqrt(apart[first] * apart[second]) * told * means * EASE[n_words] * _balance(phrases, options))


def _covers(
    phrases: Sequence[KeyPhrase], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of the topic that holds each phrase, every event counting the same, and each two of them."""
    texts = np.unique(np.concatenate([phrase.holders for phrase in phrases]))
    holds = np.zeros((len(phrases), len(texts)))
    for row, phrase in enumerate(phrases):
        holds[row, np.searchsorted(texts, phrase.holders)] = 1
    return holds @ weights[texts], (holds * weights[texts]) @ holds.T


def _meaning(
    phrases: Sequence[KeyPhrase],
    options: tuple[Integers, Integers],
    topic: int,
    middles: NDArray[np.floating] | None,
) -> NDArray[np.float64]:
    """How well each option's meaning singles out the topic, 0..1; 1 where phrases have no vectors."""
    vectors = [phrase.vector for phrase in phrases if phrase.vector is not None]
    if middles is None or len(vectors) < len(phrases):
        return np.ones(len(options[0]))
    return fits(np.stack(vectors)[options[0]] + np.stack(vectors)[options[1]], topic, middles)


def _balance(phrases: Sequence[KeyPhrase], options: tuple[Integers, Integers]) -> NDArray[np.float64]:
    """Factor for two phrases instead of one, smaller where one is much weaker; 1 for a phrase alone."""
    strong = np.array([phrase.strength * phrase.fit for phrase in phrases])
    one, other = strong[options[0]], strong[options[1]]
    return np.where(options[0] == options[1], 1.0, PAIR * (np.minimum(one, other) / np.maximum(one, other)) ** UNEVEN)
