"""Events -> storylines: which events belong to one longer story, and what each follows.

Stands after `events` on the straight line and weighs the same channels once more, event against event. It must never change
an event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.clustering.channels import Channels
from topics.clustering.linkage import average_linkage
from topics.clustering.pair_model import FEATURES, FLOOR, PairModel
from topics.clustering.pairs import Pairs, likely_pairs, pair_features
from topics.encoding.vectors import ROWS_AT_ONCE, unit_rows

TOLD_ALIKE = 0.2  # from which two events are instances of a series; single follow-ups stay below .1
SAME_WORDS = 0.36  # tf-idf cosine of two reports from which one may be the other with new figures put in
REPORTS_COMPARED = 3  # of each of two events
LARGE_PILE, CHANCE = (
    20_000,
    2.0,
)  # events; log odds that each e-fold above takes away: chance resemblances grow with the square
UNIT_CHANNELS = 3  # words, names and figures have rows of length 1; the others hold what an article has or has not


@dataclass(frozen=True)
class Storylines:
    """What the events of a pile have to do with each other.

    Attributes
    ----------
    storyline
        Shape (n_events,), number of the storyline of every event, 0 for that of the first event and so on.
    follows
        Shape (n_events,), the earlier event of its storyline that each has most in common with, -1 where there is none.
    same_series
        Shape (n_events,), the instance before it where events are told in the same words but for their figures and names,
        such as yesterday's oil price; -1 where there is none.
    """

    storyline: NDArray[np.int64]
    follows: NDArray[np.int64]
    same_series: NDArray[np.int64]

    @classmethod
    def unlinked(cls, n_events: int) -> Storylines:
        """Each event a storyline of its own."""
        nothing = np.full(n_events, -1, dtype=np.int64)
        return cls(np.arange(n_events), nothing, nothing)


def find_storylines(channels: Channels, events: NDArray[np.int64], *, model: PairModel | None = None) -> Storylines:
    """Group events of one longer story, and link each to what came before it.

    Parameters
    ----------
    channels
        Evidence about every article.
    events
        Shape (n_articles,), event of every article, 0 and up.
    model
        Weights of the evidence; None takes the shipped ones for storylines.

    Examples
    --------
    >>> from topics.clustering.channels import find_channels
    >>> texts = ["Ferry Aurora sinks off Porto", "Inquiry into ferry Aurora opens in Porto", "Oslo raises rates"]
    >>> vectors = np.array([[1, 0.2], [1, 0.3], [0, 1]])
    >>> found = find_storylines(find_channels(texts, vectors, np.array([1.0, 9.0, 1.0])), np.arange(3))
    >>> found.storyline.tolist(), found.follows.tolist()
    ([0, 0, 1], [-1, 0, -1])
    """
    model = model or PairModel.shipped("storyline")
    told = event_channels(channels, events)
    n = len(told.days)
    model = replace(model, bias=model.bias - CHANCE * float(np.log(max(n / LARGE_PILE, 1))))
    pairs = likely_pairs(told, model)
    first = average_linkage(n, pairs, FLOOR, told.anchors, model.clash, model.cohesion)
    storyline = np.unique(first, return_inverse=True)[1].astype(np.int64)
    earlier, later, odds = _in_order(pairs, told.days, storyline)
    series = _told_alike(channels, events, earlier, later) >= TOLD_ALIKE
    likely = ~series & (odds > 0)  # one storyline may join two events that have little to do with each other
    return Storylines(
        storyline=storyline,
        follows=_best(n, earlier[likely], later[likely], odds[likely]),
        same_series=_best(n, earlier[series], later[series], told.days[earlier[series]]),
    )


def _in_order(
    pairs: Pairs, days: NDArray[np.float64], storyline: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of events of one storyline, the earlier one first; pairs of one day, or of an unknown one, are left out."""
    first, second, odds = pairs
    gap = days[second] - days[first]
    kept = (storyline[first] == storyline[second]) & ~np.isnan(gap) & (gap != 0)
    first, second, odds, swapped = first[kept], second[kept], odds[kept].astype(np.float64), gap[kept] < 0
    return np.where(swapped, second, first), np.where(swapped, first, second), odds


