"""Ward's tree without all distances: the tree of scipy, weights instead of repeated points, and memory that does not grow."""

import tracemalloc

import numpy as np
import pytest
from scipy.cluster.hierarchy import linkage

from topics.clustering.tree import split_tree
from topics.clustering.ward import below, ward_tree


def blobs(n, n_dimensions, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(20, n_dimensions))[rng.integers(0, 20, n)] + rng.normal(scale=0.3, size=(n, n_dimensions))


@pytest.mark.parametrize(("n", "n_dimensions"), [(2, 1), (3, 4), (40, 1), (300, 5), (700, 8), (1100, 11)])
def test_it_is_the_tree_of_scipy(n, n_dimensions):
    points = blobs(n, n_dimensions)
    ours, theirs = ward_tree(points, np.ones(n)), linkage(points, "ward")
    assert np.allclose(ours[:, 2], theirs[:, 2])
    assert (ours[:, :2] == np.sort(theirs[:, :2], axis=1)).all()


def test_points_that_stand_in_one_place_count_each():
    points, times = blobs(200, 3), np.random.default_rng(1).integers(1, 6, 200)
    every = linkage(np.repeat(points, times, axis=0), "ward")
    assert np.allclose(ward_tree(points, times.astype(float))[:, 2], every[-199:, 2])


def test_the_order_of_the_points_makes_no_difference():
    points, order = np.round(blobs(500, 4), 1), np.random.default_rng(2).permutation(500)
    one = split_tree(points, np.ones(500), 30, 2.0)[0]
    other = split_tree(points[order], np.ones(500), 30, 2.0)[0]
    assert (one[order] == other).all()


def test_equal_points_are_never_parted():
    points = np.repeat(np.array([[0.0, 0.0], [5.0, 0.0]]), [30, 3], axis=0)
    labels, heights = split_tree(points, np.ones(33), 10, 1.0)
    assert labels.shape == (33, 2) and len(heights) == 2


def test_what_stands_below_a_node():
    points, weights = blobs(60, 2), np.arange(60, dtype=float)
    tree = ward_tree(points, np.ones(60))
    mass, order, start, end = below(tree, weights)
    assert sorted(order.tolist()) == list(range(60)) and mass[-1] == weights.sum()
    for node in range(60, 119):
        assert mass[node] == pytest.approx(weights[order[start[node] : end[node]]].sum())


def test_memory_does_not_grow_with_the_square():
    points = blobs(3000, 4)
    ward_tree(points[:10], np.ones(10))
    tracemalloc.start()
    ward_tree(points, np.ones(3000))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2e6  # the distances of all pairs are 36 MB
