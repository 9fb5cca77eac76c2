"""The joints of a dump -> its cuts: evidence is added up, compared with the rest of the dump, and cuts are chosen.

Each joint is looked at by itself, then in the light of what the dump does elsewhere, for a dump keeps to its layout.
The cuts are then chosen together by dynamic programming, since articles are neither two lines nor a book long.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from topics.articles.joints import Joint, read_joints
from topics.articles.lines import Unit
from topics.articles.marks import Kind

# Log odds of a cut, for each unit of evidence from `joints`. Fitted by logistic regression on dumps that were glued
# from news texts in random layouts (docs/decisions.md), fitted anew near those with pages full of buttons, then rounded.
WEIGHTS: dict[str, float] = {
    "rule": 2.7,
    "counter": 3.0,
    "end": 2.0,
    "credit": 2.9,
    "gap": 3.4,
    "menus": 0.6,
    "underline": 2.0,
    "title_here": 4.0,
    "title_there": -3.4,
    "title_lead": 0.9,
    "title_label": 1.7,
    "title_twice": 1.8,
    "title_capitals": 3.7,
    "title_alone": 0.8,
    "date": 3.5,
    "dated_text": 4.0,
    "dateline": 2.9,
    "dateline_colon": 3.4,
    "bare": -2.9,
    "bullets": 0.3,
    "bullets_here": 2.3,
    "full_lead": 0.1,
    "long_before": 2.7,
    "same_words": -7.3,
    "new_names": 2.7,
    "continues": -1.1,
    "quotes": -1.9,
    "day": 0.3,
    "ended": 1.5,
    "messy": -2.9,
    "title_of_many": 0.1,
}
BIAS = -5.6
# The same after a look at the other joints of the dump; each further look starts from what the last one thought.
FIRST_LOOK, AGAIN_BIAS, SUPPORT, MISSING, DOUBT = 0.9, -0.2, 3.4, -4.9, -1.8
LOOKS = 3
ENOUGH = 1.5  # cuts that the rest of the dump must seem to hold before anything can be missing here

SHORTEST_ARTICLE, LONGEST_ARTICLE = 60, 2500  # words within which every length is as likely
TOO_SHORT, TOO_LONG = -3.0, -0.7  # log odds at no words at all; for each doubling beyond the longest
FEWEST_SHORT = 4  # a dump may hold so many short articles: its own length says what is short
FIRST_CUT = -1.0  # log odds of a dump holding several articles at all
LOOK_BACK = 64  # candidates; what lies further back is taken as one choice, which keeps the search linear
LEAST_CANDIDATE = -5.0  # log odds below which a joint is never cut


@dataclass(frozen=True, slots=True)
class Cut:
    """A new article begins with unit `start`; `probability` says how sure that is."""

    start: int
    probability: float


def find_cuts(units: list[Unit], anchors: list[int]) -> tuple[list[Cut], list[Cut]]:
    """Choose the cuts of a dump.

    Returns
    -------
    (list of Cut, list of Cut)
        The cuts made and the cuts considered but not made, both in order.
    """
    joints = read_joints(units, anchors) if len(anchors) > 1 else []
    scores = look_again(joints, [first_look(joint) for joint in joints])
    words = _words_before(units, joints, anchors)
    chosen = _choose(scores, words, sum(units[i].words for i in anchors))
    cuts = [Cut(joint.start, _probability(score)) for joint, score in zip(joints, scores, strict=True)]
    made = [cuts[i] for i in chosen]
    kept = set(chosen)
    return made, [cut for i, cut in enumerate(cuts) if i not in kept]


def first_look(joint: Joint) -> float:
    """Add up the evidence of one joint: its log odds of being a cut."""
    return BIAS + sum(WEIGHTS[name] * value for name, value in joint.evidence.items())


def look_again(joints: list[Joint], scores: list[float]) -> list[float]:
    """Correct the log odds of each joint by what other joints with the same cues, and without them, seem to be."""
    corrected = scores
    for _ in range(LOOKS):
        chances = [_probability(score) for score in corrected]
        lights = _in_light_of_others(joints, chances)
        corrected = [
            FIRST_LOOK * score + AGAIN_BIAS + SUPPORT * support + MISSING * missing + DOUBT * doubt
            for score, (support, missing, doubt) in zip(scores, lights, strict=True)
        ]
    return corrected


def _in_light_of_others(joints: list[Joint], chances: list[float]) -> Iterator[tuple[float, float, float]]:
    """Yield, for each joint, how far the others support a cut, have what is missing here, and cast doubt on a cut."""
    seen, cut, total = Counter[str](), defaultdict[str, float](float), sum(chances)
    for joint, chance in zip(joints, chances, strict=True):
        for cue in joint.cues:
            seen[cue] += 1
            cut[cue] += chance
    # How much a cue marks the cuts of this dump: it stands at most of them, and seldom elsewhere.
    marks = {cue: cut[cue] ** 2 / (seen[cue] + 0.5) for cue in seen if seen[cue] > 1}
    by_mark = sorted(marks, key=lambda cue: (-marks[cue], cue))
    for joint, chance in zip(joints, chances, strict=True):
        # The share of the other joints with a cue that are cuts, drawn a little towards one.
        shares = {cue: (cut[cue] - chance) / (seen[cue] - 0.5) for cue in joint.cues if seen[cue] > 1}
        rest = total - chance
        usual = next((marks[cue] for cue in by_mark if cue not in joint.cues), 0.0) if rest >= ENOUGH else 0.0
        missing = min(1.0, usual / max(rest, ENOUGH)) ** 2
        doubt = 1.0 - min((share for cue, share in shares.items() if seen[cue] > 2), default=1.0)
        yield max(shares.values(), default=0.0), missing, doubt


def _probability(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, score))))


def _words_before(units: list[Unit], joints: list[Joint], anchors: list[int]) -> list[int]:
    """Count the words of prose before each joint."""
    total, upto = 0, {}
    for i in anchors:
        total += units[i].words
        upto[i] = total
    return [upto[joint.before] for joint in joints]


def _choose(scores: list[float], words: list[int], total: int) -> list[int]:
    """Choose the joints to cut: the sum of their log odds and of the odds of the articles' lengths is greatest."""
    places = [i for i, score in enumerate(scores) if score > LEAST_CANDIDATE]
    # best[n]: the best sum with the nth place cut, 0 being the start of the dump and the last its end.
    at = [0] + [words[i] for i in places] + [total]
    gains = [0.0] + [scores[i] for i in places] + [0.0]
    shortest = min(SHORTEST_ARTICLE, max(1.0, total / FEWEST_SHORT))
    best, back = [0.0], [0]
    far, far_from = -math.inf, 0
    for n in range(1, len(at)):
        leaving = n - LOOK_BACK - 1
        if leaving >= 0 and best[leaving] > far:
            far, far_from = best[leaving], leaving
        top, source = far + TOO_LONG, far_from
        for m in range(max(0, n - LOOK_BACK), n):
            value = best[m] + _length(at[n] - at[m], shortest)
            if value > top:
                top, source = value, m
        best.append(top + gains[n])
        back.append(source)
    if best[-1] + FIRST_CUT <= _length(total, shortest):
        return []
    chosen, n = [], back[-1]
    while n > 0:
        chosen.append(places[n - 1])
        n = back[n]
    return chosen[::-1]


def _length(words: int, shortest: float) -> float:
    if words < shortest:
        return TOO_SHORT * (1 - words / shortest)
    return TOO_LONG * math.log2(words / LONGEST_ARTICLE) if words > LONGEST_ARTICLE else 0.0


def find_anchors(units: list[Unit]) -> list[int]:
    """Return the places of the paragraphs, between which articles may end."""
    return [i for i, unit in enumerate(units) if unit.kind is Kind.PROSE]
