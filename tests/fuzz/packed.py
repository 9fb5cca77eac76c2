"""Files that hold files: office documents, archives in archives, web archives, pages in one file; odd in their parts."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from .cases import Case
from .texts import HEADERS, TIMES, elements, letters, lines, pages

Draw = Callable[..., Any]

NAMES = (
    *("a.txt", "b.csv", "news/a.txt", "../../a.txt", "/etc/a.txt", "C:\\a.txt", "a.txt", ".hidden", "__MACOSX/a", "a/",
      "", ".", "..", "a//b"),
    *("a.zip", "a.html", "a.json", "CON", "a\u202e.txt", "x" * 300 + ".txt", "a.exe", "é.txt", "a\\b.txt", "a.eml",
      "a.xlsx", "日" * 130 + ".txt"),
)  # fmt: skip
WORD = elements(
    ("w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:br", "w:tab", "w:del", "w:ins", "w:hyperlink", "w:sdt",
    "mc:AlternateContent",
     "mc:Fallback", "w:txbxContent", "w:drawing", "w:fldSimple", "w:body", "w:pPr", "w:noBreakHyphen"),
    ("w:type", "w:val", "xml:space"), 16,
)  # fmt: skip
OPEN = elements(
    ("text:p", "text:h", "text:span", "text:s", "text:tab", "text:line-break", "text:list", "text:note", "office:annotation",
     "table:table", "table:table-row", "table:table-cell", "draw:frame", "draw:text-box", "text:tracked-changes", "text:section"),
    ("text:c", "text:style-name"), 16,
)  # fmt: skip
SPACES = " ".join(f'xmlns:{name}="urn:{name}"' for name in ("w", "mc", "text", "office", "table", "draw"))
REPORT = b"Dam level falls\n\nBy two metres in a week, the water board of Kestrel said on Friday.\n"
TABLE = b"title,text\nDam level falls,By two metres\n"


def zipped(members: list[tuple[str, bytes]], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", how) as archive:
        warnings.simplefilter("ignore")  # two members of one name are meant
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, how)
    return stream.getvalue()


def tarred(members: list[tuple[str, bytes]], mode: str = "w:", kind: bytes = tarfile.REGTYPE) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            info.size = len(data) if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


@st.composite
def word_files(draw: Draw) -> Case:
    body = "".join(
        draw(st.lists(WORD | lines.map(lambda text: f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"), max_size=6))
    )
    document = f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
    if draw(st.integers(0, 4)) == 0:
        document = (
            draw(
                st.sampled_from(['<!DOCTYPE a [<!ENTITY b "c">]>', "\ufeff", "<?xml version='1.0' encoding='utf-7'?>"])
            )
            + document
        )
    aside = draw(st.sampled_from(["word/header1.xml", "word/comments.xml", "word/media/a.xml", "custom.xml"]))
    members = [("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.encode("utf8", "replace"))]
    members += [(aside, f"<w:hdr {SPACES}>{draw(WORD)}</w:hdr>".encode("utf8", "replace"))]
    return Case({f"a{draw(st.sampled_from(['.docx', '.doc', '.txt']))}": zipped(members[draw(st.integers(0, 1)) :])})


@st.composite
def open_documents(draw: Draw) -> Case:
    body = "".join(draw(st.lists(OPEN | lines.map(lambda text: f"<text:p>{text}</text:p>"), max_size=6)))
    content = f"<office:document-content {SPACES}><office:body>{body}</office:body></office:document-content>"
    kind = zipped(
        [("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content.encode("utf8", "replace"))],
        0,
    )
    return Case({f"a{draw(st.sampled_from(['.odt', '.zip']))}": kind})


SHEET = elements(
    ("row", "c", "v", "is", "t", "f", "sheetData", "r", "mergeCell", "dimension", "hyperlink"), ("r", "t", "s", "ref",
    "spans", "ht"), 20
)  # fmt: skip
CELL_KINDS = ("s", "n", "b", "e", "str", "inlineStr", "d", "x")


@st.composite
def sheets(draw: Draw) -> Case:
    """The parts of a workbook, whole as a package and odd inside."""
    places = st.sampled_from(["A1", "B1", "A2", "B2", "A3", "Z9", "XFE1", "A0", "A1048577", "", "1A", "AAAA1"])
    values = lines | st.sampled_from(
        ["0", "1", "-1", "99", "1e999", "nan", "2026-02-26", "60", "2958466", "title", "text"] + list(TIMES)
    )
    cell = st.tuples(places, st.sampled_from(CELL_KINDS), values).map(
        lambda c: f'<c r="{c[0]}" t="{c[1]}" s="1"><v>{c[2]}</v></c>'
    )
    rows = st.lists(cell | SHEET, max_size=4).map("".join)
    body = "".join(f'<row r="{draw(st.integers(0, 4))}">{draw(rows)}</row>' for _ in range(draw(st.integers(0, 4))))
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c><c r="B1" t="str"><v>text</v></c></row>'
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    shared = f"<sst {space}>{draw(SHEET)}<si><t>title</t></si><si/></sst>"
    base = dict(_plain_workbook())
    base["xl/worksheets/sheet1.xml"] = f"<worksheet {space}><sheetData>{head}{body}</sheetData></worksheet>".encode(
        "utf8", "replace"
    )
    base["xl/sharedStrings.xml"] = shared.encode("utf8", "replace")
    if draw(st.integers(0, 5)) == 0:
        del base[draw(st.sampled_from(sorted(base)))]
    return Case({"a.xlsx": zipped(list(base.items()))})


def _plain_workbook() -> list[tuple[str, bytes]]:
    from openpyxl import Workbook

    book, stream = Workbook(), io.BytesIO()
    book.active.append(["title", "text"])
    book.save(stream)
    with zipfile.ZipFile(stream) as package:
        return [(name, package.read(name)) for name in package.namelist()]


contents = st.one_of(
    st.sampled_from(
        [
            REPORT,
            TABLE,
            b"",
            b"\x00\x01",
            zipped([("c.txt", REPORT)]),
            b"PK\x03\x04",
            gzip.compress(TABLE, mtime=0),
            b"a" * 5000,
        ]
    ),
    letters(),
    pages().map(lambda case: next(iter(case.files.values()))),
)


@st.composite
def archives(draw: Draw, depth: int = 2) -> Case:
    members = draw(st.lists(st.tuples(st.sampled_from(NAMES), contents), max_size=4))
    if depth and draw(st.integers(0, 2)) == 0:
        [(name, inner)] = draw(archives(depth - 1)).files.items()
        members.append((name, inner))
    suffix, data = draw(st.sampled_from(["zip", "tar", "tgz", "bz2", "txz", "gz"])), b""
    if suffix == "zip":
        data = zipped(
            members,
            draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])),
        )
    elif suffix in ("tar", "tgz", "txz"):
        kinds = st.sampled_from(
            [tarfile.REGTYPE] * 4 + [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, b"Z"]
        )
        data = tarred(members, {"tar": "w:", "tgz": "w:gz", "txz": "w:xz"}[suffix], draw(kinds))
    else:
        data = {"bz2": bz2.compress, "gz": gzip.compress}[suffix](members[0][1] if members else b"")
    return Case({f"a.{suffix}": damaged_header(draw, data)})


def damaged_header(draw: Draw, data: bytes) -> bytes:
    """Mostly leave an archive whole; else set a byte or cut the end: sizes, names, sums and flags lie in the open."""
    for _ in range(draw(st.sampled_from([0, 0, 1, 3]))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        data = data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :]
    return data[: len(data) - draw(st.sampled_from([0, 0, 0, 1, 20, 100]))]


@st.composite
def web_archives(draw: Draw) -> Case:
    made = b"".join(draw(st.lists(records(), min_size=1, max_size=4)))
    if draw(st.booleans()):
        return Case({"a.warc.gz": gzip.compress(made, mtime=0)})
    return Case({f"a{draw(st.sampled_from(['.warc', '.txt', '']))}": made})


@st.composite
def records(draw: Draw) -> bytes:
    page = next(iter(draw(pages()).files.values()))
    answer = draw(
        st.sampled_from(
            ["HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n", "HTTP/1.1 404 No\r\n\r\n",
            "HTTP/1.0 200\r\n\r\n",
             "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"idna\r\nContent-Encoding: br\r\n\r\n", "",
             "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\nzz\r\n",
             "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n", "\r\n"]
        )
    )  # fmt: skip
    body = answer.encode() + page
    length = draw(st.sampled_from([len(body)] * 4 + [0, len(body) + 50, len(body) // 2, "-1", "x", 10**30]))
    kind = draw(st.sampled_from(["response", "resource", "request", "warcinfo", "revisit", "x", ""]))
    version = draw(st.sampled_from(["WARC/1.0", "WARC/1.1", "WARC/0.18", "WARC/"]))
    heads = [
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {draw(st.sampled_from(['https://a.example/', '', 'dns:x', 'http://[']))}",
    ]
    heads += [
        f"Content-Length: {length}",
        f"Content-Type: {draw(st.sampled_from(['text/html', 'application/http; msgtype=response', '']))}",
    ]
    return "\r\n".join([version, *heads]).encode() + b"\r\n\r\n" + body + b"\r\n\r\n"


@st.composite
def saved_pages(draw: Draw) -> Case:
    """A page in one file, as browsers save it, beside parts that are none."""
    heads = [
        "From: <Saved by Blink>",
        "Snapshot-Content-Location: https://a.example/",
        *draw(st.lists(st.sampled_from(HEADERS), max_size=2)),
    ]
    some = [f"Content-Type: {draw(st.sampled_from(['text/html', 'text/css', 'text/html; charset=idna', 'image/png']))}\n"
            f"Content-Location: {draw(st.sampled_from(['https://a.example/', 'cid:x', 'http://[']))}\n"
            f"Content-Transfer-Encoding: {draw(st.sampled_from(['quoted-printable', 'base64', '8bit', 'x']))}\n\n".encode()
            + next(iter(draw(pages()).files.values())) for _ in range(draw(st.integers(0, 3)))]  # fmt: skip
    text = (
        "\n".join(
            [*heads, "MIME-Version: 1.0", 'Content-Type: multipart/related; type="text/html"; boundary="b"']
        ).encode()
        + b"\n\n"
    )
    return Case(
        {
            f"a{draw(st.sampled_from(['.mhtml', '.mht', '.txt']))}": text
            + b"".join(b"--b\n" + part + b"\n" for part in some)
        }
    )