def _told_alike(
    channels: Channels, events: NDArray[np.int64], earlier: NDArray[np.int64], later: NDArray[np.int64]
) -> NDArray[np.float64]:
    """How far two events are told in the same words with other figures and names, 0..2, by their most alike reports."""
    order = np.argsort(events, kind="stable")
    start = np.searchsorted(events[order], np.arange(events.max() + 2))
    size = np.minimum(np.diff(start), REPORTS_COMPARED)
    one, other, owner = [], [], []
    for a in range(REPORTS_COMPARED):
        for b in range(REPORTS_COMPARED):
            both = np.flatnonzero((size[earlier] > a) & (size[later] > b))
            one.append(order[start[earlier[both]] + a])
            other.append(order[start[later[both]] + b])
            owner.append(both)
    features = pair_features(channels, np.concatenate(one), np.concatenate(other))
    alike = -features[:, [FEATURES.index("other_figures"), FEATURES.index("other_names")]].sum(axis=1)
    alike[features[:, FEATURES.index("words")] ** 2 < SAME_WORDS] = 0
    found = np.zeros(len(earlier))
    np.maximum.at(found, np.concatenate(owner), alike)
    return found


def _best(
    n: int, earlier: NDArray[np.int64], later: NDArray[np.int64], score: NDArray[np.float64]
) -> NDArray[np.int64]:
    """For each event the earlier one with the highest score, of equals the one that stands first; -1 for none."""
    found = np.full(n, -1, dtype=np.int64)
    order = np.lexsort((-earlier, np.round(score, 4)))
    found[later[order]] = earlier[order]  # the best comes last and stays
    return found


def event_channels(channels: Channels, events: NDArray[np.int64]) -> Channels:
    """Return the evidence about every event: what its reports say together, on their middle day."""
    import scipy.sparse as sp

    n_events = int(events.max()) + 1
    size = np.bincount(events, minlength=n_events)
    member = sp.csr_array((1 / size[events], (events, np.arange(len(events)))), shape=(n_events, len(events)))
    terms = _unit_channels(sp.csr_array(member @ channels.terms), channels.channel_of_term)
    anchors = sp.csr_array(member @ channels.anchors)
    anchors.data[:] = 1
    return replace(
        channels,
        terms=terms,
        anchors=anchors,
        n_articles=n_events,
        dense=_means(member, channels.dense),
        days=_middle_days(channels.days, events, n_events),
        weekdays=np.zeros(n_events, dtype=np.int64),
        languages=_common_languages(channels.languages, events, n_events),
        anchor_counts=np.zeros((n_events, 2)),
        anchor_masses=np.zeros((n_events, 2)),
    )


def _means(member: Any, dense: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean vectors of the events, of length 1; they are added up in double precision, a part at a time."""
    means = np.empty((member.shape[0], dense.shape[1]), dtype=np.float32)
    for start in range(0, len(means), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        means[part] = unit_rows(member[part] @ dense)
    return means


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


def _common_languages(languages: NDArray[np.int64], events: NDArray[np.int64], n_events: int) -> NDArray[np.int64]:
    """Language of every event, 0 where its reports are in several."""
    least, most = np.full(n_events, np.iinfo(np.int64).max), np.zeros(n_events, dtype=np.int64)
    np.minimum.at(least, events, languages)
    np.maximum.at(most, events, languages)
    return np.where(least == most, most, 0)


def _middle_days(days: NDArray[np.float64], events: NDArray[np.int64], n_events: int) -> NDArray[np.float64]:
    """Median day of every event, NaN where none of its reports has one."""
    known = np.flatnonzero(~np.isnan(days))
    in_order = days[known][np.lexsort((days[known], events[known]))]
    size = np.bincount(events[known], minlength=n_events)
    start, has_day = np.cumsum(size) - size, size > 0
    middle = np.full(n_events, np.nan)
    lower, upper = ((start + half)[has_day] for half in ((size - 1) // 2, size // 2))
    middle[has_day] = (in_order[lower] + in_order[upper]) / 2
    return middle
