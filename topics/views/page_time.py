"""Topics over time as the page carries them: the edges of the periods, and what is said of each topic.

Serves `page_data`. The page counts the articles of each period itself, from the days that it has anyway.
"""

from __future__ import annotations

import pandas as pd

from topics.runs.periods import Periods, periods_of
from topics.runs.trends import topic_trends
from topics.views.outline import RunLike, day_numbers

_DAYS = {"day": 1, "week": 7, "month": 31}  # of a period, at most


def periods_data(run: RunLike, first_day: int) -> dict[str, object]:
    """Gather the periods of a run and the trends of its topics.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    first_day
        Day from which the page counts, in days since 1970.

    Returns
    -------
    dict[str, object]
        `every`; `edges`, the first day of each period and the one after the last; `whole`, 1 where the pile covers all of a
        period; `last`, the first period of the last stretch, -1 without a past; and for each row of `run.topics` its `trend`,
        and its shares `before` the last stretch and `since`.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> found = periods_data(example_run(), 20513)
    >>> found["every"], found["edges"], found["last"], found["trend"][0]
    ('day', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 7, 'too few to tell')
    """
    periods = periods_of(run.articles["published"])
    said = _said(run, periods)
    return {
        "every": periods.every,
        "edges": [int(day) - first_day for day in day_numbers(pd.Series(_edges(periods)))],
        "whole": periods.complete.astype(int).tolist(),
        "last": periods.last if len(periods.starts) > 1 else -1,
        "trend": [str(word) for word in said["trend"]],
        "before": [round(float(share), 4) for share in said["share_before"]],
        "since": [round(float(share), 4) for share in said["share_last"]],
    }


def _edges(periods: Periods) -> pd.DatetimeIndex:
    if not len(periods.starts):
        return periods.starts
    after = periods.starts[-1] + pd.Timedelta(days=_DAYS[periods.every])
    if periods.every == "month":
        after = (after + pd.Timedelta(days=1)).replace(day=1)
    return pd.DatetimeIndex([*periods.starts, after])


def _said(run: RunLike, periods: Periods) -> pd.DataFrame:
    """Trend and shares of every topic, each judged among those of its own layer, in the order of `run.topics`."""
    nothing = pd.DataFrame(columns=["topic", "trend", "share_before", "share_last"])
    layers = sorted(set(run.topics["layer"]))
    found = [topic_trends(run, layer, periods.every)[nothing.columns] for layer in layers]  # type: ignore[arg-type]
    said = pd.concat(found, ignore_index=True) if found else nothing
    return said.drop_duplicates("topic").set_index("topic").reindex(run.topics["id"])
