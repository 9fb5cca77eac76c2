"""Channels -> the log odds of every pair of articles that could tell of one event.

Stands between `channels` and `linkage`. Exact: every pair that shares a word is weighed, none is lost to an index that only
guesses; cut into blocks of rows whose arithmetic (`weighing`) does not depend on the number of threads.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from topics.clustering.channels import GAP_EDGES, Channels
from topics.clustering.pair_model import PairModel
from topics.clustering.weighing import Evidence, Floats, Halves, Positions, features_of, weigh
from topics.engine import map_blocks

ROWS_AT_ONCE = 256  # fixed, so that the blocks are the same whatever the number of threads

Pairs = tuple[Positions, Positions, Halves]


def likely_pairs(channels: Channels, model: PairModel, n_known: int | None = None) -> Pairs:
    """Weigh all pairs of articles that share a word, a name or a figure.

    Parameters
    ----------
    channels
        The evidence about every article.
    model
        Weights of the channels.
    n_known
        Where given, only pairs of which one article at least is not among the first `n_known`.

    Returns
    -------
    first, second, odds
        Positions, first < second, and log odds above `FLOOR`, at most `LIMIT`, shape (n_pairs,) each.

    Examples
    --------
    >>> from topics.clustering.channels import find_channels
    >>> texts = ["Ferry Aurora sinks off Porto", "Aurora ferry sinks off Porto", "Oslo raises rates"]
    >>> first, second, odds = likely_pairs(find_channels(texts, np.eye(3), np.array([1.0, 1.0, 1.0])), PairModel.shipped())
    >>> first.tolist(), second.tolist()
    ([0], [1])
    """
    n = len(channels.days)
    begin = n_known or 0
    evidence, weights = _evidence(channels), model.weights(channels.n_articles)
    blocks = [(start, min(start + ROWS_AT_ONCE, n)) for start in range(begin, n, ROWS_AT_ONCE)]
    found = map_blocks(_weigh_rows, blocks, evidence, weights, name="events")
    if not found:
        return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32)
    second, first, odds = (np.concatenate(column) for column in zip(*found, strict=True))
    return first, second, odds


def pair_features(channels: Channels, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what each channel says of given pairs, shape (n_pairs, n_features), columns in the order of `FEATURES`.

    Examples
    --------
    >>> from topics.clustering.channels import find_channels
    >>> channels = find_channels(["Ferry Aurora sinks", "Oslo raises rates"], np.eye(2), np.array([1.0, 1.0]))
    >>> pair_features(channels, np.array([0]), np.array([1])).shape
    (1, 8)
    """
    features: Floats = features_of(first.astype(np.int64), second.astype(np.int64), _evidence(channels))
    return features


def _evidence(channels: Channels) -> Evidence:
    matrix, postings = channels.terms, channels.terms.tocsc()
    return Evidence(
        indptr=matrix.indptr.astype(np.int64),
        indices=matrix.indices.astype(np.int64),
        data=matrix.data.astype(np.float32),
        term_ptr=postings.indptr.astype(np.int64),
        holders=postings.indices.astype(np.int64),
        values=postings.data.astype(np.float32),
        channel_of_term=channels.channel_of_term,
        dense=np.ascontiguousarray(channels.dense, dtype=np.float32),
        days=channels.days,
        without_hour=channels.days == np.floor(channels.days),
        weekdays=channels.weekdays,
        languages=channels.languages,
        counts=channels.anchor_counts,
        masses=channels.anchor_masses,
        odds_by_gap=_odds_by_half_days(channels.gap_odds),
        background=channels.background,
    )


def _weigh_rows(rows: tuple[int, int], evidence: Evidence, weights: Floats) -> tuple[Positions, Positions, Halves]:
    found: tuple[Positions, Positions, Halves] = weigh(*rows, evidence, weights)
    return found


def _odds_by_half_days(gap_odds: Floats) -> Floats:
    """Log odds for gaps of so many half days, rounded up; every edge between two bins is a half day."""
    half_days = np.arange(round(2 * GAP_EDGES[-1]) + 2) / 2
    return np.ascontiguousarray(gap_odds[np.searchsorted(GAP_EDGES, half_days)])
