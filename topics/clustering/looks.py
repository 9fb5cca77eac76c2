"""A pile -> many parts of it, each with its neighbour graph: looks at the same news that single units do not tip.

Serves `consensus` and `clearness`. The neighbours of the whole pile are found once; a part takes its own from these. It must not
depend on a seed, nor on which units stand beside one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from topics.neighbours import Neighbours, nearest

KEPT = 0.9  # share of the units in each look; with .7 the looks themselves differ too much
CYCLES = 2.0  # for each standard deviation of a projection: two units of cosine .8 are a cycle apart
SPARE = 1.5  # neighbours found for each that a look takes: one in ten is left out, and seldom one in three


class Look(NamedTuple):
    """A part of a pile.

    Attributes
    ----------
    kept
        Shape (n_kept,), positions of its units.
    graph
        Their nearest neighbours in the part, by position in `kept`.
    joins
        Shape (n,), for every unit of the pile the unit of the part it is nearest to, by position in `kept`.
    """

    kept: NDArray[np.intp]
    graph: Neighbours
    joins: NDArray[np.int32]


def spare_graph(vectors: NDArray[np.float32], n_neighbors: int) -> Neighbours:
    """Find as many neighbours of every unit as `looks` needs to give each look `n_neighbors`."""
    return nearest(vectors, int(np.ceil(SPARE * n_neighbors)))


def looks(vectors: NDArray[np.float32], graph: Neighbours, n_neighbors: int, n_looks: int) -> Iterator[Look]:
    """Look at a pile many times, each time at about nine tenths of it.

    Parameters
    ----------
    vectors, graph
        Unit vectors, shape (n, n_dimensions), and their nearest neighbours, see `spare_graph`.
    n_neighbors
        Neighbours of every unit in a look.
    n_looks
        How many looks to take.

    Examples
    --------
    >>> vectors = np.eye(40, dtype=np.float32)
    >>> look = next(looks(vectors, spare_graph(vectors, 5), 5, 1))
    >>> len(look.kept) < 40, look.graph.indices.shape == (len(look.kept), 5), len(look.joins)
    (True, True, 40)
    """
    for kept in parts(vectors, n_looks):
        near = _within(vectors, graph, kept, min(n_neighbors, len(kept)))
        yield Look(kept, Neighbours(near.indices[kept], near.distances[kept]), near.indices[:, 0])


def parts(vectors: NDArray[np.float32], n_parts: int) -> Iterator[NDArray[np.intp]]:
    """Positions of about nine tenths of the units, another choice each time.

    A unit is taken in by the phase of its projection on a direction of each part: what else is in the pile does not change it,
    the last bits of its vector hardly do, and its neighbours have other phases.
    """
    directions = np.random.default_rng(0).normal(size=(vectors.shape[1], n_parts))
    for phases in (np.mod(CYCLES * vectors.astype(np.float64) @ directions, 1)).T:
        kept = np.flatnonzero(phases < KEPT)
        yield kept if len(kept) > 1 else np.arange(len(vectors))


def _within(vectors: NDArray[np.float32], graph: Neighbours, kept: NDArray[np.intp], k: int) -> Neighbours:
    """Nearest kept units of every unit, those that it has in the graph, or found anew where these are too few."""
    place = np.full(len(vectors), -1, dtype=np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    known = place[graph.indices]
    order = np.argsort(known < 0, axis=1, kind="stable")[:, :k]
    indices = np.take_along_axis(known, order, axis=1)
    distances = np.take_along_axis(graph.distances, order, axis=1)
    short = np.flatnonzero(indices[:, -1] < 0) if indices.shape[1] == k else np.arange(len(vectors))
    if len(short):
        anew = nearest(vectors[short], k, vectors[kept])
        if len(short) == len(vectors):
            return anew
        indices[short], distances[short] = anew.indices, anew.distances
    return Neighbours(indices, distances)
