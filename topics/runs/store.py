"""A run <-> a folder that pyarrow alone can read: Parquet, JSON lines, TOML, one NumPy array.

Stands at the end of the straight line. No pickle, nothing executable, no path from inside a run folder is ever followed; the
folder is written aside and renamed, so that a kill leaves the old one whole. Edits made since lie in the log alone.
"""

from __future__ import annotations

import json
import os
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from topics.runs.config import Config
from topics.runs.edits.log import caught_up
from topics.runs.edits.log_file import log_text, read_log, rows_text
from topics.runs.folders import locked, put_back, told, written_aside
from topics.runs.reading import is_file, parsed, read_lines, read_manifest, read_table, read_vectors
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
# Columns that older runs have not.
LATER = ("why", "held", "peak", "storyline", "follows", "same_series", "part_of", "burst")
SHOWN = b"edits"  # in the metadata of every table: how many lines of edits.jsonl it shows; older runs have it not
SUMS = b"sums"  # in the metadata of the articles: CRC-32 of the files beside the tables; older runs have it not
SUMMED = ("vectors.npy", "config.toml", "rejected.jsonl")  # the log's lines have their own, and so has the manifest,
MANIFEST_SUM = "sum"  # which holds times: its sum in a table would make two runs of the same articles differ
GONE = {
    "vectors.npy": "the labels are whole, but new articles cannot be placed until the run is made again",
    "edits.jsonl": "the labels are whole, but edits are missing that a later run would make again",
    "rejected.jsonl": "the labels are whole, but the rows that could not be read are no longer known",
}
CHANGED = "Got a {} that is not the one written with the tables; where nobody changed it, make the run again."
MOST_DIGITS = 10  # of a number of lines
TRIES = 5  # times that a folder is read whose writer replaces it meanwhile
MUST_HAVE = ("articles.parquet", "topics.parquet", "events.parquet", "config.toml", "manifest.json")


class DamagedRunWarning(UserWarning):
    """A file of a run folder is gone or changed, and what the tables say is whole all the same."""


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
    with told(target):
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
    np.save(folder / "vectors.npy", run.vectors, allow_pickle=False)
    (folder / "edits.jsonl").write_bytes(log_text(run.edits))
    (folder / "rejected.jsonl").write_bytes(rows_text(run.rejected))
    run.config.save(folder / "config.toml")
    (folder / "manifest.json").write_bytes(manifest_text(run.manifest))
    shown = {SHOWN: str(len(run.edits)).encode()}
    sums = {SUMS: json.dumps({name: zlib.crc32((folder / name).read_bytes()) for name in SUMMED}).encode()}
    for name, schema in TABLES.items():
        kept = shown | sums if name == "articles" else shown
        table = to_arrow(getattr(run, name), schema).replace_schema_metadata(kept)
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd", write_page_checksum=True)


def manifest_text(manifest: dict[str, Any]) -> bytes:
    """Return a manifest as its file holds it, with the CRC-32 of the rest."""
    return _json({**manifest, MANIFEST_SUM: zlib.crc32(_json(manifest))})


def _json(manifest: dict[str, Any]) -> bytes:
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
    DamagedRunWarning
        If a file is gone, or changed since, that the tables do not need.
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
    if missing := [name for name in MUST_HAVE if not is_file(folder / name)]:
        raise ValueError(f"Got {str(folder)!r} but expected a run folder: {', '.join(missing)} is missing.")
    tables = {name: read_table(folder / f"{name}.parquet", schema, LATER) for name, schema in TABLES.items()}
    n_articles = len(tables["articles"])
    has_vectors = is_file(folder / "vectors.npy")
    run = Run(
        **tables,
        config=Config.load(folder / "config.toml").at_home(),
        manifest=stored_manifest(folder / "manifest.json"),
        vectors=read_vectors(folder / "vectors.npy", n_articles)
        if has_vectors
        else np.zeros((n_articles, 0), np.float16),
        edits=read_log(folder / "edits.jsonl"),
        rejected=read_lines(folder / "rejected.jsonl"),
        folder=folder.resolve(),
    )
    shown = shown_edits(folder)
    _tell_changes(folder, len(run.edits), shown)
    return run if shown is None else caught_up(run, shown)


def parsed_manifest(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return a manifest as it comes back from its file."""
    found: dict[str, Any] = json.loads(_json(manifest))
    return found


def stored_manifest(path: Path) -> dict[str, Any]:
    """Read a manifest without its sum; warn where it is not the one written."""
    manifest = read_manifest(path)
    told = manifest.pop(MANIFEST_SUM, None)
    if told is not None and told != zlib.crc32(_json(manifest)):
        _warn(CHANGED.format(path.name))
    return manifest


def _tell_changes(folder: Path, n_edits: int, shown: int | None) -> None:
    """Warn of files that are gone, or are not those that were written with the tables.

    Raises
    ------
    ValueError
        If it is the vectors: wrong ones would place articles wrongly and never show.
    """
    kept = _metadata(folder, "articles").get(SUMS)
    if kept is None:
        return
    sums = parsed(folder / "articles.parquet", kept, "make the run again")
    gone = [name for name in (*SUMMED, "edits.jsonl") if not is_file(folder / name)]
    changed = [n for n in SUMMED if n not in gone and zlib.crc32((folder / n).read_bytes()) != sums.get(n)]
    if "vectors.npy" in changed:
        raise ValueError(
            "Got a vectors.npy that is not the one written with the tables; make the run again, or delete the file, and all "
            "works but placing new articles."
        )
    for name in gone:
        _warn(f"Got a run whose {name} is gone; {GONE.get(name, 'the tables are whole')}.")
    for name in changed:
        _warn(CHANGED.format(name))
    if "edits.jsonl" not in gone and shown is not None and shown > n_edits:
        _warn(f"Got {n_edits} lines of edits.jsonl where the tables show {shown}; {GONE['edits.jsonl']}.")


def _warn(sentence: str) -> None:
    warnings.warn(sentence, DamagedRunWarning, stacklevel=5)


def shown_edits(folder: Path) -> int | None:
    """Return how many lines of edits.jsonl the tables of a folder show, None if they show all there are."""
    found = _metadata(folder, "topics").get(SHOWN, b"")
    return int(found) if found.isdigit() and len(found) < MOST_DIGITS else None


def _metadata(folder: Path, table: str) -> dict[bytes, bytes]:
    return dict(pq.read_schema(folder / f"{table}.parquet").metadata or {})
