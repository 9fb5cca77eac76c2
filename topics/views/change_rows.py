"""What became of the topics from one run to another, row by row, as every view of a comparison shows it.

Serves `change_layout`, `change_figure` and `page_changes`. Reads the tables of a comparison and decides nothing: what was merged
or split is one row with several names on a side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from topics.views.outline import plain

# What is most of a change comes first.
KINDS = ("born", "gone", "split", "merged", "renamed", "grown", "shrunk", "kept")
Side = tuple[tuple[str, str, int], ...]


class ComparisonLike(Protocol):
    """What a view asks of a comparison, see `runs.compare.Comparison`."""

    @property
    def topics(self) -> pd.DataFrame:
        """One row a topic, or a part of one that was merged or split."""

    @property
    def events(self) -> pd.DataFrame:
        """The same of the events."""

    @property
    def moves(self) -> pd.DataFrame:
        """One row an article whose finest topic is another one now."""

    @property
    def n_old(self) -> int:
        """Articles of the earlier run."""

    @property
    def n_new(self) -> int:
        """Articles of the later run."""

    @property
    def n_common(self) -> int:
        """Articles that are in both runs."""

    def summary(self) -> list[str]:
        """Tell it in lines: numbers first, then, indented, the changes by name."""


@dataclass(frozen=True)
class Change:
    """What became of one topic, or of several that were merged.

    Attributes
    ----------
    kind
        One of `KINDS`.
    layer
        0 for the broadest.
    old, new
        Id, name and number of articles of each topic before and now, the largest first; empty for what was born or is gone.
    shared
        For each pair of an old and a new id, the articles that are in both.
    """

    kind: str
    layer: int
    old: Side
    new: Side
    shared: Side

    @property
    def n_old(self) -> int:
        """Articles before."""
        return sum(number for _, _, number in self.old)

    @property
    def n_new(self) -> int:
        """Articles now."""
        return sum(number for _, _, number in self.new)


def change_rows(table: pd.DataFrame, kinds: tuple[str, ...] = KINDS) -> list[Change]:
    """Put the parts of what was merged or split together, and sort: broad layers first, then by kind and size.

    Parameters
    ----------
    table
        `topics` or `events` of a comparison.
    kinds
        The kinds wanted.

    Returns
    -------
    list[Change]
        One a change.

    Examples
    --------
    >>> from topics.runs.compare import compare
    >>> from topics.runs.edits import merge
    >>> from topics.runs.example import example_run
    >>> found = compare(example_run(), merge(example_run(), ["Ferries", "Trams"], "Public transport"))
    >>> [(one.kind, one.n_old, one.n_new) for one in change_rows(found.topics, ("merged",))]
    [('merged', 7, 7)]
    """
    layers = table["layer"] if "layer" in table else pd.Series(0, index=table.index)
    one = table["new_id"].where(table["new_id"] != "", table["old_id"])
    key = one.where(table["kind"] != "split", table["old_id"])
    groups = table.groupby([layers, table["kind"], key], sort=False)
    rows = [_change(int(layers.loc[group.index[0]]), group) for _, group in groups]
    rows = [row for row in rows if row.kind in kinds]
    return sorted(rows, key=lambda row: (row.layer, KINDS.index(row.kind), -max(row.n_old, row.n_new)))


def _change(layer: int, group: pd.DataFrame) -> Change:
    sides = []
    for side in ("old", "new"):
        known = group[group[f"{side}_id"] != ""].drop_duplicates(f"{side}_id")
        columns = known[f"{side}_id"], known[f"{side}_name"], known[f"n_{side}"]
        topics = [(str(one), plain(name), int(number)) for one, name, number in zip(*columns, strict=True)]
        sides.append(tuple(sorted(topics, key=lambda topic: -topic[2])))
    pairs = zip(group["old_id"], group["new_id"], group["n_common"], strict=True)
    shared = tuple((str(old), str(new), int(number)) for old, new, number in pairs if number)
    return Change(str(group["kind"].iloc[0]), layer, sides[0], sides[1], shared)
