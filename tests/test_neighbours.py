"""The nearest neighbours are the exact ones, in an order that nothing but the vectors decides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from topics.encoding.encoders import unit_rows
from topics.neighbours import ROWS_AT_ONCE, nearest


def brute_force(queries, targets, k):
    """Cosine distances to the k nearest, ascending."""
    distances = 1 - queries.astype(np.float64) @ targets.T.astype(np.float64)
    return np.sort(np.maximum(distances, 0), axis=1)[:, :k]


def directions(seed, n, n_dimensions=8):
    return unit_rows(np.random.default_rng(seed).normal(size=(n, n_dimensions)))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 12))
def test_nearest_equals_brute_force(seed, n, k):
    vectors = directions(seed, n)

    np.testing.assert_allclose(nearest(vectors, k).distances, brute_force(vectors, vectors, k), atol=2e-5)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 20), st.integers(1, 30), st.integers(1, 12))
def test_nearest_among_others_equals_brute_force(seed, n, n_others, k):
    queries, others = directions(seed, n), directions(seed + 1, n_others)

    np.testing.assert_allclose(nearest(queries, k, others).distances, brute_force(queries, others, k), atol=2e-5)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 30))
def test_distances_belong_to_the_positions_they_stand_beside(seed, n):
    vectors = directions(seed, n)
    near = nearest(vectors, 5)
    cosines = np.einsum("ij,ikj->ik", vectors, vectors[near.indices])

    np.testing.assert_allclose(near.distances, np.maximum(1 - cosines, 0), atol=2e-5)


def test_equally_near_articles_come_by_position():
    corners = np.eye(6, dtype=np.float32)

    assert nearest(corners, 4).indices[3].tolist() == [3, 0, 1, 2]


def test_an_article_is_its_own_first_neighbour_even_before_a_twin():
    twins = np.repeat(directions(0, 3), 2, axis=0)

    assert nearest(twins, 2).indices.tolist() == [[0, 1], [1, 0], [2, 3], [3, 2], [4, 5], [5, 4]]


def test_vectors_of_zeros_are_as_far_from_all_as_can_be():
    near = nearest(np.zeros((3, 4), np.float32), 3)

    assert near.indices[:, 0].tolist() == [0, 1, 2]
    assert near.distances[:, 1:].tolist() == [[1.0, 1.0]] * 3


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_no_more_neighbours_than_articles(n):
    assert nearest(directions(0, n), 15).indices.shape == (n, n)


def test_no_articles_have_no_neighbours():
    assert len(nearest(np.zeros((0, 4), np.float32), 3).indices) == 0


def test_first_keeps_the_nearest():
    near = nearest(directions(0, 20), 9)

    assert (near.first(4).indices == nearest(directions(0, 20), 4).indices).all()


def test_the_number_of_threads_changes_nothing():
    vectors = directions(0, 2 * ROWS_AT_ONCE + 7, 64)
    with threadpool_limits(1):
        one = nearest(vectors, 12)
    with threadpool_limits(2):
        two = nearest(vectors, 12)

    assert (one.indices == two.indices).all() and (one.distances == two.distances).all()


def test_more_than_one_block_equals_brute_force():
    vectors = directions(1, ROWS_AT_ONCE + 3)

    np.testing.assert_allclose(nearest(vectors, 7).distances, brute_force(vectors, vectors, 7), atol=2e-5)
