"""The furniture of a dump that one line alone does not show: lines that come again, menus, boxes of other headlines.

Looks at the units before the cuts are chosen and marks them; the characters stay where they are, and are listed by `dump`
as belonging to no article. A text that comes again whole is a copy of an article and no furniture.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator

from topics.articles.cohesion import same_headline, terms
from topics.articles.furniture_shapes import BOX
from topics.articles.lines import Unit
from topics.articles.marks import Evidence, Kind

FEWEST = 3  # places at which a line comes again until it is furniture
# Words of other lines between two places; what comes again sooner belongs to one article (a refrain, a speaker).
APART = 40
LONGEST = 30  # words of such a line
FEWEST_SIDES = 2  # different texts above such a line, and below it
LONGEST_SENTENCE = 12  # words; a run of lines that holds a longer sentence may be an article or a part of one
LONGEST_NOTE = 45  # words of such a run that follows a text
LONGEST_NAME = 3  # words of an entry of a menu
SHORTEST_MENU = 4  # entries
LONGEST_BOX = 12  # headlines under the heading of a box
LEAST_OVERLAP = 0.3  # share of a headline's words in the text under it from which it is that text's headline
REACH, LEAD = 8, 1000  # units below a headline, and characters of each, in which its words are looked for

_DIGITS = re.compile(r"\d+")
_ENTRIES = (Kind.HEADLINE, Kind.BULLET)
_KNOWN = ("title", "boxed", "box")  # labels of lines that are told without counting
_MAY_REPEAT = (Kind.HEADLINE, Kind.PROSE, Kind.BULLET, Kind.MENU, Kind.COUNTER)


def mark_furniture(units: list[Unit]) -> None:
    r"""Mark the furniture among the units of a dump: their kind becomes MENU, their label says why.

    Examples
    --------
    >>> from topics.articles.lines import read_units
    >>> units = read_units("Rain fell on Friday.\n\nRelated stories\nStorm nears Lisbon\nQuito keeps its rate\n")
    >>> mark_furniture(units)
    >>> [(unit.kind.value, unit.evidence.label) for unit in units]
    [('prose', ''), ('menu', 'menu'), ('menu', 'box'), ('menu', 'box')]
    """
    for i in _menus(units):
        _mark(units[i], "menu")
    for i in _boxes(units):
        _mark(units[i], "box")
    for i in list(_repeated(units)):
        _mark(units[i], "repeated")


def _mark(unit: Unit, label: str) -> None:
    unit.evidence = Evidence(Kind.MENU, 0, 0, label=label)


def _menus(units: list[Unit]) -> Iterator[int]:
    """Yield the names in runs of short lines without blank lines between them, some of which are known from menus."""
    for first, last in _runs(units, _is_name, is_tight=True):
        known = sum(units[i].kind is Kind.MENU for i in range(first, last))
        if last - first >= SHORTEST_MENU and known > 1:
            yield from range(first, last)


def _is_name(unit: Unit) -> bool:
    return unit.words <= LONGEST_NAME and (
        unit.kind is Kind.MENU or (unit.kind is Kind.HEADLINE and not unit.evidence.label)
    )


def _boxes(units: list[Unit]) -> Iterator[int]:
    """Yield the headlines below the heading of a box; the last of them may be that of the text which follows."""
    for at, heading in enumerate(units):
        if heading.kind is not Kind.MENU or not BOX.fullmatch(heading.text):
            continue
        first = last = at + 1
        while last < min(len(units), first + LONGEST_BOX) and units[last].kind in _ENTRIES:
            last += 1
        # A wider gap than those inside the box ends it.
        inner = units[first + 1].gap if last - first > 1 else 0
        end = next((i for i in range(first + 1, last) if units[i].gap > inner), last)
        if end == last < len(units) and units[last].kind in (Kind.PROSE, Kind.MARK):
            end = _own_headline(units, first, last)
        yield from range(first, end)


def _own_headline(units: list[Unit], first: int, last: int) -> int:
    """Return where the headline of the text at `last` begins, which may stand there twice."""
    start = max(first, last - 1)
    while start > first and same_headline(units[start - 1].content, units[start].content):
        start -= 1
    return start


def _repeated(units: list[Unit]) -> Iterator[int]:
    """Yield the lines that come again in many places, but not those of texts that come again whole."""
    places = defaultdict[str, list[int]](list)
    for i, unit in enumerate(units):
        if unit.kind in _MAY_REPEAT and unit.words <= LONGEST and unit.evidence.label not in _KNOWN:
            places[_key(unit)].append(i)
    words = _words_before(units, {i for found in places.values() if len(found) >= FEWEST for i in found})
    spread = [found for found in places.values() if _spread(found, words) >= FEWEST]
    again = {i for found in spread for i in found}
    above, below = _told_around(units, again)
    # A line of a text that comes again whole has the same text above it, or below it, each time.
    varied = {
        i
        for found in spread
        for i in found
        if all(len({side[j] for j in found}) >= FEWEST_SIDES for side in (above, below))
    }
    for first, last in _runs(units, lambda unit: unit.words > 0, among=again):
        if _is_note(units, first, last):
            yield from (i for i in range(first, last) if i in varied and _is_cut(units, i))


def _told_around(units: list[Unit], aside: set[int]) -> tuple[list[str], list[str]]:
    """Return, for each unit, the nearest text above and below it that does not come again."""
    sides = []
    for order in (range(len(units)), range(len(units) - 1, -1, -1)):
        side, last = [""] * len(units), ""
        for i in order:
            side[i] = last
            if i not in aside and units[i].kind in (Kind.PROSE, Kind.HEADLINE, Kind.BULLET):
                last = units[i].text[:LEAD]
        sides.append(side)
    return sides[0], sides[1]


def _is_note(units: list[Unit], first: int, last: int) -> bool:
    """Say whether a run of lines that come again is too short for an article: no sentence, or one that follows a text."""
    run = units[first:last]
    if not any(unit.kind is Kind.PROSE and unit.words > LONGEST_SENTENCE for unit in run):
        return True
    is_dated = any(unit.evidence.dateline or unit.evidence.published for unit in run)
    follows = first > 0 and units[first - 1].kind in (Kind.PROSE, Kind.MENU, Kind.END)
    return (
        follows
        and run[0].kind is not Kind.HEADLINE
        and not is_dated
        and sum(unit.words for unit in run) <= LONGEST_NOTE
    )


def _is_cut(units: list[Unit], i: int) -> bool:
    return units[i].kind is not Kind.COUNTER and not _heads_text(units, i)


def _key(unit: Unit) -> str:
    """Return what two lines share that are the same but for numbers."""
    return _DIGITS.sub("0", " ".join(unit.text.casefold().split()))


def _words_before(units: list[Unit], aside: Iterable[int]) -> list[int]:
    """Count the words before each unit, those of the units aside left out."""
    left_out, total, counts = set(aside), 0, []
    for i, unit in enumerate(units):
        counts.append(total)
        total += 0 if i in left_out else unit.words
    return counts


def _spread(places: list[int], words: list[int]) -> int:
    """Count the places of a line that stand apart from each other."""
    if len(places) < FEWEST:
        return 0
    count, last = 1, words[places[0]]
    for i in places[1:]:
        if words[i] - last >= APART:
            count, last = count + 1, words[i]
    return count


def _heads_text(units: list[Unit], at: int) -> bool:
    """Say whether a line is the headline of the text below it, which shares its words."""
    own = set(terms(units[at].content)) if units[at].kind is Kind.HEADLINE else set[str]()
    told = [unit.content[:LEAD] for unit in units[at + 1 : at + REACH] if unit.kind is Kind.PROSE]
    return bool(own) and len(own & set(terms(" ".join(told)))) >= LEAST_OVERLAP * len(own)


def _runs(
    units: list[Unit], fits: Callable[[Unit], bool], *, among: Container[int] | None = None, is_tight: bool = False
) -> Iterator[tuple[int, int]]:
    """Yield the longest runs of units that fit, as (first, one past the last)."""
    first = -1
    for i in range(len(units) + 1):
        inside = i < len(units) and fits(units[i]) and (among is None or i in among)
        if first >= 0 and (not inside or (is_tight and units[i].gap)):
            yield first, i
            first = -1
        if inside and first < 0:
            first = i
