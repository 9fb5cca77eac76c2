"""Articles put where they are nearest: into a topic that is to hold them, or out of one that is to be none.

Beside the straight line, under `pins` and `replay_verdicts`, which decide what is to be done. It must never part the reports
of one event, nor rest on the order of anything.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.encoding.encoders import unit_rows
from topics.runs.edits.changes import SURE, placed, settled
from topics.runs.layers import topics_within, units_of

if TYPE_CHECKING:
    from topics.runs.run import Run

UNSURE = 0.5  # confidence of an article that lost its topic: the least that a stage gives


def gathered(run: Run, articles: Collection[str], topic: str) -> Run:
    """Return the run with these articles in one topic; those that are in it already stay where they are in it.

    The others go, event by event, to its nearest finest topic.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> gathered(example_run(), ["a05", "a08"], "ttransport").articles["topic"][[4, 7]].tolist()
    ['ttrams', 'tferries']
    """
    inside = topics_within(run.topics, topic)
    strays = run.articles["id"].isin(set(articles)) & ~run.articles["topic"].isin(inside)
    return _nearest(run, strays, _finest(run, inside), run.articles["topic"][strays].unique(), SURE)


def dissolved(run: Run, topic: str) -> Run:
    """Return the run without a topic and its finer topics.

    Its articles go, event by event, to the nearest finest topic beside it, below the same broader topic. Where there is none
    they stay in the broader one.

    Raises
    ------
    ValueError
        If it is the only topic of the run that has no broader one.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> dissolved(example_run(), "ttrams").topics["name"].tolist()
    ['Transport', 'Farming', 'Ferries', 'Olive harvest', 'Vineyards']
    """
    row = run.topics[run.topics["id"] == topic].iloc[0]
    gone = topics_within(run.topics, topic)
    siblings = run.topics["id"][(run.topics["parent"] == row["parent"]) & (run.topics["layer"] == row["layer"])]
    beside = {below for one in siblings if one != topic for below in topics_within(run.topics, one)}
    leaves = _finest(run, beside) or [parent for parent in [row["parent"]] if parent]
    if not leaves:
        raise ValueError(
            f"Got {row['name']!r}, which is the only topic of its layer, but expected another one beside it."
        )
    return _nearest(run, run.articles["topic"].isin(gone), leaves, sorted(gone), UNSURE)


def _finest(run: Run, topics: Collection[str]) -> list[str]:
    return sorted(set(topics) - set(run.topics["parent"]))


def _nearest(run: Run, inside: pd.Series, topics: Sequence[str], left: Collection[str], confidence: float) -> Run:
    """Put the articles inside, event by event, in the nearest of the topics."""
    rows = np.flatnonzero(inside)
    home = run.articles["topic"].copy()
    if len(rows):
        _, units = np.unique(units_of(run.articles).iloc[rows].to_numpy(dtype=str), return_inverse=True)
        middles = _means(run, rows, units, int(units.max()) + 1)
        number = {topic: place for place, topic in enumerate(topics)}
        others = np.flatnonzero(run.articles["topic"].isin(number) & ~inside)
        theirs = np.array([number[topic] for topic in run.articles["topic"].iloc[others].tolist()], dtype=np.intp)
        wanted = _means(run, others, theirs, len(topics))
        # Rounded, so that two machines agree: topics are sorted by id, and argmax takes the first among equals.
        best = np.round(middles @ wanted.T, 4).argmax(axis=1)
        home.iloc[rows] = [topics[place] for place in best[units]]
    after = replace(run, articles=placed(run, inside, home, confidence))
    return settled(run, after, left)


def _means(run: Run, rows: NDArray[np.intp], groups: NDArray[np.integer[Any]], n_groups: int) -> NDArray[np.float32]:
    """Mean vectors of groups of articles, rows of length 1; nought for a group without any."""
    sums = np.zeros((n_groups, run.vectors.shape[1]))
    np.add.at(sums, groups, run.vectors[rows].astype(np.float64))
    return unit_rows(sums)
