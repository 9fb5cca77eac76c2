"""One tree, cut from the top: each cut splits one part, and no splinter becomes a part of its own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.clustering.tree import number_by_size, split_tree


def scattered(seed, n):
    return np.random.default_rng(seed).normal(size=(n, 3))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 12), st.integers(1, 4))
def test_each_column_splits_one_part_of_the_column_before(seed, n, most, smallest):
    labels, _ = split_tree(scattered(seed, n), np.ones(n), most, smallest)

    for column in range(1, labels.shape[1]):
        moved = labels[:, column] != labels[:, column - 1]
        assert set(labels[moved, column]) == {column} and len(set(labels[moved, column - 1])) == 1


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 12), st.integers(1, 4))
def test_no_part_is_smaller_than_allowed(seed, n, most, smallest):
    labels, _ = split_tree(scattered(seed, n), np.ones(n), most, smallest)

    assert labels.shape[1] == 1 or np.bincount(labels[:, -1]).min() >= smallest


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40))
def test_splits_come_highest_first(seed, n):
    _, heights = split_tree(scattered(seed, n), np.ones(n), 10, 2)

    assert heights == sorted(heights, reverse=True)


def test_weights_make_a_part_large_enough():
    points = np.array([[0.0], [0.1], [5.0]])

    light, _ = split_tree(points, np.array([1.0, 1, 1]), 2, 2)
    heavy, _ = split_tree(points, np.array([1.0, 1, 2]), 2, 2)

    assert len(set(light[:, -1])) == 1
    assert heavy[0, -1] == heavy[1, -1] != heavy[2, -1]


def test_no_more_parts_than_asked_for():
    assert split_tree(scattered(0, 30), np.ones(30), 4, 1)[0].shape == (30, 4)


@pytest.mark.parametrize("n", [1, 2])
def test_a_point_alone_is_one_part(n):
    assert split_tree(np.zeros((n, 3)), np.ones(n), 5, 2)[0][:, -1].tolist() == [0] * n


def test_parts_are_numbered_by_weight_and_then_by_first_row():
    layers = np.array([[2], [0], [0], [1], [3], [3]])

    assert number_by_size(layers, np.ones(6)).ravel().tolist() == [2, 0, 0, 3, 1, 1]
    assert number_by_size(layers, np.array([9.0, 1, 1, 1, 1, 1])).ravel().tolist() == [0, 1, 1, 3, 2, 2]
