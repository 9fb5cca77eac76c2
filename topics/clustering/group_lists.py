"""The neighbours and the terms of growing groups: many lists in one pool, joined two by two, tidied up when it is full.

Under `linkage`, compiled into it. It must never lose an entry, and must keep sums exact: evidence is counted in whole steps.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

STEPS = 1e4  # steps of a score: finer differences are noise of the arithmetic, and ties fall to the lower position
ROOM = 1.25  # size of a pool of lists to what is in it, before it is tidied up again

Ints = NDArray[np.int64]
Positions = NDArray[np.int32]
Floats = NDArray[np.float64]


class Lists(NamedTuple):
    """Where the list of every group stands in a pool of lists; a group that was joined has an empty one."""

    start: Ints
    stop: Ints


@njit(cache=True, nogil=True)
def lists_of_rows(indptr: Ints, n_groups: int) -> Lists:
    """Lists as they stand in a CSR matrix, a row an article, and empty ones for the groups to come."""
    start, stop = np.zeros(n_groups, np.int64), np.zeros(n_groups, np.int64)
    for group in range(len(indptr) - 1):
        start[group], stop[group] = indptr[group], indptr[group + 1]
    return Lists(start, stop)


@njit(cache=True, nogil=True)
def neighbour_lists(first: Positions, second: Positions, n: int) -> Lists:
    """Room for the neighbours of every article."""
    stop = np.zeros(2 * n, np.int64)
    for pair in range(len(first)):
        stop[first[pair]] += 1
        stop[second[pair]] += 1
    for group in range(1, n):
        stop[group] += stop[group - 1]
    start = np.zeros(2 * n, np.int64)
    start[1:n] = stop[: n - 1]
    return Lists(start, stop)


@njit(cache=True, nogil=True)
def first_pool(
    first: Positions, second: Positions, odds: NDArray[np.float32], floor: float, start: Ints
) -> tuple[Positions, Ints, int]:
    """Write every pair into the lists of both its articles; evidence is whole steps above the floor, so sums are exact."""
    n_ends, place = 2 * len(first), start.copy()
    room = np.int64(n_ends * ROOM) + 1
    ids, sums = np.empty(room, np.int32), np.empty(room, np.int64)
    for pair in range(len(first)):
        gain = np.int64(np.round((odds[pair] - floor) * STEPS))
        for one, other in ((first[pair], second[pair]), (second[pair], first[pair])):
            ids[place[one]], sums[place[one]] = other, gain
            place[one] += 1
    return ids, sums, n_ends


@njit(cache=True, nogil=True)
def length(lists: Lists, group: int) -> Any:
    """Number of entries of a list."""
    return lists.stop[group] - lists.start[group]


@njit(cache=True, nogil=True)
def tidied(ids: Any, values: Any, lists: Lists, a: int, b: int) -> Any:
    """Move the lists to the front of a pool that has room for those of two groups that are being joined."""
    kept = length(lists, a) + length(lists, b)
    for group in range(len(lists.start)):
        kept += length(lists, group)
    room = np.int64(kept * ROOM) + 1
    new_ids, new_values = np.empty(room, ids.dtype), np.empty(room, values.dtype)
    top = 0
    for group in range(len(lists.start)):
        first = top
        for place in range(lists.start[group], lists.stop[group]):
            new_ids[top], new_values[top] = ids[place], values[place]
            top += 1
        lists.start[group], lists.stop[group] = first, top
    return new_ids, new_values, top


@njit(cache=True, nogil=True)
def join_neighbours(
    ids: Positions, sums: Ints, near: Lists, root: Ints, slot: Ints, a: int, b: int, new: int, top: int
) -> int:
    """Write the neighbours of two groups as one list, each once, under the numbers that they have by now."""
    near.start[new] = top
    for group in (a, b):
        for place in range(near.start[group], near.stop[group]):
            other = root_of(root, ids[place])
            if other == new:
                continue
            if slot[other] < 0:
                slot[other] = top
                ids[top], sums[top] = other, sums[place]
                top += 1
            else:
                sums[slot[other]] += sums[place]
        near.stop[group] = near.start[group]
    for place in range(near.start[new], top):
        slot[ids[place]] = -1
    near.stop[new] = top
    return top


@njit(cache=True, nogil=True)
def root_of(root: Ints, group: int) -> int:
    """Return the group that a group has become part of; the way there is shortened for the next time."""
    last = group
    while root[last] != last:
        last = root[last]
    while root[group] != last:
        root[group], group = last, root[group]
    return last


@njit(cache=True, nogil=True)
def join_terms(held: Ints, counts: Floats, said: Lists, a: int, b: int, new: int, top: int) -> int:
    """Write the terms of two groups as one list; both lists are in order."""
    said.start[new] = top
    i, j = said.start[a], said.start[b]
    while i < said.stop[a] or j < said.stop[b]:
        only_a = j >= said.stop[b] or (i < said.stop[a] and held[i] < held[j])
        only_b = not only_a and (i >= said.stop[a] or held[j] < held[i])
        held[top], counts[top] = held[j] if only_b else held[i], 0
        if not only_b:
            counts[top] += counts[i]
            i += 1
        if not only_a:
            counts[top] += counts[j]
            j += 1
        top += 1
    said.stop[a], said.stop[b], said.stop[new] = said.start[a], said.start[b], top
    return top
