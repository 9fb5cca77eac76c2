"""A run <-> a folder that pyarrow alone can read: Parquet, JSON lines, TOML, one NumPy array.

Stands at the end of the straight line. No pickle, nothing executable, no path from inside a run folder is ever followed; the
folder is written aside and renamed, so that a kill leaves the old one whole. Edits made since lie in the log alone.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from topics.runs.config import Config
from topics.runs.edit_file import log_text, read_log
from topics.runs.edit_log import caught_up
from topics.runs.folders import locked, put_back, written_aside
from topics.runs.run import Run

TEXT, LIST, DAY = pa.string(), pa.list_(pa.string()), pa.timestamp("us", tz="UTC")
TABLES: dict[str, pa.Schema] = {
    "articles": pa.schema(
        [(name, TEXT) for name in ("id", "title", "body", "summary")]
        + [("published", DAY)]
        + [(name, TEXT) for name in ("source", "url", "lang", "place", "title_origin", "date_origin", "origin", "key")]
        + [("copy_of", TEXT), ("topic", TEXT), ("topic_confidence", pa.float32()), ("event", TEXT)]
        + [("x", pa.float32()), ("y", pa.float32()), ("watchlist", LIST), ("why", LIST), ("held", TEXT)]
    ),
    "topics": pa.schema(
        [("id", TEXT), ("layer", pa.int32()), ("parent", TEXT), ("name", TEXT), ("keywords", LIST)]
        + [("n_articles", pa.int32()), ("n_events", pa.int32()), ("first", DAY), ("last", DAY), ("watchlist", TEXT)]
        + [("burst", pa.float32())]
    ),
    "events": pa.schema(
        [("id", TEXT), ("topic", TEXT), ("headline", TEXT), ("first", DAY), ("last", DAY), ("n_articles", pa.int32())]
        + [("n_independent", pa.int32()), ("n_sources", pa.int32()), ("entities", LIST)]
        + [("peak", DAY), ("storyline", TEXT), ("follows", TEXT), ("same_series", TEXT), ("part_of", LIST)]
        + [("burst", pa.float32())]
    ),
}
LATER = (
    "why",
    "held",
    "peak",
    "storyline",
    "follows",
    "same_series",
    "part_of",
    "burst",
)  # columns that older runs have not
SHOWN = b"edits"  # in the metadata of every table: how many lines of edits.jsonl it shows; older runs have it not
TRIES = 5  # times that a folder is read whose writer replaces it meanwhile
MUST_HAVE = ("articles.parquet", "topics.parquet", "events.parquet", "config.toml", "manifest.json")


def save_run(run: Run, path: str | Path) -> Path:
    """Write a run folder, replacing an older run at the same place only once the new one is complete.

    Raises
    ------
    ValueError
        If something other than a run lies there.
    BlockingIOError
        If another program writes there.
    """
    target = check_target(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    with locked(target):
        write_run(run, target)
    return target


def write_run(run: Run, target: Path) -> None:
    """Write a run folder whose lock is held."""
    with written_aside(check_target(target)) as aside:
        _write(run, aside)


def check_target(path: str | Path) -> Path:
    """Return the path if a run may be written there: nothing, an empty folder, or an older run."""
    target = Path(path)
    if target.exists() and not _is_run_or_empty(target):
        raise ValueError(
            f"Got out={str(target)!r}, which holds something other than a run; give another folder, or empty it first."
        )
    return target


def _is_run_or_empty(folder: Path) -> bool:
    return folder.is_dir() and (not any(folder.iterdir()) or (folder / "manifest.json").is_file())


def _write(run: Run, folder: Path) -> None:
    shown = {SHOWN: str(len(run.edits)).encode()}
    for name, schema in TABLES.items():
        table = to_arrow(getattr(run, name), schema).replace_schema_metadata(shown)
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    np.save(folder / "vectors.npy", run.vectors, allow_pickle=False)
    (folder / "edits.jsonl").write_bytes(log_text(run.edits))
    (folder / "rejected.jsonl").write_bytes(log_text(run.rejected))
    run.config.save(folder / "config.toml")
    (folder / "manifest.json").write_bytes(manifest_text(run.manifest))


def manifest_text(manifest: dict[str, Any]) -> bytes:
    """Return a manifest as its file holds it."""
    text = json.dumps(manifest, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    return text.encode("utf8", "replace")


def to_arrow(table: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """Return a table in exactly the contracted columns and types, without pandas' own metadata."""
    return pa.Table.from_pandas(table, schema=schema, preserve_index=False).replace_schema_metadata(None)


