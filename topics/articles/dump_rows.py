"""A text that holds any number of articles -> the articles: a file is decoded and mended first, then split.

What belongs to no article is counted in a remark, so that every character of the text is accounted for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from topics.articles.dates import find_date_in_name
from topics.articles.dump import Dump, split_dump
from topics.articles.encodings import mend_text
from topics.articles.exports import export_items, read_export
from topics.articles.files import EXCERPT_CHARS, MAX_DOCUMENT_BYTES, read_lines
from topics.articles.rows import Article, Item, Rejected, Remark


def read_dump(path: Path) -> Iterator[Item]:
    """Read a text file that holds any number of articles; their spans count characters of the decoded, mended text."""
    lines: list[str] = []
    size = problems = 0
    for number, text, problem in read_lines(path):
        if problem:
            problems += 1
            yield Rejected(problem, number, text)
            continue
        size += len(text) + 1
        if size > MAX_DOCUMENT_BYTES:
            yield Rejected(f"the dump holds more than {MAX_DOCUMENT_BYTES:,} characters; cut it up", 0)
            return
        lines.append(text)
    text = mend_text("\n".join(lines))
    if text and not text.isspace():
        yield from dump_items(text, path.name)
    elif not problems:
        yield Rejected("the file is empty", 0)


def dump_items(text: str, file_name: str = "") -> Iterator[Item]:
    r"""Split a mended text into its articles; an article without a date takes the one in the file's name.

    A text that is the export of a database is read by its labels instead, see `exports`.

    Examples
    --------
    >>> [article] = dump_items("Ferry strike ends\n\nLISBON: Crews returned to work on Friday.", "2026-02-27.txt")
    >>> article.fields["title"], article.fields["published"].isoformat(), article.span
    ('Ferry strike ends', '2026-02-27T00:00:00+00:00', (0, 60))
    """
    export = read_export(text)
    if export:
        yield from export_items(text, export)
        return
    dump = split_dump(text)
    day = find_date_in_name(file_name)
    line, counted = 1, 0
    for article in sorted(dump.articles, key=lambda article: article.start):
        line, counted = line + text.count("\n", counted, article.start), article.start
        fields = {
            "title": article.title, "body": article.body, "summary": article.summary, "place": article.place,
            "source": article.source, "title_origin": article.title_origin, "published": article.published or day,
            "date_origin": article.date_origin if article.published else "file name",
        }  # fmt: skip
        yield Article(fields, line, (article.start, article.end))
    if not dump.articles:
        yield Rejected("no article was found in this text", 0, text[:EXCERPT_CHARS])
    elif dump.furniture:
        yield _account(dump)


def _account(dump: Dump) -> Remark:
    left_out = sum(end - start for start, end in dump.furniture)
    sorts = ", ".join(f"{count:,} {sort}" for sort, count in dump.lines_cut.items())
    note = f"{left_out:,} characters of furniture belong to no article"
    return Remark(f"{note}; lines that stand in no text: {sorts}" if sorts else note, 0, left_out)
