"""The dateline of a report: `DAMASCUS:`, `WASHINGTON, Feb 26 (Reuters) -`, `BEIRUT, Lebanon (AP) —`.

Reads the opening of one paragraph. Whether the paragraph opens an article is not decided here: that is for `cuts`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from topics.articles.dates import find_date
from topics.articles.places import CITIES
from topics.articles.written_dates import MONTHS

LONGEST_DATELINE = 120  # characters before the text proper
LONGEST_PLACE = 5  # words
SHORTEST_PLACE = 4  # letters, unless the city is known or an agency vouches for it: "UK -" opens many other things

# Strengths say how seldom the shape stands anywhere but at the opening of a report.
SURE, LIKELY, POSSIBLE = 1.0, 0.8, 0.4

_END = re.compile(
    r"\s*(?:[(/](?P<agency>[^()/\d][^()/]{1,39})[)/]\.?|(?P<bare>(?<=, )(?:Reuters|AP|AFP|dpa|UPI|TASS|Xinhua)))?"
    r"\s*(?P<mark>[—–]|--|-(?=\s|$)|(?<=[)/\s])-(?=\S)|(?<=\)\s)_(?=\s)|:(?=\s|$))\s*"
)
_NO_DASH = re.compile(r"[\s.]*[(/](?P<agency>[A-Z][^()/\d]{1,30})[)/]\.?\s*(?=[A-Z“\"])")
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_DAY = re.compile(r"(?P<month>[^\W\d_]{3,9})\.?\s(?P<day>\d{1,2})|(?P<day2>\d{1,2})\.?\s(?P<month2>[^\W\d_]{3,9})\.?")
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.I)
_SMALL_WORDS = {"and", "de", "del", "la", "of", "the", "es", "au", "on", "upon", "near"}
# Labels in capitals that open a paragraph and name no place.
_NOT_PLACES = frozenset("q a new also see by live key url tag tags date".split())
_NEVER_IN_PLACES = frozenset(
    "note notes update updated breaking watch read more photo photos video analysis opinion exclusive correction "
    "factbox editor editors editor's editor’s source sources summary background related caption image file "
    "warning alert title headline body text byline section length link links topic topics subject story report "
    "article document published copyright factfile timeline explainer interview review profile question answer host "
    "moderator interviewer reporter correspondent anchor narrator".split()
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """A parsed dateline; `end` counts the characters that it takes from the opening of the paragraph."""

    place: str
    source: str
    published: datetime | None
    end: int
    strength: float
    is_label: bool  # "NAME:", which a speaker's label looks like too


def parse_dateline(text: str) -> Dateline | None:
    """Read the dateline that opens a paragraph, None where there is none.

    Examples
    --------
    >>> line = parse_dateline("WASHINGTON, Feb 26, 2026 (Reuters) - The envoy left on Thursday.")
    >>> line.place, line.source, line.published.date().isoformat()
    ('WASHINGTON', 'Reuters', '2026-02-26')
    >>> parse_dateline("The envoy left - again - on Thursday.") is None
    True
    """
    head = text[:LONGEST_DATELINE]
    end = _END.search(head) or _NO_DASH.search(head)
    if end is None:
        return None
    groups = end.groupdict()
    agency = " ".join((groups["agency"] or groups.get("bare") or "").split())
    place, *others = [part.strip() for part in head[: end.start()].strip(" ,").split(",")]
    dated, others = _take_day(others)
    if not place or (not agency and _is_day(place)):
        return Dateline("", agency, None, end.end(), LIKELY, False) if agency and not others else None
    if agency and _is_day(place):
        return Dateline("", agency, find_day(head[: end.start()]), end.end(), SURE, False)
    is_label = groups.get("mark", "") == ":" and not agency and not dated
    strength = _strength(place, others, bool(agency), dated, is_label)
    # Brackets alone open many sentences ("The Central Bank (BoC) Governor ..."), and so does a dash.
    is_plain = "mark" in groups and not text[end.end() : end.end() + 1].islower()
    if strength < SURE and not (strength and is_plain):
        return None
    return Dateline(place, agency, find_day(head[: end.start()]), end.end(), strength, is_label)


def find_day(text: str) -> datetime | None:
    """Return the complete date in a dateline; one without its year is no date.

    Examples
    --------
    >>> find_day("PARIS, Feb 26") is None
    True
    """
    found = find_date(text)
    return found[0].astimezone(UTC) if found else None


def _is_day(text: str) -> bool:
    match = _DAY.match(text)
    return bool(match and (match["month"] or match["month2"]).lower() in MONTHS)


def _take_day(parts: list[str]) -> tuple[bool, list[str]]:
    rest = [p for p in parts if not (_is_day(p) or _WEEKDAY.fullmatch(p) or re.fullmatch(r"\d{4}\.?", p))]
    return len(rest) < len(parts), rest


def _strength(place: str, regions: list[str], agency: bool, dated: bool, is_label: bool) -> float:
    if not _may_be_place(place, regions):
        return 0.0
    words = _WORD.findall(place)
    in_capitals = words[0].isupper() and all(w.isupper() or w.lower() in _SMALL_WORDS or w[:2] == "Mc" for w in words)
    known = all(" ".join(p.split()).lower() in CITIES for p in re.split("/| and ", place, flags=re.I))
    if agency or dated:
        return SURE if in_capitals or known else LIKELY
    if sum(map(str.isalpha, place)) < SHORTEST_PLACE and not known:
        return 0.0
    if is_label:
        return (LIKELY if known else POSSIBLE) if in_capitals else 0.0
    if in_capitals:
        return SURE if known else LIKELY
    return POSSIBLE if known else 0.0


def _may_be_place(place: str, regions: list[str]) -> bool:
    words = _WORD.findall(place)
    if not words or len(words) > LONGEST_PLACE or len(regions) > 2 or any(len(r.split()) > 3 for r in regions):
        return False
    if any(c in place for c in '?!"“”;…') or {w.lower().strip(".") for w in words} & _NEVER_IN_PLACES:
        return False
    named = all(w[0].isupper() or w in _SMALL_WORDS for w in words) and all(r[:1].isupper() for r in regions)
    return named and place.lower() not in _NOT_PLACES
