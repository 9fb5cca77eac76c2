"""Topics and events keep their ids, and their names, from one run to the next, and what became of each is written down.

After `label` on the straight line, where a previous run is given. Matched by member articles, never by number or name;
an id that the previous run used never comes to mean something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from topics.runs.counts import sorted_events, sorted_topics
from topics.runs.edits.changes import with_ids
from topics.runs.edits.log import without_edits
from topics.runs.edits.replay import reapply
from topics.runs.ids import make_id
from topics.runs.layers import homes
from topics.runs.matching import SAME, Overlap, article_weights, match, overlap, relate

if TYPE_CHECKING:
    from topics.runs.run import Run

NAME_KEPT = 0.5  # weighted Jaccard from which a topic keeps the name that a machine gave it
EVENT_ROWS = ("split", "merged", "gone")  # what the lineage tells of single events; of the others it holds the number


def carry_over(run: Run, previous: Run) -> Run:
    """Return the run with the ids, names and edits of the previous one.

    Topics are matched layer by layer with the topics that the previous run had before it was edited; then its edits are
    made again. So an edit never stands in the way of a match, and a topic that was merged or split keeps its id too.

    Parameters
    ----------
    run
        A run that was just made and that nobody has edited.
    previous
        The run to follow.

    Returns
    -------
    The run, with `lineage` and `edit_problems` in its manifest. `lineage` has a row for each topic: `kind` (born, kept,
    grown, shrunk, split, merged, gone), `level` "topic", `layer`, `id`, `from` (ids in the previous run), `n_old`,
    `n_new`. For events (`level` "event") it has the number `n` of each kind, and rows for what was split, merged or is
    gone. `edit_problems` is what `reapply` could not do.

    Raises
    ------
    ValueError
        If the run has edits already, or a line of the previous run's edits is damaged.

    Examples
    --------
    >>> from topics.runs.edits.changes import with_ids
    >>> from topics.runs.edits import rename
    >>> from topics.runs.example import example_run
    >>> renumbered = with_ids(example_run(), {"ttrams": "t9", "tferries": "t8"}, {})
    >>> run = carry_over(renumbered, rename(example_run(), "Trams", "Tram strikes"))
    >>> run.topics[run.topics["layer"] == 1][["id", "name"]].to_numpy().tolist()[::2]
    [['tferries', 'Ferries'], ['ttrams', 'Tram strikes']]
    """
    if run.edits:
        raise ValueError(f"Got a run with {len(run.edits)} edits but expected one that nobody has edited yet.")
    before = without_edits(previous)
    topics, events = match_topics(before, run), match_events(before, run)
    taken = {*previous.topics["id"], *before.topics["id"], *previous.events["id"]}
    renewed = with_ids(run, _new_ids(run, topics, taken), _new_event_ids(run, events, taken))
    carried = replace(renewed, topics=sorted_topics(renewed.topics), events=sorted_events(renewed.events))
    edited, problems = reapply(_with_names(carried, before), previous.edits, topics, previous.articles["id"])
    return replace(
        edited, manifest={**edited.manifest, "lineage": lineage(previous, edited), "edit_problems": problems}
    )


def match_topics(old: Run, new: Run, same: float = SAME) -> dict[str, str]:
    """Say which topic of one run is which of another, layer by layer from the broadest.

    A topic that was never split stands for itself in finer layers too, and may be matched there if it was not before:
    so an id can outlive a change of the number of layers.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> match_topics(example_run(), example_run())["ttrams"]
    'ttrams'
    """
    weights = article_weights(old.articles, new.articles)
    matched: dict[str, str] = {}
    for layer in range(max(old.n_layers, new.n_layers)):
        shared = overlap(homes(old, layer), homes(new, layer), weights)
        free = set(shared.n_old) - set(matched), set(shared.n_new) - set(matched.values())
        matched |= match(shared.between(*free), same)
    return matched


def match_events(old: Run, new: Run, same: float = SAME) -> dict[str, str]:
    """Say which event of one run is which of another.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> match_events(example_run(), example_run())["enight"]
    'enight'
    """
    return match(_shared_events(old, new), same)


def topic_relations(old: Run, new: Run, matched: Mapping[str, str]) -> pd.DataFrame:
    """Say what became of every topic that has articles, as `matching.relate` does, with its `layer`."""
    weights = article_weights(old.articles, new.articles)
    tables = []
    for layer in range(max(old.n_layers, new.n_layers)):
        # Topics that were never split stand for themselves in finer layers: a new topic may have come out of one.
        shared = overlap(homes(old, layer), homes(new, layer), weights)
        table = relate(shared, _living(shared, matched), _of_layer(old, layer), _of_layer(new, layer))
        tables.append(table.assign(layer=layer))
    nothing = relate(_shared_events(old, new), {}).assign(layer=0).head(0)
    return pd.concat(tables, ignore_index=True) if tables else nothing


def event_relations(old: Run, new: Run, matched: Mapping[str, str]) -> pd.DataFrame:
    """Say what became of every event, as `matching.relate` does."""
    shared = _shared_events(old, new)
    return relate(shared, _living(shared, matched))


def lineage(previous: Run, run: Run) -> list[dict[str, Any]]:
    """Tell where every topic of a run came from and what became of those of the previous run, whose ids it carries.

    Examples
    --------
    >>> from topics.runs.edits import merge
    >>> from topics.runs.example import example_run
    >>> rows = lineage(example_run(), merge(example_run(), ["Ferries", "Trams"]))
    >>> [(row["id"], row["from"]) for row in rows if row["kind"] == "merged"]
    [('tferries', ['tferries', 'ttrams'])]
    """
    topics = topic_relations(previous, run, _same_ids(previous.topics, run.topics))
    events = event_relations(previous, run, _same_ids(previous.events, run.events))
    told = events[events["kind"].isin(EVENT_ROWS)].assign(layer=-1)
    counted = (
        events.assign(one=events["new"].where(events["new"] != "", events["old"])).groupby("kind")["one"].nunique()
    )
    numbers = [{"kind": str(kind), "level": "event", "n": int(number)} for kind, number in counted.items()]
    return [*_told(topics, "topic"), *numbers, *_told(told, "event")]


def _told(relations: pd.DataFrame, level: str) -> list[dict[str, Any]]:
    """One row for each topic or event and kind, with all that it came from."""
    rows: dict[tuple[int, str, str], dict[str, Any]] = {}
    for one in relations.to_dict("records"):
        place = {"layer": int(one["layer"])} if level == "topic" else {}
        named = {"kind": one["kind"], "level": level, **place, "id": one["new"] or one["old"]}
        fresh = {**named, "from": [], "n_old": 0, "n_new": int(one["n_new"])}
        row = rows.setdefault((int(one["layer"]), one["kind"], named["id"]), fresh)
        row["n_old"] += int(one["n_old"])
        row["from"] += [one["old"]] if one["old"] and one["new"] else []
    return [{**rows[key], "from": sorted(rows[key]["from"])} for key in sorted(rows)]


def _new_ids(run: Run, matched: Mapping[str, str], taken: set[str]) -> dict[str, str]:
    """Old ids for the matched topics; another one for a new topic whose id the previous run had for something else."""
    changes = {new: old for old, new in matched.items()}
    used = taken | set(run.topics["id"])
    for layer in range(run.n_layers):
        home = homes(run, layer)
        for topic in _of_layer(run, layer):
            if topic in taken and topic not in changes:
                changes[topic] = make_id("t", [f"layer {layer}", *home.index[home == topic]], used)
                used.add(changes[topic])
    return changes


def _new_event_ids(run: Run, matched: Mapping[str, str], taken: set[str]) -> dict[str, str]:
    changes = {new: old for old, new in matched.items()}
    used = taken | set(run.events["id"])
    for event in run.events["id"]:
        if event in taken and event not in changes:
            changes[event] = make_id("e", run.articles["id"][run.articles["event"] == event], used)
            used.add(changes[event])
    return changes


def _with_names(run: Run, before: Run) -> Run:
    """Topics that have hardly changed keep the machine's old name, unless another topic of their layer has it now.

    A name from the watch-list always stands as it is now: the list may have changed.
    """
    still = {old for old, new in match_topics(before, run, NAME_KEPT).items() if old == new}
    free, then = (set(one.topics["id"][one.topics["watchlist"] == ""]) for one in (run, before))
    old_names = dict(zip(before.topics["id"], before.topics["name"], strict=True))
    table = run.topics
    kept = still & free & then
    while True:
        pairs = zip(table["id"], table["name"], strict=True)
        names = pd.Series([old_names[one] if one in kept else name for one, name in pairs], dtype=table["name"].dtype)
        doubled = pd.DataFrame({"layer": table["layer"], "name": names}).duplicated(keep=False)
        clash = kept & set(table["id"][doubled & (names != table["name"])])
        if not clash:
            return replace(run, topics=table.assign(name=names))
        kept -= clash


def _shared_events(old: Run, new: Run) -> Overlap:
    then, now = (
        pd.Series(run.articles["event"].to_numpy(), run.articles["id"].to_numpy(), dtype=object) for run in (old, new)
    )
    return overlap(then, now, article_weights(old.articles, new.articles))


def _living(shared: Overlap, matched: Mapping[str, str]) -> dict[str, str]:
    return {old: new for old, new in matched.items() if old in shared.n_old and new in shared.n_new}


def _of_layer(run: Run, layer: int) -> list[str]:
    return run.topics["id"][run.topics["layer"] == layer].tolist()


def _same_ids(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, str]:
    return {one: one for one in old["id"][old["id"].isin(new["id"])]}
