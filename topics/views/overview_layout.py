"""What was read, as text for the terminal and as HTML for the notebook.

Serves `Overview` alone. Names of files, and what articles say, are cleaned for the terminal and escaped for HTML.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any, Protocol

import pandas as pd

from topics.views import parts
from topics.views.outline import plain
from topics.views.wording import fitted, some

WIDTH = 110  # columns of a terminal
LEAST_FILE = 24  # columns of the name of a file
MOST_FILES, MOST_ENTRIES = 25, 8  # that are shown; the tables hold the rest
_NUMBERS = (
    ("articles", "articles"), ("undated", "undated"), ("titles_made", "no title"), ("copies", "copies"),
    ("repeats", "twice"), ("left_out", "cut"), ("rejected", "rejected"), ("doubts", "doubts"),
)  # fmt: skip
_FIGURE = r"\d[\d,]*"
_SHOWN_ALWAYS = ("articles",)


class OverviewLike(Protocol):
    """What a view asks of an overview, see `overview.Overview`."""

    @property
    def files(self) -> pd.DataFrame:
        """One row a file."""

    @property
    def rejected(self) -> pd.DataFrame:
        """What is not in the table: `file`, `line`, `reason`, `text`."""

    @property
    def doubts(self) -> pd.DataFrame:
        """What was kept with a doubt: `file`, `line`, `note`."""

    @property
    def accounts(self) -> pd.DataFrame:
        """What was left out knowingly: `file`, `line`, `note`, `left_out`."""


def overview_text(found: OverviewLike) -> str:
    """Lay out an overview for a terminal.

    Parameters
    ----------
    found
        As `overview` makes it.

    Returns
    -------
    str
        Lines of at most 110 columns: numbers, the files, and what was rejected, doubted and left out.

    Examples
    --------
    >>> import pandas as pd
    >>> from topics.articles import read_articles
    >>> from topics.views.overview import overview
    >>> articles = read_articles(pd.DataFrame({"title": ["Ferry strike ends", ""], "date": ["26 Feb 2026", ""]}))
    >>> print(overview_text(overview(articles)).splitlines()[0])
    1 article from 1 file, 26 Feb 2026; 1 rejected
    """
    names = _columns(found.files)
    rows = [
        [plain(row["format"]), _days(row), *(_number(row[name]) for name, _ in names)] for row in _files(found.files)
    ]
    heads = ["Format", "Days", *(head for _, head in names)]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    files = [plain(row["file"]) for row in _files(found.files)]
    room = max(LEAST_FILE, min(max(map(len, [*files, "File"])), WIDTH - sum(widths) - 2 * len(widths)))
    lines = [_headline(found), ""]
    for name, cells in zip(["File", *files], [heads, *rows], strict=True):
        told = [
            cell.ljust(width) if n < 2 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        lines.append("  ".join([_ending(name, room), *told]))
    lines += [f"and {hidden:,} more files" for hidden in [len(found.files) - MOST_FILES] if hidden > 0]
    for head, table, column in _lists(found):
        lines += ["", head]
        for place, words in _entries(table, column):
            lines += [f"  {place}", f"    {words}"]
        lines += [f"  and {hidden:,} more" for hidden in [_kinds(table, column) - MOST_ENTRIES] if hidden > 0]
    return "\n".join(line.rstrip() for line in lines)


def overview_html(found: OverviewLike) -> str:
    """Lay out an overview as HTML.

    Parameters
    ----------
    found
        As `overview` makes it.

    Returns
    -------
    str
        HTML that needs no script and no style sheet, readable on light and dark ground.

    Examples
    --------
    >>> import pandas as pd
    >>> from topics.articles import read_articles
    >>> from topics.views.overview import overview
    >>> overview_html(overview(read_articles(pd.DataFrame({"title": ["Ferry strike ends"]})))).count("<tr")
    2
    """
    names = _columns(found.files)
    heads = ("File", "Format", "Days", *(head.capitalize() for _, head in names))
    rows = (
        [*(html.escape(cell) for cell in (plain(row["file"]), plain(row["format"]), _days(row))),
         *(_number(row[name]) for name, _ in names)]
        for row in _files(found.files)
    )  # fmt: skip
    pieces = [f'<p style="margin:0 0 8px;font-weight:600">{html.escape(_headline(found))}</p>']
    pieces.append(parts.table(heads, (parts.row(row, numbers=range(3, len(heads))) for row in rows)))
    pieces.append(_hidden(len(found.files) - MOST_FILES, "files in .files"))
    for head, table, column in _lists(found):
        pieces.append(f'<p style="{parts.HEAD}">{head}</p>')
        entries = ([html.escape(cell) for cell in entry] for entry in _entries(table, column))
        pieces += [parts.table((), map(parts.row, entries)), _hidden(_kinds(table, column) - MOST_ENTRIES, "kinds")]
    return f"<div>{''.join(pieces)}</div>"


def _headline(found: OverviewLike) -> str:
    files = found.files
    days = [f"{day.day} {day:%b %Y}" for day in (files["first"].min(), files["last"].max()) if pd.notna(day)]
    when = f", {' to '.join(dict.fromkeys(days))}" if days else ", no day known"
    told = [f"{some(int(files['articles'].sum()), 'article')} from {some(len(files), 'file')}{when}"]
    told += [
        f"{len(table):,} {word}"
        for table, word in ((found.rejected, "rejected"), (found.doubts, "in doubt"))
        if len(table)
    ]
    return "; ".join(told if len(told) > 1 else [*told, "nothing rejected"])


def _columns(files: pd.DataFrame) -> list[tuple[str, str]]:
    """Choose the columns that say anything."""
    return [
        (name, head)
        for name, head in _NUMBERS
        if name in _SHOWN_ALWAYS or (files[name].notna().all() and files[name].sum())
    ]


def _files(files: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the files to show, by name: those with trouble come before those with most articles where not all are shown."""
    trouble = files["rejected"] + files["doubts"] > 0
    order = files.assign(trouble=trouble).sort_values(["trouble", "articles", "file"], ascending=[False, False, True])
    return [
        {str(name): value for name, value in row.items()}
        for row in order.head(MOST_FILES).sort_values("file").to_dict("records")
    ]


