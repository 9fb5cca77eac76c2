"""The map of `explore`: points, colours and names drawn by jupyter-scatter, and what was chosen on it by hand.

Serves `explore`; the only module that knows jupyter-scatter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from topics.views.desk import Desk
from topics.views.desk_colours import Colouring, topic_names

_INK, _PAPER = "#16181d", "#ffffff"
_LETTERS = 13  # size of the names, pixels
_LONGEST = 40  # characters of a name on the map
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

    def __init__(
        self, desk: Desk, colours: Colouring, chosen: Callable[[list[str]], None], size: tuple[int, int]
    ) -> None:
        self._desk, self._on_chosen, self._told = desk, chosen, False
        self.widget: Any = self._drawn(colours, size) if len(desk.points) else _nothing()

    def _drawn(self, colours: Colouring, size: tuple[int, int]) -> Any:
        from jscatter import Scatter

        self._scatter = Scatter(data=self._frame(), x="x", y="y", width=size[0], height=size[1])
        self._scatter.background(_PAPER).axes(False).mouse("lasso").size(default=_point_size(len(self._desk.points)))
        self._scatter.color(selected=_INK).opacity(default=0.9, unselected=_PALE).camera(distance=_MARGIN)
        self.redraw(colours)
        widget = self._scatter.show(_BUTTONS)
        widget.observe(self._by_hand, names="selection")
        return widget

    def redraw(self, colours: Colouring) -> None:
        """Show the names and colours as they are now; the view stays where it is."""
        if not len(self._desk.points):
            return
        shades = pd.Categorical([colours.colours[row] for row in self._desk.points])
        self._scatter.data(self._frame().assign(shade=shades))
        self._scatter.color(by="shade", map=list(shades.categories))
        self._scatter.label(by="name", size=_LETTERS, color=_INK, shadow_color=_PAPER)

    def show_chosen(self) -> None:
        """Mark on the map what is chosen on the desk."""
        if not len(self._desk.points):
            return
        places = np.flatnonzero(np.isin(self._ids(), self._desk.chosen))
        self._told = True
        try:
            self._scatter.selection(places if len(places) else None)
        finally:
            self._told = False

    def _by_hand(self, change: dict[str, Any]) -> None:
        """Tell of a lasso or a click, but not of what the desk itself has marked."""
        places = np.asarray([] if change["new"] is None else change["new"], dtype=np.int64)
        ids = sorted(self._ids()[places].tolist())
        marked = sorted(set(self._ids()) & set(self._desk.chosen))
        if not self._told and ids != marked:
            self._on_chosen(ids)

    def _ids(self) -> np.ndarray[Any, Any]:
        return self._desk.run.articles["id"].to_numpy(dtype=object)[self._desk.points]

    def _frame(self) -> pd.DataFrame:
        names = np.array(topic_names(self._desk.run, self._desk.layer), dtype=object)[self._desk.points]
        places = self._desk.run.articles[["x", "y"]].iloc[self._desk.points].reset_index(drop=True)
        return places.assign(name=pd.Series([_lettered(name) for name in names], dtype=object))


def _nothing() -> Any:
    from ipywidgets import HTML

    return HTML("No article of this run has a place on the map; search works all the same.")


def _lettered(name: str) -> str:
    """A name as the map takes it: jupyter-scatter reads what stands before a colon as the kind of the label."""
    short = name if len(name) <= _LONGEST else name[:_LONGEST].rstrip() + "…"
    return short.replace(":", "\u2236")


def _point_size(number: int) -> int:
    return int(np.clip(40 * max(number, 1) ** -0.3, 3, 10))
