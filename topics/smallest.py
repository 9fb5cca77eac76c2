"""Cosines -> the smallest distances of every row: the compiled part of `neighbours`.

One pass over the cosines. Ties fall to the smaller position.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

STEPS = np.float32(1e5)  # distances are rounded to steps of 1e-5
SLACK = np.float32(2e-5)  # a cosine that is farther off than this cannot round to the distance in question


@njit(cache=True, nogil=True)
def smallest(cosines: NDArray[np.float32], k: int, itself: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return positions and cosine distances of the k nearest, nearest first, shape (n_rows, k) each.

    Parameters
    ----------
    cosines
        Shape (n_rows, n_targets).
    k
        At most n_targets.
    itself
        Position of the first row among the targets, each row then comes first in its own list; -1 where rows are no targets.

    Examples
    --------
    >>> smallest(np.array([[0.5, 0.9, 0.5]], dtype=np.float32), 2, -1)[0].tolist()
    [[1, 0]]
    """
    n_rows, n_targets = cosines.shape
    indices, distances = np.empty((n_rows, k), np.int32), np.empty((n_rows, k), np.float32)
    for row in range(n_rows):
        own, n_held, least = row + itself if itself >= 0 else -1, 0, np.float32(-np.inf)
        for place in range(n_targets):
            if cosines[row, place] < least and place != own:  # nearly all of them
                continue
            distance = max(np.float32(np.rint((np.float32(1) - cosines[row, place]) * STEPS) / STEPS), np.float32(0))
            if place == own:
                distance = np.float32(-1)
            if n_held == k and distance >= distances[row, k - 1]:
                continue
            at = min(n_held, k - 1)
            n_held = min(n_held + 1, k)
            while at > 0 and distances[row, at - 1] > distance:
                distances[row, at], indices[row, at] = distances[row, at - 1], indices[row, at - 1]
                at -= 1
            distances[row, at], indices[row, at] = distance, place
            if n_held == k:
                least = np.float32(1) - distances[row, k - 1] - SLACK
        for place in range(k):
            distances[row, place] = max(distances[row, place], np.float32(0)) + np.float32(0)  # no -0
    return indices, distances
