"""What a page says about its article in its head (JSON-LD, meta elements) -> the fields of the article.

Only what is declared is taken here, with the time of day; what trafilatura and htmldate conclude fills the gaps. No clock.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from topics.articles.dates import find_date_in_url, parse_date
from topics.articles.page_titles import seen_title, without_site

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLE = re.compile(r"(?:article|posting|report)$", re.IGNORECASE)  # of the types of schema.org
_LIVE = "liveblogposting"
_DEEPEST, _MOST_OBJECTS = 6, 2_000  # levels and objects of JSON-LD that are looked through
_META = {
    "title": ("og:title", "twitter:title", "dc.title", "headline", "citation_title"),
    "summary": ("og:description", "description", "twitter:description", "dc.description"),
    "published": (
        "article:published_time", "og:article:published_time", "datepublished", "date.issued", "dc.date.issued", "dc.date",
        "dcterms.created", "dcterms.issued", "pubdate", "publishdate", "publish-date", "publication_date", "parsely-pub-date",
        "sailthru.date", "article.published", "cxenseparse:recs:publishtime", "citation_publication_date", "date",
    ),
    "source": ("og:site_name", "publisher", "dc.publisher", "article:publisher", "application-name"),
    "lang": ("content-language", "og:locale", "dc.language", "language"),
    "url": ("og:url",),
}  # fmt: skip
_SAVED_FROM = re.compile(
    r"<!--\s*saved from url=\(\d+\)(\S{1,2000}?)\s*-->|<!--\s*Page saved with SingleFile\s+url:\s*(\S{1,2000})"
)
_CALLED_DATES = (
    "//body//*[" + " or ".join(f"contains(@class, '{name}')" for name in ("date", "time", "byline", "publish")) + "]"
)
_MOST_DATED, _LONGEST_DATED = 20, 60  # elements tried, and their characters
_PROSE = ("p", "li", "blockquote", "dd", "figcaption")
_PICTURES = "//meta[contains(@property, 'image') or contains(@name, 'image')]"  # their addresses hold days of their own
_SENTENCE_ENDS, _LEAST_WORDS = (".", "!", "?", "…", "。", "؟", ".”", '."'), 5  # of a sentence, as against a label
_LONGEST_LABEL = 100  # characters, white space aside, of a line that may tell the day of publication
_LATEST = "2199-12-31"  # htmldate otherwise refuses what lies after today, and the answer would change with the day


@dataclass(frozen=True)
class Facts:
    """What is known of the article of a page; '' and None where nothing is.

    `single` tells that the page declares itself one article, `live` one of many short reports. `text` is the body as the
    head of the page gives it, `date_origin` how the date was found.
    """

    title: str = ""
    summary: str = ""
    source: str = ""
    url: str = ""
    lang: str = ""
    published: datetime | None = None
    date_origin: str = ""
    text: str = ""
    single: bool = False
    live: bool = False


def declared_facts(tree: HtmlElement, markup: str, address: str = "") -> Facts:
    """Read what a page declares in JSON-LD, meta elements and its address; `address` is where it came from, if known."""
    articles = [item for item in _linked_data(tree) if _is_article(item)]
    metas = _metas(tree)
    data = _of_this_page(articles, f"{metas.get('og:title', '')}\n{tree.findtext('.//title') or ''}")
    url = _url(tree, data, metas, markup, address)
    lang = _text(data.get("inLanguage")) or (tree.get("lang") or tree.get("xml:lang") or "") or _first(metas, "lang")
    published = _date(data, metas, lang)
    by_url = None if published else find_date_in_url(url)
    source = _name(data.get("publisher")) or _first(metas, "source")
    titles = {_text(item.get("headline")) for item in articles}
    is_own = len(titles) == 1 or (bool(data) and len(titles) > 1) or metas.get("og:type", "").lower() == "article"
    live = any(_LIVE in kind for item in articles for kind in _kinds(item))
    return Facts(
        title=_text(data.get("headline")) or without_site(_first(metas, "title"), source),
        summary=_text(data.get("description")) or _first(metas, "summary"),
        source=source if source and "://" not in source else urlsplit(url).netloc.removeprefix("www."),
        url=url, lang=lang.replace("_", "-"), published=published or by_url,
        date_origin="given" if published else "url" if by_url else "",
        text=_text(data.get("articleBody")),
        single=is_own and not live, live=live,
    )  # fmt: skip


def concluded_facts(tree: HtmlElement, facts: Facts, *, is_large: bool = False) -> Facts:
    """Fill what a page does not declare with what the look of it, trafilatura and (unless it is large) htmldate say."""
    title = facts.title or seen_title(tree, facts.source, urlsplit(facts.url).netloc)
    if facts.published or is_large:
        return replace(facts, title=title)
    from htmldate import find_date

    # Never the extensive search: it takes the day of anything the page mentions. And a tree, never an address: that is fetched.
    found = find_date(_without_prose(tree), extensive_search=False, original_date=True, max_date=_LATEST)
    published = parse_date(found) if found else _dated_text(tree, facts.lang)
    return replace(facts, title=title, published=published, date_origin="page" if published else "")


def _without_prose(tree: HtmlElement) -> HtmlElement:
    """Copy a page without its sentences and pictures: a day that a sentence tells of is not the day of publication."""
    copy = deepcopy(tree)
    for element in copy.iter(*_PROSE):
        if _is_prose(element.text_content()):
            element.clear(keep_tail=True)
    for element in copy.iter():
        if element.tag not in ("script", "style") and _is_prose(element.text):
            element.text = None
        if _is_prose(element.tail):
            element.tail = None
    for picture in copy.xpath(_PICTURES):
        picture.getparent().remove(picture)
    return copy


def _is_prose(text: str | None) -> bool:
    words = text.split() if text else []
    ends = bool(words) and words[-1].endswith(_SENTENCE_ENDS)
    return (ends and len(words) >= _LEAST_WORDS) or sum(map(len, words)) > _LONGEST_LABEL


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    objects = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            value = json.loads((script.text or "").strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(value):
            yield item
            objects += 1
            if objects >= _MOST_OBJECTS:
                return


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(value, list) and depth < _DEEPEST:
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            if depth < _DEEPEST and isinstance(value.get(name), list | dict):
                yield from _objects(value[name], depth + 1)


def _kinds(item: Mapping[str, Any]) -> list[str]:
    given = item.get("@type")
    return [kind.lower() for kind in (given if isinstance(given, list) else [given]) if isinstance(kind, str)]


def _is_article(item: Mapping[str, Any]) -> bool:
    return any(_ARTICLE.search(kind) for kind in _kinds(item)) and bool(_text(item.get("headline")))


def _of_this_page(articles: list[dict[str, Any]], named: str) -> dict[str, Any]:
    """Choose, where a page describes several articles, the one that it is itself called after."""
    if len({_text(item.get("headline")) for item in articles}) <= 1:
        return articles[0] if articles else {}
    return next((item for item in articles if _text(item.get("headline")) in named), {})


def _metas(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        found.setdefault(name.strip().lower(), _text(meta.get("content")))
    return found


def _first(metas: Mapping[str, str], field: str) -> str:
    return next((metas[name] for name in _META[field] if metas.get(name)), "")


def _date(data: Mapping[str, Any], metas: Mapping[str, str], lang: str) -> datetime | None:
    given = [
        _text(data.get("datePublished")),
        _text(data.get("dateCreated")),
        *(metas.get(name, "") for name in _META["published"]),
    ]
    return next((found for text in given if text and (found := parse_date(text, language=lang or None))), None)


def _url(tree: HtmlElement, data: Mapping[str, Any], metas: Mapping[str, str], markup: str, address: str) -> str:
    links = {(link.get("rel") or "").lower(): link.get("href") or "" for link in tree.iter("link")}
    saved = _SAVED_FROM.search(markup[:4_000])
    base = address or (saved and (saved[1] or saved[2])) or metas.get("og:url", "")
    for given in (links.get("canonical", ""), metas.get("og:url", ""), _text(data.get("url")), base):
        url = joined(base, given)
        if url:
            return url
    return ""


def joined(base: str, link: str) -> str:
    """Complete a link by the address of its page; '' for what is no address on the web."""
    try:
        url = urljoin(base, link.strip())
        return url if link.strip() and urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc else ""
    except ValueError:
        return ""


def _name(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _dated_text(tree: HtmlElement, lang: str) -> datetime | None:
    """Read the first short text whose element is called a date, a time or a byline."""
    for element in tree.xpath(_CALLED_DATES)[:_MOST_DATED]:
        text = " ".join(element.text_content()[: 2 * _LONGEST_DATED].split())
        found = parse_date(text, language=lang or None) if 0 < len(text) <= _LONGEST_DATED else None
        if found:
            return found
    return None
