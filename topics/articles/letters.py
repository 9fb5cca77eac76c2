"""Newsletters by mail (.eml, .mbox) -> the articles in each letter, and its attachments as files to be read like any other.

The plain part of a letter is preferred, else the text of its HTML part. A letter that holds one article is that article
under its subject; one that holds several is split like a dump. Nothing that a letter links to is ever fetched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from topics.articles.archive_members import safe_name
from topics.articles.dates import parse_date
from topics.articles.dump_rows import dump_items
from topics.articles.encodings import decode_text, mend_text
from topics.articles.exports import export_items, read_export
from topics.articles.files import EXCERPT_CHARS, MAX_LINE_CHARS, read_chunks, read_document
from topics.articles.rows import Article, Inside, Item, Rejected, Remark

MOST_PARTS = 200  # of one letter
FOOTER_LINES = 15  # at the end of a letter, in which the way to leave the list stands
UNREAD = ("image", "audio", "video", "font")  # kinds of parts that hold no text
LONGEST_SUBJECT = 300  # characters

_OPENING = re.compile(rb"From \S{1,200} {1,2}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} ")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_LEAVE = re.compile(
    r".{0,120}\b(?:unsubscribe|opt[ -]out|manage (?:your )?(?:subscription|preferences|e-?mail)|you (?:are receiving|received)"
    r" this|view (?:it |this )?in (?:your )?browser|update your preferences|abmelden|se désabonner|darse de baja)\b",
    re.I,
)
# Codecs of Python that are no encodings of letters: some take hours for a long one.
_NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})
_SIGNATURE = re.compile(r"^-- ?$", re.M)
_PREFIX = re.compile(r"\s*(?:(?:re|fwd?|aw|wg|tr|rv)\s?:\s*|\[[^\[\]]{1,40}\]\s*)+", re.I)


def read_letter(path: Path) -> Iterator[Item]:
    """Read one letter (.eml)."""
    data, problem = read_document(path)
    if problem:
        yield Rejected(problem, 0)
    if data.strip():
        yield from _letter_items(data, 1)
    elif not problem:
        yield Rejected("the file is empty", 0)


def read_mailbox(path: Path) -> Iterator[Item]:
    """Read a mailbox (.mbox) letter by letter; `line` is the number of the letter."""
    number = 0
    try:
        for number, data in enumerate(_letters(path), start=1):
            if len(data) > MAX_LINE_CHARS:
                reason = f"the letter is longer than {MAX_LINE_CHARS:,} characters"
                yield Rejected(reason, number, data[:EXCERPT_CHARS].decode("latin-1"))
            else:
                yield from _letter_items(_QUOTED_FROM.sub(rb"\1", data), number)
    except ValueError as damage:
        yield Rejected(str(damage), number + 1)
        return
    if not number:
        yield Rejected("the mailbox is empty", 0)


def _letters(path: Path) -> Iterator[bytes]:
    """Yield the bytes of each letter, without the line that opens it; of a letter far too long only its beginning."""
    held: list[bytes] = []
    size, rest, begun = 0, b"", False
    for chunk in read_chunks(path):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if _OPENING.match(line) and (not begun or not held or not held[-1].strip()):
                if begun:
                    yield b"\n".join(held)
                held, size, begun = [], 0, True
            elif begun and size <= MAX_LINE_CHARS:
                held.append(line.removesuffix(b"\r"))
                size += len(line) + 1
        if len(rest) > MAX_LINE_CHARS:
            held.append(rest)
            size, rest = size + len(rest), b""
    if begun:
        yield b"\n".join([*held, rest])


def _letter_items(data: bytes, number: int) -> Iterator[Item]:
    try:
        letter = message_from_bytes(data, policy=policy.default)
        facts = _facts(letter)
        parts = [part for _, part in zip(range(MOST_PARTS), _leaves(letter), strict=False)]
        text, markup = _body(parts)
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, KeyError, RecursionError) as error:
        yield Rejected(
            f"the letter could not be read: {type(error).__name__}", number, data[:EXCERPT_CHARS].decode("latin-1")
        )
        return
    yield from _text_items(text, markup, facts, number)
    yield from _attached([part for part in parts if _is_attached(part)], number)


def _facts(letter: EmailMessage) -> dict[str, Any]:
    name, address = parseaddr(_header(letter, "From"))
    listed = _header(letter, "List-Id").split("<")[0].strip(' "')
    archived = _header(letter, "Archived-At").strip("<> ")
    subject = _PREFIX.sub("", _header(letter, "Subject"), count=1)[:LONGEST_SUBJECT]
    return {
        "title": subject.strip(), "source": listed or name or address, "key": _header(letter, "Message-ID").strip("<> "),
        "url": archived if archived.startswith("http") else "", "published": _date(letter),
    }  # fmt: skip


def _header(letter: EmailMessage, name: str) -> str:
    try:
        return mend_text(" ".join(str(letter.get(name, "")).split()))
    except (ValueError, LookupError, TypeError, AttributeError):  # the parser trips over some broken headers
        return ""


def _date(letter: EmailMessage) -> datetime | str | None:
    written = _header(letter, "Date")
    return parse_date(written) or written or None


def _leaves(letter: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts of a letter that hold something, a letter inside it as one part."""
    if letter.is_multipart() and letter.get_content_type() != "message/rfc822":
        for part in letter.iter_parts():
            yield from _leaves(part)  # type: ignore[arg-type]
    else:
        yield letter


