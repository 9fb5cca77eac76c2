"""The registry of file formats, one line each: a file -> the function that reads it, chosen by content, else by suffix.

A format's module is imported only when such a file is met. A reader takes a path and yields items (rows.py); it opens
the file through files.py, so that .gz and the limits on size hold for it too, and it never touches the network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from topics.articles import format_marks as marks
from topics.articles.files import binary_kind, error_line, first_bytes
from topics.articles.rows import Item, Rejected

DUMP, JSON_LINES, JSON, CELLS, PARQUET = "dump", "JSON lines", "JSON", "cells", "parquet"
PAGE, MHTML, WARC = "web page", "web page in one file", "web archive"
FEED, JSON_FEED, FEED_LIST = "feed", "JSON feed", "list of feeds"
ARCHIVE, WORD, OPEN_DOCUMENT, RICH_TEXT, PDF, WORKBOOK = "archive", "Word", "OpenDocument", "rich text", "PDF", "Excel"
MAIL, NINJS, NEWS_XML, GDELT = "letters", "ninjs", "news exchange XML", "GDELT"
PAGE_ROOTS, FEED_ROOTS = ("html", "head", "body"), ("rss", "feed", "rdf")
PAGE_KINDS = ("text/html", "application/xhtml+xml")  # as servers and letters call them
UNKNOWN = ""  # what the suffix says of a file whose suffix is no format's
HERE = "topics.articles."

_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{0,9}")  # "Report 2.5 final" has none
_JSON_OBJECT_OR_ARRAY = re.compile(rb'\s*(?:\[\s*)?\{\s*"')
_JSON_ARRAY = re.compile(rb'\s*\[\s*\{\s*"')
_JSON_LINES = re.compile(rb'\s*\{\s*"[^\n]*\}\s*\n\s*\{')
_BEFORE_ROOT = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)+", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_DOCTYPE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<!doctype\s+html", re.IGNORECASE)
_MHTML = re.compile(rb"^(?:snapshot-content-location:|content-type:\s*multipart/related)", re.IGNORECASE | re.MULTILINE)
_JSON_FEED = re.compile(rb'\s*\{[^\[]{0,2000}"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')


@dataclass(frozen=True)
class Format:
    """One way in which news arrives.

    Parameters
    ----------
    name
        What the format is called in messages; several entries may share a name.
    suffixes
        Lower case, with the dot, without .gz; "" is a file without suffix.
    reader
        "module:function" inside `topics.articles`: path in, items out.
    known_by
        Tells the format by the first 8,192 bytes (unpacked, in UTF-8). Needed for a binary format.
    instead_of
        The formats, as the suffix tells them, that `known_by` may overrule; UNKNOWN is a suffix of no format. None
        stands for any. Of several entries that recognise a file the first counts.
    binary
        Whether its first bytes may be other than text. Such a file is only read where `known_by` agrees.
    extra
        The extra that installs its libraries. Their errors become rejected files, a library that is missing too.
    takes_columns
        Whether the reader has a keyword `given`, the columns as told by the user.
    """

    name: str
    suffixes: tuple[str, ...]
    reader: str
    known_by: Callable[[bytes], object] | None = None
    instead_of: tuple[str, ...] | None = ()
    binary: bool = False
    extra: str = ""
    takes_columns: bool = False


def find_format(path: Path) -> Format:
    """Tell the format of a file by its content where that is plain, else by its suffix.

    Raises
    ------
    ValueError
        When it is none that can be read, with the reason for the list of rejected files.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "rows.txt")
    ...     _ = path.write_text('[{"title": "Ferry strike ends"}]')
    ...     find_format(path).name
    'JSON'
    """
    head = first_bytes(path)
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    suffix = suffix if _SUFFIX.fullmatch(suffix) else ""
    stated = next((form for form in FORMATS if suffix in form.suffixes), None)
    name = stated.name if stated else UNKNOWN
    seen = next((form for form in FORMATS if _overrules(form, name) and form.known_by and form.known_by(head)), None)
    form = seen or stated
    kind = binary_kind(head)
    if kind and not (form and form.binary and form.known_by and form.known_by(head)):
        raise ValueError(f"Got {kind} but expected text or a table; convert it to .txt, .csv, .jsonl or .parquet")
    if form is None:
        raise ValueError(f"Got a {suffix} file but expected one of {_known_suffixes()}, or one of these with .gz")
    return form


def read_items(form: Format, path: Path, given: Mapping[str, str]) -> Iterator[Item]:
    """Read a file of a known format; a missing library, or an error of one, is a rejected file with a sentence."""
    try:
        module, function = form.reader.split(":")
        read = getattr(import_module(HERE + module), function)
        yield from read(path, given=given) if form.takes_columns else read(path)
    except ImportError as missing:
        if not form.extra:
            raise
        cure = f"pip install -e '.[{form.extra}]'"
        yield Rejected(f"Got a {form.name} file but expected the library {missing.name} to be installed; {cure}", 0)
    except MemoryError:
        raise
    except Exception as error:  # whatever a library trips over, the other files are read
        if not form.extra:
            raise
        yield Rejected(f"the rest of this {form.name} file could not be read: {_named(error)}", 0)


def root_name(head: bytes) -> str:
    """Name the root element of an XML or HTML document, without its prefix, in lower case; '' where there is none.

    Examples
    --------
    >>> root_name(b'<?xml version="1.0"?><!-- exported --><atom:feed xmlns:atom="...">')
    'feed'
    """
    before = _BEFORE_ROOT.match(head)
    root = _ROOT.match(head, before.end() if before else 0)
    return root[1].decode("ascii", "replace").lower() if root else ""


def _is_page(head: bytes) -> bool:
    return bool(_DOCTYPE.match(head)) or root_name(head) in PAGE_ROOTS


def _is_feed(head: bytes) -> bool:
    return root_name(head) in FEED_ROOTS


# In this order a file is recognised; one line a format. A .xml file is a feed unless its content tells otherwise.
FORMATS: tuple[Format, ...] = (
    Format(PARQUET, (".parquet",), "parquet_rows:read_parquet", lambda head: head.startswith(b"PAR1"), None,
           binary=True, takes_columns=True),
    Format(WARC, (".warc",), "warc_rows:read_warc", lambda head: head.startswith(b"WARC/"), None, binary=True, extra="formats"),
    Format(MHTML, (".mhtml", ".mht"), "mhtml:read_mhtml", _MHTML.search, (DUMP, UNKNOWN), binary=True, extra="formats"),
    Format(PAGE, (".html", ".htm", ".xhtml", ".shtml"), "pages:read_page", _is_page, (DUMP, UNKNOWN, FEED), binary=True,
           extra="formats"),
    Format(FEED_LIST, (".opml",), "feeds:read_feed_list", lambda head: root_name(head) == "opml", (DUMP, UNKNOWN, FEED),
           extra="formats"),
    Format(FEED, (".rss", ".atom", ".rdf", ".xml"), "feeds:read_feed", _is_feed, (DUMP, UNKNOWN, PAGE), extra="formats"),
    Format(JSON_FEED, (), "feeds:read_json_feed", _JSON_FEED.match, (DUMP, UNKNOWN, JSON), extra="formats"),
    Format(WORD, (), "office_text:read_docx", marks.is_word, None, binary=True, extra="formats"),
    Format(WORD, (".docx",), "office_text:read_docx", marks.is_zip, binary=True, extra="formats"),
    Format(OPEN_DOCUMENT, (".odt",), "office_text:read_odt", marks.is_open_document, None, binary=True, extra="formats"),
    Format(WORKBOOK, (".xlsx",), "xlsx_rows:read_xlsx", marks.is_workbook, None, binary=True, extra="excel", takes_columns=True),
    Format(RICH_TEXT, (".rtf",), "rtf_text:read_rtf", marks.is_rtf, None, extra="formats"),
    Format(PDF, (), "pdf_text:read_pdf", marks.is_pdf, None, binary=True, extra="formats"),
    Format(PDF, (".pdf",), "pdf_text:read_pdf", marks.may_be_pdf, binary=True, extra="formats"),
    Format(ARCHIVE, (".zip", ".tar", ".tgz", ".bz2", ".tbz2", ".xz", ".txz"), "archives:read_archive", marks.is_archive, None,
           binary=True),
    Format(MAIL, (".mbox", ".mbx"), "letters:read_mailbox", marks.is_mailbox, (DUMP, UNKNOWN, MAIL), extra="formats"),
    Format(MAIL, (".eml",), "letters:read_letter", marks.is_letter, (DUMP, UNKNOWN), extra="formats"),
    Format(NEWS_XML, (".nitf", ".newsml"), "news_xml:read_news_xml", lambda head: root_name(head) in marks.NEWS_ROOTS,
           (DUMP, UNKNOWN, FEED), extra="formats"),
    Format(GDELT, (), "gdelt:read_gkg", marks.is_gkg, (DUMP, UNKNOWN, CELLS)),
    Format(GDELT, (), "gdelt:read_gdelt_list", marks.is_gdelt_list, (DUMP, JSON)),
    Format(NINJS, (), "ninjs:read_ninjs", marks.is_ninjs, (DUMP, JSON, JSON_LINES), extra="formats"),
    Format(JSON_LINES, (".jsonl", ".ndjson"), "json_rows:read_json_lines", _JSON_LINES.match, (DUMP, JSON)),
    Format(JSON, (".json",), "json_rows:read_json", _JSON_OBJECT_OR_ARRAY.match, (DUMP,)),
    Format(JSON, (), "json_rows:read_json", _JSON_ARRAY.match, (JSON_LINES,)),
    Format(CELLS, (".csv", ".tsv"), "csv_rows:read_csv"),
    Format(DUMP, ("", ".txt", ".text", ".md"), "dump_rows:read_dump"),
)  # fmt: skip


def _overrules(form: Format, stated: str) -> bool:
    return form.instead_of is None or stated in form.instead_of


def _known_suffixes() -> str:
    return ", ".join(sorted({suffix for form in FORMATS for suffix in form.suffixes if suffix}))


def _named(error: Exception) -> str:
    said, kind = error_line(error), type(error).__name__
    return f"{kind}: {said}" if said != kind else kind
