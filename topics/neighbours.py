"""Vectors -> the nearest neighbours of every article: one exact graph, shared by all later stages.

Stands after `encoding` and before `clustering` on the straight line. Never approximate: an approximate index would bring
its own randomness into every stage after it. Distances are rounded before they are ordered (`smallest`): ties are then broken by
position, not by noise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from topics.engine import map_blocks

ROWS_AT_ONCE = 512  # fixed, so that the arithmetic is the same whatever the number of threads


@dataclass(frozen=True)
class Neighbours:
    """The k nearest articles of every article, itself first.

    Attributes
    ----------
    indices
        Shape (n_articles, k), positions.
    distances
        Shape (n_articles, k), cosine distance 0..2, ascending.
    """

    indices: NDArray[np.int32]
    distances: NDArray[np.float32]

    def first(self, k: int) -> Neighbours:
        """Return the graph of the k nearest alone; no more than there are."""
        return Neighbours(self.indices[:, :k], self.distances[:, :k])


def nearest(vectors: NDArray[np.floating], k: int, among: NDArray[np.floating] | None = None) -> Neighbours:
    """Find the exact k nearest neighbours by cosine.

    Parameters
    ----------
    vectors
        Unit vectors, shape (n_articles, n_dimensions).
    k
        Neighbours of every article, itself included when `among` is None.
    among
        Unit vectors to search in, shape (n_others, n_dimensions); None searches in `vectors`.

    Examples
    --------
    >>> nearest(np.eye(3), 2).indices[:, 0].tolist()
    [0, 1, 2]
    """
    from threadpoolctl import threadpool_limits

    queries = np.ascontiguousarray(vectors, dtype=np.float32)
    targets = queries if among is None else np.ascontiguousarray(among, dtype=np.float32)
    k = min(k, len(targets))
    starts = range(0, len(queries), ROWS_AT_ONCE)
    with threadpool_limits(1):
        parts = map_blocks(_nearest_block, starts, queries, targets, k, among is None, name="neighbours")
    if not parts:
        return Neighbours(np.zeros((0, k), np.int32), np.zeros((0, k), np.float32))
    return Neighbours(np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts]))


def _nearest_block(
    start: int, queries: NDArray[np.float32], targets: NDArray[np.float32], k: int, itself: bool
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    from topics.smallest import smallest

    block = queries[start : start + ROWS_AT_ONCE]
    found: tuple[NDArray[np.int32], NDArray[np.float32]] = smallest(block @ targets.T, k, start if itself else -1)
    return found
