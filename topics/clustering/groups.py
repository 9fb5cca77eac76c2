"""Vectors -> groups, pair by pair: for piles too small for a neighbour graph, and for piles of clear groups.

Stands beside `clustering.topics`, which asks here first. It must invent no structure: a pile without groups is one group.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# In a small pile two texts are on one theme whose cosine is so far above that of unrelated texts, which is the lower quartile of
# all pairs however few themes there are; and where there are few pairs, ten of news in general are added to them.
SAME_THEME, UNRELATED = 0.14, 0.25
TYPICAL_COSINE, TYPICAL_PAIRS = 0.09, 10
CLEAR = 0.5  # silhouette from which groups are so clear that they are the topics, however few (Kaufman, Rousseeuw 1990)
ONE_THEME = 0.5  # mean cosine from which a pile without clear groups, or a group, is about one thing
CLEAR_PILE = 2_000  # rows: a larger pile is not looked at pair by pair


def theme_groups(vectors: NDArray[np.float32], most: int, n_groups: int | None = None) -> NDArray[np.int64]:
    """Average linkage, cut where texts are hardly more alike than texts on different themes.

    Parameters
    ----------
    vectors
        Unit vectors, shape (n, n_dimensions).
    most
        Most groups to return.
    n_groups
        Number of groups asked for; None takes what the cut gives.

    Returns
    -------
    Group of every row, shape (n,).

    Examples
    --------
    >>> theme_groups(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]], dtype=np.float32), 15).tolist()
    [0, 1, 0]
    """
    from scipy.cluster.hierarchy import fcluster

    if len(vectors) < 2:
        return np.zeros(len(vectors), dtype=np.int64)
    distances = _distances(vectors)
    tree = _average_tree(distances)
    found = fcluster(tree, 1 - min(_unrelated_cosine(distances) + SAME_THEME, ONE_THEME), "distance")
    if n_groups is not None or found.max() > most:
        found = fcluster(tree, n_groups or most, "maxclust")
    return np.asarray(found - 1, dtype=np.int64)


def clear_groups(
    vectors: NDArray[np.float32], weights: NDArray[np.float64], most: int, smallest: float
) -> NDArray[np.int64] | None:
    """Groups that nobody would cut further or join, if the pile falls into such; also one group, if all is about one thing.

    News hardly ever does: the silhouette of its topics is near .1. But three clean groups must not become nine topics.

    Parameters
    ----------
    vectors, weights
        Unit vectors, shape (n, n_dimensions), and what each counts for, shape (n,).
    most, smallest
        Most groups, and least weight of one.

    Examples
    --------
    >>> clear_groups(np.repeat(np.eye(3, dtype=np.float32), 20, axis=0), np.ones(60), 15, 2.0).max()
    np.int64(2)
    """
    from scipy.cluster.hierarchy import fcluster
    from sklearn.metrics import silhouette_score

    if not 2 < len(vectors) <= CLEAR_PILE:
        return None
    distances = _distances(vectors)
    tree = _average_tree(distances)
    cuts = [
        np.asarray(fcluster(tree, k, "maxclust") - 1, dtype=np.int64) for k in range(2, min(most, len(vectors) - 1) + 1)
    ]
    cuts = [cut for cut in cuts if cut.any() and np.bincount(cut, weights).min() >= smallest]
    clear = [round(float(silhouette_score(distances, cut, metric="precomputed")), 6) for cut in cuts]
    if max(clear, default=0.0) >= CLEAR:
        return cuts[int(np.argmax(clear))]
    n_pairs = len(vectors) * (len(vectors) - 1)
    return np.zeros(len(vectors), dtype=np.int64) if distances.sum() / n_pairs <= 1 - ONE_THEME else None


def _distances(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Cosine distances of all pairs, without the last bits, which depend on the order."""
    exact = vectors.astype(np.float64)
    distances = np.round(np.maximum(1 - exact @ exact.T, 0), 5)
    np.fill_diagonal(distances, 0)
    return np.asarray((distances + distances.T) / 2)


def _unrelated_cosine(distances: NDArray[np.float64]) -> float:
    """Cosine of texts on different themes, drawn to that of news in general where there are few pairs."""
    cosines = 1 - distances[np.triu_indices(len(distances), 1)]
    own = float(np.quantile(cosines, UNRELATED))
    return (len(cosines) * own + TYPICAL_PAIRS * TYPICAL_COSINE) / (len(cosines) + TYPICAL_PAIRS)


def _average_tree(distances: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.cluster.hierarchy import linkage

    return np.asarray(linkage(distances[np.triu_indices(len(distances), 1)], "average"))
