"""Two partitions of the same rows -> how well they agree.

Knows labels only, neither runs nor files; must never take an outlier for a cluster on its own account: who has outliers
labels them first.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray


class Agreement(NamedTuple):
    """Precision, recall and their harmonic mean, each from 0 to 1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Scores:
    """How well the clusters found agree with the gold clusters, over the ``n`` rows that have a gold label.

    AMI, ARI, NMI and FMI are those of scikit-learn: adjusted and normalised mutual information, adjusted Rand index,
    Fowlkes-Mallows index (which is 0 where neither side joins anything).
    """

    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float
    pair_precision: float
    pair_recall: float
    pair_f1: float
    ami: float
    ari: float
    nmi: float
    fmi: float
    n_found: int
    n_gold: int
    n: int

    def as_dict(self) -> dict[str, float]:
        """Return the scores by name, ready for JSON."""
        return asdict(self)


def score_clusters(gold: Iterable[object], found: Iterable[object]) -> Scores:
    """Score clusters found against gold clusters: B-cubed, pairs, AMI, ARI, NMI, FMI and the two counts.

    Parameters
    ----------
    gold, found
        One label for each row, of any kind. Rows without a gold label (None, NaN or "") are left out; a row without a
        found label is a cluster of its own. A label such as -1 is a cluster like any other.

    Examples
    --------
    >>> scores = score_clusters(["dam", "dam", "rates"], ["e1", "e2", "e3"])
    >>> scores.bcubed_precision, scores.n_found, scores.n_gold
    (1.0, 3, 2)
    """
    from sklearn import metrics

    labels = _codes(gold, found)
    cubes, pairs = bcubed(*labels), pairwise(*labels)
    with warnings.catch_warnings():
        # Many small events are what news looks like; scikit-learn takes so many classes for a regression by mistake.
        warnings.filterwarnings("ignore", message="The number of unique classes", category=UserWarning)
        return Scores(
            *cubes,
            *pairs,
            ami=float(metrics.adjusted_mutual_info_score(*labels)),
            ari=float(metrics.adjusted_rand_score(*labels)),
            nmi=float(metrics.normalized_mutual_info_score(*labels)),
            fmi=float(metrics.fowlkes_mallows_score(*labels)),
            n_found=len(np.unique(labels[1])),
            n_gold=len(np.unique(labels[0])),
            n=len(labels[0]),
        )


def bcubed(gold: Iterable[object], found: Iterable[object]) -> Agreement:
    """Return B-cubed precision, recall and F1 (Bagga and Baldwin 1998), labels as in `score_clusters`.

    For each row: the share of its found cluster that has its gold label, and the share of its gold cluster that was
    found with it, each averaged over the rows. Of the common measures the only one that meets the four conditions of
    Amigo et al. (2009, Information Retrieval 12:461). F1 is 1 exactly where the two partitions are equal.

    Examples
    --------
    >>> bcubed(["dam", "dam", "rates", "rates"], [1, 1, 2, 3])
    Agreement(precision=1.0, recall=0.75, f1=0.8571428571428571)
    """
    cells, in_gold, in_found = _overlaps(*_codes(gold, found))
    rows = cells.sum()
    return _agreement(float((cells**2 / in_found).sum() / rows), float((cells**2 / in_gold).sum() / rows))


def pairwise(gold: Iterable[object], found: Iterable[object]) -> Agreement:
    """Return precision, recall and F1 over the pairs of rows put together, labels as in `score_clusters`.

    Precision is 1 where no pair was put together (nothing wrong was said), recall is 1 where the gold has no pair.

    Examples
    --------
    >>> pairwise(["dam", "dam", "dam", "rates"], [1, 1, 2, 2])
    Agreement(precision=0.5, recall=0.3333333333333333, f1=0.4)
    """
    labels = _codes(gold, found)
    both = _pairs(_overlaps(*labels)[0])
    in_gold, in_found = (_pairs(np.bincount(codes)) for codes in labels)
    return _agreement(both / in_found if in_found else 1.0, both / in_gold if in_gold else 1.0)


def _agreement(precision: float, recall: float) -> Agreement:
    together = precision + recall
    return Agreement(precision, recall, 2 * precision * recall / together if together else 0.0)


def _pairs(sizes: NDArray[np.int64]) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _overlaps(gold: NDArray[np.int64], found: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """Return the non-empty cells of the contingency table, with the size of the gold and found cluster of each."""
    width = int(found.max()) + 1
    cells, counts = np.unique(gold * width + found, return_counts=True)
    return counts, np.bincount(gold)[cells // width], np.bincount(found)[cells % width]


def _codes(gold: Iterable[object], found: Iterable[object]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    given, got = _factorised(gold), _factorised(found)
    if len(given) != len(got):
        raise ValueError(f"Got {len(given)} gold and {len(got)} found labels but expected one of each for every row.")
    labelled = given >= 0
    if not labelled.any():
        raise ValueError(f"Got {len(given)} rows without any gold label but expected at least one labelled row.")
    alone = got.max() + 1 + np.arange(len(got))
    return given[labelled], np.where(got < 0, alone, got)[labelled]


def _factorised(labels: Iterable[object]) -> NDArray[np.int64]:
    values = pd.Series(list(labels), dtype=object)
    return pd.factorize(values.mask(values == ""))[0].astype(np.int64)
