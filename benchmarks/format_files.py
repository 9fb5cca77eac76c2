"""Files of every format, made from the bundled sample: what `benchmarks.formats` reads, with what each of them holds.

Every file is made here byte by byte or with the standard library, so that no library writes what it then reads itself.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from textwrap import fill
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WIRE = "http://iptc.org/std/nar/2006-10-01/"
RULE = "_" * 60


@dataclass(frozen=True)
class Made:
    """One article as it is written into a file."""

    title: str
    paragraphs: tuple[str, ...]
    day: datetime
    source: str
    number: int

    @property
    def body(self) -> str:
        """Its text."""
        return "\n\n".join(self.paragraphs)


Maker = Callable[[Sequence[Made]], bytes]


def dump(articles: Sequence[Made]) -> bytes:
    """Pasted articles: headline, date, text, a rule."""
    return "\n\n---\n\n".join(f"{a.title}\n{a.day:%d %B %Y}\n\n{a.body}" for a in articles).encode()


def nexis(articles: Sequence[Made]) -> bytes:
    """An export with labels, hard-wrapped."""
    parts = (
        f"{n} of {len(articles)} DOCUMENTS\n\n\n{a.source:^70}\n\n{f'{a.day:%B %d, %Y %A}':^70}\n\n{fill(a.title, 70)}\n\n"
        f"BYLINE: Ana Prado\n\nSECTION: NEWS; Pg. {n}\n\nLENGTH: {len(a.body.split())} words\n\nBODY:\n\n"
        + "\n\n".join(fill(text, 70) for text in a.paragraphs)
        + f"\n\nSUBJECT: FERRIES (90%); STRIKES (78%)\n\nLOAD-DATE: {a.day:%B %d, %Y}\n\nLANGUAGE: ENGLISH\n\n"
        f"Copyright {a.day:%Y} {a.source}\nAll Rights Reserved\n\n\n"
        for n, a in enumerate(articles, start=1)
    )
    return "".join(parts).encode()


def factiva(articles: Sequence[Made]) -> bytes:
    """An export with field codes."""
    return "\n".join(
        f"SE News\nHD {a.title}\nBY By Ana Prado\nWC {len(a.body.split())} words\nPD {a.day:%d %B %Y}\nSN {a.source}\nSC HRBGZT\n"
        f"LA English\nCY Copyright {a.day:%Y} {a.source}\nLP {a.paragraphs[0]}\n\nTD\n" + "\n\n".join(a.paragraphs[1:])
        + f"\n\nNS gstrik : Strikes\nRE port : Portugal\nAN Document HRBGZT00{a.day:%Y%m%d}em{a.number:08}\n"
        for a in articles
    ).encode()  # fmt: skip


def proquest(articles: Sequence[Made]) -> bytes:
    """An export with rules and labels around the text."""
    return "".join(
        f"{RULE}\n\nDocument {n} of {len(articles)}\n\n{a.title}\n\nAuthor: Prado, Ana\n\n"
        f"Publication info: {a.source} ; Lisbon [Lisbon]. {a.day:%d %b %Y}: 4.\n\nFull text: {a.body}\n\nSubject: Strikes\n\n"
        f"Title: {a.title}\n\nPublication title: {a.source}\n\nPublication date: {a.day:%b %d, %Y}\n\n"
        f"ProQuest document ID: {a.number}\n\n"
        for n, a in enumerate(articles, start=1)
    ).encode()


def docx(articles: Sequence[Made]) -> bytes:
    """A document of Word that holds a dump."""
    lines = dump(articles).decode().split("\n")
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines)
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": f'<w:document xmlns:w="{WORD}">{body}</w:document>'.encode(),
        }
    )


def rtf(articles: Sequence[Made]) -> bytes:
    """A document of rich text that holds an export."""
    lines = nexis(articles).decode().split("\n")
    coded = ("".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in line) for line in lines)
    return ("{\\rtf1\\ansi " + "".join(f"{line}\\par\n" for line in coded) + "}").encode()


def pdf(articles: Sequence[Made]) -> bytes:
    """A PDF with a page for each article and a running head."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for a in articles:
        lines = [
            a.title,
            f"{a.day:%d %B %Y}",
            "",
            *(line for text in a.paragraphs for line in [*fill(text, 90).split("\n"), ""]),
        ]
        shown = " ".join(
            "(" + line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ") Tj T*" for line in lines
        )
        stream = f"BT /F1 10 Tf 14 TL 50 780 Td {shown} ET"
        objects.append(f"<< /Length {len(stream.encode('cp1252', 'replace'))} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    data, places = b"%PDF-1.4\n", []
    for n, content in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{n} 0 obj\n{content}\nendobj\n".encode("cp1252", "replace")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return data + end.encode() + f"startxref\n{len(data)}\n%%EOF\n".encode()


def letter(articles: Sequence[Made]) -> bytes:
    """A newsletter with one article."""
    a, made = articles[0], EmailMessage()
    made["From"], made["Subject"] = f"{a.source} <news@gazette.example>", a.title
    made["Date"], made["Message-ID"] = f"{a.day:%a, %d %b %Y} 09:00:00 +0000", f"<{a.number}@gazette.example>"
    made.set_content(a.body + "\n\nUnsubscribe: https://gazette.example/leave\n")
    made.add_alternative(f"<p>{html.escape(a.body)}</p>", subtype="html")
    return made.as_bytes()


def mailbox(articles: Sequence[Made]) -> bytes:
    """A mailbox with a letter for each article."""
    parts = (b"From news@gazette.example Thu Feb 26 09:00:00 2026\n" + letter([a]).rstrip() + b"\n\n" for a in articles)
    return b"".join(parts)


def newsml(articles: Sequence[Made]) -> bytes:
    """A message of news items."""
    items = "".join(
        f'<newsItem guid="urn:{a.number}"><itemMeta><itemClass qcode="ninat:text"/>'
        f"<provider><name>{escape(a.source)}</name></provider><versionCreated>{a.day:%Y-%m-%d}T00:00:00Z</versionCreated></itemMeta><contentMeta><headline>{escape(a.title)}</headline>"
        f"</contentMeta><contentSet><inlineXML><nitf><body><body.content>{_blocks(a)}</body.content></body></nitf></inlineXML>"
        "</contentSet></newsItem>"
        for a in articles
    )
    return f'<newsMessage xmlns="{WIRE}"><itemSet>{items}</itemSet></newsMessage>'.encode()


def nitf(articles: Sequence[Made]) -> bytes:
    """One NITF document."""
    a = articles[0]
    return (
        f'<nitf><head><docdata><date.issue norm="{a.day:%Y%m%d}"/><doc.copyright holder="{escape(a.source)}"/></docdata></head>'
        f"<body><body.head><hedline><hl1>{escape(a.title)}</hl1></hedline></body.head><body.content>{_blocks(a)}</body.content>"
        "</body></nitf>"
    ).encode()


def ninjs(articles: Sequence[Made]) -> bytes:
    """Items of news in JSON."""
    return json.dumps(
        [
            {"uri": f"urn:{a.number}", "type": "text", "versioncreated": f"{a.day:%Y-%m-%d}T00:00:00Z", "headline": a.title,
             "body_xhtml": _blocks(a), "copyrightholder": a.source}
            for a in articles
        ]
    ).encode()  # fmt: skip


def gdelt(articles: Sequence[Made]) -> bytes:
    """Rows of the Global Knowledge Graph, which hold titles only."""
    rows = []
    for a in articles:
        cells = [""] * 27
        cells[0], cells[1], cells[2], cells[3] = (
            f"{a.day:%Y%m%d}000000-{a.number}",
            f"{a.day:%Y%m%d}000000",
            "1",
            "gazette.example",
        )
        cells[4], cells[26] = f"https://gazette.example/{a.number}", f"<PAGE_TITLE>{html.escape(a.title)}</PAGE_TITLE>"
        rows.append("\t".join(cells))
    return "\n".join(rows).encode()


def page(articles: Sequence[Made]) -> bytes:
    """A page of the web with menus around one article."""
    a = articles[0]
    title = html.escape(a.title)
    head = (
        f'<title>{title} - {a.source}</title><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{a.day:%Y-%m-%d}T00:00:00Z">'
    )
    menu, footer = "<nav><a href=/>Home</a> <a href=/sport>Sport</a></nav>", "<footer>Contact us</footer>"
    body = f"{menu}<article><h1>{title}</h1>{_blocks(a)}</article>{footer}"
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{body}</body></html>'.encode()


def feed(articles: Sequence[Made]) -> bytes:
    """A feed with whole texts."""
    items = "".join(
        f"<item><title>{escape(a.title)}</title><pubDate>{a.day:%a, %d %b %Y} 00:00:00 GMT</pubDate>"
        f"<guid>{a.number}</guid><description>{escape(_blocks(a))}</description></item>"
        for a in articles
    )
    return f'<rss version="2.0"><channel><title>Gazette</title>{items}</channel></rss>'.encode()


def json_lines(articles: Sequence[Made]) -> bytes:
    """One JSON object a line."""
    return b"".join(json.dumps(_row(a)).encode() + b"\n" for a in articles)


def cells(articles: Sequence[Made]) -> bytes:
    """A table of cells."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ["title", "text", "date", "source"])
    writer.writeheader()
    writer.writerows(map(_row, articles))
    return out.getvalue().encode()


def archive(articles: Sequence[Made]) -> bytes:
    """A zip with a file for each article, as a dump or as JSON."""
    return zipped(
        {
            f"inbox/{a.number}{'.txt' if n % 2 else '.jsonl'}": (dump if n % 2 else json_lines)([a])
            for n, a in enumerate(articles)
        }
    )


def tape(articles: Sequence[Made]) -> bytes:
    """A packed tar with a file for each article."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for a in articles:
            data = json_lines([a])
            info = tarfile.TarInfo(f"{a.number}.jsonl")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    """Pack files into a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return out.getvalue()


def _row(a: Made) -> dict[str, str]:
    return {"title": a.title, "text": a.body, "date": f"{a.day:%Y-%m-%d}", "source": a.source}


def _blocks(a: Made) -> str:
    return "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in a.paragraphs)


# Name of the format, suffix, maker, and how many articles a file of it holds at most.
MAKERS: dict[str, tuple[str, Maker, int]] = {
    "dump": (".txt", dump, 3), "Nexis export": (".txt", nexis, 3), "Factiva export": (".txt", factiva, 3),
    "ProQuest export": (".txt", proquest, 3), "Word (a dump)": (".docx", docx, 3), "rich text (an export)": (".rtf", rtf, 3),
    "PDF (a dump)": (".pdf", pdf, 3), "letter": (".eml", letter, 1), "mailbox": (".mbox", mailbox, 3),
    "NewsML-G2": (".xml", newsml, 3), "NITF": (".xml", nitf, 1), "ninjs": (".json", ninjs, 3), "GDELT GKG": (".csv", gdelt, 3),
    "web page": (".html", page, 1), "feed": (".rss", feed, 3), "JSON lines": (".jsonl", json_lines, 3),
    "cells": (".csv", cells, 3),
    "JSON lines, packed": (".jsonl.gz", lambda articles: gzip.compress(json_lines(articles)), 3),
    "zip": (".zip", archive, 3), "tar, packed": (".tar.gz", tape, 3),
}  # fmt: skip
BROKEN: dict[str, tuple[str, bytes]] = {
    "cut-off zip": (".zip", zipped({"a.txt": b"x" * 500})[:60]), "empty": (".txt", b""), "binary": (".dat", bytes(range(256))),
    "broken JSON": (".jsonl", b'{"title": '), "locked PDF": (".pdf", b"%PDF-1.4 nothing"), "no text": (".docx", docx([])),
}  # fmt: skip
