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
    from scipy.cluster.hierarchy import linkage

    n = len(coordinates)
    labels = [np.zeros(n, dtype=np.int64)]
    heights = [np.inf]
    if n < 2:
        return np.column_stack(labels), heights
    tree = linkage(coordinates, "ward")
    mass = _masses(tree, weights)
    queue = [(-tree[-1, 2], 2 * n - 2, 0)]
    while queue and len(labels) < most:
        height, node, label = heapq.heappop(queue)
        left, right = int(tree[node - n, 0]), int(tree[node - n, 1])
        big, small = (left, right) if mass[left] >= mass[right] else (right, left)
        owner = label
        if mass[small] >= smallest:
            found = labels[-1].copy()
            found[_leaves(tree, small)] = len(labels)
            labels.append(found)
            heights.append(min(-height, heights[-1]))
            _queue(queue, tree, small, len(labels) - 1, n)
        _queue(queue, tree, big, owner, n)
    return np.column_stack(labels), heights


def _queue(queue: list[tuple[float, int, int]], tree: NDArray[np.float64], node: int, label: int, n: int) -> None:
    if node >= n:
        heapq.heappush(queue, (-tree[node - n, 2], node, label))


def _masses(tree: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    mass = np.concatenate([weights, np.zeros(len(tree))])
    for row, (left, right) in enumerate(tree[:, :2].astype(int)):
        mass[len(weights) + row] = mass[left] + mass[right]
    return mass


def _leaves(tree: NDArray[np.float64], node: int) -> list[int]:
    n = len(tree) + 1
    waiting, found = [node], []
    while waiting:
        node = waiting.pop()
        if node < n:
            found.append(node)
        else:
            waiting += [int(tree[node - n, 0]), int(tree[node - n, 1])]
    return found


def number_by_size(layers: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Number the topics of every layer from the heaviest down; ties fall to the topic that holds the first row."""
    numbered = np.empty_like(layers)
    for layer in range(layers.shape[1]):
        _, first, labels = np.unique(layers[:, layer], return_index=True, return_inverse=True)
        order = np.lexsort((first, -np.bincount(labels, weights)))
        numbered[:, layer] = np.argsort(order)[labels]
    return numbered
