"""The text of a database export -> its articles, told by its labels and counters; a text that is none is left to `dump`.

Fields come from the labels, everything else is furniture and counted: the spans of the articles and of the furniture
together hold every character exactly once. The dialects know the labels, this module knows no database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import Any, NamedTuple

from topics.articles.datelines import LIKELY, parse_dateline
from topics.articles.dates import find_date
from topics.articles.export_text import FURNITURE, LATE_DATE, Line, Piece, read_lines_of
from topics.articles.factiva import is_factiva, read_factiva, split_factiva
from topics.articles.files import EXCERPT_CHARS
from topics.articles.nexis import is_nexis, read_nexis, split_nexis
from topics.articles.proquest import is_proquest, read_proquest, source_of, split_proquest
from topics.articles.rows import Article, Item, Rejected, Remark, Span, between

SHORTEST_UNREAD = 200  # characters of a part that is no document; a shorter one is a cover or a footer
WIDEST_GAP = 2  # characters by which the lines of a wrapped paragraph miss the widest one, beside the next word

# One of these stands in every export; a text without any is not looked at line by line.
_HINT = re.compile(
    r"^[ \t]*(?:LENGTH\s?:|LOAD-DATE\s?:|Document [A-Z0-9]{12}|Full text\s?:|(?:HD|SN)(?:\s|$))", re.I | re.M
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n|\f")


class _Dialect(NamedTuple):
    name: str
    fits: Callable[[Sequence[Line]], bool]
    split: Callable[[Sequence[Line]], Iterator[Sequence[Line]]]
    read: Callable[[Sequence[Line]], list[Piece]]


_DIALECTS = (
    _Dialect("ProQuest", is_proquest, split_proquest, read_proquest),
    _Dialect("Factiva", is_factiva, split_factiva, read_factiva),
    _Dialect("Nexis", is_nexis, split_nexis, read_nexis),
)


@dataclass(frozen=True)
class ExportArticle:
    """One document of an export.

    Attributes
    ----------
    fields
        Of an article: title, body, summary, published, source, place, lang, url, key; only those that are told.
    line
        The line of the text in which the document begins, from 1.
    spans
        The characters of the text that became its fields, as (start, end) in order.
    """

    fields: dict[str, Any]
    line: int
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Export:
    """What an export holds.

    Attributes
    ----------
    dialect
        The database whose manner it follows.
    articles
        In the order of the text.
    unread
        Stretches of text that are no document of this dialect and too long to be a cover page.
    furniture
        The characters that belong to no article: labels, index terms, counters, notices, blank space.
    """

    dialect: str
    articles: tuple[ExportArticle, ...]
    unread: tuple[Span, ...]
    furniture: tuple[Span, ...]


def read_export(text: str) -> Export | None:
    r"""Read the text of a database export, None where it is no such text.

    Examples
    --------
    >>> export = read_export(
    ...     "1 of 1 DOCUMENT\n\nHarbour Gazette\n\nFebruary 26, 2026 Thursday\n\nFerry strike ends\n\nLENGTH: 9 words\n\n"
    ...     "BODY:\n\nCrews returned to work on Friday.\n\nLOAD-DATE: February 27, 2026\n"
    ... )
    >>> export.dialect, export.articles[0].fields["title"], export.articles[0].fields["source"]
    ('Nexis', 'Ferry strike ends', 'Harbour Gazette')
    """
    if not _HINT.search(text):
        return None
    lines = read_lines_of(text)
    dialect = next((dialect for dialect in _DIALECTS if dialect.fits(lines)), None)
    if dialect is None:
        return None
    articles: list[ExportArticle] = []
    unread: list[Span] = []
    number, counted = 1, 0
    for document in dialect.split(lines):
        number, counted = number + text.count("\n", counted, document[0].start), document[0].start
        article = _article(text, dialect.read(document), number)
        if article:
            articles.append(article)
        elif document[-1].end - document[0].start >= SHORTEST_UNREAD and articles:
            unread.append((document[0].start, document[-1].end))
    taken = sorted([*unread, *(span for article in articles for span in article.spans)])
    return Export(dialect.name, tuple(articles), tuple(unread), between(taken, len(text))) if articles else None


def export_items(text: str, export: Export) -> Iterator[Item]:
    """Hand on the articles of an export, what of it could not be read, and how much is furniture."""
    for article in export.articles:
        yield Article(article.fields, article.line, (article.spans[0][0], article.spans[-1][1]))
    for start, _ in export.unread:
        reason = f"no document of this {export.dialect} export was recognised here"
        yield Rejected(reason, text.count("\n", 0, start) + 1, text[start : start + EXCERPT_CHARS])
    left_out = sum(end - start for start, end in export.furniture)
    what = f"{len(export.articles):,} documents of a {export.dialect} export; {left_out:,} characters of furniture"
    yield Remark(f"{what} (labels, index terms, notices) belong to no article", 0, left_out, f"{export.dialect} export")


def _article(text: str, pieces: Sequence[Piece], line: int) -> ExportArticle | None:
    told = _useful(text, pieces)
    values = {
        name: reduce(_wrapped, [" ".join(text[p.start : p.end].split()) for p in told if p.field == name])
        for name in {piece.field for piece in told}
    }
    body = _body(text, [piece for piece in told if piece.field == "body"])
    if not body and not values.get("title") and not values.get("summary"):
        return None
    fields: dict[str, Any] = {name: values[name] for name in ("title", "summary", "lang") if name in values}
    fields |= {name: values[name].split()[0] for name in ("url", "key") if values.get(name)}
    fields["source"] = values.get("source") or source_of(values.get("info", ""))
    fields |= _placed(body, values)
    if published := _date(values):
        fields["published"] = published
    return ExportArticle(fields, line, tuple((piece.start, piece.end) for piece in told))


def _useful(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out furniture, and second-best dates and outlets where there are better ones."""
    dated = any(piece.field == "published" and find_date(text[piece.start : piece.end]) for piece in pieces)
    spare = {FURNITURE, LATE_DATE} if dated else {FURNITURE}
    if dated and any(piece.field == "source" for piece in pieces):
        spare.add("info")
    return sorted((piece for piece in pieces if piece.field not in spare), key=lambda piece: piece.start)


