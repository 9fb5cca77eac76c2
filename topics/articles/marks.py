"""One line of a dump -> what it is evidence of: a rule, a counter, an end mark, a date, a bullet, a headline, prose.

Looks at a single line and never at its neighbours: what the evidence amounts to is weighed in `cuts`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from topics.articles import furniture_shapes as furniture
from topics.articles import line_shapes as shapes
from topics.articles.datelines import LIKELY, Dateline, parse_dateline
from topics.articles.dates import find_date
from topics.articles.headlines import LONGEST_HEADLINE, headline_likeness
from topics.articles.places import CITIES
from topics.articles.written_dates import DATE

LONGEST_MARK = 200
LONGEST_INVITATION = 160
LEAST_HEADLINE = 0.2  # likeness below which a line is prose
SHORT_RULES = "*§~=#"  # marks that part texts even alone on their line


class Kind(StrEnum):
    """What a line is."""

    RULE = "rule"
    COUNTER = "counter"
    END = "end"
    MENU = "menu"
    MARK = "mark"
    BULLET = "bullet"
    HEADLINE = "headline"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one line says. `start` and `end` bound its content, without bullet, label or inline date."""

    kind: Kind
    start: int
    end: int
    published: datetime | None = None
    source: str = ""
    dateline: Dateline | None = None
    likeness: float = 0.0  # to a headline, 0..1
    label: str = ""  # "title", "numbered", "boxed", "byline", "load-date", ...


def look_at(line: str) -> Evidence:
    """Say what one stripped, non-blank line is evidence of.

    Examples
    --------
    >>> look_at("Document 3 of 10").kind, look_at("* * *").kind, look_at("- A key point of the story").kind
    (<Kind.COUNTER: 'counter'>, <Kind.RULE: 'rule'>, <Kind.BULLET: 'bullet'>)
    >>> mark = look_at("Harbour Gazette | 26 February 2026")
    >>> mark.source, mark.published.date().isoformat()
    ('Harbour Gazette', '2026-02-26')
    """
    if not any(map(str.isalnum, line)):
        return Evidence(Kind.RULE if len(line) > 1 or line in SHORT_RULES else Kind.MENU, 0, 0)
    label = _notice(line) if len(line) <= furniture.LONGEST_NOTICE else ""
    if label:
        return Evidence(Kind.MENU, 0, 0, label=label)
    if len(line) <= LONGEST_MARK:
        found = _furniture(line) or _decorated(line) or _credit(line) or _labelled(line) or _mark(line)
        if found:
            return found
    bullet = shapes.BULLET.match(line)
    if bullet:
        return Evidence(Kind.BULLET, bullet.end(), len(line))
    return _dated_opening(line) or _text(line)


def _furniture(line: str) -> Evidence | None:
    if shapes.COUNTER.fullmatch(line) or shapes.TAG.fullmatch(line):
        return Evidence(Kind.COUNTER, 0, 0)
    if shapes.END.fullmatch(line):
        return Evidence(Kind.END, 0, 0)
    return Evidence(Kind.MENU, 0, 0, label="menu") if _is_menu(line) else None


def _is_menu(line: str) -> bool:
    parts = furniture.MENU_BAR.split(line)
    is_bar = len(parts) > 3 or (len(parts) > 1 and furniture.BREADCRUMB.fullmatch(line) is not None)
    if is_bar and all(len(part.split()) <= 3 for part in parts) and not find_date(line):
        return True
    if any(
        shape.fullmatch(line) for shape in (furniture.MENU, furniture.MENU_ABROAD, furniture.SECTION, furniture.BOX)
    ):
        return True
    is_invitation = furniture.INVITATION.match(line) and line[-1] not in ".:"
    return bool(is_invitation or furniture.TEASER.match(line)) and len(line) <= LONGEST_INVITATION