def _lists(found: OverviewLike) -> Iterator[tuple[str, pd.DataFrame, str]]:
    tables = (
        ("Rejected", found.rejected, "reason"),
        ("In doubt", found.doubts, "note"),
        ("Left out", found.accounts, "note"),
    )
    return ((head, table, column) for head, table, column in tables if len(table))


def _entries(table: pd.DataFrame, column: str) -> list[tuple[str, str]]:
    """Return places and sentences, the most frequent first; what differs only in its numbers is told once."""
    shapes = table[column].str.replace(_FIGURE, "#", regex=True)
    first = table.assign(number=shapes.map(shapes.value_counts()), shape=shapes).groupby("shape", sort=False).head(1)
    rows = first.sort_values("number", ascending=False, kind="stable").head(MOST_ENTRIES).to_dict("records")
    return [
        (_place(row) + (f" and {row['number'] - 1:,} more" if row["number"] > 1 else ""), plain(row[column]))
        for row in rows
    ]


def _place(row: dict[Any, Any]) -> str:
    return plain(f"{row['file']}{':' + str(row['line']) if row['line'] else ''}")


def _kinds(table: pd.DataFrame, column: str) -> int:
    return int(table[column].str.replace(_FIGURE, "#", regex=True).nunique())


def _days(row: dict[str, Any]) -> str:
    """Write the first and last day of a file, the year once where it is one."""
    if pd.isna(row["first"]):
        return ""
    first, last = f"{row['first']:%Y-%m-%d}", f"{row['last']:%Y-%m-%d}"
    return first if first == last else f"{first} to {last[5:] if first[:4] == last[:4] else last}"


def _number(value: Any) -> str:
    return "" if pd.isna(value) or not value else f"{int(value):,}"


def _ending(name: str, width: int) -> str:
    """Fit the name of a file, whose end says most."""
    clean = plain(name)
    return fitted(clean if len(clean) <= width else "…" + clean[-(width - 1) :], width)


def _hidden(number: int, what: str) -> str:
    return parts.note(f"and {number:,} more {what}" if number > 0 else "")
