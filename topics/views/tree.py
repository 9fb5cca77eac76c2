"""The topics of all layers as a tree, from the broadest on the left to the finest on the right.

Reads the tables of a run and draws on one matplotlib axes; returns that axes and saves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from topics.views.axes import axes_for, faint_ink, font_of_line, ink, lined_axes, message, palette_of, settled
from topics.views.lettering import write_within
from topics.views.outline import Outline, RunLike, outline, plain
from topics.views.palette import topic_colours
from topics.views.wording import some

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST = 45  # lines that fit a page
_WIDE, _LINE, _AROUND = 10.0, 0.2, 0.9  # inches: of the figure, of a line, of all that is not a line
_LEAST_LINE = 0.13  # inches of a line that can still be read
_BAR = 0.18  # of a column, taken by the bar of the largest topic
_BRANCH = 0.1  # of a column, left for the branches before it
_ROOTS = 0.55  # of the lines, taken by broad topics at most


@dataclass
class _Node:
    row: int  # of `run.topics`; -1 for what is only counted
    size: int
    column: int
    name: str = ""
    shown: list[_Node] = field(default_factory=list)
    height: float = 0.0

    def lines(self) -> int:
        return sum(node.lines() for node in self.shown) or 1

    def walk(self) -> Iterator[_Node]:
        yield self
        for node in self.shown:
            yield from node.walk()


def plot_tree(run: RunLike, *, most: int = _MOST, ax: Axes | None = None) -> Axes:
    """Draw which topic lies in which, with the number of its articles as a bar, in the colours of the map.

    A topic that a finer layer leaves whole is drawn once. Where there are too many topics, the largest are drawn and the
    others counted. On a dark axes the dark colours are used.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    most
        Lines at most; fewer are drawn where the axes given has no room for them.
    ax
        Axes to draw on; a new figure without it.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ValueError
        If `most` is less than 1.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> ax = plot_tree(example_run())
    >>> ax.get_title(loc="left")
    '6 topics in 2 layers, 12 articles'
    >>> [text.get_text() for text in ax.texts if not text.get_text().isdigit()][2:5]
    ['Transport', 'Ferries', 'Trams']
    """
    if most < 1:
        raise ValueError(f"Got most={most} but expected 1 or more, the number of lines to draw.")
    nested = outline(run)
    if not nested.roots:
        return message(axes_for(ax, (_WIDE, 4.0), layout="none"), "No topics")
    if ax is not None:
        most = min(most, max(int(settled(ax).height / _LEAST_LINE), 1))
    roots = _chosen(run, nested, most)
    lines = _set_heights(roots)
    columns = max(node.column for root in roots for node in root.walk()) + 1
    size, title = (_WIDE, _AROUND + _LINE * (lines + 1)), _title(run, nested, roots)
    ax = lined_axes(ax, size, columns, (-1.6, lines - 0.5), title)
    _draw(ax, run, nested, roots, columns)
    return ax


def _chosen(run: RunLike, nested: Outline, most: int) -> list[_Node]:
    """The largest topics that fit, each below the one it lies in; the rest of a topic is one line that counts it."""
    sizes = run.topics["n_articles"].to_numpy()
    order = sorted(nested.roots, key=lambda row: (-sizes[row], row))
    # Or many broad topics would leave none for finer ones.
    room = max(int(most * (_ROOTS if nested.layer.max() else 1)), 1)
    roots = [_node(run, nested, row) for row in (order if len(order) <= room else order[: max(room - 1, 1)])]
    waiting = [(node, row) for node in roots for row in _parts(nested, node.row)]
    used = len(roots) + (len(roots) < len(order))
    while waiting:
        waiting.sort(key=lambda pair: (-sizes[pair[1]], pair[1]))
        parent, row = waiting.pop(0)
        left = len(_parts(nested, parent.row)) - len(parent.shown) - 1
        # the first part stands on the line of the whole, but what is left of it needs another
        cost = int(left > 0) if not parent.shown else 1 - int(left == 0)
        if used + cost > most:
            continue
        used += cost
        parent.shown.append(_node(run, nested, row))
        waiting += [(parent.shown[-1], finer) for finer in _parts(nested, row)]
    for root in roots:
        for node in list(root.walk()):
            _count_rest(nested, node, sizes)
    hidden = order[len(roots) :]
    rest = f"{some(len(hidden), 'other topic')}, {some(int(sizes[hidden].sum()), 'article')}"
    return [*roots, *([_Node(-1, 0, 0, rest)] if hidden else [])]


def _node(run: RunLike, nested: Outline, row: int) -> _Node:
    topic = run.topics.iloc[row]
    return _Node(row, int(topic["n_articles"]), int(nested.layer[row]), plain(topic["name"]) or "Unnamed topic")


def _parts(nested: Outline, row: int) -> list[int]:
    """Finer topics of a topic; an only one is the topic itself, so its own parts stand for it."""
    parts = nested.children(row)
    while len(parts) == 1:
        parts = nested.children(parts[0])
    return parts


def _count_rest(nested: Outline, node: _Node, sizes: np.ndarray) -> None:
    hidden = set(_parts(nested, node.row)) - {part.row for part in node.shown}
    if node.shown and hidden:
        size = some(int(sizes[sorted(hidden)].sum()), "article")
        node.shown.append(_Node(-1, 0, node.shown[0].column, f"{len(hidden):,} more, {size}"))


def _set_heights(roots: list[_Node]) -> int:
    """Give every end of the tree a line, and every other node the middle of its parts; return the number of lines."""
    line = 0

    def place(node: _Node) -> None:
        nonlocal line
        for part in node.shown:
            place(part)
        if node.shown:
            node.height = (node.shown[0].height + node.shown[-1].height) / 2
        else:
            node.height, line = float(line), line + 1

    for root in roots:
        place(root)
    return line


def _title(run: RunLike, nested: Outline, roots: list[_Node]) -> str:
    layers = int(nested.layer.max()) + 1
    words = some(len(run.topics), "topic") + (f" in {layers} layers" if layers > 1 else "")
    drawn = sum(node.row >= 0 for root in roots for node in root.walk())
    partly = any(node.row < 0 for root in roots for node in root.walk())
    return f"{words}, {some(len(run.articles), 'article')}" + (f"; the {drawn:,} largest drawn" if partly else "")


def _draw(ax: Axes, run: RunLike, nested: Outline, roots: list[_Node], columns: int) -> None:
    chosen, (palette, _) = topic_colours(run, nested), palette_of(ax)
    most = max(root.size for root in roots if root.row >= 0)
    font, soft = font_of_line(ax, 0.66), faint_ink(ax)
    for column in range(columns if columns > 1 else 0):
        ax.text(column + _BRANCH * (column > 0), -1.2, f"Layer {column}", fontsize=font, color=soft, va="center")
    for root in roots:
        colour = palette[chosen[root.row]] if root.row >= 0 else soft
        for node in root.walk():
            end = _draw_node(ax, node, colour, most, font, bold=node is root and node.row >= 0)
            for part in node.shown:
                _draw_branch(ax, end, node.height, part.column + _BRANCH, part.height, colour)


def _draw_node(ax: Axes, node: _Node, colour: str, most: int, font: float, *, bold: bool) -> float:
    """Bar, name and number of a topic; return where they end."""
    start = node.column + (_BRANCH if node.column else 0.0)
    wide = max(node.size / max(most, 1) * _BAR, 0.004) if node.row >= 0 else 0.0
    ax.barh(node.height, wide, left=start, height=0.62, color=colour, linewidth=0)
    soft = faint_ink(ax)
    shade = ink(ax) if node.row >= 0 else soft
    weight = "bold" if bold else "normal"
    room = node.column + 1 - (start + wide) - 0.12
    name = write_within(
        ax, (start + wide + 0.015, node.height), node.name, room, fontsize=font, color=shade, weight=weight
    )
    to_data = ax.transData.inverted()
    end = float(to_data.transform(name.get_window_extent().corners()[-1])[0])
    if node.row < 0:
        return end
    number = ax.text(end + 0.015, node.height, f"{node.size:,}", fontsize=font, color=soft, va="center")
    return float(to_data.transform(number.get_window_extent().corners()[-1])[0]) + 0.015


def _draw_branch(ax: Axes, start: float, height: float, to: float, target: float, colour: str) -> None:
    """A line to the end of the column, and from there a curve to the part."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    turn, middle, end = max(start, to - _BRANCH), to - _BRANCH / 2, to - 0.008
    points = [(start, height), (turn, height), (middle, height), (middle, target), (end, target)]
    codes = [Path.MOVETO, Path.LINETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    ax.add_patch(
        PathPatch(Path(points, codes), fill=False, edgecolor=colour, linewidth=0.9, alpha=0.55, capstyle="butt")
    )
