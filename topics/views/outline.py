"""A finished run as the views see it: which topic lies in which, where an article belongs, how days are counted.

Every view starts here, so that page, figures and tables agree. Nothing in this module draws, and nothing trusts the run
to be well formed: a run folder may come from a stranger.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_DEEPEST = 100  # topics above one another; a run has ten at most

Integers = NDArray[np.int64]


class RunLike(Protocol):
    """What a view asks of a run: three tables and the record of how they were made."""

    @property
    def articles(self) -> pd.DataFrame:
        """One row an article, with its topic, event and place on the map."""

    @property
    def topics(self) -> pd.DataFrame:
        """One row a topic of any layer."""

    @property
    def events(self) -> pd.DataFrame:
        """One row an event."""

    @property
    def manifest(self) -> Mapping[str, object]:
        """Versions, seed and settings of the run."""


@dataclass(frozen=True)
class Outline:
    """The nesting of a run's topics, by row number.

    Attributes
    ----------
    parent
        Row of the topic that each topic lies in, -1 for a broad one.
    layer
        Depth of each topic, 0 for a broad one.
    broad
        Row of the broad topic above each topic (its own row if it is broad).
    home
        Row of each article's home topic, -1 without one.
    """

    parent: Integers
    layer: Integers
    broad: Integers
    home: Integers

    @property
    def roots(self) -> list[int]:
        """Rows of the broad topics, in the order of the topics table."""
        return [int(row) for row in np.flatnonzero(self.parent < 0)]

    def children(self, row: int) -> list[int]:
        """Rows of the topics directly inside one topic."""
        return [int(child) for child in np.flatnonzero(self.parent == row)]

    def within(self, row: int) -> list[int]:
        """Rows of one topic and of all finer ones inside it."""
        return [row, *(finer for child in self.children(row) for finer in self.within(child))]

    def at(self, layer: int) -> Integers:
        """Row of each article's topic at a layer, or of the nearest broader one; -1 without a topic."""
        return self._lifted(layer)[self.home] if len(self.parent) else self.home

    def _lifted(self, layer: int) -> Integers:
        rows = np.arange(len(self.parent))
        for _ in range(len(self.parent)):
            deeper = self.layer[rows] > layer
            if not deeper.any():
                break
            rows = np.where(deeper, self.parent[rows], rows)
        return np.append(rows, -1)  # the last place answers home == -1


def outline(run: RunLike) -> Outline:
    """Work out which topic lies in which.

    Parents that do not exist, parents that run in a circle, and those above a hundred others are cut: such a topic counts as a
    broad one.

    Parameters
    ----------
    run
        A run, or anything with its tables.

    Returns
    -------
    Outline
        Rows of `run.topics`, aligned with `run.topics` and `run.articles`.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> nested = outline(example_run())
    >>> nested.roots, nested.children(0), nested.at(0).tolist()[6:9]
    ([0, 1], [2, 4], [0, 1, 1])
    """
    row_of = {str(key): row for row, key in enumerate(run.topics["id"])}
    parent = np.array([row_of.get(str(key), -1) for key in run.topics["parent"]], dtype=np.int64)
    layer = np.zeros(len(parent), dtype=np.int64)
    broad = np.arange(len(parent))
    for row in range(len(parent)):
        above = _chain(parent, row)
        layer[row] = len(above)
        broad[row] = above[-1] if above else row
    home = np.array([row_of.get(str(key), -1) for key in run.articles["topic"]], dtype=np.int64)
    return Outline(parent, layer, broad, home)


def _chain(parent: Integers, row: int) -> list[int]:
    """List the topics above one topic; cuts the parent that would close a circle, or lead too far."""
    above: list[int] = []
    at = row
    while parent[at] >= 0:
        if parent[at] == row or parent[at] in above or len(above) == _DEEPEST:
            parent[at] = -1
            break
        at = int(parent[at])
        above.append(at)
    return above


def day_numbers(times: pd.Series) -> NDArray[np.float64]:
    """Count UTC days since 1970-01-01.

    Parameters
    ----------
    times
        Timestamps, missing ones allowed.

    Returns
    -------
    NDArray[np.float64]
        Whole days, NaN where the time is missing.

    Examples
    --------
    >>> day_numbers(pd.Series(["1970-01-02T23:59:00Z", None])).tolist()
    [1.0, nan]
    """
    known = pd.to_datetime(times, utc=True)
    days = (known - pd.Timestamp(0, tz="UTC")) // pd.Timedelta(days=1)
    return np.asarray(days, dtype=np.float64)


def days_in_words(first: object, last: object, *, short: bool = True) -> str:
    """Write a span of days as a newspaper would.

    Parameters
    ----------
    first, last
        Timestamps; `first` may be missing.
    short
        Whether months are cut to three letters.

    Returns
    -------
    str
        Such as '14–16 Jan 2026', or 'no date'.

    Examples
    --------
    >>> days_in_words(pd.Timestamp("2026-01-30"), pd.Timestamp("2026-02-02"))
    '30 Jan – 2 Feb 2026'
    """
    if not isinstance(first, pd.Timestamp) or pd.isna(first):
        return "no date"
    end = last if isinstance(last, pd.Timestamp) and not pd.isna(last) else first
    month = "%b" if short else "%B"
    closing = f"{end.day} {end.strftime(month)} {end.year}"
    if first.date() == end.date():
        return closing
    if (first.year, first.month) == (end.year, end.month):
        return f"{first.day}–{closing}"
    return f"{first.day} {first.strftime(month)}{f' {first.year}' if first.year != end.year else ''} – {closing}"


def plain(value: object) -> str:
    r"""Make one clean line of any cell.

    Control and direction-changing characters go, runs of blanks become one, a missing value becomes ''.

    Parameters
    ----------
    value
        A cell of a table.

    Returns
    -------
    str
        Text that is safe for a terminal; HTML still has to be escaped.

    Examples
    --------
    >>> plain("Two\nlines \x1b[31m and a bell\x07"), plain(None)
    ('Two lines [31m and a bell', '')
    """
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return ""
    if str(value).isprintable():  # nothing to drop, as in nearly every line: ten times as fast
        return " ".join(str(value).split())
    blanked = (" " if char.isspace() else char for char in str(value))
    kept = (char for char in blanked if char in "\u200c\u200d" or unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    return " ".join("".join(kept).split())


def has_text(table: pd.DataFrame, column: str) -> NDArray[np.bool_]:
    """Say for each row whether a text column holds anything.

    Parameters
    ----------
    table
        Any table.
    column
        Name of a text column; a missing column counts as empty.

    Returns
    -------
    NDArray[np.bool_]
        True where there is text.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> has_text(example_run().articles, "copy_of").tolist()[:4]
    [False, False, True, False]
    """
    cells = table[column] if column in table else [""] * len(table)
    return np.array([plain(cell) != "" for cell in cells], dtype=np.bool_)