def _notice(line: str) -> str:
    """Say whether a line is a site's note to its reader or the caption of a picture, "" for neither."""
    if furniture.NOTICE.match(line):
        return "notice"
    return "caption" if furniture.CAPTION.fullmatch(line) else ""


def _decorated(line: str) -> Evidence | None:
    """Read "=== Document 3 ===", "--- END ---", "# A headline", "*** A headline ***"."""
    match = shapes.DECORATED.match(line)
    if not match:
        return None
    inner, left = match["inner"].strip(), match["left"].strip()
    is_heading = set(left) == {"#"} and line[match.start("inner") - 1].isspace()
    if len(left) < 2 and not is_heading:
        return None
    if shapes.END.fullmatch(inner):
        return Evidence(Kind.END, 0, 0)
    if shapes.COUNTER.fullmatch(inner) or shapes.OPENING.fullmatch(inner):
        return Evidence(Kind.COUNTER, 0, 0)
    likeness = max(headline_likeness(inner), 0.5 if is_heading else 0.0)
    if not (is_heading or (match["right"] or "").strip()) or likeness < LEAST_HEADLINE:
        return None
    begin = match.start("inner")
    label = "title" if left == "#" else "boxed"
    return Evidence(Kind.HEADLINE, begin, begin + len(inner), likeness=likeness, label=label)


def _credit(line: str) -> Evidence | None:
    is_contact = shapes.CONTACT.fullmatch(line) is not None and not find_date(line)
    is_credit = shapes.CREDIT.match(line) or shapes.CONTRIBUTED.search(line) or "all rights reserved" in line.lower()
    if not is_contact and not is_credit:
        return None
    found = find_date(line) if line.lower().startswith("load-date") else None
    return Evidence(Kind.END, 0, len(line), found[0] if found else None, label="load-date" if found else "credit")


def _labelled(line: str) -> Evidence | None:
    """Read "Title: ...", "Published: ...", "Source: ..." and their like."""
    match = shapes.LABEL.match(line)
    if not match:
        return None
    name, value, size = match["name"].lower(), line[match.end() :], len(line)
    words = len(value.split())
    if name in shapes.TITLE_LABELS and value:
        return Evidence(Kind.HEADLINE, match.end(), size, likeness=1.0, label="title")
    if name in shapes.BODY_LABELS:
        return replace(_text(value, match.end()), label="body") if words > 3 else Evidence(Kind.MENU, 0, 0)
    if name in shapes.SUMMARY_LABELS:
        is_full = words > 3
        return Evidence(Kind.BULLET, match.end(), size, label="summary") if is_full else Evidence(Kind.MENU, 0, 0)
    if name.startswith(shapes.DATE_LABELS):
        return _labelled_date(line, name, match.end())
    if name in shapes.SOURCE_LABELS and value and words <= 8:
        found = find_date(value)
        source = value[: found[1]].rstrip(" ,|–—-(") if found else value
        return Evidence(Kind.MARK, 0, size, found[0] if found else None, source=source, label="source")
    if name in shapes.PLACE_LABELS and value and words <= 5:
        place = Dateline(value.split(",")[0].strip(" :-–—"), "", None, size, 1.0, False)
        return Evidence(Kind.MARK, 0, size, dateline=place, label="place")
    return Evidence(Kind.MARK, 0, size, label=name) if name in shapes.OTHER_LABELS and words <= 25 else None


def _labelled_date(line: str, name: str, begin: int) -> Evidence | None:
    value = line[begin:]
    found = find_date(value)
    label = "updated" if "updated" in name else "date"
    if not found:
        return Evidence(Kind.MARK, 0, len(line), label=label) if len(value.split()) <= 6 and value else None
    rest = value[found[2] :].lstrip(" .,;|)]–—-")
    if len(shapes.WORD.findall(rest)) > 4:
        return replace(_text(rest, len(line) - len(rest)), published=found[0])
    return Evidence(Kind.MARK, 0, len(line), found[0], label=label)


