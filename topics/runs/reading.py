"""The files of a run folder, each read as if a stranger had written it: what it holds, or one sentence that names it.

At the end of the straight line, under `store` and `edits.log_file`. It must never follow a link, unpickle, execute, or believe a
size that a file claims; what it returns has the types, and is of the size, that all other modules rely on.
"""

from __future__ import annotations

import json
import stat
import tokenize
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

MOST_ROWS = 20_000_000  # of a table
# What a table may unpack to: this, and so many times its file; text packs tenfold.
MOST_BYTES, MOST_TIMES = 1 << 30, 100
MOST_TEXT = 4 << 30  # bytes of a JSON, JSON lines or TOML file
MOST_DEPTH = 50  # of JSON: what the package writes is six deep, and some hundreds end the Python that writes it again
MOST_LAYERS = 100  # of topics: a run has six, and some more by merging
FIRST_YEAR, LAST_YEAR = 1000, 3000  # times outside are no news, and would make charts of a million months
# What NumPy's reading of a damaged header raises.
NO_ARRAY = (ValueError, OSError, EOFError, OverflowError, MemoryError, SyntaxError, TypeError, KeyError, RecursionError)
# What the other modules take from a manifest, and would fail on if it were something else.
MANIFEST = {"versions": dict, "input": dict, "watchlist": dict, "taught": dict, "held": dict}
ROWS = ("stages", "lineage", "edit_problems")  # lists of objects in it


def is_file(path: Path) -> bool:
    """Whether a file lies there; a link, a device or a folder in its place is refused, and so is a file beyond all measure.

    Raises
    ------
    ValueError
        If something other than a file lies there.
    """
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    if not stat.S_ISREG(found.st_mode):
        kind = "a link" if stat.S_ISLNK(found.st_mode) else "no file"
        raise ValueError(
            f"Got {path.name} that is {kind} but expected a file: a run folder holds files of its own alone; make the run again."
        )
    if path.suffix not in (".parquet", ".npy") and found.st_size > MOST_TEXT:
        raise ValueError(
            f"Got a {path.name} of {found.st_size:,} bytes but expected {MOST_TEXT:,} at most; make the run again."
        )
    return True


def read_table(path: Path, schema: pa.Schema, later: Collection[str] = ()) -> pd.DataFrame:
    """Read a table in exactly the columns and types of `schema`; columns in `later` may be missing.

    Raises
    ------
    ValueError
        If the file is damaged, is no such table, or holds what no run can hold.
    """
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            table = _unpacked(file, path.stat().st_size)
        for column in schema:
            if column.name in later and column.name not in table.column_names:
                table = table.append_column(column, pa.nulls(len(table), column.type))
        table = table.select(schema.names).cast(schema)
        table.validate(full=True)
        _check_cells(table)
        frame: pd.DataFrame = table.to_pandas()
    except (pa.ArrowException, KeyError, OSError, OverflowError, ValueError, MemoryError) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise ValueError(
            f"Got a damaged or foreign table {path.name}: {why.rstrip('.')}; make the run again."
        ) from error
    return _filled(frame, schema, later)


def _unpacked(file: pq.ParquetFile, size: int) -> pa.Table:
    """Unpack a table part by part, so that one that unpacks to more than any machine holds is stopped."""
    claimed, most = file.metadata.num_rows, MOST_BYTES + MOST_TIMES * size
    if not 0 <= claimed <= MOST_ROWS:
        raise ValueError(f"{claimed:,} rows, where {MOST_ROWS:,} are the most")
    parts, unpacked = [], 0
    for part in file.iter_batches():
        parts.append(part)
        unpacked += part.nbytes
        if unpacked > most:
            raise ValueError(f"it unpacks to more than {most:,} bytes")
    table = pa.Table.from_batches(parts, schema=file.schema_arrow)
    if len(table) != claimed:
        raise ValueError(f"{len(table):,} rows, where {claimed:,} were written")
    return table


