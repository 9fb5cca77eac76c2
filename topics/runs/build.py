"""What the stages found -> a run: its tables, and the manifest that says how they came about.

Stands at the end of the straight line, after all stages. It decides nothing: every choice was made before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.runs.config import Config
from topics.runs.homes import Homes
from topics.runs.pile import Pile
from topics.runs.run import Run
from topics.runs.stages import StageLog, input_hash, now, versions

if TYPE_CHECKING:
    from topics.clustering.storylines import Storylines
    from topics.clustering.watchlist import Watchlist

MOST_FILES = 100  # names of input files that the manifest lists
PLACE = re.compile(r"(#\d+-\d+|:\d+)$")  # where in its file an article stands
Labels = tuple[list[list[str]], list[list[list[str]]]]
Watched = tuple["Watchlist | None", NDArray[np.bool_]]


@dataclass(frozen=True)
class Told:
    """What the originals of a pile tell of.

    Attributes
    ----------
    events
        Shape (n_originals,), event of every original.
    storylines
        Storylines of the events, and what each follows.
    mentions
        (original, event) for each event that a round-up mentions beside its own.
    """

    events: NDArray[np.int64]
    storylines: Storylines
    mentions: list[tuple[int, int]]


def build_run(
    pile: Pile,
    dense: NDArray[np.float32],
    told: Told,
    homes: Homes,
    layout: NDArray[np.float32],
    labels: Labels,
    watched: Watched,
    config: Config,
) -> Run:
    """Make the tables of a run of what the stages found.

    Parameters
    ----------
    pile, dense
        Articles without their copies, and their vectors, shape (n_originals, n_dimensions).
    told, homes, layout
        Events of the originals, topics of the events, places on the map, shape (n_originals, 2).
    labels
        Names and key phrases, layer by layer, topic by topic.
    watched
        The watch-list, and which original matches which entry, shape (n_originals, n_entries).
    config
        The settings, kept with the run.
    """
    from topics.runs.assemble import finished, topic_rows
    from topics.runs.counts import recount

    events = _events(pile, dense, told)
    rows = topic_rows(homes.layers, events["id"].tolist())
    topics = _topics(rows, labels, _watched_names(rows, homes.layers[told.events], watched))
    finest = rows[rows["layer"] == rows["layer"].max()].set_index("number")["id"]
    events = events.assign(topic=finest.loc[homes.layers[:, -1]].to_numpy())
    original = _original_of(pile)
    articles = _articles(pile, events, told, original).assign(
        topic_confidence=homes.confidence[told.events[original]],
        x=layout[original, 0],
        y=layout[original, 1],
        watchlist=_matched_entries(watched, original),
    )
    topics, events, articles = finished(topics, events, articles)
    return recount(Run(articles, topics, events, config, {}, dense[original].astype(np.float16)))


def _events(pile: Pile, dense: NDArray[np.float32], told: Told) -> pd.DataFrame:
    """One row an event, in the order of their numbers, still without a topic."""
    from topics.clustering.bursts import bursts
    from topics.runs.assemble import event_table, linked

    alone = event_table(pile.originals, pile.everyone, told.events, dense)
    events = linked(alone, told.storylines, told.mentions, told.events)
    return events.assign(burst=bursts(pile.days, told.events, len(events)))


def _watched_names(rows: pd.DataFrame, topic_of: NDArray[np.int64], watched: Watched) -> dict[int, str]:
    """Entries of the watch-list that name a topic, by its row; `topic_of` has shape (n_originals, n_layers)."""
    from topics.clustering.watchlist import named_topics

    watchlist, matches = watched
    places = zip(rows["layer"], rows["number"], strict=True)
    members = [np.flatnonzero(topic_of[:, layer] == number) for layer, number in places]
    return named_topics(matches, members, watchlist.names if watchlist else [])


def _topics(rows: pd.DataFrame, labels: Labels, given: dict[int, str]) -> pd.DataFrame:
    """Topics with their names and key phrases; they are counted once all three tables stand."""
    names, phrases = labels
    places = list(zip(rows["layer"], rows["number"], strict=True))
    undated = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us, UTC]")
    return rows.drop(columns="number").assign(
        name=[given.get(row, names[layer][number]) for row, (layer, number) in enumerate(places)],
        keywords=[phrases[layer][number] for layer, number in places],
        watchlist=[given.get(row, "") for row in range(len(rows))],
        n_articles=0,
        n_events=0,
        burst=0.0,
        first=undated,
        last=undated,
    )


def _original_of(pile: Pile) -> NDArray[np.int64]:
    """Position among the originals of the text that each article goes back to."""
    row_of = dict(zip(pile.originals["id"], range(len(pile.originals)), strict=True))
    return pile.everyone["original"].map(row_of).to_numpy(dtype=np.int64)


def _articles(pile: Pile, events: pd.DataFrame, told: Told, original: NDArray[np.int64]) -> pd.DataFrame:
    """All articles with their event, the topic of that event, and why they are in it; a copy follows its original."""
    from topics.labels.reasons import find_reasons

    event_of = told.events[original]
    reasons = find_reasons(pile.texts, pile.days, told.events)
    headlines = pile.originals["title"].to_numpy()
    copied = pile.everyone["copy_of"] != ""
    why = [
        [f"copy of “{headlines[row]}”"] if copy else reasons[row] for row, copy in zip(original, copied, strict=True)
    ]
    return pile.everyone.drop(columns="original").assign(
        topic=events["topic"].to_numpy()[event_of],
        event=events["id"].to_numpy()[event_of],
        held="",
        why=pd.Series(why, pile.everyone.index, dtype=object),
    )


def _matched_entries(watched: Watched, original: NDArray[np.int64]) -> pd.Series:
    """Names of the entries that each article fits."""
    watchlist, matches = watched
    entries = watchlist.names if watchlist else []
    found = [[name for name, fits in zip(entries, matches[row], strict=True) if fits] for row in original]
    return pd.Series(found, dtype=object)


def build_manifest(
    table: pd.DataFrame, config: Config, watchlist: Watchlist | None, encoded: bool, log: StageLog
) -> dict[str, Any]:
    """Say what was read, with which settings and versions, and what each stage took."""
    return {
        "created": now(),
        "versions": versions(),
        "seed": config.seed,
        "model": config.model if encoded else "vectors given",
        "input": {
            "n_articles": len(table),
            "hash": input_hash(table),
            "files": sorted({PLACE.sub("", o) for o in table["origin"]})[:MOST_FILES],
        },
        "watchlist": watchlist.to_dict() if watchlist else {},
        "stages": log.stages,
    }
