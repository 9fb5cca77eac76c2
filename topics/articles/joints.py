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
from topics.articles.habits import cue_of, gap_near, read_habits
from topics.articles.lines import Unit
from topics.articles.marks import Kind
from topics.articles.starts import PULL_OF_WORDS, Shares, Starts, vote_of

WINDOW = 200  # content words read on either side of a joint
LEAD = 600  # characters of the paragraph after a joint that are read as the opening of an article
LEAD_WORDS = 60  # content words of it, which its headline sums up; a subheading sums up what follows later
# Between the two sides; what is more says nothing: two reports of one event share more than the halves of one report.
MOST_COSINE = 0.12
RECENT = 5  # paragraphs before a joint in which a name counts as known
WIDEST_GAP = 3.0  # doublings of the usual gap
LONGEST_SUBHEADING = 5  # words of a subheading, seldom more
CROWD = 3  # doublings of the number of lone headlines from which there are many
SHORTEST_LEAD = 15  # words
MOST_MENUS = 3  # lines of menus at one joint; an article is parted by one or two, the next one by more
LONG_PARAGRAPH = 120  # words from which a paragraph may be an article by itself

_HEADLINE_EVIDENCE = "title_here title_there title_lead title_label title_twice title_capitals title_alone".split()
_CONTINUES = re.compile(
    r"(?:he|she|it|they|his|her|their|its|but|and|however|meanwhile|also|still|yet|that|this|these|those|such|asked"
    r"|another|others?|instead|moreover|furthermore|in addition|nevertheless|according|both|so|then|later|earlier|since"
    r"|while|ils?|elles?|mais|et|pero|y|aber|und|er|sie)\b",
    re.I,
)
_DAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\btoday\b|\byesterday\b", re.I)
_QUOTES = ("“", '"', "'", "‘", "«")
_STOPS = (".", "!", "?", "…", "。")
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
    joints = [reader.joint(n) for n in range(len(anchors) - 1) if reader.is_marked(n)]
    _count_headlines(joints)
    return joints


