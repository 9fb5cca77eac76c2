"""Topics in time -> which of them are new, rising, fading or gone quiet.

Beside the straight line; reads what `over_time` counts. It judges the last stretch of the pile, whenever the pile was made, and
claims nothing that chance explains: reports of one event come together and say little, so it is events that are compared.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.runs.layers import Tables, units_of
from topics.runs.over_time import topics_and_homes, undated
from topics.runs.periods import Every, Periods, periods_of

LEVEL = 0.01  # chance under which a trend is claimed
FEWEST = 5  # dated articles of a topic of which anything is claimed
_HALF = 0.5  # of an event, added to what all others have, so that an empty past divides nothing by zero

Counts = NDArray[np.int64]


class Trend(StrEnum):
    """What can be said of a topic in the last stretch, against its own past."""

    NEW = "new"
    RISING = "rising"
    UNCLEAR = "no clear change"
    FADING = "fading"
    QUIET = "gone quiet"
    TOO_FEW = "too few to tell"


CLAIMED = frozenset((Trend.NEW, Trend.RISING, Trend.FADING, Trend.QUIET))  # the trends that are more than chance


def topic_trends(run: Tables, layer: int = 0, every: Every = "auto") -> pd.DataFrame:
    """Say what each topic does in the last stretch of the pile, against its own past.

    The last stretch is the last seven days, four weeks or three months, and the period that has just begun; never more than
    a third of the time.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    layer
        Layer of the topics, 0 for the broadest.
    every
        Length of a period, as in `topics_over_time`.

    Returns
    -------
    pandas.DataFrame
        One row a topic, as in `run.topics`. `topic`, `name`; `trend`, one of "new" (no article before the last
        stretch), "rising", "fading", "gone quiet" (fading, and no article left), "no clear change" and "too few to tell"
        (under five articles, or no trend where silence would not have been noticed either); `last_from` (first day of the last
        stretch, NaT without a past); dated articles and events `n_articles_before`, `n_articles_last`, `n_events_before`,
        `n_events_last`; `share_before`, `share_last` (of all dated articles, 0 to 1); `expected_last` (events, had the topic
        moved like all others); `chance` of a difference at least so large; `n_undated`.

    Raises
    ------
    ValueError
        If the run has no such layer, or `every` is none of these.

    Notes
    -----
    Given how many events a topic has, those in the last stretch are binomial if its rate, relative to all others', did not
    change: the exact test of two Poisson rates (Przyborowski and Wilenski, Biometrika 31, 1940). Both sides are looked at.
    An event counts in every stretch that reports it, an article without an event as one. One topic in a hundred is claimed to
    move by chance, however many there are.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> topic_trends(example_run())[["name", "trend", "n_articles_before", "n_articles_last"]].values.tolist()
    [['Transport', 'too few to tell', 5, 1], ['Farming', 'too few to tell', 3, 2]]
    """
    periods = periods_of(run.articles["published"], every)
    topics, home = topics_and_homes(run, layer)
    number, past = len(topics), len(periods.starts) > 1
    articles = _split(periods, home, number)
    events = _split(periods, home, number, units_of(run.articles))
    odds = _odds(events[0], events[1])
    shares = articles / np.maximum(articles.sum(axis=1, keepdims=True), 1)
    chance = _chances(events[0], events[1], odds) if past else np.ones(number)
    table = topics.assign(trend=_named(articles, events, odds, chance) if past else Trend.TOO_FEW.value)
    return table.assign(
        last_from=pd.DatetimeIndex([periods.starts[periods.last] if past else pd.NaT] * number, tz="UTC"),
        n_articles_before=articles[0],
        n_articles_last=articles[1],
        n_events_before=events[0],
        n_events_last=events[1],
        share_before=shares[0],
        share_last=shares[1],
        expected_last=events.sum(axis=0) * odds,
        chance=chance,
        n_undated=undated(periods, home, number),
    )


def _split(periods: Periods, home: Counts, number: int, unit: pd.Series | None = None) -> Counts:
    """Count each topic before and in the last stretch, shape (2, n_topics); with units each of them once a side."""
    known = periods.place >= 0
    rows = pd.DataFrame({"last": periods.place[known] >= periods.last, "home": home[known]})
    if unit is not None:
        rows = rows.assign(unit=unit.to_numpy()[known]).drop_duplicates()
    cells = rows["last"].to_numpy() * number + rows["home"].to_numpy()
    return np.bincount(cells, minlength=2 * number).astype(np.int64).reshape(2, number)


def _odds(before: Counts, last: Counts) -> NDArray[np.float64]:
    """Probability that an event of each topic lies in the last stretch, had the topic moved like all others."""
    others = [side.sum() - side + _HALF for side in (before, last)]
    return np.asarray(others[1] / (others[0] + others[1]), dtype=np.float64)


def _chances(before: Counts, last: Counts, odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chance of so many or more, or of so few or fewer, events in the last stretch: twice the smaller."""
    from scipy.special import bdtr, bdtrc

    events = before + last
    many = np.where(last > 0, bdtrc(last - 1.0, events, odds), 1.0)
    few = bdtr(last.astype(np.float64), events, odds)
    return np.asarray(np.minimum(2 * np.minimum(many, few), 1.0), dtype=np.float64)


def _named(articles: Counts, events: Counts, odds: NDArray[np.float64], chance: NDArray[np.float64]) -> list[str]:
    silence = 2 * (1 - odds) ** events.sum(axis=0)  # the chance that would be found had nothing been reported
    enough, more = articles.sum(axis=0) >= FEWEST, events[1] > events.sum(axis=0) * odds
    claimed = enough & (chance < LEVEL)
    cases = {
        Trend.NEW: enough & (articles[0] == 0),
        Trend.RISING: claimed & more,
        Trend.QUIET: claimed & (articles[1] == 0),
        Trend.FADING: claimed,
        Trend.UNCLEAR: enough & (silence < LEVEL),
    }
    return [str(word) for word in np.select(list(cases.values()), [word.value for word in cases], Trend.TOO_FEW.value)]
