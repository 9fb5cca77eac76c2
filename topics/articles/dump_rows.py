"""A text file -> the records of the articles that it holds: the file is decoded and mended first, then split.

What belongs to no article is counted in the notes, so that every character of the file is accounted for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from topics.articles.dates import find_date_in_name
from topics.articles.dump import split_dump
from topics.articles.encodings import mend_text
from topics.articles.files import EXCERPT_CHARS, MAX_DOCUMENT_BYTES, read_lines
from topics.articles.ledger import Ledger
from topics.articles.sources import Source


def read_dump(file: Source, ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Read a text file that holds any number of articles.

    Yields
    ------
    dict
        One article as a record for `make_table`; its origin counts characters of the decoded, mended text.
    """
    text = _whole_text(file, ledger)
    if text.isspace() or not text:
        return
    dump = split_dump(text)
    day = find_date_in_name(file.path.name)
    line, counted = 1, 0
    for article in sorted(dump.articles, key=lambda article: article.start):
        line, counted = line + text.count("\n", counted, article.start), article.start
        yield {
            "title": article.title, "body": article.body, "summary": article.summary, "place": article.place,
            "source": article.source, "title_origin": article.title_origin, "published": article.published or day,
            "date_origin": article.date_origin if article.published else "file name",
            "origin": f"{file.name}#{article.start}-{article.end}", "file": file.name, "line": line,
        }  # fmt: skip
    if not dump.articles:
        ledger.reject(file.name, 0, "no article was found in this text", text[:EXCERPT_CHARS])
    elif dump.furniture:
        left_out = sum(end - start for start, end in dump.furniture)
        ledger.note(file.name, 0, f"{left_out:,} characters of furniture (rules, counters, menus) belong to no article")


def _whole_text(file: Source, ledger: Ledger) -> str:
    lines: list[str] = []
    size = problems = 0
    for number, text, problem in read_lines(file.path):
        if problem:
            problems += 1
            ledger.reject(file.name, number, problem, text)
            continue
        size += len(text) + 1
        if size > MAX_DOCUMENT_BYTES:
            ledger.reject(file.name, 0, f"the dump holds more than {MAX_DOCUMENT_BYTES:,} characters; cut it up")
            return ""
        lines.append(text)
    text = mend_text("\n".join(lines))
    if not problems and (not text or text.isspace()):
        ledger.reject(file.name, 0, "the file is empty")
    return text
