"""Articles -> vectors of what they are about: meaning, and common words without names, one vector an event.

Stands between `events` and `topics` on the straight line. A much reported event weighs as one happening, so that it cannot
fill the neighbourhoods of its own articles; names are left out, so that a country is not mistaken for a topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from topics.clustering.languages import foreign_share, without_languages
from topics.clustering.sums import group_sums
from topics.encoding.sparse import latent_vectors, sparse_vectors, theme_words
from topics.encoding.vectors import ROWS_AT_ONCE, unit_rows

WORD_DIMENSIONS = 100  # of the latent semantic analysis
FEWEST_FOR_WORDS = 20  # texts: fewer span so few dimensions that all of them would look alike
MOST_FOREIGN = 0.1  # share of the articles outside the commonest language up to which words help more than they part
WORD_WEIGHT = 0.7  # of the words beside the dense vectors; .7 to 1 do equally well on the development sets


def theme_vectors(
    texts: Sequence[str], vectors: NDArray[np.floating], languages: Sequence[str] | None = None
) -> NDArray[np.float32]:
    """Return what every article is about, shape (n_articles, n_dimensions + at most 100), rows of length 1.

    In a pile of several languages words are left out, since they never leave their language, and so is what the vectors
    of a language share.

    Parameters
    ----------
    texts
        Title and lead of every article.
    vectors
        Dense unit vectors, shape (n_articles, n_dimensions).
    languages
        Language of every article, "" where unknown; None for one language.

    Examples
    --------
    >>> theme_vectors(["ships collide off Porto", "ships sail", "rates rise"] * 10, np.eye(30)).shape
    (30, 33)
    """
    dense = vectors if languages is None else without_languages(vectors, languages)
    if len(texts) < FEWEST_FOR_WORDS or foreign_share(languages or []) > MOST_FOREIGN:
        return unit_rows(dense)
    words = latent_vectors(sparse_vectors(theme_words(texts), ngrams=(1, 1)), WORD_DIMENSIONS, seed=0)
    both = np.empty((len(texts), dense.shape[1] + words.shape[1]), dtype=np.float32)
    for start in range(0, len(texts), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        both[part] = unit_rows(np.hstack([unit_rows(dense[part]), WORD_WEIGHT * words[part]]))
    return both


def event_means(vectors: NDArray[np.float32], events: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the mean vector of every event, shape (n_events, n_dimensions), rows of length 1.

    >>> event_means(np.eye(2, dtype=np.float32), np.array([0, 0])).round(3).tolist()
    [[0.7070000171661377, 0.7070000171661377]]
    """
    order, n_events = np.argsort(events, kind="stable"), int(events.max()) + 1
    edges = np.searchsorted(events[order], np.arange(0, n_events + ROWS_AT_ONCE, ROWS_AT_ONCE))
    means = np.empty((n_events, vectors.shape[1]), dtype=np.float32)
    for number, (begin, end) in enumerate(pairwise(edges)):  # the sums are in double precision, a part at a time
        rows, first = order[begin:end], number * ROWS_AT_ONCE
        n_here = min(ROWS_AT_ONCE, n_events - first)
        means[first : first + n_here] = unit_rows(group_sums(vectors[rows], events[rows] - first, n_here))
    return means
