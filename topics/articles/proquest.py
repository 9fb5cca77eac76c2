"""Exports in the manner of ProQuest -> pieces: rules of underscores, `Full text:`, `Publication title:`, `Document URL:`.

One of the dialects of `exports`. The text stands in the middle: what is known of it may come before or after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from topics.articles.export_text import FURNITURE, Line, Piece, labelled_pieces, read_label, tail_start

HEADLINE = "headline"  # a title without a label

LABELS = {
    "title": "title", "publication title": "source", "publication date": "published", "publication info": "info",
    "abstract": "summary", "document url": "url", "proquest document id": "key", "accession number": "key",
    "language of publication": "lang", "language": "lang", "dateline": "place", "full text": "body",
} | dict.fromkeys(
    (
        "author", "pages", "section", "publisher", "place of publication", "country of publication", "issn", "e-issn",
        "source type", "document type", "copyright", "last updated", "database", "subject", "location", "people",
        "company / organization", "company", "links", "publication year", "year", "publication subject", "volume",
        "issue", "number of pages", "first page", "alternate title", "document feature", "column", "edition",
        "correspondence author", "identifier / keyword", "credit", "publication url", "classification", "isbn",
    ),
    FURNITURE,
)  # fmt: skip

_RULE = re.compile(r"[_=*-]{20,}")
_COUNTER = re.compile(r"Document \d{1,6} of \d{1,6}|\[?\d{1,6}/\d{1,6}\]?", re.I)
_OWN = re.compile(r"(?:full text|publication title|publication info|proquest document id|document url)\s?:", re.I)
_NO_TEXT = re.compile(r"(?:not available|none)\W*", re.I)
_CONTACT = re.compile(
    r"(?:contact us at|database copyright|terms and conditions|all rights reserved|bibliography)\b", re.I
)
_INFO = re.compile(r"\s*(?P<source>[^;:\[]{2,100}?)\s*(?:;|\[|,\s?\d|\.\s)")


def is_proquest(lines: Sequence[Line]) -> bool:
    """Tell an export by the label of its text and two labels of the database."""
    own = {line.text.split(":")[0].strip().lower() for line in lines if _OWN.match(line.text)}
    return "full text" in own and len(own) > 1


def split_proquest(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Part an export at its rules and counters, which go with the document that they open."""
    start, open_ = 0, False
    for number, line in enumerate(lines):
        parts = _RULE.fullmatch(line.text) or _COUNTER.fullmatch(line.text)
        if parts and open_:
            yield lines[start:number]
            start, open_ = number, False
        open_ = open_ or not parts
    if start < len(lines):
        yield lines[start:]


def read_proquest(lines: Sequence[Line]) -> list[Piece]:
    """Say what each line of one document is."""
    inner = [line for line in lines if not (_RULE.fullmatch(line.text) or _COUNTER.fullmatch(line.text))]
    text = next((n for n, line in enumerate(inner) if _field(line) == "body"), len(inner))
    if not any(read_label(line, LABELS) for line in inner):
        return []
    tail = text + tail_start(inner[text:], _is_tail)
    pieces = [*_head(inner[:text]), *_text(inner[text:tail]), *labelled_pieces(inner[tail:], LABELS)]
    # The headline stands above the text and once more among what is known of it: once is enough.
    headline = FURNITURE if any(piece.field == "title" for piece in pieces) else "title"
    return [piece._replace(field=headline) if piece.field == HEADLINE else piece for piece in pieces]


def source_of(info: str) -> str:
    """Take the outlet from the line that names outlet, place, date and page together.

    Examples
    --------
    >>> source_of("Harbour Gazette ; Lisbon [Lisbon]. 26 Feb 2026: 4.")
    'Harbour Gazette'
    """
    match = _INFO.match(info)
    return match["source"].strip(" ,.") if match else ""


def _field(line: Line) -> str:
    found = read_label(line, LABELS)
    return found[0] if found else FURNITURE


def _is_tail(line: Line) -> bool:
    found = read_label(line, LABELS)
    return (found is not None and found[0] != "body") or _CONTACT.match(line.text) is not None


def _head(lines: Sequence[Line]) -> Iterator[Piece]:
    """Read what stands above the text; the headline and an address may stand there without labels."""
    first = next((n for n, line in enumerate(lines) if read_label(line, LABELS)), len(lines))
    addresses = {line.start for line in lines if line.text.startswith(("http://", "https://"))}
    free = [Piece(HEADLINE, line.start, line.end) for line in lines[:first]]
    for piece in (*free, *labelled_pieces(lines[first:], LABELS)):
        yield piece._replace(field="url") if piece.start in addresses else piece


def _text(lines: Sequence[Line]) -> Iterator[Piece]:
    for line in lines:
        found = read_label(line, LABELS)
        if found and found[0] == "body":
            yield Piece(FURNITURE, line.start, found[1])
            if found[1] < line.end and not _NO_TEXT.fullmatch(line.text[found[1] - line.start :]):
                yield Piece("body", found[1], line.end)
        else:
            yield Piece("body", line.start, line.end)
