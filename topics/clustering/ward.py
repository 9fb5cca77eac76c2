"""Points -> Ward's tree, without the distances of all pairs: the compiled part of `tree`.

Memory grows with the points alone, and points that come with a weight count as so many in one place. It must not depend on the
number of threads, nor on the order of the points but for exact ties.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

ROWS_AT_ONCE = 4  # dimensions added up in one pass over these
AT_ONCE = 512  # points measured in one sweep: their sums stay in the fastest cache

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def ward_tree(points: Floats, sizes: Floats) -> Floats:
    """Merge points from the bottom up, each time the two groups that lose least by it (Ward 1963).

    Parameters
    ----------
    points
        Shape (n, n_dimensions), two or more.
    sizes
        How many points stand in each place, shape (n,), above 0.

    Returns
    -------
    Shape (n - 1, 3): the two that are merged, and the height; the merge of row k makes the node n + k. Heights ascend and are
    those of `scipy.cluster.hierarchy.linkage(points, "ward")` where all sizes are 1.

    Notes
    -----
    Chains of nearest neighbours (Murtagh 1983), which give the same tree as looking for the nearest pair each time.

    Examples
    --------
    >>> ward_tree(np.array([[0.0], [1.0], [9.0]]), np.ones(3)).round(2).tolist()
    [[0.0, 1.0, 1.0], [2.0, 3.0, 9.81]]
    """
    n = len(points)
    places = np.zeros((-(-points.shape[1] // ROWS_AT_ONCE) * ROWS_AT_ONCE, n))
    places[: points.shape[1]] = points.T
    merged = _merged(places, np.array(sizes, dtype=np.float64))
    in_order = merged[np.argsort(merged[:, 2], kind="stable")]
    tree: Floats = _numbered(in_order, n)
    return tree


@njit(cache=True, nogil=True)
def below(tree: Floats, weights: Floats) -> tuple[Floats, Ints, Ints, Ints]:
    """Weigh what is below every node of a tree, and put the points in an order in which that stands together.

    Returns
    -------
    mass, order, start, end
        Weight of every node, shape (2n - 1,); the points in order, shape (n,); the points below node k are
        `order[start[k]:end[k]]`.

    Examples
    --------
    >>> mass, order, start, end = below(np.array([[0.0, 2.0, 1.0], [1.0, 3.0, 5.0]]), np.ones(3))
    >>> mass.tolist(), order[start[3] : end[3]].tolist()
    ([1.0, 1.0, 1.0, 2.0, 3.0], [0, 2])
    """
    n = len(weights)
    mass, size = np.zeros(2 * n - 1), np.ones(2 * n - 1, np.int64)
    start, order = np.zeros(2 * n - 1, np.int64), np.empty(n, np.int64)
    mass[:n] = weights
    for row in range(n - 1):
        left, right = int(tree[row, 0]), int(tree[row, 1])
        mass[n + row], size[n + row] = mass[left] + mass[right], size[left] + size[right]
    for row in range(n - 2, -1, -1):
        left, right = int(tree[row, 0]), int(tree[row, 1])
        start[left], start[right] = start[n + row], start[n + row] + size[left]
    for point in range(n):
        order[start[point]] = point
    return mass, order, start, start + size


@njit(cache=True, nogil=True)
def _merged(places: Floats, sizes: Floats) -> Floats:
    """Merges in the order in which chains find them: a point of each group, and the height.

    The groups that are left stand first in `places` (a column each), `sizes` and `owner` (the point by which each is known).
    """
    n_dimensions, n = places.shape
    owner, place_of = np.arange(n), np.arange(n)
    chain, links = np.empty(n + 1, np.int64), np.empty(n + 1)
    gaps, here = np.empty(AT_ONCE), np.empty(n_dimensions)
    found, n_left, n_chain = np.empty((n - 1, 3)), n, 0
    for merge in range(n - 1):
        if n_chain == 0:
            chain[0], n_chain = owner[0], 1
        while True:
            at = place_of[chain[n_chain - 1]]
            before = place_of[chain[n_chain - 2]] if n_chain > 1 else -1
            near, gap = _nearest(
                at, before, links[n_chain - 2] if n_chain > 1 else np.inf, places, sizes, owner, n_left, gaps, here
            )
            if near == before:
                break
            chain[n_chain], links[n_chain - 1] = owner[near], gap
            n_chain += 1
        n_chain -= 2
        found[merge, 0], found[merge, 1], found[merge, 2] = owner[before], owner[at], np.sqrt(gap)
        total = sizes[at] + sizes[before]
        for dimension in range(n_dimensions):
            both = sizes[at] * places[dimension, at] + sizes[before] * places[dimension, before]
            places[dimension, before] = both / total
        sizes[before] = total
        n_left -= 1  # the last group moves to where the other one stood
        for dimension in range(n_dimensions):
            places[dimension, at] = places[dimension, n_left]
        sizes[at], owner[at] = sizes[n_left], owner[n_left]
        place_of[owner[at]] = at
    return found


@njit(cache=True, nogil=True)
def _nearest(
    at: int,
    before: int,
    gap_before: float,
    places: Floats,
    sizes: Floats,
    owner: Ints,
    n_left: int,
    gaps: Floats,
    here: Floats,
) -> tuple[int, float]:
    """Group that loses least by a merge with the one at a place, and what is lost, squared and doubled.

    Of equals the one before it in the chain, then the one known by the first point.
    """
    near, least = before, gap_before
    size = sizes[at]
    for dimension in range(len(here)):
        here[dimension] = places[dimension, at]
    for start in range(0, n_left, AT_ONCE):
        end = min(start + AT_ONCE, n_left)
        n_gaps = end - start
        for other in range(n_gaps):
            gaps[other] = 0
        for row in range(0, len(here), ROWS_AT_ONCE):  # the sums are fetched and put back a quarter as often
            a, b, c, d = here[row], here[row + 1], here[row + 2], here[row + 3]
            first, second = places[row, start:end], places[row + 1, start:end]
            third, fourth = places[row + 2, start:end], places[row + 3, start:end]
            for other in range(n_gaps):
                da, db, dc, dd = a - first[other], b - second[other], c - third[other], d - fourth[other]
                gaps[other] += (da * da + db * db) + (dc * dc + dd * dd)
        others = sizes[start:end]
        for other in range(n_gaps):
            gaps[other] *= 2 * size * others[other] / (size + others[other])
        for other in range(n_gaps):
            gap, place = gaps[other], start + other
            if gap <= least and place != at and place != before:
                if gap < least or near < 0 or (near != before and owner[place] < owner[near]):
                    near, least = place, gap
    return near, least


@njit(cache=True, nogil=True)
def _numbered(merged: Floats, n: int) -> Floats:
    """Name the two of every merge by their nodes instead of by one of their points; the smaller number first."""
    above, tree = np.arange(2 * n - 1), merged.copy()
    for row in range(n - 1):
        one, other = int(merged[row, 0]), int(merged[row, 1])
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        while above[other] != other:
            above[other] = above[above[other]]
            other = above[other]
        above[one] = above[other] = n + row
        tree[row, 0], tree[row, 1] = min(one, other), max(one, other)
    return tree