def _count_headlines(joints: list[Joint]) -> None:
    """Note at each lone headline how many more the dump has: one article has few long subheadings, many have many."""
    crowd = math.log2(max(1.0, sum(joint.evidence["title_alone"] for joint in joints))) / CROWD
    for joint in joints:
        joint.evidence["title_of_many"] = joint.evidence["title_alone"] * min(1.0, crowd)


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
        self.habits = read_habits(units, anchors)
        self.gaps = [units[b].gap if b == a + 1 else None for a, b in zip(anchors, anchors[1:], strict=False)]
        self.shares = [self._shares(n) for n in range(len(anchors) - 1)]
        self.starts = Starts(units, self.habits, vote_of(units, self.shares))

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
        start, furniture = self.starts.between(before, after, self.shares[n])
        # From here on a share counts the words found in the unit's own article, and those found across the cut.
        own = {i: share if i >= start else share[::-1] for i, share in self.shares[n].items()}
        evidence = {
            **self._separators(before, after, furniture, gap_near(self.gaps, n, self.habits.gap)),
            **self._headlines(own, self.heads[n + 1][:LEAD_WORDS]),
            **self._marks(own, after),
            **self._bullets(own),
            **self._lead(n),
            "messy": self.habits.mess,
        }
        return Joint(before, after, start, evidence, frozenset(self._cues(before, after, start, evidence)))

    def _words(self, n: int, step: int) -> Counter[str]:
        """Count the content words of the paragraphs from the nth on, forwards or backwards."""
        words: list[str] = []
        while 0 <= n < len(self.anchors) and len(words) < WINDOW:
            words += self.heads[n] if step > 0 else self.tails[n][::-1]
            n += step
        return Counter(words[:WINDOW])

    def _shares(self, n: int) -> Shares:
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

    def _separators(self, before: int, after: int, furniture: range, usual: int) -> dict[str, float]:
        between = [self.units[i] for i in range(before + 1, after)]
        ends = [bool(unit.evidence.label) for unit in between if unit.kind is Kind.END]
        widest = max(self.units[i].gap for i in range(before + 1, after + 1))
        return {
            "rule": float(any(self.units[i].kind is Kind.RULE and self.starts.is_separator(i) for i in furniture)),
            "counter": float(any(unit.kind is Kind.COUNTER for unit in between)),
            "end": float(False in ends),
            "credit": float(True in ends),
            "gap": max(0.0, min(WIDEST_GAP, math.log2((1 + widest) / (1 + usual)))),
            "menus": float(min(MOST_MENUS, sum(unit.kind is Kind.MENU for unit in between))),
            "underline": float(any(i in self.habits.decorations for i in range(before + 1, after))),
        }

    def _headlines(self, own: Shares, lead: list[str]) -> dict[str, float]:
        lines = [(self.units[i], share) for i, share in own.items() if self.units[i].kind is Kind.HEADLINE]
        if not lines:
            return dict.fromkeys(_HEADLINE_EVIDENCE, 0.0)
        best, (here, there) = max(lines, key=lambda line: line[0].evidence.likeness * (line[1][0] - line[1][1] + 0.5))
        twins = [same_headline(a[0].content, b[0].content) for a, b in zip(lines, lines[1:], strict=False)]
        longest, opening = max(unit.words for unit, _ in lines), set(lead)
        led = [unit.evidence.likeness * self.weights.share(terms(unit.content), opening) for unit, _ in lines]
        values = (
            best.evidence.likeness * here,
            best.evidence.likeness * there,
            max(led),
            float(any(unit.evidence.label for unit, _ in lines)),
            float(True in twins),
            float(best.content.isupper() and self.habits.capitals),
            all(twins) * min(1.0, max(0.0, (longest - LONGEST_SUBHEADING) / 2)),
        )
        return dict(zip(_HEADLINE_EVIDENCE, values, strict=True))

    def _marks(self, own: Shares, after: int) -> dict[str, float]:
        marks = [self.units[i].evidence for i in own if self.units[i].kind is Kind.MARK]
        heads = [self.units[i].evidence for i in own if self.units[i].kind is Kind.HEADLINE]
        opening = self.units[after].evidence
        datelines = [e.dateline for e in (*marks, opening) if e.dateline]
        strength = max((line.strength for line in datelines), default=0.0)
        return {
            "date": float(any(mark.published for mark in marks)),
            "dated_text": float(any(e.published for e in (opening, *heads))),
            "dateline": strength,
            "dateline_colon": strength if opening.dateline and opening.dateline.is_label else 0.0,
            "bare": float(not own and not strength and not opening.published),
        }

    def _bullets(self, own: Shares) -> dict[str, float]:
        shares = [share for i, share in own.items() if self.units[i].kind is Kind.BULLET]
        margin = sum(here - there for here, there in shares) / len(shares) if shares else 0.0
        return {"bullets": float(bool(shares)), "bullets_here": margin}

    def _lead(self, n: int) -> dict[str, float]:
        """Compare the text after the joint with the text before it."""
        last, first = self.units[self.anchors[n]], self.units[self.anchors[n + 1]]
        lead = _told(first)[:LEAD]
        recent = " ".join(self.units[i].text[-LONGEST_READ:] for i in self.anchors[max(0, n - RECENT) : n + 1])
        known = set(_LETTERS.findall(recent.lower()))
        named = [name.split("’")[0].split("'")[0] for name in names(lead)]
        return {
            "full_lead": float(first.words >= SHORTEST_LEAD and _is_ended(first)),
            "long_before": max(0.0, min(1.0, last.words / LONG_PARAGRAPH - 1)),
            "same_words": min(MOST_COSINE, self.weights.cosine(self._words(n, -1), self._words(n + 1, 1))),
            "new_names": sum(name not in known for name in named) / len(named) if named else 0.5,
            "continues": float(bool(_CONTINUES.match(lead.lstrip("“\"'‘ ")))),
            "quotes": float(lead.startswith(_QUOTES)),
            "day": float(bool(_DAY.search(lead))),
            "ended": float(_is_ended(last)),
        }

    def _cues(self, before: int, after: int, start: int, evidence: dict[str, float]) -> set[str]:
        sides = [(i, "leads" if i >= start else "trails") for i in range(before + 1, after)]
        cues = {cue_of(self.units[i], side, is_decoration=i in self.habits.decorations) for i, side in sides} - {""}
        for name in ("title_twice", "dated_text", "dateline_colon", "dateline"):
            if evidence[name]:
                cues.add(name)
        if evidence["gap"] > 0:
            cues.add(f"gap {max(self.units[i].gap for i in range(before + 1, after + 1))}")
        return cues


def _is_ended(unit: Unit) -> bool:
    return unit.text.rstrip("”\"’')]").endswith(_STOPS)


def _told(unit: Unit) -> str:
    """Return what a paragraph tells: its content without its dateline."""
    line = unit.evidence.dateline
    return unit.content[line.end :] if line else unit.content
