"""A small good file of every suffix that is read, and of each way that one suffix is used."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from topics.articles.sample import write_sample

from .packed import SPACES, tarred, zipped


@cache
def good_files() -> dict[str, bytes]:
    """A small good file of each suffix, and of each way that one suffix is used."""
    rows = _sample_rows()
    table = pd.DataFrame(rows)
    report = "\n\n".join(f"{row['title']}\n\n{row['body']}" for row in rows[:3]).encode()
    csv, tsv = table.to_csv(index=False).encode(), table.to_csv(index=False, sep="\t").encode()
    lines = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    page = _page(rows[0])
    made = {
        "a.jsonl": lines,
        "a.ndjson": lines,
        "a.json": json.dumps(rows).encode(),
        "a.csv": csv,
        "a.tsv": tsv,
        "b.csv.gz": gzip.compress(csv, mtime=0),
    }
    made |= {f"a{suffix}": report for suffix in ("", ".txt", ".text", ".md")}
    made |= {f"a{suffix}": page for suffix in (".html", ".htm", ".xhtml", ".shtml")}
    made |= {
        "a.parquet": _buffered(table.to_parquet),
        "a.xlsx": _buffered(lambda out: table.to_excel(out, index=False)),
    }
    made |= _feeds(rows) | _exchange(rows) | _mail(rows, page) | _exports(rows)
    made |= {"a.warc": _warc(page), "b.warc.gz": gzip.compress(_warc(page), mtime=0), "a.pdf": _pdf(rows[0]["title"])}
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in report.decode().split("\n"))
    made["a.docx"] = zipped(
        [
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", f"<w:document {SPACES}>{body}</w:document>".encode()),
        ]
    )
    text = f"<office:text {SPACES}><text:p>{rows[0]['title']}</text:p><text:p>{rows[0]['body']}</text:p></office:text>"
    made["a.odt"] = zipped(
        [("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", text.encode())], 0
    )
    made["a.rtf"] = b"{\\rtf1\\ansi{\\header Gazette}" + report.replace(b"\n", b"\\par ") + b"}"
    inside = [("a.txt", report), ("news/b.csv", csv), ("c.zip", zipped([("d.html", page)]))]
    made |= {"a.zip": zipped(inside), "b.zip": zipped(inside, 0), "a.tar": tarred(inside)}
    made |= {
        f"a{suffix}": tarred(inside, mode) for suffix, mode in ((".tgz", "w:gz"), (".tbz2", "w:bz2"), (".txz", "w:xz"))
    }
    return made | {"d.csv.bz2": bz2.compress(csv), "d.csv.xz": lzma.compress(csv)}


def _sample_rows() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sample.jsonl")
        write_sample(path)
        return [json.loads(line) for line in path.read_text("utf8").splitlines()[:5]]


def _buffered(write: Callable[[Any], object]) -> bytes:
    stream = io.BytesIO()
    write(stream)
    return stream.getvalue()


def _page(row: dict[str, Any]) -> bytes:
    paragraphs = "".join(f"<p>{part}</p>" for part in row["body"].split("\n") if part)
    facts = json.dumps({"@type": "NewsArticle", "headline": row["title"], "datePublished": "2026-02-26"})
    head = f"<title>{row['title']} | Gazette</title><script type='application/ld+json'>{facts}</script>"
    article = f"<article><h1>{row['title']}</h1>{paragraphs}</article>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{article}</body></html>".encode()


def _feeds(rows: list[dict[str, Any]]) -> dict[str, bytes]:
    day = "<pubDate>Thu, 26 Feb 2026 10:00:00 +0000</pubDate>"
    items = "".join(
        f"<item><title>{row['title']}</title><description>{row['body'][:200]}</description>{day}</item>" for row in rows
    )
    rss = f"<?xml version='1.0'?><rss version='2.0'><channel><title>Gazette</title>{items}</channel></rss>".encode()
    entries = "".join(
        f"<entry><id>{n}</id><title>{row['title']}</title><summary>{row['body'][:90]}</summary></entry>"
        for n, row in enumerate(rows)
    )
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Gazette</title>{entries}</feed>".encode()
    space = "xmlns='http://purl.org/rss/1.0/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
    listed = b"<opml><body><outline text='Gazette' xmlUrl='https://gazette.example/rss'/></body></opml>"
    json_feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Gazette",
                 "items": [{"id": "1", "title": row["title"], "content_html": row["body"]} for row in rows]}  # fmt: skip
    return {"a.rss": rss, "a.xml": rss, "a.atom": atom, "a.rdf": f"<rdf:RDF {space}>{items}</rdf:RDF>".encode(), "a.opml": listed,
            "b.json": json.dumps(json_feed).encode()}  # fmt: skip


def _exchange(rows: list[dict[str, Any]]) -> dict[str, bytes]:
    title, body = rows[0]["title"], rows[0]["body"]
    head = f"<body.head><hedline><hl1>{title}</hl1></hedline></body.head>"
    nitf = f"<nitf><body>{head}<body.content><p>{body}</p></body.content></body></nitf>"
    meta = f"<contentMeta><headline>{title}</headline></contentMeta>"
    newsml = f"<newsItem guid='1'>{meta}<contentSet><inlineXML>{body}</inlineXML></contentSet></newsItem>"
    ninjs = {
        "uri": "https://gazette.example/1",
        "type": "text",
        "headline": title,
        "body_text": body,
        "versioncreated": "2026-02-26T10:00:00Z",
    }
    listed = {
        "articles": [
            {
                "url": "https://gazette.example/1",
                "title": title,
                "seendate": "20260226T100000Z",
                "domain": "gazette.example",
            }
        ]
    }
    gkg = [
        "20260226103000-1",
        "20260226103000",
        "1",
        "gazette.example",
        "https://gazette.example/1",
        *[""] * 21,
        f"<PAGE_TITLE>{title}</PAGE_TITLE>",
    ]
    return {"a.nitf": nitf.encode(), "a.newsml": newsml.encode(), "c.json": json.dumps(ninjs).encode(),
    "d.json": json.dumps(listed).encode(),
            "c.csv": "\t".join(gkg).encode()}  # fmt: skip


def _mail(rows: list[dict[str, Any]], page: bytes) -> dict[str, bytes]:
    heads = (
        "From: Gazette <news@gazette.example>\nSubject: {}\nDate: Thu, 26 Feb 2026 10:00:00 +0000\nMIME-Version: 1.0\n"
    )
    plain = (heads.format(rows[0]["title"]) + f"Content-Type: text/plain\n\n{rows[0]['body']}\n").encode()
    mixed = (
        heads.format("Digest")
        + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        + rows[1]["body"]
    )
    mixed += "\n--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename=a.csv\n\ntitle,text\nDam,Falls\n--b--\n"
    box = b"".join(b"From a@b Mon Jan  1 00:00:00 2026\n" + letter + b"\n" for letter in (plain, mixed.encode()))
    saved = b"From: <Saved by Blink>\nSnapshot-Content-Location: https://gazette.example/1\nMIME-Version: 1.0\n"
    saved += b"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n" + page + b"\n--b--\n"
    return {"a.eml": mixed.encode(), "b.eml": plain, "a.mbox": box, "a.mbx": box, "a.mhtml": saved, "a.mht": saved}


def _exports(rows: list[dict[str, Any]]) -> dict[str, bytes]:
    title, body = rows[0]["title"], rows[0]["body"]
    nexis = [
        "1 of 1 DOCUMENT",
        "Harbour Gazette",
        "February 26, 2026 Thursday",
        title,
        "LENGTH: 90 words",
        "BODY:",
        body,
    ]
    factiva = [
        f"HD {title}\nWC 90 words\nPD 26 February 2026\nSN Harbour Gazette\nSC HRBGAZ\nLA English\nLP",
        body[:80],
        "TD",
        body,
    ]
    proquest = [
        "____________________",
        "Document 1 of 1",
        title,
        "Publication info: Harbour Gazette ; Lisbon. 26 Feb 2026: 4.",
    ]
    made = {
        "n.txt": [*nexis, "LOAD-DATE: February 27, 2026"],
        "f.txt": [*factiva, "AN Document HRBGAZ0020260226em2q0001a"],
        "p.txt": [
            *proquest,
            f"Full text: {body}",
            "Publication title: Harbour Gazette",
            "ProQuest document ID: 1234567",
        ],
    }
    return {name: ("\n\n".join(parts) + "\n").encode() for name, parts in made.items()}


def _warc(page: bytes) -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    heads = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://gazette.example/1\r\n"
    heads += "Content-Type: application/http; msgtype=response\r\n"
    return f"{heads}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"


def _pdf(title: str) -> bytes:
    """One page with one line, in the fewest objects."""
    drawn = f"BT /F1 12 Tf 72 720 Td ({title}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    data, at = b"%PDF-1.4\n", []
    for number, held in enumerate(objects, start=1):
        at.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % place for place in at)
    return data + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(data),
    )
