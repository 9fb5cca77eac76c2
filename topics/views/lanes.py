"""Events as bars in time: in lanes that share a topic, or one a line with their headlines.

Serves `figures` alone, which chooses between the two; draws only what it is handed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.views.axes import drawable, ink
from topics.views.outline import Integers, RunLike, day_numbers, plain
from topics.views.wording import BURST

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_IN_LANE = 40  # events of one lane; more would only hide each other
_MOST_LINES = 30  # events of one fine topic that are written out
_HEADLINE = 60  # characters of a headline beside its event
_OVER_BAR = 8  # points from the middle of a bar to the arrow head over it: just above the thickest

Days = NDArray[np.float64]


def fill_lanes(ax: Axes, run: RunLike, kept: Integers, lane_of: Integers, colours: NDArray[np.str_]) -> int:
    """Draw the largest events of each topic in its lane, stepping aside so that they do not hide each other.

    Parameters
    ----------
    ax
        Axes to draw on.
    run
        A run, or anything with its tables.
    kept
        Rows of the events that may be drawn, all dated.
    lane_of
        Lane of each event of the run, -1 for none.
    colours
        Colour of each event of the run.

    Returns
    -------
    int
        How many events were drawn.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from topics.runs.example import example_run
    >>> ax, run = plt.figure().add_subplot(), example_run()
    >>> one_lane, blue = np.zeros(len(run.events), dtype=int), np.array(["#2f5dac"] * len(run.events))
    >>> fill_lanes(ax, run, np.array([0, 1]), one_lane, blue)
    2
    """
    sizes = run.events["n_articles"].to_numpy(dtype=np.float64)
    largest_first = kept[np.argsort(-sizes[kept], kind="stable")]
    heights, drawn = np.zeros(len(sizes)), []
    for lane in range(lane_of.max() + 1):
        members = largest_first[lane_of[largest_first] == lane][:_MOST_IN_LANE]
        rank = np.arange(len(members))  # the golden ratio spreads any number of steps evenly
        heights[members] = lane + ((rank * 0.618034) % 1 - 0.5) * 0.66 * (rank > 0)
        drawn.append(members)
    shown = np.concatenate(drawn)
    _bars(ax, run, shown[np.argsort(-sizes[shown], kind="stable")], heights, colours)
    for edge in np.arange(lane_of.max() + 2) - 0.5:
        ax.axhline(edge, color="#808080", alpha=0.25, linewidth=0.6, zorder=0)
    ax.set_ylim(lane_of.max() + 0.5, -0.5)
    return len(shown)


def write_out(ax: Axes, run: RunLike, kept: Integers, colours: NDArray[np.str_]) -> int:
    """Draw the largest events one a line in order of time, with their headlines.

    Parameters
    ----------
    ax
        Axes to draw on.
    run
        A run, or anything with its tables.
    kept
        Rows of the events that may be drawn, all dated.
    colours
        Colour of each event of the run.

    Returns
    -------
    int
        How many events were drawn.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from topics.runs.example import example_run
    >>> ax, run = plt.figure().add_subplot(), example_run()
    >>> write_out(ax, run, np.array([0, 1]), np.array(["#2f5dac"] * len(run.events)))
    2
    """
    sizes = run.events["n_articles"].to_numpy(dtype=np.float64)
    largest = np.sort(kept[np.argsort(-sizes[kept], kind="stable")][:_MOST_LINES])
    first, last = day_numbers(run.events["first"]), day_numbers(run.events["last"])
    order = largest[np.argsort(first[largest], kind="stable")]
    line = np.zeros(len(sizes))
    line[order] = np.arange(len(order))
    _bars(ax, run, order, line, colours)
    middle = (np.nanmin(first[order]) + np.nanmax(last[order])) / 2
    for event in order:
        late = (first[event] + last[event]) / 2 > middle  # late ones have their words on the left
        words = drawable(plain(run.events["headline"].iloc[event]), _HEADLINE)
        end, aside, side = (first[event], -9, "right") if late else (last[event], 9, "left")
        ax.annotate(
            words, (end + 0.5, line[event]), (aside, 0), textcoords="offset points", ha=side, va="center",
            fontsize=9, color=ink(ax),
        )  # fmt: skip
    ax.set_yticks([])
    ax.set_ylim(max(len(order), 6) - 0.5, -0.6)
    return len(order)


def _bars(ax: Axes, run: RunLike, events: Integers, heights: NDArray[np.float64], colours: NDArray[np.str_]) -> None:
    """One rounded bar an event, from the first to the last day, thicker with more articles."""
    from matplotlib.collections import LineCollection
    from matplotlib.colors import to_hex

    first = day_numbers(run.events["first"])[events] + 0.5
    last = np.fmax(day_numbers(run.events["last"])[events] + 0.5, first)
    ends = np.stack([np.stack([first, heights[events]], axis=1), np.stack([last, heights[events]], axis=1)], axis=1)
    wide = np.clip(1.8 * np.sqrt(run.events["n_articles"].to_numpy(dtype=np.float64)[events]) + 1.6, 3.0, 11.0)
    for grown, tint in ((1.2, [to_hex(ax.get_facecolor())] * len(events)), (0.0, colours[events].tolist())):
        ax.add_collection(LineCollection(list(ends), linewidths=wide + grown, colors=tint, capstyle="butt", zorder=2))
        for tips in (first, last):  # dots as ends, because a line of no length would not be drawn at all
            ax.scatter(tips, heights[events], s=(wide + grown) ** 2, c=tint, linewidths=0, zorder=2)
    _arrow_heads(ax, last, heights[events], run.events["burst"].to_numpy(dtype=np.float64)[events] >= BURST)
    ax.set_xlim(first.min() - 1.5, last.max() + 1.5)
    _date_axis(ax, float(last.max() - first.min()))


def _arrow_heads(ax: Axes, days: Days, heights: Days, bursts: NDArray[np.bool_]) -> None:
    """A small arrow head over each event with a burst of reports, and a word below the axes that says so."""
    from matplotlib.transforms import ScaledTranslation

    if not bursts.any():
        return
    above = ax.transData + ScaledTranslation(0, _OVER_BAR / 72, ax.figure.dpi_scale_trans)
    ax.scatter(days[bursts], heights[bursts], s=13, marker="^", c=ink(ax), linewidths=0, transform=above, zorder=3)
    ax.set_xlabel("▲ burst of reports", loc="right", fontsize=9, color=ink(ax))


def _date_axis(ax: Axes, days: float) -> None:
    """Name days on a short axis, months on a longer one, and only years on the longest."""
    from matplotlib.dates import AutoDateLocator, num2date
    from matplotlib.ticker import FuncFormatter

    def label(number: float, _: object) -> str:
        day = num2date(number)  # type: ignore[no-untyped-call]
        return f"{day.day} {day:%b}" if days < 120 else f"{day:%b %Y}" if days < 1_500 else f"{day.year}"

    ax.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=9))  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_formatter(FuncFormatter(label))
    ax.grid(axis="x", color="#808080", alpha=0.25, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.tick_params(length=0, labelsize=9)
    ax.spines[:].set_visible(False)
