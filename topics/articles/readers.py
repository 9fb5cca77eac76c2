"""Any mix of files, folders and DataFrames -> the articles table: the start of the straight line.

Formats are told apart by suffix and by content. Every input row ends in the table or, with file, line and reason, in
`attrs["rejected"]`; no error of a library reaches the caller.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

import pandas as pd

from topics.articles.columns import check_columns, guess_columns, has_text, no_text_column, pick_fields
from topics.articles.files import EXCERPT_CHARS
from topics.articles.formats import find_format, read_items
from topics.articles.ledger import Ledger
from topics.articles.rows import Article, Header, Inside, Item, Rejected, Remark, Row
from topics.articles.saved_pages import without_furniture
from topics.articles.sources import Source, find_files
from topics.articles.table import make_table

QUIET_SECONDS = 2.0  # before a progress bar shows
KNOWN_PLANS = 1_000  # sets of JSON keys whose meaning is remembered
REASONS_SHOWN = 3
MOST_NESTED = 4  # files inside a file: an archive in a letter in an archive

OneSource = str | os.PathLike[str] | pd.DataFrame


def read_articles(
    source: OneSource | Iterable[OneSource],
    *,
    columns: Mapping[str, str] | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Read news text from anywhere into the articles table.

    Parameters
    ----------
    source
        A file, a glob, a folder (with all its subfolders, without hidden files), a DataFrame, or a list of these.
        Files: dumps that hold any number of articles (.txt, .text, .md, no suffix), .jsonl, .ndjson, .json, .csv, .tsv,
        .parquet, web pages, feeds and what else `docs/formats.md` names; each also gzipped (.gz). The encoding is detected.
    columns
        Which column holds which field, where its name does not tell: `{"title": "Hed", "body": "Txt"}`. Fields: title,
        body, summary, published, source, url, lang, place, key.
    progress
        Show a progress bar. By default only to a person who has waited two seconds.

    Returns
    -------
    DataFrame
        One row an article, sorted by id: id, title, body, summary, published (UTC, NaT where unknown), source, url,
        lang, place, title_origin, date_origin, origin, key; '' for missing text. `origin` is "file:line" for a row of a
        table and "file#start-end" for an article of a dump, in characters of the decoded, mended text.
        `attrs["rejected"]` lists what is not in the table (file, line, reason, text), `attrs["notes"]` what was kept
        with a doubt (file, line, note). Neither the order of rows nor that of files changes what the articles say.

    Raises
    ------
    FileNotFoundError
        When a path does not exist, or a folder or glob holds no file.
    ValueError
        When nothing at all could be read, or `columns` names something unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"Headline": ["Ferry strike ends", ""], "pub_date": ["26 Feb 2026", "27 Feb 2026"]})
    >>> articles = read_articles(rows)
    >>> articles[["title", "origin"]].values.tolist()
    [['Ferry strike ends', 'DataFrame:1']]
    >>> articles.attrs["rejected"][0]["reason"]
    'no text: title and body are both empty'
    """
    given = dict(columns or {})
    check_columns(given)
    ledger = Ledger()
    articles = make_table(_with_progress(_records(source, given, ledger), progress), ledger)
    if articles.empty:
        raise ValueError(_nothing_read(articles.attrs["rejected"]))
    return articles