def _body(text: str, pieces: Sequence[Piece]) -> str:
    """Put the lines of a text together again: paragraphs apart, wrapped lines in one."""
    paragraphs: list[list[str]] = []
    before: Piece | None = None
    for piece in pieces:
        between = text[before.end : piece.start] if before else ""
        if before is None or _BLANK_LINE.search(between) or between.strip():
            paragraphs.append([])
        paragraphs[-1].append(" ".join(text[piece.start : piece.end].split()))
        before = piece
    width = max((len(line) for lines in paragraphs for line in lines[:-1]), default=0)
    return "\n\n".join(_unwrapped(lines, width) for lines in paragraphs)


def _unwrapped(lines: Sequence[str], width: int) -> str:
    joined = lines[0]
    for line, following in pairwise(lines):
        has_room = len(line) + 1 + len(following.split(maxsplit=1)[0]) + WIDEST_GAP <= width
        joined = f"{joined}\n{following}" if has_room and not following[0].islower() else _wrapped(joined, following)
    return joined


def _wrapped(before: str, after: str) -> str:
    """Join two lines of one sentence; databases break a line behind the hyphen of a word, never inside a word."""
    is_one_word = before[-1:] == "-" and before[-2:-1].isalpha() and after[:1].islower()
    return f"{before}{after}" if is_one_word else f"{before} {after}"


def _placed(body: str, values: dict[str, str]) -> dict[str, str]:
    """Take the dateline off the text, as in a dump, so that the same report has the same text wherever it is found."""
    line = parse_dateline(body[:EXCERPT_CHARS])
    if line is None or line.strength < LIKELY:
        return {"body": body, "place": values.get("place", "")}
    return {"body": body[line.end :], "place": values.get("place") or line.place}


def _date(values: dict[str, str]) -> Any:
    """Return the best date that is told, as it is written where it cannot be read."""
    for name in ("published", "info", LATE_DATE):
        found = find_date(values.get(name, ""))
        if found:
            return found[0]
    return values.get("published")
