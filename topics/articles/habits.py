"""The habits of one dump: its usual gap, its underlined headlines, and what leads and what trails its articles.

Learned from the dump alone, at places that need no guess: before its first paragraph, after its last, and around
separators.
"""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from topics.articles.lines import Unit
from topics.articles.marks import Kind

UNDERLINE_SLACK = 3  # characters by which an underline may miss its headline's length
SHORTEST_UNDERLINE = 8
STRONGEST_LEAN = 3.0
LIKE_NOTHING = 0.5  # likeness below which a line is neither prose nor headline
FEWEST_PARAGRAPHS = 5  # added to the paragraphs of a dump, so that one stray line in a short text is no mess
MOST_STRAY = 0.3  # stray lines for each paragraph from which a dump is all mess
NEARBY, FEWEST_NEARBY = 4, 3  # joints on either side that tell the usual gap there, and how many of them are needed
LONGEST_CUE = 20  # characters of a line that comes again
LIKE_HEADLINE = 0.7  # likeness from which a line is taken for a headline


@dataclass(frozen=True, slots=True)
class Habits:
    """How a dump is laid out.

    `gap` counts the blank lines between paragraphs, `decorations` are the rules that under- or overline a headline,
    `lean` holds, for each class of unit, the log odds that it leads an article rather than trails it, `opening` is the
    class of the dump's first unit, `headlines` counts the headlines before its first paragraph, `capitals` says
    whether they are in capitals, and `mess` is the share of stray lines, 0 to 1: pages copied from the web have many.
    """

    gap: int
    decorations: frozenset[int]
    lean: dict[str, float]
    opening: str
    headlines: int
    capitals: bool
    mess: float


def read_habits(units: list[Unit], anchors: list[int]) -> Habits:
    r"""Learn the habits of a dump from its units and the places of its paragraphs (`anchors`, at least one).

    Examples
    --------
    >>> from topics.articles.lines import read_units
    >>> habits = read_habits(read_units("Storm nears the coast\n\nThe storm is near.\n\nIt is strong."), [1, 2])
    >>> habits.gap, habits.opening, habits.headlines
    (1, 'headline', 1)
    """
    gaps = [units[b].gap for a, b in zip(anchors, anchors[1:], strict=False) if b == a + 1]
    gap = statistics.median_low(gaps) if gaps else 0
    decorations = frozenset(_decorations(units, anchors))
    first = next(unit for unit in units if unit.kind is not Kind.MENU and not is_separator(unit))
    headlines = [unit.content for unit in units[: anchors[0]] if is_headline(unit)]
    capitals = any(map(str.isupper, headlines))
    lean = _lean(units, anchors, gap, decorations)
    stray = sum(_is_stray(unit) for unit in units)
    mess = min(1.0, stray / (len(anchors) + FEWEST_PARAGRAPHS) / MOST_STRAY)
    return Habits(gap, decorations, lean, class_of(first), len(headlines), capitals, mess)


def gap_near(gaps: Sequence[int | None], n: int, usual: int) -> int:
    """Return how many blank lines stand between the paragraphs on both sides of a joint: many hands, many habits.

    Parameters
    ----------
    gaps
        For each joint of the dump the blank lines at it, None where more than blank lines stands there.
    n
        The joint.
    usual
        The habit of the whole dump, which is the least that is returned.

    Examples
    --------
    >>> gap_near([0, 0, 0, 0, 0, None, 1, 1, 1, None, 1, 1, 1], 9, usual=0)
    1
    """
    sides = [
        sorted(gap for gap in side if gap is not None)
        for side in (gaps[max(0, n - NEARBY) : n], gaps[n + 1 : n + 1 + NEARBY])
    ]
    if min(map(len, sides)) < FEWEST_NEARBY:
        return usual
    return max(usual, min(statistics.median_low(side) for side in sides))


def class_of(unit: Unit) -> str:
    r"""Name the class of a unit: its kind, and for marks what they mark.

    Examples
    --------
    >>> from topics.articles.lines import read_units
    >>> [class_of(unit) for unit in read_units("By Ana Silva\nSource: Atlas News\nRain fell on Friday.")]
    ['mark byline', 'mark source', 'prose']
    """
    return f"{unit.kind} {unit.evidence.label or 'date'}" if unit.kind is Kind.MARK else str(unit.kind)


