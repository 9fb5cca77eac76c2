"""Vectors of several languages -> the same without what all articles of a language share: topics, and not languages.

Serves `themes`. It must leave a language alone that the model sees through already: what its articles share is news then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from topics.encoding.encoders import unit_rows
from topics.neighbours import nearest

FEWEST = 20  # articles of a language from which it has a middle
NEIGHBOURS = 10  # nearest other articles that are asked for their language
ASKED = 2_000  # articles whose neighbours are looked at, at most


def foreign_share(languages: Sequence[str]) -> float:
    """Share 0..1 of the articles of a known language that are not in the commonest one.

    >>> foreign_share(["en", "fr", "", "en", "en"]), foreign_share([])
    (0.25, 0.0)
    """
    known = [language for language in languages if language]
    return 1 - max(Counter(known).values()) / len(known) if known else 0.0


def without_languages(vectors: NDArray[np.floating], languages: Sequence[str]) -> NDArray[np.float32]:
    """Take the mean vector of every language away from its articles, where the model keeps the language apart.

    Parameters
    ----------
    vectors
        Unit vectors, shape (n_articles, n_dimensions).
    languages
        Language of every article; "" where unknown.

    Returns
    -------
    Shape (n_articles, n_dimensions), rows of length 1; the vectors as they are where at most one language has 20 articles.

    Notes
    -----
    Centring by language: Libovický, Rosa and Fraser (2020), On the language neutrality of pre-trained multilingual
    representations. A language is kept apart where its articles' neighbours are in it more than half way from its share of the
    pile to all of them.

    Examples
    --------
    >>> news = np.repeat(np.eye(3)[[1, 2, 1, 2]] + np.eye(3)[[0, 0]].repeat(2, axis=0) * [[0], [0], [3], [3]], 20, axis=0)
    >>> found = without_languages(news / np.linalg.norm(news, axis=1)[:, None], ["en"] * 40 + ["fr"] * 40)
    >>> (found[:1] @ found[40:41].T).round(2).item(), (found[:1] @ found[60:61].T).round(2).item()
    (1.0, -1.0)
    """
    rows = np.asarray(vectors, dtype=np.float32)
    names, codes, counts = np.unique(np.asarray(languages, dtype=str), return_inverse=True, return_counts=True)
    common = np.flatnonzero((counts >= FEWEST) & (names != ""))
    if len(common) < 2:
        return rows
    apart = common[(_own_share(rows, codes, len(names)) > (1 + counts / len(rows)) / 2)[common]]
    if not len(apart):
        return rows
    centred = rows.astype(np.float64)
    for language in apart:
        inside = codes == language
        centred[inside] -= centred[inside].mean(axis=0)
    return np.asarray(unit_rows(centred), dtype=np.float32)


def _own_share(rows: NDArray[np.float32], codes: NDArray[np.intp], n_languages: int) -> NDArray[np.float64]:
    """Share of the nearest other articles that are in the same language, for every language."""
    asked = np.arange(len(rows))[:: -(-len(rows) // ASKED)]
    near = nearest(rows[asked], NEIGHBOURS + 1, rows).indices
    others = near != asked[:, None]
    own = (codes[near] == codes[asked][:, None]) & others
    total = np.bincount(codes[asked], others.sum(axis=1), n_languages)
    return np.bincount(codes[asked], own.sum(axis=1), n_languages) / np.maximum(total, 1)
