"""What one edit changed in the tables, as data: written into its line, laid over the tables forwards or backwards.

Beside the straight line, under `log` and `store`. It must never compute what an edit means: a line says what the
tables were and became, so that another version of the package shows what the analyst saw. Lines may come from a stranger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from topics.runs.counts import sorted_topics
from topics.runs.edits.log_file import Line

if TYPE_CHECKING:
    from topics.runs.run import Run

# What reading a damaged line may raise.
DAMAGES = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError)


def differences(before: Run, after: Run) -> tuple[Line, Line]:
    """Return what `patched` needs to go from one run to the other: back to the first, and forth to the second.

    Returns
    -------
    Twice: `topics` (rows that are others there), `added` (ids of topics that are not there), `articles` and `events` (ids by
    the topic that they have there), `confidence` (of articles, by id), `watchlist` (entries of articles, by id).

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> from topics.runs.edits.changes import renamed
    >>> back, forth = differences(example_run(), renamed(example_run(), "ttrams", "Trains"))
    >>> back["topics"][0]["name"], forth["topics"][0]["name"], forth["articles"]
    ('Trams', 'Trains', {})
    """
    rows = _rows(before.topics), _rows(after.topics)
    return _leading(before, after, *rows), _leading(after, before, *rows[::-1])


def patched(run: Run, steps: Sequence[Line]) -> Run:
    """Return the run with some differences laid over its tables, one after another; its log stays as it is.

    Raises
    ------
    KeyError, TypeError, ValueError, AttributeError, IndexError
        Those of `DAMAGES`, if a step is none.
    """
    sums = _Sums()
    for step in steps:
        sums.add(step)
    articles = _rehomed(run.articles, sums.articles)
    if sums.confidence:
        articles = articles.assign(topic_confidence=_changed(articles, "topic_confidence", sums.confidence))
    if sums.watchlist:
        articles = articles.assign(watchlist=_changed(articles, "watchlist", sums.watchlist))
    return replace(run, topics=_topics(run, sums), articles=articles, events=_rehomed(run.events, sums.events))


@dataclass
class _Sums:
    """What is left of several steps: the last word on everything that any of them touches."""

    topics: dict[str, Line | None] = field(default_factory=dict)  # None: the topic goes
    articles: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    confidence: dict[str, float | None] = field(default_factory=dict)
    watchlist: dict[str, list[str]] = field(default_factory=dict)

    def add(self, step: Line) -> None:
        self.topics |= dict.fromkeys(step["added"])
        self.topics |= {row["id"]: row for row in step["topics"]}
        for homes, then in ((self.articles, step["articles"]), (self.events, step["events"])):
            homes |= {one: str(topic) for topic, ids in then.items() for one in ids}
        self.confidence |= step["confidence"]
        # Lines of the first version know of no watch-list.
        self.watchlist |= {one: [str(name) for name in names] for one, names in step.get("watchlist", {}).items()}


def _topics(run: Run, sums: _Sums) -> pd.DataFrame:
    if not sums.topics:
        return run.topics
    kept = run.topics[~run.topics["id"].isin(set(sums.topics))]
    rows = _table([row for row in sums.topics.values() if row is not None], run.topics)
    both = [table for table in (kept, rows) if len(table)]
    table = pd.concat(both) if both else kept
    return sorted_topics(table.astype(run.topics.dtypes.to_dict()))


def _leading(wanted: Run, other: Run, rows: dict[str, Line], other_rows: dict[str, Line]) -> Line:
    return {
        "topics": [row for topic, row in rows.items() if other_rows.get(topic) != row],
        "added": [topic for topic in other_rows if topic not in rows],
        "articles": _homes(wanted.articles, other.articles),
        "confidence": _confidences(wanted.articles, other.articles),
        "watchlist": _tags(wanted.articles, other.articles),
        "events": _homes(wanted.events, other.events),
    }


def _homes(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, list[str]]:
    """Ids of the rows whose topic changed, by the topic that they have in the first table; both hold the same rows."""
    changed = (old["topic"] != new["topic"]).to_numpy()
    homes: dict[str, list[str]] = {}
    for one, topic in zip(old["id"][changed], old["topic"][changed], strict=True):
        homes.setdefault(topic, []).append(one)
    return homes


def _confidences(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, float | None]:
    """Confidence that the articles had whose confidence changed, None where it was unknown."""
    was, now_is = old["topic_confidence"], new["topic_confidence"]
    changed = (was != now_is) & ~(was.isna() & now_is.isna())
    return {one: _plain(value) for one, value in zip(old["id"][changed], was[changed].tolist(), strict=True)}


def _tags(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, list[str]]:
    was, now_is = (table["watchlist"].tolist() for table in (old, new))
    changed = [row for row, (one, other) in enumerate(zip(was, now_is, strict=True)) if one != other]
    return {one: list(was[row]) for one, row in zip(old["id"].iloc[changed], changed, strict=True)}


def _rehomed(table: pd.DataFrame, homes: dict[str, str]) -> pd.DataFrame:
    return table.assign(topic=_changed(table, "topic", homes)) if homes else table


def _changed(table: pd.DataFrame, column: str, values: dict[str, Any]) -> pd.Series:
    """Return a column with other values for some rows; lists are values too, which `map` and `mask` would not take."""
    fresh = [values.get(one, was) for one, was in zip(table["id"].tolist(), table[column].tolist(), strict=True)]
    return pd.Series(fresh, table.index, dtype=table[column].dtype)


def _rows(topics: pd.DataFrame) -> dict[str, Line]:
    """Rows as JSON has them, by id."""
    rows = ({str(name): _plain(value) for name, value in row.items()} for row in topics.to_dict("records"))
    return {row["id"]: row for row in rows}


def _plain(value: Any) -> Any:
    if isinstance(value, str | int | float) and value == value:
        return value
    if isinstance(value, list | tuple | np.ndarray):
        return [str(word) for word in value]
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    if pd.isna(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _table(rows: list[Line], like: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(like.columns))
    days = {name: pd.to_datetime(table[name], utc=True, format="ISO8601") for name in ("first", "last")}
    return table.assign(**days).astype(like.dtypes.to_dict())
