"""A page saved in one file by a browser (.mhtml, .mht) -> the articles of the page; its pictures and styles are counted.

The standard library takes the file apart, pages.py reads the page. Nothing that the page points to is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path

from topics.articles.files import EXCERPT_CHARS, read_document
from topics.articles.formats import PAGE_KINDS
from topics.articles.page_facts import joined
from topics.articles.pages import decode_page, page_items
from topics.articles.rows import Item, Rejected, Remark


def read_mhtml(path: Path) -> Iterator[Item]:
    """Read the page in an MHTML file; frames and other parts are counted in a remark."""
    data, problem = read_document(path)
    if problem:
        yield Rejected(problem, 0)
    if not data.strip():
        if not problem:
            yield Rejected("the file is empty", 0)
        return
    letter = message_from_bytes(data, policy=policy.default)
    parts = [part for part in letter.walk() if not part.is_multipart()]
    page = next((part for part in parts if part.get_content_type() in PAGE_KINDS), None)
    if page is None:
        yield Rejected(
            "Got an MHTML file without a page; save the page again", 0, data[:EXCERPT_CHARS].decode("utf-8", "replace")
        )
        return
    address = joined("", _header(page, "Content-Location") or _header(letter, "Snapshot-Content-Location"))
    yield from page_items(
        decode_page(_content(page), page.get_content_charset() or ""), address=address, name=path.name
    )
    others = [part for part in parts if part is not page]
    if others:
        counted = f"{len(others)} part{'' if len(others) == 1 else 's'} of the saved page"
        yield Remark(
            f"{counted} {'was' if len(others) == 1 else 'were'} not read: pictures, styles, scripts, frames", 0, 0
        )


def _content(part: Message | EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _header(part: Message | EmailMessage, name: str) -> str:
    return "".join(str(part.get(name, "")).split())
