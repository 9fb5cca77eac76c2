"""Texts -> those that are read for the names of their topics: all of them, or of a large pile an even part.

Stands before `phrases` on the straight line. No topic may be left without texts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST_READ = 50_000  # texts: what names a topic shows long before so many are read
OF_EACH = 40  # texts of each topic that are read at least, if it has as many


def texts_read(topics: NDArray[np.int64], most: int = MOST_READ) -> NDArray[np.intp]:
    """Return the positions of the texts to read, in order: every second, third, ..., and some of every topic.

    Parameters
    ----------
    topics
        Shape (n_texts,), finest topic of every text.
    most
        Texts above which not all are read.

    Examples
    --------
    >>> texts_read(np.array([0, 0, 1])).tolist()
    [0, 1, 2]
    """
    step = -(-len(topics) // most)
    order = np.argsort(topics, kind="stable")
    sizes = np.bincount(topics)
    rank = np.empty(len(topics), dtype=np.intp)
    rank[order] = np.arange(len(topics)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.flatnonzero((np.arange(len(topics)) % step == 0) | (rank < OF_EACH))
