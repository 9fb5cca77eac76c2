"""Tables with odd cells, as any format that holds them: what a row becomes is known, for every title is another."""

from __future__ import annotations

import csv
import io
import json
import string
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from .cases import Case

Draw = Callable[..., Any]
TITLES = ("title", "Headline", " TITLE ", "Head_Line", "webTitle", "HL")
OTHERS = (
    *("text", "Body", "content", "summary", "date", "Pub Date", "published", "timestamp", "source", "url", "link", "lang"),
    *("language", "place", "id", "key", "note", "", "votes", "sep=", "é", "=1+1", "x" * 60),
)  # fmt: skip
# What marks another format stands in news as well.
MARKS = (
    *(
        "%PDF-1.7",
        "{\\rtf1 ",
        "PK\x03\x04",
        "PAR1",
        "WARC/1.0",
        "<html>",
        "<rss><channel>",
        '{"title": "',
        "sep=;",
        "BZh9",
    ),
    *("From a@b Mon Jan  1 00:00:00 2026 ", "Document 1 of 9", "MIME-Version: 1.0", "Content-Type: multipart/related"),
)
WORDS = (
    *(
        "Dam level falls",
        "",
        " ",
        "By two metres in a week.",
        "=1+1",
        "+1",
        "@a",
        '"',
        "'",
        "a,b",
        "a;b\tc|d",
        "a\nb",
        "a\r\nb",
    ),
    *(
        "é\u202e",
        "日本",
        "\u200b",
        "2026-02-26",
        "26/02/2026",
        "nan",
        "NaN",
        "null",
        "#N/A",
        "1e999",
        "9" * 400,
        "x" * 3000,
    ),
    *(
        "\ufeff",
        "\u2028",
        "\x85",
        "\x0b",
        "&amp;#0;",
        "<b>",
        "\\ud800",
        "LISBON: ",
        "http://[",
        "https://a.example/2026/13/45/",
    ),
    *("0001-01-01", "9999-12-31T23:59:59-14:00", "0", "-1", "1e20", "31 February 2026", "٢٦", "²", "Ⅳ", "0000-00-00"),
)
words = st.sampled_from(WORDS + MARKS) | st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
numbers = st.integers() | st.floats() | st.booleans() | st.decimals(allow_nan=False, places=2)
zones = st.none() | st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(timezones=zones) | st.sampled_from(
    [datetime.min, datetime.max, datetime.max.replace(tzinfo=UTC)]
)
json_values = st.recursive(
    st.none() | words | st.integers() | st.floats() | st.booleans() | st.sampled_from(["\ud800", "\x00", 10**400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | st.sampled_from(OTHERS), inner, max_size=3),
    max_leaves=6,
)
odd_values = st.one_of(
    words, numbers, json_values, moments, st.dates(), st.times(), st.timedeltas(), st.binary(max_size=5), st.complex_numbers(),
    st.sampled_from([pd.NaT, pd.NA, np.nan, np.datetime64("NaT"), np.array(["a", "b"]), np.array(3), {1}, object,
    Decimal("NaN")]),
)  # fmt: skip


@st.composite
def tables(draw: Draw, cells: st.SearchStrategy[Any], most: int = 5) -> tuple[list[str], list[list[Any]]]:
    """A header with one title, and rows whose titles all differ."""
    names = [draw(st.sampled_from(TITLES)), *draw(st.lists(st.sampled_from(OTHERS), max_size=4))]
    at = draw(st.integers(0, len(names) - 1))
    names[0], names[at] = names[at], names[0]
    rows = draw(st.lists(st.lists(cells, min_size=len(names), max_size=len(names)), min_size=1, max_size=most))
    for number, row in enumerate(rows):
        row[at] = f"Report {number} {row[at] if isinstance(row[at], str) else ''}"
    return names, rows


@st.composite
def csv_files(draw: Draw) -> Case:
    names, rows = draw(tables(words))
    stream = io.StringIO(newline="")
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]))
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    writer = csv.writer(stream, delimiter=draw(st.sampled_from(",;\t|")), quoting=quoting, lineterminator=ends)
    writer.writerows([names, *rows])
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    text = stream.getvalue()
    # A header of one name that is blank at its ends, or a row of one empty cell, is as good as no line.
    return Case({draw(st.sampled_from(["a.csv", "a.tsv", "a.CSV"])): text.encode(encoding, "replace")}, len(rows))


@st.composite
def json_files(draw: Draw) -> Case:
    names, rows = draw(tables(json_values))
    made = [dict(zip(names, row, strict=True)) for row in rows]
    ascii_only = draw(st.booleans())
    texts = [json.dumps(row, ensure_ascii=ascii_only) for row in made]
    way = draw(st.sampled_from(["lines", "array", "object", "indented"]))
    text = "\n".join(texts) if way == "lines" else f"[{', '.join(texts)}]"
    if way == "object":
        text = '{"status": "ok", "results": ' + text + "}"
    if way == "indented":
        text = json.dumps(made, indent=1, ensure_ascii=ascii_only)
    name = draw(st.sampled_from(["a.jsonl", "a.ndjson"] if way == "lines" else ["a.json", "a.txt", "a"]))
    return Case({name: text.encode("utf8", "surrogatepass")}, len(rows))


