"""Numbers of the stages -> the tables of a run.

Stands after all stages on the straight line. It decides nothing but ids, order and counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.labels.names import entities, medoid
from topics.runs.counts import sorted_events, sorted_topics
from topics.runs.ids import make_id, storyline_id
from topics.runs.store import TABLES

if TYPE_CHECKING:
    from topics.clustering.storylines import Storylines

SMALL_WORDS = 600  # characters of a text in which the names that matter stand


def event_table(
    originals: pd.DataFrame, everyone: pd.DataFrame, events: NDArray[np.int64], vectors: NDArray[np.floating]
) -> pd.DataFrame:
    """Build the events table, and give every event its id.

    Parameters
    ----------
    originals
        Articles that are no copies, sorted by id.
    everyone
        All articles, with `original`, the id of the article each goes back to.
    events
        Shape (n_originals,), event of every original.
    vectors
        Shape (n_originals, n_dimensions).

    Returns
    -------
    One row an event, in the order of their numbers, without `topic`; sorted later.
    """
    number = everyone["original"].map(dict(zip(originals["id"], events, strict=True)))
    published = everyone.groupby(number.to_numpy())["published"]
    first, last = dict(published.min()), dict(published.max())
    n_articles, peak = dict(number.value_counts()), _peaks(everyone, number)
    sources = dict(everyone["source"].mask(everyone["source"] == "").groupby(number.to_numpy()).nunique())
    titles = originals["title"].tolist()
    texts = [f"{title}. {body[:SMALL_WORDS]}" for title, body in zip(titles, originals["body"].tolist(), strict=True)]
    order = np.argsort(events, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(events[order])) + 1)
    middle = [medoid(vectors, members) for members in groups]
    # A headline that a newsroom wrote, be it a copy's, says more than a first sentence that stands in for one.
    titled = everyone[everyone["title_origin"] == "given"].sort_values(["published", "id"], na_position="last")
    given = dict(titled.groupby(number.loc[titled.index])["title"].first())
    derived = (originals["title_origin"] == "derived").to_numpy()
    rows = [
        {
            "id": make_id("e", [founder]),
            "headline": given[event] if event in given and derived[nearest] else titles[nearest],
            "first": first[event],
            "last": last[event],
            "n_articles": n_articles[event],
            "n_independent": len(members),
            "n_sources": sources[event],
            "entities": entities([texts[member] for member in members]),
            "peak": peak.get(event, pd.NaT),
        }
        for event, (members, nearest, founder) in enumerate(
            zip(groups, middle, _founders(originals, events), strict=True)
        )
    ]
    return pd.DataFrame(rows)


def _peaks(everyone: pd.DataFrame, number: pd.Series) -> dict[int, pd.Timestamp]:
    """Day with the most articles of every event, the first of equals."""
    days = everyone["published"].dt.floor("D")
    counts = days.groupby([number.to_numpy(), days]).size().rename("n").rename_axis(["event", "day"]).reset_index()
    ranked = counts.sort_values(["n", "day"], ascending=[False, True])
    return dict(ranked.groupby("event")["day"].first())


def linked(
    events: pd.DataFrame, storylines: Storylines, mentions: Sequence[tuple[int, int]], event_of: NDArray[np.int64]
) -> pd.DataFrame:
    """Add to the events table what events have to do with each other, all by id.

    Parameters
    ----------
    events
        One row an event, in the order of their numbers.
    storylines
        See `find_storylines`.
    mentions
        (original, event) for each event that a round-up mentions.
    event_of
        Event of every original.
    """
    ids = events["id"].to_numpy(dtype=object)
    founders = np.unique(storylines.storyline, return_index=True)[1]
    part_of: list[list[str]] = [[] for _ in ids]
    for original, event in mentions:
        part_of[event].append(ids[event_of[original]])
    return events.assign(
        storyline=[storyline_id(ids[founders[line]]) for line in storylines.storyline],
        follows=["" if other < 0 else ids[other] for other in storylines.follows],
        same_series=["" if other < 0 else ids[other] for other in storylines.same_series],
        part_of=pd.Series([sorted(set(others)) for others in part_of], events.index, dtype=object),
    )


def _founders(originals: pd.DataFrame, events: NDArray[np.int64]) -> list[str]:
    """Earliest report of every event, which gives it its id: later reports leave it as it is."""
    ranked = originals.assign(event=events).sort_values(["published", "id"], na_position="last", kind="stable")
    return ranked.drop_duplicates("event").sort_values("event")["id"].astype(str).tolist()


def topic_rows(layers: NDArray[np.int64], ids: Sequence[str]) -> pd.DataFrame:
    """Build one row a topic, broad topics first: `id`, `layer`, `parent`, and `number`, its number in its layer.

    Parameters
    ----------
    layers
        Shape (n_events, n_layers).
    ids
        Ids of the events.
    """
    rows = []
    above: dict[int, str] = {}
    for layer in range(layers.shape[1]):
        here: dict[int, str] = {}
        for number in range(int(layers[:, layer].max()) + 1):
            inside = np.flatnonzero(layers[:, layer] == number).tolist()
            here[number] = make_id("t", [f"layer {layer}", *(ids[event] for event in inside)])
            parent = above[int(layers[inside[0], layer - 1])] if layer else ""
            rows.append({"id": here[number], "layer": layer, "parent": parent, "number": number})
        above = here
    return pd.DataFrame(rows)


def finished(
    topics: pd.DataFrame, events: pd.DataFrame, articles: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Put the tables into the order of a run and their columns into the types that a folder gives back."""
    topics = topics.astype({"layer": "int32", "n_articles": "int32", "n_events": "int32", "burst": "float32"})
    events = events.astype({"n_articles": "int32", "n_independent": "int32", "n_sources": "int32", "burst": "float32"})
    articles = articles.astype({"topic_confidence": "float32", "x": "float32", "y": "float32"})
    topics, events = sorted_topics(topics), sorted_events(events)
    articles = articles.sort_values("id", ignore_index=True)
    return topics[TABLES["topics"].names], events[TABLES["events"].names], articles[TABLES["articles"].names]
