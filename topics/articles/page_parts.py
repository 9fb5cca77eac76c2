"""A page that holds several articles (a topic page, a live blog, a digest) -> one article for each marked part.

A part is what the page marks as one; no text is cut by its look here. Pages that declare themselves one article are not asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from topics.articles.page_facts import Facts, joined
from topics.articles.page_text import AROUND, page_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LEAST_PARTS = 2
LEAST_CARDS, MOST_CARDS = 4, 1_000  # parts of one kind without any marks
LEAST_OWN = 0.5  # of the words of all parts: where the only one without a page of its own holds more, it is the article
LEAST_SHARE = 0.5  # of the words beside the menus that the parts must hold together, else they are only its furniture
SHORTEST_OPENING = 100  # characters of the text before the reports of a live blog
SHORTEST_TITLE = 12  # characters; a shorter heading is a rubric
_MARKED = (
    "self::article or @role='article' or contains(@itemtype, 'Article') or contains(@itemtype, 'BlogPosting') "
    "or @itemprop='liveBlogUpdate'"
)
_COMMENT = "contains(translate(concat(@class, ' ', @id), 'COMENT', 'coment'), 'comment')"
_OUTSIDE = f"not(ancestor-or-self::*[{_COMMENT}]) and not(ancestor::nav or ancestor::aside or ancestor::footer)"
# The innermost marked parts; an article around others is a frame.
_PARTS = f"//*[({_MARKED}) and {_OUTSIDE}]"
_IN_A_PART = "ancestor::*[@itemprop='liveBlogUpdate' or self::article[not(.//article)]]"
_BESIDE_PARTS = f"//main//p[not({_IN_A_PART}) and {_OUTSIDE}]"
_LINKED_HEADINGS = f"//*[(self::h2 or self::h3 or self::h4) and (.//a[@href] or ancestor::a[@href]) and {_OUTSIDE}]"
_HEADING = ".//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or @itemprop='headline']"


def page_parts(tree: HtmlElement, facts: Facts) -> list[dict[str, Any]]:
    """Take a page of several articles apart.

    Returns
    -------
    list of dict
        The fields of one article each, in the order of the page; empty where the page is one article or none is marked.
    """
    if facts.single:
        return []
    parts = [part for each in list(_innermost(tree)) or _cards(tree) if (part := _part(each, facts))]
    held = sum(map(_size, parts))
    own = [part for part in parts if not part.linked]
    is_one_with_teasers = len(own) == 1 and _size(own[0]) >= LEAST_OWN * held
    if len(parts) < LEAST_PARTS or is_one_with_teasers:
        return []
    is_furniture = held < LEAST_SHARE * len(page_text(tree, AROUND | {"header"}))
    return [] if is_furniture else [*_opening(tree, facts), *(part.fields for part in parts)]


def _opening(tree: HtmlElement, facts: Facts) -> list[dict[str, Any]]:
    """Take what a live blog tells before and between its reports: its summary, mostly."""
    told = "\n\n".join(page_text(each) for each in tree.xpath(_BESIDE_PARTS)) if facts.live else ""
    if len(told) < SHORTEST_OPENING:
        return []
    fields = {name: getattr(facts, name) for name in ("title", "summary", "source", "url", "lang", "date_origin")}
    return [{**fields, "body": told, "published": facts.published or ""}]


class _Part(NamedTuple):
    """One part, and whether its heading leads to a page of its own."""

    fields: dict[str, Any]
    linked: bool


def _size(part: _Part) -> int:
    return len(part.fields["title"]) + len(part.fields["body"])


def _innermost(tree: HtmlElement) -> Iterator[HtmlElement]:
    marked = tree.xpath(_PARTS)
    frames: set[HtmlElement] = set()
    for each in marked:
        frames.update(set(each.iterancestors()) if each not in frames else ())
    yield from (each for each in marked if each not in frames)


def _cards(tree: HtmlElement) -> list[HtmlElement]:
    """Find parts that nothing marks: the largest elements around one linked heading each, four or more of one kind."""
    headings = tree.xpath(_LINKED_HEADINGS)[:MOST_CARDS]
    above = Counter(ancestor for heading in headings for ancestor in heading.iterancestors())
    cards = {}
    for heading in headings:
        alone = [each for each in heading.iterancestors() if above[each] == 1]
        if alone:
            cards[alone[-1]] = (alone[-1].getparent(), alone[-1].tag, alone[-1].get("class"))
    kinds = Counter(cards.values())
    return [card for card, kind in cards.items() if kinds[kind] >= LEAST_CARDS]


def _part(element: HtmlElement, facts: Facts) -> _Part | None:
    headings = element.xpath(_HEADING)
    time = next(iter(element.xpath(".//time/@datetime | .//*[@itemprop='datePublished']/@content")), "")
    title = " ".join(page_text(headings[0]).split()) if headings else ""
    if len(title) < SHORTEST_TITLE and not time:
        return None
    body = _without_title(page_text(element, AROUND), title)
    if not title and not body:
        return None
    link = _link(headings)
    address = joined(facts.url, link)
    name = element.get("id") or ""
    fields = {
        "title": title, "body": body, "published": str(time) or facts.published or "", "source": facts.source,
        # Two parts of a page are not one address.
        "url": address or (f"{facts.url}#{name}" if facts.url and name else facts.url), "lang": facts.lang,
        "date_origin": "given" if time else facts.date_origin,
    }  # fmt: skip
    return _Part(fields, bool(link) and (not address or address != facts.url))


def _without_title(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    return rest.strip() if title and " ".join(first.split()) == title else text


def _link(headings: list[HtmlElement]) -> str:
    """Take the link that the heading of a part is, or stands in."""
    around = [link for heading in headings[:1] for link in (*heading.iterancestors("a"), *heading.iter("a"))]
    return next(
        (href for link in around if (href := (link.get("href") or "").strip()) and not href.startswith("#")), ""
    )
