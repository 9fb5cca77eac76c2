"""A raw text dump -> its articles, with every character accounted for.

Reads the units of the dump, asks `cuts` where its articles begin, and hands each stretch to `parts`. Nothing is thrown
away: a character that belongs to no article belongs to a furniture span.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from topics.articles.cuts import Cut, find_anchors, find_cuts
from topics.articles.furniture import mark_furniture
from topics.articles.lines import Unit, read_units
from topics.articles.marks import Evidence, Kind
from topics.articles.parts import read_parts
from topics.articles.rows import Span, between

CONFIDENCE_DIGITS = 4

# Labels of furniture, in the words of the report; what has none parts articles.
_SORTS = {
    "menu": "menus and buttons", "box": "headlines of other articles", "notice": "notices to readers",
    "caption": "captions", "repeated": "lines that come again",
}  # fmt: skip
_SEPARATORS, _CREDITS = "rules, counters and end marks", "bylines and credits"


@dataclass(frozen=True)
class DumpArticle:
    """One article of a dump.

    Attributes
    ----------
    title, body, summary, place, source
        Texts, "" where the dump gives none; `body` without title, date, dateline and summary.
    published
        In UTC, None where the dump gives no complete date.
    date_origin
        "mark", "dateline" or "text", "" without a date.
    title_origin
        "given", or "derived" from the first sentence.
    spans
        The characters of the dump that belong to the article, as (start, end) in order.
    start, end
        The first and one past the last of them.
    confidence
        0 to 1: how sure its two ends are, and that there is no cut between them.
    """

    title: str
    body: str
    summary: str
    place: str
    source: str
    published: datetime | None
    date_origin: str
    title_origin: str
    spans: tuple[Span, ...]
    start: int
    end: int
    confidence: float


@dataclass(frozen=True)
class Dump:
    """A dump taken apart.

    Attributes
    ----------
    articles
        In order.
    furniture
        The character spans that belong to no article (rules, menus, captions, blank lines), in order.
    lines_cut
        How many lines of each sort of furniture there are, the commonest first, and at last how many bylines and credits,
        which belong to their articles and stand in no body.
    """

    articles: tuple[DumpArticle, ...]
    furniture: tuple[Span, ...]
    lines_cut: dict[str, int]


def split_dump(text: str) -> Dump:
    r"""Split a raw text dump into its articles.

    Evidence for boundaries (headlines, datelines, dates, sources, counters, rules, end marks, new words and names) is
    scored at every place between two paragraphs, compared with the habits of the dump, and the cuts are chosen together
    by dynamic programming. In doubt there is no cut. Time is linear in the length of the text.

    Parameters
    ----------
    text
        The whole dump. Never changed: all offsets count its characters.

    Returns
    -------
    Dump
        The spans of the articles and of the furniture together hold every character exactly once.

    Examples
    --------
    >>> dump = split_dump(
    ...     "Port reopens after the storm\n\nLISBON: The port reopened on Friday, its master said.\n---\n"
    ...     "Rates stay put in Quito\n\nQUITO: The bank kept its rate at 5% on Monday.\n"
    ... )
    >>> [(article.title, article.place) for article in dump.articles]
    [('Port reopens after the storm', 'LISBON'), ('Rates stay put in Quito', 'QUITO')]
    """
    units = read_units(text)
    mark_furniture(units)
    units = _with_text(units)
    made, refused = find_cuts(units, find_anchors(units))
    starts = [0, *(cut.start for cut in made), len(units)]
    doubts = _doubts(starts, refused)
    articles = []
    for n, (first, last) in enumerate(zip(starts, starts[1:], strict=False)):
        ends = [cut.probability for cut in made[max(0, n - 1) : n + 1]]
        article = _article(text, units[first:last], min([*ends, 1.0]) * (1.0 - doubts[n]))
        if article:
            articles.append(article)
    furniture = between([span for article in articles for span in article.spans], len(text))
    return Dump(tuple(articles), furniture, _lines_cut(units, articles))


def _with_text(units: list[Unit]) -> list[Unit]:
    """Take marks for text where there is nothing else: a dump of one date line is an article all the same."""
    if any(unit.kind in (Kind.PROSE, Kind.HEADLINE, Kind.BULLET) for unit in units):
        return units
    rest = [unit for unit in units if not unit.is_furniture]
    return [replace(unit, evidence=Evidence(Kind.PROSE, 0, len(unit.text))) for unit in rest]


def _doubts(starts: list[int], refused: list[Cut]) -> list[float]:
    """Return, for each article, how likely the likeliest cut is that was not made inside it."""
    doubts = [0.0] * (len(starts) - 1)
    for cut in refused:
        n = bisect_right(starts, cut.start) - 1
        doubts[n] = max(doubts[n], min(cut.probability, 0.5))
    return doubts


def _article(text: str, units: list[Unit], confidence: float) -> DumpArticle | None:
    spans = tuple(_spans(units))
    if not spans:
        return None
    parts = read_parts(units)
    return DumpArticle(
        **vars(parts), spans=spans, start=spans[0][0], end=spans[-1][1], confidence=round(confidence, CONFIDENCE_DIGITS)
    )


def _spans(units: list[Unit]) -> Iterator[Span]:
    """Yield the stretches of an article between its furniture; blank lines inside a stretch belong to it."""
    start = end = -1
    for unit in units:
        if unit.is_furniture:
            if end >= 0:
                yield start, end
            start = end = -1
        else:
            start, end = unit.start if end < 0 else start, unit.end
    if end >= 0:
        yield start, end


def _lines_cut(units: list[Unit], articles: list[DumpArticle]) -> dict[str, int]:
    counts = Counter(_SORTS.get(unit.evidence.label, _SEPARATORS) for unit in units if unit.is_furniture)
    told = {line for article in articles for line in article.body.split("\n")}
    credits = sum(_is_credit(unit) and unit.text not in told for unit in units)
    return dict(counts.most_common()) | ({_CREDITS: credits} if credits else {})


def _is_credit(unit: Unit) -> bool:
    if unit.kind is Kind.MARK:
        return unit.evidence.label == "byline"
    return unit.kind is Kind.END and bool(unit.evidence.label)
