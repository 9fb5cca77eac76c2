"""The units of one article -> its title, body, summary, place, source and date.

Says what each line of an article is for; never moves a line to another article and never makes up a date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from topics.articles.cohesion import same_headline, terms
from topics.articles.datelines import LIKELY, Dateline
from topics.articles.dates import find_date
from topics.articles.derived_titles import derive_title
from topics.articles.lines import Unit
from topics.articles.marks import Kind

LEAD_PARAGRAPHS = 3  # captions and bylines may stand before the paragraph with the dateline
LEAST_TITLE = 0.3  # likeness of a line that may be the title
LEAST_OVERLAP = 0.5  # share of a bullet's words in the body from which it sums the body up
LEAST_OVERLAP_INSIDE = 0.6  # the same for bullets between paragraphs, which may be a list of the body's own
SHORTEST_TOLD = 8  # words after a doubtful dateline
LEADING = 0.25  # what standing before the body is worth to a title

_NAMED = re.compile(r"\s+[|–—·-]\s+[^|–—·]{2,40}$")  # a site's name behind a headline
_REPORTED_ON = re.compile(r"(?:^|\b(?:said|announced|reported|issued|published|released)\b[^.]{0,40}\s)on\s$", re.I)
_WEEKDAY = re.compile(r"[^\W\d_]{2,9}day\b", re.I)


@dataclass(frozen=True)
class Parts:
    """The parts of one article; "" and None where there is nothing."""

    title: str
    title_origin: str
    body: str
    summary: str
    place: str
    source: str
    published: datetime | None
    date_origin: str


def read_parts(units: list[Unit]) -> Parts:
    r"""Take one article apart.

    Examples
    --------
    >>> from topics.articles.lines import read_units
    >>> parts = read_parts(read_units("Port reopens\nSource: Atlas News\n2 May 2026\n\nLISBON: It is open again."))
    >>> parts.title, parts.source, parts.place, parts.body, parts.date_origin
    ('Port reopens', 'Atlas News', 'LISBON', 'It is open again.', 'mark')
    """
    told = [i for i, unit in enumerate(units) if unit.kind is Kind.PROSE]
    first, last = (told[0], told[-1]) if told else (len(units), len(units))
    words = set(terms(" ".join(units[i].content for i in told)))
    title_at, titles = _titles(units, first, last, words)
    summary = _summary(units, first, last, words)
    top = told[LEAD_PARAGRAPHS - 1] if len(told) >= LEAD_PARAGRAPHS else len(units)
    marks = {i for i, unit in enumerate(units) if unit.kind is Kind.MARK and (i < top or i > last)}
    credits = {i for i in range(last + 1, len(units)) if units[i].kind is Kind.END and units[i].evidence.label}
    dateline_at, dateline = _dateline(units, told)
    body = _body(units, titles | summary | marks | credits, dateline_at if dateline else -1)
    noted = [units[i] for i in sorted(marks | credits)]
    title = _plain(units[title_at].content) if titles else ""
    published, origin = _date(noted, [units[i] for i in (*sorted(titles), *told[:1])], dateline)
    return Parts(
        title=title or derive_title(body or _plain(" ".join(units[i].content for i in sorted(summary)))),
        title_origin="given" if title else "derived",
        body=body,
        summary="\n".join(_plain(units[i].content) for i in sorted(summary)),
        place=dateline.place
        if dateline
        else next((m.evidence.dateline.place for m in noted if m.evidence.dateline), ""),
        source=_source(noted, dateline),
        published=published,
        date_origin=origin,
    )


def _plain(text: str) -> str:
    return " ".join(text.split())


def _titles(units: list[Unit], first: int, last: int, words: set[str]) -> tuple[int, set[int]]:
    """Return the place of the headline, and of the headline and its repetitions."""
    best, title = 0.0, -1
    for i, unit in enumerate(units):
        if unit.kind is not Kind.HEADLINE or first < i < last or unit.evidence.likeness < LEAST_TITLE:
            continue
        own = terms(unit.content)
        share = sum(w in words for w in own) / len(own) if own else 0.0
        score = unit.evidence.likeness * (0.5 + share) + LEADING * (i < first) + bool(unit.evidence.label)
        if score > best:
            best, title = score, i
    if title < 0:
        return title, set()
    text = units[title].content
    # The same headline again: beside it, after the body, or as the body's first line.
    around = [*range(min(first + 1, len(units))), *range(last + 1, len(units))]
    kinds = (Kind.HEADLINE, Kind.PROSE)
    same = {title} | {i for i in around if units[i].kind in kinds and same_headline(units[i].content, text)}
    # "Port reopens | Atlas News" is the name of the window: the headline is the twin that it opens with.
    heads = [i for i in sorted(same) if units[i].kind is Kind.HEADLINE and _NAMED.sub("", text) == units[i].content]
    return heads[0] if heads else title, same


def _summary(units: list[Unit], first: int, last: int, words: set[str]) -> set[int]:
    """Return the places of the bullets that sum the body up: run by run, wherever they stand."""
    found: set[int] = set()
    run: list[int] = []
    for i in range(len(units) + 1):
        if i < len(units) and units[i].kind is Kind.BULLET:
            run.append(i)
            continue
        if run:
            own = [set(terms(units[j].content)) for j in run]
            shares = [len(w & words) / len(w) for w in own if w]
            inside = first < run[0] < last
            is_labelled = any(units[j].evidence.label for j in run)
            least = LEAST_OVERLAP_INSIDE if inside else LEAST_OVERLAP
            if is_labelled or (shares and sum(shares) >= least * len(shares) and (len(run) > 1 or not inside)):
                found.update(run)
        run = []
    return found


def _dateline(units: list[Unit], told: list[int]) -> tuple[int, Dateline | None]:
    for n, i in enumerate(told[:LEAD_PARAGRAPHS]):
        line = units[i].evidence.dateline
        if line is None:
            continue
        is_told = units[i].words >= SHORTEST_TOLD
        if line.strength >= LIKELY or (n == 0 and is_told):
            return i, line
    return -1, None


def _body(units: list[Unit], taken: set[int], dateline_at: int) -> str:
    lines: list[str] = []
    for i, unit in enumerate(units):
        if i in taken or unit.is_furniture:
            continue
        text = unit.content if unit.kind in (Kind.PROSE, Kind.HEADLINE) else unit.text
        line = unit.evidence.dateline
        if i == dateline_at and line:
            text = text[line.end :]
        if lines:
            lines.append("\n\n" if unit.gap else "\n")
        lines.append(text.strip())
    return "".join(lines).strip()


def _source(noted: list[Unit], dateline: Dateline | None) -> str:
    named = [unit.evidence for unit in noted if unit.evidence.source]
    labelled = [e.source for e in named if e.label == "source"] + [e.source for e in named]
    return _plain(labelled[0]) if labelled else (dateline.source if dateline else "")


def _date(noted: list[Unit], told: list[Unit], dateline: Dateline | None) -> tuple[datetime | None, str]:
    """Return the date that is trusted most, and where it comes from."""
    dated = [unit.evidence for unit in noted if unit.evidence.published]
    later = [e for e in dated if e.label in ("updated", "load-date")]
    marks = [e for e in dated if e.label == "date"] + [unit.evidence for unit in told if unit.evidence.published]
    marks += [e for e in dated if e not in later] + later
    if marks:
        return marks[0].published, "mark"
    if dateline and dateline.published:
        return dateline.published, "dateline"
    found = _date_in_text(told[-1].content) if told and told[-1].kind is Kind.PROSE else None
    return found, "text" if found else ""


def _date_in_text(text: str) -> datetime | None:
    """Return the complete date on which the first paragraph says that its news was given, None for all other dates."""
    found = find_date(text[:600])
    if not found:
        return None
    is_said = _WEEKDAY.match(text[found[1] :]) or _REPORTED_ON.search(text[: found[1]])
    return found[0] if is_said else None
