"""The habits of one dump: its usual gap, its underlined headlines, and what leads and what trails its articles.

Learned from the dump alone, at places that need no guess: before its first paragraph, after its last, and around
separators.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from dataclasses import dataclass

from topics.articles.lines import Unit
from topics.articles.marks import Kind

UNDERLINE_SLACK = 3  # characters by which an underline may miss its headline's length
SHORTEST_UNDERLINE = 8
STRONGEST_LEAN = 3.0


@dataclass(frozen=True, slots=True)
class Habits:
    """How a dump is laid out.

    `gap` counts the blank lines between paragraphs, `decorations` are the rules that under- or overline a headline, and
    `lean` holds, for each class of unit, the log odds that it leads an article rather than trails it.
    """

    gap: int
    decorations: frozenset[int]
    lean: dict[str, float]

    def leaning(self, unit: Unit) -> float:
        """Return the lean of a unit's class, 0 where the dump shows none."""
        return self.lean.get(class_of(unit), 0.0)


def read_habits(units: list[Unit], anchors: list[int]) -> Habits:
    """Learn the habits of a dump from its units and the places of its paragraphs (`anchors`, at least one)."""
    gaps = [units[b].gap for a, b in zip(anchors, anchors[1:], strict=False) if b == a + 1]
    gap = statistics.median_low(gaps) if gaps else 0
    decorations = frozenset(_decorations(units, anchors))
    return Habits(gap, decorations, _lean(units, anchors, gap, decorations))


def class_of(unit: Unit) -> str:
    """Name the class of a unit: its kind, and for marks what they mark.

    Examples
    --------
    >>> from topics.articles.lines import read_units
    >>> [class_of(unit) for unit in read_units("By Ana Silva\\nSource: Atlas News\\nRain fell on Friday.")]
    ['mark byline', 'mark source', 'prose']
    """
    return f"{unit.kind} {unit.evidence.label or 'date'}" if unit.kind is Kind.MARK else str(unit.kind)


def is_separator(unit: Unit) -> bool:
    """Say whether a unit stands between articles by nature: a rule, a counter or an end mark."""
    return unit.kind in (Kind.RULE, Kind.COUNTER) or (unit.kind is Kind.END and not unit.evidence.label)


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
    """Find underlines of one length for all headlines: the dump opens with one, and no headline follows its last text."""
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
    leads: Counter[str] = Counter()
    trails: Counter[str] = Counter()
    opening = {class_of(unit) for unit in units[: anchors[0]]}
    closing = {class_of(unit) for unit in units[anchors[-1] + 1 :]}
    # What stands at one end of the dump alone counts twice: it is missing at the other.
    leads.update([*opening, *(opening - closing)])
    trails.update([*closing, *(closing - opening)])
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
            trails[name] += worth  # type: ignore[assignment]
        for name in {class_of(units[i]) for i in range(last, after)}:
            leads[name] += worth  # type: ignore[assignment]
    return {
        name: max(-STRONGEST_LEAN, min(STRONGEST_LEAN, math.log((leads[name] + 0.5) / (trails[name] + 0.5))))
        for name in leads | trails
    }
