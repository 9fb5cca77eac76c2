"""The analyst's desk without its widgets: the run as edited so far, and what is chosen in it.

Serves `explore`; everything a button does is a method here, so that it can be tested without a browser. An edit is on
disk before its method returns, or nothing has changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from topics.runs.append import append_edits
from topics.runs.edits.deltas import DAMAGES
from topics.runs.edits.judgements import entries_of
from topics.runs.edits.log import last_applied, last_undone
from topics.runs.run import Run
from topics.views.outline import Outline, outline, plain
from topics.views.wording import some

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


@dataclass
class Desk:
    """A run at work.

    Attributes
    ----------
    run
        The run, with every edit made so far.
    layer
        The layer of topics that is looked at, 0 = broadest.
    chosen
        Ids of the chosen articles, sorted; copies are folded into what they copy.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> desk = Desk(example_run(), layer=1)
    >>> desk.choose(["a04"])
    >>> desk.split("Night ferries")
    "Split 1 article off as 'Night ferries'."
    >>> desk.undo(), desk.redo()
    ("Took back: make 1 article of 'Ferries' a topic, 'Night ferries'.",
     "Made again: make 1 article of 'Ferries' a topic, 'Night ferries'.")
    """

    run: Run
    layer: int = 0
    chosen: tuple[str, ...] = ()
    _outlined: tuple[Run, Outline] | None = field(default=None, init=False, repr=False)

    @property
    def nested(self) -> Outline:
        """Which topic lies in which, worked out once for every state of the run."""
        if self._outlined is None or self._outlined[0] is not self.run:
            self._outlined = self.run, outline(self.run)
        return self._outlined[1]

    @cached_property
    def ids(self) -> list[str]:
        """Ids of the articles in the order of the run; no edit changes them."""
        return list(self.run.articles["id"])

    @cached_property
    def original(self) -> dict[str, str]:
        """Id of the article that each article copies, its own where it copies none; no edit changes it."""
        known = set(self.ids)
        pairs = zip(self.ids, self.run.articles["copy_of"].tolist(), strict=True)
        return {one: copied if copied in known else one for one, copied in pairs}

    @cached_property
    def points(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Rows of the articles that the map shows: not copies, and with a place; no edit changes them."""
        placed = np.isfinite(self.run.articles[["x", "y"]].to_numpy(dtype=np.float64)).all(axis=1)
        own = np.array([self.original[one] == one for one in self.ids], dtype=bool)
        return np.flatnonzero(placed & own)

    @property
    def selected(self) -> pd.DataFrame:
        """Rows of `run.articles` that are chosen, copies included."""
        return self.run.articles.iloc[self.rows]

    @property
    def rows(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Row numbers of what is chosen, copies included."""
        chosen = set(self.chosen)
        return np.array([row for row, one in enumerate(self.ids) if self.original[one] in chosen], dtype=np.int64)

    def choose(self, articles: Iterable[str]) -> None:
        """Choose articles by id; those that the run does not have are left out."""
        self.chosen = tuple(sorted({self.original[one] for one in articles if one in self.original}))

    def search(self, words: str) -> None:
        """Choose the articles whose title or body holds all these words; case and accents do not matter."""
        wanted = _folded(words).split()
        found = [all(word in text for word in wanted) for text in self._texts] if wanted else []
        self.choose(one for one, hit in zip(self.ids, found, strict=False) if hit)

    def choose_topic(self, topic: str) -> None:
        """Choose all articles of a topic, those of its finer topics included."""
        inside = [one for row in np.flatnonzero(self.run.topics["id"] == topic) for one in self.nested.within(int(row))]
        self.choose(self.ids[row] for row in np.flatnonzero(np.isin(self.nested.home, inside)))

    def topics_chosen(self) -> list[str]:
        """Return the ids of the topics of the chosen articles at this layer, the commonest first."""
        ids = self.run.topics["id"].tolist()
        counts = Counter(str(ids[topic]) for topic in self.nested.at(self.layer)[self.rows].tolist() if topic >= 0)
        return sorted(counts, key=lambda one: (-counts[one], one))

    def rename(self, topic: str, name: str) -> str:
        """Give a topic another name; what was done is said in a sentence, as by every edit below."""
        before = self._name(topic)
        return self._taken(self.run.rename(topic, name), f"Renamed {before!r} to {plain(name)!r}.")

    def merge(self, name: str = "") -> str:
        """Make one topic of the topics of the chosen articles at this layer; without a name, the largest one's."""
        chosen = self.topics_chosen()
        after = self.run.merge(chosen, name if name.strip() else None)
        return self._taken(after, f"Merged {some(len(chosen), 'topic')} into {after.edits[-1]['name']!r}.")

    def split(self, name: str) -> str:
        """Make a topic of its own of the chosen articles."""
        after = self.run.split(self.chosen, name)
        return self._taken(after, f"Split {some(len(self.chosen), 'article')} off as {plain(name)!r}.")

    def move(self, topic: str) -> str:
        """Put the chosen articles in another topic."""
        after = self.run.move(self.chosen, topic)
        return self._taken(after, f"Moved {some(len(self.chosen), 'article')} to {self._name(topic)!r}.")

    def pin(self, topic: str) -> str:
        """Keep the articles of a topic together in later runs."""
        return self._taken(self.run.pin(topic), f"Later runs keep {self._name(topic)!r} together.")

    def ban(self, topic: str) -> str:
        """Say that a topic is none, here and in later runs."""
        return self._taken(self.run.ban(topic), f"{self._name(topic)!r} is no topic any more, nor in later runs.")

    def accept(self, entry: str) -> str:
        """Say that the chosen articles are about an entry of the watch-list."""
        after = self.run.accept(self.chosen, entry)
        return self._taken(after, f"Accepted {some(len(self.chosen), 'article')} for {plain(entry)!r}.")

    def reject(self, entry: str) -> str:
        """Say that the chosen articles are not about an entry of the watch-list."""
        after = self.run.reject(self.chosen, entry)
        return self._taken(after, f"Rejected {some(len(self.chosen), 'article')} for {plain(entry)!r}.")

    def undo(self) -> str:
        """Take back the last edit that stands, be it of this session or of an earlier one."""
        place = last_applied(self.run.edits)
        return self._taken(self.run.undo(), f"Took back: {self._told(place)}.")

    def redo(self) -> str:
        """Make the edit again that was taken back last, be it in this session or in an earlier one."""
        place = last_undone(self.run.edits)
        return self._taken(self.run.redo(), f"Made again: {self._told(place)}.")

    @property
    def edited(self) -> bool:
        """Whether there is an edit to take back."""
        return last_applied(self.run.edits) is not None

    @property
    def undone(self) -> bool:
        """Whether there is an edit to make again."""
        return last_undone(self.run.edits) is not None

    @cached_property
    def entries(self) -> list[str]:
        """Names of the entries of the watch-list that the run was made with, none without one; no edit changes them."""
        try:
            return entries_of(self.run)
        except DAMAGES:  # no list, or the manifest of a stranger
            return []

    @cached_property
    def _texts(self) -> list[str]:
        pairs = zip(self.run.articles["title"].tolist(), self.run.articles["body"].tolist(), strict=True)
        return [_folded(f"{title}\n{body}") for title, body in pairs]

    def _name(self, topic: str) -> str:
        names = self.run.topics["name"][self.run.topics["id"] == topic]
        return plain(names.iloc[0]) if len(names) else topic

    def _told(self, place: int | None) -> str:
        return "" if place is None else plain(self.run.history["what"][place])

    def _taken(self, after: Run, said: str) -> str:
        """Keep the edited run on disk, then go on with it."""
        folder = append_edits(after) if after.folder else None
        self.run = after
        self.layer = min(self.layer, max(after.n_layers - 1, 0))
        return f"{said} Kept in {folder / 'edits.jsonl'}." if folder else said


def _folded(text: str) -> str:
    """Text without case and accents."""
    if text.isascii():
        return text.lower()
    return _NOT_ASCII.sub(lambda found: _without_marks(found[0]), text.casefold())


@lru_cache(maxsize=65_536)
def _without_marks(letters: str) -> str:
    apart = unicodedata.normalize("NFKD", letters)
    return "".join(char for char in apart if not unicodedata.combining(char))
