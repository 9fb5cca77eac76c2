"""A run <-> a folder that pyarrow alone can read: Parquet, JSON lines, TOML, one NumPy array.

Stands at the end of the straight line. No pickle, nothing executable, no path from inside a run folder is ever followed; the
folder is written aside and renamed, so that a kill leaves the old one whole.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from topics.runs.config import Config
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
MUST_HAVE = ("articles.parquet", "topics.parquet", "events.parquet", "config.toml", "manifest.json")


def save_run(run: Run, path: str | Path) -> Path:
    """Write a run folder, replacing an older run at the same place only once the new one is complete."""
    target = check_target(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        os.chmod(aside, 0o755)
        _write(run, aside)
        _swap(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


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
    for name, schema in TABLES.items():
        pq.write_table(to_arrow(getattr(run, name), schema), folder / f"{name}.parquet", compression="zstd")
    np.save(folder / "vectors.npy", run.vectors, allow_pickle=False)
    _write_lines(folder / "edits.jsonl", run.edits)
    _write_lines(folder / "rejected.jsonl", run.rejected)
    run.config.save(folder / "config.toml")
    text = json.dumps(run.manifest, indent=2, ensure_ascii=False, sort_keys=True)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf8", newline="\n")


def _swap(new: Path, target: Path) -> None:
    """Put `new` in the place of `target`; the page that lies in the old folder is not kept, since it shows the old run."""
    if not target.exists():
        os.rename(new, target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    os.rename(target, old / "run")
    os.rename(new, target)
    shutil.rmtree(old, ignore_errors=True)


def _write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    lines = (json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf8", errors="replace", newline="\n")


def to_arrow(table: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """Return a table in exactly the contracted columns and types, without pandas' own metadata."""
    return pa.Table.from_pandas(table, schema=schema, preserve_index=False).replace_schema_metadata(None)


def load_run(path: str | Path) -> Run:
    """Read a run folder.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    ValueError
        If it is no run folder, or a table has not the contracted columns.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise FileNotFoundError(
            f"Got run {str(folder)!r} but there is no such folder; `topics run INPUT --out {folder}` makes it."
        )
    if missing := [name for name in MUST_HAVE if not (folder / name).is_file()]:
        raise ValueError(f"Got {str(folder)!r} but expected a run folder: {', '.join(missing)} is missing.")
    tables = {name: _read_table(folder / f"{name}.parquet", schema) for name, schema in TABLES.items()}
    return Run(
        **tables,
        config=Config.load(folder / "config.toml"),
        manifest=_read_json(folder / "manifest.json"),
        vectors=_read_vectors(folder / "vectors.npy", len(tables["articles"])),
        edits=_read_lines(folder / "edits.jsonl"),
        rejected=_read_lines(folder / "rejected.jsonl"),
        folder=folder.resolve(),
    )


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
