"""Edits of one run made again on a later one, whose topics are others: targets are found by their member articles.

Beside the straight line, under `edits` and `identity`. It must never drop an edit: what cannot be made again stays in
the log, is reported with a proposal, and is tried again in the next run.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from topics.runs.changes import merged, most_common, moved, renamed, split_off, survivor, with_ids
from topics.runs.counts import homes
from topics.runs.deltas import DAMAGES, Line
from topics.runs.edit_log import described, record, standing
from topics.runs.ids import find_articles, make_id

if TYPE_CHECKING:
    from topics.runs.run import Run

MAJORITY = 0.5  # more than this share of the named articles must be in one topic
LEAST_PRESENT = 0.1  # share of the named articles that must be in the run at all to speak for their topic
MOST_NAMED = 5  # topics or articles that a sentence names at most

NOTHING_TO_DO = "Nothing needs to be done; the line keeps what it named, should it come back."
UNREADABLE = (
    "An edit of the earlier run cannot be read by this version.",
    "Make it again by hand, or remove its line from edits.jsonl.",
)

Note = tuple[str, str]  # what to say of an edit and what to do about it; empty where all went well
Outcome = tuple["Run", Line, Note]
FINE: Note = ("", "")


class _Conflict(Exception):
    """An edit that cannot be made again, and what the analyst may do about it."""

    def __init__(self, sentence: str, proposal: str) -> None:
        super().__init__(sentence)
        self.sentence, self.proposal = sentence, proposal


def reapply(run: Run, edits: Sequence[Line], known: Iterable[str] = ()) -> tuple[Run, list[dict[str, Any]]]:
    """Make the edits of another run again, oldest first; those that were undone are left out.

    The topic that is meant is the one that holds most of the articles named in the line, in the same layer. It must
    hold more than half of them, or have the very id, which `carry_over` gives it. One topic never takes the names of
    two.

    Parameters
    ----------
    run
        The run to edit; it stays as it is.
    edits
        Lines of the log of another run.
    known
        Ids of topics of this run that mean the same as in the other one, as `carry_over` knows.

    Returns
    -------
    run
        With the edits in its tables and in its log. One that could not be made has `applied` false there.
    problems
        For each edit that could not be made, or only in part: `line` (its number in the log), `op`, `at`, `applied`,
        `sentence`, `proposal`.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> from topics.runs.edits import rename
    >>> edited = rename(example_run(), "Trams", "Tram strikes")
    >>> run, problems = reapply(example_run(), edited.edits)
    >>> run.topics["name"].tolist() == edited.topics["name"].tolist(), problems
    (True, [])
    """
    problems = []
    meant = {topic: topic for topic in known}
    for place in standing(edits):
        run, problem = _again(run, edits[place], meant)
        problems += problem
    return run, problems


def _again(run: Run, line: Line, meant: dict[str, str]) -> tuple[Run, list[dict[str, Any]]]:
    """Make one edit again; `meant` holds which topic of the other run a topic of this one was taken for, if any."""
    try:
        after, fresh, note = _rename(run, line, meant) if line["op"] == "rename" else _REPLAYS[line["op"]](run, line)
        signed: Line = {name: line[name] for name in ("at", "by") if name in line}
        return record(run, after, signed | fresh), _problem(run, line, note, applied=True)
    except _Conflict as conflict:
        note = conflict.sentence, conflict.proposal
    except DAMAGES:
        note = UNREADABLE
    readable = line if isinstance(line, dict) else {"op": "unknown", "text": str(line)}
    kept = {name: value for name, value in readable.items() if name != "before"}
    kept |= {"applied": False, "problem": note[0]}
    return replace(run, edits=[*run.edits, kept]), _problem(run, readable, note, applied=False)


def _problem(run: Run, line: Line, note: Note, *, applied: bool) -> list[dict[str, Any]]:
    facts = {"line": len(run.edits) + 1, "op": line.get("op", ""), "at": line.get("at", ""), "applied": applied}
    return [] if note == FINE else [{**facts, "sentence": note[0], "proposal": note[1]}]


def _rename(run: Run, line: Line, meant: dict[str, str]) -> Outcome:
    name, (topic,) = str(line["name"]), line["target"]["topics"]
    found = _found(run, topic, lambda one: f"rename {one} {shlex.quote(name)}")
    if meant.setdefault(found, topic["id"]) != topic["id"]:
        raise _Conflict(
            f"{topic['name']!r} is a part of {_named(run, [found])} now, so its name {name!r} was not given.",
            f"If it fits the whole: `topics edit RUN rename {found} {shlex.quote(name)}`.",
        )
    fresh: Line = {"op": "rename", "name": name, "target": {"topics": described(run, [found])}}
    return renamed(run, found, name), fresh, FINE


def _merge(run: Run, line: Line) -> Outcome:
    """Merge again; where the new run holds them in one topic already, that topic only takes the id and the name."""
    found, lost = [], []
    name = str(line["name"])
    for topic in line["target"]["topics"]:
        try:
            found.append(_found(run, topic, lambda one: f"merge {one} TOPIC --name {shlex.quote(name)}"))
        except _Conflict as conflict:
            lost.append(conflict)
    chosen = list(dict.fromkeys(found))
    layers = run.topics["layer"][run.topics["id"].isin(chosen)]
    if lost and len(chosen) < 2:
        raise lost[0]
    if layers.nunique() > 1:
        names = _named(run, chosen)
        raise _Conflict(f"The topics to merge, {names}, are in several layers now.", "Move their articles instead.")
    fresh: Line = {"op": "merge", "name": name, "target": {"topics": described(run, chosen)}}
    note = (" ".join([*map(str, lost), "The others were merged."]), lost[0].proposal) if lost else FINE
    kept = survivor(run, chosen, str(line["id"]))
    if len(chosen) > 1:
        return merged(run, chosen, name, kept), {**fresh, "id": kept}, note
    wanted = kept if (run.topics["id"] == line["id"]).any() else str(line["id"])
    # Its one topic stays in the line beside itself, so that a later run that has two of them again merges them again.
    fresh["target"] = line["target"]
    return with_ids(renamed(run, kept, name), {kept: wanted}, {}), {**fresh, "id": wanted}, note


def _split(run: Run, line: Line) -> Outcome:
    name, named = str(line["name"]), list(line["target"]["articles"])
    chosen, note = _present(run, named, f"of the split {name!r}")
    topics = run.articles["topic"][run.articles["id"].isin(chosen)]
    home = most_common(topics)
    if not home or (topics == home).mean() <= MAJORITY:
        raise _Conflict(
            f"The {len(topics)} articles of the split {name!r} are spread over {topics.nunique()} topics now: "
            f"{_named(run, list(topics.value_counts().index))}.",
            "If they still belong together, move them to one topic and split them off there: "
            f"`topics edit RUN split ARTICLE... --name {shlex.quote(name)}`.",
        )
    taken = set(run.topics["id"])
    made = str(line["id"]) if line["id"] not in taken else make_id("t", [f"split from {home}", *chosen], taken)
    target = {"topics": described(run, [home]), "articles": named}
    return split_off(run, chosen, name, made), {"op": "split", "name": name, "id": made, "target": target}, note


def _move(run: Run, line: Line) -> Outcome:
    """Move again, to the finest topic that holds most of what the target held."""
    named, (topic,) = list(line["target"]["articles"]), line["target"]["topics"]
    chosen, note = _present(run, named, f"that were moved to {topic['name']!r}")
    some = " ".join(chosen[:MOST_NAMED]) + (" ..." if len(chosen) > MOST_NAMED else "")
    found = _found(run, topic, lambda one: f"move {some} --to {one}")
    if (run.topics["parent"] == found).any():
        inside = homes(run, int(run.topics["layer"][run.topics["id"] == found].iloc[0])) == found
        of_target = run.articles["topic"][inside.to_numpy() & run.articles["id"].isin(topic["members"]).to_numpy()]
        found = most_common(of_target)
    target = {"topics": described(run, [found]), "articles": named}
    return moved(run, chosen, found), {"op": "move", "id": found, "target": target}, note


_REPLAYS: dict[str, Callable[[Run, Line], Outcome]] = {
    "merge": _merge,
    "split": _split,
    "move": _move,
}


def _found(run: Run, topic: Line, command: Callable[[str], str]) -> str:
    """Return the topic of this run that is the one described, or raise the conflict and the command that settles it."""
    members = set(topic["members"])
    home = homes(run, int(topic["layer"]))
    here = home[home.index.isin(members) & (home != "").to_numpy()]
    if here.empty:
        raise _Conflict(
            f"None of the {len(members)} articles that stood for {topic['name']!r} has a topic in this run.",
            f"If there is such a topic again: `topics edit RUN {command('TOPIC')}`.",
        )
    best = most_common(here)
    enough = len(here) >= LEAST_PRESENT * len(members)
    if best == topic["id"] or (enough and (here == best).mean() > MAJORITY):
        return best
    where = f"are in {here.nunique()} topics: {_named(run, list(here.value_counts().index))}"
    raise _Conflict(
        f"{topic['name']!r} is no longer one topic: of the {len(members)} articles that stood for it, {len(here)} "
        f"{where}.",
        f"If {_named(run, [best])} is meant: `topics edit RUN {command(best)}`.",
    )


def _present(run: Run, named: Sequence[str], which: str) -> tuple[list[str], Note]:
    """Return the named articles that are in the run, with copies and originals, and what to say of the others."""
    known = set(run.articles["id"])
    left = [one for one in named if one in known]
    if not left:
        raise _Conflict(
            f"None of the {len(named)} articles {which} is in this run.",
            NOTHING_TO_DO,
        )
    sentence = (
        f"{len(named) - len(left)} of the {len(named)} articles {which} are not in this run; the others were used."
    )
    return find_articles(run, left), FINE if len(left) == len(named) else (sentence, NOTHING_TO_DO)


def _named(run: Run, topics: Sequence[str]) -> str:
    names = dict(zip(run.topics["id"], run.topics["name"], strict=True))
    shown = ", ".join(repr(names.get(topic, topic)) for topic in topics[:MOST_NAMED])
    return shown + (", ..." if len(topics) > MOST_NAMED else "")
