"""Two runs side by side: the old topics on the left, the new ones on the right, a band for the articles that both have.

Reads a comparison and draws on one matplotlib axes; returns that axes and saves nothing. Colour says what became of a topic,
and a word says it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.views.axes import axes_for, faint_ink, font_of_line, ink, lined_axes, message, palette_of, settled
from topics.views.change_rows import Change, ComparisonLike, change_rows
from topics.views.lettering import write_within
from topics.views.palette import mixed
from topics.views.wording import some

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST = 30  # topics of one side
_WIDE, _LINE, _AROUND = 10.0, 0.24, 1.0  # inches: of the figure, of a line, of all that is not a line
_LEAST_LINE = 0.14  # inches of a line that can still be read
_TALLEST = 4.0  # lines that the largest topic takes; the smallest takes one
_AIR = 0.25  # lines between two changes
_LEFT, _RIGHT, _BAR = 0.35, 0.65, 0.012  # where the bars stand, and how wide, of the axes
_THINNEST = 0.06  # lines
_GAP, _WORD = 0.008, 0.08  # of the axes: between two words, and for the word that says what became of a topic
_PALE = 0.55  # how much paper is mixed into articles that only one of the runs has in the topic
_NOTE = "Left: before; right: now. A band: articles in both. Pale: articles that the other run lacks, or has elsewhere."
_COLOURS = {"born": 0, "gone": 1, "split": 2, "merged": 2, "renamed": 9}  # places in the palette; what stays is grey


@dataclass
class _Bar:
    name: str
    size: int
    top: float  # line at which it begins: a small one stands in the middle of a line
    tall: float
    used: float = 0.0  # lines that bands have taken


_Bars = dict[str, _Bar]


def plot_comparison(comparison: ComparisonLike, *, layer: int = 0, most: int = _MOST, ax: Axes | None = None) -> Axes:
    """Draw what became of the topics of a layer.

    Every topic is a bar with its articles, old ones on the left and new ones on the right; a band joins two that have articles in
    common. The pale part of a bar are articles that the other run has not, or has elsewhere. What was born, is gone, was split,
    merged or renamed has a colour and a word; where there is no room, topics that stayed are counted and not drawn.

    Parameters
    ----------
    comparison
        As `compare` makes it.
    layer
        Layer of the topics, 0 for the broadest.
    most
        Topics of one side at most; fewer are drawn where the axes given has no room for them.
    ax
        Axes to draw on; a new figure without it.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ValueError
        If neither run has such a layer.

    Examples
    --------
    >>> from topics.runs.compare import compare
    >>> from topics.runs.edits import merge
    >>> from topics.runs.example import example_run
    >>> found = compare(example_run(), merge(example_run(), ["Ferries", "Trams"], "Public transport"))
    >>> plot_comparison(found, layer=1).get_title(loc="left")
    'Topics of layer 1: 4 before, 3 now'
    """
    layers = sorted(set(comparison.topics["layer"].astype(int)))
    if layers and layer not in layers:
        raise ValueError(f"Got layer={layer} but expected {layers[0]} to {layers[-1]}, the layers of these runs.")
    rows = change_rows(comparison.topics[comparison.topics["layer"] == layer])
    if not rows:
        return message(axes_for(ax, (_WIDE, 4.0), layout="none"), "No topics in either run")
    drawn, scale = _fitting(rows, most, settled(ax).height / _LEAST_LINE if ax is not None else np.inf)
    old, new, lines = _placed(drawn, scale)
    title = _title(layer, rows, len(rows) - len(drawn))
    ax = lined_axes(ax, (_WIDE, _AROUND + _LINE * lines), 1, (-0.6, lines + 0.9), title)
    _draw(ax, drawn, old, new, scale)
    return ax


def _fitting(rows: list[Change], most: int, room: float) -> tuple[list[Change], float]:
    """The changes that fit, the largest first and what is new or gone last; and the lines that one article takes."""
    told = sorted(rows, key=lambda row: (row.kind not in _COLOURS, -_size(row)))  # what stays is left out first
    while True:
        drawn = sorted(told, key=lambda row: (row.kind in ("born", "gone"), -_size(row)))
        scale = _TALLEST / max(1, *(size for row in drawn for _, _, size in (*row.old, *row.new)))
        old, new, lines = _placed(drawn, scale)
        if len(told) == 1 or (max(len(old), len(new)) <= most and lines <= room):
            return drawn, scale
        told = told[:-1]


def _size(row: Change) -> int:
    return max(row.n_old, row.n_new)


def _placed(rows: list[Change], scale: float) -> tuple[_Bars, _Bars, float]:
    """Give every topic its lines, the two sides of a change beginning at the same one; and count the lines."""
    bars: tuple[_Bars, _Bars] = ({}, {})
    line = 0.0
    for row in rows:
        ends = [line, line]
        for side, topics in enumerate((row.old, row.new)):
            for one, name, size in topics:
                if one in bars[side]:  # a part of what was split may also have been merged
                    continue
                slot, tall = max(size * scale, 1.0), size * scale
                bars[side][one] = _Bar(name or "Unnamed topic", size, ends[side] + (slot - tall) / 2, tall)
                ends[side] += slot
        line = max(line, *ends) + _AIR
    return *bars, line


def _title(layer: int, rows: list[Change], hidden: int) -> str:
    old = {one for row in rows for one, _, _ in row.old}
    new = {one for row in rows for one, _, _ in row.new}
    more = f"; {some(hidden, 'smaller row')} left out" if hidden else ""
    return f"Topics of layer {layer}: {len(old):,} before, {len(new):,} now{more}"


def _draw(ax: Axes, rows: list[Change], old: _Bars, new: _Bars, scale: float) -> None:
    (palette, grey), font = palette_of(ax), font_of_line(ax, 0.62)
    write_within(ax, (0, ax.get_ylim()[0] - 0.5), _NOTE, 1.0, fontsize=font, color=faint_ink(ax))
    done: set[int] = set()
    for row in rows:
        colour = palette[_COLOURS[row.kind]] if row.kind in _COLOURS else grey
        for before, now, number in sorted(row.shared, key=lambda pair: (old[pair[0]].top, new[pair[1]].top)):
            _draw_band(ax, old[before], new[now], number * scale, colour)
        for bar, on_right in [
            *((old[one], False) for one, _, _ in row.old),
            *((new[one], True) for one, _, _ in row.new),
        ]:
            if id(bar) not in done:
                done.add(id(bar))
                _draw_bar(ax, bar, colour, on_right=on_right)
                last = on_right or row.kind == "gone"
                _letter(ax, bar, row.kind if last and row.kind in _COLOURS else "", colour, font, on_right=on_right)


def _draw_band(ax: Axes, old: _Bar, new: _Bar, thick: float, colour: str) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    middle, here, there = (_LEFT + _RIGHT) / 2, old.top + old.used, new.top + new.used
    old.used, new.used = old.used + thick, new.used + thick
    corners = [(_LEFT, here), (middle, here), (middle, there), (_RIGHT, there)]
    back = [(x, y + thick) for x, y in reversed(corners)]
    curve = [Path.CURVE4] * 3
    shape = Path([*corners, *back], [Path.MOVETO, *curve, Path.LINETO, *curve])
    ax.add_patch(PathPatch(shape, facecolor=colour, alpha=0.35, linewidth=0))


def _draw_bar(ax: Axes, bar: _Bar, colour: str, *, on_right: bool) -> None:
    """All articles of a topic in a pale tint, and over them those that a band leads from or to."""
    from matplotlib.colors import to_hex

    pale = mixed(colour, to_hex(ax.get_facecolor()), _PALE)
    whole = max(bar.tall, _THINNEST)
    for tall, tint in ((whole, pale), (bar.used or whole, colour)):  # what is new or gone is so with all its articles
        left = _RIGHT if on_right else _LEFT - _BAR
        ax.bar(left, tall, _BAR, bottom=bar.top, align="edge", color=tint, linewidth=0)


def _letter(ax: Axes, bar: _Bar, word: str, colour: str, font: float, *, on_right: bool) -> None:
    """The number beside a bar, then the name, then, in the colour of the bar, what became of it."""
    edge, step, side = (_RIGHT + _BAR, 1, "left") if on_right else (_LEFT - _BAR, -1, "right")
    height, soft = bar.top + bar.tall / 2, faint_ink(ax)
    shade = mixed(colour, ink(ax), 0.3)
    at = edge + step * _GAP
    for words, how in ((f"{bar.size:,}", {"color": soft}), (bar.name, {"color": ink(ax)}), (word, {"color": shade})):
        room = abs((1 if on_right else 0) - at) - (_WORD if words == bar.name and word else 0)
        weight = "bold" if words == word else "normal"
        text = write_within(ax, (at, height), words, room, ha=side, fontsize=font, weight=weight, **how)
        ends = ax.transData.inverted().transform(text.get_window_extent().corners())[:, 0]
        at = (ends.max() if on_right else ends.min()) + step * _GAP
