"""Evidence -> events: which reports tell of one and the same happening.

Stands after `encoding` and before `clustering.topics` on the straight line: topics are found over events, so that a much
reported event weighs as one happening. It must never see the map, never need a smallest size, never depend on order.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from topics.clustering.channels import Channels, PairModel, find_channels

ROWS_AT_ONCE = 256  # fixed, so that the arithmetic does not depend on the number of threads
LARGEST_COMPONENT = (
    12_000  # articles whose pairs are weighed all at once; a larger tangle is first cut at its weak links
)
STRICTER = 0.5  # log odds: by how much weak links are tightened until no tangle is too large


def find_events(
    texts: Sequence[str],
    vectors: NDArray[np.floating],
    days: NDArray[np.float64],
    *,
    model: PairModel | None = None,
) -> NDArray[np.int64]:
    """Group reports of one happening.

    Parameters
    ----------
    texts
        Title and lead of every article; copies left out.
    vectors
        Dense unit vectors, shape (n_articles, n_dimensions).
    days
        Day of publication, days since 1970 with fractions, NaN where unknown.
    model
        Weights of the evidence; None takes the shipped ones.

    Returns
    -------
    Shape (n_articles,), number of the event of every article, 0 for the event of the first article and so on.

    Notes
    -----
    Average linkage over the log odds of all pairs, cut where the mean is even odds. Two groups with no pair above even odds
    can never be joined by that rule, so the pile first falls into connected components, and the result is still exact.

    Examples
    --------
    >>> texts = ["Ferry Aurora sinks off Porto, 12 dead", "Twelve die as ferry Aurora sinks off Porto", "Oslo raises rates"]
    >>> vectors = np.array([[1, 0.1], [1, 0.2], [0, 1]]) / np.linalg.norm([[1, 0.1], [1, 0.2], [0, 1]], axis=1)[:, None]
    >>> find_events(texts, vectors, np.array([100.0, 100.5, 100.0])).tolist()
    [0, 0, 1]
    """
    from threadpoolctl import threadpool_limits

    if not len(texts):
        return np.zeros(0, dtype=np.int64)
    model = model or PairModel()
    channels = find_channels(texts, vectors, days)
    with threadpool_limits(1):
        links = _likely_pairs(channels, model)
        parts = _components(links)
        events = np.arange(len(texts))
        for part in parts:
            events[part] = part[_average_linkage(channels.log_odds(part, part, model))]
    return np.unique(events, return_inverse=True)[1].astype(np.int64)


def _likely_pairs(channels: Channels, model: PairModel) -> sp.csr_array:
    """All pairs with log odds above zero, exact, symmetric."""
    n = len(channels.days)

    def block(start: int) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
        rows = np.arange(start, min(start + ROWS_AT_ONCE, n))
        odds = channels.log_odds(rows, slice(start, n), model)
        near, far = np.nonzero(odds > 0)
        return near + start, far + start, odds[near, far]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(block, range(0, n, ROWS_AT_ONCE)))
    near, far, odds = (np.concatenate(column) for column in zip(*found, strict=True))
    upper = near < far
    return sp.csr_array((odds[upper], (near[upper], far[upper])), shape=(n, n))


def _components(links: sp.csr_array) -> list[NDArray[np.intp]]:
    """Connected components of two articles and more; a tangle that is too large is cut at its weakest links."""
    waiting = [(np.arange(links.shape[0]), links, 0.0)]
    parts = []
    while waiting:
        ids, graph, least = waiting.pop()
        _, labels = sp.csgraph.connected_components(graph, directed=False)
        order = np.argsort(labels, kind="stable")
        for part in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1):
            if len(part) > LARGEST_COMPONENT:
                inside = graph[part][:, part]
                inside.data[inside.data <= least + STRICTER] = 0
                inside.eliminate_zeros()
                waiting.append((ids[part], inside, least + STRICTER))
            elif len(part) > 1:
                parts.append(ids[part])
    return sorted(parts, key=lambda part: int(part[0]))


def _average_linkage(odds: NDArray[np.float32]) -> NDArray[np.intp]:
    """First member, by position, of every article's group when groups of mean log odds above zero are joined."""
    from scipy.cluster.hierarchy import fcluster, linkage

    highest = float(odds.max())
    symmetric = (odds + odds.T) / 2
    distances = highest - symmetric[np.triu_indices(len(odds), 1)].astype(np.float64)
    labels = fcluster(linkage(distances, "average"), highest, "distance")
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(first[inverse])


def best_events(
    texts: Sequence[str], vectors: NDArray[np.floating], days: NDArray[np.float64], events: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Find the event of every article that has none yet, without touching the events that are there.

    Parameters
    ----------
    texts, vectors, days
        As in `find_events`: first the articles with an event, then the new ones.
    events
        Shape (n_with_event,), event of the first articles.

    Returns
    -------
    Shape (n_new,), the event with the highest mean log odds, -1 where none is above even odds.

    Examples
    --------
    >>> texts = ["Ferry Aurora sinks off Porto, 12 dead", "Oslo raises rates", "Twelve die as ferry Aurora sinks off Porto"]
    >>> vectors = np.array([[1.0, 0], [0, 1], [1, 0]])
    >>> best_events(texts, vectors, np.array([100.0, 100, 100.5]), np.array([0, 1])).tolist()
    [0]
    """
    from threadpoolctl import threadpool_limits

    n_known, model = len(events), PairModel()
    with threadpool_limits(1):
        channels = find_channels(texts, vectors, days)
        member = sp.csr_array((np.ones(n_known), (np.arange(n_known), events)))
        size = np.asarray(member.sum(axis=0)).ravel()
        found = np.full(len(texts) - n_known, -1, dtype=np.int64)
        for start in range(n_known, len(texts), ROWS_AT_ONCE):
            rows = np.arange(start, min(start + ROWS_AT_ONCE, len(texts)))
            mean = (channels.log_odds(rows, slice(0, n_known), model) @ member) / size
            best = np.asarray(mean.argmax(axis=1)).ravel()
            found[rows - n_known] = np.where(mean[np.arange(len(rows)), best] > 0, best, -1)
    return found