def cue_of(unit: Unit, side: str, *, is_decoration: bool) -> str:
    r"""Name the shape of a unit that "leads" or "trails" an article, "" for what comes in any shape.

    Examples
    --------
    >>> from topics.articles.lines import read_units
    >>> [cue_of(unit, "trails", is_decoration=False) for unit in read_units("By Ana Silva\nEND")]
    ['mark byline trails', 'end END']
    """
    if unit.kind is Kind.RULE:
        return "underline" if is_decoration else f"rule {unit.text[:6]} {len(unit.text) // 8}"
    if unit.kind is Kind.END:
        return f"end {unit.text[:4]}"
    if unit.kind in (Kind.MARK, Kind.BULLET):
        return f"{class_of(unit)} {side}"
    if unit.kind is Kind.MENU:
        return f"line {unit.text[:LONGEST_CUE]}" if unit.evidence.label == "repeated" else ""
    if unit.kind is Kind.COUNTER:
        return "counter"
    return f"title {side} {unit.evidence.label}" if is_headline(unit) else ""


def is_separator(unit: Unit) -> bool:
    """Say whether a unit stands between articles by nature: a rule, a counter or an end mark."""
    return unit.kind in (Kind.RULE, Kind.COUNTER) or (unit.kind is Kind.END and not unit.evidence.label)


def is_headline(unit: Unit) -> bool:
    """Say whether a unit looks much like a headline, not only a little."""
    return unit.kind is Kind.HEADLINE and unit.evidence.likeness >= LIKE_HEADLINE


def _is_stray(unit: Unit) -> bool:
    # What is understood is no mess: lines that come again are part of the layout, boxes and captions part of a page.
    is_menu = unit.kind is Kind.MENU and unit.evidence.label in ("", "menu")
    return is_menu or (unit.kind is Kind.HEADLINE and unit.evidence.likeness < LIKE_NOTHING)


def _decorations(units: list[Unit], anchors: list[int]) -> set[int]:
    found: set[int] = set()
    for i in range(1, len(units)):
        rule, title = units[i], units[i - 1]
        if rule.kind is not Kind.RULE or title.kind is not Kind.HEADLINE or rule.gap:
            continue
        above = units[i - 2] if i > 1 and not title.gap else None
        if above and above.kind is Kind.RULE and above.text == rule.text:
            found |= {i - 2, i}
        elif len(rule.text) >= max(SHORTEST_UNDERLINE, len(title.text) - UNDERLINE_SLACK) and (
            len(rule.text) <= len(title.text) + UNDERLINE_SLACK
        ):
            found.add(i)
    return found | _fixed_underlines(units, anchors)


def _fixed_underlines(units: list[Unit], anchors: list[int]) -> set[int]:
    """Find underlines that miss their headline's length: the dump opens with one, and no headline follows its end."""
    head, tail = units[: anchors[0]], units[anchors[-1] + 1 :]
    rules = [i for i, unit in enumerate(head) if unit.kind is Kind.RULE]
    if len(rules) != 1 or not rules[0] or head[rules[0] - 1].kind is not Kind.HEADLINE:
        return set()
    if any(unit.kind is Kind.HEADLINE for unit in tail):
        return set()
    mark, under = head[rules[0]].text[:2], (Kind.PROSE, Kind.MARK, Kind.BULLET)
    return {
        i
        for i in range(1, len(units) - 1)
        if units[i].kind is Kind.RULE
        and units[i].text[:2] == mark
        and units[i - 1].kind is Kind.HEADLINE
        and units[i + 1].kind in under
    }


def _lean(units: list[Unit], anchors: list[int], gap: int, decorations: frozenset[int]) -> dict[str, float]:
    leads, trails = defaultdict[str, float](float), defaultdict[str, float](float)
    opening = {class_of(unit) for unit in units[: anchors[0]]}
    closing = {class_of(unit) for unit in units[anchors[-1] + 1 :]}
    # What stands at one end of the dump alone counts twice: it is missing at the other.
    for name in opening | closing:
        leads[name] += (name in opening) * (2 - (name in closing))
        trails[name] += (name in closing) * (2 - (name in opening))
    for before, after in zip(anchors, anchors[1:], strict=False):
        if after == before + 1:
            continue
        between = range(before + 1, after)
        separators = [i for i in between if is_separator(units[i]) and i not in decorations]
        if separators:
            first, last, worth = separators[0], separators[-1] + 1, 1.0
        else:
            # One gap wider than all others here is as good as a separator half of the time; a blank line between a
            # headline and its text says nothing.
            gaps = [units[i].gap for i in range(before + 1, after + 1)]
            if max(gaps) <= gap or gaps.count(max(gaps)) > 1 or gaps[-1] == max(gaps):
                continue
            first = last = before + 1 + gaps.index(max(gaps))
            worth = 0.5
        for name in {class_of(units[i]) for i in range(before + 1, first)}:
            trails[name] += worth
        for name in {class_of(units[i]) for i in range(last, after)}:
            leads[name] += worth
    return {
        name: max(-STRONGEST_LEAN, min(STRONGEST_LEAN, math.log((leads[name] + 0.5) / (trails[name] + 0.5))))
        for name in {**leads, **trails}
    }
