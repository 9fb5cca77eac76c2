"""A pile -> nested parts: one tree, cut from the top, splinters kept with the part they left.

Stands beside `clustering.topics`, which decides in which coordinates the tree is grown and how often it is cut.
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray


def split_tree(
    coordinates: NDArray[np.float64], weights: NDArray[np.float64], most: int, smallest: float
) -> tuple[NDArray[np.int64], list[float]]:
    """Split the pile from the top of its Ward tree, highest split first; a splinter stays with the part it left.

    Returns
    -------
    labels
        Shape (n_samples, n), column k holds the k+1 topics after k splits.
    heights
        Height of each split, not ascending; the first, of the whole pile, is infinite.
    """
    # Equal rows are one place: they are never parted, and a consensus has many of them.
    places, at, times = np.unique(coordinates, axis=0, return_inverse=True, return_counts=True)
    labels, heights = _split(
        places, times.astype(np.float64), np.asarray(np.bincount(at, weights), dtype=np.float64), most, smallest
    )
    return labels[at], heights


def _split(
    places: NDArray[np.float64], times: NDArray[np.float64], weights: NDArray[np.float64], most: int, smallest: float
) -> tuple[NDArray[np.int64], list[float]]:
    from topics.clustering.ward import below, ward_tree

    n = len(places)
    labels = [np.zeros(n, dtype=np.int64)]
    heights = [np.inf]
    if n < 2:
        return np.column_stack(labels), heights
    tree = ward_tree(places, times)
    mass, order, start, end = below(tree, weights)
    queue = [(-tree[-1, 2], 2 * n - 2, 0)]
    while queue and len(labels) < most:
        height, node, label = heapq.heappop(queue)
        left, right = int(tree[node - n, 0]), int(tree[node - n, 1])
        big, small = (left, right) if mass[left] >= mass[right] else (right, left)
        owner = label
        if mass[small] >= smallest:
            found = labels[-1].copy()
            found[order[start[small] : end[small]]] = len(labels)
            labels.append(found)
            heights.append(min(-height, heights[-1]))
            _queue(queue, tree, small, len(labels) - 1, n)
        _queue(queue, tree, big, owner, n)
    return np.column_stack(labels), heights


def _queue(queue: list[tuple[float, int, int]], tree: NDArray[np.float64], node: int, label: int, n: int) -> None:
    if node >= n:
        heapq.heappush(queue, (-tree[node - n, 2], node, label))


def number_by_size(layers: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Number the topics of every layer from the heaviest down; ties fall to the topic that holds the first row."""
    numbered = np.empty_like(layers)
    for layer in range(layers.shape[1]):
        _, first, labels = np.unique(layers[:, layer], return_index=True, return_inverse=True)
        order = np.lexsort((first, -np.bincount(labels, weights)))
        numbered[:, layer] = np.argsort(order)[labels]
    return numbered
