"""Evidence of pairs -> the articles that tell of several events at once: round-ups, digests, live blogs.

Stands between `pairs` and `linkage`: such an article must never glue the events together that it mentions. It is held out while
groups are joined, and joins the nearest one afterwards.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.clustering.pairs import Pairs

CLOSED = 0.75  # share of an article's pairs of relatives that are relatives themselves, from which all are one event
FEWEST_RELATIVES = 3  # articles: of two, one may simply be nearer
FEWEST_OWN = 3  # names and figures that an article must share with one group and with no other


def find_round_ups(n: int, pairs: Pairs, anchors: Any) -> NDArray[np.bool_]:
    """Find the articles whose relatives fall into groups that have nothing to do with each other.

    Parameters
    ----------
    n
        Number of articles.
    pairs
        Log odds of pairs, see `likely_pairs`; relatives are pairs above even odds.
    anchors
        CSR of ones, shape (n, n_anchors): names and figures of every article.

    Returns
    -------
    Shape (n,).

    Examples
    --------
    >>> from topics.clustering.anchors import term_matrix
    >>> one, other = {"a", "b", "c"}, {"x", "y", "z"}
    >>> anchors = term_matrix([one, one, one | other, other, other])
    >>> first, second = np.array([[0, 1], [0, 2], [1, 2], [2, 3], [2, 4], [3, 4]]).T
    >>> find_round_ups(5, (first, second, np.ones(6, np.float32)), anchors).tolist()
    [False, False, True, False, False]
    """
    import scipy.sparse as sp

    first, second, odds = pairs
    near = odds > 0
    rows, columns = np.concatenate([first[near], second[near]]), np.concatenate([second[near], first[near]])
    graph = sp.csr_array((np.ones(len(rows), np.int32), (rows, columns)), shape=(n, n))
    n_relatives = np.diff(graph.indptr)
    closed = np.asarray((graph @ graph).multiply(graph).sum(axis=1)).ravel()
    open_share = closed < CLOSED * n_relatives * (n_relatives - 1)
    found = np.zeros(n, dtype=np.bool_)
    for article in np.flatnonzero(open_share & (n_relatives >= FEWEST_RELATIVES)):
        relatives = graph.indices[graph.indptr[article] : graph.indptr[article + 1]]
        found[article] = _tells_of_several(int(article), relatives, graph, anchors)
    return found


def _tells_of_several(article: int, relatives: NDArray[np.int32], graph: Any, anchors: Any) -> bool:
    """Whether two groups of relatives at least have each enough in common with the article that the others have not."""
    import scipy.sparse as sp

    n_groups, group = sp.csgraph.connected_components(graph[relatives][:, relatives], directed=False)
    if n_groups < 2:
        return False
    own = anchors.indices[anchors.indptr[article] : anchors.indptr[article + 1]]
    member = sp.csr_array((np.ones(len(group)), (group, np.arange(len(group)))), shape=(n_groups, len(group)))
    shared = (member @ anchors[relatives][:, own]).toarray() > 0
    alone = shared & (shared.sum(axis=0) == 1)
    return int((alone.sum(axis=1) >= FEWEST_OWN).sum()) >= 2
