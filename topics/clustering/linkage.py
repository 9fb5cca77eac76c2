"""Evidence of pairs -> groups: average linkage, best pair of groups first, with a say for what two groups disagree on.

Stands between `pairs` and `events`. Compiled; it must give the same groups in any order of the pairs, and must never join two
groups that agree within themselves on names and figures which the other group never gives. The lists that it works on are in
`group_lists`: what is kept of the compiled code is renewed when this file changes, not when that one does.
"""

from __future__ import annotations

import heapq
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from topics.clustering.group_lists import (
    STEPS,
    Floats,
    Ints,
    Lists,
    Positions,
    first_pool,
    join_neighbours,
    join_terms,
    length,
    lists_of_rows,
    neighbour_lists,
    root_of,
    tidied,
)

N_CLASHES = 5  # terms a side that count as a disagreement; one or two are chance


def average_linkage(
    n: int,
    pairs: tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.float32]],
    floor: float,
    terms: Any,
    clash_weight: float,
    cohesion_weight: float = 0.0,
) -> Ints:
    """Join groups while the mean evidence between two of them, less their disagreement, is above zero.

    Parameters
    ----------
    n
        Number of articles.
    pairs
        Positions of the first and second article of each pair, and their log odds above `floor`; each pair once.
    floor
        Log odds of all other pairs.
    terms
        CSR of ones, shape (n, n_terms): names and figures of every article.
    clash_weight
        Log odds that a full disagreement takes away.
    cohesion_weight
        Share of the mean evidence inside two groups, that of the looser one, which the evidence between them must exceed: two
        instances of a series are alike, but far less so than the reports of each.

    Returns
    -------
    Shape (n,), position of the first member of every article's group.

    Notes
    -----
    Since all pairs that are not listed have the same evidence, sums over the listed ones give the exact mean over all pairs.
    The disagreement of groups A and B is the mean over the five strongest terms of k_A/(n_A+1) - (k_B+1)/(n_B+1), where k
    of n members hold the term, and of the weaker of the two sides: single articles never disagree, large groups clearly do.

    Examples
    --------
    >>> from topics.clustering.anchors import term_matrix
    >>> pairs = np.array([0, 1]), np.array([1, 2]), np.array([2.0, 1.0], dtype=np.float32)
    >>> average_linkage(3, pairs, -3.0, term_matrix([set(), set(), set()]), 1.0).tolist()
    [0, 0, 2]
    """
    first, second = (np.ascontiguousarray(column, dtype=np.int32) for column in pairs[:2])
    odds = np.ascontiguousarray(pairs[2], dtype=np.float32)
    told = terms.indptr.astype(np.int64), terms.indices.astype(np.int64)
    found: Ints = _join(n, first, second, odds, float(floor), *told, (clash_weight, cohesion_weight))
    return found


@njit(cache=True, nogil=True)
def _join(
    n: int,
    first: Positions,
    second: Positions,
    odds: NDArray[np.float32],
    floor: float,
    term_ptr: Ints,
    terms: Ints,
    weights: tuple[float, float],
) -> Ints:
    """Best-first average linkage over a sparse graph; every join makes a new group, so an old entry is known by its number."""
    size, alive, slot = np.ones(2 * n), np.zeros(2 * n, np.bool_), np.full(2 * n, -1)
    inside = np.zeros(2 * n)  # sum of the evidence of all pairs of a group
    root, least = np.arange(2 * n), np.arange(2 * n)
    near, said = neighbour_lists(first, second, n), lists_of_rows(term_ptr, 2 * n)
    ids, sums, top = first_pool(first, second, odds, floor, near.start)
    held, counts, term_top = terms.copy(), np.ones(len(terms)), len(terms)
    heap = _first_heap(first, second, odds)
    alive[:n] = True
    new = n
    while len(heap):
        score, low, high, a, b, judged = heapq.heappop(heap)
        if not (alive[a] and alive[b]):
            continue
        if not judged:
            against = weights[0] * _clash(held, counts, said, size, a, b) + weights[1] * _cohesion(inside, size, a, b)
            against = np.int64(np.round(against * STEPS))
            if against > 0:
                if score + against < 0:
                    heapq.heappush(heap, (score + against, low, high, a, b, against))
                continue
        alive[a], alive[b], alive[new] = False, False, True
        root[a], root[b] = new, new
        size[new], least[new] = size[a] + size[b], min(least[a], least[b])
        inside[new] = inside[a] + inside[b] + (judged - score) / STEPS * size[a] * size[b]
        if top + length(near, a) + length(near, b) > len(ids):
            ids, sums, top = tidied(ids, sums, near, a, b)
        if term_top + length(said, a) + length(said, b) > len(held):
            held, counts, term_top = tidied(held, counts, said, a, b)
        top = join_neighbours(ids, sums, near, root, slot, a, b, new, top)
        term_top = join_terms(held, counts, said, a, b, new, term_top)
        _push_all(heap, ids, sums, near, size, least, new, floor)
        new += 1
    return _labels(root, least, n)


