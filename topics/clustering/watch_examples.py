"""Texts that the analyst accepted or rejected sharpen an entry: its vector moves, and so does the score that is enough.

Stands before `watch_scores` on the straight line. Few examples move little: what is written in the entry is the prior.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from topics.clustering.watch_nearness import Query
from topics.encoding.encoders import unit_rows

# Chosen on five labelled sets at 5 and 20 examples (`docs/decisions.md`, watch-lists).
PRIOR = 3.0  # examples that the entry's own words count as
AWAY = 0.3  # how much a rejected example counts beside an accepted one
MORE_WHOLE, HALF_AT = (
    0.3,
    5.0,
)  # what the entry as a whole gains over its phrases in the end, half of it with five examples
MISSED = 0.25  # share of the accepted examples that may score too little when there are no rejected ones
# How many more of the accepted than of the rejected ones must reach a score that is said to tell them apart.
APART = 0.5
TRUST = 3.0  # examples at which the score that suits them counts half
LEAST_EVER = 1.0  # score: examples never make less than this enough, or unrelated articles come in
N_FOLDS = 5  # parts of the examples, each scored without itself
JUDGED = 0.99  # cosine to an example from which an article is that very text, and the analyst has decided

Scores = Callable[[list[Query], NDArray[np.intp]], NDArray[np.float64]]


def sharpened(query: Query, accepted: NDArray[np.float32], rejected: NDArray[np.float32]) -> list[Query]:
    """Move an entry towards the accepted texts, and from there away from the rejected ones.

    Parameters
    ----------
    query
        The entry as it is written.
    accepted, rejected
        Unit vectors of texts, shapes (n_accepted, n_dimensions) and (n_rejected, n_dimensions).

    Returns
    -------
    One entry, or two where there are rejected texts. An article scores what the lower of them gives it: away from the
    rejected texts lie also all those that have nothing to do with the entry, and these must not gain by it.

    Notes
    -----
    Rocchio (1971), Relevance feedback in information retrieval, with sums instead of means: each example counts the same.

    Examples
    --------
    >>> query = Query(np.array([1.0, 0.0], np.float32), np.zeros((1, 2), np.float32))
    >>> (moved,) = sharpened(query, np.array([[0.0, 1.0]], np.float32), np.zeros((0, 2), np.float32))
    >>> moved.middle.round(2).tolist()
    [0.949999988079071, 0.3199999928474426]
    """
    towards = PRIOR * query.middle + accepted.sum(axis=0)
    middles = [towards, towards - AWAY * rejected.sum(axis=0)] if len(rejected) else [towards]
    return [replace(query, middle=middle) for middle in unit_rows(np.stack(middles))]


def weight_of_whole(n_examples: int) -> float:
    """Share of the entry as a whole in its nearness; the rest is its phrases'.

    >>> weight_of_whole(0), weight_of_whole(5)
    (0.5, 0.65)
    """
    return 0.5 + MORE_WHOLE * n_examples / (n_examples + HALF_AT)


def scores_of_examples(
    query: Query, accepted: NDArray[np.float32], rejected: NDArray[np.float32], score: Scores
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Score every example as if it were none: by the entry that the others sharpen.

    Parameters
    ----------
    query, accepted, rejected
        As in `sharpened`.
    score
        Scores some examples by what `sharpened` returns; they are counted through, accepted ones first.

    Returns
    -------
    Scores of the accepted and of the rejected ones.
    """
    vectors, n = np.concatenate([accepted, rejected]), len(accepted)
    fold = np.arange(len(vectors)) % N_FOLDS
    found = np.zeros(len(vectors))
    for left_out in range(min(N_FOLDS, len(vectors))):
        kept, rows = fold != left_out, np.flatnonzero(fold == left_out)
        found[rows] = score(sharpened(query, vectors[:n][kept[:n]], vectors[n:][kept[n:]]), rows)
    return found[:n], found[n:]


def enough_for(accepted: NDArray[np.float64], rejected: NDArray[np.float64], least: float) -> float:
    """Return the score from which an entry fits, given the scores of its examples.

    Parameters
    ----------
    accepted, rejected
        Scores of the examples.
    least
        What is enough without examples.

    Returns
    -------
    Between the rejected and the accepted ones, where F1 among the examples is best; without rejected ones, or where they score
    as high, what most of the accepted ones reach. Few examples stay near `least`.

    Examples
    --------
    >>> round(enough_for(np.array([4.0, 5.0, 6.0]), np.array([1.0, 2.0]), 1.0), 2)
    2.25
    """
    n = len(accepted) + len(rejected)
    if not len(accepted):
        return least
    suits = float(np.quantile(accepted, MISSED))
    if len(rejected):
        cut = _best_cut(accepted, rejected)
        apart = np.mean(accepted >= cut) - np.mean(rejected >= cut)
        suits = cut if apart >= APART else max(cut, suits)
    return max(LEAST_EVER, least + n / (n + TRUST) * (suits - least))


def _best_cut(accepted: NDArray[np.float64], rejected: NDArray[np.float64]) -> float:
    scores = np.sort(np.concatenate([accepted, rejected]))
    cuts = np.concatenate([scores[:1], (scores[1:] + scores[:-1]) / 2])
    hits = (accepted[:, None] >= cuts).sum(axis=0)
    f1 = 2 * hits / (hits + (rejected[:, None] >= cuts).sum(axis=0) + len(accepted))
    return float(cuts[np.isclose(f1, f1.max())].mean())
