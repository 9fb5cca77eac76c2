"""The tables of a run as an Excel workbook, a sheet each.

Must never store text as a formula, an error or a number: whatever an article says is a string.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd

from topics.export.tables import FORMULA, flat, readable

if TYPE_CHECKING:
    from topics.export import What
    from topics.runs.run import Run

MOST_ROWS = 1_048_576  # of a sheet, heading included: the limit of the format
MOST_CHARACTERS = 32_767  # of a cell
WIDTHS = {
    "title": 60,
    "headline": 60,
    "event_headline": 60,
    "name": 30,
    "keywords": 60,
    "published": 22,
}  # in characters
FACTS = "docProps/core.xml"  # where a workbook says who wrote it and when
TIME_WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip file can hold
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_workbook(run: Run, path: Path, what: What | None) -> None:
    """Write one table, or all three, as sheets of a workbook."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise ImportError(
            "Got a file name that ends in .xlsx but openpyxl is not installed; pip install 'newstopics[excel]' "
            "(in a clone: pip install -e '.[excel]')."
        ) from None
    book = Workbook(write_only=True)
    names: tuple[What, ...] = (what,) if what else ("articles", "topics", "events")
    for name in names:
        _add_sheet(book, name, flat(readable(run, name)))
    book.save(path)
    _without_times(path)


def _without_times(path: Path) -> None:
    """Take the time of writing out of a workbook, so that the same run gives the same bytes."""
    with ZipFile(path) as written:
        parts = [(one.filename, written.read(one)) for one in written.infolist()]
    with ZipFile(path, "w") as packed:
        for name, data in parts:
            entry = ZipInfo(name, date_time=NO_TIME)
            entry.compress_type = ZIP_DEFLATED
            packed.writestr(entry, TIME_WRITTEN.sub(rb"\g<1>1980-01-01T00:00:00Z", data) if name == FACTS else data)


def _add_sheet(book: Any, name: str, table: pd.DataFrame) -> None:
    if len(table) >= MOST_ROWS:
        raise ValueError(
            f"Got {len(table):,} {name} but a sheet holds {MOST_ROWS - 1:,}; export them to .csv or .parquet instead."
        )
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table, start=1):
        sheet.column_dimensions[_letters(number)].width = WIDTHS.get(str(column), 14)
    sheet.append(_cells(sheet, table.columns))
    for row in zip(*(table[column].tolist() for column in table), strict=True):
        sheet.append(_cells(sheet, row))


def _letters(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number))


def _cells(sheet: Any, values: Iterable[object]) -> list[object]:
    return [_text_cell(sheet, value) if isinstance(value, str) else _number(value) for value in values]


def _text_cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, NOT_XML.sub("", text)[:MOST_CHARACTERS])
    cell.data_type = "s"  # openpyxl has guessed a formula from "=", an error from "#N/A"
    if FORMULA.match(text):
        cell.quotePrefix = True  # and Excel keeps it a text when somebody edits the cell
    return cell


def _number(value: object) -> object:
    return None if value is pd.NA or value != value else value
