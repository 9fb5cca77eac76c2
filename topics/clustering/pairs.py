"""Channels -> the log odds of every pair of articles that could tell of one event.

Stands between `channels` and `linkage`. Exact: every pair that shares a word is weighed, none is lost to an index that only
guesses; compiled, and cut into blocks of rows whose arithmetic does not depend on the number of threads.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from topics.clustering.channels import GAP_EDGES, Channels
from topics.clustering.pair_model import FEATURES, FLOOR, LIMIT, PairModel
from topics.engine import map_blocks

ROWS_AT_ONCE = 128  # fixed, so that the blocks are the same whatever the number of threads
ENOUGH_ANCHORS = 4.0  # figures, or names, that both texts must give before it weighs in full that they share none
WORDS_FOR_MEANING = (
    0.75  # words (square root of the cosine) to meaning among reports of one event (development sets: .7 to 1)
)
SAME_WEEKDAY, OTHER_WEEKDAY = 0.5, -1.0  # evidence of the days of the week that two leads name

N_FEATURES, N_PRODUCTS, MEANING = len(FEATURES), 5, FEATURES.index("meaning")

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Halves = NDArray[np.float32]
Positions = NDArray[np.int32]
Pairs = tuple[Positions, Positions, Halves]


class Evidence(NamedTuple):
    """The channels as plain arrays, which is what compiled code takes; see `Channels`."""

    indptr: Ints
    indices: Ints
    data: Halves
    term_ptr: Ints
    holders: Ints
    values: Halves
    channel_of_term: NDArray[np.int8]
    dense: Halves
    days: Floats
    without_hour: NDArray[np.bool_]
    weekdays: Ints
    languages: Ints
    counts: Floats
    masses: Floats
    gap_edges: Floats
    gap_odds: Floats
    background: float


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
    features: Floats = _features_of(first.astype(np.int64), second.astype(np.int64), _evidence(channels))
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
        gap_edges=np.array(GAP_EDGES),
        gap_odds=channels.gap_odds,
        background=channels.background,
    )


def _weigh_rows(rows: tuple[int, int], evidence: Evidence, weights: Floats) -> tuple[Positions, Positions, Halves]:
    found: tuple[Positions, Positions, Halves] = _weigh(*rows, evidence, weights)
    return found


@njit(cache=True, nogil=True)
def _weigh(begin: int, end: int, evidence: Evidence, weights: Floats) -> tuple[Positions, Positions, Halves]:
    """Log odds of the rows `begin` to `end` with every earlier row that shares a term, as far as they are above the floor."""
    n = len(evidence.days)
    products, features = np.zeros((n, N_PRODUCTS), np.float32), np.zeros(N_FEATURES)
    touched, is_touched = np.empty(n, np.int64), np.zeros(n, np.bool_)
    rows, columns, odds = np.empty(1024, np.int32), np.empty(1024, np.int32), np.empty(1024, np.float32)
    n_found, known = 0, evidence.languages[evidence.languages > 0]
    several = len(known) > 0 and known.min() < known.max()
    most = weights[MEANING] + (weights[0] * WORDS_FOR_MEANING if several else 0.0)
    for row in range(begin, end):
        for place in range(_add_products(row, evidence, products, touched, is_touched)):
            other = touched[place]
            is_touched[other] = False
            _fill(features, products[other], row, other, evidence)
            products[other, :] = 0
            found = weights[N_FEATURES]
            for feature in range(N_FEATURES):
                found += weights[feature] * features[feature]
            if found + most <= FLOOR:  # even with the most that meaning can add
                continue
            meaning = _meaning(row, other, evidence)
            if _in_two_languages(row, other, evidence):
                found += weights[0] * max(WORDS_FOR_MEANING * meaning - features[0], 0)
            found = np.round((found + weights[MEANING] * meaning) * 1e4) / 1e4
            if found <= FLOOR:
                continue
            if n_found == len(rows):
                rows, columns, odds = _longer(rows), _longer(columns), _longer(odds)
            rows[n_found], columns[n_found], odds[n_found] = row, other, min(found, LIMIT)
            n_found += 1
    return rows[:n_found], columns[:n_found], odds[:n_found]


@njit(cache=True, nogil=True)
def _add_products(row: int, evidence: Evidence, products: Halves, touched: Ints, is_touched: NDArray[np.bool_]) -> int:
    """Sum up the products of a row with all rows before it, along the postings of its terms; return how many it met."""
    n_touched = 0
    for place in range(evidence.indptr[row], evidence.indptr[row + 1]):
        term, value = evidence.indices[place], evidence.data[place]
        channel = evidence.channel_of_term[term]
        for posting in range(evidence.term_ptr[term], evidence.term_ptr[term + 1]):
            other = evidence.holders[posting]
            if other >= row:
                break
            if not is_touched[other]:
                is_touched[other] = True
                touched[n_touched] = other
                n_touched += 1
            products[other, channel] += value * evidence.values[posting]
    return n_touched


@njit(cache=True, nogil=True)
def _features_of(first: Ints, second: Ints, evidence: Evidence) -> Floats:
    """Compute the features of pairs one by one; the terms of an article are in order."""
    features, products = np.zeros((len(first), N_FEATURES)), np.zeros(N_PRODUCTS, np.float32)
    for pair in range(len(first)):
        one, other = first[pair], second[pair]
        i, j = evidence.indptr[one], evidence.indptr[other]
        products[:] = 0
        while i < evidence.indptr[one + 1] and j < evidence.indptr[other + 1]:
            term, other_term = evidence.indices[i], evidence.indices[j]
            if term == other_term:
                products[evidence.channel_of_term[term]] += evidence.data[i] * evidence.data[j]
            i += term <= other_term
            j += other_term <= term
        _fill(features[pair], products, one, other, evidence)
        features[pair, MEANING] = _meaning(one, other, evidence)
        if _in_two_languages(one, other, evidence):
            features[pair, 0] = max(features[pair, 0], WORDS_FOR_MEANING * features[pair, MEANING])
    return features


@njit(cache=True, nogil=True)
def _fill(features: Floats, products: Halves, one: int, other: int, evidence: Evidence) -> None:
    """Write the features of one pair, meaning left at zero."""
    for channel in range(3):
        features[channel] = np.sqrt(max(products[channel], 0))
    features[MEANING] = 0
    gap = abs(evidence.days[one] - evidence.days[other])
    if evidence.without_hour[one] or evidence.without_hour[other]:
        gap = abs(np.floor(evidence.days[one]) - np.floor(evidence.days[other]))
    features[4] = 0 if np.isnan(gap) else evidence.gap_odds[np.searchsorted(evidence.gap_edges, gap)]
    features[5] = 0
    if evidence.weekdays[one] and evidence.weekdays[other]:
        features[5] = SAME_WEEKDAY if evidence.weekdays[one] & evidence.weekdays[other] else OTHER_WEEKDAY
    for kind in range(2):
        given = min(evidence.counts[one, kind], evidence.counts[other, kind], ENOUGH_ANCHORS) / ENOUGH_ANCHORS
        mass = min(evidence.masses[one, kind], evidence.masses[other, kind])
        missing = 1 - products[3 + kind] / mass if mass > 0 else 0.0
        features[6 + kind] = -products[0] * missing * given


@njit(cache=True, nogil=True)
def _in_two_languages(one: int, other: int, evidence: Evidence) -> Any:
    known = evidence.languages[one] > 0 and evidence.languages[other] > 0
    return known and evidence.languages[one] != evidence.languages[other]


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def _meaning(one: int, other: int, evidence: Evidence) -> Any:
    """Dense cosine above the background of the pile, 1 for equal vectors."""
    total = np.float32(0)
    for place in range(evidence.dense.shape[1]):
        total += evidence.dense[one, place] * evidence.dense[other, place]
    return (total - evidence.background) / (1 - evidence.background)


@njit(cache=True, nogil=True)
def _longer(values: NDArray[Any]) -> NDArray[Any]:
    longer = np.empty(2 * len(values), values.dtype)
    longer[: len(values)] = values
    return longer
