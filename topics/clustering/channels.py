"""Articles -> what speaks for one event: shared words, names and figures, shared meaning, and the days between two reports.

Stands between `anchors` and `pairs`. It must judge a pair by the same measure in a pile of headlines and in a pile of full
texts, and hold an unknown day neither for nor against anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.clustering.anchors import (
    anchor_terms,
    figures,
    name_terms,
    precise_figures,
    proper_names,
    term_matrix,
)
from topics.clustering.entities import FindNames, single_words
from topics.clustering.weekdays import weekdays
from topics.encoding.encoders import unit_rows
from topics.encoding.sparse import sparse_vectors

PAIRS_FOR_BACKGROUND = 200_000  # pairs drawn to learn how alike two unrelated articles of this pile are
PAIRS_AT_ONCE = 4096  # so that no more than a few megabytes are gathered
TYPICAL_BACKGROUND = 0.15  # dense cosine of unrelated articles in a mixed pile (development sets: .06 to .48)
TRUST_IN_TYPICAL = 15  # articles: a pile of this size believes its own background half
GAP_EDGES = (0.5, 1.5, 2.5, 4.5, 7.5, 14.5, 30.5, 90.5, 365.5)  # days: bins of the gap between two reports
GAPS_OF_ONE_EVENT = (0.42, 0.28, 0.10, 0.08, 0.04, 0.03, 0.02, 0.015, 0.01, 0.005)  # their shares, development sets
GAPS_OF_STRANGERS = (0.02, 0.035, 0.035, 0.06, 0.09, 0.16, 0.25, 0.25, 0.08, 0.02)  # shares in a pile of two months
MOST_FOR_DAYS = 4.0  # log odds: the same day never says more than this


@dataclass(frozen=True)
class Channels:
    """Evidence about every article of a pile.

    Attributes
    ----------
    terms
        CSR, shape (n_articles, n_terms): five channels side by side, the first three of unit rows (words, names, figures),
        the others of square roots of inverse document frequencies (precise figures, names once more).
    channel_of_term
        Shape (n_terms,), 0 to 4.
    anchor_counts, anchor_masses
        How many precise figures and names an article gives, and the sums of their inverse document frequencies, shape
        (n_articles, 2).
    anchors
        CSR of ones, shape (n_articles, n_anchors): names and figures, on which groups of reports may clash.
    dense
        Unit rows, shape (n_articles, n_dimensions).
    days
        Days since 1970, shape (n_articles,), NaN where unknown.
    weekdays
        Days of the week that the lead names, one bit each, shape (n_articles,).
    languages
        Number of the language of each article, shape (n_articles,), 0 where unknown.
    n_articles
        Articles of the pile, copies included.
    background
        Dense cosine of two unrelated articles of this pile.
    gap_odds
        Log odds of one event for each bin of days between, see GAP_EDGES.
    """

    terms: Any
    channel_of_term: NDArray[np.int8]
    anchor_counts: NDArray[np.float64]
    anchor_masses: NDArray[np.float64]
    anchors: Any
    dense: NDArray[np.float32]
    days: NDArray[np.float64]
    weekdays: NDArray[np.int64]
    languages: NDArray[np.int64]
    n_articles: int
    background: float
    gap_odds: NDArray[np.float64]

    def take(self, rows: NDArray[np.integer]) -> Channels:
        """Return the evidence about the same articles in another order, weighed as in the whole pile."""
        by_article = ("terms", "anchor_counts", "anchor_masses", "anchors", "dense", "days", "weekdays", "languages")
        return replace(self, **{name: getattr(self, name)[rows] for name in by_article})


def find_channels(
    texts: Sequence[str],
    vectors: NDArray[np.floating],
    days: NDArray[np.float64],
    times: NDArray[np.int64] | None = None,
    entities: FindNames | None = None,
    languages: Sequence[str] | None = None,
) -> Channels:
    """Gather the evidence.

    Parameters
    ----------
    texts
        Title and lead of every article.
    vectors
        Dense unit vectors, shape (n_articles, n_dimensions).
    days
        Day of publication, days since 1970 with fractions, NaN where unknown; a whole number is a day without an hour.
    times
        How often each text stands in the pile, copies included, shape (n_articles,); None for once each.
    entities
        What finds the names of texts, see `entities.name_finder`; None takes the capitalised words. Names of several words
        count word by word, as the weights of the evidence were fitted.
    languages
        Code of the language of every article, such as "en", "" where unknown. Two texts in different languages cannot share
        words: what they mean then stands in for these.

    Examples
    --------
    >>> channels = find_channels(["Ships collide off Porto", "Oslo votes"], np.eye(2), np.array([0.0, np.nan]))
    >>> channels.dense.shape, channels.days.tolist()
    ((2, 2), [0.0, nan])
    """
    import scipy.sparse as sp

    names = _names(texts, entities)
    kinds = [
        term_matrix([precise_figures(text) for text in texts]),
        term_matrix([name_terms(found) for found in names]),
    ]
    rare = [weighted_by_rarity(kind) for kind in kinds]
    channels = [
        sparse_vectors(texts, times=times).matrix,
        sparse_vectors([" ".join(found) for found in names], ngrams=(1, 1), times=times).matrix,
        sparse_vectors([_as_words(figures(text)) for text in texts], ngrams=(1, 1), times=times).matrix,
        *rare,
    ]
    terms = sp.csr_array(sp.hstack(channels, format="csr"))
    terms.sort_indices()
    dense = unit_rows(vectors)
    days = np.asarray(days, dtype=float)
    # Pairs are drawn from the articles in the order of their texts: whichever order they came in, the same are drawn.
    ordered = np.array(sorted(range(len(texts)), key=texts.__getitem__), dtype=np.intp)
    return Channels(
        terms=terms,
        channel_of_term=np.repeat(np.arange(len(channels), dtype=np.int8), [channel.shape[1] for channel in channels]),
        anchor_counts=np.column_stack([kind.sum(axis=1) for kind in kinds]).astype(np.float64),
        anchor_masses=np.column_stack([kind.power(2).sum(axis=1) for kind in rare]).astype(np.float64),
        anchors=term_matrix([anchor_terms(text, found) for text, found in zip(texts, names, strict=True)]),
        dense=dense,
        days=days,
        weekdays=np.array([weekdays(text) for text in texts], dtype=np.int64),
        languages=_numbered([""] * len(texts) if languages is None else languages),
        n_articles=len(texts) if times is None else int(times.sum()),
        background=_background(dense[ordered]),
        gap_odds=_gap_odds(np.sort(days)),
    )


def _numbered(languages: Sequence[str]) -> NDArray[np.int64]:
    """Number the languages from 1, in the order of their codes without a region ("pt-BR" is "pt"); 0 is none."""
    codes = [str(language or "").replace("_", "-").split("-")[0].casefold() for language in languages]
    known = sorted({code for code in codes if code})
    return np.array([1 + known.index(code) if code else 0 for code in codes], dtype=np.int64)


def _names(texts: Sequence[str], entities: FindNames | None) -> list[list[str]]:
    """Names of every text, word by word."""
    if entities is None:
        return [proper_names(text) for text in texts]
    return [single_words(found) for found in entities(texts)]


def weighted_by_rarity(holders: Any) -> Any:
    """Return a matrix of ones with each column scaled by the square root of its inverse document frequency.

    >>> import scipy.sparse as sp
    >>> weighted_by_rarity(sp.csr_array([[1.0, 1.0], [1.0, 0.0]])).toarray().round(2).tolist()
    [[0.64, 1.05], [0.64, 0.0]]
    """
    import scipy.sparse as sp

    rarity = np.log((1 + holders.shape[0]) / np.maximum(holders.sum(axis=0), 1))
    return sp.csr_array(holders @ sp.diags_array(np.sqrt(rarity).astype(np.float32)))


def days_between(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the days between reports, in whole days where one of the two is known by its day alone (midnight).

    >>> days_between(np.array([100.0, 100.5]), np.array([100.9, 101.25])).tolist()
    [0.0, 0.75]
    """
    whole = (one == np.floor(one)) | (other == np.floor(other))
    return np.asarray(np.where(whole, np.abs(np.floor(one) - np.floor(other)), np.abs(one - other)))


