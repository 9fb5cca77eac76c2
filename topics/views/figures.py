"""Figures of a run for papers and slides: the map with its names, and the events in time.

Reads the tables of a run and draws on one matplotlib axes; returns that axes and saves nothing. Matplotlib is imported
inside the functions, so that `import topics` never waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.views.axes import axes_for, drawable, message, palette_of
from topics.views.lanes import fill_lanes, write_out
from topics.views.lettering import write_names
from topics.views.outline import Integers, Outline, RunLike, day_numbers, has_text, outline, plain
from topics.views.palette import mixed, topic_colours
from topics.views.wording import some

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WRITTEN_OUT = 15  # so few events stand one a line, with their headlines


def plot_map(run: RunLike, *, layer: int = 0, ax: Axes | None = None) -> Axes:
    """Draw the articles as points, near means alike, with the names of their topics.

    Colours are those of the broad topics; a finer layer keeps them and names the finer topics. Names never overlap:
    where there is no room, the smaller topic goes without. On a dark axes the dark colours are used.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    layer
        Layer whose topics are named, 0 for the broadest.
    ax
        Axes to draw on; a new figure without it.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ValueError
        If the run has no such layer.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> [text.get_text() for text in plot_map(example_run()).texts]
    ['Transport', 'Farming']
    """
    nested = outline(run)
    deepest = int(nested.layer.max()) if len(nested.layer) else 0
    if not 0 <= layer <= deepest:
        raise ValueError(f"Got layer={layer} but expected 0 to {deepest}, the layers of this run.")
    ax = axes_for(ax, (9.0, 7.0), layout="none")
    places = run.articles[["x", "y"]].to_numpy(dtype=np.float64)
    drawn = np.isfinite(places).all(axis=1) & ~has_text(run.articles, "copy_of")
    if not drawn.any():
        return message(ax, "No map: the articles carry no places")
    rows = nested.at(layer)[drawn]
    colours = _colours(ax, run, nested)
    _scatter(ax, places[drawn], rows, colours)
    ax.set_title(f"{len(rows):,} articles in {len(set(rows[rows >= 0].tolist())):,} topics", loc="left", fontsize=11)
    write_names(ax, [plain(name) or "Unnamed topic" for name in run.topics["name"]], places[drawn], rows, colours)
    return ax


def plot_timeline(run: RunLike, topic: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the events in time, a lane for each topic; few events stand one a line, with their headlines.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    topic
        Id or name of the topic to show, lanes being its finer topics; without it, the broad topics.
    ax
        Axes to draw on; a new figure without it.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ValueError
        If the run has no such topic.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> plot_timeline(example_run(), "Transport").get_title(loc="left")
    'Transport: 3 events, 1 more without a date'
    """
    nested = outline(run)
    row = _row_of(run, topic)
    row_of = {str(key): number for number, key in enumerate(run.topics["id"])}
    home = np.array([row_of.get(str(key), -1) for key in run.events["topic"]], dtype=np.int64)
    here = np.ones(len(home), dtype=bool) if row < 0 else np.isin(home, nested.within(row))
    dated = np.isfinite(day_numbers(run.events["first"]))
    ax = axes_for(ax, (10.0, 5.6), layout="constrained")
    if not (here & dated).any():
        return message(ax, "No event here carries a date" if here.any() else "No events")
    kept = np.flatnonzero(here & dated)
    lanes = nested.roots if row < 0 else nested.children(row)
    if len(kept) <= _WRITTEN_OUT or not lanes:
        drawn = write_out(ax, run, kept, _colours(ax, run, nested)[home])
    else:
        drawn = fill_lanes(ax, run, kept, _lane_of(nested, lanes, home), _colours(ax, run, nested)[home])
        ax.set_yticks(range(len(lanes)), [drawable(plain(name), 34) for name in run.topics["name"].iloc[lanes]])
    many = some(len(kept), "event")
    many += f", the {drawn:,} largest drawn" if drawn < len(kept) else ""
    undated = np.count_nonzero(here & ~dated)
    many += f", {undated:,} more without a date" if undated else ""
    name = plain(run.topics["name"].iloc[row]) if row >= 0 else "All topics"
    ax.set_title(f"{drawable(name, 80)}: {many}", loc="left", fontsize=11)
    return ax


def _colours(ax: Axes, run: RunLike, nested: Outline) -> NDArray[np.str_]:
    """Colour of each topic as '#rrggbb', and at the end, where row -1 finds it, that of no topic."""
    palette, none = palette_of(ax)
    return np.array([*(palette[number] for number in topic_colours(run, nested)), none])


def _scatter(ax: Axes, places: NDArray[np.float64], rows: Integers, colours: NDArray[np.str_]) -> None:
    """Points over a pale ground; the ground of one topic is laid before its points, so that fields stay apart."""
    from matplotlib.colors import to_hex

    paper, count, (x, y) = to_hex(ax.get_facecolor()), len(places), places.T
    size = float(np.clip(1_100.0 * count**-0.7, 3.0, 60.0))
    for strength, grown in ((0.26, 14.0), (0.12, 12.5)):
        ground = [mixed(paper, str(colour), strength) for colour in colours[rows]]
        ax.scatter(x, y, s=(size**0.5 + grown) ** 2, c=ground, linewidths=0, zorder=1, rasterized=True)
    edge = paper if count < 3_000 else "none"
    ax.scatter(x, y, s=size, c=colours[rows].tolist(), linewidths=0.4, edgecolors=edge, zorder=2, rasterized=True)
    ax.set_aspect("equal", adjustable="datalim")
    ax.margins(0.08)
    ax.set_axis_off()


def _row_of(run: RunLike, topic: str | None) -> int:
    """Row of a topic given by id or name, -1 for all topics."""
    if topic is None:
        return -1
    for column in ("id", "name"):
        rows = np.flatnonzero(np.array([plain(cell).casefold() == topic.casefold() for cell in run.topics[column]]))
        if len(rows):
            return int(rows[0])
    known = ", ".join(repr(plain(name)) for name in run.topics["name"].head(3)) or "none in this run"
    raise ValueError(f"Got topic={topic!r} but expected the id or the name of a topic, such as {known}.")


def _lane_of(nested: Outline, lanes: list[int], home: Integers) -> Integers:
    """Number of the lane of each event, -1 outside them all."""
    lane_of = np.full(len(nested.parent) + 1, -1, dtype=np.int64)  # the last place answers home == -1
    for number, lane in enumerate(lanes):
        lane_of[nested.within(lane)] = number
    return lane_of[home]
