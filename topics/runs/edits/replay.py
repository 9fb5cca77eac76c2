"""Edits of one run made again on a later one, whose topics are others: targets are found by their member articles.

Beside the straight line, under `identity`. It must never drop an edit: what cannot be made again stays in
the log, is reported with a proposal, and is tried again in the next run.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from topics.runs.edits.changes import merged, most_common, moved, renamed, split_off, survivor, with_ids
from topics.runs.edits.conflicts import (
    FINE,
    LINE,
    MAJORITY,
    UNREADABLE,
    Conflict,
    Note,
    Outcome,
    found,
    named,
    present,
    some_of,
)
from topics.runs.edits.deltas import DAMAGES
from topics.runs.edits.log import described, record, standing
from topics.runs.edits.log_file import Line
from topics.runs.edits.replay_verdicts import again_accept, again_ban, again_pin, again_reject
from topics.runs.ids import make_id
from topics.runs.layers import topics_within

if TYPE_CHECKING:
    from topics.runs.run import Run

Replay = Callable[["Run", Line], Outcome]


def reapply(
    run: Run, edits: Sequence[Line], known: Iterable[str] = (), seen: Collection[str] | None = None
) -> tuple[Run, list[dict[str, Any]]]:
    """Make the edits of another run again, oldest first; those that were undone or forgotten are left out.

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
    seen
        Ids of the articles of the other run; None where it held all those of this one.

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
    articles = set(run.articles["id"] if seen is None else seen)
    replays: dict[str, Replay] = {
        **_REPLAYS,
        "rename": partial(_rename, meant=meant),
        "ban": partial(again_ban, seen=articles),
    }
    for place in standing(edits):
        run, problem = _again(run, edits[place], replays)
        problems += problem
    return run, problems


def _again(run: Run, line: Line, replays: dict[str, Replay]) -> tuple[Run, list[dict[str, Any]]]:
    """Make one edit again."""
    try:
        after, fresh, note = replays[line["op"]](run, line)
        signed: Line = {name: line[name] for name in ("at", "by") if name in line}
        return record(run, after, signed | fresh), _problem(run, line, note, applied=True)
    except Conflict as conflict:
        note = conflict.sentence, conflict.proposal
    except DAMAGES:
        note = UNREADABLE
    readable = line if isinstance(line, dict) else {"op": "unknown", "text": str(line)}
    kept = {name: value for name, value in readable.items() if name != "before"}
    kept |= {"applied": False, "problem": note[0]}
    return replace(run, edits=[*run.edits, kept]), _problem(run, readable, note, applied=False)


def _problem(run: Run, line: Line, note: Note, *, applied: bool) -> list[dict[str, Any]]:
    facts = {"line": len(run.edits) + 1, "op": line.get("op", ""), "at": line.get("at", ""), "applied": applied}
    if note == FINE:
        return []
    return [{**facts, "sentence": note[0], "proposal": note[1].replace(LINE, f"forget {facts['line']}")}]


def _rename(run: Run, line: Line, meant: dict[str, str]) -> Outcome:
    """Rename again; `meant` holds which topic of the other run a topic of this one was taken for, if any."""
    name, (topic,) = str(line["name"]), line["target"]["topics"]
    here = found(run, topic, lambda one: f"rename {one} {shlex.quote(name)}")
    if meant.setdefault(here, topic["id"]) != topic["id"]:
        raise Conflict(
            f"{topic['name']!r} is a part of {named(run, [here])} now, so its name {name!r} was not given.",
            f"If it fits the whole: `topics edit RUN rename {here} {shlex.quote(name)}`.",
        )
    fresh: Line = {"op": "rename", "name": name, "target": {"topics": described(run, [here])}}
    return renamed(run, here, name), fresh, FINE


def _merge(run: Run, line: Line) -> Outcome:
    """Merge again; where the new run holds them in one topic already, that topic only takes the id and the name."""
    here, lost = [], []
    name = str(line["name"])
    for topic in line["target"]["topics"]:
        try:
            here.append(found(run, topic, lambda one: f"merge {one} TOPIC --name {shlex.quote(name)}"))
        except Conflict as conflict:
            lost.append(conflict)
    chosen = list(dict.fromkeys(here))
    layers = run.topics["layer"][run.topics["id"].isin(chosen)]
    if lost and len(chosen) < 2:
        raise lost[0]
    if layers.nunique() > 1:
        finer = str(run.topics["id"][layers.sort_values(kind="stable").index].iloc[-1])
        raise Conflict(
            f"The topics to merge, {named(run, chosen)}, are in several layers now.",
            f"Move the articles of one to the other: `topics edit RUN move ARTICLE... --to {finer}`.",
        )
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
    name, ids = str(line["name"]), list(line["target"]["articles"])
    chosen, note = present(run, ids, f"of the split {name!r}")
    topics = run.articles["topic"][run.articles["id"].isin(chosen)]
    home = most_common(topics)
    if not home or (topics == home).mean() <= MAJORITY:
        raise Conflict(
            f"The {len(topics)} articles of the split {name!r} are spread over {topics.nunique()} topics now: "
            f"{named(run, list(topics.value_counts().index))}.",
            "If they still belong together, move them to one topic and split them off there: "
            f"`topics edit RUN split ARTICLE... --name {shlex.quote(name)}`.",
        )
    taken = set(run.topics["id"])
    made = str(line["id"]) if line["id"] not in taken else make_id("t", [f"split from {home}", *chosen], taken)
    target = {"topics": described(run, [home]), "articles": ids}
    return split_off(run, chosen, name, made), {"op": "split", "name": name, "id": made, "target": target}, note


def _move(run: Run, line: Line) -> Outcome:
    """Move again, to the finest topic that holds most of what the target held."""
    ids, (topic,) = list(line["target"]["articles"]), line["target"]["topics"]
    chosen, note = present(run, ids, f"that were moved to {topic['name']!r}")
    here = found(run, topic, lambda one: f"move {some_of(chosen)} --to {one}")
    if (run.topics["parent"] == here).any():
        inside = run.articles["topic"].isin(topics_within(run.topics, here))
        here = most_common(run.articles["topic"][inside & run.articles["id"].isin(topic["members"])])
    target = {"topics": described(run, [here]), "articles": ids}
    return moved(run, chosen, here), {"op": "move", "id": here, "target": target}, note


_REPLAYS: dict[str, Replay] = {
    "merge": _merge,
    "split": _split,
    "move": _move,
    "pin": again_pin,
    "accept": again_accept,
    "reject": again_reject,
}
