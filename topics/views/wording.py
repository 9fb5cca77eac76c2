"""How a terminal table says things: a number with its noun, a line of a fixed width, a share, a burst in plain words.

Serves every other view; knows nothing of runs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

WIDTH = 100  # columns of a terminal
BURST = 2.0  # from which a view speaks of a burst: one chance in a hundred
_CERTAIN = 6.0  # burst from which the exact chance tells a reader nothing more
_BLOCKS = " ▁▂▃▄▅▆▇█"


def some(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun.

    Parameters
    ----------
    number
        How many.
    one, many
        The noun; `many` only where the plural is not just an s.

    Returns
    -------
    str
        Such as '1 event' or '1,204 copies'.

    Examples
    --------
    >>> some(1, "event"), some(1204, "copy", "copies")
    ('1 event', '1,204 copies')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """Write a share.

    Parameters
    ----------
    share
        0 to 1.

    Returns
    -------
    str
        Whole per cent; what is there but would round to nothing is under 1.

    Examples
    --------
    >>> percent(0.314), percent(0.001), percent(0)
    ('31 %', '<1 %', '0 %')
    """
    return "<1 %" if 0 < share < 0.005 else f"{100 * share:.0f} %"


def blocks(counts: Iterable[int]) -> str:
    """Draw counts over time in letters.

    Parameters
    ----------
    counts
        One number a stretch of time.

    Returns
    -------
    str
        One letter a number; what is more than nothing is seen.

    Examples
    --------
    >>> blocks([0, 1, 4, 8])
    ' ▁▄█'
    """
    heights = [int(count) for count in counts]
    top = max([*heights, 1])
    return "".join(_BLOCKS[-(-height * (len(_BLOCKS) - 1) // top)] for height in heights)


def fitted(text: str, width: int) -> str:
    """Crop or pad to a number of terminal columns, in which a CJK character takes two.

    Parameters
    ----------
    text
        One line.
    width
        Columns that the result takes.

    Returns
    -------
    str
        The text with blanks after it, or its beginning with '…'.

    Examples
    --------
    >>> fitted("Frost", 7), fitted("Frost in the vineyards", 7)
    ('Frost  ', 'Frost …')
    """
    used, kept, text = 0, "", text[: width * 10 + 10]  # a hostile name may be megabytes long
    room = width if sum(map(_columns, text)) <= width else width - 1
    for char in text:
        if used + _columns(char) > room:
            break
        used, kept = used + _columns(char), kept + char
    mark = "…" if kept != text else ""
    return kept + mark + " " * (width - used - len(mark))


def _columns(char: str) -> int:
    return 0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1


def laid_out(lines: Iterable[str]) -> str:
    """Put lines under each other, none wider than a terminal.

    Examples
    --------
    >>> laid_out(["Frost  ", "x" * 200])[-3:]
    'xx…'
    """
    return "\n".join(fitted(line, WIDTH).rstrip() for line in lines)


def letter_bar(number: int, largest: int, columns: int) -> str:
    """Draw a number as a bar in letters, the largest over all columns; what is more than nothing is seen.

    Examples
    --------
    >>> letter_bar(2, 4, 6), letter_bar(1, 900, 6)
    ('███', '█')
    """
    return "█" * max(round(number / max(largest, 1) * columns), 1 if number else 0)


def chance_in_words(burst: float) -> str:
    """Say what a burst means.

    Parameters
    ----------
    burst
        Minus the decimal logarithm of a probability, see `clustering.bursts`.

    Returns
    -------
    str
        How often so many reports come about by chance.

    Examples
    --------
    >>> chance_in_words(2.3), chance_in_words(31)
    ('once in 200', 'less than once in a million')
    """
    if burst >= _CERTAIN:
        return "less than once in a million"
    times = 10**burst
    step = 10 ** int(burst)
    return f"once in {round(times / step) * step:,}"