@st.composite
def json_oddities(draw: Draw) -> Case:
    """Any JSON at all, and pieces of it; keys that make it an item of an exchange or a feed among them."""
    keys = st.sampled_from(
        ["uri", "versioncreated", "body_text", "headlines", "bodies", "type", "title", "text", "date", "items", "version",
         "articles", "url", "seendate", "content_html", "authors", "subject", "infosources", "place", "altids"]
    )  # fmt: skip
    values = (
        st.dictionaries(keys, json_values, max_size=8)
        | json_values
        | st.lists(st.dictionaries(keys, json_values), max_size=3)
    )
    value = draw(values)
    if isinstance(value, dict) and draw(st.booleans()):
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "items": draw(st.lists(st.dictionaries(keys, json_values))),
        }
        value = draw(st.sampled_from([{"uri": "u", "versioncreated": 1} | value, feed | value, [value, value]]))
    text = json.dumps(value)
    cut = draw(st.integers(0, 3)) == 0
    return Case(
        {f"a{draw(st.sampled_from(['.json', '.jsonl', '.txt']))}": text[: len(text) // 2 if cut else None].encode()}
    )


ARROW_CELLS: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.string(): words,
    pa.large_string(): words,
    pa.dictionary(pa.int8(), pa.string()): words,
    pa.binary(): st.binary(max_size=6),
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.uint8(): st.integers(0, 255),
    pa.float64(): st.floats(),
    pa.bool_(): st.booleans(),
    pa.null(): st.none(),
    pa.date32(): st.integers(-(2**31), 2**31 - 1),
    pa.date64(): st.integers(-(10**8), 10**8).map(lambda days: days * 86_400_000),
    pa.timestamp("s"): st.integers(-(2**44), 2**44),
    pa.timestamp("us", "UTC"): st.integers(-(2**62), 2**62),
    pa.timestamp("ns", "+14:00"): st.integers(-(2**62), 2**62),
    pa.timestamp("ms", "Nowhere/Land"): st.integers(0, 2**41),
    pa.time64("us"): st.times(),
    pa.duration("s"): st.integers(-(2**62), 2**62),
    pa.decimal128(38, 4): st.decimals(-(10**20), 10**20, places=4),
    pa.list_(pa.string()): st.lists(st.none() | words, max_size=3),
    pa.struct([("name", pa.string())]): st.fixed_dictionaries({"name": st.none() | words}),
    pa.map_(pa.string(), pa.int32()): st.lists(
        st.tuples(words, st.integers(0, 9)), max_size=2, unique_by=lambda pair: pair[0]
    ),
}


@st.composite
def parquet_files(draw: Draw) -> Case:
    names = draw(st.lists(st.sampled_from(OTHERS), max_size=4))
    n_rows = draw(st.integers(1, 4))
    arrays = [pa.array([f"Report {n} {draw(words)}" for n in range(n_rows)])]
    for _ in names:
        kind = draw(st.sampled_from(list(ARROW_CELLS)))
        cells = draw(st.lists(st.none() | ARROW_CELLS[kind], min_size=n_rows, max_size=n_rows))
        if pa.types.is_dictionary(kind):
            arrays.append(pa.array(cells, pa.string()).dictionary_encode())
        elif pa.types.is_date32(kind):
            arrays.append(pa.array(cells, pa.int32()).cast(kind))
        elif pa.types.is_date64(kind) or pa.types.is_timestamp(kind) or pa.types.is_duration(kind):
            arrays.append(pa.array(cells, pa.int64()).cast(kind))
        else:
            arrays.append(pa.array(cells, kind))
    stream = io.BytesIO()
    table = pa.table(arrays, names=[draw(st.sampled_from(TITLES)), *names])
    pq.write_table(table, stream, row_group_size=draw(st.integers(1, 4)), store_schema=draw(st.booleans()))
    return Case({"a.parquet": stream.getvalue()}, n_rows)


@st.composite
def workbooks(draw: Draw) -> Case:
    from openpyxl import Workbook

    legal = words.map(lambda text: "".join(c for c in text if c in string.whitespace or c >= " ").replace("\x0b", ""))
    cells = st.one_of(
        st.none(), legal, st.integers(-(10**18), 10**18), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
        st.datetimes(datetime(1900, 1, 1)), st.dates(date(1900, 1, 1)), st.just(time(1, 2)), st.timedeltas(timedelta(0),
        timedelta(9)),
    )  # fmt: skip
    names, rows = draw(tables(cells))
    book = Workbook()
    sheet = book.active
    above = draw(st.integers(0, 2))
    for row in [["An export"]] * above + [names, *rows]:
        sheet.append([value or None for value in row] if row is names else row)
    for row in sheet.iter_rows():  # a formula that no program has worked out has no value
        for cell in row:
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    if draw(st.booleans()):
        book.create_sheet("Empty", draw(st.integers(0, 1)))
    stream = io.BytesIO()
    book.save(stream)
    return Case({"a.xlsx": stream.getvalue()}, len(rows) + len(book.worksheets) - 1)


@st.composite
def frames(draw: Draw) -> Case:
    """A DataFrame of anything, as comes out of other people's programs."""
    names, rows = draw(tables(odd_values))
    cells = [pd.Series([row[at] for row in rows], dtype=object) for at in range(len(names))]
    frame = pd.concat(cells, axis=1)
    frame.columns = pd.Index(names)
    if draw(st.booleans()):
        frame = frame.infer_objects()
    if draw(st.booleans()):
        frame.index = pd.Index(draw(st.lists(st.integers(0, 2) | words, min_size=len(rows), max_size=len(rows))))
    return Case(rows=len(rows), frame=frame)
