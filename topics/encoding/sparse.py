"""Words -> sparse vectors: the second channel beside the dense ones, for names, numbers and rare words.

Stands beside `encoders` on the straight line. It must not depend on the order of the articles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.encoding.encoders import unit_rows

WORD = re.compile(r"[^\W\d_][\w'’-]+")
TOKEN = r"(?u)\b\w\w+\b"
MOST_COMMON = 0.5  # a word in more than half of the articles tells nothing
SMALL_PILE = 10  # articles: below this no word is so common that it tells nothing
LONE, LONE_IN_SMALL_PILES, LONE_FADES = 0.15, 0.35, 60.0  # see `lone_weight`; articles; `docs/decisions.md`


@dataclass(frozen=True)
class SparseVectors:
    """Weighted words of every text.

    Attributes
    ----------
    matrix
        Shape (n_texts, n_terms), CSR. Rows are scaled to length 1 with the words that one text alone has, and those columns
        are then left out: they match nothing.
    terms
        The words and word pairs, one a column.
    """

    matrix: Any
    terms: NDArray[np.object_]


def sparse_vectors(
    texts: Sequence[str], *, ngrams: tuple[int, int] = (1, 2), times: NDArray[np.int64] | None = None
) -> SparseVectors:
    """Return sublinear tf-idf vectors over words and word pairs.

    `times` says how often each text stands in the pile, copies included, shape (n_texts,): a word that was printed five times is
    not rare because four of the prints were folded.

    A word that only one text has counts less in that text's length (`lone_weight`): in a small pile most words are such, and
    would make every text unlike every other.

    Notes
    -----
    Salton and Buckley (1988), Term-weighting approaches in automatic text retrieval.

    Examples
    --------
    >>> sparse_vectors(["ships collide off Porto", "ships sail"]).matrix.shape
    (2, 1)
    """
    import scipy.sparse as sp
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(stop_words="english", ngram_range=ngrams, token_pattern=TOKEN, dtype=np.float32)
    try:
        counts = counter.fit_transform(texts).tocsc()
    except ValueError:  # no word is left: empty texts, or stop words alone
        return SparseVectors(sp.csr_array((len(texts), 1), dtype=np.float32), np.array([""], dtype=object))
    terms = np.asarray(counter.get_feature_names_out(), dtype=object)
    times = np.ones(len(texts), dtype=np.int64) if times is None else times
    n_held, held, n = np.diff(counts.indptr), (counts > 0).T @ times, int(times.sum())
    common = (held > MOST_COMMON * n) & (n >= SMALL_PILE) & (n_held > 1)
    kept = (n_held > 1) & ~common
    counts.data = 1 + np.log(counts.data)
    idf = np.log((1 + n) / (1 + held)) + 1
    weights = counts @ sp.diags_array((idf * np.where(held > 1, 1, lone_weight(n))).astype(np.float32))
    length = np.sqrt(np.asarray(weights[:, ~common].power(2).sum(axis=1), dtype=np.float64).ravel())
    scale = sp.diags_array(1 / np.where(length > 0, length, 1)).astype(np.float32)
    return SparseVectors(sp.csr_array(scale @ weights[:, kept]), terms[kept])


def lone_weight(n_texts: int) -> float:
    """Weight of the words that one text alone has; the fewer texts, the more words two of them must share to be alike.

    >>> round(lone_weight(2), 2), round(lone_weight(1000), 2)
    (0.49, 0.15)
    """
    return float(LONE + LONE_IN_SMALL_PILES * np.exp(-n_texts / LONE_FADES))


def theme_words(texts: Sequence[str]) -> list[str]:
    """Return every text without the words that this pile mostly writes with a capital.

    Names say which event a text tells of, common words say what it is about: "The central bank of Norway raised its rate"
    and "The central bank of Chile raised its rate" are one topic.

    >>> theme_words(["Oslo raised its rate", "The rate rose, said Oslo"])
    ['raised its rate', 'rate rose said']
    """
    words = [WORD.findall(text) for text in texts]
    small = Counter(word for found in words for word in found if word[0].islower())
    large = Counter(word.casefold() for found in words for word in found if not word[0].islower())
    names = {word for word, count in large.items() if count > small[word]}
    return [" ".join(word for word in found if word.casefold() not in names) for found in words]


def latent_vectors(sparse: SparseVectors, n_dimensions: int, seed: int) -> NDArray[np.float32]:
    """Return the sparse vectors in few dimensions (latent semantic analysis), rows of length 1.

    Notes
    -----
    Deerwester et al. (1990). One thread of linear algebra: the result must not depend on how many the machine has.
    """
    from sklearn.decomposition import TruncatedSVD
    from threadpoolctl import threadpool_limits

    n_rows, n_terms = sparse.matrix.shape
    size = min(n_dimensions, n_rows - 1, n_terms - 1)
    if size < 1 or not sparse.matrix.nnz:
        return np.zeros((n_rows, 1), np.float32)
    with threadpool_limits(1):
        return unit_rows(TruncatedSVD(size, random_state=seed).fit_transform(sparse.matrix))
