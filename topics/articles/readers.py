"""Any mix of files, folders and DataFrames -> the articles table: the start of the straight line.

Formats are told apart by suffix and by content. Every input row ends in the table or, with file, line and reason, in
`attrs["rejected"]`; no error of a library reaches the caller.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from topics.articles.columns import check_columns
from topics.articles.draft import Draft
from topics.articles.elsewhere import drafts_elsewhere
from topics.articles.ledger import Ledger
from topics.articles.records import Reading, Record, address_records, file_records, frame_records
from topics.articles.saved_pages import without_furniture
from topics.articles.sources import find_files
from topics.articles.table import make_table
from topics.engine import current_engine

if TYPE_CHECKING:
    from topics.articles.fetching import Fetcher

QUIET_SECONDS = 2.0  # before a progress bar shows
REASONS_SHOWN = 3

OneSource = str | os.PathLike[str] | pd.DataFrame


def read_articles(
    source: OneSource | Iterable[OneSource],
    *,
    columns: Mapping[str, str] | None = None,
    progress: bool | None = None,
    fetch: bool = False,
    allow_private: bool = False,
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
    fetch
        Whether addresses (http, https) of pages and feeds may stand among the sources, and the feeds that a list names
        (.opml) are fetched: one request a second to a host, where its robots.txt allows it. Links are not followed.
    allow_private
        Whether machines of your own network may be fetched from.

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
    reading = Reading(given, Ledger(), _fetcher(allow_private) if fetch else None)
    articles = make_table(_with_progress(_records(source, reading), progress), reading.ledger)
    if articles.empty:
        raise ValueError(_nothing_read(articles.attrs["rejected"]))
    return articles


def _fetcher(allow_private: bool) -> Fetcher:
    from topics.articles.fetching import Fetcher

    return Fetcher(allow_private=allow_private)


def _records(source: Any, reading: Reading) -> Iterator[Record | Draft]:
    """Read one record after the other, all files in order of their names, so that errors come in a fixed order too."""
    single = isinstance(source, str | bytes | os.PathLike | pd.DataFrame | Mapping) or not isinstance(source, Iterable)
    sources = [source] if single else list(source)
    if not sources:
        raise ValueError("Got an empty list but expected at least one file, folder or DataFrame")
    frames = [item for item in sources if isinstance(item, pd.DataFrame)]
    addresses = sorted({item.strip() for item in sources if _is_address(item)})
    if addresses and not reading.fetcher:
        raise ValueError(
            f"Got the address {addresses[0][:200]!r} but nothing is fetched unless you ask for it; "
            "use --fetch (fetch=True), or download it first"
        )
    paths = [item for item in sources if not isinstance(item, pd.DataFrame) and not _is_address(item)]
    for number, frame in enumerate(frames, start=1):
        name = "DataFrame" if len(frames) == 1 else f"DataFrame {number}"
        yield from frame_records(frame, name, reading)
    files = without_furniture(find_files(paths), reading.ledger)
    if current_engine().elsewhere and not reading.fetcher:  # one machine alone asks the web
        yield from drafts_elsewhere(files, reading)
    else:
        for file in files:
            yield from file_records(file, reading)
    yield from address_records(addresses, reading)
    check_columns(reading.given, reading.met)


def _is_address(item: object) -> bool:
    return isinstance(item, str) and item.lstrip().lower().startswith(("http://", "https://"))


def _with_progress(records: Iterator[Record | Draft], progress: bool | None) -> Iterable[Record | Draft]:
    from tqdm.auto import tqdm

    # By default quiet where nobody looks: a notebook is looked at although its output is no terminal.
    quiet = None if progress is None and "ipykernel" not in sys.modules else progress is False
    bar: Iterable[Record | Draft] = tqdm(
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
