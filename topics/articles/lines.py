"""A dump -> its units: lines with their evidence, hard-wrapped lines joined again, blank lines only counted.

Every unit keeps its characters in the input; nothing is decided here about where an article begins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from topics.articles.datelines import LIKELY
from topics.articles.marks import Evidence, Kind, look_at

PAGE_BREAK_GAP = 6  # blank lines that a form feed is worth
WIDEST_WRAP = 130  # characters; longer lines are paragraphs, not lines of wrapped ones
LEAST_WRAPPED = 0.2  # share of short line ends in mid-sentence from which a dump counts as hard-wrapped
SPEAKER_REACH = 8  # units within which a speaker's label comes again

_FURNITURE = (Kind.RULE, Kind.COUNTER, Kind.MENU)
_GROWING = (Kind.PROSE, Kind.HEADLINE, Kind.BULLET, Kind.END)
SOFT_HYPHEN = "\u00ad"  # where a word may be broken at the end of a line; nothing that is read
_INVISIBLE = f"\ufeff\u200b\u200e\u200f\u2060{SOFT_HYPHEN}"
_LINE_ENDS = re.compile(r"[ \t]{0,80}[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+[ \t]{0,80}")
_SOFT_END = re.compile(rf"{SOFT_HYPHEN}{_LINE_ENDS.pattern}")
_BROKEN = re.compile(rf"(?P<head>[^\W\d_]+)-{_LINE_ENDS.pattern}(?P<tail>[^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_ENDS = tuple(".!?:;”\"’')]…。")
_ASKS_OR_ANSWERS = re.compile(r"(?:q|a|question|answer|interviewer|moderator|host|reporter)\s?:", re.I)
_SPOKEN = re.compile(
    r"(?:i|i['’]\w+|we|we['’]\w+|you|yes|no|well|thanks?|what|how|why|do|did|are|is|so|oh|good|okay)\b", re.I
)


@dataclass(slots=True)
class Unit:
    """One line, or one re-joined paragraph, of the dump: its characters `start` to `end`, after `gap` blank lines."""

    start: int
    end: int
    gap: int
    text: str
    evidence: Evidence
    words: int

    @property
    def kind(self) -> Kind:
        """What the unit is."""
        return self.evidence.kind

    @property
    def is_furniture(self) -> bool:
        """Whether it belongs to no article; what a label says of its end does."""
        return self.kind in _FURNITURE or (self.kind is Kind.END and not self.evidence.label)

    @property
    def content(self) -> str:
        """The unit's text without bullet, label or inline date."""
        return self.text[self.evidence.start : self.evidence.end]


def read_units(text: str) -> list[Unit]:
    r"""Cut a dump into units.

    Examples
    --------
    >>> [unit.kind.value for unit in read_units("Port reopens after the storm\n\nThe port reopened on Friday.\n---\n")]
    ['headline', 'prose', 'rule']
    """
    units = [_unit(start, gap, content) for start, gap, content in _lines(text)]
    width = _wrap_width(units)
    if width:
        units = _unwrap(text, units, width)
    _silence_speakers(units)
    return units


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, blank lines before, content) of each line that holds anything."""
    position = gap = 0
    for line in text.splitlines(keepends=True):
        content = line.strip().strip(_INVISIBLE).strip()
        if content:
            yield position + line.index(content), gap, content
            gap = 0
        else:
            gap += 1
        if "\f" in line:
            gap = max(gap, PAGE_BREAK_GAP)
        position += len(line)


def _unit(start: int, gap: int, content: str) -> Unit:
    told = content.replace(SOFT_HYPHEN, "")
    return Unit(start, start + len(content), gap, told, look_at(told), len(told.split()))


def _wrap_width(units: list[Unit]) -> int:
    """Return the column at which the dump's paragraphs are wrapped, 0 where each line is a paragraph."""
    pairs = [(a, b) for a, b in zip(units, units[1:], strict=False) if b.gap == 0 and len(a.text) <= WIDEST_WRAP]
    continued = sorted(len(a.text) for a, b in pairs if _runs_on(a, b))
    if len(continued) < 3 or len(continued) < LEAST_WRAPPED * len(pairs):
        return 0
    return continued[int(0.95 * (len(continued) - 1))]


