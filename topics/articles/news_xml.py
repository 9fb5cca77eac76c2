"""News exchange in XML (NewsML-G2, NewsML 1, NITF) -> one article for each text in it; pictures and packages are listed.

Element names tell the fields, whatever their namespace. No entity is expanded and nothing outside the file is asked for.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from html.entities import html5
from pathlib import Path
from typing import Any

from topics.articles.encodings import mend_text
from topics.articles.files import read_document
from topics.articles.rows import Article, Item, Rejected, Remark

ITEMS = ("newsItem", "NewsItem", "packageItem", "conceptItem", "knowledgeItem")
TEXT_PLACES = ("inlineXML", "inlineData", "body.content", "DataContent", "body")
BLOCKS = frozenset(
    "p hl1 hl2 li tr br block div h1 h2 h3 h4 h5 h6 blockquote pre dt dd table ul ol media-caption abstract".split()
)
# Inside a text, what is no running text: pictures with captions, and what another field has already.
ASIDE = frozenset("media figure figcaption table-reference byline dateline hedline head script style body.end".split())


def read_news_xml(path: Path) -> Iterator[Item]:
    """Read a news item, a message of several, or a NITF document; `line` is the number of the item."""
    from defusedxml.ElementTree import DefusedXMLParser, ParseError, parse

    data, problem = read_document(path)
    if problem:
        yield Rejected(problem, 0)
        return
    parser = DefusedXMLParser(forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.entity.update({name.rstrip(";"): text for name, text in html5.items()})  # NITF takes them from HTML
    try:
        root = parse(io.BytesIO(data), parser).getroot()
    except ParseError as error:
        yield Rejected(f"broken XML: {error}", 0)
        return
    items = [element for element in root.iter() if _name(element) in ITEMS] or [root]
    # Only the outermost: a package repeats its items.
    inner = {id(part) for item in items for part in item.iter() if part is not item}
    for number, item in enumerate((item for item in items if id(item) not in inner), start=1):
        yield from _item(item, number)


def _item(item: Any, number: int) -> Iterator[Item]:
    if _name(item) in ITEMS and _name(item).lower() != "newsitem":
        yield Rejected(f"a {_name(item)} of other items, which holds no text of its own", number)
        return
    place = next((element for name in TEXT_PLACES for element in _all(item, name)), None)
    body, aside = _text(place) if place is not None else ("", 0)
    title = _first(item, "hl1", "headline", "HeadLine", "title")
    fields = {
        "title": title, "body": body, "published": _date(item), "source": _source(item), "place": _place(item),
        "summary": _first(item, "description", "abstract") or _first(item, "hl2", "SubHeadLine"),
        "url": _attribute(item, "link", "href") or _attribute(item, "remoteContent", "href"),
        "key": item.get("guid") or _attribute(item, "doc-id", "id-string") or _first(item, "NewsItemId"),
        "lang": _language(item, place),
    }  # fmt: skip
    kind = _attribute(item, "itemClass", "qcode").rsplit(":", 1)[-1]
    if not body and kind not in ("", "text"):
        yield Rejected(f"a {kind} item, which holds no text", number, title)
        return
    yield Article(fields, number)
    if aside:
        yield Remark(f"{aside:,} characters of captions and other matter beside the text were left out", number, aside)


def _name(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _all(item: Any, name: str) -> Iterator[Any]:
    return (element for element in item.iter() if _name(element) == name)


def _first(item: Any, *names: str) -> str:
    """Return the first text that is not empty of the elements of these names, the first name first."""
    texts = (" ".join("".join(element.itertext()).split()) for name in names for element in _all(item, name))
    return mend_text(next(filter(None, texts), ""))


def _attribute(item: Any, name: str, attribute: str) -> str:
    return next((value for element in _all(item, name) if (value := element.get(attribute, ""))), "")


def _date(item: Any) -> str:
    """Return when the text came out: its own date, else the version's; days come as digits in the older formats."""
    told = (
        *(_first(item, name) for name in ("contentModified", "contentCreated")),
        _attribute(item, "date.issue", "norm"),
        _first(item, "versionCreated"),
        _attribute(item, "story.date", "norm"),
        _first(item, "ThisRevisionCreated", "DateAndTime"),
        _attribute(item, "date.release", "norm"),
        _first(item, "firstCreated", "FirstCreated"),
    )
    found = next(filter(None, told), "")
    is_basic = len(found) > 14 and found[:8].isdecimal() and found[8] == "T"  # 20260226T103000+0000
    return f"{found[:4]}-{found[4:6]}-{found[6:11]}:{found[11:13]}:{found[13:]}" if is_basic else found


def _source(item: Any) -> str:
    named = next((_first(element, "name") for name in ("infoSource", "provider") for element in _all(item, name)), "")
    codes = _attribute(item, "infoSource", "literal") or _attribute(item, "provider", "literal")
    return (
        named or _first(item, "creditline", "CreditLine", "distributor") or codes or _attribute(item, "pubdata", "name")
        or _first(item, "copyrightHolder") or _attribute(item, "doc.copyright", "holder")
    )  # fmt: skip


def _place(item: Any) -> str:
    located = next((_first(element, "name") for element in _all(item, "located")), "")
    dateline = next(_all(item, "dateline"), None)
    told = _first(dateline, "location", "city") if dateline is not None else ""
    return located or told or _first(item, "DateLine")


def _language(item: Any, place: Any) -> str:
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    own = place.get(lang, "") if place is not None else ""
    return (
        own or _attribute(item, "language", "tag") or _attribute(item, "Language", "FormalName") or item.get(lang, "")
    )


def _text(place: Any) -> tuple[str, int]:
    """Return the paragraphs of a text, and how many characters beside them were left out."""
    inner = next((element for name in ("body.content", "body") for element in _all(place, name)), place)
    aside: list[str] = []
    raw = "".join(_pieces(inner, aside))
    paragraphs = (" ".join(part.split()) for part in raw.split("\n\n"))
    return mend_text("\n\n".join(filter(None, paragraphs))), sum(len("".join(text.split())) for text in aside)


def _pieces(element: Any, aside: list[str]) -> Iterator[str]:
    # Plain text in one element keeps its own blank lines.
    yield element.text or ""
    for child in element:
        name = _name(child)
        if name in ASIDE:
            aside.append("".join(child.itertext()))
        else:
            yield "\n\n" if name in BLOCKS else ""
            yield from _pieces(child, aside)
            yield "\n\n" if name in BLOCKS else ""
        yield child.tail or ""
