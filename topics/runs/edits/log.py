"""Edits as lines: what is written down so that an edit can be found again in a later run, and taken back in this one.

Beside the straight line, under the verbs and `replay`. A line names its topics by member articles, never by id alone, and
holds what the tables were and became. Lines may come from a stranger: they are data, and a damaged one is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from topics.runs.edits.deltas import DAMAGES, differences, patched
from topics.runs.edits.log_file import Line
from topics.runs.layers import topics_within
from topics.runs.stages import now

if TYPE_CHECKING:
    from topics.runs.run import Run

MOST_MEMBERS = 200  # articles that stand for a topic: the most central ones, which are the last to leave it


def record(before: Run, after: Run, line: Line, by: str = "") -> Run:
    """Return `after` with the line added to its log, completed by the time, the author and what it changed."""
    author = {"by": by} if by else {}
    back, forth = differences(before, after)
    written = {"at": now(), **author, **line, "before": back, "after": forth}
    return replace(after, edits=[*before.edits, written])


def described(run: Run, topics: Iterable[str]) -> list[Line]:
    """Describe topics so that they can be found in a later run: id, name, layer and central articles."""
    rows = run.topics.set_index("id")
    return [
        {"id": one, "name": str(rows["name"][one]), "layer": int(rows["layer"][one]), "members": members(run, one)}
        for one in topics
    ]


def members(run: Run, topic: str) -> list[str]:
    """Return articles that stand for a topic, closest to its middle first; copies are left out."""
    inside = run.articles["topic"].isin(topics_within(run.topics, topic)).to_numpy()
    originals = inside & (run.articles["copy_of"] == "").to_numpy()
    rows = np.flatnonzero(originals if originals.any() else inside)
    vectors = run.vectors[rows].astype(np.float32)
    middle = vectors.mean(axis=0) if len(rows) else vectors.sum(axis=0)
    # Rounded, so that two machines agree: articles are sorted by id, and a stable sort keeps that among equals.
    closeness = np.round(vectors @ middle, 4)
    return run.articles["id"].iloc[rows[np.argsort(-closeness, kind="stable")][:MOST_MEMBERS]].tolist()


def standing(edits: Sequence[Line]) -> list[int]:
    """Return the places of the edits that a later run makes again, oldest first: neither undone nor forgotten.

    Examples
    --------
    >>> standing([{"op": "rename"}, {"op": "merge"}, {"op": "undo", "undoes": 2}, {"op": "move"}])
    [0, 3]
    >>> standing([{"op": "rename"}, {"op": "undo", "undoes": 1}, {"op": "redo", "redoes": 1}])
    [0]
    """
    held = _told(edits)[0]
    forgotten = {number_in(edits[place], "line") - 1 for place in held if _op(edits[place]) == "forget"}
    return [place for place in held if place not in forgotten and _op(edits[place]) != "forget"]


def last_applied(edits: Sequence[Line]) -> int | None:
    """Return the place of the last edit that changed this run and was not undone, None if there is none."""
    held = [place for place in _told(edits)[0] if not _failed(edits[place])]
    return held[-1] if held else None


def last_undone(edits: Sequence[Line]) -> int | None:
    """Return the place of the edit that was taken back last, None if there is none or another edit was made since.

    >>> last_undone([{"op": "rename"}, {"op": "undo", "undoes": 1}])
    0
    """
    undone = _told(edits)[1]
    return undone[-1] if undone else None


def number_in(line: Line, key: str) -> int:
    """Return the number of another line that a line names, 0 if it names none."""
    number = line.get(key) if isinstance(line, dict) else None
    return number if isinstance(number, int) else 0


def without_edits(run: Run) -> Run:
    """Return the run as it was before anybody edited it, its log empty."""
    steps, edits = [], run.edits
    while (place := last_applied(edits)) is not None:
        steps.append(place)
        edits = edits[:place]
    return replace(_stepped(run, [(place, "before") for place in steps]), edits=[])


def restored(run: Run, place: int) -> Run:
    """Return the run as it was before the edit at this place of its log, the last that stands; the log stays.

    Raises
    ------
    ValueError
        If the line does not hold what that needs.
    """
    return _stepped(run, [(place, "before")])


def remade(run: Run, place: int) -> Run:
    """Return the run as the edit at this place of its log left it, the last that was undone; the log stays.

    Raises
    ------
    ValueError
        If the line does not hold what that needs.
    """
    return _stepped(run, [(place, "after")])


def caught_up(run: Run, shown: int) -> Run:
    """Return a run whose tables show the first lines of its log with those lines laid over them that they do not show.

    Parameters
    ----------
    run
        A run as it lies in its folder.
    shown
        Number of lines of the log that its tables show.

    Raises
    ------
    ValueError
        If a line does not hold what that needs.

    Examples
    --------
    >>> from topics.runs.edits import rename
    >>> from topics.runs.example import example_run
    >>> edited = rename(example_run(), "Trams", "Tram strikes")
    >>> caught_up(replace(example_run(), edits=edited.edits), 0).topics["name"].equals(edited.topics["name"])
    True
    """
    steps = []
    for place, line in enumerate(run.edits[shown:], shown):
        if _op(line) == "undo":
            steps.append((number_in(line, "undoes") - 1, "before"))
        elif _op(line) == "redo":
            steps.append((number_in(line, "redoes") - 1, "after"))
        elif not _failed(line):
            steps.append((place, "after"))
    return _stepped(run, steps)


def _told(edits: Sequence[Line]) -> tuple[list[int], list[int]]:
    """Places of the edits that were not undone, oldest first, and of those that can be made again, last undone last."""
    held: list[int] = []
    undone: list[int] = []
    for place, line in enumerate(edits):
        back, again = number_in(line, "undoes") - 1, number_in(line, "redoes") - 1
        if _op(line) not in ("undo", "redo"):
            held.append(place)
            undone.clear()
        elif _op(line) == "undo" and back in held:
            held.remove(back)
            undone.append(back)
        elif _op(line) == "redo" and again in undone:
            undone.remove(again)
            held.append(again)
    return held, undone


def _op(line: Line) -> str:
    return str(line.get("op", "")) if isinstance(line, dict) else ""


def _failed(line: Line) -> bool:
    return not isinstance(line, dict) or not line.get("applied", True)


def _stepped(run: Run, steps: Sequence[tuple[int, str]]) -> Run:
    """Lay what lines say the tables were ("before") or became ("after") over them."""
    if not steps:
        return run
    places = [place for place, _ in steps]
    try:
        if min(places) < 0:
            raise KeyError("which edit it means")
        return patched(run, [run.edits[place][side] for place, side in steps])
    except DAMAGES as error:
        first, last = min(places) + 1, max(places) + 1
        where = f"line {first}" if first == last else f"one of the lines {first} to {last}"
        does = "taken back" if steps[0][1] == "before" else "made again"
        raise ValueError(
            f"Got a damaged edit on {where} of edits.jsonl ({error}), which cannot be {does}; make the run again."
        ) from error
