"""Events -> the round-ups among their reports, and which other events each of these mentions.

Stands after `events` on the straight line. A digest or a live blog has one home event like any other article; what else it
tells of is a link, and never glue.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.clustering.pairs import Pairs

MENTIONED = -2.0  # log odds with a report of an event from which an article may be mentioning it
FEWEST_OWN = 3  # names that an article must share with one event and with no other that it may be mentioning
FEWEST_EVENTS = 3  # events that a round-up tells of, its own one included


def find_mentions(pairs: Pairs, events: NDArray[np.int64], names: Any) -> list[tuple[int, int]]:
    """Find the articles that tell of several events.

    Parameters
    ----------
    pairs
        Log odds of pairs of articles, see `likely_pairs`.
    events
        Shape (n_articles,), event of every article.
    names
        CSR, shape (n_articles, n_names): which names every article gives, see `Channels.names`.

    Returns
    -------
    (article, event) for each event that a round-up mentions beside its own, in order.

    Examples
    --------
    >>> from topics.clustering.anchors import term_matrix
    >>> one, two, three = ({f"{event}{term}" for term in "abcd"} for event in "xyz")
    >>> names = term_matrix([one, two, three, one | two | three])
    >>> pairs = np.array([0, 1, 2]), np.array([3, 3, 3]), np.array([1.0, -1.0, -1.5], dtype=np.float32)
    >>> find_mentions(pairs, np.array([0, 1, 2, 0]), names)
    [(3, 1), (3, 2)]
    """
    first, second, odds = pairs
    near = odds > MENTIONED
    article = np.concatenate([first[near], second[near]])
    other = np.concatenate([second[near], first[near]])
    found: list[tuple[int, int]] = []
    order = np.lexsort((other, article))
    for part in np.split(order, np.flatnonzero(np.diff(article[order])) + 1):
        if len(part) >= FEWEST_EVENTS - 1:
            one = int(article[part[0]])
            told = _told_of(one, other[part], events, names)
            if len({*told, int(events[one])}) >= FEWEST_EVENTS:
                found += [(one, event) for event in told if event != events[one]]
    return found


def _told_of(article: int, relatives: NDArray[np.int64], events: NDArray[np.int64], names: Any) -> list[int]:
    """Events with which an article shares enough names that it shares with none of the others."""
    own = names.indices[names.indptr[article] : names.indptr[article + 1]]
    named, group = np.unique(events[relatives], return_inverse=True)
    if len(named) < FEWEST_EVENTS - 1:
        return []
    holds = names[relatives][:, own].toarray() > 0
    shared = np.zeros((len(named), len(own)), dtype=np.bool_)
    np.logical_or.at(shared, group, holds)
    alone = (shared & (shared.sum(axis=0) == 1)).sum(axis=1)
    return [int(event) for event in named[alone >= FEWEST_OWN]]
