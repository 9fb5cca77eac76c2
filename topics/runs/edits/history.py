"""The log of a run as a table, and the edits of an earlier run that could not be made again.

At the end of the straight line: what an analyst reads of `edits.jsonl`. It must never fail on a line that it cannot read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from topics.runs.edits.conflicts import MOST_NAMED
from topics.runs.edits.deltas import DAMAGES
from topics.runs.edits.log import standing
from topics.runs.edits.log_file import Line

if TYPE_CHECKING:
    from topics.runs.run import Run

COLUMNS = ["line", "at", "by", "op", "what", "stands", "applied"]
CONFLICTS = ["line", "op", "at", "applied", "sentence", "proposal"]


def edit_history(run: Run) -> pd.DataFrame:
    """Tell every edit in words.

    Returns
    -------
    A row for each line of the log: `line` (its number, from 1), `at`, `by`, `op`, `what`, `stands` (whether a later run makes
    it again), `applied` (whether it is in the tables of this run, or was).

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> edited = example_run().rename("Trams", "Tram strikes").merge(["Ferries", "Tram strikes"]).undo()
    >>> edit_history(edited)[["what", "stands"]].values.tolist()
    [["call 'Trams' 'Tram strikes'", True],
     ["make 'Ferries', 'Tram strikes' one topic, 'Ferries'", False],
     ['take back line 2, merge', False]]
    """
    stand = set(standing(run.edits))
    rows = [_row(place, line, place in stand) for place, line in enumerate(run.edits)]
    return pd.DataFrame(rows, columns=COLUMNS)


def edit_conflicts(run: Run) -> pd.DataFrame:
    """Tell which edits of the previous run could not be made again here, or only in part, and what may be done about it.

    Returns
    -------
    `line` (number in the log of this run), `op`, `at`, `applied` (whether it was made in part), `sentence`, `proposal` (which
    command settles it). Lines that were forgotten, or undone, are left out.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> edit_conflicts(example_run()).empty
    True
    """
    stand = {place + 1 for place in standing(run.edits)}
    rows = [row for row in run.manifest.get("edit_problems") or [] if row.get("line") in stand]
    return pd.DataFrame(rows, columns=CONFLICTS)


def _row(place: int, line: Line, stands: bool) -> list[Any]:
    if not isinstance(line, dict):
        return [place + 1, "", "", "unknown", "cannot be read", stands, False]
    try:
        what = _WORDS[line["op"]](line)
    except DAMAGES:
        what = "cannot be read"
    facts = (str(line.get(key, "")) for key in ("at", "by", "op"))
    return [place + 1, *facts, what, stands, bool(line.get("applied", True))]


def _topics(line: Line) -> str:
    names = [repr(topic["name"]) for topic in line["target"]["topics"]]
    return ", ".join(names[:MOST_NAMED]) + (", ..." if len(names) > MOST_NAMED else "")


def _articles(line: Line) -> str:
    number = len(line["target"]["articles"])
    return f"{number:,} article{'' if number == 1 else 's'}"


_WORDS: dict[str, Callable[[Line], str]] = {
    "rename": lambda line: f"call {_topics(line)} {line['name']!r}",
    "merge": lambda line: f"make {_topics(line)} one topic, {line['name']!r}",
    "split": lambda line: f"make {_articles(line)} of {_topics(line)} a topic, {line['name']!r}",
    "move": lambda line: f"put {_articles(line)} in {_topics(line)}",
    "pin": lambda line: f"keep {_topics(line)} together, {_articles(line)}",
    "ban": lambda line: f"never show {_topics(line)} as a topic, {_articles(line)}",
    "accept": lambda line: f"{_articles(line)} about {line['entry']!r}",
    "reject": lambda line: f"{_articles(line)} not about {line['entry']!r}",
    "undo": lambda line: f"take back line {line['undoes']}, {line['what']}",
    "redo": lambda line: f"make line {line['redoes']} again, {line['what']}",
    "forget": lambda line: f"give up line {line['line']}, {line['what']}, for later runs",
}
