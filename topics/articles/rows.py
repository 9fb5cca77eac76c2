"""What the readers of tables hand on, item by item: a header, a row, a rejected row or a remark.

Rows are mappings of column names to values; nothing here knows what an article is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Header(NamedTuple):
    """The column names of a table in which every row has the same ones."""

    names: list[str]
    line: int


class Row(NamedTuple):
    """One row: the line (in JSON documents and parquet: the record) it stands in, and its values by column name."""

    values: Mapping[str, Any]
    line: int


class Rejected(NamedTuple):
    """What could not be read: why, where, and how it begins."""

    reason: str
    line: int
    text: str = ""


class Remark(NamedTuple):
    """What the user should know about a table that was read all the same."""

    note: str
    line: int


Item = Header | Row | Rejected | Remark
