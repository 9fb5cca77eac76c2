"""Topics -> how clear they are, and how many there should be.

Stands beside `clustering.topics`, which asks here where to cut. It must not care how large the pile is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from topics.clustering.looks import Look, looks, spare_graph
from topics.clustering.reduction import smooth_coordinates
from topics.clustering.sums import group_sums
from topics.clustering.tree import split_tree
from topics.encoding.vectors import ROWS_AT_ONCE, unit_rows

TYPICAL, PREFERENCE = 10.0, 0.25  # topics; five must be 12 % clearer than ten, fifteen 4 %
MANY = (18, 24, 32, 42, 56, 75)  # numbers of topics that are tried above fifteen
UNITS_A_TOPIC = 2  # on average; more topics than that are not tried
LOOKED_AT = 4_000  # units: a larger pile is looked at in every second, third, ... of its units
# Parts of a pile that are looked at, so that single units do not tip the choice.
UNITS_LOOKED_AT, MOST_LOOKS = 12_000, 9
MUCH_CLEARER = 1.1  # times as clear as the best cut into few topics (development sets: 1.25 and 1.4, or .7 to .95)
NO_CLEARER = 1.0  # times as clear at the first look, below which no other is taken (looks differ by some .06)
AS_CLEAR = 0.97  # share of the best clearness from which fewer topics do as well
SMALLEST = 2.0  # articles of one of many topics


def clearness(vectors: NDArray[np.floating], weights: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return how much nearer the members of a topic are to its middle than to the next one, -1..1, on average.

    Parameters
    ----------
    vectors, weights
        Unit vectors, shape (n, n_dimensions), and what each counts for, shape (n,).
    labels
        Topic of every row, shape (n,), 0 and up.

    Notes
    -----
    The simplified silhouette (Hruschka, de Castro and Campello 2004) in cosine distance, each row left out of its own topic's
    middle; a topic of one row counts 0.

    Examples
    --------
    >>> vectors = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    >>> clearness(vectors, np.ones(4), np.array([0, 0, 1, 1])), clearness(vectors, np.ones(4), np.array([0, 1, 0, 1])) < 0
    (1.0, True)
    """
    n_topics = int(labels.max()) + 1
    if n_topics < 2:
        return 0.0
    sums = group_sums(vectors, labels, n_topics, weights)
    middles = unit_rows(sums).T.astype(np.float64)
    found = np.empty(len(labels))
    for start in range(0, len(labels), ROWS_AT_ONCE):  # in double precision, which a large pile would not fit in
        part = slice(start, start + ROWS_AT_ONCE)
        found[part] = _silhouettes(np.asarray(vectors[part], np.float64), weights[part], labels[part], sums, middles)
    return float(np.average(found, weights=weights))


def _silhouettes(
    vectors: NDArray[np.float64],
    weights: NDArray[np.float64],
    labels: NDArray[np.int64],
    sums: NDArray[np.float64],
    middles: NDArray[np.float64],
) -> NDArray[np.float64]:
    """How much nearer each row is to the middle of its topic, itself left out, than to the next one."""
    cosines = vectors @ middles
    rest = sums[labels] - vectors * weights[:, None]
    length = np.linalg.norm(rest, axis=1)
    inside = 1 - np.einsum("ij,ij->i", rest, vectors) / np.maximum(length, 1e-12)
    cosines[np.arange(len(labels)), labels] = -1
    outside = 1 - cosines.max(axis=1)
    return np.where(length > 1e-9, (outside - inside) / np.maximum(np.maximum(inside, outside), 1e-9), 0.0)


def clearest_cut(
    vectors: NDArray[np.floating], weights: NDArray[np.float64], cuts: Sequence[NDArray[np.int64]]
) -> tuple[NDArray[np.int64], float]:
    """Return the clearest of some cuts, of near equals the one nearest to ten topics, and how clear it is.

    Parameters
    ----------
    vectors, weights
        As in `clearness`.
    cuts
        Topic of every row, shape (n,) each; those with more topics than half the units are left out, but not the first.
    """
    fit = [cut for cut in cuts if (int(cut.max()) + 1) * UNITS_A_TOPIC <= len(vectors)] or list(cuts[:1])
    clear = [clearness(vectors, weights, cut) for cut in fit]
    liked = [
        found * (1 - PREFERENCE * np.log((int(cut.max()) + 1) / TYPICAL) ** 2)
        for found, cut in zip(clear, fit, strict=True)
    ]
    best = int(np.argmax(np.round(liked, 4)))
    return fit[best], clear[best]


def many_topics(vectors: NDArray[np.float32], weights: NDArray[np.float64], n_neighbors: int, few: float) -> int | None:
    """Return into how many topics above fifteen a pile falls, None where that is not much clearer than its few topics.

    Parameters
    ----------
    vectors, weights
        As in `clearness`.
    n_neighbors
        Neighbours of every unit in the graph.
    few
        Clearness of the best cut into few topics.
    """
    kept = slice(None, None, -(-len(vectors) // LOOKED_AT))
    vectors, weights = vectors[kept], weights[kept]
    tried = [k for k in MANY if k * UNITS_A_TOPIC <= len(vectors)]
    if not tried:
        return None
    n_looks = int(np.clip(UNITS_LOOKED_AT // len(vectors), 1, MOST_LOOKS))
    seen: list[list[float]] = []
    for look in looks(vectors, spare_graph(vectors, n_neighbors), n_neighbors, n_looks):
        seen.append(_clearness_of_many(vectors[look.kept], weights[look.kept], look, tried))
        if max(seen[0]) < NO_CLEARER * few:
            return None
    found = dict(zip(tried, np.mean(seen, axis=0), strict=True))
    best = max(found.values())
    return min(k for k, clear in found.items() if clear >= AS_CLEAR * best) if best > MUCH_CLEARER * few else None


def _clearness_of_many(
    vectors: NDArray[np.float32], weights: NDArray[np.float64], look: Look, tried: list[int]
) -> list[float]:
    """Clearness of a part of the pile cut into each number of topics, 0 where it does not fall into so many."""
    coordinates = smooth_coordinates(vectors, look.graph, round(max(tried) * 2 / 3))
    found = []
    for k in tried:
        view = unit_rows(coordinates[:, : round(k * 2 / 3)]).astype(np.float64)
        cut = split_tree(view, weights, k, SMALLEST)[0][:, -1]
        found.append(clearness(vectors, weights, cut) if cut.max() + 1 == k else 0.0)
    return found
