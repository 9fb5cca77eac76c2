"""Neighbour graphs of many parts of a pile -> coordinates in which units are near that most looks at the pile put together.

Stands between `reduction` and `topics` on the straight line. One look depends on single units; the agreement of many hardly does.
It must not depend on a seed, nor on which units stand beside one another.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.clustering.looks import Look, looks
from topics.clustering.reduction import smooth_coordinates
from topics.clustering.sums import group_sums
from topics.clustering.tree import split_tree
from topics.encoding.encoders import unit_rows
from topics.neighbours import Neighbours

NEIGHBOURS = (2 / 3, 1.0, 4 / 3)  # the looks differ in neighbours, as a multiple of what is asked for,
DIMENSIONS = (1 / 2, 2 / 3, 5 / 6)  # in coordinates, as a multiple of the topics looked for,
TOPICS = (2 / 3, 1.0, 4 / 3)  # and in topics, as well
MOST_ROUNDS, LEAST_ROUNDS = 9, 1  # of nine looks: all neighbours with all coordinates
UNITS_LOOKED_AT = 17_000  # by a round; large piles stand still with fewer
TREE_SIZE = 2_000  # units: the tree of a look is grown on so many at most, the others join the nearest topic
COORDINATES = 40  # of what the looks say together, or as many as the topics looked for where these are more
DECIMALS = 6  # finer differences are noise of the arithmetic
FEW_MEMBERSHIPS = 1_000  # up to so many their directions are computed exactly, which is faster there
SETTLED = 20  # times at most that units move to the nearest topic


def consensus(
    vectors: NDArray[np.float32],
    weights: NDArray[np.float64],
    graph: Neighbours,
    n_neighbors: int,
    n_topics: int,
    smallest: float,
) -> NDArray[np.float64]:
    """Cluster many parts of a pile and return what the clusterings agree on.

    Parameters
    ----------
    vectors, weights
        Unit vectors, shape (n, n_dimensions), and what each counts for, shape (n,).
    graph, n_neighbors
        Nearest neighbours of every unit, see `spare_graph`, and how many of them a look takes.
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
    >>> from topics.clustering.looks import spare_graph
    >>> vectors = np.repeat(np.eye(3, dtype=np.float32), 20, axis=0)
    >>> vectors += np.random.default_rng(0).normal(scale=0.01, size=vectors.shape).astype(np.float32)
    >>> found = consensus(unit_rows(vectors), np.ones(60), spare_graph(unit_rows(vectors), 14), 10, 3, 2.0)
    >>> middles = found.reshape(3, 20, -1).mean(axis=1)
    >>> bool(np.linalg.norm(middles[0] - middles[1]) > 5 * np.linalg.norm(found[:20] - middles[0], axis=1).mean())
    True
    """
    columns: list[Any] = []
    most = round(n_neighbors * max(NEIGHBOURS))
    for number, look in enumerate(
        looks(vectors, graph, most, _rounds(len(vectors)) * len(NEIGHBOURS) * len(DIMENSIONS))
    ):
        share, dimensions = NEIGHBOURS[number % 3], DIMENSIONS[number // 3 % 3]
        near = look.graph.first(round(n_neighbors * share))
        view = smooth_coordinates(vectors[look.kept], near, max(2, round(n_topics * dimensions)))
        columns += _topics_of_look(unit_rows(view).astype(np.float64), weights, look, n_topics, smallest)
    return _components(columns, max(COORDINATES, n_topics))


def _topics_of_look(
    view: NDArray[np.float64], weights: NDArray[np.float64], look: Look, n_topics: int, smallest: float
) -> list[Any]:
    """Memberships of every unit of the pile in the topics that one look finds, for each number of topics."""
    grown = np.arange(len(view))[:: -(-len(view) // TREE_SIZE)]
    cuts, _ = split_tree(view[grown], weights[look.kept][grown], round(n_topics * max(TOPICS)), smallest)
    found = [cuts[:, min(round(n_topics * topics), cuts.shape[1]) - 1] for topics in TOPICS]
    if len(grown) < len(view):
        found = [_nearest_middle(view, view[grown], cut) for cut in found]
    return [_memberships(cut[look.joins]) for cut in found]


def _rounds(n: int) -> int:
    return int(np.clip(UNITS_LOOKED_AT // max(n, 1), LEAST_ROUNDS, MOST_ROUNDS))


def _memberships(labels: NDArray[np.int64]) -> Any:
    import scipy.sparse as sp

    return sp.csr_array((np.ones(len(labels)), (np.arange(len(labels)), labels)))


def _components(columns: list[Any], n_components: int) -> NDArray[np.float64]:
    """Coordinates in the leading directions of the memberships side by side."""
    import scipy.linalg
    import scipy.sparse as sp
    from sklearn.utils.extmath import randomized_svd

    every = sp.csr_array(sp.hstack(columns, format="csr") / np.sqrt(len(columns)))
    n_components = min(n_components, *every.shape)
    if every.shape[1] <= FEW_MEMBERSHIPS:
        last = every.shape[1] - 1
        together = (every.T @ every).toarray()
        _, directions = scipy.linalg.eigh(together, subset_by_index=(last - n_components + 1, last))
        return np.asarray(np.round(every @ directions[:, ::-1], DECIMALS))
    left, lengths, _ = randomized_svd(every, n_components, random_state=0)
    return np.asarray(np.round(left * lengths, DECIMALS))


def settle(coordinates: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Move units to the topic whose middle is nearest until none moves (Lloyd 1982); a topic left empty is gone.

    >>> settle(np.array([[0.0], [0.1], [0.9], [1.0]]), np.array([0, 1, 1, 1])).tolist()
    [0, 0, 1, 1]
    """
    for _ in range(SETTLED):
        labels = np.unique(labels, return_inverse=True)[1]
        moved = _nearest_middle(coordinates, coordinates, labels)
        if (moved == labels).all():
            break
        labels = moved
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64)


def _nearest_middle(
    coordinates: NDArray[np.float64], members: NDArray[np.float64], labels: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Topic whose middle, that of its members, is nearest to each row of coordinates."""
    middles = group_sums(members, labels, int(labels.max()) + 1) / np.bincount(labels)[:, None]
    return np.asarray(
        np.round((middles**2).sum(axis=1) - 2 * coordinates @ middles.T, DECIMALS).argmin(axis=1), dtype=np.int64
    )
