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
    labels: tuple[list[list[str]], list[list[list[str]]]],
    watched: tuple[Watchlist | None, NDArray[np.bool_]],
    config: Config,
) -> Run:
    """Make the tables of a run of what the stages found.

    Parameters
    ----------
    pile, dense
        Articles without their copies, and their vectors, shape (n_originals, n_dimensions).
    told, clusters, layout
        Events of the originals, topics of the events, places on the map, shape (n_originals, 2).
    labels
        Names and key phrases, layer by layer, topic by topic.
    watched
        The watch-list, and which original matches which entry, shape (n_originals, n_entries).
    config
        The settings, kept with the run.
    """
    from topics.clustering.bursts import bursts
    from topics.clustering.watchlist import named_topics
    from topics.labels.reasons import find_reasons
    from topics.runs.assemble import event_table, finished, linked, topic_rows
    from topics.runs.counts import recount

    (watchlist, matches), events = watched, told.events
    entries = watchlist.names if watchlist else []
    event_rows = event_table(pile.originals, pile.everyone, events, dense)
    event_rows = linked(event_rows, told.storylines, told.mentions, events).assign(
        burst=bursts(pile.days, events, len(event_rows))
    )
    rows = topic_rows(homes.layers, event_rows["id"].tolist())
    members = [
        np.flatnonzero(homes.layers[events, layer] == number)
        for layer, number in zip(rows["layer"], rows["number"], strict=True)
    ]
    given = named_topics(matches, members, entries)
    places = list(zip(rows["layer"], rows["number"], strict=True))
    topics = rows.drop(columns="number").assign(
        name=[given.get(row, labels[0][layer][number]) for row, (layer, number) in enumerate(places)],
        keywords=[labels[1][layer][number] for layer, number in places],
        watchlist=[given.get(row, "") for row in range(len(rows))],
        n_articles=0,
        n_events=0,
        burst=0.0,
        first=pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us, UTC]"),
        last=pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us, UTC]"),
    )
    finest = rows[rows["layer"] == rows["layer"].max()].set_index("number")["id"]
    event_rows = event_rows.assign(topic=finest.loc[homes.layers[:, -1]].to_numpy())
    row_of = dict(zip(pile.originals["id"], range(len(pile.originals)), strict=True))
    original = pile.everyone["original"].map(row_of).to_numpy()
    articles = pile.everyone.drop(columns="original").assign(
        topic=event_rows["topic"].to_numpy()[events[original]],
        topic_confidence=homes.confidence[events[original]],
        event=event_rows["id"].to_numpy()[events[original]],
        x=layout[original, 0],
        y=layout[original, 1],
        held="",
    )
    articles["watchlist"] = [
        [name for name, fits in zip(entries, matches[row], strict=True) if fits] for row in original
    ]
    reasons = find_reasons(pile.texts, pile.days, events)
    headlines = pile.originals["title"].to_numpy()
    articles["why"] = [
        [f"copy of “{headlines[row]}”"] if copied else reasons[row]
        for row, copied in zip(original, articles["copy_of"] != "", strict=True)
    ]
    tables = finished(topics, event_rows, articles)
    run = Run(tables[2], tables[0], tables[1], config, {}, dense[original].astype(np.float16))
    return recount(run)


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
