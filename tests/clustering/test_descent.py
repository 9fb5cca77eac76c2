"""UMAP's descent, written out: the steps of umap-learn, the same on every call, and as good a map in the end."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from sklearn.manifold import trustworthiness
from umap.umap_ import find_ab_params, simplicial_set_embedding

from topics.clustering import descent
from topics.clustering.descent import descend
from topics.clustering.reduction import fuzzy_graph
from topics.neighbours import nearest


def umap_learn(graph, start, seed, n_epochs=None):
    a, b = find_ab_params(1.0, 0.1)
    numbers = np.random.RandomState(seed)
    options = {"metric_kwds": {}, "densmap": False, "densmap_kwds": {}, "output_dens": False}
    return simplicial_set_embedding(
        None, graph, 2, 1.0, a, b, 1.0, 5, n_epochs, np.float32(start), numbers, "cosine", **options
    )[0]


def graph_of(vectors):
    return fuzzy_graph(nearest(vectors, 10))


@pytest.fixture
def start():
    return np.random.default_rng(3).normal(size=(100, 2))


def test_the_curve_of_nearness_is_that_of_umap():
    np.testing.assert_allclose([descent.CURVE_A, descent.CURVE_B], find_ab_params(1.0, 0.1), rtol=1e-6)


@pytest.mark.parametrize("seed", [0, 7])
def test_the_first_steps_are_those_of_umap(blobs, start, seed, monkeypatch):
    monkeypatch.setattr(descent, "EPOCHS_OF_SMALL", 3)  # later the last digits of two compilers lead to other places
    graph = graph_of(blobs(5, 20)[0])

    assert np.median(np.abs(descend(graph, start, seed) - umap_learn(graph, start, seed, 3))) < 1e-3


def test_the_steps_were_no_small_ones(blobs, start, monkeypatch):
    graph = graph_of(blobs(5, 20)[0])
    monkeypatch.setattr(descent, "EPOCHS_OF_SMALL", 1)
    before = descend(graph, start, 0)
    monkeypatch.setattr(descent, "EPOCHS_OF_SMALL", 3)

    assert np.abs(descend(graph, start, 0) - before).mean() > 0.1


def test_the_map_keeps_neighbours_together_as_well_as_that_of_umap(blobs, start):
    vectors, _ = blobs(5, 20)
    graph = graph_of(vectors)
    ours, theirs = (
        trustworthiness(vectors, drawn(graph, start, 0), n_neighbors=10, metric="cosine")
        for drawn in (descend, umap_learn)
    )

    assert ours > theirs - 0.02


def test_the_seed_alone_decides(blobs, start):
    graph = graph_of(blobs(5, 20)[0])

    assert (descend(graph, start, 1) == descend(graph, start, 1)).all()
    assert (descend(graph, start, 1) != descend(graph, start, 2)).any()


def test_the_start_and_the_graph_stay_as_they_are(blobs, start):
    graph = graph_of(blobs(5, 20)[0])
    weights, places = graph.data.copy(), start.copy()
    descend(graph, start, 0)

    assert (graph.data == weights).all() and (start == places).all()


def test_a_machine_that_cannot_keep_compiled_code_draws_the_same_map(blobs, start, monkeypatch):
    graph = graph_of(blobs(5, 20)[0])
    kept = descend(graph, start, 0)
    njit = descent.numba.njit

    def nowhere(function, cache=False):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return njit(function)

    monkeypatch.setattr(descent.numba, "njit", nowhere)

    assert (descend(graph, start, 0) == kept).all()


def test_a_map_is_drawn_without_the_import_of_umap():
    script = """if True:
        import sys
        import numpy as np
        from topics.clustering.reduction import reduce
        from topics.neighbours import nearest
        vectors = np.eye(20)
        reduce(vectors, nearest(vectors, 5))
        print("umap" in sys.modules)
        """
    drawn = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert drawn.stdout.split() == ["False"]
