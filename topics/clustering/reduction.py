"""Vectors -> coordinates: the neighbour graph of UMAP, its smooth coordinates for clustering, and the map for the eye.

Stands after `neighbours` and before `clustering.topics` on the straight line. Both results come from one graph, so that what
is one topic is also one place on the map. Nothing is clustered on the two dimensions of the map.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.encoding.encoders import unit_rows
from topics.neighbours import Neighbours

FEWEST_FOR_UMAP = 12  # articles: below this a neighbourhood has no shape, and principal components say all there is
DENSE_BELOW = 600  # articles: below this all eigenvectors are computed, which is as fast and needs no iteration
MAP_DECIMALS = 4  # of the map, which is some ten units wide
DECIMALS = 6  # coordinates are rounded, so that noise of the last digit never decides a tie


def smooth_coordinates(vectors: NDArray[np.floating], neighbours: Neighbours, n_dimensions: int) -> NDArray[np.float64]:
    """Return coordinates in which articles that are many short steps apart are far apart.

    These are the leading eigenvectors of UMAP's neighbour graph, rows scaled to length 1: no random number, hence no seed.

    Parameters
    ----------
    vectors
        Unit vectors, shape (n_articles, n_features).
    neighbours
        Their nearest neighbours.
    n_dimensions
        Number of coordinates; the more, the finer the structure they can hold.

    Returns
    -------
    Shape (n_articles, at most n_dimensions).

    Notes
    -----
    Ng, Jordan and Weiss (2001), On spectral clustering; the graph is that of McInnes, Healy and Melville (2018).

    Examples
    --------
    >>> from topics.neighbours import nearest
    >>> vectors = unit_rows(np.random.default_rng(0).normal(size=(30, 5)))
    >>> smooth_coordinates(vectors, nearest(vectors, 10), 3).shape
    (30, 3)
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        eigenvectors = _eigenvectors(fuzzy_graph(vectors, neighbours), n_dimensions)
    return np.asarray(np.round(unit_rows(eigenvectors), DECIMALS), dtype=np.float64)


def fuzzy_graph(vectors: NDArray[np.floating], neighbours: Neighbours) -> Any:
    """Return UMAP's symmetric graph of memberships, CSR, shape (n_articles, n_articles)."""
    from umap.umap_ import fuzzy_simplicial_set

    graph, _, _ = fuzzy_simplicial_set(
        np.asarray(vectors, dtype=np.float32),
        neighbours.indices.shape[1],
        np.random.RandomState(0),  # not used: the neighbours are given
        "cosine",
        knn_indices=neighbours.indices,
        knn_dists=neighbours.distances,
    )
    return graph.tocsr()


def _eigenvectors(graph: Any, n_dimensions: int) -> NDArray[np.float64]:
    """Leading eigenvectors of D^-1/2 G D^-1/2, scaled by D^-1/2, the constant one left out, signs made definite."""
    import scipy.sparse as sp
    from scipy.sparse.linalg import eigsh

    size = min(n_dimensions + 1, graph.shape[0] - 1)
    degree = np.maximum(np.asarray(graph.sum(axis=1), dtype=np.float64).ravel(), 1e-12)
    scale = sp.diags_array(1 / np.sqrt(degree))
    matrix = (scale @ graph.astype(np.float64) @ scale).tocsr()
    if graph.shape[0] < DENSE_BELOW:
        _, vectors = np.linalg.eigh(matrix.toarray())
        vectors = vectors[:, ::-1][:, :size]
    else:
        values, vectors = eigsh(matrix, k=size, which="LA", v0=np.sqrt(degree), tol=1e-6)
        vectors = vectors[:, np.argsort(-values, kind="stable")]
    vectors = vectors[:, 1:] / np.sqrt(degree)[:, None]
    largest = np.take_along_axis(vectors, np.abs(vectors).argmax(axis=0)[None, :], axis=0)
    return np.asarray(vectors * np.where(largest < 0, -1, 1))


def reduce(vectors: NDArray[np.floating], neighbours: Neighbours, *, seed: int = 0) -> NDArray[np.float32]:
    """Lay the articles out on a map of two dimensions with UMAP.

    Parameters
    ----------
    vectors
        Unit vectors, shape (n_articles, n_features).
    neighbours
        Their nearest neighbours; UMAP searches none of its own.
    seed
        Seed of UMAP; with a seed it runs in one thread and gives the same map again.

    Returns
    -------
    Shape (n_articles, 2).

    Examples
    --------
    >>> from topics.neighbours import nearest
    >>> reduce(np.eye(3), nearest(np.eye(3), 3)).shape
    (3, 2)
    """
    from threadpoolctl import threadpool_limits

    if len(vectors) < FEWEST_FOR_UMAP:
        return _principal_components(np.asarray(vectors, dtype=np.float64))
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # UMAP notes that it runs in one thread and cannot place new points: both are meant
        import umap

        start = smooth_coordinates(vectors, neighbours, 2)
        layout = umap.UMAP(
            n_neighbors=neighbours.indices.shape[1],
            n_components=2,
            metric="cosine",
            init=_spread(start, seed),
            random_state=seed,
            precomputed_knn=(neighbours.indices, neighbours.distances, None),
            force_approximation_algorithm=True,
        ).fit_transform(np.asarray(vectors, dtype=np.float32))
    return np.asarray(np.round(layout - layout.mean(axis=0), MAP_DECIMALS), dtype=np.float32)


def _spread(start: NDArray[np.float64], seed: int) -> NDArray[np.float32]:
    """Move equal starting points apart a little, as UMAP does with its own spectral start."""
    if start.shape[1] < 2:
        start = np.column_stack([start, np.zeros(len(start))])
    noise = np.random.default_rng(seed).normal(scale=1e-3, size=start.shape)
    return np.asarray(start + noise, dtype=np.float32)


def _principal_components(vectors: NDArray[np.float64]) -> NDArray[np.float32]:
    if len(vectors) < 2:
        return np.zeros((len(vectors), 2), np.float32)
    left, sizes, right = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    largest = np.take_along_axis(right, np.abs(right).argmax(axis=1)[:, None], axis=1).ravel()
    scores = (left * sizes * np.where(largest < 0, -1, 1))[:, :2]
    return np.round(np.pad(scores, ((0, 0), (0, 2 - scores.shape[1]))), DECIMALS).astype(np.float32)
