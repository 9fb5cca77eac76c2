"""The tables of a run kept consistent: what a topic counts follows from its articles and events, and so does its place.

Beside the straight line; serves the edits and whoever makes topics. It must never change which article belongs where.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.runs.layers import chains
from topics.runs.pile import days_of

if TYPE_CHECKING:
    from topics.runs.run import Run


def recount(run: Run) -> Run:
    """Return the run with its topics counted anew (`n_articles`, `n_events`, `first`, `last`, `burst`) and sorted.

    Copies count as articles. A topic counts what lies in its finer topics too.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from topics.runs.example import example_run
    >>> run = example_run()
    >>> recount(replace(run, articles=run.articles.head(3))).topics["n_articles"].tolist()
    [3, 0, 3, 0, 0, 0]
    """
    pairs = [(home, topic) for home, chain in chains(run.topics).items() for topic in chain]
    above = pd.DataFrame(pairs, columns=["home", "topic"])
    days = run.articles.groupby("topic")["published"].agg(["size", "min", "max"])
    inside = _summed(above.join(days, on="home", how="inner"), {"size": "sum", "min": "min", "max": "max"})
    happened = above.join(run.events.groupby("topic").size().rename("n"), on="home", how="inner")
    n_events = _summed(happened, {"n": "sum"})["n"].reindex(run.topics["id"])
    inside = inside.reindex(run.topics["id"])
    counted = run.topics.assign(
        n_articles=inside["size"].fillna(0).array,
        n_events=n_events.fillna(0).array,
        first=inside["min"].array,
        last=inside["max"].array,
        burst=_bursts(run, above),
    )
    return replace(run, topics=sorted_topics(counted.astype(run.topics.dtypes.to_dict())))


def _bursts(run: Run, above: pd.DataFrame) -> NDArray[np.float64]:
    """How unusual the last days of every topic are against its own past; copies do not count."""
    from topics.clustering.bursts import bursts

    originals = run.articles[run.articles["copy_of"] == ""]
    days = days_of(originals["published"])
    layer, place = run.topics["layer"].to_numpy(), np.arange(len(run.topics))
    row = dict(zip(run.topics["id"], place, strict=True))
    found = np.zeros(len(run.topics))
    for depth in np.unique(layer):
        inside = above[above["topic"].map(row).map(dict(enumerate(layer))) == depth]
        home = dict(zip(inside["home"], inside["topic"].map(row), strict=True))
        groups = np.array([home.get(topic, -1) for topic in originals["topic"].tolist()], dtype=np.int64)
        found = np.maximum(found, bursts(days, groups, len(found)))
    return found


def _summed(homes: pd.DataFrame, how: dict[str, str]) -> pd.DataFrame:
    # An inner join without a match takes the index of the other side, name included.
    return homes.reset_index(drop=True).groupby("topic").agg(how)


def sorted_topics(topics: pd.DataFrame) -> pd.DataFrame:
    """Sort topics as a run keeps them: broadest layer first, then the largest, then by id."""
    by = ["layer", "n_articles", "id"]
    return topics.sort_values(by, ascending=[True, False, True], ignore_index=True)


def sorted_events(events: pd.DataFrame) -> pd.DataFrame:
    """Sort events as a run keeps them: by first day, undated ones last, then by id."""
    return events.sort_values(["first", "id"], na_position="last", ignore_index=True)
