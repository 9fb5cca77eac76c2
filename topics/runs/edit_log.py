"""Edits as lines: what is written down so that an edit can be found again in a later run, and taken back in this one.

Beside the straight line, under `edits` and `replay`. A line names its topics by member articles, never by id alone, and
holds what the tables were before. Lines may come from a stranger: they are data, and a damaged one is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from topics.runs.counts import chains, sorted_topics

if TYPE_CHECKING:
    from topics.runs.run import Run

Line = dict[str, Any]

MOST_MEMBERS = 200  # articles that stand for a topic: the most central ones, which are the last to leave it
DAMAGES = (KeyError, TypeError, ValueError, AttributeError, IndexError)  # what reading a damaged line may raise


def record(before: Run, after: Run, line: Line, by: str = "") -> Run:
    """Return `after` with the line added to its log, completed by the time, the author and what undoing it needs."""
    author = {"by": by} if by else {}
    written = {"at": now(), **author, **line, "before": difference(before, after)}
    return replace(after, edits=[*before.edits, written])


def now() -> str:
    """Return this second as an ISO time in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def described(run: Run, topics: Iterable[str]) -> list[Line]:
    """Describe topics so that they can be found in a later run: id, name, layer and central articles."""
    rows = run.topics.set_index("id")
    return [
        {"id": one, "name": str(rows["name"][one]), "layer": int(rows["layer"][one]), "members": members(run, one)}
        for one in topics
    ]


def members(run: Run, topic: str) -> list[str]:
    """Return articles that stand for a topic, closest to its middle first; copies are left out."""
    below = {home for home, chain in chains(run.topics).items() if topic in chain}
    inside = run.articles["topic"].isin(below).to_numpy()
    originals = inside & (run.articles["copy_of"] == "").to_numpy()
    rows = np.flatnonzero(originals if originals.any() else inside)
    vectors = run.vectors[rows].astype(np.float32)
    middle = vectors.mean(axis=0) if len(rows) else vectors.sum(axis=0)
    # Rounded, so that two machines agree: articles are sorted by id, and a stable sort keeps that among equals.
    closeness = np.round(vectors @ middle, 4)
    return run.articles["id"].iloc[rows[np.argsort(-closeness, kind="stable")][:MOST_MEMBERS]].tolist()


def standing(edits: Sequence[Line]) -> list[int]:
    """Return the places of the edits that were not undone, oldest first.

    Examples
    --------
    >>> standing([{"op": "rename"}, {"op": "merge"}, {"op": "undo", "undoes": 2}, {"op": "move"}])
    [0, 3]
    """
    held: list[int] = []
    for place, line in enumerate(edits):
        if not isinstance(line, dict) or line.get("op") != "undo":
            held.append(place)
        elif isinstance(line.get("undoes"), int) and line["undoes"] - 1 in held:
            held.remove(line["undoes"] - 1)
    return held


def last_applied(edits: Sequence[Line]) -> int | None:
    """Return the place of the last edit that changed this run and was not undone, None if there is none."""
    held = [place for place in standing(edits) if isinstance(edits[place], dict) and edits[place].get("applied", True)]
    return held[-1] if held else None


def without_edits(run: Run) -> Run:
    """Return the run as it was before anybody edited it, its log empty."""
    while (place := last_applied(run.edits)) is not None:
        run = replace(restored(run, place), edits=run.edits[:place])
    return replace(run, edits=[])


def difference(before: Run, after: Run) -> Line:
    """Return what `restored` needs to go back: topics that changed or vanished or are new, and homes that changed."""
    old, new = ({row["id"]: row for row in _rows(run.topics)} for run in (before, after))
    return {
        "topics": [row for topic, row in old.items() if new.get(topic) != row],
        "added": [topic for topic in new if topic not in old],
        "articles": _homes(before.articles, after.articles),
        "confidence": _confidences(before.articles, after.articles),
        "events": _homes(before.events, after.events),
    }


def restored(run: Run, place: int) -> Run:
    """Return the run as it was before the edit at this place of its log, the last that stands; the log stays.

    Raises
    ------
    ValueError
        If the line does not hold what that needs.
    """
    try:
        before = run.edits[place]["before"]
        fresh = {*before["added"], *(row["id"] for row in before["topics"])}
        kept = run.topics[~run.topics["id"].isin(fresh)]
        topics = pd.concat([kept, _table(before["topics"], run.topics)])
        return replace(
            run,
            topics=sorted_topics(topics.astype(run.topics.dtypes.to_dict())),
            articles=_with_confidence(_rehomed(run.articles, before["articles"]), before["confidence"]),
            events=_rehomed(run.events, before["events"]),
        )
    except DAMAGES as error:
        raise ValueError(
            f"Got a damaged edit on line {place + 1} of edits.jsonl ({error}), which cannot be taken back; "
            "make the run again."
        ) from error


def _homes(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, list[str]]:
    """Ids of the rows whose topic changed, by the topic that they had."""
    then = dict(zip(old["id"], old["topic"], strict=True))
    now_at = dict(zip(new["id"], new["topic"], strict=True))
    homes: dict[str, list[str]] = {}
    for one, topic in then.items():
        if now_at[one] != topic:
            homes.setdefault(topic, []).append(one)
    return homes


def _rehomed(table: pd.DataFrame, homes: dict[str, list[str]]) -> pd.DataFrame:
    home = {one: topic for topic, ids in homes.items() for one in ids}
    column = [home.get(one, topic) for one, topic in zip(table["id"], table["topic"], strict=True)]
    return table.assign(topic=pd.Series(column, table.index, dtype=table["topic"].dtype))


def _confidences(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, float | None]:
    """Confidence that the articles had whose confidence changed, None where it was unknown."""
    was, now_is = old["topic_confidence"], new["topic_confidence"]
    changed = (was != now_is) & ~(was.isna() & now_is.isna())
    return {one: _plain(value) for one, value in zip(old["id"][changed], was[changed].tolist(), strict=True)}


def _with_confidence(table: pd.DataFrame, confidence: dict[str, float | None]) -> pd.DataFrame:
    was = zip(table["id"], table["topic_confidence"].tolist(), strict=True)
    column = [confidence.get(one, value) for one, value in was]
    return table.assign(topic_confidence=pd.Series(column, table.index, dtype=table["topic_confidence"].dtype))


def _rows(topics: pd.DataFrame) -> list[Line]:
    """Rows as JSON has them."""
    return [{str(name): _plain(value) for name, value in row.items()} for row in topics.to_dict("records")]


def _plain(value: Any) -> Any:
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