@njit(cache=True, nogil=True)
def _first_heap(first: Positions, second: Positions, odds: NDArray[np.float32]) -> Any:
    """Every pair above zero: -score, lower and higher position, the two groups, what was taken away from the score."""
    heap: Any = [(np.int64(0), np.int64(0), np.int64(0), np.int64(0), np.int64(0), np.int64(0)) for _ in range(0)]
    for pair in range(len(first)):
        score = np.int64(np.round(odds[pair] * STEPS))
        if score > 0:
            low, high = np.int64(min(first[pair], second[pair])), np.int64(max(first[pair], second[pair]))
            heap.append((-score, low, high, low, high, np.int64(0)))
    heapq.heapify(heap)
    return heap


@njit(cache=True, nogil=True)
def _clash(held: Ints, counts: Floats, said: Lists, size: Floats, a: int, b: int) -> Any:
    """How firmly each of two groups agrees on terms that the other never gives, 0..1; see `average_linkage`."""
    firm_a, firm_b = np.zeros(N_CLASHES), np.zeros(N_CLASHES)
    i, j = said.start[a], said.start[b]
    while i < said.stop[a] or j < said.stop[b]:
        only_a = j >= said.stop[b] or (i < said.stop[a] and held[i] < held[j])
        only_b = not only_a and (i >= said.stop[a] or held[j] < held[i])
        in_a = 0.0 if only_b else counts[i]
        in_b = 0.0 if only_a else counts[j]
        _keep_largest(firm_a, in_a / (size[a] + 1) - (in_b + 1) / (size[b] + 1))
        _keep_largest(firm_b, in_b / (size[b] + 1) - (in_a + 1) / (size[a] + 1))
        i += not only_b
        j += not only_a
    return min(firm_a.sum(), firm_b.sum()) / N_CLASHES


@njit(cache=True, nogil=True)
def _keep_largest(kept: Floats, value: float) -> None:
    smallest = kept.argmin()
    if value > kept[smallest]:
        kept[smallest] = value


@njit(cache=True, nogil=True)
def _cohesion(inside: Floats, size: Floats, a: int, b: int) -> Any:
    """Mean evidence of the pairs of a group, for the looser of two groups; single articles have none.

    The larger the smaller group, the less it counts: large groups have parts that hold together better than the whole, and what
    keeps two of them apart is what they say, see `_clash`.
    """
    smaller = min(size[a], size[b])
    if smaller < 2:
        return 0.0
    looser = min(inside[a] / size[a] / (size[a] - 1), inside[b] / size[b] / (size[b] - 1)) * 2
    return max(looser, 0.0) * 2 / smaller


@njit(cache=True, nogil=True)
def _push_all(
    heap: Any, ids: Positions, sums: Ints, near: Lists, size: Floats, least: Ints, new: int, floor: float
) -> None:
    """Offer every neighbour of a new group with which the mean evidence is above zero."""
    for place in range(near.start[new], near.stop[new]):
        other = np.int64(ids[place])
        score = np.int64(np.round(floor * STEPS + sums[place] / (size[new] * size[other])))
        if score > 0:
            low, high = min(least[new], least[other]), max(least[new], least[other])
            heapq.heappush(heap, (-score, low, high, min(new, other), max(new, other), np.int64(0)))


@njit(cache=True, nogil=True)
def _labels(root: Ints, least: Ints, n: int) -> Ints:
    labels = np.empty(n, np.int64)
    for article in range(n):
        labels[article] = least[root_of(root, article)]
    return labels
