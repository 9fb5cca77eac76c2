"""Coordinates for clustering and places on the map: finite, repeatable, and near for what is near."""

from __future__ import annotations

import numba
import numpy as np
import pytest
from threadpoolctl import threadpool_limits
from umap import layouts
from umap.umap_ import fuzzy_simplicial_set

from topics.clustering.reduction import fuzzy_graph, reduce, smooth_coordinates
from topics.encoding.encoders import unit_rows
from topics.neighbours import nearest

SIZES = [1, 2, 3, 5, 11, 12, 13, 20, 50]


def scattered(n, seed=0):
    return unit_rows(np.random.default_rng(seed).normal(size=(n, 16)))


def mapped(vectors, seed=0):
    return reduce(vectors, nearest(vectors, 15), seed=seed)


def kinds(n):
    return {
        "scattered": scattered(n),
        "zeros": np.zeros((n, 16), np.float32),
        "equal": np.full((n, 16), 0.25, np.float32),
        "twins": np.repeat(scattered(n), 2, axis=0)[:n],
        "half zeros": scattered(n) * (np.arange(n)[:, None] % 2),
    }


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("kind", ["scattered", "zeros", "equal", "twins", "half zeros"])
def test_every_article_has_a_place_on_the_map(n, kind):
    layout = mapped(kinds(n)[kind])

    assert layout.shape == (n, 2) and layout.dtype == np.float32 and np.isfinite(layout).all()


@pytest.mark.parametrize("n", [5, 40])
def test_the_same_seed_gives_the_same_map(n):
    assert (mapped(scattered(n), seed=3) == mapped(scattered(n), seed=3)).all()


def test_the_number_of_threads_changes_no_place():
    with threadpool_limits(1):
        one = mapped(scattered(40))
    with threadpool_limits(2):
        two = mapped(scattered(40))

    assert (one == two).all()


@pytest.mark.parametrize("n", [5, 40])
def test_the_map_lies_around_the_origin(n):
    np.testing.assert_allclose(mapped(scattered(n)).mean(axis=0), 0, atol=1e-3)


def test_articles_of_one_group_lie_nearer_than_those_of_others(blobs):
    vectors, topics = blobs(5, 20)
    layout = mapped(vectors)
    distances = np.linalg.norm(layout[:, None] - layout[None], axis=2)
    same = topics[:, None] == topics[None]

    assert np.median(distances[same]) < np.median(distances[~same]) / 3


def test_principal_components_keep_a_small_pile_apart():
    layout = mapped(np.eye(4, dtype=np.float32)[[0, 0, 1, 2]])

    assert (layout[0] == layout[1]).all() and len(np.unique(layout, axis=0)) == 3


def test_a_machine_that_cannot_keep_compiled_code_draws_the_same_map(monkeypatch):
    kept = mapped(scattered(40))
    compiled_anew = numba.njit(layouts._optimize_layout_euclidean_single_epoch, fastmath=True)

    def nowhere():
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(compiled_anew, "enable_caching", nowhere)
    monkeypatch.setattr(layouts, "_nb_optimize_layout_euclidean_single_epoch", compiled_anew)

    assert (mapped(scattered(40)) == kept).all()


@pytest.mark.parametrize("n", [2, 13, 50, 700])
@pytest.mark.parametrize("k", [2, 10, 15])
@pytest.mark.parametrize("kind", ["scattered", "zeros", "equal", "twins", "half zeros"])
def test_the_graph_is_that_of_umap(n, k, kind):
    vectors = kinds(n)[kind]
    near = nearest(vectors, k)
    expected, _, _ = fuzzy_simplicial_set(
        vectors,
        near.indices.shape[1],
        np.random.RandomState(0),
        "cosine",
        knn_indices=near.indices,
        knn_dists=near.distances,
    )

    np.testing.assert_allclose(fuzzy_graph(near).toarray(), expected.toarray(), atol=1e-5)


@pytest.mark.parametrize("n", [13, 50, 700])
def test_smooth_coordinates_are_rows_of_length_one(n):
    vectors = scattered(n)
    lengths = np.linalg.norm(smooth_coordinates(vectors, nearest(vectors, 10), 6), axis=1)

    np.testing.assert_allclose(lengths, 1, atol=1e-4)


def test_smooth_coordinates_hold_no_chance():
    vectors = scattered(700)

    assert (
        smooth_coordinates(vectors, nearest(vectors, 10), 6) == smooth_coordinates(vectors, nearest(vectors, 10), 6)
    ).all()


def test_smooth_coordinates_tell_groups_apart(blobs):
    vectors, topics = blobs(4, 25)
    coordinates = smooth_coordinates(vectors, nearest(vectors, 8), 3)
    distances = np.linalg.norm(coordinates[:, None] - coordinates[None], axis=2)
    same = topics[:, None] == topics[None]

    assert distances[same].max() < distances[~same].min()
