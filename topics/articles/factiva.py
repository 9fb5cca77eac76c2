"""Exports in the manner of Factiva -> pieces: field codes (HD, PD, SN, LP, TD), or the same without codes.

One of the dialects of `exports`. A code counts only where it can stand: some above the text, the others below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from topics.articles.export_text import FURNITURE, Line, Piece, is_copyright, is_date_line, tail_start

HEAD_CODES = {
    "HD": "title", "PD": "published", "ET": "published", "SN": "source", "LA": "lang", "LP": "body", "TD": "body",
} | dict.fromkeys(("SE", "CLM", "BY", "CR", "WC", "SC", "ED", "PG", "VOL", "CY"), FURNITURE)  # fmt: skip
TAIL_CODES = {"AN": "key", "UR": "url"} | dict.fromkeys(
    ("CT", "RF", "ART", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "DE", "NGC", "GC"), FURNITURE
)
SHORTEST_KEY = 12  # characters of "HRBGZT0020260226em2q0001"
LONGEST_SECTION = 4  # words of the line above a headline that names the pages it stood on
TEXT_CODES = ("LP", "TD")

_CODE = re.compile(r"(?P<code>[A-Z]{2,3})(?:\s+|$)")
_END = re.compile(rf"(?:AN\s+)?Document (?P<key>[A-Z][A-Z0-9]+\d{{10}}\w*)(?<=\w{{{SHORTEST_KEY}}})")
_LENGTH = re.compile(r"[\d,.]{1,9} words", re.I)
_BYLINE = re.compile(r"by\s", re.I)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?: (?:GMT|UTC))?")
_SHORT_CODE = re.compile(r"[A-Z0-9]{2,12}")
_ONE_WORD = re.compile(r"[^\W\d_]+")
_PAGE = re.compile(r"(?:pg\.?\s?|page )?[A-Z]?\d{1,4}|.{0,40}\bedition", re.I)
_SEARCH = re.compile(r"search summary", re.I)  # the last page, which lists what was searched for


def is_factiva(lines: Sequence[Line]) -> bool:
    """Tell an export by its codes, or by its end marks together with the line that counts words."""
    codes = {match["code"] for line in lines if (match := _CODE.match(line.text))}
    coded = {"HD", "PD", "SN"} <= codes and bool(codes & set(TEXT_CODES))
    return coded or (any(_END.fullmatch(line.text) for line in lines) and _has_length(lines))


def split_factiva(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Part an export behind its end marks, and before a headline that follows a text."""
    start, has_text = 0, False
    for number, line in enumerate(lines):
        code = _code(line, HEAD_CODES)
        if has_text and code in ("SE", "HD"):
            yield lines[start:number]
            start, has_text = number, False
        has_text = has_text or code in TEXT_CODES
        if _END.fullmatch(line.text):
            yield lines[start : number + 1]
            start, has_text = number + 1, False
    if start < len(lines):
        yield lines[start:]


def read_factiva(lines: Sequence[Line]) -> list[Piece]:
    """Say what each line of one document is."""
    if any(_code(line, HEAD_CODES) == "HD" for line in lines):
        return list(_coded(lines))
    return list(_plain(lines)) if _has_length(lines) else []


def _has_length(lines: Sequence[Line]) -> bool:
    return any(_LENGTH.fullmatch(line.text) for line in lines)


def _code(line: Line, codes: dict[str, str]) -> str:
    match = _CODE.match(line.text)
    return match["code"] if match and match["code"] in codes else ""


def _coded(lines: Sequence[Line]) -> Iterator[Piece]:
    first = next(n for n, line in enumerate(lines) if _code(line, HEAD_CODES))
    text = next((n for n, line in enumerate(lines) if _code(line, HEAD_CODES) in TEXT_CODES), len(lines))
    tail = text + tail_start(lines[text:], _is_tail)
    field = FURNITURE
    for number, line in enumerate(lines[first:], start=first):
        codes = HEAD_CODES if number <= text else TAIL_CODES if number >= tail else {}
        code = _code(line, codes) or ("TD" if line.text == "TD" or line.text.startswith("TD ") else "")
        end = _END.fullmatch(line.text)
        if end:
            field = FURNITURE
            yield Piece("key", line.start + end.start("key"), line.end)
        elif code:
            field = {**HEAD_CODES, **TAIL_CODES}[code]
            begin = line.start + len(line.text) - len(line.text[len(code) :].lstrip())
            yield Piece(FURNITURE, line.start, begin)
            if begin < line.end:
                yield Piece(field, begin, line.end)
        else:
            yield Piece(FURNITURE if is_copyright(line.text) and number >= tail else field, line.start, line.end)


def _is_tail(line: Line) -> bool:
    return bool(_code(line, TAIL_CODES) or _END.fullmatch(line.text) or _SEARCH.fullmatch(line.text))


def _plain(lines: Sequence[Line]) -> Iterator[Piece]:
    """Read a document without codes, around the line that counts its words."""
    middle = next(n for n, line in enumerate(lines) if _LENGTH.fullmatch(line.text))
    yield from _above(lines[:middle])
    body = middle + 1
    for number, line in enumerate(lines[middle + 1 :], start=middle + 1):
        if line.opens and number > middle + 1 or number > middle + 9:
            break
        body = number + 1
    yield from _below(lines[middle + 1 : body])
    tail = body + tail_start(lines[body:], _is_tail)
    yield from (Piece("body", line.start, line.end) for line in lines[body:tail])
    for line in lines[tail:]:
        end = _END.fullmatch(line.text)
        yield Piece("key" if end else FURNITURE, line.start + (end.start("key") if end else 0), line.end)


def _above(lines: Sequence[Line]) -> Iterator[Piece]:
    told = [line for line in lines if not _BYLINE.match(line.text)]
    section = (
        told[0] if len(told) > 1 and len(told[0].text.split()) <= LONGEST_SECTION < len(told[1].text.split()) else None
    )
    for line in told:
        yield Piece(FURNITURE if line is section else "title", line.start, line.end)


def _below(lines: Sequence[Line]) -> Iterator[Piece]:
    """Name date, time, outlet, code, language and notices, which stand in this order; some may be missing."""
    has_source = False
    for line in lines:
        if is_date_line(line.text) or _CLOCK.fullmatch(line.text):
            yield Piece("published", line.start, line.end)
        elif is_copyright(line.text) or _PAGE.fullmatch(line.text):
            yield Piece(FURNITURE, line.start, line.end)
        elif not has_source:
            has_source = True
            yield Piece("source", line.start, line.end)
        elif _SHORT_CODE.fullmatch(line.text) or not _ONE_WORD.fullmatch(line.text):
            yield Piece(FURNITURE, line.start, line.end)
        else:
            yield Piece("lang", line.start, line.end)
