"""Neighbour graphs of many parts of a pile -> coordinates in which units are near that most looks at the pile put together.

Stands between `reduction` and `topics` on the straight line. One look depends on single units; the agreement of many hardly does.
It must not depend on a seed, nor on which units stand beside one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.clustering.reduction import smooth_coordinates
from topics.clustering.tree import split_tree
from topics.encoding.encoders import unit_rows
from topics.neighbours import nearest

NEIGHBOURS = (2 / 3, 1.0, 4 / 3)  # the looks differ in neighbours, as a multiple of what is asked for,
DIMENSIONS = (1 / 2, 2 / 3, 5 / 6)  # in coordinates, as a multiple of the topics looked for,
TOPICS = (2 / 3, 1.0, 4 / 3)  # and in topics, as well
KEPT = 0.9  # share of the units in each look; with .7 the looks themselves differ too much
MOST_ROUNDS, LEAST_ROUNDS = 9, 1  # of nine looks: all neighbours with all coordinates
UNITS_LOOKED_AT = 17_000  # by a round; large piles stand still with fewer
COORDINATES = 40  # of what the looks say together, or as many as the topics looked for where these are more
DECIMALS = 6  # finer differences are noise of the arithmetic
SETTLED = 20  # times at most that units move to the nearest topic


def consensus(
    vectors: NDArray[np.float32], weights: NDArray[np.float64], n_neighbors: int, n_topics: int, smallest: float
) -> NDArray[np.float64]:
    """Cluster many parts of a pile and return what the clusterings agree on.

    Parameters
    ----------
    vectors, weights
        Unit vectors, shape (n, n_dimensions), and what each counts for, shape (n,).
    n_neighbors
        Neighbours of every unit in the graph.
    n_topics
        Number of topics looked for; a third more or less are looked for as well.
    smallest
        Least weight of a topic.

    Returns
    -------
    Coordinates, shape (n, 40 or as many as the topics, at most n): the squared distance of two units is nearly twice the share
    of looks that part them.

    Notes
    -----
    A cluster ensemble (Strehl and Ghosh 2002) over subsamples (Monti et al. 2003), its memberships in their leading directions.

    Examples
    --------
    >>> vectors = np.repeat(np.eye(3, dtype=np.float32), 20, axis=0)
    >>> vectors += np.random.default_rng(0).normal(scale=0.01, size=vectors.shape).astype(np.float32)
    >>> found = consensus(unit_rows(vectors), np.ones(60), 10, 3, 2.0)
    >>> len(np.unique(found.round(3), axis=0))
    3
    """
    columns: list[Any] = []
    for number, kept in enumerate(parts(vectors, _rounds(len(vectors)) * len(NEIGHBOURS) * len(DIMENSIONS))):
        share, dimensions = NEIGHBOURS[number % 3], DIMENSIONS[number // 3 % 3]
        near = nearest(vectors[kept], min(round(n_neighbors * share), len(kept) - 1))
        view = unit_rows(smooth_coordinates(vectors[kept], near, max(2, round(n_topics * dimensions)))).astype(
            np.float64
        )
        cuts, _ = split_tree(view, weights[kept], round(n_topics * max(TOPICS)), smallest)
        joins = nearest(vectors, 1, vectors[kept]).indices[:, 0]
        found = [cuts[joins, min(round(n_topics * topics), cuts.shape[1]) - 1] for topics in TOPICS]
        columns += [_memberships(labels) for labels in found]
    return _components(columns, max(COORDINATES, n_topics))


def _rounds(n: int) -> int:
    return int(np.clip(UNITS_LOOKED_AT // max(n, 1), LEAST_ROUNDS, MOST_ROUNDS))


def parts(vectors: NDArray[np.float32], n_parts: int) -> Iterator[NDArray[np.intp]]:
    """Positions of nine tenths of the units, another choice each time; what else is in the pile does not change it."""
    marks = _marks(vectors)
    for number in range(n_parts):
        kept = np.flatnonzero(_is_kept(marks, number))
        yield kept if len(kept) > 1 else np.arange(len(vectors))


def _marks(vectors: NDArray[np.float32]) -> NDArray[np.uint64]:
    """A number of every unit that depends on its vector alone: the same looks leave it out, whatever else is in the pile."""
    rows = np.round(vectors.astype(np.float64), 4) + 0.0
    return np.array([int.from_bytes(blake2b(row.tobytes(), digest_size=8).digest(), "big") for row in rows], np.uint64)


def _is_kept(marks: NDArray[np.uint64], look: int) -> NDArray[np.bool_]:
    """Whether a look takes a unit in, by the finaliser of SplitMix64 (Steele, Lea and Flood 2014)."""
    mixed = marks + np.uint64(0x9E3779B97F4A7C15 * (look + 1) % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray((mixed ^ (mixed >> np.uint64(31))) < np.uint64(KEPT * 2**64))


def _memberships(labels: NDArray[np.int64]) -> Any:
    import scipy.sparse as sp

    return sp.csr_array((np.ones(len(labels)), (np.arange(len(labels)), labels)))


def _components(columns: list[Any], n_components: int) -> NDArray[np.float64]:
    """Coordinates in the leading directions of the memberships side by side."""
    import scipy.sparse as sp
    from sklearn.utils.extmath import randomized_svd

    every = sp.csr_array(sp.hstack(columns, format="csr") / np.sqrt(len(columns)))
    left, lengths, _ = randomized_svd(every, min(n_components, *every.shape), random_state=0)
    return np.asarray(np.round(left * lengths, DECIMALS))


def settle(coordinates: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Move units to the topic whose middle is nearest until none moves (Lloyd 1982); a topic left empty is gone.

    >>> settle(np.array([[0.0], [0.1], [0.9], [1.0]]), np.array([0, 1, 1, 1])).tolist()
    [0, 0, 1, 1]
    """
    for _ in range(SETTLED):
        labels = np.unique(labels, return_inverse=True)[1]
        sums = np.zeros((int(labels.max()) + 1, coordinates.shape[1]))
        np.add.at(sums, labels, coordinates)
        middles = sums / np.bincount(labels)[:, None]
        moved = np.round((middles**2).sum(axis=1) - 2 * coordinates @ middles.T, DECIMALS).argmin(axis=1)
        if (moved == labels).all():
            break
        labels = moved
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64)
