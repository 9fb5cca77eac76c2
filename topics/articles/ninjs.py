"""ninjs, news exchange in JSON -> one article for each item; what its names mean is said by the IPTC.

The JSON itself is read by `json_rows`; items of pictures, film and sound are listed, and so are items nested in them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from topics.articles.encodings import decode_text
from topics.articles.files import read_document
from topics.articles.json_rows import read_json
from topics.articles.rows import Article, Item, Rejected, Row

TEXT_TYPES = ("", "text", "composite")
MAIN_ROLES = ("", "main", "article", "headline", "body")


def read_ninjs(path: Path) -> Iterator[Item]:
    """Read one item, an array of them, or one a line."""
    single = _single(path)
    for item in [single] if single else read_json(path):
        yield _article(item.values, item.line) if isinstance(item, Row) else item


def _single(path: Path) -> Row | None:
    """Return the item of a file that holds one item and nothing else."""
    data, problem = read_document(path)
    try:
        value = json.loads(decode_text(data))
    except (ValueError, RecursionError):
        return None
    return Row(value, 1) if not problem and isinstance(value, dict) and isinstance(value.get("uri"), str) else None


def _article(item: Mapping[str, Any], line: int) -> Item:
    kind = str(item.get("type") or "")
    body, markup = _body(item)
    if markup:
        from topics.articles.page_text import plain_text

        body = plain_text(markup)
    title = _told(item, "headline") or _listed(item.get("headlines")) or _told(item, "title")
    if not body and kind not in TEXT_TYPES:
        return Rejected(f"a {kind} item, which holds no text", line, title)
    fields = {
        "title": title, "body": body, "key": _told(item, "uri"), "lang": _told(item, "language"),
        "summary": _told(item, "description_text", "description") or _listed(item.get("descriptions")),
        "published": _told(item, "firstpublished", "contentcreated", "versioncreated", "firstcreated") or None,
        "source": _source(item), "place": _place(item), "url": _url(item),
    }  # fmt: skip
    return Article(fields, line)


def _told(item: Mapping[str, Any], *names: str) -> str:
    """Return the first value that is a text; names are matched without case and underscores."""
    plain = {str(name).lower().replace("_", ""): value for name, value in item.items()}
    values = (plain.get(name.replace("_", "")) for name in names)
    return next((value for value in values if isinstance(value, str) and value.strip()), "")


def _body(item: Mapping[str, Any]) -> tuple[str, str]:
    """Return the text as it is, or the markup that holds it."""
    text, markup = _told(item, "body_text"), _told(item, "body_xhtml", "body_html")
    if text or markup:
        return text, "" if text else markup
    bodies = item.get("bodies")
    parts = [part for part in bodies if isinstance(part, Mapping)] if isinstance(bodies, list) else []
    plain = [part for part in parts if "html" not in str(part.get("contenttype", part.get("contentType", ""))).lower()]
    return _listed(plain), "" if _listed(plain) else _listed(parts)


def _listed(values: object) -> str:
    """Return the main text of a list of {role, value}."""
    parts = [part for part in values if isinstance(part, Mapping)] if isinstance(values, list) else []
    ranked = sorted(parts, key=lambda part: str(part.get("role", "")).lower() not in MAIN_ROLES)
    return next((str(part["value"]) for part in ranked if isinstance(part.get("value"), str)), "")


def _source(item: Mapping[str, Any]) -> str:
    named = _named(item.get("infosources") or item.get("infoSources") or item.get("infosource"))
    return named or _told(item, "source", "copyrightholder")


def _place(item: Mapping[str, Any]) -> str:
    return _told(item, "located") or _named(item.get("place") or item.get("places"))


def _named(values: object) -> str:
    """Return the first name in a list of named things."""
    parts = values if isinstance(values, list) else []
    return next((str(part["name"]) for part in parts if isinstance(part, Mapping) and part.get("name")), "")


def _url(item: Mapping[str, Any]) -> str:
    uri = _told(item, "uri")
    return _told(item, "url", "link", "canonicalurl") or (uri if uri.startswith(("http://", "https://")) else "")
