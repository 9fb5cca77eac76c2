"""Nearest neighbours -> a topic, and how firmly it holds.

Serves `topics` and `runs.assign`: new vectors go where most of their neighbours are. It must say how sure a topic is in terms of
what happens to it, not of how it was found.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from topics.neighbours import Neighbours

# Share of changed piles in which a topic is kept: with no neighbour in it, with all of them.
LOOSEST, FIRMEST = 0.5, 0.9


def tally(near: Neighbours, labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Votes of the neighbours for each topic, weighted by nearness, shape (n, n_topics).

    Parameters
    ----------
    near
        Neighbours of every vector among those with a label.
    labels
        Topic of each of the latter, 0 and up.

    Examples
    --------
    >>> near = Neighbours(np.array([[0, 1, 2]]), np.array([[0.1, 0.2, 0.1]]))
    >>> tally(near, np.array([0, 0, 1])).round(1).tolist()
    [[1.7, 0.9]]
    """
    votes = labels[near.indices]
    found = np.zeros((len(votes), int(labels.max()) + 1))
    np.add.at(found, (np.arange(len(votes))[:, None], votes), np.maximum(1 - near.distances, 1e-6))
    return found


def agreement(near: Neighbours, labels: NDArray[np.int64], chosen: NDArray[np.int64]) -> NDArray[np.float64]:
    """Share 0..1 of the neighbours that are in the topic chosen for each vector.

    A topic of five cannot fill fifteen places: only as many neighbours are asked as the topic could provide.
    """
    votes, size = labels[near.indices], np.bincount(labels)[chosen]
    asked = np.arange(votes.shape[1]) < np.maximum(size, 1)[:, None]
    return np.asarray((asked & (votes == chosen[:, None])).sum(axis=1) / asked.sum(axis=1), dtype=np.float64)


def confidence(share: NDArray[np.floating]) -> NDArray[np.float32]:
    """How often an article with this share of its neighbours in its topic keeps it when the pile changes, .5 to .9.

    Calibrated on piles of which 2 and 10 % were taken away (docs/decisions.md, "Confidence").

    >>> confidence(np.array([0.0, 0.5, 1.0])).tolist()
    [0.5, 0.699999988079071, 0.8999999761581421]
    """
    return np.asarray(LOOSEST + (FIRMEST - LOOSEST) * share, dtype=np.float32)
