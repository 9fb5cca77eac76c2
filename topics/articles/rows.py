"""What the readers of formats hand on, item by item: a header, a row, an article, a rejected piece or a remark.

Rows are mappings of column names whose meaning is still to be guessed; an article names its fields itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

Span = tuple[int, int]  # the characters from one up to the other


class Header(NamedTuple):
    """The column names of a table in which every row has the same ones."""

    names: list[str]
    line: int


class Row(NamedTuple):
    """One row: the line (in JSON documents and parquet: the record) it stands in, and its values by column name."""

    values: Mapping[str, Any]
    line: int


class Article(NamedTuple):
    """One article of a format that knows what is title and what is text: the fields of `make_table`, nothing to guess.

    `line` is the line where it begins or, where lines mean nothing, its number in the file. `span`, where it is known, holds
    start and end in characters of the decoded, mended text; the origin then reads "file#start-end".
    """

    fields: Mapping[str, Any]
    line: int
    span: Span | None = None


class Rejected(NamedTuple):
    """What could not be read: why, where, and how it begins."""

    reason: str
    line: int
    text: str = ""


class Remark(NamedTuple):
    """What the user should know about something that was read all the same.

    `left_out` counts the characters that belong to no article (furniture): such a remark is an account. Without a number,
    which may be 0, it is a doubt. `form` names what the file turned out to be, where that is more than its format.
    """

    note: str
    line: int
    left_out: int | None = None
    form: str = ""


class Inside(NamedTuple):
    """A file inside this one (of an archive, attached to a letter), at `path` until the next item is asked for."""

    name: str
    path: Path


def by_name(names: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    """Give the cells of a row the names of their columns; of several columns with one name the first stays.

    >>> by_name(["title", "", "title"], ["Ferry strike ends", "A1", "Page 3"])
    {'title': 'Ferry strike ends'}
    """
    pairs = list(zip(names, cells, strict=False))
    return {name: cell for name, cell in reversed(pairs) if name}


def doubled(names: Iterable[str], line: int) -> Iterator[Remark]:
    """Remark on names that several columns of a table have."""
    twice = sorted(name for name, number in Counter(names).items() if name and number > 1)
    if twice:
        yield Remark(f"several columns are called {', '.join(map(repr, twice))}: the first of each was read", line)


def between(spans: Iterable[Span], size: int) -> tuple[Span, ...]:
    """Return the stretches of a text of so many characters that lie between some spans of it, which are in order.

    >>> between([(0, 4), (4, 6)], 9)
    ((6, 9),)
    """
    edges = [0, *(edge for span in spans for edge in span), size]
    return tuple((a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b)


Item = Header | Row | Article | Rejected | Remark | Inside
