"""Vectors and days -> events, for those who have no texts: the estimator of scikit-learn's kind.

Stands beside `events`, which knows words, names and figures as well and is what a run uses. With vectors alone events are coarser
and less sure; the weights are fitted for that (`pair_model`, "vectors").
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from topics.clustering.channels import GAP_EDGES, Channels, days_between, find_channels
from topics.clustering.linkage import average_linkage
from topics.clustering.pair_model import FLOOR, LIMIT, PairModel
from topics.clustering.pairs import Pairs

ROWS_AT_ONCE = 512  # fixed, so that the arithmetic is the same whatever the number of threads


class EventClusterer(ClusterMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn carries no types
    """Events of a pile of vectors, with or without days.

    Average linkage over the log odds that two reports tell of one event, from the cosine of their vectors above the background of
    the pile and from the days between them, cut at even odds: neither a number of events nor a threshold is asked for, and the
    smallest event is one report.

    Parameters
    ----------
    leniency
        Log odds added to every pair: 0 as fitted, above it for larger events, below it for smaller ones.

    Attributes
    ----------
    labels_
        Shape (n_samples,), event of every sample, numbered as they appear.
    channels_
        The evidence about the samples: unit vectors, days, the background of the pile.

    Notes
    -----
    Sokal and Michener (1958); the odds are those of `pair_model`.

    Examples
    --------
    >>> X = np.array([[1.0, 0.0, 0.1], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    >>> EventClusterer().fit(X, days=[100.0, 100.2, 100.0]).labels_.tolist()
    [0, 0, 1]
    """

    def __init__(self, leniency: float = 0.0) -> None:
        self.leniency = leniency

    def fit(self, X: ArrayLike, y: Any = None, days: ArrayLike | None = None) -> EventClusterer:
        """Find the events.

        Parameters
        ----------
        X
            Vectors, shape (n_samples, n_features); compared by cosine.
        y
            Not used.
        days
            Day of each report, in days (of any origin, with fractions), NaN where unknown, shape (n_samples,); None: unknown.
        """
        rows = validate_data(self, X, dtype=np.float64)
        self.channels_ = find_channels([""] * len(rows), rows, _checked_days(days, len(rows)))
        model = self._model()
        n = len(rows)
        pairs = vector_pairs(self.channels_, model)
        first = average_linkage(n, pairs, FLOOR, self.channels_.anchors, model.clash, model.cohesion)
        self.labels_: NDArray[np.int64] = np.unique(first, return_inverse=True)[1].astype(np.int64)
        return self

    def predict(self, X: ArrayLike, days: ArrayLike | None = None) -> NDArray[np.int64]:
        """Return the event of each new vector, shape (n_samples,), -1 where it belongs to none; nothing is refitted."""
        check_is_fitted(self)
        rows = validate_data(self, X, dtype=np.float64, reset=False)
        new = find_channels([""] * len(rows), rows, _checked_days(days, len(rows)))
        odds = _log_odds(new, self.channels_, slice(None), self._model())
        member = sp.csr_array((np.ones(len(self.labels_)), (np.arange(len(self.labels_)), self.labels_)))
        mean = np.round((np.maximum(odds, FLOOR) @ member) / np.bincount(self.labels_), 4)
        best = mean.argmax(axis=1)
        return np.where(mean[np.arange(len(rows)), best] > 0, best, -1).astype(np.int64)

    def _model(self) -> PairModel:
        model = PairModel.shipped("vectors")
        return replace(model, bias=model.bias + self.leniency)


def vector_pairs(channels: Channels, model: PairModel) -> Pairs:
    """Weigh all pairs by their vectors and days alone; returns what `pairs.likely_pairs` returns.

    Examples
    --------
    >>> channels = find_channels(["", ""], np.array([[1.0, 0.1], [1.0, 0.0]]), np.array([1.0, 1.0]))
    >>> [positions.tolist() for positions in vector_pairs(channels, PairModel.shipped("vectors"))[:2]]
    [[0], [1]]
    """
    found: list[Pairs] = []
    for start in range(0, len(channels.days), ROWS_AT_ONCE):
        odds = _log_odds(channels, channels, slice(start, start + ROWS_AT_ONCE), model)
        later, earlier = np.nonzero(odds > FLOOR)
        kept = earlier < later + start
        later, earlier = later[kept], earlier[kept]
        weighed = odds[later, earlier].astype(np.float32)
        found.append((earlier.astype(np.int32), (later + start).astype(np.int32), weighed))
    if not found:
        return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32)
    first, second, every = zip(*found, strict=True)
    return np.concatenate(first), np.concatenate(second), np.concatenate(every)


def _log_odds(some: Channels, others: Channels, rows: slice, model: PairModel) -> NDArray[np.float64]:
    """Log odds of some rows with all others, shape (n_rows, n_others); the background is that of the others."""
    meaning = some.dense[rows].astype(np.float64) @ others.dense.astype(np.float64).T
    odds = (
        model.meaning * (meaning - others.background) / (1 - others.background) + model.weights(others.n_articles)[-1]
    )
    gap = days_between(some.days[rows, None], others.days[None, :])
    evidence = others.gap_odds[np.searchsorted(GAP_EDGES, np.nan_to_num(gap))]
    return np.asarray(np.minimum(np.round(odds + np.where(np.isnan(gap), 0, model.days * evidence), 4), LIMIT))


def _checked_days(days: ArrayLike | None, n: int) -> NDArray[np.float64]:
    found = np.full(n, np.nan) if days is None else np.asarray(days, dtype=np.float64)
    if found.shape != (n,):
        raise ValueError(
            f"Got days of shape {found.shape} but expected {(n,)}, one a row of X; NaN stands for unknown."
        )
    return found
