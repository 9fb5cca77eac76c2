"""The first bytes of a file -> whether it is of a certain format: the content marks that the registry `formats` asks for.

Looks at the first 8,192 bytes only (unpacked, in UTF-8) and opens nothing; every pattern is linear.
"""

from __future__ import annotations

import re

NEWS_ROOTS = frozenset({"newsitem", "newsmessage", "packageitem", "newsml", "nitf"})

_ZIP, _BZIP2, _XZ, _PDF = b"PK\x03\x04", b"BZh", b"\xfd7zXZ\0", b"%PDF-"
_TAR_MARK = slice(257, 262)
_WORD = re.compile(rb"word/(?:document|styles|settings|fontTable|numbering|_rels/|theme/)")
_WORKBOOK = re.compile(rb"xl/(?:workbook|worksheets/|styles|sharedStrings|_rels/|theme/)")
_DOCUMENT = re.compile(rb"\[Content_Types\]\.xml|mimetypeapplication/|META-INF/MANIFEST\.MF|ppt/presentation")
_TEXT_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_MAILBOX = re.compile(rb"From \S{1,200} {1,2}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} {1,2}\d{1,2} [\d:]{5,8} ")
_HEADER = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]", re.MULTILINE)
_LETTER_HEADERS = {b"from", b"to", b"subject", b"date", b"received", b"return-path", b"delivered-to", b"reply-to"}
_SURE_HEADERS = {b"message-id", b"mime-version", b"received", b"return-path"}
_GKG = re.compile(rb"\d{14}-T?\d{1,9}\t\d{14}\t\d\t[^\t\n]{0,300}\t[^\t\n]{1,2000}\t")
_GDELT_LIST = re.compile(rb'\s*\{\s*"articles"\s*:\s*\[\s*\{\s*"url"\s*:')
_NINJS = re.compile(
    rb'"(?:versioncreated|versionCreated|body_x?html|body_text|pubstatus|pubStatus|usageterms|usageTerms|bodies|headlines|'
    rb'contentcreated|contentCreated)"\s*:'
)


def is_archive(head: bytes) -> bool:
    """Tell a zip that is no office document, a tar, and what bzip2 or xz packed."""
    is_plain_zip = is_zip(head) and not any(mark.search(head) for mark in (_WORD, _WORKBOOK, _DOCUMENT))
    return is_plain_zip or head.startswith((_BZIP2, _XZ)) or head[_TAR_MARK] == b"ustar"


def is_zip(head: bytes) -> bool:
    """Tell any zip, office documents among them."""
    return head.startswith(_ZIP)


def is_word(head: bytes) -> bool:
    """Tell a .docx, whatever it is called."""
    return is_zip(head) and bool(_WORD.search(head))


def is_open_document(head: bytes) -> bool:
    """Tell a text document of LibreOffice and its kin."""
    return is_zip(head) and _TEXT_DOCUMENT in head[:120]


def is_workbook(head: bytes) -> bool:
    """Tell an .xlsx, whatever it is called."""
    return is_zip(head) and bool(_WORKBOOK.search(head)) and not is_word(head)


def is_rtf(head: bytes) -> bool:
    """Tell rich text, which is often called .doc."""
    return head.lstrip().startswith(b"{\\rtf")


def is_pdf(head: bytes) -> bool:
    """Tell a PDF, whatever it is called, by the mark that it begins with."""
    return head.lstrip().startswith(_PDF)


def may_be_pdf(head: bytes) -> bool:
    """Tell a PDF that is called one: some programs put a few bytes before its mark, which stands in news text as well."""
    return _PDF in head[:1024]


def is_mailbox(head: bytes) -> bool:
    """Tell an mbox: the line that opens a letter, and headers below it."""
    return _MAILBOX.match(head) is not None


def is_letter(head: bytes) -> bool:
    """Tell one letter by the headers that it opens with, at least one of them of no other kind of text."""
    opening = head.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    found = {name.lower() for name in _HEADER.findall(opening)} if _HEADER.match(opening) else set()
    return len(found & _LETTER_HEADERS) > 1 and bool(found & _SURE_HEADERS)


def is_gkg(head: bytes) -> bool:
    """Tell a GDELT Global Knowledge Graph 2.1 by the shape of its first row; it has no header."""
    return _GKG.match(head) is not None


def is_gdelt_list(head: bytes) -> bool:
    """Tell an answer of the GDELT DOC API."""
    return _GDELT_LIST.match(head) is not None and b'"seendate"' in head


def is_ninjs(head: bytes) -> bool:
    """Tell a news item in JSON by two names that stand together in no other format."""
    return head.lstrip()[:1] in (b"{", b"[") and b'"uri"' in head and len(set(_NINJS.findall(head))) > 0
