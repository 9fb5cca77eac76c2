"""Articles -> what speaks for one event: shared words, shared meaning, shared names, and the days between two reports.

Stands beside `clustering.events`, which asks it for the evidence of pairs. It must judge a pair by the same measure in a pile
of headlines and in a pile of full texts, and hold an unknown day neither for nor against anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.encoding.encoders import unit_rows
from topics.encoding.sparse import sparse_vectors

NAME = re.compile(r"(?<![.!?:\"“”’'\n] )(?<!^)(?<!\n)\b[^\W\d_a-z][\w’'-]{2,}")
SENTENCE_OPENERS = re.compile(r"(?:^|[.!?:\"“”]\s+)(\w+)")
PAIRS_FOR_BACKGROUND = 200_000  # pairs drawn to learn how alike two unrelated articles of this pile are
TYPICAL_BACKGROUND = 0.15  # dense cosine of unrelated articles in a mixed pile (development sets: .06 to .48)
TRUST_IN_TYPICAL = 50  # articles: a pile of this size believes its own background half
GAP_EDGES = (0.5, 1.5, 2.5, 4.5, 7.5, 14.5, 30.5, 90.5, 365.5)  # days: bins of the gap between two reports
GAPS_OF_ONE_EVENT = (0.42, 0.28, 0.10, 0.08, 0.04, 0.03, 0.02, 0.015, 0.01, 0.005)  # their shares, development sets
GAPS_OF_STRANGERS = (0.02, 0.035, 0.035, 0.06, 0.09, 0.16, 0.25, 0.25, 0.08, 0.02)  # shares in a pile of two months
MOST_FOR_DAYS = 4.0  # log odds: the same day never says more than this
LIMIT = 8.0  # log odds: no single pair speaks louder than this


@dataclass(frozen=True)
class PairModel:
    """Log odds that two reports tell of one event: a weighted sum of the channels.

    The weights were found by random search around a logistic regression, none below zero, for the best mean B-cubed F1 of four
    development sets and the bundled sample (`docs/decisions.md`); no set was kept aside.
    """

    words: float = 14.0  # square root of the tf-idf cosine
    meaning: float = 4.7  # dense cosine above the background of the pile
    names: float = 1.7  # square root of the tf-idf cosine of capitalised words
    days: float = 1.0  # log of how much likelier the days between are for one event than for two articles of this pile
    bias: float = -9.3


@dataclass(frozen=True)
class Channels:
    """Evidence about every article of a pile.

    Attributes
    ----------
    words, names
        Sparse unit rows, shape (n_articles, n_terms).
    dense
        Unit rows, shape (n_articles, n_dimensions).
    days
        Days since 1970, shape (n_articles,), NaN where unknown.
    background
        Dense cosine of two unrelated articles of this pile.
    gap_odds
        Log odds of one event for each bin of days between, see GAP_EDGES.
    """

    words: Any
    names: Any
    dense: NDArray[np.float32]
    days: NDArray[np.float64]
    background: float
    gap_odds: NDArray[np.float64]

    def log_odds(
        self, rows: NDArray[np.intp] | slice, columns: NDArray[np.intp] | slice, model: PairModel
    ) -> NDArray[np.float32]:
        """Log odds of one event for all pairs of `rows` and `columns`, shape (n_rows, n_columns)."""
        words = np.maximum((self.words[rows] @ self.words[columns].T).toarray(), 0)
        names = np.maximum((self.names[rows] @ self.names[columns].T).toarray(), 0)
        meaning = (self.dense[rows] @ self.dense[columns].T - self.background) / (1 - self.background)
        odds = model.words * np.sqrt(words) + model.names * np.sqrt(names) + model.meaning * meaning + model.bias
        if not np.isnan(self.days).all():
            gap = np.abs(self.days[rows, None] - self.days[None, columns])
            evidence = self.gap_odds[np.searchsorted(GAP_EDGES, np.nan_to_num(gap))]
            odds = odds + np.where(np.isnan(gap), 0, model.days * evidence)
        return np.asarray(np.clip(np.round(odds, 4), -LIMIT, LIMIT), dtype=np.float32)


def find_channels(texts: Sequence[str], vectors: NDArray[np.floating], days: NDArray[np.float64]) -> Channels:
    """Gather the evidence.

    Parameters
    ----------
    texts
        Title and lead of every article.
    vectors
        Dense unit vectors, shape (n_articles, n_dimensions).
    days
        Day of publication, days since 1970 with fractions, NaN where unknown.

    Examples
    --------
    >>> channels = find_channels(["Ships collide off Porto", "Oslo votes"], np.eye(2), np.array([0.0, np.nan]))
    >>> channels.log_odds(slice(None), slice(None), PairModel()).shape
    (2, 2)
    """
    words = sparse_vectors(texts).matrix
    names = sparse_vectors([" ".join(proper_names(text)) for text in texts], ngrams=(1, 1)).matrix
    dense = unit_rows(vectors)
    days = np.asarray(days, dtype=float)
    # Pairs are drawn from the articles in the order of their texts: whichever order they came in, the same are drawn.
    ordered = np.array(sorted(range(len(texts)), key=texts.__getitem__), dtype=np.intp)
    return Channels(words, names, dense, days, _background(dense[ordered]), _gap_odds(np.sort(days)))


def proper_names(text: str) -> list[str]:
    """Return the capitalised words of a text, except where a sentence or a quotation only begins.

    >>> proper_names("Ships collide. The Aurora sank off Porto, Lisbon says.")
    ['Aurora', 'Porto', 'Lisbon']
    """
    openers = {match.start(1) for match in SENTENCE_OPENERS.finditer(text)}
    return [match.group() for match in NAME.finditer(text) if match.start() not in openers]


def _background(dense: NDArray[np.float32]) -> float:
    """Median cosine of random pairs, leaning on what is typical when the pile is small."""
    n = len(dense)
    if n < 2:
        return TYPICAL_BACKGROUND
    first, second = np.random.default_rng(0).integers(0, n, (2, PAIRS_FOR_BACKGROUND))
    different = first != second
    cosines = np.einsum("ij,ij->i", dense[first[different]], dense[second[different]])
    own = float(np.median(cosines))
    return float(np.clip((n * own + TRUST_IN_TYPICAL * TYPICAL_BACKGROUND) / (n + TRUST_IN_TYPICAL), 0, 0.9))


def _gap_odds(days: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much likelier each gap is between reports of one event than between any two articles of this pile, log."""
    known = days[~np.isnan(days)]
    n = len(known)
    first, second = np.random.default_rng(0).integers(0, max(n, 1), (2, PAIRS_FOR_BACKGROUND if n > 1 else 0))
    gaps = np.abs(known[first[first != second]] - known[second[first != second]])
    counts = np.bincount(np.searchsorted(GAP_EDGES, gaps), minlength=len(GAPS_OF_STRANGERS))
    own = counts / max(counts.sum(), 1)
    strangers = (n * own + TRUST_IN_TYPICAL * np.array(GAPS_OF_STRANGERS)) / (n + TRUST_IN_TYPICAL)
    return np.asarray(np.minimum(np.log(np.array(GAPS_OF_ONE_EVENT) / strangers), MOST_FOR_DAYS))
