"""Dates -> days, weeks or months in a row, none left out, and the last stretch of them that is judged against the rest.

Beside the straight line; serves `over_time`, `trends` and the views. Days are UTC, weeks begin on Monday.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Every = Literal["auto", "day", "week", "month"]

_CODE = {"day": "D", "week": "W-SUN", "month": "M"}  # as pandas calls them
_MOST_DAYS = 31  # days of a pile that is counted by the day
_MOST_WEEKS_DAYS = 366  # days of a pile that is counted by the week
_LAST = {"day": 7, "week": 4, "month": 3}  # periods of the last stretch: a week, a month, a quarter
_LEAST_PAST = 2  # the past is at least so many times as long as the last stretch


@dataclass(frozen=True)
class Periods:
    """Equal parts of the time that a pile covers.

    Attributes
    ----------
    every
        What they are: "day", "week" or "month".
    starts
        First day of each, UTC, shape (n_periods,), without gaps; empty where nothing is dated.
    complete
        Whether the pile covers the whole of each: the first may have begun before it, the last may still be going on. The
        pile is taken to reach from its first to its last dated day; hours are not looked at.
    place
        For each date the number of its period, -1 where it is missing.
    """

    every: str
    starts: pd.DatetimeIndex
    complete: NDArray[np.bool_]
    place: NDArray[np.int64]

    @property
    def last(self) -> int:
        """First period of the last stretch: at most seven days, four weeks or three months, and one that has begun."""
        begun = int(len(self.complete) > 1 and not self.complete[-1])
        whole = len(self.starts) - begun
        return whole - max(min(_LAST[self.every], whole // (1 + _LEAST_PAST)), 1) if whole > 1 else whole


def periods_of(published: pd.Series, every: Every = "auto") -> Periods:
    """Divide the time that dates cover.

    Parameters
    ----------
    published
        Timestamps, missing ones allowed, shape (n,).
    every
        Length of a period; "auto" takes days for up to 31 days, weeks for up to a year, months beyond.

    Returns
    -------
    Periods
        From that of the first to that of the last date.

    Raises
    ------
    ValueError
        If `every` is none of these.

    Examples
    --------
    >>> found = periods_of(pd.Series(pd.to_datetime(["2026-03-04", None, "2026-03-22"], utc=True)), "week")
    >>> found.starts.strftime("%d %b").tolist(), found.complete.tolist(), found.place.tolist()
    (['02 Mar', '09 Mar', '16 Mar'], [False, True, True], [0, -1, 2])
    """
    if every not in get_args(Every):
        raise ValueError(f"Got every={every!r} but expected one of {', '.join(map(repr, get_args(Every)))}.")
    days = pd.to_datetime(published, utc=True).dt.tz_localize(None).dt.floor("D")
    first, last = days.min(), days.max()
    if pd.isna(first):
        return Periods("day" if every == "auto" else every, pd.DatetimeIndex([], tz="UTC"), *_nothing(len(days)))
    length = _fitting((last - first).days + 1) if every == "auto" else every
    all_of_them = pd.period_range(first, last, freq=_CODE[length])
    complete = np.ones(len(all_of_them), dtype=np.bool_)
    complete[0] &= first == all_of_them[0].start_time
    complete[-1] &= last == all_of_them[-1].end_time.floor("D")
    starts = all_of_them.start_time
    place = np.where(days.isna(), -1, starts.searchsorted(days.fillna(first), side="right") - 1)
    return Periods(length, starts.tz_localize("UTC"), complete, place.astype(np.int64))


def _fitting(days: int) -> str:
    return "day" if days <= _MOST_DAYS else "week" if days <= _MOST_WEEKS_DAYS else "month"


def _nothing(number: int) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    return np.zeros(0, dtype=np.bool_), np.full(number, -1, dtype=np.int64)
