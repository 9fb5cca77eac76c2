"""Events -> storylines: which events belong to one longer story, and how one event is linked to those before it.

Stands after `events` on the straight line and weighs the same channels once more, event against event. It must never change
an event.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.clustering.channels import Channels
from topics.clustering.events import events_of
from topics.clustering.pair_model import PairModel
from topics.encoding.encoders import unit_rows

UNIT_CHANNELS = 3  # words, names and figures have rows of length 1; the others hold what an article has or has not


def find_storylines(
    channels: Channels, events: NDArray[np.int64], *, model: PairModel | None = None
) -> NDArray[np.int64]:
    """Group events of one longer story.

    Parameters
    ----------
    channels
        Evidence about every article.
    events
        Shape (n_articles,), event of every article, 0 and up.
    model
        Weights of the evidence; None takes the shipped ones for storylines.

    Returns
    -------
    Shape (n_events,), number of the storyline of every event, 0 for that of the first event and so on.

    Examples
    --------
    >>> from topics.clustering.channels import find_channels
    >>> texts = ["Ferry Aurora sinks off Porto", "Inquiry into ferry Aurora opens in Porto", "Oslo raises rates"]
    >>> vectors = np.array([[1, 0.2], [1, 0.3], [0, 1]])
    >>> find_storylines(find_channels(texts, vectors, np.array([1.0, 9.0, 1.0])), np.arange(3)).tolist()
    [0, 0, 1]
    """
    return events_of(event_channels(channels, events), model or PairModel.shipped("storyline"))


def event_channels(channels: Channels, events: NDArray[np.int64]) -> Channels:
    """Return the evidence about every event: what its reports say together, on their middle day."""
    import scipy.sparse as sp

    n_events = int(events.max()) + 1
    size = np.bincount(events, minlength=n_events)
    member = sp.csr_array((1 / size[events], (events, np.arange(len(events)))), shape=(n_events, len(events)))
    terms = _unit_channels(sp.csr_array(member @ channels.terms), channels.channel_of_term)
    dense = np.asarray(member @ channels.dense, dtype=np.float32)
    anchors = sp.csr_array(member @ channels.anchors)
    anchors.data[:] = 1
    return replace(
        channels,
        terms=terms,
        anchors=anchors,
        dense=unit_rows(dense),
        days=_middle_days(channels.days, events, n_events),
        weekdays=np.zeros(n_events, dtype=np.int64),
        anchor_counts=np.zeros((n_events, 2)),
        anchor_masses=np.zeros((n_events, 2)),
    )


def _unit_channels(terms: Any, channel_of_term: NDArray[np.int8]) -> Any:
    """Scale each event's part of each of the first channels to length 1."""
    import scipy.sparse as sp

    row = np.repeat(np.arange(terms.shape[0]), np.diff(terms.indptr))
    channel = channel_of_term[terms.indices].astype(np.int64)
    length = np.zeros((terms.shape[0], int(channel_of_term.max(initial=0)) + 1))
    np.add.at(length, (row, channel), terms.data.astype(np.float64) ** 2)
    length = np.where((length > 0) & (np.arange(length.shape[1]) < UNIT_CHANNELS), np.sqrt(length), 1)
    data = (terms.data / length[row, channel]).astype(np.float32)
    scaled = sp.csr_array((data, terms.indices, terms.indptr), shape=terms.shape)
    scaled.sort_indices()
    return scaled


def _middle_days(days: NDArray[np.float64], events: NDArray[np.int64], n_events: int) -> NDArray[np.float64]:
    """Median day of every event, NaN where none of its reports has one."""
    known = np.flatnonzero(~np.isnan(days))
    order = known[np.lexsort((days[known], events[known]))]
    middle = np.full(n_events, np.nan)
    for group in np.split(order, np.flatnonzero(np.diff(events[order])) + 1):
        if len(group):
            middle[events[group[0]]] = np.median(days[group])
    return middle
