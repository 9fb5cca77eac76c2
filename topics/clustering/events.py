"""Evidence -> events: which reports tell of one and the same happening.

Stands after `encoding` and before `clustering.topics` on the straight line: topics are found over events, so that a much
reported event weighs as one happening. It must never see the map, never need a smallest size, never depend on order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.clustering.channels import Channels, find_channels
from topics.clustering.pair_model import FLOOR, PairModel

if TYPE_CHECKING:
    from topics.clustering.pairs import Pairs

WELDED = 1e6  # log odds of two reports whose event is settled


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
    Average linkage over the log odds of all pairs, cut where the mean is even odds, with a veto where two groups agree within
    themselves on what the other never says; see `linkage`.

    Examples
    --------
    >>> texts = ["Ferry Aurora sinks off Porto, 12 dead", "Twelve die as ferry Aurora sinks off Porto", "Oslo raises rates"]
    >>> vectors = np.array([[1, 0.1], [1, 0.2], [0, 1]]) / np.linalg.norm([[1, 0.1], [1, 0.2], [0, 1]], axis=1)[:, None]
    >>> find_events(texts, vectors, np.array([100.0, 100.5, 100.0])).tolist()
    [0, 0, 1]
    """
    if not len(texts):
        return np.zeros(0, dtype=np.int64)
    return events_of(find_channels(texts, vectors, days), model or PairModel.shipped())


def events_of(channels: Channels, model: PairModel, pairs: Pairs | None = None) -> NDArray[np.int64]:
    """Group reports by evidence that is at hand; see `find_events`."""
    from topics.clustering.linkage import average_linkage
    from topics.clustering.pairs import likely_pairs

    pairs = likely_pairs(channels, model) if pairs is None else pairs
    first = average_linkage(len(channels.days), pairs, FLOOR, channels.anchors, model.clash, model.cohesion)
    return np.unique(first, return_inverse=True)[1].astype(np.int64)


def best_events(
    texts: Sequence[str],
    vectors: NDArray[np.floating],
    days: NDArray[np.float64],
    events: NDArray[np.int64],
    *,
    model: PairModel | None = None,
) -> NDArray[np.int64]:
    """Find the event of every article that has none yet, without touching the events that are there.

    Parameters
    ----------
    texts, vectors, days, model
        As in `find_events`: first the articles with an event, then the new ones.
    events
        Shape (n_with_event,), event of the first articles.

    Returns
    -------
    Shape (n_new,), the event that each would join if the linkage went on with the new articles, -1 where it joins none.

    Examples
    --------
    >>> texts = ["Ferry Aurora sinks off Porto, 12 dead", "Oslo raises rates", "Twelve die as ferry Aurora sinks off Porto"]
    >>> vectors = np.array([[1.0, 0], [0, 1], [1, 0]])
    >>> best_events(texts, vectors, np.array([100.0, 100, 100.5]), np.array([0, 1])).tolist()
    [0]
    """
    from topics.clustering.linkage import average_linkage
    from topics.clustering.pairs import likely_pairs

    n_known, n_new = len(events), len(texts) - len(events)
    if not n_known or not n_new:
        return np.full(n_new, -1, dtype=np.int64)
    channels, model = find_channels(texts, vectors, days), model or PairModel.shipped()
    first, second, odds = likely_pairs(channels, model, n_known)
    # The events that are there are welded: each of their reports is bound to the first, and the linkage goes on from there.
    founder = np.unique(events, return_index=True)[1][np.unique(events, return_inverse=True)[1]]
    bound = np.flatnonzero(founder != np.arange(n_known))
    pairs = (
        np.concatenate([first, founder[bound]]),
        np.concatenate([second, bound]),
        np.concatenate([odds, np.full(len(bound), WELDED, dtype=np.float32)]),
    )
    group = average_linkage(len(texts), pairs, FLOOR, channels.anchors, model.clash, model.cohesion)
    return _event_in_group(events, group, (first, second, odds))


def _event_in_group(events: NDArray[np.int64], group: NDArray[np.int64], pairs: Pairs) -> NDArray[np.int64]:
    """Event with which each new article shares its group, the one it has most in common with where it stands between several."""
    n_known = len(events)
    known, new, odds = (column[pairs[0] < n_known] for column in pairs)
    together = group[known] == group[new]
    row, event = new[together] - n_known, events[known[together]]
    keys, place = np.unique(np.column_stack([row, event]), axis=0, return_inverse=True)
    gains = np.bincount(place.ravel(), odds[together].astype(np.float64) - FLOOR, minlength=len(keys))
    mean = np.round(gains / np.bincount(events)[keys[:, 1]], 4)
    found = np.full(len(group) - n_known, -1, dtype=np.int64)
    order = np.lexsort((-keys[:, 1], mean))  # the best comes last and stays; of equals the lower number
    found[keys[order, 0]] = keys[order, 1]
    return found
