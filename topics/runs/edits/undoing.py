"""Edits taken back, made again, and given up for later runs.

At the end of the straight line, beside `shaping`. It must never take a line out of the log: what was once done stays told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from topics.runs.edits.log import last_applied, last_undone, record, remade, restored, standing
from topics.runs.edits.log_file import Line
from topics.runs.stages import now

if TYPE_CHECKING:
    from topics.runs.run import Run


def undo(run: Run, *, by: str = "") -> Run:
    """Take back the last edit that still stands; doing it again takes back the one before.

    Raises
    ------
    ValueError
        If no edit stands, or its line is damaged.

    Examples
    --------
    >>> from topics.runs.edits import rename
    >>> from topics.runs.example import example_run
    >>> run = undo(rename(example_run(), "Trams", "Tram strikes"))
    >>> run.topics["name"].equals(example_run().topics["name"]), [line["op"] for line in run.edits]
    (True, ['rename', 'undo'])
    """
    place = last_applied(run.edits)
    if place is None:
        raise ValueError("Got nothing to undo: no edit of this run stands.")
    return replace(restored(run, place), edits=[*run.edits, _about(run, "undo", "undoes", place, by)])


def redo(run: Run, *, by: str = "") -> Run:
    """Make the edit again that was taken back last; doing it again makes the next one again.

    Raises
    ------
    ValueError
        If none was taken back, or another edit was made since, or its line is damaged.

    Examples
    --------
    >>> from topics.runs.edits import rename
    >>> from topics.runs.example import example_run
    >>> run = redo(undo(rename(example_run(), "Trams", "Tram strikes")))
    >>> "Tram strikes" in set(run.topics["name"]), [line["op"] for line in run.edits]
    (True, ['rename', 'undo', 'redo'])
    """
    place = last_undone(run.edits)
    if place is None:
        raise ValueError("Got nothing to make again: no edit of this run was taken back since the last one was made.")
    return replace(remade(run, place), edits=[*run.edits, _about(run, "redo", "redoes", place, by)])


def forget(run: Run, line: int, *, by: str = "") -> Run:
    """Give up an edit for all later runs; this run stays as it is, with the edit in it.

    It lifts a pin or a ban, and ends the notes on an edit that can no longer be made.

    Parameters
    ----------
    run
        The run to edit; it stays as it is.
    line
        Number of the edit in the log, from 1, as `history` and `conflicts` tell it.
    by
        Who gave it up.

    Raises
    ------
    ValueError
        If there is no such line, or the edit on it does not stand.

    Examples
    --------
    >>> from topics.runs.edits import pin
    >>> from topics.runs.example import example_run
    >>> forget(pin(example_run(), "Trams"), 1).history["stands"].tolist()
    [False, False]
    """
    stand = [place + 1 for place in standing(run.edits)]
    if line not in stand:
        which = f"one of {', '.join(map(str, stand))}" if stand else "an edit, and none stands"
        raise ValueError(f"Got line={line!r} but expected {which}; `topics edit RUN list` shows them.")
    what = run.edits[line - 1]
    told = str(what.get("op", "")) if isinstance(what, dict) else ""
    return record(run, run, {"op": "forget", "line": line, "what": told}, by)


def _about(run: Run, op: str, key: str, place: int, by: str) -> Line:
    author = {"by": by} if by else {}
    return {"op": op, "at": now(), **author, key: place + 1, "what": run.edits[place].get("op", "")}
