r"""Documents of text with odd parts: feeds, pages, letters, news exchange, rich text, exports of databases, dumps.

They are put together from pieces that are right and in the wrong place; what a piece is for stands in the readers' own tests.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from .cases import Case
from .tables import words

Draw = Callable[..., Any]

TIMES = (
    "Thu, 26 Feb 2026 10:00:00 +0000",
    "2026-02-26T10:00:00Z",
    "26 Feb",
    "99999",
    "2026-02-31",
    "",
    "20260226T103000+0000",
)
LINKS = (
    "https://a.example/x",
    "http://[",
    "//b",
    "javascript:x",
    "https://a.example/2026/02/30/x",
    "http://a:99999/",
    "mailto:",
    "",
)
LINES = (
    *("Dam level falls at Kestrel", "By two metres in a week, the water board said on Friday.",
      "LISBON: Crews returned to work.", ""),
    *("- A bullet", "* * *", "1 of 9 DOCUMENTS", "Document 2 of 9", "LENGTH: 120 words", "BODY:", "LOAD-DATE: February 27, 2026"),
    *("HD Ferry strike ends", "SN Harbour Gazette", "PD 26 February 2026", "LP ", "TD", "Document HRBGAZ0020260226em2q0001a"),
    *("Full text: Crews returned.", "Publication title: Harbour Gazette; Lisbon", "ProQuest document ID: 12345", "____" * 9, "="),
    *("February 26, 2026 Thursday", "End of Document", "Copyright 2026 Harbour Gazette", "> quoted", "\f", "\t", "-- ",
      "Reuters"),
    *("UNSUBSCRIBE", "By Ana Prata", "26/02/2026", "11:30 GMT", "(c)", "٢٦ فبراير", "第1条", "\u2028", "A" * 300,
      "a. " * 60, "1.", "[1]"),
)  # fmt: skip
lines = st.sampled_from(LINES) | words
ENCODINGS = ("utf-8", "utf-16", "latin-1", "cp1252", "utf-8-sig", "koi8-r")


@st.composite
def dumps(draw: Draw) -> Case:
    text = draw(st.sampled_from(["\n", "\n\n", "\r\n", "\r"])).join(draw(st.lists(lines, min_size=1, max_size=25)))
    name = draw(st.sampled_from(["a.txt", "a", "a.md", "a.text", "Report 2.5 final"]))
    return Case({name: text.encode(draw(st.sampled_from(ENCODINGS)), "replace")})


def elements(names: tuple[str, ...], attributes: tuple[str, ...], depth: int = 8) -> st.SearchStrategy[str]:
    """Markup of these elements, mostly well formed, of text, links and times."""
    inner = st.one_of(words, words.map(_escaped), st.sampled_from(TIMES + LINKS), lines.map(_escaped))
    attribute = st.tuples(st.sampled_from(attributes), st.sampled_from(LINKS + TIMES) | words)
    given = st.lists(attribute, max_size=2, unique_by=lambda pair: pair[0]).map(
        lambda pairs: "".join(f' {name}="{_escaped(value)}"' for name, value in pairs)
    )

    def wrapped(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        tag = st.tuples(st.sampled_from(names), given, st.lists(parts, max_size=4).map("".join))
        whole = tag.map(lambda t: f"<{t[0]}{t[1]}>{t[2]}</{t[0]}>")
        return (
            whole | whole | tag.map(lambda t: f"<{t[0]}{t[1]}>{t[2]}") | inner.map(lambda text: f"<![CDATA[{text}]]>")
        )

    return st.recursive(inner, wrapped, max_leaves=depth)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


FEED = elements(
    ("item", "entry", "title", "description", "link", "pubDate", "updated", "published", "content", "summary", "content:encoded",
     "dc:date", "dc:creator", "source", "guid", "id", "author", "category", "media:content", "language", "channel", "image"),
    ("href", "rel", "type", "url", "xml:lang", "isPermaLink", "xml:base", "rdf:about"), 14,
)  # fmt: skip
NEWS = elements(
    ("newsItem", "itemMeta", "contentMeta", "headline", "contentCreated", "versionCreated", "inlineXML", "inlineData",
    "body", "p",
     "hl1", "hl2", "located", "name", "dateline", "infoSource", "provider", "NewsItem", "HeadLine", "DataContent", "body.content",
     "packageItem", "remoteContent", "media", "abstract", "doc-id", "date.issue", "story.date", "itemClass", "link",
     "table", "td"),
    ("guid", "xml:lang", "norm", "qcode", "literal", "href", "id-string", "tag", "FormalName", "holder"), 16,
)  # fmt: skip
PAGE = elements(
    ("p", "h1", "h2", "article", "main", "div", "span", "a", "time", "ul", "li", "table", "tr", "td", "br", "meta",
    "script", "style",
     "title", "head", "body", "section", "blockquote", "figure", "figcaption", "template", "svg", "iframe", "base", "pre",
     "form"),
    ("href", "class", "id", "datetime", "property", "content", "name", "itemprop", "lang", "rel", "type", "hidden"), 16,
)  # fmt: skip


@st.composite
def feeds(draw: Draw) -> Case:
    root, close = draw(
        st.sampled_from(
            [("<rss version='2.0'><channel>", "</channel></rss>"), ("<feed xmlns='http://www.w3.org/2005/Atom'>", "</feed>"),
             ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>", "</rdf:RDF>"),
             ("<rss>", ""), ("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel>&a;", "</channel></rss>")]
        )
    )  # fmt: skip
    parts = draw(st.lists(FEED.map(lambda markup: f"<item>{markup}</item>") | FEED, max_size=4))
    return _marked(draw, [".rss", ".atom", ".xml", ".rdf", ".txt"], root + "".join(parts) + close)


@st.composite
def feed_lists(draw: Draw) -> Case:
    outline = elements(("outline", "body", "head", "title"), ("xmlUrl", "text", "title", "type", "htmlUrl"))
    return _marked(draw, [".opml", ".xml"], f"<opml>{draw(outline)}{draw(outline)}</opml>")


@st.composite
def news_items(draw: Draw) -> Case:
    root = draw(st.sampled_from(["newsItem", "newsMessage", "NewsML", "nitf", "packageItem"]))
    space = draw(st.sampled_from(["", " xmlns='http://iptc.org/std/nar/2006-10-01/'", " guid='a' xml:lang='en'"]))
    doctype = draw(st.sampled_from(["", "", f"<!DOCTYPE {root}>", f"<!DOCTYPE {root} [<!ENTITY a 'b'>]>"]))
    parts = "".join(draw(st.lists(NEWS, max_size=4)))
    return _marked(draw, [".nitf", ".newsml", ".xml"], f"{doctype}<{root}{space}>{parts}</{root}>")


@st.composite
def pages(draw: Draw) -> Case:
    facts = draw(st.sampled_from(["", "<script type='application/ld+json'>{}</script>"]))
    values = st.recursive(
        words | st.integers() | st.none() | st.sampled_from(TIMES + ("NewsArticle", "Person")),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(FACTS), inner, max_size=5),
        max_leaves=10,
    )
    import json

    facts = facts.format(json.dumps(draw(values))) if facts else ""
    body = "".join(draw(st.lists(PAGE, min_size=1, max_size=5)))
    head = draw(st.sampled_from(["<html>", "<!DOCTYPE html><html lang='en'>", "<html><head><meta charset='utf-7'>"]))
    return _marked(draw, [".html", ".htm", ".xhtml", ".txt"], f"{head}{facts}<body>{body}{draw(lines)}</body></html>")


FACTS = ("@type", "@graph", "headline", "datePublished", "publisher", "name", "articleBody", "description", "url", "inLanguage",
         "mainEntityOfPage", "@id", "author", "dateModified", "isPartOf")  # fmt: skip


def _marked(draw: Draw, suffixes: list[str], markup: str) -> Case:
    declared = draw(
        st.sampled_from(["", "", '<?xml version="1.0" encoding="utf-8"?>', '<?xml version="1.0" encoding="utf-7"?>'])
    )
    cut = draw(st.integers(0, 5)) == 0
    text = declared + markup
    data = text[: len(text) * 2 // 3 if cut else None].encode(draw(st.sampled_from(ENCODINGS)), "xmlcharrefreplace")
    return Case({f"a{draw(st.sampled_from(suffixes))}": data})


HEADERS = (
    "From: Gazette <news@a.example>", "Subject: =?utf-8?q?D=C3=A1m?=", "Subject: =?utf-8?b?////?=", "Subject: =?x?q?=ff?=",
    "Date: Thu, 26 Feb 2026 10:00:00 +0000", "Date: 99 Feb", "To: a@b", "Message-ID: <1@a>", "MIME-Version: 1.0", "List-Id: <<>>",
    "From: \"\\", "From: =?utf-8?q?a=00b?= <a@b", "Archived-At: <https://a.example/1>", "Received: by x",
    "Subject: Re: [a] Fwd: Dam",
    "To: undisclosed:;", "From: a@[", "Date: Thu, 26 Feb 20260000000 10:00:00 +9999", "Message-ID: []", "Subject:",
)  # fmt: skip
KINDS = (
    "text/plain", "text/html", "text/plain; charset=utf-7", "text/plain; charset=idna", "text/plain; charset=rot13",
    "text/plain; charset=base64", "text/plain; charset=utf-16", "message/rfc822", "multipart/mixed", "image/png", "text/csv",
    "application/zip; name=a.zip", "text/html; charset=\"", "multipart/alternative; boundary=x", "message/partial", "x",
    "text/plain; charset=unicode_escape", "message/external-body", "text/plain; charset*0*=utf-8''a", "message/delivery-status",
)  # fmt: skip
HANDLINGS = ("", "Content-Disposition: attachment", "Content-Disposition: attachment; filename=../../a.txt",
             "Content-Disposition: attachment; filename=\"=?utf-8?q?a=00.csv?=\"",
             "Content-Disposition: attachment; filename*=x''%ff",
             "Content-Disposition: attachment; filename=" + "a" * 300, "Content-Disposition: =?",
             "Content-Disposition: attachment; filename=\"\n",
             "Content-Disposition: attachment; filename=CON", "Content-Disposition: attachment; filename=.")  # fmt: skip
CODES = ("", "7bit", "8bit", "base64", "quoted-printable", "x-uuencode", "binary", "=")


@st.composite
def parts(draw: Draw) -> str:
    text = "\n".join(draw(st.lists(lines, max_size=6)))
    code = draw(st.sampled_from(CODES))
    if code == "base64" and draw(st.booleans()):
        text = base64.b64encode(text.encode()).decode()
    heads = [f"Content-Type: {draw(st.sampled_from(KINDS))}", draw(st.sampled_from(HANDLINGS))]
    heads += [f"Content-Transfer-Encoding: {code}"] if code else []
    return "\n".join(filter(None, heads)) + "\n\n" + text


@st.composite
def letters(draw: Draw) -> bytes:
    heads = "\n".join(draw(st.lists(st.sampled_from(HEADERS), max_size=6)))
    heads = f"From: a@b\nMIME-Version: 1.0\n{heads}".rstrip()
    some = draw(st.lists(parts(), min_size=1, max_size=3))
    if len(some) == 1:
        text = f"{heads}\n{some[0]}"
    else:
        kind = draw(st.sampled_from(["mixed", "alternative", "related", "signed", "digest"]))
        text = f"{heads}\nContent-Type: multipart/{kind}; boundary=b\n\n" + "".join(f"--b\n{part}\n" for part in some)
        text += draw(st.sampled_from(["--b--\n", "", "--b"]))
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    return text.replace("\n", ends).encode(draw(st.sampled_from(["utf-8", "latin-1"])), "replace")


@st.composite
def mail(draw: Draw) -> Case:
    some = draw(st.lists(letters(), min_size=1, max_size=3))
    if len(some) == 1:
        return Case({f"a{draw(st.sampled_from(['.eml', '.txt', '.mhtml']))}": some[0]})
    opening = b"From a@b Mon Jan  1 00:00:00 2026\n"
    return Case(
        {f"a{draw(st.sampled_from(['.mbox', '.txt']))}": b"".join(opening + letter + b"\n\n" for letter in some)}
    )


RICH = (
    *("{", "}", "\\par ", "\\u233?", "\\u-3?", "\\uc0", "\\uc9 ", "\\'e9", "\\'zz", "\\bin5 ", "\\bin-1 ", "\\pict ",
      "\\*", "\\header "),
    *("\\footer ", "\\cell", "\\row", "\\tab ", "\\line ", "\\ansicpg1252", "\\ansicpg99999", "\\ansicpg0 ", "\\fonttbl",
      "\\f0 "),
    *("\\fcharset129 ", "\\fcharset2 ", "\\~", "\\\\", "\\{", "\\ud\\", "\\u99999999999?", "\\uc99999999999 ", "\\field",
      "\\fldinst"),
    *("\\'", "\\u", "\\emdash ", "\\mac", "\\pc ", "\\pca", "{\\*\\generator x;}", "\\ansicpg65001 ", "\\'81\\'fe",
      "{\\header a}"),
)  # fmt: skip


@st.composite
def rich_texts(draw: Draw) -> Case:
    pieces = draw(st.lists(st.sampled_from(RICH) | lines, max_size=20))
    text = draw(st.sampled_from(["{\\rtf1\\ansi ", "{\\rtf1 ", "{\\rtf", " {\\rtf1\\mac "])) + "".join(pieces)
    return Case({f"a{draw(st.sampled_from(['.rtf', '.doc', '.txt']))}": (text + "}").encode("latin-1", "replace")})


@st.composite
def gkg_files(draw: Draw) -> Case:
    """Rows of the Global Knowledge Graph, whose 27 columns have no header."""
    row = st.lists(words | st.sampled_from(["<PAGE_TITLE>", "</PAGE_TITLE>", "srclc:por"]), min_size=21, max_size=22)
    rows = draw(st.lists(row, min_size=1, max_size=4))
    opening = "20260226103000-1\t20260226103000\t1\ta.example\thttps://a.example/1\t"
    made = "\n".join(opening + "\t".join(cell.replace("\n", " ") for cell in row) for row in rows)
    return Case({f"a{draw(st.sampled_from(['.csv', '.txt', '.gkg']))}": made.encode("utf8", "replace")})
