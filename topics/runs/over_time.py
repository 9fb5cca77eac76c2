"""Run -> how much of each day, week or month each topic is.

Beside the straight line; reads the tables of a run and decides nothing. Every article is counted: those without a date stand
apart in a column of their own. What the counts mean is for `trends` to say.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.runs.layers import Tables, topic_at_layer
from topics.runs.periods import Every, Periods, periods_of

NO_TOPIC = "No topic"  # the name that articles without a topic stand under


def topics_over_time(run: Tables, layer: int = 0, every: Every = "auto") -> pd.DataFrame:
    """Count the articles and events of each topic in each period.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    layer
        Layer of the topics, 0 for the broadest; a topic that was never split further stands for itself in finer ones.
    every
        Length of a period; "auto" takes days for up to 31 days, weeks (from Monday) for up to a year, months beyond.

    Returns
    -------
    pandas.DataFrame
        One row a period and topic, periods in order and topics as in `run.topics`; what has no article has a row of zeros.
        `period` (its first day, UTC), `complete` (False where the pile begins or ends inside it), `topic`, `name`, `n_articles`
        (copies count, as in `run.topics`), `n_events` (events with an article in the period), `share` (of the period's dated
        articles, 0 to 1), `n_undated` (articles of the topic without a date: the same in all its rows). Without any date
        there are no rows.

    Raises
    ------
    ValueError
        If the run has no such layer, or `every` is none of these.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> counts = topics_over_time(example_run(), every="week")
    >>> counts.pivot(index="period", columns="name", values="n_articles").values.tolist()
    [[1, 0], [3, 5], [1, 1]]
    >>> counts[counts["name"] == "Transport"]["n_undated"].tolist()
    [1, 1, 1]
    """
    periods = periods_of(run.articles["published"], every)
    topics, home = topics_and_homes(run, layer)
    shape = (len(periods.starts), len(topics))
    counts = tally(periods.place, home, shape)
    happened = _once(periods, home, run.articles["event"])
    whole = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    table = {
        "period": periods.starts.repeat(shape[1]),
        "complete": periods.complete.repeat(shape[1]),
        **{column: np.tile(topics[column].to_numpy(), shape[0]) for column in ("topic", "name")},
        "n_articles": counts.ravel(),
        "n_events": tally(*happened, shape).ravel(),
        "share": (counts / whole).ravel(),
        "n_undated": np.tile(undated(periods, home, shape[1]), shape[0]),
    }
    return pd.DataFrame(table)


def topics_and_homes(run: Tables, layer: int) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Gather the topics that a layer consists of, and where each article is among them.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    layer
        Layer of the topics.

    Returns
    -------
    topics
        `topic` (id) and `name`, in the order of `run.topics`; articles without a topic come last, as `NO_TOPIC`.
    home
        Row of each article's topic, shape (n_articles,).

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> topics, home = topics_and_homes(example_run(), 0)
    >>> topics["name"].tolist(), home.tolist()[5:9]
    (['Transport', 'Farming'], [0, 0, 1, 1])
    """
    found = topic_at_layer(run, layer)
    kept = run.topics[(run.topics["layer"] == layer) | run.topics["id"].isin(set(found))]
    topics = kept[["id", "name"]].set_axis(["topic", "name"], axis=1).reset_index(drop=True)
    if not found.isin(set(topics["topic"])).all():
        topics = pd.concat([topics, pd.DataFrame({"topic": [""], "name": [NO_TOPIC]})], ignore_index=True)
    row = dict(zip(topics["topic"], range(len(topics)), strict=True))
    return topics, np.array([row.get(one, len(topics) - 1) for one in found], dtype=np.int64)


def tally(place: NDArray[np.int64], home: NDArray[np.int64], shape: tuple[int, int]) -> NDArray[np.int64]:
    """Count what stands in each period and topic; what has no place is left out.

    Examples
    --------
    >>> tally(np.array([0, 1, 1, -1]), np.array([0, 0, 0, 0]), (2, 1)).tolist()
    [[1], [2]]
    """
    known = place >= 0
    cells = np.bincount(place[known] * shape[1] + home[known], minlength=shape[0] * shape[1])
    return cells.astype(np.int64).reshape(shape)


def undated(periods: Periods, home: NDArray[np.int64], n_topics: int) -> NDArray[np.int64]:
    """Count the articles of each topic that have no date.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2026-03-04", None], utc=True))
    >>> undated(periods_of(days), np.array([0, 1]), 2).tolist()
    [0, 1]
    """
    return np.bincount(home[periods.place < 0], minlength=n_topics).astype(np.int64)


def _once(periods: Periods, home: NDArray[np.int64], event: pd.Series) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Period and topic of every event in every period that reports it; articles without an event are none."""
    cells = pd.DataFrame({"place": periods.place, "home": home, "event": event.to_numpy()})
    cells = cells[(cells["event"] != "") & cells["event"].notna()].drop_duplicates()
    return cells["place"].to_numpy(), cells["home"].to_numpy()
