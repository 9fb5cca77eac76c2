"""The analyst's desk without its widgets: the run as edited so far, what is chosen in it, and what was taken back.

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
from typing import Any

import numpy as np
import pandas as pd

from topics.runs.append import append_edits
from topics.runs.edit_log import last_applied
from topics.runs.replay import reapply
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
    undone
        Lines of edits that were taken back and can be made again, the latest last.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> desk = Desk(example_run(), layer=1)
    >>> desk.choose(["a04"])
    >>> desk.split("Night ferries")
    "Split 1 article off as 'Night ferries'."
    >>> desk.undo(), desk.redo()
    ('Took back the last split.', 'Made the last split again.')
    """

    run: Run
    layer: int = 0
    chosen: tuple[str, ...] = ()
    undone: list[dict[str, Any]] = field(default_factory=list)
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

    def undo(self) -> str:
        """Take back the last edit that stands, be it of this session or of an earlier one."""
        place = last_applied(self.run.edits)
        undone = self.undone
        said = self._taken(
            self.run.undo(), f"Took back the last {self.run.edits[-1 if place is None else place]['op']}."
        )
        self.undone = [*undone, self.run.edits[place or 0]]
        return said

    def redo(self) -> str:
        """Make the edit again that was taken back last in this session; it is a new line of the log."""
        if not self.undone:
            raise ValueError("Got nothing to make again: no edit was taken back since the last one made.")
        *others, line = self.undone
        after, problems = reapply(self.run, [line])
        if problems:
            raise ValueError(str(problems[0]["sentence"]))
        said = self._taken(after, f"Made the last {line['op']} again.")
        self.undone = others
        return said

    @cached_property
    def _texts(self) -> list[str]:
        pairs = zip(self.run.articles["title"].tolist(), self.run.articles["body"].tolist(), strict=True)
        return [_folded(f"{title}\n{body}") for title, body in pairs]

    def _name(self, topic: str) -> str:
        names = self.run.topics["name"][self.run.topics["id"] == topic]
        return plain(names.iloc[0]) if len(names) else topic

    def _taken(self, after: Run, said: str) -> str:
        """Keep the edited run on disk, then go on with it."""
        folder = append_edits(after) if after.folder else None
        self.run, self.undone = after, []
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
