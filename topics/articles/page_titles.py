"""The title of a page that declares none, and titles without the name of the site: by what the page itself shows.

A dash alone cuts nothing off: only what is known to be the site's name, or a bar before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from topics.articles.page_text import page_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SHORTEST_TITLE, _LONGEST_TITLE = 15, 1_000  # characters, of a line that is the title of the window too
_SHORTEST_SITE = 4  # letters of a site's name that is known by its host
_WIDE = "\u2e80"  # from here on characters are as wide as they are high
_MARKS_OF_SITES = " |–—·»:-"
_SEPARATOR = re.compile(r"\s+[|–—·»:-]+\s+")


def without_site(title: str, source: str, host: str = "") -> str:
    """Take the name of the site off a title: what a bar parts from it, or what is known to be the site's name or host.

    Examples
    --------
    >>> without_site("Ferry strike ends - Harbour Gazette", "Harbour Gazette"), without_site("Rates - and why", "Gazette")
    ('Ferry strike ends', 'Rates - and why')
    """
    title = title[:_LONGEST_TITLE]
    pieces = _SEPARATOR.split(title)
    if len(pieces) > 1 and (pieces[-1].casefold() == source.casefold() or _is_host(pieces[-1], host)):
        return title[: title.rindex(pieces[-1])].rstrip(_MARKS_OF_SITES)
    return title


def seen_title(tree: HtmlElement, source: str, host: str) -> str:
    """Take the only heading of the first rank, else the title of the window, else what trafilatura takes."""
    window = " ".join((tree.findtext(".//title") or "").split())[:_LONGEST_TITLE]
    pieces = [piece.strip() for piece in window.split("|")]
    headings = {" ".join(each.text_content().split()) for each in tree.iter("h1")} - {"", source}
    only = headings.pop() if len(headings) == 1 else ""
    is_site = only in pieces[1:] and only != max(pieces, key=_width)
    if only and not is_site and not _is_host(only, host):
        return only
    lines = set(page_text(tree).split("\n")) if window else set()
    shown = sorted(({window, *_SEPARATOR.split(window)} - {only}) & lines)
    told = [piece for piece in shown if _width(piece) >= _SHORTEST_TITLE]
    if told:
        return max(told, key=_width)
    if window:
        return without_site(max(pieces, key=_width), source, host)
    from trafilatura.metadata import extract_title

    return (extract_title(tree) or "").strip()


def _is_host(name: str, host: str) -> bool:
    plain = "".join(filter(str.isalnum, name.casefold()))
    return len(plain) >= _SHORTEST_SITE and plain in host.replace("-", "").replace(".", "")


def _width(text: str) -> int:
    """Count a Chinese, Japanese or Korean character for two: a headline in them is half as long."""
    return len(text) + sum(character >= _WIDE for character in text)
