"""GDELT, the Global Knowledge Graph 2.1 and answers of the DOC API -> the titles and addresses that they hold.

GDELT holds no texts: an article from it is a title, an address, an outlet and the time at which it was seen. That is said once
a file; nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from topics.articles.files import EXCERPT_CHARS, read_lines
from topics.articles.json_rows import read_json
from topics.articles.rows import Article, Item, Rejected, Remark, Row

COLUMNS = 27  # of GKG 2.1
NUMBER, SEEN, COLLECTION, OUTLET, ADDRESS, TRANSLATED, EXTRAS = 0, 1, 2, 3, 4, 25, 26
WEB = "1"  # the collection whose address is one of the web
ONLY_TITLES = "GDELT holds titles and addresses, no texts: topics and events of these articles rest on their titles"

_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.DOTALL)
_PUBLISHED = re.compile(r"<PAGE_PRECISEPUBTIMESTAMP>(\d{14})</PAGE_PRECISEPUBTIMESTAMP>")
_LANGUAGE = re.compile(r"srclc:([a-z]{2,3})\b")


def read_gkg(path: Path) -> Iterator[Item]:
    """Read a table of the Global Knowledge Graph, which has no header; a row without a title is rejected."""
    found = 0
    for number, text, problem in read_lines(path):
        if problem:
            yield Rejected(problem, number, text)
        elif text.strip():
            item = _gkg_item(text.split("\t"), number)
            found += isinstance(item, Article)
            yield item
    if found:
        yield Remark(ONLY_TITLES, 0, 0)


def read_gdelt_list(path: Path) -> Iterator[Item]:
    """Read an answer of the DOC API (mode ArtList, format JSON)."""
    for item in read_json(path):
        yield _listed_item(item) if isinstance(item, Row) else item
    yield Remark(ONLY_TITLES, 0, 0)


def _gkg_item(cells: list[str], number: int) -> Item:
    if len(cells) != COLUMNS:
        return Rejected(
            f"Got {len(cells)} cells but expected {COLUMNS}, as in GKG 2.1", number, "\t".join(cells)[:EXCERPT_CHARS]
        )
    title, published = _TITLE.search(cells[EXTRAS]), _PUBLISHED.search(cells[EXTRAS])
    if title is None or not title[1].strip():
        return Rejected(
            "no title: this row of GDELT holds only codes and an address", number, cells[ADDRESS][:EXCERPT_CHARS]
        )
    language = _LANGUAGE.search(cells[TRANSLATED])
    fields = {
        "title": unescape(title[1]), "published": published[1] if published else cells[SEEN], "source": cells[OUTLET],
        "url": cells[ADDRESS] if cells[COLLECTION] == WEB else "", "lang": language[1] if language else "",
        "key": cells[NUMBER], "date_origin": "given" if published else "seen by GDELT",
    }  # fmt: skip
    return Article(fields, number)


def _listed_item(row: Row) -> Item:
    told = {name: str(row.values.get(name) or "") for name in ("title", "url", "seendate", "domain", "language")}
    seen = re.sub(r"[TZ]", "", told["seendate"])
    fields = {
        "title": told["title"], "url": told["url"], "published": seen or None, "source": told["domain"],
        "lang": told["language"], "date_origin": "seen by GDELT",
    }  # fmt: skip
    return Article(fields, row.line)
