"""A gold table from any file, and the article that each of its rows is about.

Must never guess: a row that fits two articles fits none.
"""

from __future__ import annotations

import gzip
import io
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# Tried in this order for each gold row, (column of the run, column of the gold) by pairs: the firmest evidence first.
JOINS = (
    (("id",), ("id",)),
    (("key",), ("key",)),
    (("key",), ("id",)),
    (("url", "title"), ("url", "title")),
    (("url",), ("url",)),
)


def read_gold(path: str | Path) -> pd.DataFrame:
    r"""Read gold labels from a .jsonl, .csv, .tsv or .parquet file, gzipped or not; ids and labels stay as written.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "gold.csv"
    >>> _ = path.write_text("id,event\n007,dam-breach\n")
    >>> read_gold(path).to_dict("records")
    [{'id': '007', 'event': 'dam-breach'}]
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"Got gold={str(path)!r} but expected an existing file.")
    packed = path.suffix.lower() == ".gz"
    suffix = Path(path.stem if packed else path.name).suffix.lower()
    data = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
    if suffix == ".jsonl":
        return pd.DataFrame(list(_json_lines(data, path)), dtype=object)
    if suffix in (".csv", ".tsv"):
        separator = "\t" if suffix == ".tsv" else ","
        return pd.read_csv(io.BytesIO(data), sep=separator, dtype=str, keep_default_na=False)
    if suffix == ".parquet":
        return pd.read_parquet(io.BytesIO(data))
    raise ValueError(
        f"Got gold={path.name!r} but expected .jsonl, .csv, .tsv or .parquet, with or without .gz after it."
    )


def match_gold(articles: pd.DataFrame, gold: pd.DataFrame) -> NDArray[np.int64]:
    """Return for each gold row the position of its article in the table, -1 where there is none.

    A row is looked up by ``id``, else by ``key`` (the gold's ``key`` or ``id`` against the key that the input gave),
    else by url and title together, else by url. What several articles share identifies none of them.

    Examples
    --------
    >>> articles = pd.DataFrame({"id": ["a1", "b2"], "key": ["7", "8"], "url": "", "title": ["Dam fails", "Rate rise"]})
    >>> match_gold(articles, pd.DataFrame({"id": ["8", "a1", "-"], "title": ["", "", "Dam  fails"]})).tolist()
    [1, 0, 0]
    """
    position = np.full(len(gold), -1, dtype=np.int64)
    for ours, theirs in JOINS:
        waiting = np.flatnonzero(position < 0)
        if not len(waiting):
            break
        known = pd.Series(np.arange(len(articles)), index=pd.Index(_joined(articles, ours), dtype=object))
        known = known[~known.index.duplicated(keep=False) & (known.index != "")]
        wanted = pd.Index(_joined(gold, theirs)[waiting], dtype=object)
        position[waiting] = known.reindex(wanted, fill_value=-1).to_numpy(dtype=np.int64)
    return position


def _joined(table: pd.DataFrame, columns: tuple[str, ...]) -> NDArray[np.object_]:
    parts = [
        list(map(_plain if column == "title" else str.strip, column_text(table, column).tolist())) for column in columns
    ]
    joined = ["\n".join(row) if any(row) else "" for row in zip(*parts, strict=True)]
    return np.array(joined, dtype=object)


def _plain(text: str) -> str:
    # A title may have been tidied on its way into the run: width, case and spaces are no evidence against it.
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def column_text(table: pd.DataFrame, column: str) -> pd.Series[str]:
    """Return a column as text, "" where it is missing or the table has no such column.

    Examples
    --------
    >>> column_text(pd.DataFrame({"event": ["dam-breach", None, 7]}), "event").tolist()
    ['dam-breach', '', '7']
    """
    if column not in table:
        return pd.Series("", index=table.index, dtype=object)
    return pd.Series([_as_text(value) for value in table[column]], index=table.index, dtype=object)


def _as_text(value: object) -> str:
    missing = value is None or value is pd.NA or value != value  # NaN and NaT alone differ from themselves
    return "" if missing else str(value)


def _json_lines(data: bytes, path: Path) -> Iterator[dict[str, object]]:
    # Not splitlines: it also cuts at U+2028 and its like, which may stand inside a JSON string.
    for number, line in enumerate(data.decode("utf-8-sig").split("\n"), start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise ValueError(f"Got line {number} of {path.name} but expected JSON: {error.msg}.") from None
            if not isinstance(row, dict):
                raise ValueError(f"Got line {number} of {path.name} = {line[:40]!r} but expected a JSON object.")
            yield row
