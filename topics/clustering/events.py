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
from topics.clustering.entities import FindNames
from topics.clustering.pair_model import FLOOR, PairModel

if TYPE_CHECKING:
    from topics.clustering.pairs import Pairs


def find_events(
    texts: Sequence[str],
    vectors: NDArray[np.floating],
    days: NDArray[np.float64],
    *,
    model: PairModel | None = None,
    entities: FindNames | None = None,
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
    entities
        What finds the names of texts, see `entities.name_finder`; None takes the capitalised words.

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
    return events_of(find_channels(texts, vectors, days, entities=entities), model or PairModel.shipped())


def events_of(channels: Channels, model: PairModel, pairs: Pairs | None = None) -> NDArray[np.int64]:
    """Group reports by evidence that is at hand; see `find_events`."""
    from topics.clustering.linkage import average_linkage
    from topics.clustering.pairs import likely_pairs

    pairs = likely_pairs(channels, model) if pairs is None else pairs
    first = average_linkage(len(channels.days), pairs, FLOOR, channels.anchors, model.clash, model.cohesion)
    return np.unique(first, return_inverse=True)[1].astype(np.int64)
