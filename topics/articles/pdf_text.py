"""A PDF -> the text of its pages as one dump: running heads cut, words mended that a line end had broken.

The library pypdf gets the text out; pages that are pictures have none, and nothing here recognises letters in pictures.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from topics.articles.dump_rows import dump_items
from topics.articles.encodings import mend_text
from topics.articles.export_text import is_date_line
from topics.articles.files import MAX_DOCUMENT_BYTES, read_document
from topics.articles.rows import Item, Rejected, Remark

MAX_PAGES = 5_000
EDGE_LINES = 2  # at the top and at the bottom of a page, where running heads stand
LEAST_PAGES = 3  # on which a line must stand to be a running head,
LEAST_SHARE = 0.5  # and on which share of the pages

_BROKEN = re.compile(r"(?P<head>[^\W\d_]{2,})[-\u00ad\u2010]\n(?P<tail>[^\W\d_]{2,})")
_HYPHENED = re.compile(r"[^\W\d_]{2,}-[^\W\d_]{2,}")
_WORD = re.compile(r"(?<![\w-])[^\W\d_]{2,}(?![\w-])")
_DIGITS = re.compile(r"\d+")
# "the fall of\n2020. The bank": the number ends a wrapped sentence, and is neither a counter nor a numbered headline.
_NUMBER_ENDS = re.compile(r"^(?P<line>.{50,}[^\W\d_])\n(?=(?:19|20)\d\d[.)] |\d{1,6}\.(?:\n|$))", re.MULTILINE)
_ENDS = tuple(".!?:”\"’')")


def read_pdf(path: Path) -> Iterator[Item]:
    """Read the text of a PDF; pages without any are listed."""
    from pypdf import PdfReader

    # It logs what it mends; the reader has its own words for that.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    data, problem = read_document(path)
    if problem:
        yield Rejected(problem, 0)
        return
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        yield Rejected("the PDF asks for a password; save it without one", 0)
        return
    pages: list[str] = []
    yield from _page_texts(reader, pages)
    blank = sum(not page.strip() for page in pages)
    if blank == len(pages):
        yield Rejected(
            f"no text on {len(pages):,} pages: they are pictures; have their letters recognised first (OCR)", 0
        )
        return
    if blank:
        yield Remark(f"{blank:,} of {len(pages):,} pages hold no text: pictures, or blank", 0)
    kept, cut = without_running_heads(pages)
    yield from dump_items(mend_text(mend_hyphens(_joined(kept))), path.name)
    if cut:
        yield Remark(f"{cut:,} characters of running heads and page numbers were left out", 0, cut)


def _page_texts(reader: Any, pages: list[str]) -> Iterator[Rejected]:
    size = 0
    for number, page in enumerate(reader.pages, start=1):
        if number > MAX_PAGES or size > MAX_DOCUMENT_BYTES:
            yield Rejected(f"the PDF is too long; page {number:,} and those that follow were not read", 0)
            return
        try:
            pages.append(page.extract_text().replace("\r", ""))
            size += len(pages[-1])
        except MemoryError:
            raise
        except Exception as error:  # a damaged page spoils no other
            yield Rejected(f"page {number:,} could not be read: {type(error).__name__}", 0)


def without_running_heads(pages: list[str]) -> tuple[list[str], int]:
    r"""Cut lines that come again at the top or bottom of most pages, numbers aside; return how many characters they had.

    Examples
    --------
    >>> news = ["The ferry sails.", "Grain arrives.", "Rates stay."]
    >>> without_running_heads([f"Harbour Gazette {n}\n{line}" for n, line in enumerate(news)])
    (['The ferry sails.', 'Grain arrives.', 'Rates stay.'], 54)
    """
    found: Counter[str] = Counter()
    for page in pages:
        found.update({_shape(line) for _, line in _edges(page.split("\n"))})
    running = {shape for shape, number in found.items() if number >= max(LEAST_PAGES, LEAST_SHARE * len(pages))}
    kept, cut = [], 0
    for page in pages:
        lines = page.split("\n")
        heads = {number for number, line in _edges(lines) if _shape(line) in running}
        # A page is never emptied: pages that are all alike are a text of their own.
        heads = heads if len(heads) < sum(map(bool, map(str.strip, lines))) else set()
        cut += sum(len(lines[number]) + 1 for number in heads)
        kept.append("\n".join(line for number, line in enumerate(lines) if number not in heads))
    return kept, cut


def mend_hyphens(text: str) -> str:
    r"""Join words that a line end had broken.

    A hyphen stays where the text has the word with it elsewhere, or both of its halves as words and never the whole.

    Examples
    --------
    >>> mend_hyphens("the tele-\ncom gear of a long-\nterm ally, as long-term allies go, and Franco-\nGerman talks")
    'the telecom gear of a long-term ally, as long-term allies go, and Franco-German talks'
    """
    hyphened = {word.lower() for word in _HYPHENED.findall(text)}
    alone = {word.lower() for word in _WORD.findall(text)}

    def joined(match: re.Match[str]) -> str:
        head, tail = match["head"], match["tail"]
        is_known = f"{head}-{tail}".lower() in hyphened or {head.lower(), tail.lower()} <= alone
        stays = tail[0].isupper() or (is_known and (head + tail).lower() not in alone)
        return f"{head}-{tail}" if stays else head + tail

    return _BROKEN.sub(joined, text)


def _edges(lines: list[str]) -> list[tuple[int, str]]:
    told = [(number, line) for number, line in enumerate(lines) if line.strip()]
    return told if len(told) <= 2 * EDGE_LINES else told[:EDGE_LINES] + told[-EDGE_LINES:]


def _shape(line: str) -> str:
    """Return a line without its numbers; the date of an article is no running head, but one that never changes is."""
    if is_date_line(line):
        return line.strip()
    return " ".join(_DIGITS.sub("#", line).split())


def _joined(pages: list[str]) -> str:
    """Put pages below one another; a sentence goes on over the end of a page."""
    text = ""
    for page in filter(None, (page.strip() for page in pages)):
        goes_on = text and not text.endswith(_ENDS) and page[0].islower()
        text += ("\n" if goes_on or text.endswith("-") else "\n\n" if text else "") + page
    return _NUMBER_ENDS.sub(r"\g<line> ", text)
