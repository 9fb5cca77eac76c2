"""A look back from the end of the line: how well copies, events and topics agree with labels given by people.

Reads a finished run and a gold table. It must never change either, and no score ever flows back into a stage.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.evaluation.gold import column_text, match_gold, read_gold
from topics.evaluation.scores import score_clusters
from topics.runs.layers import topic_at_layer

if TYPE_CHECKING:
    from topics.runs.run import Run


def evaluate(run: Run, gold: pd.DataFrame | str | Path) -> pd.DataFrame:
    """Score the copies, the events and every topic layer of a run against gold labels.

    Parameters
    ----------
    run
        The run to be judged.
    gold
        A table, or a file that holds one (see `read_gold`), with any of the columns ``event``, ``topic`` and
        ``copy_of``, and columns that say which article is meant (see `match_gold`). A row without ``copy_of`` is an
        original; a row without an event or a topic takes no part in that score.

    Returns
    -------
    pandas.DataFrame
        One row for each comparison (``what``: event, topic layer 0, topic layer 1, ..., copy_of), the columns of
        `Scores`, and ``n_unmatched``: labelled gold rows that no article of the run answers to, left out of the scores.

    Raises
    ------
    ValueError
        If the gold has none of the three label columns, or if none of its rows matches an article.

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace
    >>> run = SimpleNamespace(
    ...     articles=pd.DataFrame({"id": ["a", "b", "c"], "event": ["e1", "e1", "e2"]}), topics=None)
    >>> gold = pd.DataFrame({"id": ["a", "b", "c", "d"], "event": ["x", "x", "x", "y"]})
    >>> evaluate(run, gold)[["what", "bcubed_precision", "pair_recall", "n", "n_unmatched"]].to_dict("records")
    [{'what': 'event', 'bcubed_precision': 1.0, 'pair_recall': 0.3333333333333333, 'n': 3, 'n_unmatched': 1}]
    """
    table = (gold if isinstance(gold, pd.DataFrame) else read_gold(gold)).reset_index(drop=True)
    if not {"event", "topic", "copy_of"} & set(table.columns):
        raise ValueError(f"Got gold columns {list(table.columns)} but expected at least one of topic, event, copy_of.")
    position = match_gold(run.articles, table)
    if not (position >= 0).any():
        raise ValueError(
            f"Got {len(table)} gold rows of which none matches an article of the run but expected some to; "
            "give the gold the column id or key, or url and title, as the run's articles have them."
        )
    scores = [_compare(what, labels, found, position) for what, labels, found in _comparisons(run, table)]
    if not any(scores):
        raise ValueError("Got gold rows without a label for any article of the run but expected at least one.")
    return pd.DataFrame([score for score in scores if score])


def _comparisons(run: Run, gold: pd.DataFrame) -> Iterator[tuple[str, pd.Series[str], pd.Series[str]]]:
    if "event" in gold:
        yield "event", column_text(gold, "event"), column_text(run.articles, "event")
    if "topic" in gold:
        for layer in sorted(set(run.topics["layer"].tolist())):
            yield f"topic layer {layer}", column_text(gold, "topic"), topic_at_layer(run, layer)
    if "copy_of" in gold:
        yield "copy_of", _copy_groups(gold, ("id", "key")), _copy_groups(run.articles, ("id",))


def _compare(
    what: str, labels: pd.Series[str], found: pd.Series[str], position: NDArray[np.int64]
) -> dict[str, str | float]:
    """Return one row of the result; an empty one where no article has a label of this kind."""
    matched, labelled = position >= 0, (labels != "").to_numpy()
    if not (matched & labelled).any():
        return {}
    got = found.to_numpy()[position[matched]]
    unmatched = int((labelled & ~matched).sum())
    return {"what": what, **score_clusters(labels[matched], got).as_dict(), "n_unmatched": unmatched}


def _copy_groups(table: pd.DataFrame, names: tuple[str, ...]) -> pd.Series[str]:
    """Return one label a group of copies: rows are joined to what they copy, however long the chain."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    rows = np.arange(len(table))
    ends = pd.concat([column_text(table, column) for column in (*names, "copy_of")])
    starts = np.tile(rows, len(names) + 1)[(ends != "").to_numpy()]
    nodes = len(table) + pd.factorize(ends[ends != ""])[0]
    size = len(table) + len(starts)
    links = coo_array((np.ones(len(starts), dtype=np.int8), (starts, nodes)), shape=(size, size))
    return pd.Series(connected_components(links, directed=False)[1][rows], index=table.index).astype(str)
