"""A page of the web, saved as HTML -> the article on it, or the articles: main text, title, time, source, language, address.

What is cut from a page (menus, buttons, notices, related links) is counted in a remark. Nothing is ever fetched.
"""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator
from configparser import ConfigParser
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.articles.dates import find_date_in_name
from topics.articles.dump_rows import dump_items
from topics.articles.encodings import decode_text, mend_text
from topics.articles.files import EXCERPT_CHARS, read_document
from topics.articles.page_facts import Facts, concluded_facts, declared_facts
from topics.articles.page_parts import page_parts
from topics.articles.page_text import AROUND, count_left_out, page_text, parse_page, plain_text
from topics.articles.rows import Article, Item, Rejected, Remark

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_ELEMENTS = 20_000  # of a page that trafilatura is asked about (some 4 s); a usual page of news has 500 to 3,000
MOST_TEXT = 500_000  # characters of such a page
LEAST_EXTRACTED = 50  # characters; of less, trafilatura takes the whole page. A brief in Chinese has no more
LONGEST_RUBRIC = 60  # characters of a line that may stand above the title without being told
LEAST_OF_DECLARED = 0.5  # of the text in the page's head: where less was found on the page, the head is believed
FEW_LINKS, CHARS_A_LINK = 3, 1_000  # in a text without any marks of a site: more links than that are menus

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
_CHARSET_BYTES = 4_096
# Not every codec of Python is an encoding of pages, and some are slow or dangerous; names as in the Encoding standard.
_SAFE_CHARSET = re.compile(
    r"utf-?8|iso-?8859-?\d+|(windows|cp|ibm)-?\d+|koi8-?[ru]|gb_?2312|gbk|gb18030|big5(-hkscs)?|(x-)?s(hift)?[_-]?jis|euc-?(jp|kr)"
    r"|ks_c_5601-1987|iso-2022-jp|tis-620|(x-)?mac(intosh|-roman)?|us-ascii|latin-?\d"
)
_ESCAPED, _ESCAPE = "iso-2022-jp", b"\x1b$"
_WIDER = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "iso-8859-9": "cp1254",
    "gb2312": "gb18030", "gb_2312": "gb18030", "gbk": "gb18030", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932", "x-sjis": "cp932", "tis-620": "cp874", "macintosh": "mac-roman", "x-mac-roman": "mac-roman",
}  # fmt: skip
_MARKS_OF_A_SITE = " | ".join(
    (
        "//article",
        "//nav",
        "//aside",
        "//footer",
        "//*[@itemtype]",
        "//link[@rel='canonical']",
        "//meta[starts-with(@property, 'og:')]",
    )
)


def read_page(path: Path) -> Iterator[Item]:
    """Read a saved page (.html, .htm, .xhtml), in whatever encoding."""
    data, problem = read_document(path)
    if problem:
        yield Rejected(problem, 0)
    if data.strip():
        yield from page_items(decode_page(data), name=path.name)
    elif not problem:
        yield Rejected("the file is empty", 0)


def page_items(markup: str, *, address: str = "", name: str = "", line: int = 1) -> Iterator[Item]:
    """Read the articles of one page.

    Parameters
    ----------
    markup
        The page.
    address
        Where it came from, where that is known; what the page says of its own address comes first.
    name
        The name of its file, which may hold a date.
    line
        The number that rejected pieces and remarks bear; the articles of a page of several count on from it.

    Examples
    --------
    >>> page = "<title>Ferry strike ends</title><nav>Home</nav><article><p>Crews returned to work on Friday.</article>"
    >>> [article, remark] = page_items(page, address="https://gazette.example/2026/02/27/ferry")
    >>> article.fields["title"], article.fields["body"], article.fields["source"], article.fields["date_origin"]
    ('Ferry strike ends', 'Crews returned to work on Friday.', 'gazette.example', 'url')
    >>> remark.note
    '4 of 32 characters of the page were left out (menus, buttons, notices, related links)'
    """
    tree, problem = parse_page(markup)
    whole = "" if tree is None else page_text(tree)
    if tree is None or not whole:
        yield Rejected("the page holds no text" + (f": {problem}" if problem else ""), line, markup[:EXCERPT_CHARS])
        return
    if problem:
        yield Remark(problem, line)
    facts = declared_facts(tree, markup, address)
    parts = page_parts(tree, facts)
    if not parts and _is_bare(tree, whole):
        yield from _bare_items(tree, whole, name, line)
        return
    kept = ""
    for number, fields in enumerate(parts or [_one_article(tree, whole, facts, name)]):
        kept += f"{fields['title']}\n{fields['body']}\n"
        yield Article(fields, line + number)
    left_out, seen = count_left_out(whole, kept), sum(map(len, whole.split()))
    if left_out:
        note = f"{left_out:,} of {seen:,} characters of the page were left out (menus, buttons, notices, related links)"
        yield Remark(note, line, left_out)


