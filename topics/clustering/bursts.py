"""Days -> bursts: what is reported more today than its own past would let one expect.

Stands after `events` and `topics` on the straight line. It judges the last days of the pile, whenever the pile was made: the same
articles always have the same today.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WINDOWS = (1, 3, 7)  # days that end with the last day of the pile
PRIOR = 0.5  # reports that everything is taken to have had before, so that what is new can be surprising
MOST = 99.0  # of the surprise: beyond it numbers mean nothing


def bursts(days: NDArray[np.float64], groups: NDArray[np.int64], n_groups: int) -> NDArray[np.float64]:
    """Say how surprising the last days of every group are.

    Parameters
    ----------
    days
        Days since 1970 of every independent report, shape (n,), NaN where unknown.
    groups
        Topic or event of every report, shape (n,), 0 to n_groups - 1; below 0 for none.
    n_groups
        Number of groups.

    Returns
    -------
    Shape (n_groups,), minus the decimal logarithm of the probability of so many reports in the most surprising of the last 1, 3
    or 7 days: 0 is nothing, 2 is one in a hundred, 5 is news. 0 where a pile has no days or no past.

    Notes
    -----
    A Poisson scan (Kulldorff 1997) over windows that end today: the expected number is what the group had before, times how much
    more or less all others have in the window than before, and the probability is multiplied by the number of windows tried.

    Examples
    --------
    >>> days, groups = np.array([1.0] * 50 + [9.0] * 12), np.array([0, 1] * 25 + [1] * 12)
    >>> bursts(days, groups, 2).round(1).tolist()
    [0.0, 9.9]
    """
    from scipy.stats import poisson

    found = np.zeros(n_groups)
    known = ~np.isnan(days) & (groups >= 0)
    if not known.any():
        return found
    day, group = np.floor(days[known]).astype(np.int64), groups[known]
    for window in WINDOWS:
        now = day > day.max() - window
        if now.all():
            continue
        before, seen = (np.bincount(group[part], minlength=n_groups) for part in (~now, now))
        n_days_before = int(day.max() - window - day.min()) + 1
        others = (now.sum() - seen + window) / (
            (~now).sum() - before + n_days_before
        )  # one report a day beside what there is
        expected = (before + PRIOR) * others
        chance = poisson.logsf(seen - 1, expected) + np.log(len(WINDOWS))
        found = np.maximum(found, np.where(seen > 0, -chance / np.log(10), 0))
    return np.asarray(np.round(np.clip(found, 0, MOST), 2), dtype=np.float64)
