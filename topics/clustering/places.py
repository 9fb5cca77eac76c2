"""Places on the map: of a whole pile, and of new articles on a map that people know.

Stands after `reduction`, which lays out a map. It must never move an article that is on the map, and never leave a new one
where there is nobody near it: a place is between neighbours, not between far parts of the map.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from topics.clustering.reduction import MAP_DECIMALS, reduce
from topics.neighbours import nearest

NEIGHBOURS = 15  # nearest articles between which a new one is placed
SHARPNESS = 20.0  # of the weight of a neighbour by cosine: a lead of .1 weighs seven times as much
ROUNDS = 4  # new articles are placed among the old ones first, then among each other as well
STEPS = 20  # of the search for the middle
LEAST_DISTANCE = 1e-3  # on the map, so that the search does not divide by nought
MOST_LAID_OUT = 20_000  # articles: of a larger pile every second, third, ... is laid out, and the others are placed


def lay_out(vectors: NDArray[np.float32], n_neighbors: int, *, seed: int = 0) -> NDArray[np.float32]:
    """Lay articles out on a map; of a large pile an even part, between which the others are placed.

    Parameters
    ----------
    vectors
        Unit vectors, shape (n_articles, n_dimensions), in an order that says nothing of them.
    n_neighbors, seed
        See `reduce`.

    Returns
    -------
    Shape (n_articles, 2).

    Examples
    --------
    >>> lay_out(np.eye(3, dtype=np.float32), 3).shape
    (3, 2)
    """
    chosen = np.arange(len(vectors))[:: -(-len(vectors) // MOST_LAID_OUT)]
    places = np.full((len(vectors), 2), np.nan)
    places[chosen] = reduce(vectors[chosen], nearest(vectors[chosen], n_neighbors), seed=seed)
    return place_new(vectors, places, rounds=1)


def place_new(
    vectors: NDArray[np.float32], places: NDArray[np.floating], *, rounds: int = ROUNDS
) -> NDArray[np.float32]:
    """Place articles on a map that others are on.

    Parameters
    ----------
    vectors
        Unit vectors of all articles, shape (n_articles, n_dimensions).
    places
        Shape (n_articles, 2), NaN for an article that has no place yet; one article at least has one.
    rounds
        How often new articles move: first between the old ones, then between all; 1 leaves it at the first.

    Returns
    -------
    Shape (n_articles, 2); places that were given are the same.

    Notes
    -----
    A new article stands at the geometric median (Weiszfeld 1937) of its nearest neighbours, weighed by their cosines: a
    neighbour in another part of the map does not draw it out into the void, as a mean would.

    Examples
    --------
    >>> vectors = np.array([[1, 0], [1, 0], [0, 1], [1, 0]], dtype=np.float32)
    >>> place_new(vectors, np.array([[1.0, 1.0], [1.2, 1.0], [9.0, 9.0], [np.nan, np.nan]]))[3].round(2)
    array([1.1, 1. ], dtype=float32)
    """
    layout = np.asarray(places, dtype=np.float64).copy()
    new = np.flatnonzero(np.isnan(layout).any(axis=1))
    if not len(new):
        return layout.astype(np.float32)
    old = np.flatnonzero(~np.isnan(layout).any(axis=1))
    near = nearest(vectors[new], NEIGHBOURS, vectors[old])
    layout[new] = _middles(layout[old][near.indices], near.distances)
    if rounds > 1:
        near = nearest(vectors[new], min(NEIGHBOURS + 1, len(vectors)), vectors)
        itself = near.indices == new[:, None]
    for _ in range(rounds - 1):
        layout[new] = _middles(layout[near.indices], np.where(itself, np.inf, near.distances))
    layout[new] = np.round(layout[new], MAP_DECIMALS)
    return layout.astype(np.float32)


def _middles(around: NDArray[np.float64], distances: NDArray[np.floating]) -> NDArray[np.float64]:
    """Weighted geometric medians of rows of places, shape (n, 2)."""
    lead = np.exp(-SHARPNESS * (distances - distances.min(axis=1, keepdims=True)))
    at = (around * lead[:, :, None]).sum(axis=1) / lead.sum(axis=1)[:, None]
    for _ in range(STEPS):
        pull = lead / np.maximum(np.linalg.norm(around - at[:, None], axis=2), LEAST_DISTANCE)
        at = (around * pull[:, :, None]).sum(axis=1) / pull.sum(axis=1)[:, None]
    return np.asarray(at, dtype=np.float64)
