"""Items of any format -> records for `make_table`, one an article: columns are guessed, files inside files are read too.

Every item ends in a record or in the ledger. Which format a file has, and how it is read, the registry knows (formats.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from topics.articles.columns import guess_columns, has_text, no_text_column, pick_fields
from topics.articles.files import EXCERPT_CHARS, read_document
from topics.articles.formats import FEED_LIST, find_format, read_items
from topics.articles.ledger import Ledger
from topics.articles.rows import Article, Header, Inside, Item, Rejected, Remark, Row
from topics.articles.sources import Source

if TYPE_CHECKING:
    from topics.articles.fetching import Fetcher

KNOWN_PLANS = 1_000  # sets of JSON keys whose meaning is remembered
MOST_NESTED = 4  # files inside a file: an archive in a letter in an archive

Record = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """One call of `read_articles`: what the user told, what was met, and who may ask the web (nobody by default)."""

    given: dict[str, str]
    ledger: Ledger
    fetcher: Fetcher | None = None
    met: set[str] = field(default_factory=set)


def frame_records(frame: pd.DataFrame, name: str, reading: Reading) -> Iterator[Record]:
    """Read the rows of a DataFrame."""
    yield from _item_records(_frame_items(frame, reading.given), name, reading)


def file_records(file: Source, reading: Reading, depth: int = 0) -> Iterator[Record]:
    """Read a file of any format, and the files inside it."""
    if depth > MOST_NESTED:
        reading.ledger.reject(file.name, 0, f"Got files nested more than {MOST_NESTED} deep; unpack them yourself")
        return
    try:
        form = find_format(file.path)
    except ValueError as refusal:
        reading.ledger.reject(file.name, 0, str(refusal))
        return
    reading.ledger.formats[file.name] = form.name
    if form.name == FEED_LIST and reading.fetcher:
        yield from _list_records(file, reading)
        return
    yield from _item_records(read_items(form, file.path, reading.given), file.name, reading, depth)


def address_records(addresses: Iterable[str], reading: Reading) -> Iterator[Record]:
    """Fetch pages and feeds, and read them; without leave to fetch nothing happens."""
    if reading.fetcher is None:
        return
    from topics.articles.fetched import fetch_items

    for address, kind, items in fetch_items(addresses, reading.fetcher):
        if kind:
            reading.ledger.formats[address] = kind
        yield from _item_records(items, address, reading)


def _list_records(file: Source, reading: Reading) -> Iterator[Record]:
    """Fetch the feeds that a list names, and say what of it was not fetched."""
    from topics.articles.fetched import named_feeds

    data, problem = read_document(file.path)
    feeds, not_fetched = named_feeds(data)
    for reason in filter(None, (problem, *(item.reason for item in not_fetched))):
        reading.ledger.reject(file.name, 0, reason)
    yield from address_records(feeds, reading)


def _frame_items(frame: pd.DataFrame, given: dict[str, str]) -> Iterator[Item]:
    names = [str(name) for name in frame.columns]
    yield Header(names, 0)
    wanted = sorted({name for columns in guess_columns(names, given).values() for name in columns})
    cells = [frame.iloc[:, names.index(name)].tolist() for name in wanted]
    for number, values in enumerate(zip(*cells, strict=True), start=1):
        yield Row(dict(zip(wanted, values, strict=True)), number)
    if frame.empty:
        yield Rejected("the DataFrame has no rows", 0)


def _item_records(items: Iterable[Item], file: str, reading: Reading, depth: int = 0) -> Iterator[Record]:
    ledger = reading.ledger
    plan_of = lru_cache(maxsize=KNOWN_PLANS)(partial(guess_columns, given=reading.given))
    header: tuple[str, ...] = ()
    item: Item | None = None
    for item in items:
        if isinstance(item, Rejected):
            ledger.reject(file, item.line, item.reason, item.text)
        elif isinstance(item, Remark):
            ledger.note(file, item.line, item.note, item.left_out)
            ledger.formats[file] = item.form or ledger.formats.get(file, "")
        elif isinstance(item, Inside):
            yield from file_records(Source(item.path, f"{file}/{item.name}"), reading, depth + 1)
        elif isinstance(item, Article):
            yield {**item.fields, "file": file, "line": item.line, **_origin(file, item.span)}
        elif isinstance(item, Header):
            header = tuple(item.names)
            reading.met.update(header)
            if not has_text(plan_of(header)):
                ledger.reject(file, item.line, f"{no_text_column(header)}; none of its rows was read")
                return
        else:
            names = header or tuple(item.values)
            reading.met.update(names)
            if has_text(plan_of(names)):
                yield {**pick_fields(item.values, plan_of(names)), "file": file, "line": item.line}
            else:
                ledger.reject(file, item.line, no_text_column(names), str(item.values)[:EXCERPT_CHARS])
    if item is None:
        ledger.reject(file, 0, "the file is empty")


def _origin(file: str, span: tuple[int, int] | None) -> dict[str, str]:
    return {"origin": f"{file}#{span[0]}-{span[1]}"} if span else {}
