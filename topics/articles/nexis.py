"""Exports in the manner of LexisNexis -> pieces: "3 of 100 DOCUMENTS", `LENGTH:`, `BODY:`, `LOAD-DATE:`, "End of Document".

One of the dialects of `exports`. Reads both layouts: outlet and date above the headline (older), headline first (newer).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from topics.articles.export_text import (
    FURNITURE,
    LATE_DATE,
    Line,
    Piece,
    is_copyright,
    is_date_line,
    labelled_pieces,
    read_label,
    tail_start,
)

HEAD_LABELS = {
    "headline": "title", "title": "title", "highlight": "summary", "dateline": "place", "date": "published",
    "publication": "source", "source": "source", "body": "body",
    "byline": FURNITURE, "section": FURNITURE, "length": FURNITURE, "series": FURNITURE, "column": FURNITURE,
    "edition": FURNITURE, "correction": FURNITURE,
}  # fmt: skip
TAIL_LABELS = {"load-date": LATE_DATE, "language": "lang", "url": "url", "acc-no": "key"} | dict.fromkeys(
    (
        "publication-type", "pub-type", "document-type", "type", "subject", "geographic", "graphic", "country", "state",
        "city", "company", "organization", "person", "ticker", "industry", "distribution", "journal-code", "issn",
        "notes", "keywords", "category", "terms", "update", "correction-date", "classification", "file-name", "name",
    ),
    FURNITURE,
)  # fmt: skip

MOST_HEAD_LINES = 8  # above the text of a document without any label

_COUNTER = re.compile(r"(?:\d{1,6} of \d{1,6} DOCUMENTS?|Document \d{1,6} of \d{1,6})\.?", re.I)
_END = re.compile(r"End of Document", re.I)
_BODY = re.compile(r"(?:body|full text)\s?:?", re.I)
_COVER = re.compile(
    r"(?:about lexisnexis|client/matter|search terms|search type|narrowed by|job number|user name)\b", re.I
)
_EDITION = re.compile(r".{0,40}\bedition\b.{0,20}|correction appended", re.I)
_CLASSIFICATION = re.compile(r"classification", re.I)
# A label that hardly stands anywhere else, with its value.
_SURE = re.compile(r"(?:LENGTH\s?:\s*[\d,]+ words|LOAD-DATE\s?:)", re.I)


def is_nexis(lines: Sequence[Line]) -> bool:
    """Tell an export by counters or end marks together with labels that stand nowhere else."""
    parted = any(_COUNTER.fullmatch(line.text) or _END.fullmatch(line.text) for line in lines)
    sure = {line.text[:4].upper() for line in lines if _SURE.match(line.text)}
    labelled = sum(
        read_label(line, HEAD_LABELS) is not None or _BODY.fullmatch(line.text) is not None for line in lines
    )
    return bool(sure) and (parted or len(sure) > 1) and labelled > 1


def split_nexis(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Part an export at its counters and end marks, which go with the document that they open or close."""
    start = 0
    for number, line in enumerate(lines):
        opens, closes = _COUNTER.fullmatch(line.text), _END.fullmatch(line.text)
        if (opens or closes) and (end := number + bool(closes)) > start:
            yield lines[start:end]
            start = end
    if start < len(lines):
        yield lines[start:]


def read_nexis(lines: Sequence[Line]) -> list[Piece]:
    """Say what each line of one document is."""
    inner = [line for line in lines if not (_COUNTER.fullmatch(line.text) or _END.fullmatch(line.text))]
    inner = inner[_cover_end(inner) :]
    body = _body_start(inner)
    if not body:
        return []
    head, rest = inner[:body], inner[body:]
    tail = tail_start(rest, _is_tail)
    pieces = [*_head(head), *(Piece("body", line.start, line.end) for line in rest[:tail])]
    return [*pieces, *labelled_pieces(rest[tail:], TAIL_LABELS)]


def _cover_end(lines: Sequence[Line]) -> int:
    """Find the end of the cover page, which lists what was searched for and found."""
    covers = [n for n, line in enumerate(lines) if _COVER.match(line.text)]
    first_label = next((n for n, line in enumerate(lines) if read_label(line, HEAD_LABELS)), len(lines))
    covers = [n for n in covers if n < first_label]
    return covers[-1] + 1 if covers else 0


def _body_start(lines: Sequence[Line]) -> int:
    """Find the line below the mark "Body", else the first paragraph below the labels, else the one below the date."""
    for number, line in enumerate(lines):
        found = read_label(line, HEAD_LABELS)
        if _BODY.fullmatch(line.text):
            return number + 1
        if found and found[0] == "body":
            return number  # the text begins in the line of its label
    labelled = [n for n, line in enumerate(lines) if read_label(line, HEAD_LABELS)]
    dated = [n for n, line in enumerate(lines[:MOST_HEAD_LINES]) if is_date_line(line.text)]
    if not labelled and not dated:
        return 0
    last = labelled[-1] if labelled else dated[0] + 1
    below = (n for n in range(last + 1, len(lines)) if lines[n].opens and not is_copyright(lines[n].text))
    return next(below, len(lines))


def _is_tail(line: Line) -> bool:
    return read_label(line, TAIL_LABELS) is not None or _CLASSIFICATION.fullmatch(line.text) is not None


def _head(lines: Sequence[Line]) -> Iterator[Piece]:
    first_label = next((n for n, line in enumerate(lines) if read_label(line, HEAD_LABELS)), len(lines))
    free, labelled = lines[:first_label], lines[first_label:]
    pieces = [piece for piece in labelled_pieces(labelled, HEAD_LABELS | TAIL_LABELS) if piece.field != "body"]
    has_title = any(piece.field == "title" for piece in pieces)
    for line, field in zip(free, _free_fields(free, has_title), strict=True):
        yield Piece(field, line.start, line.end)
    yield from pieces


def _free_fields(lines: Sequence[Line], has_title: bool) -> list[str]:
    """Name the lines above the labels: outlet, date and headline, in either order."""
    fields = [FURNITURE] * len(lines)
    told = [n for n, line in enumerate(lines) if not (is_copyright(line.text) or _EDITION.fullmatch(line.text))]
    dates = [n for n in told if is_date_line(lines[n].text)]
    above = [n for n in told if dates and n < dates[0]]
    below = [n for n in told if (not dates or n > dates[0]) and n not in dates]
    newer = bool(above[1:]) and not below
    titles = [] if has_title else above[:-1] if newer else below
    for n in titles:
        fields[n] = "title"
    for n in above[-1:] if newer else above:
        fields[n] = "source"
    for n in dates[:1]:
        fields[n] = "published"
    return fields
