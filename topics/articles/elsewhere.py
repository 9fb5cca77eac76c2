"""Files -> articles in the making, read on the workers of an engine: parsing, mending, dates and languages are most of reading.

Beside `readers`, before `table`. What comes back must be what this machine would have read: a worker takes a file only where it
sees the same one, and asks the web for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple, TypeVar

from topics.articles.draft import Draft
from topics.articles.ledger import Ledger
from topics.articles.records import Reading, file_records
from topics.articles.sources import Source
from topics.articles.table import make_drafts
from topics.engine import each_block

FILES_A_TASK = 8

Part = TypeVar("Part")


class SeenFile(NamedTuple):
    """A file as this machine sees it."""

    source: Source
    n_bytes: int
    changed: int


class FilePart(NamedTuple):
    """What one file gave, or several of one name."""

    drafts: list[Draft]
    ledger: Ledger
    met: set[str]


def drafts_elsewhere(files: Iterable[Source], reading: Reading) -> Iterator[Draft]:
    r"""Yield the articles in the making of all files, in the order of the files; the ledger is told what each was.

    A file that a worker does not see is read here.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "rows.csv")
    ...     _ = path.write_text("headline,text\nFerry aground,The ferry ran aground off Porto.\n")
    ...     [draft.title for draft in drafts_elsewhere([Source(path, "rows.csv")], Reading({}, Ledger()))]
    ['Ferry aground']
    """
    # Files of one name, from folders of one name, settle together which number of a date is the day.
    blocks = [[_seen(file) for file in group] for _, group in groupby(files, key=lambda file: file.name)]
    parts = each_block(_read, blocks, reading.given, name="read", a_task=FILES_A_TASK)
    for block, part in zip(blocks, _in_order(parts), strict=True):
        drafts, ledger, met = _read_here(block, reading.given) if part is None else part
        reading.ledger.rejected += ledger.rejected
        reading.ledger.notes += ledger.notes
        reading.ledger.formats |= ledger.formats
        reading.met.update(met)
        yield from drafts


def _seen(file: Source) -> SeenFile:
    path = file.path.absolute()
    facts = path.stat()
    return SeenFile(Source(path, file.name), facts.st_size, facts.st_mtime_ns)


def _read(files: list[SeenFile], given: dict[str, str]) -> FilePart | None:
    """Read files on a worker; None where it does not see them as they are."""
    try:
        same = all(_seen(file.source) == file for file in files)
    except OSError:
        return None
    return _read_here(files, given) if same else None


def _read_here(files: list[SeenFile], given: dict[str, str]) -> FilePart:
    reading = Reading(given, Ledger())
    records = (record for file in files for record in file_records(file.source, reading))
    return FilePart(make_drafts(records, reading.ledger), reading.ledger, reading.met)


def _in_order(parts: Iterable[tuple[int, Part]]) -> Iterator[Part]:
    """Put in order what comes in any, as early as can be."""
    waiting: dict[int, Part] = {}
    following = 0
    for position, part in parts:
        waiting[position] = part
        while following in waiting:
            yield waiting.pop(following)
            following += 1
