"""A text document of an office program (.docx, .odt) -> its paragraphs in order, read as a dump or as the export it holds.

Reads the XML itself, so that tracked insertions, text boxes, tables and form fields are text like any other. Nothing outside the
file is ever asked for, no entity is expanded; headers, footers, notes and comments are counted, not read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from topics.articles.dump_rows import dump_items
from topics.articles.encodings import mend_text
from topics.articles.files import MAX_DOCUMENT_BYTES, most_unpacked
from topics.articles.rows import Item, Rejected, Remark

FEW_BLANK = 0.05  # share of empty paragraphs below which a writer parted paragraphs by their style
_BLANK = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "noBreakHyphen": "-"}
_PAGE_BREAK = "\f\n"
# A text box is told twice, for new and for old programs; what was deleted is no text any more.
_NOT_TOLD = frozenset("Fallback del moveFrom tracked-changes annotation note sequence-decls forms".split())
_ASIDE = ("header", "footer", "footnotes", "endnotes", "comments")


def read_docx(path: Path) -> Iterator[Item]:
    """Read a .docx of Word or any other program, whether an export, a dump or one article."""
    yield from _items(path, "word/document.xml", _told_in_word, [])


def read_odt(path: Path) -> Iterator[Item]:
    """Read an .odt of LibreOffice or any other program."""
    aside: list[str] = []
    yield from _items(path, "content.xml", partial(_told_in_open_document, aside=aside), aside)


def _items(path: Path, part: str, told: Callable[[Any], Iterator[str]], aside: list[str]) -> Iterator[Item]:
    with zipfile.ZipFile(path) as package:
        names = {info.filename: info for info in package.infolist()}
        if part not in names:
            yield Rejected(f"the document has no {part}: it is damaged or of another kind", 0)
            return
        allowed = most_unpacked(path.stat().st_size, MAX_DOCUMENT_BYTES)
        if sum(info.file_size for name, info in names.items() if name.endswith(".xml")) > allowed:
            yield Rejected(f"the document unpacks to more than {allowed:,} bytes; save its text as .txt", 0)
            return
        paragraphs = list(_paragraphs(package, part, told))
        for name in names:
            if name.startswith("word/") and name[5:].startswith(_ASIDE) and name.endswith(".xml"):
                aside.extend(_paragraphs(package, name, told))
    beside = sum(len(text.strip()) for text in aside)
    text = mend_text(_joined(paragraphs))
    if text.isspace() or not text:
        yield Rejected("the document holds no text", 0)
    else:
        yield from dump_items(text, path.name)
    if beside:
        yield Remark(
            f"{beside:,} characters of headers, footers, notes and comments of the document were left out", 0, beside
        )


def _paragraphs(package: zipfile.ZipFile, part: str, told: Callable[[Any], Iterator[str]]) -> Iterator[str]:
    """Yield the text of each outermost paragraph, as it is met in the XML."""
    from defusedxml.ElementTree import iterparse

    depth = 0
    with package.open(part) as stream:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if _local(element) not in ("p", "h"):
                continue
            depth += 1 if event == "start" else -1
            if event == "end" and not depth:
                yield "".join(told(element))
                element.clear()


def _local(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _told_in_word(element: Any) -> Iterator[str]:
    for child in element:
        local = _local(child)
        if local == "t":
            yield child.text or ""
        elif local == "br" and any(value == "page" for value in child.attrib.values()):
            yield _PAGE_BREAK
        elif local in _BLANK:
            yield _BLANK[local]
        elif local not in _NOT_TOLD:
            yield from _told_in_word(child)
            yield "\n" if local == "p" else ""


def _told_in_open_document(element: Any, aside: list[str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        local = _local(child)
        if local in _BLANK:
            yield _BLANK[local]
        elif local == "s":
            yield " "
        elif local in _NOT_TOLD:
            aside.append("".join(child.itertext()))
        else:
            yield "\n" if local in ("p", "h", "frame") else ""
            yield from _told_in_open_document(child, aside)
        yield child.tail or ""


def _joined(paragraphs: list[str]) -> str:
    """Put paragraphs below one another, with blank lines between them unless the writer has put some there."""
    blank = sum(not text.strip() for text in paragraphs)
    return ("\n" if blank > FEW_BLANK * len(paragraphs) else "\n\n").join(paragraphs)
