"""The tables of a run as people read them, written as csv, jsonl or parquet.

Must never let text of an article start a formula, and never lose a row.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from topics.runs.layers import topic_at_layer

if TYPE_CHECKING:
    from topics.export import What
    from topics.runs.run import Run

LIST_SEPARATOR = "; "
# What Excel, LibreOffice or Google Sheets read as a formula (OWASP, "CSV injection"): wide forms count, and so do signs
# behind blanks or control characters, which some of them skip.
FORMULA = re.compile("[\t\r\n]|[\\s\x00-\x1f\ufeff\u200b]*[=+\\-@\uff1d\uff0b\uff0d\uff20]")
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"

# What an analyst looks at first stands on the left, the long texts at the right end.
FIRST = ("id", "key", "title", "published", "source", "url", "lang", "place")
LAST = (
    "topic",
    "topic_confidence",
    "event",
    "copy_of",
    "x",
    "y",
    "title_origin",
    "date_origin",
    "origin",
    "summary",
    "body",
)


def readable(run: Run, what: What) -> pd.DataFrame:
    """Return a table of the run with the names behind its ids.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> topics = pd.DataFrame({"id": ["t1", "t2"], "layer": [0, 1], "parent": ["", "t1"], "name": ["Arms", "Missiles"]})
    >>> readable(SimpleNamespace(topics=topics), "topics")["parent_name"].tolist()
    ['', 'Arms']
    """
    names = dict(zip(run.topics["id"], run.topics["name"], strict=True))
    if what == "articles":
        return _readable_articles(run, names)
    if what == "topics":
        return run.topics.assign(parent_name=[names.get(parent, "") for parent in run.topics["parent"]])
    return run.events.assign(topic_name=[names.get(topic, "") for topic in run.events["topic"]])


def write_csv(run: Run, path: Path, what: What | None) -> None:
    """Write a table as UTF-8 csv, lists joined, texts that look like a formula behind an apostrophe."""
    table_to_csv(readable(run, what or "articles"), path)


def table_to_csv(table: pd.DataFrame, path: Path) -> None:
    """Write any table as `write_csv` writes those of a run."""
    table = flat(table)
    texts = [str(column) for column in table if not pd.api.types.is_numeric_dtype(table[column])]
    safe = table.assign(**{column: [without_formula(text) for text in table[column]] for column in texts})
    safe.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def write_jsonl(run: Run, path: Path, what: What | None) -> None:
    """Write a table as one JSON object a line: lists stay lists, times are ISO 8601, what is unknown is null."""
    table_to_jsonl(readable(run, what or "articles"), path)


def table_to_jsonl(table: pd.DataFrame, path: Path) -> None:
    """Write any table as `write_jsonl` writes those of a run."""
    columns = [[_json_value(value) for value in table[column].array] for column in table]
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for row in zip(*columns, strict=True):
            stream.write(json.dumps(dict(zip(table.columns, row, strict=True)), ensure_ascii=False) + "\n")


def write_parquet(run: Run, path: Path, what: What | None) -> None:
    """Write a table as parquet, types as they are in the run."""
    table_to_parquet(readable(run, what or "articles"), path)


def table_to_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write any table as `write_parquet` writes those of a run."""
    table = table.reset_index(drop=True)
    table.attrs = {}  # pandas would write them into the file, rejected texts and all
    table.to_parquet(path, index=False)


def flat(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table that spreadsheets can hold: lists joined by "; ", times as ISO 8601 text, "" for a missing text.

    Examples
    --------
    >>> flat(pd.DataFrame({"keywords": [["arms", "deal"], []]}))["keywords"].tolist()
    ['arms; deal', '']
    """
    return table.assign(**{str(column): _flat_column(table[column]) for column in table})


def without_formula(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: one that could be gets an apostrophe in front.

    Examples
    --------
    >>> without_formula("=HYPERLINK(A1)"), without_formula("Rates = prices")
    ("'=HYPERLINK(A1)", 'Rates = prices')
    """
    return "'" + text if FORMULA.match(text) else text


def _readable_articles(run: Run, names: dict[str, str]) -> pd.DataFrame:
    added = {f"topic_{layer}": topic_at_layer(run, layer).map(names).fillna("") for layer in _layers(run)}
    headlines = dict(zip(run.events["id"], run.events["headline"], strict=True))
    added["event_headline"] = pd.Series([headlines.get(event, "") for event in run.articles["event"]], dtype=object)
    table = run.articles.reset_index(drop=True).assign(**{name: column.array for name, column in added.items()})
    chosen = [*FIRST, *added, "watchlist"]
    others = [column for column in table if column not in chosen and column not in LAST]
    return table[[column for column in (*chosen, *others, *LAST) if column in table]]


def _layers(run: Run) -> list[int]:
    return sorted(set(run.topics["layer"].tolist()))


def _flat_column(column: pd.Series[Any]) -> pd.Series[Any]:
    if pd.api.types.is_numeric_dtype(column):
        return column
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return pd.to_datetime(column, utc=True).dt.strftime(TIME_FORMAT).astype(object).fillna("")
    return pd.Series([_flat_value(value) for value in column], index=column.index, dtype=object)


def _flat_value(value: object) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return LIST_SEPARATOR.join(str(part) for part in value)
    return "" if value is None or value is pd.NA or value != value else str(value)


def _json_value(value: object) -> object:
    if isinstance(value, np.floating):
        value = float(str(value))  # the shortest digits that mean the same number: .9, not .8999999761581421
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, pd.Timestamp):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    return None if value is pd.NaT or value is pd.NA else value
