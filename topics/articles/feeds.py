"""Feeds (RSS, Atom, RDF, JSON Feed) -> one article for each entry; lists of feeds (OPML) -> the feeds they name, not fetched.

feedparser reads bytes, never an address. The text of an entry is the longest that it has, with the markup taken off.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from topics.articles.dates import parse_date
from topics.articles.encodings import decode_text
from topics.articles.files import EXCERPT_CHARS, HEAD_BYTES, read_document
from topics.articles.formats import FEED_ROOTS, root_name
from topics.articles.page_facts import joined
from topics.articles.page_text import plain_text, sound_references
from topics.articles.page_titles import without_site
from topics.articles.rows import Article, Item, Rejected, Remark


def read_feed(path: Path) -> Iterator[Item]:
    """Read a feed of entries (RSS 0.9 to 2.0, Atom, RDF)."""
    data, problem = read_document(path)
    if problem:
        yield Rejected(problem, 0)
    if data.strip():
        yield from feed_items(data)
    elif not problem:
        yield Rejected("the file is empty", 0)


def feed_items(data: bytes, address: str = "") -> Iterator[Item]:
    """Read the entries of a feed; `address` is where it came from.

    Examples
    --------
    >>> feed = b"<rss><channel><title>Harbour Gazette</title><item><title>Ferry strike ends</title></item></channel></rss>"
    >>> [article] = feed_items(feed)
    >>> article.fields["title"], article.fields["source"]
    ('Ferry strike ends', 'Harbour Gazette')
    """
    import feedparser

    root = root_name(data[:HEAD_BYTES])
    if root not in FEED_ROOTS:
        begins = data[:EXCERPT_CHARS].decode("utf-8", "replace")
        yield Rejected(
            f"Got an XML document of the kind <{root}> but expected a feed or a news format that is known", 0, begins
        )
        return
    # A stream, since feedparser would open a text that looks like an address or a path.
    sound = sound_references(data.decode("latin-1")).encode("latin-1")
    found = feedparser.parse(io.BytesIO(sound), sanitize_html=False, resolve_relative_uris=False)
    for number, entry in enumerate(found.entries, start=1):
        yield Article(_entry_fields(entry, found.feed, address), number)
    if not found.entries:
        yield Rejected("the feed has no entries", 0, data[:EXCERPT_CHARS].decode("utf-8", "replace"))
    elif type(found.get("bozo_exception")).__name__ == "SAXParseException":
        broken = " ".join(str(found.bozo_exception).split())
        yield Remark(f"the feed is broken XML ({broken}); {len(found.entries)} entries could be made out", 0)


def read_json_feed(path: Path) -> Iterator[Item]:
    """Read a JSON Feed (jsonfeed.org, 1.0 and 1.1)."""
    data, problem = read_document(path)
    if problem:
        yield Rejected(problem, 0)
    yield from json_feed_items(data)


def json_feed_items(data: bytes) -> Iterator[Item]:
    """Read the entries of a JSON Feed."""
    try:
        feed = json.loads(decode_text(data))
    except (ValueError, RecursionError) as error:
        yield Rejected(f"broken JSON: {error}", 0, data[:EXCERPT_CHARS].decode("utf-8", "replace"))
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not items:
        yield Rejected("the feed has no entries", 0)
        return
    for number, entry in enumerate(items, start=1):
        if isinstance(entry, dict):
            yield Article(_json_fields(entry, feed), number)
        else:
            yield Rejected("Got an entry that is no JSON object", number, str(entry)[:EXCERPT_CHARS])


def read_feed_list(path: Path) -> Iterator[Item]:
    """List the feeds that an OPML file names: none of them is read unless the user asks for it."""
    data, problem = read_document(path)
    feeds = listed_feeds(data)
    for number, (title, url) in enumerate(feeds, start=1):
        yield Rejected(f"the feed {title or url!r} was not fetched; fetch it with --fetch (fetch=True)", number, url)
    if problem or not feeds:
        yield Rejected(problem or "the list names no feed", 0)


def listed_feeds(data: bytes) -> list[tuple[str, str]]:
    """Take titles and addresses of the feeds out of an OPML list, in its order, each address once.

    Examples
    --------
    >>> listed_feeds(b'<opml><body><outline text="Gazette" xmlUrl="https://gazette.example/rss"/></body></opml>')
    [('Gazette', 'https://gazette.example/rss')]
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    tree = etree.fromstring(data, parser) if data.strip() else None
    found: dict[str, str] = {}
    for outline in () if tree is None else tree.iter("{*}outline"):
        url = (outline.get("xmlUrl") or outline.get("xmlurl") or "").strip()
        if url:
            found.setdefault(url, outline.get("title") or outline.get("text") or "")
    return [(title, url) for url, title in found.items()]


def _entry_fields(entry: Mapping[str, Any], feed: Mapping[str, Any], address: str) -> dict[str, Any]:
    texts = [plain_text(part.get("value") or "") for part in entry.get("content") or []]
    texts.append(plain_text(entry.get("summary") or ""))
    body = max(texts, key=len)
    source = plain_text((entry.get("source") or {}).get("title") or feed.get("title") or "")
    base = feed.get("link") or address
    link = joined(base, entry.get("link") or "") or joined("", entry.get("id") or "")
    lang = next((part.get("language") for part in entry.get("content") or [] if part.get("language")), None)
    return {
        "title": without_site(" ".join(plain_text(entry.get("title") or "").split()), source), "body": body,
        "summary": texts[-1] if texts[-1] != body else "", "published": _moment(entry), "source": source or _host(link),
        "url": link, "lang": lang or feed.get("language") or "", "key": entry.get("id") or "",
    }  # fmt: skip


def _moment(entry: Mapping[str, Any]) -> datetime | str:
    """Read the day an entry was published, else created, else updated; what cannot be read is handed on as it stands."""
    for name in ("published", "created", "updated"):
        given = entry.get(name)
        if given:
            found = parse_date(given)
            parts = entry.get(f"{name}_parsed")
            return found or (datetime(*parts[:6]).replace(tzinfo=UTC) if parts else str(given))
    return ""


def _json_fields(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> dict[str, Any]:
    def text(name: str) -> str:
        return entry[name] if isinstance(entry.get(name), str) else ""

    texts = (text("content_text"), plain_text(text("content_html")), text("summary"))
    body = max(texts, key=len)
    base = feed.get("home_page_url")
    link = joined(base if isinstance(base, str) else "", text("url")) or joined("", text("external_url"))
    source = feed.get("title") if isinstance(feed.get("title"), str) else ""
    return {
        "title": plain_text(text("title")), "body": body, "summary": texts[2] if texts[2] != body else "",
        "published": text("date_published") or text("date_modified"), "source": source or _host(link), "url": link,
        "lang": text("language") or feed.get("language") or "", "key": str(entry.get("id") or ""),
    }  # fmt: skip


def _host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")
