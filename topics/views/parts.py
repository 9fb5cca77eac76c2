"""Small pieces of HTML that every table of a notebook is made of: cells, bars, a line in time, a dot of colour.

Serves the tables of the other views. No style sheet and no script, since notebooks drop both: ink and lines are the reader's
own, so that a piece is readable on light and dark ground. Every text handed in is escaped already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from topics.views.outline import Integers

CELL = "text-align:left;padding:3px 14px 3px 0;vertical-align:top"
NUMBER = (
    "text-align:right;padding:3px 14px 3px 0;vertical-align:top;white-space:nowrap;font-variant-numeric:tabular-nums"
)
FAINT = "opacity:.72"
HEAD = "margin:12px 0 2px;font-weight:600"
CHIP = "border:1px solid rgba(128,128,128,.5);border-radius:2px;padding:0 5px;font-size:85%;margin-right:4px"
RULE = "border-top:1px solid var(--jp-border-color1,rgba(128,128,128,.4))"

_TABLE = "border-collapse:collapse;color:inherit;font:inherit;margin:0"
_BAR = 70  # pixels of the longest bar
_HIGH = 16  # pixels of a sparkline
_INK = 35  # per cent of the reader's own ink in a colour: it darkens on light paper and lightens on dark


def table(heads: Sequence[str], rows: Iterable[str]) -> str:
    """Put rows under their heads.

    Parameters
    ----------
    heads
        Names of the columns; none for a table without.
    rows
        Rows as `row` makes them.

    Returns
    -------
    str
        A table.

    Examples
    --------
    >>> table([], [row(["a"])]).count("<tr")
    1
    """
    titles = "".join(f'<th scope="col" style="{CELL};font-weight:600">{name}</th>' for name in heads)
    head = f"<thead><tr>{titles}</tr></thead>" if heads else ""
    return f'<table style="{_TABLE}">{head}<tbody>{"".join(rows)}</tbody></table>'


def row(cells: Sequence[str], *, rule: bool = False, numbers: Sequence[int] = ()) -> str:
    """Make a row.

    Parameters
    ----------
    cells
        What stands in each column.
    rule
        Whether a line stands above it.
    numbers
        Places of the cells that hold numbers, which are set to the right.

    Returns
    -------
    str
        A row of a table.

    Examples
    --------
    >>> row(["Rail", "3"], numbers=[1]).count("text-align:right")
    1
    """
    styled = (f'<td style="{NUMBER if place in numbers else CELL}">{cell}</td>' for place, cell in enumerate(cells))
    return f'<tr style="{RULE}">{"".join(styled)}</tr>' if rule else f"<tr>{''.join(styled)}</tr>"


def faint(words: str) -> str:
    """Set words back.

    Examples
    --------
    >>> faint("no date")
    '<span style="opacity:.72">no date</span>'
    """
    return f'<span style="{FAINT}">{words}</span>'


def unbroken(words: str) -> str:
    """Keep words on one line.

    Examples
    --------
    >>> unbroken("4 May")
    '<span style="white-space:nowrap">4 May</span>'
    """
    return f'<span style="white-space:nowrap">{words}</span>'


def note(words: str) -> str:
    """Write a line below a table; nothing where there is nothing to say.

    Examples
    --------
    >>> note("")
    ''
    """
    return f'<p style="margin:6px 0 0;{FAINT}">{words}</p>' if words else ""


def bar(number: int, largest: int) -> str:
    """Draw a number as a bar, and write it beside that.

    Parameters
    ----------
    number, largest
        How many, and how many are as long as the bar can be.

    Returns
    -------
    str
        As wide for every number, so that bars stand under bars.

    Examples
    --------
    >>> "width:35px" in bar(5, 10)
    True
    """
    wide = max(round(number / max(largest, 1) * _BAR), 1 if number else 0)
    drawn = f'<span style="display:inline-block;width:{wide}px;height:9px;background:currentColor;opacity:.45"></span>'
    figure = f"display:inline-block;min-width:{len(f'{largest:,}')}ch;text-align:right"
    room = f"display:inline-block;width:{_BAR + 6}px;text-align:left"
    return f'<span style="{room}">{drawn}</span><span style="{figure}">{number:,}</span>'


def sparkline(counts: Integers) -> str:
    """Draw counts over time as bars of two pixels.

    Parameters
    ----------
    counts
        One number a stretch of time, shape (n,).

    Returns
    -------
    str
        A picture for the eye only; the days stand beside it in words.

    Examples
    --------
    >>> import numpy as np
    >>> sparkline(np.array([0, 4, 2])).count("h2v")
    2
    """
    top = max(int(counts.max()), 1)
    tall = {place: max(round(count / top * _HIGH), 1) for place, count in enumerate(counts) if count}
    bars = (f"M{3 * place} {_HIGH}v-{high}h2v{high}z" for place, high in tall.items())
    wide = 3 * len(counts)
    size = f'width="{wide}" height="{_HIGH}" viewBox="0 0 {wide} {_HIGH}" style="max-width:none"'
    return f'<svg {size} aria-hidden="true"><path d="{"".join(bars)}" fill="currentColor" opacity=".6"/></svg>'


def dot(colour: str) -> str:
    """Draw the dot of a topic, in its colour on the map as far as the ground lets it be seen.

    Parameters
    ----------
    colour
        As '#rrggbb'.

    Returns
    -------
    str
        A dot and a blank.

    Examples
    --------
    >>> dot("#2f5dac").count("#2f5dac")
    2
    """
    shade = f"color:{colour};color:color-mix(in srgb,{colour} {100 - _INK}%,currentColor)"
    return f'<span aria-hidden="true" style="{shade}">●</span> '