def _runs_on(before: Unit, after: Unit) -> bool:
    return after.text[0].islower() and not before.text.endswith(_SENTENCE_ENDS)


def _unwrap(text: str, units: list[Unit], width: int) -> list[Unit]:
    joined: list[Unit] = []
    known = Counter(word.lower() for word in _WORD.findall(text))
    tail = 0  # length of the last physical line of the unit that is growing
    parts: list[Unit] = []
    for unit in units:
        if parts and _is_wrapped(parts[-1], unit, width, tail):
            parts.append(unit)
        else:
            if parts:
                joined.append(_rejoin(text, parts, known))
            parts = [unit]
        tail = len(unit.text)
    if parts:
        joined.append(_rejoin(text, parts, known))
    return joined


def _is_wrapped(before: Unit, after: Unit, width: int, tail: int) -> bool:
    if after.gap or tail > WIDEST_WRAP or before.kind not in _GROWING:
        return False
    if after.kind not in (Kind.PROSE, Kind.HEADLINE) or after.evidence.start:
        return False
    # A headline in capitals above its text, or the same headline twice, is no running text.
    if before.text.isupper() != after.text.isupper() or before.text == after.text:
        return False
    # A writer's line ends early; a wrapped one only where the next word had no room.
    return _runs_on(before, after) or tail + 1 + len(after.text.split(maxsplit=1)[0]) > width


def _rejoin(text: str, parts: list[Unit], known: Counter[str]) -> Unit:
    if len(parts) == 1:
        return parts[0]

    def whole(match: re.Match[str]) -> str:
        head, tail = match["head"], match["tail"]
        # Both halves were counted here once: a compound's are met elsewhere too, or it is.
        is_compound = known[f"{head}-{tail}".lower()] or min(known[head.lower()], known[tail.lower()]) > 1
        stays = tail[0].isupper() or (is_compound and not known[(head + tail).lower()])
        return f"{head}-{tail}" if stays else head + tail

    unit = Unit(parts[0].start, parts[-1].end, parts[0].gap, "", parts[0].evidence, 0)
    told = _BROKEN.sub(whole, _SOFT_END.sub("", text[unit.start : unit.end]))
    unit.text = _LINE_ENDS.sub(" ", told).replace(SOFT_HYPHEN, "")
    unit.evidence, unit.words = look_at(unit.text), len(unit.text.split())
    return unit


def _silence_speakers(units: list[Unit]) -> None:
    """Take the dateline from paragraphs that open with a speaker's label: labels come again, datelines do not."""
    labels = [(i, u, u.text.split(":")[0]) for i, u in enumerate(units) if _is_label(u)]
    for at, (i, unit, label) in enumerate(labels):
        dateline = unit.evidence.dateline
        if dateline is None:
            continue
        near = [
            other
            for j, _, other in labels[max(0, at - SPEAKER_REACH) : at + SPEAKER_REACH + 1]
            if abs(i - j) <= SPEAKER_REACH
        ]
        is_talk = max(Counter(near).values()) > 1 or any(_ASKS_OR_ANSWERS.match(other + ":") for other in near)
        spoken = _SPOKEN.match(unit.text[dateline.end :].lstrip("“\"'‘"))
        is_known = dateline.strength >= LIKELY
        if (is_talk and near.count(label) > 1 + is_known) or (not is_known and (is_talk or spoken)):
            unit.evidence = replace(unit.evidence, dateline=None)


def _is_label(unit: Unit) -> bool:
    dateline = unit.evidence.dateline
    return bool(dateline and dateline.is_label) or bool(_ASKS_OR_ANSWERS.match(unit.text))
