"""Run folders of which one or two members are damaged, missing, or whole and odd inside: cells, lines, settings, headers."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from topics.runs.example import example_run
from topics.runs.store import TABLES

from .cases import Case
from .damage import hits, struck
from .tables import words

Draw = Callable[..., Any]
LOG = (
    *("op", "target", "topics", "articles", "members", "id", "name", "layer", "before", "after", "added", "events",
      "watchlist", "confidence"),
    *("undoes", "redoes", "line", "at", "by", "finest", "what", "entry", "first", "last", "n_articles", "keywords",
      "parent", "into", "failed"),
)  # fmt: skip
RECORD = (
    *("versions", "input", "watchlist", "taught", "held", "stages", "lineage", "edit_problems", "name", "seed", "model",
      "topics", "hash"),
    *("level", "line", "files", "seconds", "settings", "kind", "from", "to", "id", "topic", "why", "proposal", "level",
      "previous"),
)  # fmt: skip
IDS = (
    "a01",
    "a02",
    "tferries",
    "ttrams",
    "ttransport",
    "tfarming",
    "twine",
    "eaground",
    "enight",
    "eprice",
    "",
    "nobody",
    "Ferries",
)
OPS = ("rename", "merge", "split", "move", "accept", "reject", "pin", "ban", "undo", "redo", "forget", "sing", "")
values = st.recursive(
    st.none()
    | words
    | st.booleans()
    | st.integers(-2, 200)
    | st.floats()
    | st.sampled_from([*IDS, *OPS, 10**30, "2026-02-26T10:00:00Z"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(LOG + RECORD + IDS), inner, max_size=4),
    max_leaves=6,
)
SETTINGS = (
    *("seed = -1", "seed = 1e999", "seed = 'x'", "n_layers = 99", "n_layers = true", "model = '../../x'", "model = ''",
      "device = 'tpu'"),
    *("n_neighbors = 0", "copy_threshold = nan", "copy_window = -inf", "unknown = 1", "[table]\na = 1",
      "seed = 0\nseed = 0", "="),
    *("granularity = 'x'", "n_broad = 99999999999999999999", "lead_chars = 2026-02-26", 'model = """a\nb"""',
      "entities = []", "\x00"),
)  # fmt: skip
HEADERS = (
    *("{'descr': '<f2', 'fortran_order': False, 'shape': (12, 2), }",
      "{'descr': '<f8', 'fortran_order': True, 'shape': (12, 2), }"),
    *("{'descr': '|O', 'fortran_order': False, 'shape': (12, 2), }",
      "{'descr': '<f2', 'fortran_order': False, 'shape': (12, -2), }"),
    *("{'descr': '<f2', 'fortran_order': False, 'shape': (12, 9999999999999), }",
      "{'descr': [('a', '<f2')], 'shape': (12,)}", "{", "()"),
    *("{'descr': '<f2', 'fortran_order': False, 'shape': (12, 0), }",
      "{'descr': '<c8', 'fortran_order': 1, 'shape': (12, 2)}", "(" * 300),
    *("{'descr': '>f4', 'fortran_order': False, 'shape': (12, 1), }",
      "{'descr': '<f2', 'fortran_order': False, 'shape': (True, 2), }"),
)  # fmt: skip


@cache
def good_run() -> dict[str, bytes]:
    """A run that was edited in most ways."""
    run = example_run().rename("Trams", "T").merge(["Ferries", "T"], "Both").split(["a01"], "Alone")
    record = {
        "watchlist": {"topic": [{"name": "Strikes", "phrases": ["strike"]}]}, "versions": {"topics": "0.1.0"},
        "input": {"hash": "0"},
        "stages": [{"name": "copies", "seconds": 0.1, "settings": {}}], "name": "Week",
        "lineage": [{"level": "topic", "id": "twine", "kind": "same", "from": ["twine"]}],
        "edit_problems": [{"line": 1, "why": "gone", "proposal": ""}],
    }  # fmt: skip
    run.manifest.update(record)
    edited = run.move(["a11"], "Olive harvest").accept(["a05"], "Strikes").pin("Alone").undo()
    edited = replace(edited, edits=[{**line, "at": "2026-03-10T10:00:00+00:00"} for line in edited.edits])
    with tempfile.TemporaryDirectory() as folder:
        edited.save(Path(folder, "run"))
        return {f"run/{path.name}": path.read_bytes() for path in sorted(Path(folder, "run").iterdir())}


@st.composite
def run_folders(draw: Draw) -> Case:
    files = dict(good_run())
    for _ in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from(sorted(good_run())))
        way = draw(st.sampled_from(["odd", "odd", "odd", "struck", "gone"]))
        if way == "gone":
            files.pop(name, None)
        elif way == "struck" and name in files:
            files[name] = struck(files[name], draw(hits))
        elif name in files:
            files[name] = draw(odd(name.removeprefix("run/"), good_run()[name]))
            _without_sums(files)
    return Case(files)


def _without_sums(files: dict[str, bytes]) -> None:
    """Take the sums out of the articles, as in older runs, so that what is odd inside is looked at."""
    try:
        table = pq.read_table(io.BytesIO(files["run/articles.parquet"]))
    except (KeyError, pa.ArrowException, OSError, ValueError):
        return
    files["run/articles.parquet"] = _written(table.replace_schema_metadata(None))


def _written(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def odd(name: str, data: bytes) -> st.SearchStrategy[bytes]:
    if name.endswith(".parquet"):
        return odd_tables(name.removesuffix(".parquet"), data)
    if name.endswith(".jsonl"):
        return odd_logs(data)
    if name.endswith(".json"):
        return odd_records(data)
    if name.endswith(".toml"):
        rows = data.split(b"\n")
        return st.lists(st.sampled_from(SETTINGS), min_size=1, max_size=3).map(
            lambda odd: b"\n".join([row for row in rows if row.split(b" ")[0] not in [o.split(" ")[0].encode() for o in odd[:2]]]
                                   + [text.encode() for text in odd])
        )  # fmt: skip
    return st.tuples(st.sampled_from(HEADERS), st.integers(0, 200), st.sampled_from([1, 2, 9])).map(
        lambda given: _array(*given)
    )


def _array(header: str, n_bytes: int, version: int) -> bytes:
    size = len(header) + 1
    length = size.to_bytes(2 if version == 1 else 4, "little")
    return (
        b"\x93NUMPY"
        + bytes([version, 0])
        + length
        + header.encode()
        + b"\n"
        + np.arange(n_bytes, dtype=np.uint8).tobytes()
    )


CELLS: dict[Any, st.SearchStrategy[Any]] = {
    pa.string(): words | st.sampled_from(IDS) | st.none(),
    pa.list_(pa.string()): st.none() | st.lists(words | st.sampled_from(IDS) | st.none(), max_size=3),
    pa.float32(): st.none() | st.floats(width=32),
    pa.int32(): st.none() | st.integers(-3, 120) | st.sampled_from([2**31 - 1, -(2**31)]),
    pa.timestamp("us", tz="UTC"): st.none() | st.integers(-(2**62), 2**62) | st.integers(10**15, 2 * 10**15),
}


@st.composite
def odd_tables(draw: Draw, name: str, data: bytes) -> bytes:
    try:
        table = pq.read_table(io.BytesIO(data))
    except (pa.ArrowException, OSError, ValueError):
        return data
    schema = TABLES[name]
    for _ in range(draw(st.integers(1, 4))):
        way = draw(st.integers(0, 9))
        column = draw(st.sampled_from(schema.names))
        if way == 0:
            rows = draw(st.lists(st.integers(0, max(0, len(table) - 1)), max_size=4)) if len(table) else []
            table = table.take(pa.array(rows, pa.int64()))
        elif way == 1 and column in table.column_names:
            table = table.drop_columns([column])
        elif way == 2 and column in table.column_names:
            at = table.column_names.index(column)
            table = table.set_column(
                at, column, [draw(st.lists(st.none() | words, min_size=len(table), max_size=len(table)))]
            )
        elif len(table) and column in table.column_names and table.schema.field(column).type in CELLS:
            kind = table.schema.field(column).type
            cells = (
                table[column].cast(pa.int64()).to_pylist() if pa.types.is_timestamp(kind) else table[column].to_pylist()
            )
            cells[draw(st.integers(0, len(cells) - 1))] = draw(CELLS[kind])
            whole = pa.array(cells, pa.int64()).cast(kind) if pa.types.is_timestamp(kind) else pa.array(cells, kind)
            table = table.set_column(table.column_names.index(column), column, whole)
    return _written(
        table.replace_schema_metadata({b"edits": draw(st.sampled_from([b"4", b"0", b"99", b"x", "²".encode()]))})
    )


@st.composite
def odd_logs(draw: Draw, data: bytes) -> bytes:
    lines = [json.loads(line) for line in data.split(b"\n") if line.strip()]
    for line in lines:
        line.pop("sum", None)
    for _ in range(draw(st.integers(1, 3))):
        way = draw(st.integers(0, 6))
        if way == 0 or not lines:
            lines.insert(draw(st.integers(0, len(lines))), draw(values))
        elif way == 1:
            lines.insert(
                draw(st.integers(0, len(lines))),
                {"op": draw(st.sampled_from(OPS)), **draw(st.dictionaries(st.sampled_from(LOG), values, max_size=5))},
            )
        elif way == 2:
            lines.append(lines[draw(st.integers(0, len(lines) - 1))])
        else:
            at = draw(st.integers(0, len(lines) - 1))
            lines[at] = changed(draw, lines[at])
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


@st.composite
def odd_records(draw: Draw, data: bytes) -> bytes:
    record = json.loads(data)
    record.pop("sum", None)
    for _ in range(draw(st.integers(1, 3))):
        record = changed(draw, record) if draw(st.booleans()) else record | draw(st.dictionaries(st.sampled_from(RECORD),
        values, max_size=2)) \
            if isinstance(record, dict) else record  # fmt: skip
    return json.dumps(record).encode()


def changed(draw: Draw, value: Any) -> Any:
    """Put something else into one place of a value, however deep it lies."""
    if not isinstance(value, dict | list) or not value or draw(st.integers(0, 5)) == 0:
        return draw(values)
    if isinstance(value, list):
        at = draw(st.integers(0, len(value) - 1))
        return [changed(draw, one) if number == at else one for number, one in enumerate(value)]
    key = draw(st.sampled_from(sorted(value)))
    if draw(st.integers(0, 5)) == 0:
        return {name: held for name, held in value.items() if name != key}
    return value | {key: changed(draw, value[key])}
