"""The row of buttons under the map of `explore`: rename, merge, split, move, undo, redo.

Serves `explore`. A button does one thing on the desk and says in a sentence how it went, never with a traceback.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

from topics.views.desk import Desk
from topics.views.outline import plain

_LABEL = {"description_width": "65px"}


class Actions:
    """The buttons of a desk.

    Attributes
    ----------
    topic
        Dropdown with every topic, finer ones indented.
    name
        Text field for a name; Enter in it renames.
    buttons
        By what they do: "rename", "merge", "split", "move", "undo", "redo", "choose".
    status
        Sentence on how the last of them went.
    widget
        All of it, as JupyterLab shows it.
    """

    def __init__(self, desk: Desk, changed: Callable[[], None], chosen: Callable[[], None]) -> None:
        import ipywidgets

        self._desk, self._changed, self._chosen = desk, changed, chosen
        wide = ipywidgets.Layout(width="300px")
        self.topic = ipywidgets.Dropdown(description="Topic", layout=wide, style=_LABEL)
        self.name = ipywidgets.Text(description="Name", placeholder="a new name", layout=wide, style=_LABEL)
        self.name.on_msg(lambda _, content, __: self.do("rename") if content.get("event") == "submit" else None)
        self.status = ipywidgets.HTML()
        self.buttons = {kind: self._button(kind) for kind in _KINDS}
        rows = (self.topic, "choose", "rename", "move"), (self.name, "merge", "split", "undo", "redo")
        boxes = [ipywidgets.HBox([self.buttons.get(part, part) for part in row]) for row in rows]
        self.widget = ipywidgets.VBox([*boxes, self.status])

    def refresh(self) -> None:
        """List the topics as they are now, and stand on the one that most of the chosen articles have."""
        kept, common = self.topic.value, self._desk.topics_chosen()[:1]
        self.topic.options = options = _options(self._desk)
        ids = [one for _, one in options]
        self.topic.value = next((one for one in [*common, kept, *ids] if one in ids), None)
        self.buttons["redo"].disabled = not self._desk.undone

    def say(self, sentence: str, *, good: bool = True) -> None:
        """Show a sentence under the buttons."""
        how = "topics-good" if good else "topics-bad"
        self.status.value = f'<span class="{how}">{html.escape(plain(sentence))}</span>'

    def do(self, kind: str) -> None:
        """Do what the button of this kind does."""
        try:
            said = _KINDS[kind][2](self._desk, self.topic.value or "", self.name.value)
        except (ValueError, OSError) as error:
            self.say(str(error), good=False)
            return
        self.name.value = ""
        (self._chosen if kind == "choose" else self._changed)()
        self.say(said)

    def _button(self, kind: str) -> Any:
        import ipywidgets

        words, hint, _ = _KINDS[kind]
        button = ipywidgets.Button(description=words, tooltip=hint, layout=ipywidgets.Layout(width="auto"))
        button.on_click(lambda _: self.do(kind))
        return button


def _choose(desk: Desk, topic: str, _: str) -> str:
    desk.choose_topic(topic)
    return "Chose all articles of the topic."


_KINDS: dict[str, tuple[str, str, Callable[[Desk, str, str], str]]] = {
    "choose": ("Choose its articles", "choose all articles of the topic", _choose),
    "rename": ("Rename it", "give the topic the name below", lambda desk, topic, name: desk.rename(topic, name)),
    "move": ("Move selection to it", "put the chosen articles in the topic", lambda desk, topic, _: desk.move(topic)),
    "merge": ("Merge topics of selection", "one topic of theirs, by that name", lambda desk, _, name: desk.merge(name)),
    "split": ("Split selection off", "a topic of their own, by that name", lambda desk, _, name: desk.split(name)),
    "undo": ("Undo", "take the last edit back", lambda desk, *_: desk.undo()),
    "redo": ("Redo", "make the edit again that was taken back", lambda desk, *_: desk.redo()),
}


def _options(desk: Desk) -> list[tuple[str, str]]:
    """Every topic below its broader one, as (words, id); words differ even where names do not."""
    nested, topics = desk.nested, desk.run.topics
    ids, names, numbers = (topics[column].tolist() for column in ("id", "name", "n_articles"))
    indent = "\u2003"
    rows = [row for root in nested.roots for row in nested.within(root)]
    return [(f"{indent * int(nested.layer[row])}{plain(names[row])} ({numbers[row]:,})", str(ids[row])) for row in rows]
