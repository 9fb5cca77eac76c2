"""The rows of fields and buttons under the map of `explore`: topics renamed, merged, split, and the watch-list taught.

Serves `explore`. A button does one thing on the desk and says in a sentence how it went, never with a traceback.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any, NamedTuple

from topics.views.desk import Desk
from topics.views.outline import plain

_LABEL = {"description_width": "65px"}
WIDE = "300px"  # of a field


class Actions:
    """The fields and buttons of a desk.

    Attributes
    ----------
    topic
        Dropdown with every topic, finer ones indented.
    name
        Text field for a name; Enter in it renames.
    entry
        Dropdown with the entries of the watch-list; shown where the run was made with one.
    buttons
        By what they do: "choose", "rename", "move", "pin", "ban", "merge", "split", "undo", "redo", "accept", "reject".
    status
        Sentence on how the last of them went.
    widget
        All of it, as JupyterLab shows it.
    """

    def __init__(self, desk: Desk, changed: Callable[[], None], chosen: Callable[[], None]) -> None:
        from ipywidgets import HTML, Dropdown, HBox, Layout, Text, VBox

        self._desk, self._changed, self._chosen = desk, changed, chosen
        style = {"layout": Layout(width=WIDE), "style": _LABEL}
        self.topic = Dropdown(description="Topic", **style)
        self.name = Text(description="Name", placeholder="a new name", **style)
        self.entry = Dropdown(description="Watch-list", options=[(plain(one), one) for one in desk.entries], **style)
        self.name.on_msg(lambda _, content, __: self.do("rename") if content.get("event") == "submit" else None)
        self.status = HTML()
        self.buttons = {kind: self._button(kind) for kind in _KINDS}
        rows = [(self.topic, "choose", "rename", "move", "pin", "ban"), (self.name, "merge", "split", "undo", "redo")]
        rows += [(self.entry, "accept", "reject")] if desk.entries else []
        boxes = [HBox([field, *map(self.buttons.get, kinds)]) for field, *kinds in rows]
        self.widget = VBox([*boxes, self.status])

    def refresh(self) -> None:
        """List the topics as they are now, and stand on the one that most of the chosen articles have."""
        kept, common = self.topic.value, self._desk.topics_chosen()[:1]
        self.topic.options = options = _options(self._desk)
        ids = [one for _, one in options]
        self.topic.value = next((one for one in [*common, kept, *ids] if one in ids), None)
        self.buttons["undo"].disabled = not self._desk.edited
        self.buttons["redo"].disabled = not self._desk.undone

    def say(self, sentence: str, *, good: bool = True) -> None:
        """Show a sentence under the buttons."""
        how = "topics-good" if good else "topics-bad"
        self.status.value = f'<span class="{how}">{html.escape(plain(sentence))}</span>'

    def do(self, kind: str) -> None:
        """Do what the button of this kind does."""
        try:
            asked = _Asked(self.topic.value or "", self.name.value, self.entry.value or "")
            said = _KINDS[kind][2](self._desk, asked)
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


class _Asked(NamedTuple):
    """What stands in the fields when a button is clicked."""

    topic: str
    name: str
    entry: str


def _choose(desk: Desk, asked: _Asked) -> str:
    desk.choose_topic(asked.topic)
    return "Chose all articles of the topic."


_KINDS: dict[str, tuple[str, str, Callable[[Desk, _Asked], str]]] = {
    "choose": ("Choose its articles", "choose all articles of the topic", _choose),
    "rename": ("Rename it", "give the topic the name below", lambda desk, asked: desk.rename(asked.topic, asked.name)),
    "move": (
        "Move selection to it",
        "put the chosen articles in the topic",
        lambda desk, asked: desk.move(asked.topic),
    ),
    "pin": ("Pin it", "keep its articles together in later runs", lambda desk, asked: desk.pin(asked.topic)),
    "ban": ("Ban it", "this is no topic, here and in later runs", lambda desk, asked: desk.ban(asked.topic)),
    "merge": (
        "Merge topics of selection",
        "one topic of theirs, by that name or the largest one's",
        lambda desk, asked: desk.merge(asked.name),
    ),
    "split": ("Split selection off", "a topic of their own, by that name", lambda desk, asked: desk.split(asked.name)),
    "undo": ("Undo", "take the last edit back", lambda desk, _: desk.undo()),
    "redo": ("Redo", "make the edit again that was taken back", lambda desk, _: desk.redo()),
    "accept": (
        "Accept selection",
        "the chosen articles are about this entry; it learns from them",
        lambda desk, asked: desk.accept(asked.entry),
    ),
    "reject": (
        "Reject selection",
        "the chosen articles are not about this entry; it learns from them",
        lambda desk, asked: desk.reject(asked.entry),
    ),
}


def _options(desk: Desk) -> list[tuple[str, str]]:
    """Every topic below its broader one, as (words, id); words differ even where names do not."""
    nested, topics = desk.nested, desk.run.topics
    ids, names, numbers = (topics[column].tolist() for column in ("id", "name", "n_articles"))
    indent = "\u2003"
    rows = [row for root in nested.roots for row in nested.within(root)]
    return [(f"{indent * int(nested.layer[row])}{plain(names[row])} ({numbers[row]:,})", str(ids[row])) for row in rows]