def _mark(line: str) -> Evidence | None:
    """Read lines that hold an address, an agency, a byline or a date, and nothing that is told."""
    size = len(line)
    if shapes.URL.fullmatch(line):
        return Evidence(Kind.MARK, 0, size, label="url")
    if shapes.AGENCY.fullmatch(line):
        return Evidence(Kind.MARK, 0, size, source=line.strip("()[] "), label="source")
    if re.fullmatch(r"\d{1,5} words", line, re.I):
        return Evidence(Kind.MARK, 0, size, label="length")
    found, is_byline = find_date(line), bool(shapes.BYLINE.match(line))
    if not found and not is_byline:
        return None
    rest = shapes.SEPARATORS.sub(" ", shapes.MARK_WORDS.sub("|", DATE.sub("|", line))).strip(" .")
    words = rest.split()
    if is_byline:
        is_named = sum(w[0].isupper() for w in words) >= len(words) / 2 and 1 < len(words) <= 14
        fits = is_named and line[-1] not in ".?!:"
        return Evidence(Kind.MARK, 0, size, found[0] if found else None, label="byline") if fits else None
    if found is None or len(words) > 5 or any(w[0].islower() and w not in {"the", "of", "and", "de"} for w in words):
        return None
    if len(words) > 3 and rest.isupper():  # a headline in capitals with its date
        return None
    if words and not shapes.SEPARATORS.search(line.replace(" ", "")):
        return None
    if rest.lower() in CITIES:
        return Evidence(Kind.MARK, 0, size, found[0], dateline=Dateline(rest, "", None, size, 1.0, False), label="date")
    label = "updated" if line.lower().startswith(("updated", "last updated", "modified")) else "date"
    return Evidence(Kind.MARK, 0, size, found[0], source=rest, label=label)


def _dated_opening(line: str) -> Evidence | None:
    """Read "date 2026-02-26 The ...", "[26 Feb 2026] ...", "2026-02-26 - ...": dates that no sentence needs."""
    opening = shapes.DATE_OPENING.match(line)
    date = DATE.match(line, opening.end() if opening else 0)
    after = shapes.AFTER_DATE.match(line, date.end()) if date else None
    if not opening or not date or not after or after.end() == len(line):
        return None
    found = find_date(date[0])
    is_framed = opening["label"] or after["close"] or after["delimiter"] or date["y1"]
    return replace(_text(line[after.end() :], after.end()), published=found[0]) if found and is_framed else None


def _text(line: str, offset: int = 0) -> Evidence:
    numbered = shapes.NUMBERED.match(line)
    begin = numbered.end() if numbered else 0
    dateline = parse_dateline(line[begin : begin + LONGEST_MARK])
    if dateline and not line[begin + dateline.end :].strip():
        is_place = not dateline.is_label or dateline.strength >= LIKELY
        return Evidence(
            Kind.MARK if is_place else Kind.PROSE, offset, offset + len(line), dateline=dateline, label="place"
        )
    published, end = _closing_date(line) or (None, len(line))
    is_dateline = dateline is not None and dateline.strength >= LIKELY
    likeness = 0.0 if is_dateline else headline_likeness(line[begin:end])
    if likeness < LEAST_HEADLINE:
        return Evidence(Kind.PROSE, offset, offset + len(line), dateline=dateline)
    label = "numbered" if numbered else ""
    return Evidence(Kind.HEADLINE, offset + begin, offset + end, published, "", dateline, likeness, label)


def _closing_date(line: str) -> tuple[datetime, int] | None:
    """Return the date in brackets or behind a dash at the end of a headline, and where the headline ends."""
    found = find_date(line) if len(line) <= LONGEST_HEADLINE else None
    if not found or line[found[2] :].strip(" )].") or not shapes.DATE_CLOSING.search(line[: found[1]]):
        return None
    head = shapes.DATE_CLOSING.sub("", line[: found[1]])
    return (found[0], len(head)) if len(head.split()) > 2 else None