def decode_page(data: bytes, charset: str = "") -> str:
    """Decode a page as UTF-8 or, where it is not, as what it was sent or declares itself as, else by its likeliest code page."""
    declared = _CHARSET.search(data[:_CHARSET_BYTES])
    for given in (charset, declared[1].decode("ascii", "replace") if declared else ""):
        label = given.strip().lower()
        if _SAFE_CHARSET.fullmatch(label):
            label = _WIDER.get(label, label)
            try:
                codecs.lookup(label)
            except LookupError:
                continue
            if label == _ESCAPED and _ESCAPE in data:  # its bytes are ASCII, so they would pass for UTF-8
                return data.decode(label, "replace")
            return decode_text(data, label)
    return decode_text(data)


def _one_article(tree: HtmlElement, whole: str, declared: Facts, name: str) -> dict[str, Any]:
    is_large = len(whole) > MOST_TEXT or sum(1 for _ in tree.iter()) > MOST_ELEMENTS
    facts = concluded_facts(tree, declared, is_large=is_large)
    body = _below_title(_main_text(tree, whole, facts, is_large), facts.title)
    day = None if facts.published else find_date_in_name(name)
    return {
        "title": plain_text(facts.title), "body": body, "summary": plain_text(facts.summary), "source": facts.source,
        "url": facts.url, "lang": facts.lang, "published": facts.published or day,
        "date_origin": facts.date_origin or ("file name" if day else ""),
    }  # fmt: skip


def _below_title(body: str, title: str) -> str:
    """Cut off the title, which is told already, and the rubrics and menus that stand above it."""
    wanted, start = " ".join(title.split()).casefold(), 0
    for line in body.splitlines(keepends=True):
        start += len(line)
        plain = " ".join(line.split()).casefold()
        if plain == wanted and start <= max(len(line), len(body) // 2):
            return body[start:].strip()
        if len(plain) > LONGEST_RUBRIC:
            break
    return body


def _main_text(tree: HtmlElement, whole: str, facts: Facts, is_large: bool) -> str:
    beside_menus = page_text(tree, AROUND)
    body = beside_menus if is_large else _extracted(tree, facts.url)
    declared = plain_text(facts.text)
    if len(body) < LEAST_OF_DECLARED * len(declared):
        body = declared
    return body or beside_menus or whole


def _extracted(tree: HtmlElement, address: str) -> str:
    from lxml.etree import strip_elements
    from trafilatura import bare_extraction

    # Of a short page it would take the menus too.
    strip_elements(tree, *AROUND, with_tail=False)
    settings = _settings()
    found = bare_extraction(tree, url=address or None, include_comments=False, with_metadata=False, config=settings)
    text = getattr(found, "text", "") or ""
    return "\n\n".join(line.strip() for line in text.splitlines() if line.strip())


@cache
def _settings() -> ConfigParser:
    from trafilatura.settings import use_config

    # It logs what it finds odd about a page; the reader has its own words for that.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    settings = use_config()
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(LEAST_EXTRACTED))
    return settings


def _is_bare(tree: HtmlElement, whole: str) -> bool:
    """Tell a text that was merely put into HTML, with no mark of a site and hardly a link, from a page of one."""
    if tree.xpath(_MARKS_OF_A_SITE):
        return False
    links = sum(1 for link in tree.iter("a") if link.get("href"))
    return links <= max(FEW_LINKS, len(whole) // CHARS_A_LINK)


def _bare_items(tree: HtmlElement, whole: str, name: str, line: int) -> Iterator[Item]:
    items = list(dump_items(mend_text(whole), name))
    articles = [item for item in items if isinstance(item, Article)]
    named = " ".join((tree.findtext(".//title") or "").split())
    for item in items:
        if isinstance(item, Article) and len(articles) == 1 and named and item.fields["title_origin"] == "derived":
            item = Article({**item.fields, "title": named, "title_origin": "given"}, item.line, item.span)
        yield item._replace(line=line) if isinstance(item, Rejected | Remark) else item
