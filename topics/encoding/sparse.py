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
SMALL_PILE = 10  # articles: below this a word seen once must count too


@dataclass(frozen=True)
class SparseVectors:
    """Weighted words of every text.

    Attributes
    ----------
    matrix
        Shape (n_texts, n_terms), CSR, rows of length 1.
    terms
        The words and word pairs, one a column.
    """

    matrix: Any
    terms: NDArray[np.object_]


def sparse_vectors(texts: Sequence[str], *, ngrams: tuple[int, int] = (1, 2)) -> SparseVectors:
    """Return sublinear tf-idf vectors over words and word pairs.

    Notes
    -----
    Salton and Buckley (1988), Term-weighting approaches in automatic text retrieval.

    Examples
    --------
    >>> sparse_vectors(["ships collide off Porto", "ships sail"]).matrix.shape[0]
    2
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    small = len(texts) < SMALL_PILE
    vectorizer = TfidfVectorizer(
        sublinear_tf=True,
        min_df=1 if small else 2,
        max_df=1.0 if small else MOST_COMMON,
        stop_words="english",
        ngram_range=ngrams,
        token_pattern=TOKEN,
        dtype=np.float32,
    )
    try:
        matrix = vectorizer.fit_transform(texts)
    except ValueError:  # no word is left: empty texts, or stop words alone
        import scipy.sparse as sp

        return SparseVectors(sp.csr_array((len(texts), 1), dtype=np.float32), np.array([""], dtype=object))
    return SparseVectors(matrix.tocsr(), np.asarray(vectorizer.get_feature_names_out(), dtype=object))


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
