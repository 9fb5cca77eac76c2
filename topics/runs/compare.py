"""Two runs -> what changed between them: topics and events born, gone, split, merged and renamed, and articles moved.

Beside the straight line. It must never rest on an id, a number or a name: two runs that know nothing of each other are
compared as well as a run and the one that follows it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from topics.runs.identity import event_relations, match_events, match_topics, topic_relations
from topics.runs.layers import chains

if TYPE_CHECKING:
    from topics.runs.run import Run

KINDS = ("merged", "split", "renamed", "grown", "shrunk", "born", "gone", "kept")
MOST_LINES = 8  # changes of one kind that the summary spells out
COLUMNS = ["kind", "old_id", "old_name", "new_id", "new_name", "n_old", "n_new", "n_common"]


@dataclass(frozen=True, repr=False)
class Comparison:
    """What changed from one run to another.

    Attributes
    ----------
    topics
        `layer`, `kind` (kept, renamed, grown, shrunk, split, merged, born, gone), `old_id`, `old_name`, `new_id`,
        `new_name`, `n_old`, `n_new` (articles), `n_common` (articles that are in both). Several rows for what was
        merged or split, one for each part. A topic that was renamed and has grown is `renamed`.
    events
        The same without `layer`; the name of an event is its headline.
    moves
        `id`, `title`, `old_topic`, `old_name`, `new_topic`, `new_name`, `why`: the articles of both runs whose finest
        topic is another one now, because it was `split` or `merged`, or because the article `moved`.
    n_old, n_new, n_common
        Number of articles in the old run, in the new one, in both.
    """

    topics: pd.DataFrame
    events: pd.DataFrame
    moves: pd.DataFrame
    n_old: int
    n_new: int
    n_common: int

    def summary(self) -> list[str]:
        """Tell it in lines of text: numbers first, then the changes of topics by name.

        Examples
        --------
        >>> from topics.runs.edits import merge
        >>> from topics.runs.example import example_run
        >>> compare(example_run(), merge(example_run(), ["Ferries", "Trams"], "Public transport")).summary()[-1]
        "  merged: 'Ferries' + 'Trams' -> 'Public transport' (layer 1)"
        """
        went = int((self.moves["why"] == "moved").sum())
        along = len(self.moves) - went
        return [
            f"Articles: {self.n_old} before, {self.n_new} now, {self.n_common} of them in both.",
            f"Moved: {went} of {self.n_common}, and {along} more with a topic that was split or merged.",
            f"Events: {_counts(self.events)}.",
            *(f"Topics of layer {layer}: {_counts(rows)}." for layer, rows in self.topics.groupby("layer")),
            *(line for kind in KINDS for line in _changes(self.topics[self.topics["kind"] == kind], kind)),
        ]

    def __repr__(self) -> str:
        """Show the numbers and what changed as plain text."""
        from topics.views.change_layout import comparison_text

        return comparison_text(self)

    def _repr_html_(self) -> str:
        from topics.views.change_layout import comparison_html

        return comparison_html(self)


def compare(old: Run, new: Run) -> Comparison:
    """Compare two runs.

    Parameters
    ----------
    old, new
        Any two runs; they need not have ids in common, only articles.

    Returns
    -------
    The changes. Topics are matched layer by layer by their member articles, one-to-one.

    Examples
    --------
    >>> from topics.runs.edits import rename
    >>> from topics.runs.example import example_run
    >>> result = compare(example_run(), rename(example_run(), "Trams", "Tram strikes"))
    >>> result.topics["kind"].value_counts().to_dict()
    {'kept': 5, 'renamed': 1}
    """
    topics, events = match_topics(old, new), match_events(old, new)
    relations = topic_relations(old, new, topics)
    return Comparison(
        topics=_named(relations, old.topics, new.topics, "name"),
        events=_named(event_relations(old, new, events).assign(layer=0), old.events, new.events, "headline")[COLUMNS],
        moves=_moves(old, new, topics, relations),
        n_old=len(old.articles),
        n_new=len(new.articles),
        n_common=int(old.articles["id"].isin(new.articles["id"]).sum()),
    )


def _named(relations: pd.DataFrame, old: pd.DataFrame, new: pd.DataFrame, name: str) -> pd.DataFrame:
    """Add names, tell what was renamed, and sort: broad layers first, then the largest."""
    names = [dict(zip(table["id"], table[name], strict=True)) for table in (old, new)]
    table = relations.rename(columns={"old": "old_id", "new": "new_id"})
    table["old_name"] = [names[0].get(one, "") for one in table["old_id"]]
    table["new_name"] = [names[1].get(one, "") for one in table["new_id"]]
    other = (table["old_name"] != table["new_name"]) & table["kind"].isin(["kept", "grown", "shrunk"])
    table["kind"] = table["kind"].mask(other, "renamed")
    table["size"] = -table[["n_old", "n_new"]].max(axis=1)
    return table.sort_values(["layer", "size", "old_id", "new_id"], ignore_index=True)[["layer", *COLUMNS]]


def _moves(old: Run, new: Run, matched: Mapping[str, str], relations: pd.DataFrame) -> pd.DataFrame:
    """Articles whose finest topic was another one; a layer that was added below it, or taken away, moves nothing."""
    both = old.articles[["id", "topic"]].merge(
        new.articles[["id", "title", "topic"]], on="id", suffixes=("_old", "_new")
    )
    kinds = dict(zip(zip(relations["old"], relations["new"], strict=True), relations["kind"], strict=True))
    ways = chains(old.topics), chains(new.topics)
    pairs = list(zip(both["topic_old"], both["topic_new"], strict=True))
    why = {pair: _why(ways[0].get(pair[0], ()), ways[1].get(pair[1], ()), matched, kinds) for pair in set(pairs)}
    names = [dict(zip(run.topics["id"], run.topics["name"], strict=True)) for run in (old, new)]
    table = both.rename(columns={"topic_old": "old_topic", "topic_new": "new_topic"}).assign(
        old_name=[names[0].get(one, "") for one, _ in pairs],
        new_name=[names[1].get(other, "") for _, other in pairs],
        why=[why[pair] for pair in pairs],
    )
    columns = ["id", "title", "old_topic", "old_name", "new_topic", "new_name", "why"]
    return table[table["why"] != ""][columns].sort_values("id", ignore_index=True)


def _why(
    old: tuple[str, ...], new: tuple[str, ...], matched: Mapping[str, str], kinds: Mapping[tuple[str, str], str]
) -> str:
    """Tell why two homes, with the topics above them, are not the same or a part of the same; "" if they are."""
    if not old or not new:
        return "" if old == new else "moved"
    if matched.get(old[-1]) in new or new[-1] in {matched.get(topic) for topic in old}:
        return ""
    depth = min(len(old), len(new))
    pair = old[depth - 1], new[depth - 1]
    kind = kinds.get(pair, "moved")
    return kind if kind in ("split", "merged") else "moved"


def _counts(table: pd.DataFrame) -> str:
    """How many of each kind: of the new ones, and of the old ones that are gone."""
    one = table["new_id"].where(table["new_id"] != "", table["old_id"])
    counts = {kind: one[table["kind"] == kind].nunique() for kind in KINDS}
    return ", ".join(f"{number} {kind}" for kind, number in counts.items() if number) or "none"


def _changes(rows: pd.DataFrame, kind: str) -> list[str]:
    """Spell out the changes of one kind; what only grew or shrank or stayed is told by the numbers."""
    if kind in ("grown", "shrunk", "kept") or rows.empty:
        return []
    by = {"merged": ["layer", "new_id"], "split": ["layer", "old_id"]}.get(kind, ["layer", "old_id", "new_id"])
    told = []
    for _, group in rows.groupby(by, sort=False):
        sides = group["old_name"], group["new_name"]
        old, new = (" + ".join(repr(_plain(name)) for name in dict.fromkeys(side) if name) for side in sides)
        told.append(f"  {kind}: {' -> '.join(filter(None, (old, new)))} (layer {group['layer'].iloc[0]})")
    more = [f"  {kind}: and {len(told) - MOST_LINES} more"] if len(told) > MOST_LINES else []
    return told[:MOST_LINES] + more


def _plain(value: object) -> str:
    """One line without characters that steer a terminal: names come from articles."""
    return "".join(char if unicodedata.category(char)[0] != "C" else " " for char in str(value))
