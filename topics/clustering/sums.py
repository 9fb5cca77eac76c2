"""Rows -> their sums group by group.

Serves whoever needs the middle of a topic or an event. The rows of a group are added in their order, so that the last bits are
the same however it is computed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def group_sums(
    rows: NDArray[np.floating],
    groups: NDArray[np.integer],
    n_groups: int,
    weights: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return the sum of the rows of every group, shape (n_groups, n_columns).

    Parameters
    ----------
    rows
        Shape (n, n_columns).
    groups
        Shape (n,), group of every row, 0 to n_groups - 1.
    weights
        Shape (n,), how often each row counts; None for once.

    Examples
    --------
    >>> group_sums(np.eye(3), np.array([1, 0, 1]), 2).tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 1.0]]
    """
    import scipy.sparse as sp

    counts = np.ones(len(groups)) if weights is None else weights
    members: Any = sp.csr_array((counts, (groups, np.arange(len(groups)))), shape=(n_groups, len(groups)))
    return np.asarray(members @ rows, dtype=np.float64)