def _as_words(numbers: Sequence[str]) -> str:
    """Return figures as a text of which each is one word: the point of "1.7" would cut it in two."""
    return " ".join(f"n{number.replace('.', 'p')}" for number in numbers)


def _background(dense: NDArray[np.float32]) -> float:
    """Median cosine of random pairs, leaning on what is typical when the pile is small."""
    n = len(dense)
    if n < 2:
        return TYPICAL_BACKGROUND
    first, second = np.random.default_rng(0).integers(0, n, (2, PAIRS_FOR_BACKGROUND))
    first, second = first[first != second], second[first != second]
    parts = (slice(start, start + PAIRS_AT_ONCE) for start in range(0, len(first), PAIRS_AT_ONCE))
    cosines = np.concatenate([np.einsum("ij,ij->i", dense[first[part]], dense[second[part]]) for part in parts])
    own = float(np.median(cosines))
    return float(np.clip((n * own + TRUST_IN_TYPICAL * TYPICAL_BACKGROUND) / (n + TRUST_IN_TYPICAL), 0, 0.9))


def _gap_odds(days: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much likelier each gap is between reports of one event than between any two articles of this pile, log."""
    known = days[~np.isnan(days)]
    n = len(known)
    first, second = np.random.default_rng(0).integers(0, max(n, 1), (2, PAIRS_FOR_BACKGROUND if n > 1 else 0))
    gaps = days_between(known[first[first != second]], known[second[first != second]])
    counts = np.bincount(np.searchsorted(GAP_EDGES, gaps), minlength=len(GAPS_OF_STRANGERS))
    own = counts / max(counts.sum(), 1)
    strangers = (n * own + TRUST_IN_TYPICAL * np.array(GAPS_OF_STRANGERS)) / (n + TRUST_IN_TYPICAL)
    return np.asarray(np.minimum(np.log(np.array(GAPS_OF_ONE_EVENT) / strangers), MOST_FOR_DAYS))
