"""What a vector is in this package: a row of length 1, so that a product of two is their cosine.

Stands beside `encoders` and under every stage that compares vectors. It must never change the direction of a row.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROWS_AT_ONCE = 4_096  # so that a large pile is not there three times over


def unit_rows(vectors: NDArray[Any]) -> NDArray[np.float32]:
    """Scale every row to length 1; rows of zeros stay zero.

    >>> unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    vectors = np.asarray(vectors)
    rows = np.empty(vectors.shape, dtype=np.float32)
    for start in range(0, len(vectors), ROWS_AT_ONCE):
        part = np.asarray(vectors[start : start + ROWS_AT_ONCE], dtype=np.float32)
        norms = np.linalg.norm(part, axis=1, keepdims=True)
        np.divide(part, np.where(norms > 0, norms, 1), out=rows[start : start + ROWS_AT_ONCE])
    return rows


def equal_rows(vectors: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the position of the first of every set of equal rows, and the set of every row, numbered as they appear.

    >>> first, number = equal_rows(np.array([[1, 0], [0, 1], [1, -0.0]], dtype=np.float32))
    >>> first.tolist(), number.tolist()
    ([0, 1], [0, 1, 0])
    """
    known: dict[bytes, int] = {}
    # + 0.0: -0.0 equals 0.0. The digest stands in for the bytes, which would be a second copy of the pile.
    digests = (blake2b(row + 0.0, digest_size=16).digest() for row in vectors)
    numbers = [known.setdefault(digest, len(known)) for digest in digests]
    return np.unique(numbers, return_index=True)[1], np.array(numbers, dtype=np.intp)
