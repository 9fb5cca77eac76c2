"""A parquet file -> rows, batch by batch, only the columns that matter; no error of pyarrow leaves this file."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from topics.articles.columns import guess_columns
from topics.articles.files import error_line, read_document
from topics.articles.rows import Header, Item, Rejected, Row

BATCH_ROWS = 1_000  # rows in memory at once


def read_parquet(path: Path, given: Mapping[str, str] | None = None) -> Iterator[Item]:
    """Read a parquet file batch by batch, and of it only the columns that may hold a field of an article."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(_seekable(path))
        names = list(table.schema_arrow.names)
    except (pa.ArrowException, OSError, ValueError) as error:
        yield Rejected(f"not a readable parquet file: {error_line(error)}", 0)
        return
    yield Header(names, 0)
    wanted = sorted({name for columns in guess_columns(names, given).values() for name in columns})
    number = 0
    try:
        for batch in table.iter_batches(batch_size=BATCH_ROWS, columns=wanted):
            yield from _batch_rows(batch, number)
            number += batch.num_rows
    except (pa.ArrowException, OSError, ValueError) as error:
        yield Rejected(f"the parquet file is damaged from this record on: {error_line(error)}", number + 1)
    if not number and table.metadata.num_rows == 0:
        yield Rejected("the table has a header but no rows", 0)


def _seekable(path: Path) -> Any:
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    if not packed:
        return path
    data, problem = read_document(path)
    if problem:
        raise ValueError(problem)
    return io.BytesIO(data)


def _batch_rows(batch: Any, before: int) -> Iterator[Item]:
    try:
        batch = _in_utc(batch)
        rows = batch.to_pylist()
    except (ValueError, OverflowError):  # one bad value spoils the batch: find its row
        for offset in range(batch.num_rows):
            yield from _single_row(batch.slice(offset, 1), before + offset + 1)
        return
    for number, values in enumerate(rows, start=before + 1):
        yield Row(values, number)


def _in_utc(batch: Any) -> Any:
    """Take the name of its zone from every time: it is the same moment, and the name may be one that is known elsewhere only."""
    import pyarrow as pa

    for at, kind in enumerate(batch.schema.types):
        if pa.types.is_timestamp(kind) and kind.tz:
            batch = batch.set_column(at, batch.schema.names[at], batch.column(at).cast(pa.timestamp(kind.unit, "UTC")))
    return batch


def _single_row(batch: Any, number: int) -> Iterator[Item]:
    try:
        yield Row(batch.to_pylist()[0], number)
    except (ValueError, OverflowError) as error:
        yield Rejected(f"a value could not be read: {error_line(error)}", number)
