"""The articles table -> what became of every file that was read: articles, dates, titles made, copies, what was cut and why.

Reads the table and its `attrs` only, so that it says the same in a notebook and on a terminal. Decides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

REPEAT = "the same article as "  # how the reason of a row begins that was read twice
_ORIGIN = r"(?:#\d+-\d+|:\d+)$"
COLUMNS = (
    "file", "format", "articles", "first", "last", "undated", "titles_made", "copies", "repeats", "left_out", "rejected",
    "doubts",
)  # fmt: skip
_TROUBLE = ("file", "line", "reason", "text")
_DOUBT = ("file", "line", "note")


class CopiesLike(Protocol):
    """What an overview asks of copies, see `copies.Copies`."""

    @property
    def table(self) -> pd.DataFrame:
        """One row a copy: `id`, `copy_of`, `containment`."""


@dataclass(frozen=True, repr=False)
class Overview:
    """What became of every file.

    Attributes
    ----------
    files
        One row a file, by name; a file inside another is named by its place there. `format`; `articles`; `first` and `last`
        day; `undated`; `titles_made` (articles without a title of their own); `copies` (missing where they were not looked
        for); `repeats` (articles read before, with the same id); `left_out` (characters that belong to no article:
        labels, menus, footers); `rejected` and `doubts` (rows of the tables below).
    rejected
        What is not in the table: `file`, `line` (0 is the whole file), `reason`, `text`.
    doubts
        What was kept with a doubt: `file`, `line`, `note`.
    accounts
        What was left out knowingly: `file`, `line`, `note`, `left_out` characters.
    """

    files: pd.DataFrame
    rejected: pd.DataFrame
    doubts: pd.DataFrame
    accounts: pd.DataFrame

    @property
    def is_clean(self) -> bool:
        """Whether nothing was rejected and nothing is in doubt; articles read twice are neither."""
        return self.rejected.empty and self.doubts.empty

    def __repr__(self) -> str:
        """Show every file, then what was rejected and what is in doubt, as plain text."""
        from topics.views.overview_layout import overview_text

        return overview_text(self)

    def _repr_html_(self) -> str:
        from topics.views.overview_layout import overview_html

        return overview_html(self)


def overview(articles: pd.DataFrame, copies: CopiesLike | None = None) -> Overview:
    """Say what became of every file that `read_articles` was given.

    Parameters
    ----------
    articles
        As `read_articles` returns them, with their `attrs`.
    copies
        As `find_copies` finds them among these articles; without it none are counted.

    Returns
    -------
    Overview
        A table of the files, and what was rejected, doubted and left out.

    Examples
    --------
    >>> import pandas as pd
    >>> from topics.articles import read_articles
    >>> found = overview(read_articles(pd.DataFrame({"title": ["Ferry strike ends", ""], "date": ["26 Feb 2026", "soon"]})))
    >>> found.files[["file", "articles", "undated", "rejected"]].values.tolist()
    [['DataFrame', 1, 0, 1]]
    >>> found.is_clean
    False
    """
    rejected: list[Mapping[str, Any]] = articles.attrs.get("rejected", [])
    notes: list[Mapping[str, Any]] = articles.attrs.get("notes", [])
    refused = [entry for entry in rejected if not str(entry["reason"]).startswith(REPEAT)]
    doubts = [entry for entry in notes if "left_out" not in entry]
    accounts = [entry for entry in notes if "left_out" in entry]
    made = _files(articles, copies)
    counted = {
        "repeats": Counter(entry["file"] for entry in rejected if str(entry["reason"]).startswith(REPEAT)),
        "rejected": Counter(entry["file"] for entry in refused),
        "doubts": Counter(entry["file"] for entry in doubts),
        "left_out": Counter[Any](),
    }
    for entry in accounts:
        counted["left_out"][entry["file"]] += entry["left_out"]
    formats: Mapping[str, str] = articles.attrs.get("formats", {})
    # An archive that gave all its files and nothing else has no row of its own.
    names = sorted({*made.index, *(name for counts in counted.values() for name, number in counts.items() if number)})
    files = made.reindex(names).rename_axis("file").reset_index()
    files["format"] = [formats.get(name, "") for name in names]
    for column, counts in counted.items():
        files[column] = [int(counts[name]) for name in names]
    for column in ("articles", "undated", "titles_made", *(["copies"] if copies is not None else [])):
        files[column] = files[column].fillna(0).astype("int64")
    return Overview(
        files[list(COLUMNS)], _table(refused, _TROUBLE), _table(doubts, _DOUBT), _table(accounts, (*_DOUBT, "left_out"))
    )


def _files(articles: pd.DataFrame, copies: CopiesLike | None) -> pd.DataFrame:
    copied = set(copies.table["id"]) if copies is not None else set()
    facts = pd.DataFrame(
        {
            "file": articles["origin"].str.replace(_ORIGIN, "", regex=True),
            "published": articles["published"],
            "undated": articles["published"].isna(),
            "titles_made": articles["title_origin"].eq("derived"),
            "copies": articles["id"].isin(copied),
        }
    )
    grouped = facts.groupby("file")
    made = grouped.agg(
        articles=("undated", "size"), first=("published", "min"), last=("published", "max"), undated=("undated", "sum"),
        titles_made=("titles_made", "sum"), copies=("copies", "sum"),
    )  # fmt: skip
    return made if copies is not None else made.assign(copies=float("nan"))


def _table(entries: Iterable[Mapping[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame([{name: entry[name] for name in columns} for entry in entries], columns=list(columns))
