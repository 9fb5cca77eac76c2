"""What one analysis read, decided and produced, as tables.

The end of the straight line: everything an analyst looks at hangs on a `Run`. It decides nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.runs.config import Config

if TYPE_CHECKING:
    from topics.clustering.watchlist import Watchlist
    from topics.runs.periods import Every
    from topics.views.cards import EventCard


@dataclass(frozen=True, repr=False)
class Run:
    """One analysis.

    Attributes
    ----------
    articles
        The articles table and what was decided on each: `copy_of`, `topic` (finest layer), `topic_confidence`, `event`,
        `x`, `y`, `watchlist`, `why` (what joins it to its event), `held` (its topics in the run before, where this one
        followed it); sorted by id. The confidence says how often an article like it keeps its finest topic when the pile
        changes a little, .5 to .9; 1 where an analyst put it there.
    topics
        `id`, `layer` (0 = broadest), `parent`, `name`, `keywords`, `n_articles`, `n_events`, `first`, `last`, `watchlist`,
        `burst`.
    events
        `id`, `topic`, `headline`, `first`, `last`, `n_articles`, `n_independent`, `n_sources`, `entities`, `peak` (day
        with most articles), `storyline`, `follows`, `same_series`, `part_of` (round-ups that tell of it), `burst` (2 = the
        last days' reports come by chance once in a hundred).
    config
        The settings it was made with.
    manifest
        Versions, hashes of the input, and what each stage was given and took.
    vectors
        Half precision, shape (n_articles, n_dimensions), in the order of `articles`; a copy carries its original's vector.
    edits
        The analyst's changes, oldest first.
    rejected
        Input rows that could not be used: `file`, `line`, `reason`, `text`.
    folder
        Where it was loaded from or last saved to, None for a run that is in memory only; `explore` keeps edits there.
    """

    articles: pd.DataFrame
    topics: pd.DataFrame
    events: pd.DataFrame
    config: Config
    manifest: dict[str, Any]
    vectors: NDArray[np.float16]
    edits: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    folder: Path | None = field(default=None, compare=False)

    @staticmethod
    def load(path: str | Path) -> Run:
        """Read a run folder; nothing in it is executed."""
        from topics.runs.store import load_run

        return load_run(path)

    def save(self, path: str | Path) -> Path:
        """Write the run folder: aside first, then renamed, so that a kill leaves the old one whole."""
        from topics.runs.store import save_run

        saved = save_run(self, path)
        object.__setattr__(self, "folder", saved.resolve())  # where it lies is no part of what was decided
        return saved

    def topic_at_layer(self, layer: int) -> pd.Series[str]:
        """Return every article's topic in one layer, 0 = broadest; see `layers.topic_at_layer`."""
        from topics.runs.layers import topic_at_layer

        return topic_at_layer(self, layer)

    def topics_over_time(self, layer: int = 0, every: Every = "auto") -> pd.DataFrame:
        """Return the articles, events and share of each topic in each day, week or month; see `over_time`."""
        from topics.runs.over_time import topics_over_time

        return topics_over_time(self, layer, every)

    def topic_trends(self, layer: int = 0, every: Every = "auto") -> pd.DataFrame:
        """Return which topics are new, rising, fading or gone quiet, against their own past; see `trends`."""
        from topics.runs.trends import topic_trends

        return topic_trends(self, layer, every)

    def event(self, event: str) -> EventCard:
        """Return all there is to one event, by its id or its headline; see `cards.event_card`."""
        from topics.views.cards import event_card

        return event_card(self, event)

    def rename(self, topic: str, name: str, *, by: str = "") -> Run:
        """Return a run in which a topic has another name; see `edits.rename`."""
        from topics.runs import edits

        return edits.rename(self, topic, name, by=by)

    def merge(self, topics: Sequence[str], name: str | None = None, *, by: str = "") -> Run:
        """Return a run in which several topics of one layer are one; see `edits.merge`."""
        from topics.runs import edits

        return edits.merge(self, topics, name, by=by)

    def split(self, articles: str | Iterable[str], name: str, *, by: str = "") -> Run:
        """Return a run in which some articles of a topic are a topic of their own; see `edits.split`."""
        from topics.runs import edits

        return edits.split(self, articles, name, by=by)

    def move(self, articles: str | Iterable[str], topic: str, *, by: str = "") -> Run:
        """Return a run in which some articles have another home topic; see `edits.move`."""
        from topics.runs import edits

        return edits.move(self, articles, topic, by=by)

    def accept(self, articles: str | Iterable[str], entry: str, *, by: str = "") -> Run:
        """Return a run in which articles are about an entry of the watch-list; see `edits.accept`."""
        from topics.runs import edits

        return edits.accept(self, articles, entry, by=by)

    def reject(self, articles: str | Iterable[str], entry: str, *, by: str = "") -> Run:
        """Return a run in which articles are not about an entry of the watch-list; see `edits.reject`."""
        from topics.runs import edits

        return edits.reject(self, articles, entry, by=by)

    def pin(self, topic: str, *, by: str = "") -> Run:
        """Return a run after which later ones keep the articles of a topic together; see `edits.pin`."""
        from topics.runs import edits

        return edits.pin(self, topic, by=by)

    def ban(self, topic: str, *, by: str = "") -> Run:
        """Return a run in which a topic is none, nor in later ones; see `edits.ban`."""
        from topics.runs import edits

        return edits.ban(self, topic, by=by)

    def undo(self, *, by: str = "") -> Run:
        """Return a run in which the last edit that stands is taken back; see `edits.undo`."""
        from topics.runs import edits

        return edits.undo(self, by=by)

    def redo(self, *, by: str = "") -> Run:
        """Return a run in which the edit that was taken back last is made again; see `edits.redo`."""
        from topics.runs import edits

        return edits.redo(self, by=by)

    def forget(self, line: int, *, by: str = "") -> Run:
        """Return a run after which later ones do not make an edit again; see `edits.forget`."""
        from topics.runs import edits

        return edits.forget(self, line, by=by)

    def watchlist(self) -> Watchlist:
        """Return the watch-list of the run, taught by what was accepted and rejected; see `taught_watchlist`."""
        from topics.runs.edits.judgements import taught_watchlist

        return taught_watchlist(self)

    @property
    def history(self) -> pd.DataFrame:
        """Every edit in words, and whether it stands; see `edits.history`."""
        from topics.runs.edits.history import edit_history

        return edit_history(self)

    @property
    def conflicts(self) -> pd.DataFrame:
        """Edits of the previous run that could not be made again, each with a proposal; see `edits.history`."""
        from topics.runs.edits.history import edit_conflicts

        return edit_conflicts(self)

    @property
    def n_layers(self) -> int:
        """Number of topic layers."""
        return int(self.topics["layer"].max()) + 1 if len(self.topics) else 0

    def __repr__(self) -> str:
        """Show the topics with their largest events as plain text."""
        from topics.views.tables import topics_table_text

        return topics_table_text(self)

    def _repr_html_(self) -> str:
        from topics.views.tables import topics_table_html

        return topics_table_html(self)
