"""Addresses on the web, as sources or in a list of feeds -> the items of the pages and feeds behind them.

Used only where the user asked for fetching. A page is read with its own address; the links on it are not followed.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from topics.articles.addresses import Refusal
from topics.articles.feeds import feed_items, json_feed_items, listed_feeds
from topics.articles.fetching import Answer, Fetcher
from topics.articles.files import HEAD_BYTES
from topics.articles.formats import FEED, FEED_LIST, FEED_ROOTS, JSON_FEED, PAGE, PAGE_KINDS, PAGE_ROOTS, root_name
from topics.articles.page_facts import joined
from topics.articles.pages import decode_page, page_items
from topics.articles.rows import Item, Rejected

MOST_FEEDS = 1_000  # of one list
_JSON_KINDS = ("application/feed+json", "application/json")


class Fetched(NamedTuple):
    """An address that was asked for, the format of what came back ('' if none that is read), and the items behind it."""

    address: str
    kind: str
    items: Iterator[Item]


def fetch_items(addresses: Iterable[str], fetcher: Fetcher) -> Iterator[Fetched]:
    """Fetch addresses one after the other, in their order, each once; a list of feeds stands for its feeds."""
    waiting, seen = list(dict.fromkeys(addresses)), set[str]()
    for address in waiting:
        if address in seen:
            continue
        seen.add(address)
        try:
            answer = _in_utf8(fetcher.get(address))
        except Refusal as refusal:
            yield Fetched(address, "", iter([Rejected(str(refusal), 0)]))
            continue
        if root_name(answer.data[:HEAD_BYTES]) == "opml":
            feeds, not_fetched = named_feeds(answer.data, answer.url)
            waiting += feeds
            if not_fetched:
                yield Fetched(address, FEED_LIST, iter(not_fetched))
        else:
            yield Fetched(address, _kind(answer), _items(answer))


def named_feeds(data: bytes, address: str = "") -> tuple[list[str], list[Rejected]]:
    """Take the addresses out of a list of feeds, completed by the address of the list, and say which will not be fetched."""
    named = [joined(address, url) or url for _, url in listed_feeds(data)]
    if not named:
        return [], [Rejected("the list names no feed", 0)]
    rest = len(named) - MOST_FEEDS
    left = [Rejected(f"the list names {len(named):,} feeds; the last {rest:,} were not fetched", 0)] if rest > 0 else []
    return named[:MOST_FEEDS], left


def _in_utf8(answer: Answer) -> Answer:
    """Turn what has a mark of UTF-16 into UTF-8, as is done with files."""
    if not answer.data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return answer
    return replace(answer, data=answer.data.decode("utf-16", "replace").encode("utf-8", "replace"))


def _kind(answer: Answer) -> str:
    root = root_name(answer.data[:HEAD_BYTES])
    if root in FEED_ROOTS:
        return FEED
    if root in PAGE_ROOTS or answer.kind in PAGE_KINDS:
        return PAGE
    return JSON_FEED if answer.kind in _JSON_KINDS else ""


def _items(answer: Answer) -> Iterator[Item]:
    kind = _kind(answer)
    if not answer.data.strip():
        yield Rejected("the answer is empty", 0)
    elif kind == FEED:
        yield from feed_items(answer.data, answer.url)
    elif kind == JSON_FEED:
        yield from json_feed_items(answer.data)
    elif kind == PAGE:
        yield from page_items(decode_page(answer.data, answer.charset), address=answer.url)
    else:
        yield Rejected(f"Got {answer.kind} but expected a page or a feed; download it and read the file", 0)
