"""New articles -> the events that are there already, or none.

Stands beside `events`. It must put a new article where a run over everything would put it, and must never change what was found
before.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from topics.clustering.channels import Channels, find_channels
from topics.clustering.entities import FindNames
from topics.clustering.pair_model import FLOOR, PairModel

NEAR = 0.0  # log odds with a new article from which an event is formed anew, to see where the article would go
WELDED = 1e6  # log odds of two reports of an event that is left as it is


def best_events(
    texts: Sequence[str],
    vectors: NDArray[np.floating],
    days: NDArray[np.float64],
    events: NDArray[np.int64],
    *,
    model: PairModel | None = None,
    times: NDArray[np.int64] | None = None,
    entities: FindNames | None = None,
    languages: Sequence[str] | None = None,
) -> NDArray[np.int64]:
    """Find the event of every article that has none yet, without touching the events that are there.

    Parameters
    ----------
    texts, vectors, days, model, entities
        As in `find_events`: first the articles with an event, then the new ones.
    events
        Shape (n_with_event,), event of the first articles, 0 and up.
    times, languages
        How often each text stands in the pile, copies included, and its language; see `find_channels`.

    Returns
    -------
    Shape (n_new,), the event whose reports each would share a group with if all were grouped anew, -1 where with none.

    Notes
    -----
    Only the neighbourhood of the new articles is grouped anew: the events with a report that more likely than not tells of the
    same happening as a new one. All others are bound together as they are, and may still be joined as a whole.

    Examples
    --------
    >>> texts = ["Ferry Aurora sinks off Porto, 12 dead", "Oslo raises rates", "Twelve die as ferry Aurora sinks off Porto"]
    >>> vectors = np.array([[1.0, 0], [0, 1], [1, 0]])
    >>> best_events(texts, vectors, np.array([100.0, 100, 100.5]), np.array([0, 1])).tolist()
    [0]
    """
    n_known, n_new = len(events), len(texts) - len(events)
    if not n_known or not n_new:
        return np.full(n_new, -1, dtype=np.int64)
    channels = find_channels(texts, vectors, days, times, entities, languages)
    model = model or PairModel.shipped()
    order, n_far = _far_ones_first(channels, model, events)
    group = np.empty(len(texts), dtype=np.int64)
    group[order] = _grouped(channels.take(order), model, events[order[:n_far]])
    return _event_of_group(events, group)


def _far_ones_first(channels: Channels, model: PairModel, events: NDArray[np.int64]) -> tuple[NDArray[np.intp], int]:
    """Order of the articles, those first of events that no new article is near to; and how many these are."""
    from topics.clustering.pairs import likely_pairs

    n_known = len(events)
    first, _, odds = likely_pairs(channels, model, n_known)
    is_near = np.isin(events, events[first[(odds > NEAR) & (first < n_known)]])
    formed_anew = np.append(is_near, np.ones(len(channels.days) - n_known, dtype=np.bool_))
    return np.argsort(formed_anew, kind="stable"), int((~is_near).sum())


def _grouped(channels: Channels, model: PairModel, bound: NDArray[np.int64]) -> NDArray[np.int64]:
    """Group the articles, the first of which are bound to the first of their event."""
    from topics.clustering.linkage import average_linkage
    from topics.clustering.pairs import likely_pairs

    first, second, odds = likely_pairs(channels, model, len(bound))
    start, event = np.unique(bound, return_index=True, return_inverse=True)[1:]
    rest = np.flatnonzero(start[event] != np.arange(len(bound))).astype(np.int32)
    pairs = (
        np.concatenate([first, start[event][rest].astype(np.int32)]),
        np.concatenate([second, rest]),
        np.concatenate([odds, np.full(len(rest), WELDED, dtype=np.float32)]),
    )
    return average_linkage(len(channels.days), pairs, FLOOR, channels.anchors, model.clash, model.cohesion)


def _event_of_group(events: NDArray[np.int64], group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Event that has most reports in the group of each new article, of equals the lowest; -1 where there is none."""
    n_known = len(events)
    (place, event), size = np.unique(np.stack([group[:n_known], events]), axis=1, return_counts=True)
    order = np.lexsort((-event, size))
    chosen = np.full(len(group), -1, dtype=np.int64)
    chosen[place[order]] = event[order]  # the largest comes last and stays
    return chosen[group[n_known:]]
