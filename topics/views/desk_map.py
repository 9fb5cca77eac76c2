"""The map of `explore`: points, colours and names drawn by jupyter-scatter, and what was chosen on it by hand.

Serves `explore`; the only module that knows jupyter-scatter.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.views.desk import Desk
from topics.views.desk_colours import Colouring, topic_names

_INK, _PAPER = "#16181d", "#ffffff"
# Said for every set of names: otherwise jupyter-scatter holds the old names' sizes against the new ones.
_LETTERING = {"size": 13, "font": "arial", "zoom_range": (-math.inf, math.inf)}
_LONGEST = 40  # characters of a name on the map
_LINE = 18  # characters after which a name goes on in a second line, so that the edge of the map does not cut it
_FIRM = 0.9  # opacity of points
_PALE = 0.35  # opacity of what is not chosen
_MARGIN = 1.2  # how far the eye stands back, so that names and points at the edge are not cut
_BUTTONS = ["lasso", "pan_zoom", "full_screen", "divider", "reset"]


class DeskMap:
    """The points of a desk on a map.

    Attributes
    ----------
    widget
        What JupyterLab shows.
    """

    def __init__(self, desk: Desk, chosen: Callable[[list[str]], None], size: tuple[int, int]) -> None:
        self._desk, self._on_chosen, self._told = desk, chosen, False
        self._shades: list[str] = []
        self._names: list[str] = []
        self._heading = ""
        self.widget: Any = self._drawn(size) if len(desk.points) else _nothing()

    def _drawn(self, size: tuple[int, int]) -> Any:
        from jscatter import Scatter

        shown = self._desk.run.articles[["x", "y", "title"]].iloc[self._desk.points].reset_index(drop=True)
        self._frame = shown.astype({"x": "float64", "y": "float64"})
        self._scatter = Scatter(data=self._frame, x="x", y="y", width=size[0], height=size[1])
        self._scatter.background(_PAPER).axes(False).mouse("lasso").size(default=_point_size(len(shown)))
        self._scatter.color(selected=_INK).camera(distance=_MARGIN)
        self._scatter.tooltip(True, preview="title", preview_type="text", properties=[], histograms=False)
        widget = self._scatter.show(_BUTTONS)
        # Only a widget that is there takes one opacity for all points: a new one makes many points nearly invisible.
        self._scatter.opacity(default=_FIRM, unselected=_PALE)
        widget.observe(self._by_hand, names="selection")
        return widget

    def redraw(self, colours: Colouring) -> None:
        """Show the names and colours as they are now; the view stays where it is, and what has not changed is not sent."""
        if not len(self._desk.points):
            return
        shades = [colours.colours[row] for row in self._desk.points.tolist()]
        if shades != self._shades:
            self._shades, kinds = shades, pd.Categorical(shades)
            self._scatter.color(by=pd.Series(kinds), map=list(kinds.categories))
        names = self._names_of_points()
        if names != self._names:
            self._names = names
            self._scatter.label(by=self._column_of(names), color=_INK, shadow_color=_PAPER, **_LETTERING)

    def _column_of(self, names: list[str]) -> str:
        """Put names under the other of two headings: under the one that jupyter-scatter shows it takes them for the old ones."""
        self._heading = "name" if self._heading == "names" else "names"
        self._frame[self._heading] = pd.Series(names, dtype=object)
        return self._heading

    def show_chosen(self) -> None:
        """Mark on the map what is chosen on the desk."""
        if not len(self._desk.points):
            return
        places = np.flatnonzero(np.isin(self._desk.points, self._desk.rows))
        self._told = True
        try:
            self._scatter.selection(places if len(places) else None)
        finally:
            self._told = False

    def _by_hand(self, change: dict[str, Any]) -> None:
        """Tell of a lasso or a click, but not of what the desk itself has marked."""
        places = np.asarray([] if change["new"] is None else change["new"], dtype=np.int64)
        marked = np.flatnonzero(np.isin(self._desk.points, self._desk.rows))
        if not self._told and not np.array_equal(np.sort(places), marked):
            self._on_chosen(sorted(self._ids[places].tolist()))

    @cached_property
    def _ids(self) -> NDArray[np.object_]:
        return np.array(self._desk.ids, dtype=object)[self._desk.points]

    def _names_of_points(self) -> list[str]:
        names = topic_names(self._desk.run, self._desk.layer, self._desk.nested)
        lettered = {name: _lettered(name) for name in set(names)}
        return [lettered[names[row]] for row in self._desk.points.tolist()]


def _nothing() -> Any:
    from ipywidgets import HTML

    return HTML("No article of this run has a place on the map; search works all the same.")


def _lettered(name: str) -> str:
    """A name as the map takes it: jupyter-scatter reads what stands before a colon as the kind of the label."""
    short = name if len(name) <= _LONGEST else name[:_LONGEST].rstrip() + "…"
    breaks = [at for at, char in enumerate(short) if char == " "] if len(short) > _LINE else []
    if breaks:
        middle = min(breaks, key=lambda at: (abs(2 * at - len(short)), at))
        short = f"{short[:middle]}\n{short[middle + 1 :]}"
    return short.replace(":", "\u2236")


def _point_size(number: int) -> int:
    return int(np.clip(40 * max(number, 1) ** -0.3, 3, 10))
