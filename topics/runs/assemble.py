"""Numbers of the stages -> the tables of a run.

Stands after all stages on the straight line. It decides nothing but ids, order and counts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.labels.names import entities, medoid
from topics.runs.counts import sorted_events, sorted_topics
from topics.runs.ids import make_id
from topics.runs.store import TABLES

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
    first, last = published.min(), published.max()
    n_articles = number.value_counts()
    sources = everyone["source"].mask(everyone["source"] == "").groupby(number.to_numpy()).nunique()
    texts = originals["title"] + ". " + originals["body"].str[:SMALL_WORDS]
    order = np.argsort(events, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(events[order])) + 1)
    middle = [medoid(vectors, members) for members in groups]
    # A headline that a newsroom wrote, be it a copy's, says more than a first sentence that stands in for one.
    titled = everyone[everyone["title_origin"] == "given"].sort_values(["published", "id"], na_position="last")
    given = titled.groupby(number.loc[titled.index])["title"].first()
    derived = (originals["title_origin"] == "derived").to_numpy()
    rows = [
        {
            "id": make_id("e", [_founder(originals, members)]),
            "headline": given[event] if event in given and derived[nearest] else originals["title"].iat[nearest],
            "first": first[event],
            "last": last[event],
            "n_articles": n_articles[event],
            "n_independent": len(members),
            "n_sources": sources[event],
            "entities": entities(texts.iloc[members].tolist()),
        }
        for event, (members, nearest) in enumerate(zip(groups, middle, strict=True))
    ]
    return pd.DataFrame(rows)


def _founder(originals: pd.DataFrame, members: NDArray[np.intp]) -> str:
    """The earliest report of an event gives it its id: later reports leave it as it is."""
    inside = originals.iloc[members].sort_values(["published", "id"], na_position="last", kind="stable")
    return str(inside["id"].iat[0])


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
    topics = topics.astype({"layer": "int32", "n_articles": "int32", "n_events": "int32"})
    events = events.astype({"n_articles": "int32", "n_independent": "int32", "n_sources": "int32"})
    articles = articles.astype({"topic_confidence": "float32", "x": "float32", "y": "float32"})
    topics, events = sorted_topics(topics), sorted_events(events)
    articles = articles.sort_values("id", ignore_index=True)
    return topics[TABLES["topics"].names], events[TABLES["events"].names], articles[TABLES["articles"].names]