def load_run(path: str | Path) -> Run:
    """Read a run folder, and lay the edits over its tables that were made since they were written.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    ValueError
        If it is no run folder, or a table has not the contracted columns.

    Warns
    -----
    TornLineWarning
        If the last edit was cut off, since its writer was killed; the run is what it was before it.
    """
    folder = Path(path)
    put_back(folder)
    for attempt in range(TRIES):
        if not folder.is_dir():
            raise FileNotFoundError(
                f"Got run {str(folder)!r} but there is no such folder; `topics run INPUT --out {folder}` makes it."
            )
        before = folder.stat()
        try:
            run = _read(folder)
        except (OSError, ValueError):
            if attempt + 1 == TRIES or not folder.is_dir() or os.path.samestat(before, folder.stat()):
                raise
            continue
        # A folder that was replaced meanwhile may have given some files of the old run and some of the new one.
        if os.path.samestat(before, folder.stat()):
            break
    return run


def _read(folder: Path) -> Run:
    if missing := [name for name in MUST_HAVE if not (folder / name).is_file()]:
        raise ValueError(f"Got {str(folder)!r} but expected a run folder: {', '.join(missing)} is missing.")
    tables = {name: _read_table(folder / f"{name}.parquet", schema) for name, schema in TABLES.items()}
    run = Run(
        **tables,
        config=Config.load(folder / "config.toml"),
        manifest=_read_json(folder / "manifest.json"),
        vectors=_read_vectors(folder / "vectors.npy", len(tables["articles"])),
        edits=read_log(folder / "edits.jsonl"),
        rejected=_read_lines(folder / "rejected.jsonl"),
        folder=folder.resolve(),
    )
    shown = shown_edits(folder)
    return run if shown is None else caught_up(run, shown)


def shown_edits(folder: Path) -> int | None:
    """Return how many lines of edits.jsonl the tables of a folder show, None if they show all there are."""
    found = (pq.read_schema(folder / "topics.parquet").metadata or {}).get(SHOWN, b"")
    return int(found) if found.isdigit() else None


def _read_table(path: Path, schema: pa.Schema) -> pd.DataFrame:
    try:
        table = pq.read_table(path)
        for column in schema:
            if column.name in LATER and column.name not in table.column_names:
                table = table.append_column(column, pa.nulls(len(table), column.type))
        table = table.select(schema.names).cast(schema)
    except (pa.ArrowException, KeyError, OSError) as error:
        raise ValueError(f"Got a damaged or foreign table {path.name}: {error}; make the run again.") from error
    frame: pd.DataFrame = table.to_pandas()
    for column in schema:
        if column.type == TEXT:
            frame[column.name] = frame[column.name].fillna("")
        elif column.name in LATER and column.type == pa.float32():
            frame[column.name] = frame[column.name].fillna(0)
        elif column.type == LIST:
            lists = [list(value) if value is not None else [] for value in frame[column.name]]
            frame[column.name] = pd.Series(lists, index=frame.index, dtype=object)
    return frame


def _read_vectors(path: Path, n_articles: int) -> np.ndarray[Any, np.dtype[np.float16]]:
    if not path.is_file():
        return np.zeros((n_articles, 0), np.float16)
    try:
        vectors = np.load(path, allow_pickle=False)
    except (ValueError, OSError, EOFError) as error:
        raise ValueError(f"Got a damaged {path.name}: {error}; make the run again.") from error
    if vectors.ndim != 2 or len(vectors) != n_articles:
        raise ValueError(
            f"Got vectors of shape {vectors.shape} but expected one row for each of {n_articles} articles."
        )
    return np.asarray(vectors, dtype=np.float16)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf8"))
    except ValueError as error:
        raise ValueError(f"Got a damaged {path.name}: {error}; make the run again.") from error
    if not isinstance(found, dict):
        raise ValueError(
            f"Got a {path.name} that holds {type(found).__name__} but expected an object; make the run again."
        )
    return found


def _read_lines(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    try:
        lines = path.read_text(encoding="utf8").split("\n")
        return [json.loads(line) for line in lines if line.strip()]
    except ValueError as error:
        raise ValueError(f"Got a damaged {path.name}: {error}; mend or remove the line.") from error
