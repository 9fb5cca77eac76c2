"""The joints of a dump: the places between two paragraphs where an article may end, and all that stands there.

For each joint: where the next article would begin if there is a cut, and the evidence for one. Whether to cut is
decided in `cuts`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

from topics.articles.cohesion import LONGEST_READ, Weights, names, same_headline, terms
from topics.articles.habits import Habits, class_of, is_separator, read_habits
from topics.articles.lines import Unit
from topics.articles.marks import Kind

WINDOW = 200  # content words read on either side of a joint
LEAD = 600  # characters of the paragraph after a joint that are read as the opening of an article
RECENT = 5  # paragraphs before a joint in which a name counts as known
LIKE_HEADLINE = 0.7  # likeness from which a line is a cue of its own

# What pulls a unit between two paragraphs to the article after it (positive) or to the one before (negative).
PULL = {Kind.HEADLINE: 0.3, Kind.BULLET: 0.1, Kind.MARK: 0.5, Kind.END: -3.0}
PULL_OF_WORDS = {Kind.HEADLINE: 2.5, Kind.BULLET: 3.0}  # times the difference of the shares of its words on both sides
PULL_OF_HABIT = {Kind.HEADLINE: 0.8, Kind.BULLET: 0.5, Kind.MARK: 1.0}  # times the dump's lean
PULL_OF_LABEL, PULL_OF_UNDERLINE = 1.0, 2.0
# The same for all headlines of a dump together: their mean difference, worth all of this from so many joints on.
PULL_OF_VOTE, STRONGEST_VOTE, FULL_VOTE = 6.0, 2.0, 6
# What a place between two units gains as the place of the cut.
AT_SEPARATOR, AFTER_END, AT_BLANK_LINE, BEFORE_TEXT = 7.0, 2.0, 2.5, 1.0
BETWEEN_TWINS, BETWEEN_BULLETS = -6.0, -2.0
AS_OPENING, PER_EXTRA_HEADLINE = 1.5, -2.0  # for a start like the dump's own; for each headline more than it has there
WIDEST_GAP = 4  # blank lines beyond the usual that still count

_FURNITURE = (Kind.RULE, Kind.COUNTER, Kind.MENU)
_CONTINUES = re.compile(
    r"(?:he|she|it|they|his|her|their|its|but|and|however|meanwhile|also|still|yet|that|this|these|those|such|asked"
    r"|another|others?|instead|moreover|furthermore|in addition|nevertheless|according|both|so|then|later|earlier|since"
    r"|while|ils?|elles?|mais|et|pero|y|aber|und|er|sie)\b",
    re.I,
)
_DAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\btoday\b|\byesterday\b", re.I)
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class Joint:
    """What stands between the paragraphs `before` and `after`, places in the list of units.

    `start` is the unit with which a new article would begin, `evidence` what `cuts` weighs, and `cues` name the shapes
    that stand here, so that equal joints of one dump can be compared.
    """

    before: int
    after: int
    start: int
    evidence: dict[str, float]
    cues: frozenset[str]


def read_joints(units: list[Unit], anchors: list[int]) -> list[Joint]:
    r"""Read all joints that show any sign of a cut.

    Parameters
    ----------
    units
        The units of the dump.
    anchors
        The places of its paragraphs among them.

    Examples
    --------
    >>> from topics.articles.lines import read_units
    >>> units = read_units("Rain fell on Friday.\n---\nStorm nears Lisbon\nThe storm is near.\nIt is strong.")
    >>> [(joint.before, joint.start, joint.after) for joint in read_joints(units, [0, 3, 4])]
    [(0, 2, 3)]
    """
    reader = _Reader(units, anchors)
    return [reader.joint(n) for n in range(len(anchors) - 1) if reader.is_marked(n)]


class _Reader:
    """What reading any joint of a dump needs: the words of its paragraphs and its habits."""

    def __init__(self, units: list[Unit], anchors: list[int]) -> None:
        self.units, self.anchors = units, anchors
        self.heads = [terms(_told(units[i])[:LONGEST_READ]) for i in anchors]
        self.tails = [
            terms(units[i].text[-LONGEST_READ:]) if len(units[i].text) > LONGEST_READ else head
            for i, head in zip(anchors, self.heads, strict=True)
        ]
        self.weights = Weights(self.heads)
        self.habits: Habits = read_habits(units, anchors)

        opening = next(unit for unit in units if not _is_furniture(unit))
        self.opening = class_of(opening)
        self.usual_headlines = sum(self._is_headline(i) for i in range(anchors[0]))
        self.shares = [self._joint_shares(n) for n in range(len(anchors) - 1)]
        self.vote = self._vote()

    def is_marked(self, n: int) -> bool:
        before, after = self.anchors[n], self.anchors[n + 1]
        last = self.units[after]
        return (
            after > before + 1
            or last.gap > self.habits.gap
            or last.evidence.dateline is not None
            or last.evidence.published is not None
            or last.kind is not Kind.PROSE
        )

    def joint(self, n: int) -> Joint:
        before, after = self.anchors[n], self.anchors[n + 1]
        shares = self.shares[n]
        start, furniture = self._start(before, after, shares)
        own = {i: share if i >= start else share[::-1] for i, share in shares.items()}
        evidence = {
            **self._separators(before, after, furniture),
            **self._headlines(own),
            **self._marks(own, after),
            **self._bullets(own),
            **self._lead(n),
        }
        return Joint(before, after, start, evidence, frozenset(self._cues(before, after, start, evidence)))

    def _words(self, n: int, step: int) -> Counter[str]:
        """Count the content words of the paragraphs from the nth on, forwards or backwards."""
        words: list[str] = []
        while 0 <= n < len(self.anchors) and len(words) < WINDOW:
            words += self.heads[n] if step > 0 else self.tails[n][::-1]
            n += step
        return Counter(words[:WINDOW])

    def _joint_shares(self, n: int) -> dict[int, tuple[float, float]]:
        """Return, for each unit in a joint, the shares of its words that stand after and before the joint."""
        between = range(self.anchors[n] + 1, self.anchors[n + 1])
        if not any(self.units[i].kind in PULL_OF_WORDS for i in between):
            return dict.fromkeys(between, (0.0, 0.0))
        left, right = self._words(n, -1), self._words(n + 1, 1)
        return {i: self._share(self.units[i], left, right) for i in between}

    def _share(self, unit: Unit, left: Counter[str], right: Counter[str]) -> tuple[float, float]:
        if unit.kind not in PULL_OF_WORDS:
            return 0.0, 0.0
        words = terms(unit.content)
        return self.weights.share(words, right), self.weights.share(words, left)

    def _vote(self) -> float:
        """Return which way the dump's headlines look by their words: all of one dump stand on the same side."""
        looks = []
        for shares in self.shares:
            heads = [share for i, share in shares.items() if self.units[i].evidence.likeness >= LIKE_HEADLINE]
            if heads:
                looks.append(sum(here - there for here, there in heads) / len(heads))
        vote = PULL_OF_VOTE * sum(looks) / max(len(looks), FULL_VOTE)
        return max(-STRONGEST_VOTE, min(STRONGEST_VOTE, vote))

    def _start(self, before: int, after: int, shares: dict[int, tuple[float, float]]) -> tuple[int, range]:
        """Choose where the next article begins, and return it with the furniture around the cut."""
        pulls = [self._pull(i, shares[i]) for i in range(before + 1, after)]
        ahead = sum(pulls)
        best, cut = -math.inf, before + 1
        headlines = sum(self._is_headline(i) for i in range(before + 1, after))
        for i in range(before + 1, after + 1):
            score = ahead + self._at(i, before, after)
            if self.usual_headlines:
                score += PER_EXTRA_HEADLINE * max(0, headlines - self.usual_headlines)
            headlines -= self._is_headline(i)
            if score > best:
                best, cut = score, i
            if i < after:
                ahead -= 2 * pulls[i - before - 1]
        first = start = cut
        while first > before + 1 and self._is_furniture(first - 1):
            first -= 1
        while start < after and self._is_furniture(start):
            start += 1
        return start, range(first, start)

    def _is_headline(self, i: int) -> bool:
        return self.units[i].kind is Kind.HEADLINE and self.units[i].evidence.likeness >= LIKE_HEADLINE

    def _pull(self, i: int, share: tuple[float, float]) -> float:
        unit = self.units[i]
        pull = PULL.get(unit.kind, 0.0) + PULL_OF_WORDS.get(unit.kind, 0.0) * (share[0] - share[1])
        pull += PULL_OF_HABIT.get(unit.kind, 0.0) * self.habits.leaning(unit)
        if unit.kind is Kind.HEADLINE:
            pull += self.vote
            pull += PULL_OF_LABEL * bool(unit.evidence.label) + PULL_OF_UNDERLINE * (i + 1 in self.habits.decorations)
        return pull

    def _at(self, i: int, before: int, after: int) -> float:
        """Return what speaks for a cut right before unit i, from the two units that it parts."""
        last, unit = self.units[i - 1], self.units[i]
        score = AS_OPENING * (class_of(unit) == self.opening)
        score += (AT_BLANK_LINE if i < after else BEFORE_TEXT) * max(0, min(unit.gap - self.habits.gap, WIDEST_GAP))
        if i > before + 1 and self._is_separator(i - 1):
            score += AT_SEPARATOR + AFTER_END * (last.kind is Kind.END)
        if i < after and self._is_separator(i) and unit.kind is not Kind.END:
            score += AT_SEPARATOR
        if before + 1 < i < after and last.kind is unit.kind:
            if unit.kind is Kind.HEADLINE and same_headline(last.content, unit.content):
                score += BETWEEN_TWINS
            score += BETWEEN_BULLETS * (unit.kind is Kind.BULLET)
        return score

    def _is_separator(self, i: int) -> bool:
        return is_separator(self.units[i]) and i not in self.habits.decorations

    def _is_furniture(self, i: int) -> bool:
        return self._is_separator(i) or self.units[i].kind is Kind.MENU

    def _separators(self, before: int, after: int, furniture: range) -> dict[str, float]:
        between = [self.units[i] for i in range(before + 1, after)]
        ends = [bool(unit.evidence.label) for unit in between if unit.kind is Kind.END]
        widest = max(self.units[i].gap for i in range(before + 1, after + 1))
        return {
            "rule": float(any(self.units[i].kind is Kind.RULE and self._is_separator(i) for i in furniture)),
            "counter": float(any(unit.kind is Kind.COUNTER for unit in between)),
            "end": float(False in ends),
            "credit": float(True in ends),
            "menu": float(any(unit.kind is Kind.MENU for unit in between)),
            "gap": max(0.0, min(3.0, math.log2((1 + widest) / (1 + self.habits.gap)))),
            "wide_gap": max(0.0, min(2.0, math.log2((1 + widest) / 2))),
            "underline": float(any(i in self.habits.decorations for i in range(before + 1, after))),
        }

    def _headlines(self, own: dict[int, tuple[float, float]]) -> dict[str, float]:
        lines = [(self.units[i], share) for i, share in own.items() if self.units[i].kind is Kind.HEADLINE]
        best = max(lines, key=lambda line: line[0].evidence.likeness * (line[1][0] - line[1][1] + 0.5), default=None)
        likeness = best[0].evidence.likeness if best else 0.0
        twins = zip(lines, lines[1:], strict=False)
        return {
            "title": max((unit.evidence.likeness for unit, _ in lines), default=0.0),
            "title_long": max((min(1.0, max(0.0, (unit.words - 4) / 4)) for unit, _ in lines), default=0.0),
            "title_here": likeness * best[1][0] if best else 0.0,
            "title_there": likeness * best[1][1] if best else 0.0,
            "title_label": float(any(unit.evidence.label for unit, _ in lines)),
            "title_twice": float(any(same_headline(a[0].content, b[0].content) for a, b in twins)),
            "title_capitals": float(bool(best and best[0].content.isupper())),
        }

    def _marks(self, own: dict[int, tuple[float, float]], after: int) -> dict[str, float]:
        marks = [self.units[i].evidence for i in own if self.units[i].kind is Kind.MARK]
        heads = [self.units[i].evidence for i in own if self.units[i].kind is Kind.HEADLINE]
        opening = self.units[after].evidence
        datelines = [e.dateline for e in (*marks, opening) if e.dateline]
        strength = max((line.strength for line in datelines), default=0.0)
        return {
            "date": float(any(mark.published for mark in marks)),
            "dated_text": float(any(e.published for e in (opening, *heads))),
            "source": float(any(mark.source or mark.label not in ("date", "updated") for mark in marks)),
            "dateline": strength,
            "dateline_colon": strength if opening.dateline and opening.dateline.is_label else 0.0,
            "bare": float(not own and not strength and not opening.published),
        }

    def _bullets(self, own: dict[int, tuple[float, float]]) -> dict[str, float]:
        shares = [share for i, share in own.items() if self.units[i].kind is Kind.BULLET]
        margin = sum(here - there for here, there in shares) / len(shares) if shares else 0.0
        return {"bullets": float(bool(shares)), "bullets_here": margin}

    def _lead(self, n: int) -> dict[str, float]:
        """Compare the text after the joint with the text before it."""
        last, lead = self.units[self.anchors[n]], _told(self.units[self.anchors[n + 1]])[:LEAD]
        recent = " ".join(self.units[i].text[-LONGEST_READ:] for i in self.anchors[max(0, n - RECENT) : n + 1])
        known = set(_LETTERS.findall(recent.lower()))
        named = [name.split("’")[0].split("'")[0] for name in names(lead)]
        return {
            "long_before": max(0.0, min(1.0, last.words / 120 - 1)),
            "same_words": self.weights.cosine(self._words(n, -1), self._words(n + 1, 1)),
            "new_names": sum(name not in known for name in named) / len(named) if named else 0.5,
            "continues": float(bool(_CONTINUES.match(lead.lstrip("“\"'‘ ")))),
            "quotes": float(lead[:1] in tuple("“\"'‘«")),
            "day": float(bool(_DAY.search(lead))),
            "ended": float(last.text.rstrip("”\"’')]")[-1:] in tuple(".!?…。")),
        }

    def _cues(self, before: int, after: int, start: int, evidence: dict[str, float]) -> set[str]:
        cues = set()
        for i in range(before + 1, after):
            unit = self.units[i]
            side = "leads" if i >= start else "trails"
            if unit.kind is Kind.RULE:
                cues.add("underline" if i in self.habits.decorations else f"rule {unit.text[:6]} {len(unit.text) // 8}")
            elif unit.kind is Kind.END:
                cues.add(f"end {unit.text[:4]}")
            elif unit.kind in (Kind.MARK, Kind.BULLET):
                cues.add(f"{class_of(unit)} {side}")
            elif unit.kind is Kind.COUNTER:
                cues.add("counter")
            elif unit.kind is Kind.HEADLINE and unit.evidence.likeness >= LIKE_HEADLINE:
                cues.add(f"title {side} {unit.evidence.label}")
        for name in ("title_twice", "dated_text", "dateline_colon", "dateline"):
            if evidence[name]:
                cues.add(name)
        if evidence["gap"] > 0:
            cues.add(f"gap {max(self.units[i].gap for i in range(before + 1, after + 1))}")
        return cues


def _is_furniture(unit: Unit) -> bool:
    return is_separator(unit) or unit.kind is Kind.MENU


def _told(unit: Unit) -> str:
    """Return what a paragraph tells: its content without its dateline."""
    line = unit.evidence.dateline
    return unit.content[line.end :] if line else unit.content
