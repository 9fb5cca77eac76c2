"""Topics over time as one figure: a lane a topic, its share of each period as bars, and in words what it does lately.

Reads a run through `runs.over_time` and `runs.trends`, which count and judge; draws on one matplotlib axes, saves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.runs.over_time import topics_over_time
from topics.runs.periods import Every, periods_of
from topics.runs.trends import CLAIMED, Trend, topic_trends
from topics.views.axes import axes_for, drawable, faint_ink, ink, message, palette_of
from topics.views.outline import RunLike, day_numbers, outline, plain
from topics.views.palette import NO_TOPIC, mixed, topic_colours
from topics.views.wording import percent, some

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST = 15  # topics with a lane of their own; the rest share one
_NAME = 34  # characters of a topic's name
_LANE, _AROUND = 0.36, 1.5  # inches that a lane and everything else take
_HIGH = 0.8  # of a lane, taken by its highest bar
_GAP = 0.14  # of a period, left free between two bars
_FIRM = 10  # articles of a period from which its shares mean something
_PALE = 0.6  # how much paper is mixed into the bar of a period that is not whole, or has too few articles
_TICKS = 9  # dates on the axis, at most
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)  # between two ticks
_COLUMNS = {"highest": 44.0, "before": 88.0, "since": 160.0, "trend": 170.0}  # points to the right of the axes
MARKS = {Trend.NEW: "✦", Trend.RISING: "↗", Trend.FADING: "↘", Trend.QUIET: "■"}  # a triangle is the sign of a burst

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class _Lane:
    name: str
    colour: str
    shares: Values  # of the articles of each period
    highest: float
    before: float
    since: float
    trend: str = ""


def plot_topics_over_time(
    run: RunLike, *, layer: int = 0, every: Every = "auto", most: int = _MOST, ax: Axes | None = None
) -> Axes:
    """Draw each topic's share of the articles in time, a lane a topic, with what it does lately at the end of its lane.

    Every lane has its own scale, so that a small topic can be read too; its highest share stands beside it. On top are all
    articles together. The last stretch, on a grey ground, is compared with what was before it; where no word stands, chance
    explains the difference or there is too little to tell. On a dark axes the dark colours are used.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    layer
        Layer of the topics, 0 for the broadest.
    every
        Length of a period: "day", "week", "month", or "auto" to have it chosen by the time that is covered.
    most
        Topics with a lane of their own, the largest first; the others share one.
    ax
        Axes to draw on; a new figure without it. It takes some room on its right.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ValueError
        If the run has no such layer, or `every` is none of these.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> ax = plot_topics_over_time(example_run(), every="week")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['All articles (up to 8)', 'Transport', 'Farming']
    """
    if not len(run.topics):
        return message(axes_for(ax, (10.0, 4.0), layout="constrained"), "No topics")
    table, trends = topics_over_time(run, layer, every), topic_trends(run, layer, every)
    if not len(table):
        return message(axes_for(ax, (10.0, 4.0), layout="constrained"), "No article carries a date")
    ax = axes_for(ax, (10.0, _AROUND + _LANE * (min(len(trends), most + 1) + 1)), layout="constrained")
    periods = table.groupby("period", as_index=False).agg(complete=("complete", "first"), total=("n_articles", "sum"))
    totals, edges = periods["total"].to_numpy(), _edges(periods["period"])
    firm = periods["complete"].to_numpy() & (totals >= _FIRM)
    lanes = _lanes(ax, run, table, trends, most, firm)
    _bars(ax, edges, totals / totals.max(), 0, NO_TOPIC["dark"], periods["complete"].to_numpy())
    for row, lane in enumerate(lanes):
        _bars(ax, edges, np.minimum(lane.shares / max(lane.highest, 1e-9), 1), row + 1, lane.colour, firm)
    length = periods_of(run.articles["published"], every).every
    since = _since(trends["last_from"].iloc[0], length)
    _letter(ax, lanes, f"All articles (up to {totals.max():,})", since)
    _frame(ax, edges, len(lanes), trends["last_from"].iloc[0])
    _explain(ax, length, since, int(trends["n_undated"].sum()), pale=not firm.all(), cut=not periods["complete"].all())
    return ax


def _lanes(ax: Axes, run: RunLike, table: pd.DataFrame, trends: pd.DataFrame, most: int, firm: Flags) -> list[_Lane]:
    """One lane for each of the largest topics, and one for all others."""
    shares = table["share"].to_numpy().reshape(-1, len(trends)).T
    (palette, grey), rows = palette_of(ax), {str(key): row for row, key in enumerate(run.topics["id"])}
    chosen = topic_colours(run, outline(run))
    colours = [palette[chosen[rows[one]]] if one in rows else grey for one in trends["topic"]]
    before, since = trends["share_before"].to_numpy(), trends["share_last"].to_numpy()
    words = [str(word) if word in CLAIMED else "" for word in trends["trend"]]
    names = [drawable(plain(name) or "Unnamed topic", _NAME) for name in trends["name"]]
    own, rest = _largest(trends, most)
    lanes = [
        _Lane(names[row], colours[row], shares[row], _highest(shares[row], firm), before[row], since[row], words[row])
        for row in own
    ]
    if rest:
        together = shares[rest].sum(axis=0)
        name = some(len(rest), "other topic")
        lanes.append(_Lane(name, grey, together, _highest(together, firm), before[rest].sum(), since[rest].sum()))
    return lanes


def _largest(trends: pd.DataFrame, most: int) -> tuple[list[int], list[int]]:
    """Rows of the topics that get a lane of their own, and of the others; one alone is no crowd."""
    if len(trends) <= most + 1:
        return list(range(len(trends))), []
    sizes = (trends["n_articles_before"] + trends["n_articles_last"]).to_numpy()
    order = np.argsort(-sizes, kind="stable")
    return sorted(order[:most].tolist()), sorted(order[most:].tolist())


def _highest(shares: Values, firm: Flags) -> float:
    """Highest share of a period that is whole and has enough articles, where there is one."""
    return float(shares[firm].max() if firm.any() and shares[firm].any() else shares.max())


def _edges(period: pd.Series) -> Values:
    """First day of each period and of the one after the last, which is as long as the one before it."""
    first = day_numbers(period.drop_duplicates())
    return np.append(first, first[-1] + (first[-1] - first[-2] if len(first) > 1 else 1.0))


def _bars(ax: Axes, edges: Values, values: Values, height: int, colour: str, solid: Flags) -> None:
    """Bars on the floor of a lane, all in one collection: there may be thousands."""
    from matplotlib.collections import PolyCollection
    from matplotlib.colors import to_hex

    kept = np.flatnonzero(values > 0)
    free = np.diff(edges)[kept] * _GAP / 2
    left, right, floor = edges[kept] + free, edges[kept + 1] - free, height + 0.5
    top = floor - values[kept] * _HIGH
    ends = [(left, np.full(len(kept), floor)), (left, top), (right, top), (right, np.full(len(kept), floor))]
    corners = np.stack([np.stack(end, axis=1) for end in ends], axis=1)
    pale = mixed(colour, to_hex(ax.get_facecolor()), _PALE)
    tints = [colour if firm else pale for firm in solid[kept]]
    ax.add_collection(PolyCollection(list(corners), facecolors=tints, linewidths=0, zorder=2))


def _since(start: pd.Timestamp, length: str) -> str:
    """Name the last stretch; nothing where there is none."""
    if not isinstance(start, pd.Timestamp):
        return ""
    return f"since {start:%b %Y}" if length == "month" else f"since {start.day} {start:%b}"


def _letter(ax: Axes, lanes: list[_Lane], everything: str, since: str) -> None:
    """Names on the left; on the right the highest share, the shares before and since, and the word for it."""
    ax.set_yticks(np.arange(len(lanes) + 1) + 0.1, [everything, *(lane.name for lane in lanes)])
    soft = faint_ink(ax)
    heads = {"highest": "highest", **({"before": "before", "since": since} if since else {})}
    for column, words in heads.items():
        _beside(ax, 0.25, column, words, color=soft, fontsize=8.5)
    for row, lane in enumerate(lanes):
        figures = {"highest": lane.highest, "before": lane.before, "since": lane.since}
        for column in heads:
            _beside(ax, row + 1.1, column, percent(figures[column]), color=ink(ax) if column == "since" else soft)
        if lane.trend:
            _beside(ax, row + 1.1, "trend", f"{MARKS[Trend(lane.trend)]} {lane.trend}", color=ink(ax), weight="bold")


def _beside(ax: Axes, height: float, column: str, words: str, **how: Any) -> None:
    side = "left" if column == "trend" else "right"
    ax.annotate(
        words, (1, height), (_COLUMNS[column], 0), xycoords=ax.get_yaxis_transform(), textcoords="offset points",
        ha=side, va="center", **{"fontsize": 9, **how},
    )  # fmt: skip


def _frame(ax: Axes, edges: Values, number: int, since: pd.Timestamp) -> None:
    """Rules between the lanes, a grey ground under the last stretch, dates below."""
    for height in np.arange(number + 2) - 0.5:
        ax.axhline(height, color="#808080", alpha=0.25, linewidth=0.6, zorder=0)
    if isinstance(since, pd.Timestamp):
        ax.axvspan(day_numbers(pd.Series([since]))[0], edges[-1], color="#808080", alpha=0.1, linewidth=0, zorder=0)
    ax.set_xlim(edges[0], edges[-1])
    ax.set_ylim(number + 0.5, -0.5)
    places, words = _ticks(pd.DatetimeIndex(pd.to_datetime(edges[:-1], unit="D", utc=True)))
    ax.set_xticks(day_numbers(pd.Series(places)), words)
    ax.grid(axis="x", color="#808080", alpha=0.25, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.tick_params(length=0, labelsize=9)
    ax.spines[:].set_visible(False)


def _ticks(starts: pd.DatetimeIndex) -> tuple[pd.DatetimeIndex, list[str]]:
    """Every so many periods a date, with the year where it is new."""
    if len(starts) > 1 and (starts[1] - starts[0]).days >= 28:
        months = starts.year * 12 + starts.month - 1
        step = next((step for step in _MONTHS if len(starts) / step <= _TICKS), _MONTHS[-1])
        kept = starts[months % step == 0]
        return kept, [f"{day.year}" if step >= 12 else f"{day:%b %Y}" for day in kept]
    kept = starts[:: -(-len(starts) // _TICKS)]
    new = np.append(True, kept.year[1:] != kept.year[:-1])
    return kept, [
        f"{day.day} {day:%b}" + (f"\n{day.year}" if first else "") for day, first in zip(kept, new, strict=True)
    ]


def _explain(ax: Axes, length: str, since: str, undated: int, *, pale: bool, cut: bool) -> None:
    """Say above what is shown, and below how to read it."""
    more = f"; {some(undated, 'article')} without a date left out" if undated else ""
    ax.set_title(f"Share of the articles of each {length}{more}", loc="left", fontsize=11)
    notes = ["Each topic has its own scale."]
    if pale:
        ends = f", or the pile begins or ends within the {length}" if cut else ""
        notes.append(f"Pale: under {_FIRM} articles in all{ends}.")
    if since:
        notes.append(
            f"\nGrey ground: {since}, compared with all before. No word: no more than chance, or too little to tell."
        )
    ax.set_xlabel(" ".join(notes), loc="left", fontsize=8.5, color=faint_ink(ax), labelpad=8)