def _is_attached(part: EmailMessage) -> bool:
    is_text = part.get_content_type() in ("text/plain", "text/html")
    return part.get_content_disposition() == "attachment" or not is_text or bool(part.get_filename())


def _body(parts: list[EmailMessage]) -> tuple[str, str]:
    """Return the text of a letter and the HTML that it was made from, '' where it was plain."""
    for kind in ("text/plain", "text/html"):
        found = [_text(part) for part in parts if part.get_content_type() == kind and not _is_attached(part)]
        text = "\n\n".join(found)
        if text.strip():
            return (text, "") if kind == "text/plain" else ("", text)
    return "", ""


def _text(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        codec = codecs.lookup(part.get_content_charset() or "utf-8")
        return decode_text(data) if codec.name in _NO_CHARSETS else data.decode(codec.name)
    except (LookupError, UnicodeError):
        return decode_text(data)


def _text_items(text: str, markup: str, facts: dict[str, Any], number: int) -> Iterator[Item]:
    if markup:
        from topics.articles.page_text import plain_text

        text = plain_text(markup)
    text = mend_text(text)
    told, footer = _without_footer(text)
    if not told.strip() and not facts["title"]:
        yield Rejected("the letter holds no text", number)
        return
    export = read_export(told)
    items = list(export_items(told, export) if export else dump_items(told)) if told.strip() else []
    articles = [item for item in items if isinstance(item, Article)]
    is_digest = export is not None or len(articles) > 1
    if is_digest:
        yield from (_of_letter(article, facts, number) for article in articles)
    else:
        yield Article({**facts, "body": told.strip()}, number)
    left_out = [item.left_out or 0 for item in items if isinstance(item, Remark)] if is_digest else []
    cut = len(footer.strip()) + sum(left_out)
    if cut:
        yield Remark(f"{cut:,} characters of the letter (footer, rules, menus) belong to no article", number, cut)


def _of_letter(article: Article, facts: dict[str, Any], number: int) -> Article:
    """Give an article of a digest what it does not tell itself: day and sender of the letter."""
    own = {name: value for name, value in article.fields.items() if value and name != "date_origin"}
    shared = {name: facts[name] for name in ("published", "source")}
    return Article({**shared, **own}, number)


def _without_footer(text: str) -> tuple[str, str]:
    """Cut a signature, and the lines at the end from the one that tells how to leave the list."""
    lines = text.rstrip().split("\n")
    signature = list(_SIGNATURE.finditer(text))
    start = len(text)
    if signature and text.count("\n", signature[-1].start()) <= FOOTER_LINES:
        start = signature[-1].start()
    first = max(1, len(lines) - FOOTER_LINES)
    leave = next((n for n in range(first, len(lines)) if _LEAVE.match(lines[n])), None)
    if leave is not None:
        start = min(start, sum(len(line) + 1 for line in lines[:leave]))
    return text[:start], text[start:]


def _attached(parts: list[EmailMessage], number: int) -> Iterator[Item]:
    files = [part for part in parts if part.get_content_maintype() not in UNREAD]
    if files:
        with TemporaryDirectory(prefix="topics-") as folder:
            yield from _handed_on(files, number, Path(folder))
    if pictures := len(parts) - len(files):
        yield Remark(f"left out of the letter: pictures, sound or film ({pictures:,})", number, 0)


def _handed_on(files: list[EmailMessage], number: int, folder: Path) -> Iterator[Item]:
    names = set[str]()
    for n, part in enumerate(files, start=1):
        name, data = _file(part, n)
        name = f"{n} {name}" if name in names else name
        names.add(name)
        target = folder / name
        target.write_bytes(data)
        yield Inside(f"{number}/{name}", target)
        target.unlink()


def _file(part: EmailMessage, number: int) -> tuple[str, bytes]:
    if part.get_content_type() == "message/rfc822":
        inner = next(part.iter_parts(), None)
        return f"forwarded {number}.eml", inner.as_bytes() if inner is not None else b""
    data = part.get_payload(decode=True)
    suffix = {"text/html": ".html", "text/plain": ".txt", "application/pdf": ".pdf"}.get(
        part.get_content_type(), ".bin"
    )
    name = safe_name(str(part.get_filename() or f"part {number}{suffix}")).rsplit("/", 1)[-1]
    return name, data if isinstance(data, bytes) else b""
