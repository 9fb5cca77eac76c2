"""`explore`: map, search, reading and editing of a run in JupyterLab, on jupyter-scatter and ipywidgets.

The last view on the straight line, and the only one that edits: through the run's own methods, one line a button.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import pandas as pd

from topics.runs.run import Run
from topics.views.desk import Desk
from topics.views.desk_actions import WIDE, Actions
from topics.views.desk_colours import COLOUR_BY, colouring
from topics.views.desk_map import DeskMap
from topics.views.desk_reading import legend_html, reading_html
from topics.views.wording import some

_READING = "240px"  # least width of the reading pane
_TOOLS = 36  # width of the buttons beside the map, pixels


def explore(run: Run, *, width: int = 560, height: int = 480) -> Explorer:
    """Look at a run in JupyterLab: choose articles on a map or by words, read them, and mend the topics.

    Points are articles, copies left out. Drag a lasso around some, click for one, or search; Escape lets go of them. Enter
    in the field for a name renames the topic above it. Where the run was made with a watch-list, what is chosen can be
    accepted or rejected for an entry. Colours follow the theme of JupyterLab.

    Every edit is a line of `edits.jsonl`; it is on disk before the button comes back where the run was loaded from or saved
    to a folder, and in `.run` in any case. The run given stays as it is.

    Parameters
    ----------
    run
        A run.
    width, height
        Of the map, pixels.

    Returns
    -------
    Explorer
        Shown by the notebook; keep it in a variable, since a run itself never changes: `.run` is the edited run and
        `.selected` the chosen articles.

    Raises
    ------
    ImportError
        If jupyter-scatter or ipywidgets is missing.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> desk = explore(example_run())
    >>> desk.search.value = "vineyards"
    >>> desk.selected["id"].tolist()
    ['a11', 'a12']
    """
    _check_libraries()
    return Explorer(run, (width, height))


class Explorer:
    """What `explore` shows.

    Attributes
    ----------
    desk
        The state behind the widgets.
    layer, colour, search, reading, legend
        The widgets above, beside and below the map.
    map, actions
        The map and the row of buttons.
    """

    def __init__(self, run: Run, size: tuple[int, int]) -> None:
        import ipywidgets

        self.desk = Desk(run)
        self.layer = ipywidgets.Dropdown(description="Layer")
        self.colour = ipywidgets.Dropdown(options=COLOUR_BY, description="Colour by")
        self.search = ipywidgets.Text(placeholder="words, then Enter", description="Search", continuous_update=False)
        self.reading, self.legend = ipywidgets.HTML(), ipywidgets.HTML()
        self.map = DeskMap(self.desk, self._by_hand, size)
        self.actions = Actions(self.desk, self._edited, self._by_button)
        for widget, action in ((self.layer, self._layer), (self.colour, self._colour), (self.search, self._search)):
            widget.observe(action, names="value")
        self.widget = self._laid_out(size)
        self._edited()

    @property
    def run(self) -> Run:
        """The run with every edit made here."""
        return self.desk.run

    @property
    def selected(self) -> pd.DataFrame:
        """Rows of `run.articles` that are chosen, copies included."""
        return self.desk.selected

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.widget._repr_mimebundle_(**kwargs)

    def _laid_out(self, size: tuple[int, int]) -> Any:
        from ipywidgets import HTML, HBox, Layout, VBox

        for control in (self.layer, self.colour, self.search):
            control.layout.width = "190px" if control is self.colour else WIDE
            control.style.description_width = "65px"
        pane = Layout(height=f"{size[1]}px", min_width=_READING, flex="1 1 0", overflow="auto", padding="0 0 0 12px")
        frame = Layout(width=f"{size[0] + _TOOLS}px", flex="0 0 auto", overflow="hidden")
        middle = HBox([HBox([self.map.widget], layout=frame), VBox([self.reading], layout=pane)])
        middle.children[0].add_class("topics-map")
        self.reading.add_class("topics-reading")
        self.legend.add_class("topics-legend")
        colours = HTML(
            f"<style>{(files(__package__) / 'desk.css').read_text('utf-8')}</style>", layout=Layout(display="none")
        )
        rows = HBox([self.layer, self.colour, self.search]), middle, self.legend, self.actions.widget
        return VBox([colours, *rows])

    def _list_layers(self) -> None:
        """Offer the layers there are, an edit may have emptied one, and stand on the one that is shown."""
        at = self.desk.layer
        sizes = [int((self.run.topics["layer"] == layer).sum()) for layer in range(max(self.run.n_layers, 1))]
        options = [
            (f"{layer}{' (broadest)' * (layer == 0)}: {some(size, 'topic')}", layer) for layer, size in enumerate(sizes)
        ]
        with _unheard(self.layer, self._layer):
            if list(self.layer.options) != options:
                self.layer.options = options
            self.layer.value = at

    def _layer(self, change: dict[str, Any]) -> None:
        self.desk.layer = change["new"]
        self._edited()

    def _colour(self, _: dict[str, Any]) -> None:
        self._draw()
        self.map.show_chosen()

    def _search(self, change: dict[str, Any]) -> None:
        self.desk.search(change["new"])
        self._chosen()
        found = len(self.desk.chosen)
        self.actions.say(f"{found:,} found." if change["new"].strip() else "", good=found > 0)

    def _by_hand(self, articles: list[str]) -> None:
        self.desk.choose(articles)
        self._forget_search()
        self._chosen(mark=False)

    def _by_button(self) -> None:
        self._forget_search()
        self._chosen()

    def _forget_search(self) -> None:
        """Empty the field without searching, so that it never names what is no longer chosen, and can be sent again."""
        if self.search.value:
            self.actions.say("")
        with _unheard(self.search, self._search):
            self.search.value = ""

    def _chosen(self, *, mark: bool = True) -> None:
        """Show what is chosen; the map knows already what was chosen on it."""
        if mark:
            self.map.show_chosen()
        self.reading.value = reading_html(self.run, self.selected, self.desk.layer, self.desk.nested)
        self.actions.refresh()

    def _edited(self) -> None:
        self._list_layers()
        self._draw()
        self._chosen()

    def _draw(self) -> None:
        colours = colouring(self.run, self.colour.value, self.desk.layer, self.desk.nested)
        self.map.redraw(colours)
        self.legend.value = legend_html(colours.legend)


@contextmanager
def _unheard(widget: Any, heard_by: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """Set the value of a widget without telling of it."""
    widget.unobserve(heard_by, names="value")
    try:
        yield
    finally:
        widget.observe(heard_by, names="value")


def _check_libraries() -> None:
    try:
        import ipywidgets  # noqa: F401
        import jscatter  # noqa: F401
    except ImportError as error:
        raise ImportError(
            "`explore` needs jupyter-scatter and ipywidgets, which are not both installed: pip install -e '.[lab]'"
        ) from error