def _check_cells(table: pa.Table) -> None:
    """Complain of ids that are missing or not unique, numbers that are missing, and times and layers that cannot be."""
    ids = table["id"].to_pylist()
    if not all(ids) or len(set(ids)) < len(ids):
        raise ValueError("ids are missing, or not unique")
    layers = table["layer"].drop_null().to_numpy() if "layer" in table.column_names else np.zeros(0, np.int32)
    if len(layers) and not (layers.min() >= 0 and layers.max() < MOST_LAYERS):
        raise ValueError(f"layers {layers.min()} to {layers.max()}, where 0 to {MOST_LAYERS - 1} can be")
    for column in table.schema:
        cells = table[column.name]
        if pa.types.is_integer(column.type) and cells.null_count:
            raise ValueError(f"numbers are missing in the column {column.name}")
        if pa.types.is_timestamp(column.type):
            low, high = (np.datetime64(f"{year}-01-01", "us").astype(np.int64) for year in (FIRST_YEAR, LAST_YEAR))
            found = cells.cast(pa.int64()).drop_null().to_numpy()
            if len(found) and not (low <= found.min() and found.max() < high):
                raise ValueError(f"times in the column {column.name} lie outside the years {FIRST_YEAR} to {LAST_YEAR}")


def _filled(frame: pd.DataFrame, schema: pa.Schema, later: Collection[str]) -> pd.DataFrame:
    """Give cells that are missing what they mean: no text, an empty list; a number that is no number is a missing one."""
    for column in schema:
        cells = frame[column.name]
        if column.type == pa.string():
            frame[column.name] = cells.fillna("")
        elif pa.types.is_floating(column.type):
            finite = cells.where(np.isfinite(cells))
            frame[column.name] = finite.fillna(0) if column.name in later else finite
        elif pa.types.is_list(column.type):
            lists = [[] if value is None else [word or "" for word in value] for value in cells]
            frame[column.name] = pd.Series(lists, index=frame.index, dtype=object)
    return frame


def read_vectors(path: Path, n_articles: int) -> NDArray[np.float16]:
    """Read one vector an article, never more than the file holds, whatever its header claims.

    Raises
    ------
    ValueError
        If the file is damaged, or belongs to another run.
    """
    cure = "make the run again, or delete the file, and all works but placing new articles"
    try:
        held = np.lib.format.open_memmap(path, mode="r")
    except (*NO_ARRAY, tokenize.TokenError) as error:
        raise ValueError(f"Got a damaged {path.name}: {error}; {cure}.") from error
    if held.ndim != 2 or len(held) != n_articles or held.dtype.kind != "f":
        raise ValueError(
            f"Got vectors of shape {held.shape} and type {held.dtype} but expected one row of numbers for each of "
            f"{n_articles} articles; {cure}."
        )
    with np.errstate(over="ignore"):
        vectors = np.array(held, dtype=np.float16)
    if not np.isfinite(vectors).all():
        raise ValueError(f"Got a damaged {path.name}: numbers that are infinite, or none; {cure}.")
    return vectors


def read_manifest(path: Path) -> dict[str, Any]:
    """Read the record of a run; what other modules take from it is of the type that they expect.

    Raises
    ------
    ValueError
        If the file is damaged or holds something else.
    """
    found = parsed(path, path.read_bytes(), "make the run again")
    if not isinstance(found, dict):
        raise ValueError(
            f"Got a {path.name} that holds {type(found).__name__} but expected an object; make the run again."
        )
    for name, kind in (MANIFEST | dict.fromkeys(ROWS, list)).items():
        if not isinstance(found.get(name) or kind(), kind):
            raise ValueError(
                f"Got a {path.name} whose {name!r} is {type(found[name]).__name__} but expected {kind.__name__}; "
                "make the run again."
            )
    for name in ROWS:
        if not all(isinstance(row, dict) for row in found.get(name) or []):
            raise ValueError(f"Got a {path.name} whose {name!r} are no objects; make the run again.")
    return found


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines; a missing file holds none.

    Raises
    ------
    ValueError
        If a line is damaged.
    """
    if not is_file(path):
        return []
    return list(parsed_lines(path, path.read_bytes()))


def parsed_lines(path: Path, data: bytes) -> Iterator[Any]:
    """Yield what each line of JSON lines holds; a damaged one is named by its number."""
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            yield parsed(path, line, f"mend or remove line {number}")


def parsed(path: Path, data: bytes, cure: str) -> Any:
    r"""Return what JSON text holds.

    Raises
    ------
    ValueError
        If it is damaged, or nested deeper than anything that the package writes.

    Examples
    --------
    >>> parsed(Path("edits.jsonl"), b'{"op": "undo"}', "mend it")
    {'op': 'undo'}
    """
    try:
        found = json.loads(data.decode("utf8"))
        if _is_deep(found, MOST_DEPTH):
            raise ValueError(f"nested more than {MOST_DEPTH} deep")
    except (ValueError, RecursionError) as error:
        raise ValueError(f"Got a damaged {path.name}: {error}; {cure}.") from error
    return found


def _is_deep(value: Any, left: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return left == 0 or any(_is_deep(one, left - 1) for one in inside)
