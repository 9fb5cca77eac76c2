"""Pins, bans and judgements of one run made again on a later one.

Beside the straight line, under `replay`. A topic is the pinned or banned one if it has its id, which `carry_over` gives by
articles, or if most of the articles of each are the other's. A topic that only swallowed a banned one is left in peace.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from topics.runs.edits.changes import split_off, tagged
from topics.runs.edits.conflicts import FINE, GIVE_UP, MAJORITY, MOST_NAMED, Conflict, Outcome, named, present, some_of
from topics.runs.edits.judgements import entries_of
from topics.runs.edits.log import described
from topics.runs.edits.log_file import Line
from topics.runs.edits.placing import dissolved, gathered
from topics.runs.layers import homes, topics_within

if TYPE_CHECKING:
    from topics.runs.run import Run


def again_pin(run: Run, line: Line) -> Outcome:
    """Bring the articles of a pinned topic together; those that are gone are no reason for a note."""
    ids, (topic,) = list(line["target"]["articles"]), line["target"]["topics"]
    chosen, _ = present(run, ids, f"of the pinned topic {topic['name']!r}")
    here = _same_topic(run, topic, chosen)
    made = here or str(topic["id"])
    if here:
        after = gathered(run, chosen, here)
    elif line["finest"]:
        after = split_off(run, chosen, str(topic["name"]), made)
    else:
        raise _fell_apart(run, topic, chosen)
    target = {"topics": described(after, [made]), "articles": ids}
    return after, {"op": "pin", "id": made, "target": target, "finest": bool(line["finest"])}, FINE


def again_ban(run: Run, line: Line, seen: Collection[str]) -> Outcome:
    """Dissolve a banned topic that was found again; where none is, nothing is to be done and nothing to be said.

    Parameters
    ----------
    run, line
        As everywhere.
    seen
        Articles that the earlier run held: what joined the topic since says nothing on whether it is the banned one.
    """
    ids, (topic,) = list(line["target"]["articles"]), line["target"]["topics"]
    here = _same_topic(run, topic, ids)
    kept = {"op": "ban", "id": str(line["id"]), "target": line["target"]}
    if not here:
        return run, kept, FINE
    members = set(run.articles["id"][run.articles["topic"].isin(topics_within(run.topics, here))])
    if len(members & set(ids)) <= MAJORITY * len(members & set(seen)):
        return run, kept, FINE
    # What joined it since is named from now on too, so that it is known after its first articles are gone.
    target = {"topics": described(run, [here]), "articles": sorted({*ids, *members})}
    try:
        return dissolved(run, here), {**kept, "id": here, "target": target}, FINE
    except ValueError:
        raise Conflict(
            f"{topic['name']!r}, which was banned, is the only topic of this run.",
            f"Give it a name, or leave it: `topics edit RUN rename {here} NAME`.",
        ) from None


def again_accept(run: Run, line: Line) -> Outcome:
    """Give the accepted articles their entry again."""
    return _judged(run, line, fits=True)


def again_reject(run: Run, line: Line) -> Outcome:
    """Take the entry from the rejected articles again."""
    return _judged(run, line, fits=False)


def _judged(run: Run, line: Line, *, fits: bool) -> Outcome:
    ids, entry, op = list(line["target"]["articles"]), str(line["entry"]), str(line["op"])
    texts = [str(text) for text in line["texts"]]
    taught = f"Nothing needs to be done: their texts still teach the entry, see `topics edit RUN watchlist`; {GIVE_UP}."
    chosen, note = present(run, ids, f"that were {op}ed for {entry!r}", taught)
    names = _entries(run, entry, op)
    if entry not in names:
        near = get_close_matches(entry, names, 1, cutoff=0.4) or ["ENTRY"]
        raise Conflict(
            f"The watch-list of this run has no entry {entry!r}, so the articles that were {op}ed for it have no mark.",
            f"If it is called otherwise now: `topics edit RUN {op} {some_of(chosen)} --entry {shlex.quote(near[0])}`.",
        )
    fresh: Line = {"op": op, "entry": entry, "target": {"articles": ids}, "texts": texts}
    return tagged(run, chosen, entry, names, fits=fits), fresh, note


def _entries(run: Run, entry: str, op: str) -> list[str]:
    try:
        return entries_of(run)
    except ValueError:
        raise Conflict(
            f"This run was made without a watch-list, so the articles that were {op}ed for {entry!r} have no mark.",
            "Make it with one: `topics run INPUT... --out RUN --watchlist FILE --previous EARLIER`.",
        ) from None


def _same_topic(run: Run, topic: Line, articles: Sequence[str]) -> str:
    """Return the topic of this run that is the one described, "" if none is."""
    layer = run.topics["layer"][run.topics["id"] == topic["id"]]
    home = homes(run, int(layer.iloc[0] if len(layer) else topic["layer"]))
    here = home[home.index.isin(set(articles)) & (home != "").to_numpy()]
    if here.empty:
        return ""
    if len(layer) and (here == topic["id"]).any():
        return str(topic["id"])
    best = str(here.value_counts(sort=False).sort_index().idxmax())
    shared = int((here == best).sum())
    both = shared > MAJORITY * len(here) and shared > MAJORITY * int((home == best).sum())
    return best if both else ""


def _fell_apart(run: Run, topic: Line, chosen: Sequence[str]) -> Conflict:
    home = homes(run, min(int(topic["layer"]), run.n_layers - 1))
    counts = home[home.index.isin(set(chosen))].value_counts()
    parts = [str(one) for one in counts.index if one]
    some = " ".join(parts[:MOST_NAMED])
    return Conflict(
        f"{topic['name']!r}, which was pinned, is no topic of this run: its articles are in {len(parts)} topics: "
        f"{named(run, parts)}.",
        f"If they belong together: `topics edit RUN merge {some} --name {shlex.quote(str(topic['name']))}`.",
    )
