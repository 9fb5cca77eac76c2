"""An Excel workbook (.xlsx) -> the rows of every sheet that has a title or a text; the other sheets are listed.

Reads values, never formulas; dates arrive as dates.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from topics.articles.columns import guess_columns, has_text, is_missing, no_text_column
from topics.articles.files import most_unpacked
from topics.articles.rows import Item, Rejected, Row, by_name, doubled

HEADER_WITHIN = 20  # rows: above the header stand titles and logos


def read_xlsx(path: Path, given: Mapping[str, str] | None = None) -> Iterator[Item]:
    """Read the sheets of a workbook; `line` is the number of the row in its sheet."""
    import openpyxl

    with zipfile.ZipFile(path) as package:
        allowed = most_unpacked(path.stat().st_size)
        if sum(info.file_size for info in package.infolist()) > allowed:
            yield Rejected(f"the workbook unpacks to more than {allowed:,} bytes; save its sheets as .csv", 0)
            return
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            yield from _sheet_items(sheet, given)
    finally:
        book.close()


def _sheet_items(sheet: Any, given: Mapping[str, str] | None) -> Iterator[Item]:
    header: list[str] = []
    seen: list[str] = []
    number = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if header:
            values = by_name(header, cells)
            if any(not is_missing(value) for value in values.values()):
                yield Row(values, number)
        else:
            names = ["" if is_missing(cell) else str(cell).strip() for cell in cells]
            if has_text(guess_columns(filter(None, names), given)):
                header = names
                yield from doubled(header, number)
            seen = seen or [name for name in names if name]
        if not header and number >= HEADER_WITHIN:
            break
    if not header:
        why = no_text_column(seen) if seen else "it is empty"
        yield Rejected(f"the sheet {sheet.title!r} was not read: {why}", min(number, 1))
