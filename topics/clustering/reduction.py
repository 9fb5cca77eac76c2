"""Vectors -> coordinates: the neighbour graph of UMAP, its smooth coordinates for clustering, and the map for the eye.

Stands after `neighbours` and before `clustering.topics` on the straight line. Both results come from one graph, so that what
is one topic is also one place on the map. Nothing is clustered on the two dimensions of the map.
"""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.encoding.encoders import unit_rows
from topics.neighbours import Neighbours

FEWEST_FOR_UMAP = 12  # articles: below this a neighbourhood has no shape, and principal components say all there is
DENSE_BELOW = 600  # articles: below this all eigenvectors are computed, which is as fast and needs no iteration
MAP_DECIMALS = 4  # of the map, which is some ten units wide
BISECTIONS, BISECTION_TOLERANCE = 64, 1e-5  # UMAP's search for the width of a neighbourhood
LEAST_BANDWIDTH = 1e-3  # of the mean distance, as in UMAP
SPREAD, MIN_DISTANCE = 1.0, 0.1  # of the map; UMAP's defaults, as are the two below
# UMAP's own numbers of steps; it takes the smaller one from 10,000 articles on, but starts farther off.
EPOCHS, EPOCHS_OF_LARGE, SMALL_MAP = 500, 200, 2_000
LEARNING_RATE, REPELLED = 1.0, 5  # articles pushed away for each neighbour that is pulled near
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
        eigenvectors = _eigenvectors(fuzzy_graph(neighbours), n_dimensions)
    return np.asarray(np.round(unit_rows(eigenvectors), DECIMALS), dtype=np.float64)


def fuzzy_graph(neighbours: Neighbours) -> Any:
    """Return UMAP's symmetric graph of memberships, CSR, shape (n_articles, n_articles).

    Computed here rather than by umap-learn, whose two functions for it are compiled anew in every process: six seconds
    for what takes milliseconds.

    Notes
    -----
    McInnes, Healy and Melville (2018), algorithms 2 and 3, and the probabilistic union of algorithm 1.

    Examples
    --------
    >>> from topics.neighbours import nearest
    >>> fuzzy_graph(nearest(np.eye(3), 3)).toarray().tolist()
    [[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    import scipy.sparse as sp

    distances = neighbours.distances.astype(np.float64)
    gaps, bandwidths = _gaps_and_bandwidths(distances)
    strengths = np.exp(-gaps / bandwidths[:, None]).astype(np.float32)
    n, k = strengths.shape
    strengths[neighbours.indices == np.arange(n)[:, None]] = 0
    rows = np.repeat(np.arange(n, dtype=np.int32), k)
    one_way = sp.csr_array((strengths.ravel(), (rows, neighbours.indices.ravel())), shape=(n, n))
    graph = (one_way + one_way.T - one_way * one_way.T).tocsr()
    graph.eliminate_zeros()
    return graph


def _gaps_and_bandwidths(distances: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How much farther than the nearest other article each neighbour is, and the width at which log2(k) of them count."""
    nearest_other = np.where(distances > 0, distances, np.inf).min(axis=1)
    nearest_other = np.where(np.isfinite(nearest_other), nearest_other, 0)
    gaps = np.maximum(distances - nearest_other[:, None], 0)
    target = np.log2(distances.shape[1])
    low, high = np.zeros(len(gaps)), np.full(len(gaps), np.inf)
    width = np.ones(len(gaps))
    open_rows = np.arange(len(gaps))
    for _ in range(BISECTIONS):
        tried = width[open_rows]
        total = np.exp(-gaps[open_rows, 1:] / tried[:, None]).sum(axis=1)  # the first neighbour is the article itself
        wrong = np.abs(total - target) >= BISECTION_TOLERANCE
        open_rows, tried, too_wide = open_rows[wrong], tried[wrong], total[wrong] > target
        if not len(open_rows):
            break
        high[open_rows[too_wide]] = tried[too_wide]
        low[open_rows[~too_wide]] = tried[~too_wide]
        bounded = np.isfinite(high[open_rows])
        width[open_rows] = np.where(bounded, (low[open_rows] + np.where(bounded, high[open_rows], 0)) / 2, 2 * tried)
    typical = np.where(nearest_other > 0, distances.mean(axis=1), distances.mean())
    return gaps, np.maximum(width, LEAST_BANDWIDTH * typical)


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
    with threadpool_limits(1):
        start = _spread(smooth_coordinates(vectors, neighbours, 2), seed)
        layout = _optimised(fuzzy_graph(neighbours), start, seed)
    return np.asarray(np.round(layout - layout.mean(axis=0), MAP_DECIMALS), dtype=np.float32)


def _optimised(graph: Any, start: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """Move the articles by UMAP's gradient descent until near and far on the map agree with the graph."""
    from umap.umap_ import find_ab_params, simplicial_set_embedding

    _keep_compiled()
    a, b = find_ab_params(SPREAD, MIN_DISTANCE)
    layout, _ = simplicial_set_embedding(
        data=None,  # not used: the start is given
        graph=graph,
        n_components=2,
        initial_alpha=LEARNING_RATE,
        a=a,
        b=b,
        gamma=1.0,
        negative_sample_rate=REPELLED,
        n_epochs=EPOCHS if len(start) <= SMALL_MAP else EPOCHS_OF_LARGE,
        init=start,
        random_state=np.random.RandomState(seed),
        metric="cosine",
        metric_kwds={},
        densmap=False,
        densmap_kwds={},
        output_dens=False,
    )
    return np.asarray(layout, dtype=np.float32)


def _keep_compiled() -> None:
    """Let numba keep the machine code of UMAP's descent on disk, and let other threads work while it runs.

    It is compiled anew in every process otherwise, and holds the interpreter.
    """
    from umap import layouts

    descent: Any = getattr(layouts, "_nb_optimize_layout_euclidean_single_epoch", None)
    if hasattr(descent, "enable_caching") and not descent.signatures:
        getattr(descent, "targetoptions", {})["nogil"] = True
        with contextlib.suppress(RuntimeError, OSError):  # no folder that can be written: it is compiled each time
            descent.enable_caching()


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
