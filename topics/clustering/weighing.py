"""Evidence about two articles -> the log odds that they tell of one event: the compiled part of `pairs`.

It must not depend on how rows are cut into blocks, or on the number of threads. No loop over pairs calls anything that takes
an array: counting who holds the array, in all threads at once, costs more than the arithmetic.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from topics.clustering.pair_model import FEATURES, FLOOR, LIMIT

ENOUGH_ANCHORS = 4.0  # figures, or names, that both texts must give before it weighs in full that they share none
# Words (square root of the cosine) to meaning among reports of one event (development sets: .7 to 1).
WORDS_FOR_MEANING = 0.75
SAME_WEEKDAY, OTHER_WEEKDAY = 0.5, -1.0  # evidence of the days of the week that two leads name

N_FEATURES, N_PRODUCTS, MEANING = len(FEATURES), 5, FEATURES.index("meaning")

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Halves = NDArray[np.float32]
Positions = NDArray[np.int32]


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
    odds_by_gap: Floats
    background: float


@njit(cache=True, nogil=True)
def weigh(begin: int, end: int, evidence: Evidence, weights: Floats) -> tuple[Positions, Positions, Halves]:
    """Log odds of the rows `begin` to `end` with every earlier row that shares a term, as far as they are above the floor."""
    products, is_touched = np.zeros((end, N_PRODUCTS), np.float32), np.zeros(end, np.bool_)
    firsts, others, shared = np.empty(end, np.int64), np.empty(end, np.int64), np.empty((end, N_PRODUCTS), np.float32)
    features, meant = np.empty((end, N_FEATURES)), np.empty(end)
    rows, columns, odds = np.empty(1024, np.int32), np.empty(1024, np.int32), np.empty(1024, np.float32)
    n_found = 0
    for row in range(begin, end):
        n_met = _add_products(row, evidence, products, others, is_touched)
        n_met = _likely(row, n_met, evidence, weights, products, others, is_touched, shared)
        firsts[:n_met] = row
        fill(features, shared, firsts, others, n_met, evidence)
        n_met = _above_floor(row, n_met, features, weights, others, evidence)
        means(meant, firsts, others, n_met, evidence)
        n_met = _weighed(n_met, features, meant, firsts, others, evidence, weights)
        while n_found + n_met > len(rows):
            rows, columns, odds = _longer(rows), _longer(columns), _longer(odds)
        rows[n_found : n_found + n_met] = row
        columns[n_found : n_found + n_met] = others[:n_met]
        odds[n_found : n_found + n_met] = meant[:n_met]
        n_found += n_met
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
def _likely(
    row: int,
    n_met: int,
    evidence: Evidence,
    weights: Floats,
    products: Halves,
    others: Ints,
    is_touched: NDArray[np.bool_],
    shared: Halves,
) -> int:
    """Keep those that may be above the floor by what words, names, figures and days say; clear the products of all."""
    days, without_hour, odds_by_gap = evidence.days, evidence.without_hour, evidence.odds_by_gap
    day, whole_day, kept = days[row], np.floor(days[row]), 0
    whole, last = without_hour[row], len(odds_by_gap) - 1
    languages, language, in_two = evidence.languages, evidence.languages[row], weights[0] * WORDS_FOR_MEANING
    # Other figures and names only take away; so much is there to gain, and more for two texts that cannot share words.
    most = weights[N_FEATURES] + weights[MEANING] + weights[5] * SAME_WEEKDAY
    for place in range(n_met):
        other = others[place]
        is_touched[other] = False
        found = most + in_two if languages[other] != language and languages[other] and language else most
        for channel in range(3):
            found += weights[channel] * np.sqrt(max(products[other, channel], 0))
        gap = abs(whole_day - np.floor(days[other])) if whole or without_hour[other] else abs(day - days[other])
        if not np.isnan(gap):
            found += weights[4] * odds_by_gap[min(int(np.ceil(2 * gap)), last)]
        if found > FLOOR:
            others[kept] = other
            for channel in range(N_PRODUCTS):
                shared[kept, channel] = products[other, channel]
            kept += 1
        for channel in range(N_PRODUCTS):
            products[other, channel] = 0
    return kept


@njit(cache=True, nogil=True)
def fill(features: Floats, products: Halves, firsts: Ints, others: Ints, n: int, evidence: Evidence) -> None:
    """Write the features of n pairs, meaning left at zero."""
    days, without_hour, odds_by_gap = evidence.days, evidence.without_hour, evidence.odds_by_gap
    weekdays, counts, masses = evidence.weekdays, evidence.counts, evidence.masses
    last = len(odds_by_gap) - 1
    for pair in range(n):
        one, other = firsts[pair], others[pair]
        for channel in range(3):
            features[pair, channel] = np.sqrt(max(products[pair, channel], 0))
        features[pair, MEANING] = 0
        gap = abs(days[one] - days[other])
        if without_hour[one] or without_hour[other]:
            gap = abs(np.floor(days[one]) - np.floor(days[other]))
        features[pair, 4] = 0 if np.isnan(gap) else odds_by_gap[min(int(np.ceil(2 * gap)), last)]
        features[pair, 5] = 0
        if weekdays[one] and weekdays[other]:
            features[pair, 5] = SAME_WEEKDAY if weekdays[one] & weekdays[other] else OTHER_WEEKDAY
        for kind in range(2):
            given = min(counts[one, kind], counts[other, kind], ENOUGH_ANCHORS) / ENOUGH_ANCHORS
            mass = min(masses[one, kind], masses[other, kind])
            missing = 1 - products[pair, 3 + kind] / mass if mass > 0 else 0.0
            features[pair, 6 + kind] = -products[pair, 0] * missing * given


@njit(cache=True, nogil=True)
def _above_floor(row: int, n: int, features: Floats, weights: Floats, others: Ints, evidence: Evidence) -> int:
    """Keep the pairs that are above the floor if meaning adds the most that it can; the sum goes where meaning will stand."""
    languages, language, in_two = evidence.languages, evidence.languages[row], weights[0] * WORDS_FOR_MEANING
    kept = 0
    for pair in range(n):
        found = weights[N_FEATURES]
        for feature in range(N_FEATURES):
            found += weights[feature] * features[pair, feature]
        other = languages[others[pair]]
        most = weights[MEANING] + (in_two if other != language and other and language else 0.0)
        if found + most > FLOOR:
            others[kept], features[kept, 0], features[kept, MEANING] = others[pair], features[pair, 0], found
            kept += 1
    return kept


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def means(meant: Floats, firsts: Ints, others: Ints, n: int, evidence: Evidence) -> None:
    """Write the dense cosine of n pairs above the background of the pile, 1 for equal vectors."""
    dense, background = evidence.dense, evidence.background
    for pair in range(n):
        one, other, total = firsts[pair], others[pair], np.float32(0)
        for place in range(dense.shape[1]):
            total += dense[one, place] * dense[other, place]
        meant[pair] = (total - background) / (1 - background)


@njit(cache=True, nogil=True)
def _weighed(
    n: int, features: Floats, meant: Floats, firsts: Ints, others: Ints, evidence: Evidence, weights: Floats
) -> int:
    """Keep the pairs that are above the floor, and put their log odds where their meaning stood."""
    languages, kept = evidence.languages, 0
    for pair in range(n):
        one, other, found = languages[firsts[pair]], languages[others[pair]], features[pair, MEANING]
        if one != other and one and other:  # words cannot be shared
            found += weights[0] * max(WORDS_FOR_MEANING * meant[pair] - features[pair, 0], 0)
        found = np.round((found + weights[MEANING] * meant[pair]) * 1e4) / 1e4
        if found > FLOOR:
            others[kept], meant[kept] = others[pair], min(found, LIMIT)
            kept += 1
    return kept


@njit(cache=True, nogil=True)
def features_of(first: Ints, second: Ints, evidence: Evidence) -> Floats:
    """Compute the features of pairs one by one; the terms of an article are in order."""
    n, indptr, indices, data = len(first), evidence.indptr, evidence.indices, evidence.data
    channel_of_term, languages = evidence.channel_of_term, evidence.languages
    features, products, meant = np.zeros((n, N_FEATURES)), np.zeros((n, N_PRODUCTS), np.float32), np.empty(n)
    for pair in range(n):
        i, j = indptr[first[pair]], indptr[second[pair]]
        while i < indptr[first[pair] + 1] and j < indptr[second[pair] + 1]:
            term, other_term = indices[i], indices[j]
            if term == other_term:
                products[pair, channel_of_term[term]] += data[i] * data[j]
            i += term <= other_term
            j += other_term <= term
    fill(features, products, first, second, n, evidence)
    means(meant, first, second, n, evidence)
    for pair in range(n):
        one, other = languages[first[pair]], languages[second[pair]]
        features[pair, MEANING] = meant[pair]
        if one != other and one and other:
            features[pair, 0] = max(features[pair, 0], WORDS_FOR_MEANING * meant[pair])
    return features


@njit(cache=True, nogil=True)
def _longer(values: NDArray[Any]) -> NDArray[Any]:
    longer = np.empty(2 * len(values), values.dtype)
    longer[: len(values)] = values
    return longer
