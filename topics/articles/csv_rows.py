"""A table of cells (CSV, TSV and their kin) -> rows. Rows that do not fit the header are rejected, never padded or cut.

The csv module reads; this file knows which lines a record came from, and what an unclosed quotation mark has swallowed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from topics.articles.columns import guess_columns
from topics.articles.files import EXCERPT_CHARS, MAX_LINE_CHARS, Line, read_lines
from topics.articles.rows import Header, Item, Rejected, Row, by_name, doubled

DELIMITERS = ",;\t|"
_HINT = re.compile(r'"?sep=(.)"?', re.I)  # a line with which spreadsheets tell one another the delimiter


def read_csv(path: Path) -> Iterator[Item]:
    """Read a table of cells with a header line; commas, semicolons, tabs and bars are told apart by the header."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE_CHARS))
    lines = read_lines(path)
    opening = _next_told(lines)
    hint = _HINT.fullmatch(opening.text.rstrip()) if opening else None
    opening = _next_told(lines) if hint else opening
    if opening is None:
        yield Rejected("the file is empty", 0)
        return
    feed = _Feed(chain((opening,), lines))
    records = _csv_records(feed, csv.reader(feed, delimiter=hint[1] if hint else _delimiter(opening.text)))
    header: list[str] = []
    rows = 0
    for record in records:
        rows += bool(header)
        if isinstance(record, Rejected):
            yield record
        elif header:
            yield _csv_row(header, record, feed)
        else:
            header = [name.strip() for name in record]
            yield from _header_items(header, feed.first)
    if header and not rows:
        yield Rejected("the table has a header but no rows", 1, opening.text[:EXCERPT_CHARS])


def _next_told(lines: Iterator[Line]) -> Line | None:
    return next((line for line in lines if line.problem or line.text.strip()), None)


class _Feed:
    """The lines that the csv module reads; it remembers where the record at hand began and which lines it lacked."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self.ended = False
        self.begin_record()

    def begin_record(self) -> None:
        self.first, self.last, self.opening = 0, 0, ""
        self.unreadable: list[Rejected] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        for number, text, problem in self._lines:
            if problem:
                self.unreadable.append(Rejected(problem, number, text))
                continue
            if not self.first:
                self.first, self.opening = number, text[:EXCERPT_CHARS]
            self.last = number
            return text + "\n"
        self.ended = True
        raise StopIteration


def _csv_records(feed: _Feed, reader: Iterator[list[str]]) -> Iterator[list[str] | Rejected]:
    while True:
        feed.begin_record()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Rejected(f"broken CSV: {error}", feed.first, feed.opening)
            cells = []
        yield from feed.unreadable
        if cells is None:
            return
        if cells:
            yield cells


def _delimiter(header: str) -> str:
    """Choose the delimiter by which the header shows most fields of an article, then most cells."""

    def score(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader([header], delimiter=delimiter), [])
        except csv.Error:
            return 0, 0
        return len(guess_columns(cells)), len(cells)

    return max(DELIMITERS, key=score)


def _header_items(header: list[str], line: int) -> Iterator[Item]:
    yield Header(header, line)
    yield from doubled(header, line)


def _csv_row(header: list[str], cells: list[str], feed: _Feed) -> Row | Rejected:
    if not any(cells[len(header) :]):
        cells = cells[: len(header)]
    if feed.unreadable and feed.unreadable[-1].line > feed.first:
        reason = f"line {feed.unreadable[-1].line} inside this row could not be read"
    elif feed.ended:
        reason = f"a quotation mark in this row is never closed: lines {feed.first} to {feed.last} would be one row"
    elif len(cells) != len(header):
        reason = f"Got {len(cells)} cells but expected {len(header)}, as in the header"
    else:
        return Row(by_name(header, cells), feed.first)
    return Rejected(reason, feed.first, feed.opening)
