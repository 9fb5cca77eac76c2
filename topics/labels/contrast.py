"""Phrases x topics -> how strongly each phrase sets each topic apart, by counts alone.

Stands between `phrases` and `keyphrases` on the straight line. It counts events, not articles: an event counts as the share of
its articles that hold the phrase. It knows nothing of what phrases mean or how they are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST = 2  # events, and texts, of a topic that hold a phrase of it at least, if the topic has as many
SMOOTH = 0.5  # events added to every count, so that rare phrases of small topics do not win
SPREAD = 0.75  # power of the share of a topic that holds a phrase: what all of it says beats what one part shouts


@dataclass(frozen=True)
class Contrast:
    """Every pair of a phrase and a topic that it sets apart; the arrays are aligned.

    Attributes
    ----------
    phrases, topics
        Positions of the phrase and of the topic.
    strength
        Log odds of the phrase inside against outside, above zero, times a power of its share inside.
    events, of
        Number of events of the topic that hold the phrase, and of all events of the topic.
    """

    phrases: NDArray[np.int64]
    topics: NDArray[np.int64]
    strength: NDArray[np.float64]
    events: NDArray[np.int64]
    of: NDArray[np.int64]


def contrast(
    holders: Sequence[Sequence[int]],
    topics: NDArray[np.int64],
    parents: NDArray[np.int64] | None,
    events: NDArray[np.int64],
) -> Contrast:
    """Weigh every phrase in every topic.

    Parameters
    ----------
    holders
        For every phrase, the positions of the texts that hold it.
    topics, parents, events
        Shape (n_texts,), topic of every text, topic of the layer above, and event; an event lies in one topic.

    Notes
    -----
    The weakest of two log odds, against all other texts and against the topic's siblings (Monroe, Colaresi and Quinn 2008,
    Fightin' words, without their prior).

    Examples
    --------
    >>> found = contrast([[0, 1], [0, 1, 2, 3]], np.array([0, 0, 1, 1]), None, np.arange(4))
    >>> found.phrases.tolist(), found.topics.tolist(), found.events.tolist()
    ([0], [0], [2])
    """
    home = np.zeros(int(events.max()) + 1, dtype=np.int64)
    home[events] = topics
    told = _texts_that_hold(holders, len(topics)) @ _members(events, 1 / np.bincount(events)[events])
    mass, sizes = (told @ _members(home)).tocsr(), np.bincount(home)
    rows, columns = mass.nonzero()
    inside, n_events = _at(mass, rows, columns), _at((told > 0).astype(float) @ _members(home), rows, columns)
    share = (inside + SMOOTH) / (sizes[columns] + 2 * SMOOTH)
    others = np.asarray(mass.sum(axis=1)).ravel()[rows] - inside
    odds = _log_odds(share, others, len(home) - sizes[columns])
    if parents is not None:
        family = np.zeros(len(sizes), dtype=np.int64)
        family[topics] = parents
        siblings = _at(mass @ _members(family), rows, family[columns]) - inside
        odds = np.minimum(
            odds, _log_odds(share, siblings, np.bincount(family, sizes)[family[columns]] - sizes[columns])
        )
    strength = np.where(np.isfinite(odds), odds, 1.0) * (inside / sizes[columns]) ** SPREAD
    n_texts = _at(_texts_that_hold(holders, len(topics)) @ _members(topics), rows, columns)
    often = (n_events >= np.minimum(LEAST, sizes[columns])) & (
        n_texts >= np.minimum(LEAST, np.bincount(topics)[columns])
    )
    often |= ~np.isin(columns, columns[often])  # a topic whose texts share no phrase is told by what one of them says
    kept = np.flatnonzero(often & (strength > 0))
    return Contrast(rows[kept], columns[kept], strength[kept], n_events[kept].astype(np.int64), sizes[columns[kept]])


def _texts_that_hold(holders: Sequence[Sequence[int]], n_texts: int) -> Any:
    """Matrix of ones, shape (n_phrases, n_texts)."""
    import scipy.sparse as sp

    starts = np.cumsum([0, *map(len, holders)])
    texts = np.fromiter((text for held in holders for text in held), np.int64, starts[-1])
    return sp.csr_array((np.ones(starts[-1]), texts, starts), shape=(len(holders), n_texts))


def _members(groups: NDArray[np.int64], weights: NDArray[np.float64] | None = None) -> Any:
    """Matrix of which thing is in which group, shape (n_things, n_groups)."""
    import scipy.sparse as sp

    values = np.ones(len(groups)) if weights is None else weights
    return sp.csr_array((values, (np.arange(len(groups)), groups)), shape=(len(groups), int(groups.max()) + 1))


def _at(matrix: Any, rows: NDArray[Any], columns: NDArray[Any]) -> NDArray[np.float64]:
    if not len(rows):  # SciPy answers an empty look-up with a matrix
        return np.zeros(0)
    return np.asarray(matrix.tocsr()[rows, columns], dtype=np.float64).ravel()


def _log_odds(share: NDArray[np.float64], held: NDArray[np.float64], n: NDArray[Any]) -> NDArray[np.float64]:
    """Log odds against a group of n events; infinite where the group is empty: a group of nobody says nothing."""
    other = (np.maximum(held, 0) + SMOOTH) / (n + 2 * SMOOTH)
    return np.asarray(np.where(n > 0, np.log(share) - np.log(other), np.inf))