def _records(source: Any, given: dict[str, str], ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Read one record after the other, all files in order of their names, so that errors come in a fixed order too."""
    single = isinstance(source, str | bytes | os.PathLike | pd.DataFrame | Mapping) or not isinstance(source, Iterable)
    sources = [source] if single else list(source)
    if not sources:
        raise ValueError("Got an empty list but expected at least one file, folder or DataFrame")
    frames = [item for item in sources if isinstance(item, pd.DataFrame)]
    files = find_files(item for item in sources if not isinstance(item, pd.DataFrame))
    met: set[str] = set()
    for number, frame in enumerate(frames, start=1):
        name = "DataFrame" if len(frames) == 1 else f"DataFrame {number}"
        yield from _table_records(_frame_items(frame, given), name, given, ledger, met)
    for file in without_furniture(files, ledger):
        yield from _file_records(file, given, ledger, met)
    check_columns(given, met)


def _file_records(
    file: Source, given: dict[str, str], ledger: Ledger, met: set[str], depth: int = 0
) -> Iterator[dict[str, Any]]:
    if depth > MOST_NESTED:
        ledger.reject(file.name, 0, f"Got files nested more than {MOST_NESTED} deep; unpack them yourself")
        return
    try:
        form = find_format(file.path)
    except ValueError as refusal:
        ledger.reject(file.name, 0, str(refusal))
        return
    ledger.formats[file.name] = form.name
    yield from _table_records(read_items(form, file.path, given), file.name, given, ledger, met, depth)


def _frame_items(frame: pd.DataFrame, given: dict[str, str]) -> Iterator[Item]:
    names = [str(name) for name in frame.columns]
    yield Header(names, 0)
    wanted = sorted({name for columns in guess_columns(names, given).values() for name in columns})
    cells = [frame.iloc[:, names.index(name)].tolist() for name in wanted]
    for number, values in enumerate(zip(*cells, strict=True), start=1):
        yield Row(dict(zip(wanted, values, strict=True)), number)
    if frame.empty:
        yield Rejected("the DataFrame has no rows", 0)


def _table_records(
    items: Iterable[Item], file: str, given: dict[str, str], ledger: Ledger, met: set[str], depth: int = 0
) -> Iterator[dict[str, Any]]:
    plan_of = lru_cache(maxsize=KNOWN_PLANS)(partial(guess_columns, given=given))
    header: tuple[str, ...] = ()
    item: Item | None = None
    for item in items:
        if isinstance(item, Rejected):
            ledger.reject(file, item.line, item.reason, item.text)
        elif isinstance(item, Remark):
            ledger.note(file, item.line, item.note, item.left_out)
        elif isinstance(item, Inside):
            yield from _file_records(Source(item.path, f"{file}/{item.name}"), given, ledger, met, depth + 1)
        elif isinstance(item, Article):
            yield {**item.fields, "file": file, "line": item.line, **_origin(file, item.span)}
        elif isinstance(item, Header):
            header = tuple(item.names)
            met.update(header)
            if not has_text(plan_of(header)):
                ledger.reject(file, item.line, f"{no_text_column(header)}; none of its rows was read")
                return
        else:
            names = header or tuple(item.values)
            met.update(names)
            if has_text(plan_of(names)):
                yield {**pick_fields(item.values, plan_of(names)), "file": file, "line": item.line}
            else:
                ledger.reject(file, item.line, no_text_column(names), str(item.values)[:EXCERPT_CHARS])
    if item is None:
        ledger.reject(file, 0, "the file is empty")


def _origin(file: str, span: tuple[int, int] | None) -> dict[str, str]:
    return {"origin": f"{file}#{span[0]}-{span[1]}"} if span else {}


def _with_progress(records: Iterator[dict[str, Any]], progress: bool | None) -> Iterable[dict[str, Any]]:
    from tqdm.auto import tqdm

    # By default quiet where nobody looks: a notebook is looked at although its output is no terminal.
    quiet = None if progress is None and "ipykernel" not in sys.modules else progress is False
    bar: Iterable[dict[str, Any]] = tqdm(
        records, desc="reading", unit=" articles", delay=0 if progress else QUIET_SECONDS, disable=quiet, leave=False
    )
    return bar


def _nothing_read(rejected: list[dict[str, Any]]) -> str:
    first = "; ".join(
        f"{entry['file']}{' line ' + str(entry['line']) if entry['line'] else ''}: {entry['reason']}"
        for entry in rejected[:REASONS_SHOWN]
    )
    more = len(rejected) - REASONS_SHOWN
    return f"Nothing could be read, {len(rejected):,} rejected: {first}" + (f"; and {more:,} more" if more > 0 else "")
