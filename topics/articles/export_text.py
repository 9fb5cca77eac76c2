"""The text of a database export -> its lines, and pieces that say what each stretch of them is.

Shared by the dialects (`nexis`, `factiva`, `proquest`). Looks at shapes and labels only; what a label means is a dialect's
to say, and no character is ever changed here: every piece names its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from topics.articles.dates import find_date

FURNITURE = ""  # the field of what belongs to no article
LATE_DATE = "load-date"  # a date that counts only where there is no better one

SHORTEST_PROSE = 12  # words; what is shorter behind the index terms of a document does not bring its text back
LONGEST_DATE_LINE = 90  # characters
MOST_BESIDE_DATE = 2  # words beside the date in a line that holds nothing else

_LABEL = re.compile(r"(?P<name>[A-Z][A-Za-z]*(?:[ /-][A-Za-z]+){0,3})\s?:\s*")
_COPYRIGHT = re.compile(r"(?:copyright\b|©|\(c\)\s?\d{4}|all rights reserved\b)", re.I)
_INDEX_TERM = re.compile(r"\(\d{1,3}%\)")
_WORD = re.compile(r"\w+")
_DATE_WORDS = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:gmt|utc|[ecmp][sd]?t|a\.?m|p\.?m)\b|\d+", re.I
)

Labels = Mapping[str, str]


class Line(NamedTuple):
    """A line that is not blank: the characters `start` to `end` of the text; `opens` when a blank one stands before it."""

    start: int
    end: int
    text: str
    opens: bool


class Piece(NamedTuple):
    """The characters `start` to `end` belong to a field of an article or, with the field '', to none."""

    field: str
    start: int
    end: int


def read_lines_of(text: str) -> list[Line]:
    r"""Cut a text into its lines, without the blank ones and without the white space around them.

    Examples
    --------
    >>> [(line.text, line.opens) for line in read_lines_of("HEADLINE: Ferry\n  strike ends\n\nLISBON: Boats sail.")]
    [('HEADLINE: Ferry', True), ('strike ends', False), ('LISBON: Boats sail.', True)]
    """
    found, position, opens = [], 0, True
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip()
        opens = opens or "\f" in raw
        if stripped:
            start = position + raw.index(stripped)
            found.append(Line(start, start + len(stripped), stripped, opens))
        opens = not stripped or raw.endswith("\f")
        position += len(raw)
    return found


def read_label(line: Line, labels: Labels) -> tuple[str, int] | None:
    """Return the field that the label of a line stands for, and where its value begins; None for any other line."""
    match = _LABEL.match(line.text)
    name = match["name"].lower() if match else ""
    return (labels[name], line.start + match.end()) if match and name in labels else None


def labelled_pieces(lines: Sequence[Line], labels: Labels) -> Iterator[Piece]:
    """Take lines apart into labels and values; a value goes on to the next label or blank line.

    Lines without a label, up to the first one and behind blank lines, are furniture.
    """
    field = FURNITURE
    for line in lines:
        found = read_label(line, labels)
        if found:
            field, begin = found
            yield Piece(FURNITURE, line.start, begin)
            if begin < line.end:
                yield Piece(field, begin, line.end)
        else:
            field = FURNITURE if line.opens else field
            yield Piece(field, line.start, line.end)


def tail_start(lines: Sequence[Line], is_label: Callable[[Line], bool]) -> int:
    """Find where the index terms and notices below a text begin: number of the line, len(lines) where there are none.

    Read from the end, so that a label inside the text ("Language: ...") cuts nothing off: prose behind it keeps it in.
    """
    start = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if is_label(line) or is_copyright(line.text):
            start = number
        elif line.opens and _is_prose(line, lines[number + 1 : number + 3]):
            break
    return start


def is_copyright(line: str) -> bool:
    """Tell whether a line opens with a notice of copyright."""
    return _COPYRIGHT.match(line) is not None


def is_date_line(line: str) -> bool:
    """Tell whether a line holds a date and nothing else but its weekday, time and zone.

    Examples
    --------
    >>> is_date_line("February 26, 2026 Thursday 8:30 AM GMT"), is_date_line("Ferry strike of 26 February 2026 ends early")
    (True, False)
    """
    found = find_date(line) if len(line) <= LONGEST_DATE_LINE else None
    if found is None:
        return False
    beside = _DATE_WORDS.sub(" ", line[: found[1]] + " " + line[found[2] :])
    return len(_WORD.findall(beside)) <= MOST_BESIDE_DATE


def _is_prose(line: Line, following: Sequence[Line]) -> bool:
    paragraph = [line.text]
    for after in following:
        if after.opens:
            break
        paragraph.append(after.text)
    text = " ".join(paragraph)
    return len(text.split()) >= SHORTEST_PROSE and not _INDEX_TERM.search(text) and ";" not in text
