"""Where the next article begins, if there is a cut between two paragraphs: before or after each line between them.

A headline may lead or trail its body, and so may dates, sources and bullets. `cuts` decides whether there is one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from topics.articles.cohesion import same_headline
from topics.articles.habits import Habits, class_of, is_headline, is_separator
from topics.articles.lines import Unit
from topics.articles.marks import Kind

# What pulls a unit to the article after it (positive) or to the one before (negative).
PULL = {Kind.HEADLINE: 0.3, Kind.BULLET: 0.1, Kind.MARK: 0.5, Kind.END: -3.0}
PULL_OF_WORDS = {Kind.HEADLINE: 2.5, Kind.BULLET: 3.0}  # times the difference of the shares of its words on both sides
PULL_OF_HABIT = {Kind.HEADLINE: 0.8, Kind.BULLET: 0.5, Kind.MARK: 1.0}  # times the dump's lean
PULL_OF_LABEL, PULL_OF_UNDERLINE = 1.0, 2.0
# The same for all headlines of a dump together: their mean difference, worth all of this from so many joints on.
PULL_OF_VOTE, STRONGEST_VOTE, FULL_VOTE = 6.0, 2.0, 6
# What a place between two units gains as the place of the cut.
AT_SEPARATOR, AFTER_END = 7.0, 2.0
AT_BLANK_LINE, BEFORE_TEXT, WIDEST_GAP = 2.5, 1.0, 4  # for each blank line beyond the usual, up to so many
BETWEEN_TWINS, BETWEEN_BULLETS = -6.0, -2.0
AS_OPENING, PER_EXTRA_HEADLINE = 1.5, -2.0  # for a start like the dump's own; for each headline more than it has there

Shares = dict[int, tuple[float, float]]  # unit -> shares of its words that stand after and before the joint


@dataclass(frozen=True, slots=True)
class Starts:
    """Places the starts of articles in one dump."""

    units: list[Unit]
    habits: Habits
    vote: float  # of all headlines of the dump, for leading (positive) or trailing

    def between(self, before: int, after: int, shares: Shares) -> tuple[int, range]:
        """Choose the first unit of the next article, and return it with the furniture around the cut."""
        pulls = [self._pull(i, *shares[i]) for i in range(before + 1, after)]
        headlines = sum(is_headline(self.units[i]) for i in range(before + 1, after))
        usual = self.habits.headlines or headlines
        ahead, best, cut = sum(pulls), -math.inf, before + 1
        for i in range(before + 1, after + 1):
            score = ahead + self._at(i, before, after) + PER_EXTRA_HEADLINE * max(0, headlines - usual)
            if score > best:
                best, cut = score, i
            if i < after:
                ahead -= 2 * pulls[i - before - 1]
                headlines -= is_headline(self.units[i])
        first = start = cut
        while first > before + 1 and self._is_furniture(first - 1):
            first -= 1
        while start < after and self._is_furniture(start):
            start += 1
        return start, range(first, start)

    def _pull(self, i: int, share_after: float, share_before: float) -> float:
        unit = self.units[i]
        pull = PULL.get(unit.kind, 0.0) + PULL_OF_WORDS.get(unit.kind, 0.0) * (share_after - share_before)
        pull += PULL_OF_HABIT.get(unit.kind, 0.0) * self.habits.lean.get(class_of(unit), 0.0)
        if unit.kind is Kind.HEADLINE:
            is_underlined = i + 1 in self.habits.decorations
            pull += self.vote + PULL_OF_LABEL * bool(unit.evidence.label) + PULL_OF_UNDERLINE * is_underlined
        return pull

    def _at(self, i: int, before: int, after: int) -> float:
        """Return what speaks for a cut right before unit i, from the two units that it parts."""
        last, unit = self.units[i - 1], self.units[i]
        score = AS_OPENING * (class_of(unit) == self.habits.opening)
        score += (AT_BLANK_LINE if i < after else BEFORE_TEXT) * max(0, min(unit.gap - self.habits.gap, WIDEST_GAP))
        if i > before + 1 and self.is_separator(i - 1):
            score += AT_SEPARATOR + AFTER_END * (last.kind is Kind.END)
        if i < after and self.is_separator(i) and unit.kind is not Kind.END:
            score += AT_SEPARATOR
        if before + 1 < i < after and last.kind is unit.kind:
            is_twin = unit.kind is Kind.HEADLINE and same_headline(last.content, unit.content)
            score += BETWEEN_TWINS * is_twin + BETWEEN_BULLETS * (unit.kind is Kind.BULLET)
        return score

    def is_separator(self, i: int) -> bool:
        """Say whether a unit parts articles here: a rule that decorates a headline does not."""
        return is_separator(self.units[i]) and i not in self.habits.decorations

    def _is_furniture(self, i: int) -> bool:
        return self.is_separator(i) or self.units[i].kind is Kind.MENU


def vote_of(units: list[Unit], shares: list[Shares]) -> float:
    """Return which way the dump's headlines look by their words: in one dump they stand on the same side."""
    looks = []
    for joint in shares:
        heads = [share for i, share in joint.items() if is_headline(units[i])]
        if heads:
            looks.append(sum(after - before for after, before in heads) / len(heads))
    vote = PULL_OF_VOTE * sum(looks) / max(len(looks), FULL_VOTE)
    return max(-STRONGEST_VOTE, min(STRONGEST_VOTE, vote))
