"""A web archive (.warc, .warc.gz) -> the articles of the pages and feeds in it; all other records are counted.

warcio takes the archive apart. What a record unpacks to is bounded; nothing is fetched.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

from topics.articles.feeds import feed_items
from topics.articles.files import HEAD_BYTES
from topics.articles.formats import FEED_ROOTS, PAGE_KINDS, root_name
from topics.articles.pages import decode_page, page_items
from topics.articles.rows import Article, Item, Rejected, Remark

MAX_PAGE_BYTES = 50_000_000  # of one record, unpacked
KINDS_SHOWN = 5

_ANSWERS = ("response", "resource")
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml")


def read_warc(path: Path) -> Iterator[Item]:
    """Read the pages of a web archive; lines are numbers of records."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    others: Counter[str] = Counter()
    number = wrong = 0
    try:
        with path.open("rb") as stream:
            archive = ArchiveIterator(stream)
            for number, record in enumerate(_quietly(archive), start=1):
                kind = _kind(record)
                if kind not in (*PAGE_KINDS, *_FEEDS):
                    others[kind] += 1
                    continue
                for item in _record_items(record, kind):
                    yield item._replace(line=number) if isinstance(item, Article | Rejected | Remark) else item
            wrong = archive.err_count
    except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        yield Rejected(f"the archive is damaged after record {number}: {reason}", number + 1)
    if not number:
        yield Rejected("the archive has no records", 0)
    if wrong:
        yield Remark(f"records that hold more than they say, of which the rest was not read: {wrong:,}", 0)
    if others:
        shown = ", ".join(f"{kind} {count}" for kind, count in others.most_common(KINDS_SHOWN))
        more = f" and {len(others) - KINDS_SHOWN} more kinds" if len(others) > KINDS_SHOWN else ""
        told = f"{others.total()} records hold no page and were not read: {shown}{more}"
        yield Rejected(told, 0) if others.total() == number else Remark(told, 0, 0)


def _quietly(archive: Any) -> Iterator[Any]:
    """Yield the records of an archive; warcio writes a piece of those of a wrong length to the terminal."""
    while True:
        with redirect_stderr(io.StringIO()):
            record = next(archive, None)
        if record is None:
            return
        yield record


def _kind(record: Any) -> str:
    """Say what a record holds: the type of a page that was answered, else why it is none."""
    if record.rec_type not in _ANSWERS:
        return str(record.rec_type)
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200":
        return f"status {status}"
    headers = record.http_headers or record.rec_headers
    return (headers.get_header("Content-Type") or "unknown").partition(";")[0].strip().lower()


def _record_items(record: Any, kind: str) -> Iterator[Item]:
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    headers = record.http_headers or record.rec_headers
    data = record.content_stream().read(MAX_PAGE_BYTES + 1)
    if len(data) > MAX_PAGE_BYTES:
        yield Rejected(f"the page {address} holds more than {MAX_PAGE_BYTES:,} bytes", 0)
    elif kind in _FEEDS and root_name(data[:HEAD_BYTES]) in FEED_ROOTS:
        yield from feed_items(data, address)
    elif kind in _FEEDS:
        yield Rejected(f"Got XML at {address} but expected a page or a feed", 0)
    else:
        charset = (headers.get_header("Content-Type") or "").lower().partition("charset=")[2].strip(" \"';")
        yield from page_items(decode_page(data, charset), address=address)
