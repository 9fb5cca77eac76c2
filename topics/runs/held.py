"""A previous run -> the topics that each article had in it, and those of the events that the articles tell of now.

Before `topics` on the straight line, where a previous run is given. What an analyst did to the topics is left out: her edits
are made again afterwards.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.runs.config import Config
from topics.runs.run import Run

if TYPE_CHECKING:
    from topics.clustering.hold import Path

SEPARATOR = "/"  # between the ids of one article's topics, broadest first


def held_topics(previous: Run | None, config: Config) -> pd.Series:
    """Return the ids of the topics that each article had, broadest first, such as "t1/t4", by article id.

    Nothing is held where the settings now ask for other topics than the previous run's did.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> held_topics(example_run(), example_run().config).head(1).tolist()
    ['ttransport/tferries']
    """
    from topics.runs.edit_log import without_edits
    from topics.runs.layers import topic_at_layer

    asked = ("n_broad", "n_layers", "n_neighbors")
    if previous is None or any(getattr(previous.config, name) != getattr(config, name) for name in asked):
        return pd.Series(dtype=object)
    before = without_edits(previous)
    layers = [topic_at_layer(before, layer) for layer in sorted(set(before.topics["layer"]))]
    paths = [SEPARATOR.join(path) if all(path) else "" for path in zip(*layers, strict=True)]
    return pd.Series(paths, before.articles["id"].to_numpy(), dtype=object)


def known_topics(held: pd.Series, ids: Sequence[str], events: NDArray[np.int64]) -> list[Path | None] | None:
    """Topics that most articles of each event had before, None for an event of new articles; None where nothing is held.

    >>> known_topics(pd.Series({"a": "t1/t2"}), ["a", "b"], np.array([0, 1]))
    [('t1', 't2'), None]
    """
    paths = held[held != ""].to_dict()
    if not paths:
        return None
    depth = Counter(path.count(SEPARATOR) for path in paths.values()).most_common(1)[0][0]
    paths = {one: path for one, path in paths.items() if path.count(SEPARATOR) == depth}
    votes: list[dict[str, int]] = [defaultdict(int) for _ in range(int(events.max()) + 1)]
    for one, event in zip(ids, events, strict=True):
        if one in paths:
            votes[event][paths[one]] += 1
    return [tuple(min(vote, key=lambda p: (-vote[p], p)).split(SEPARATOR)) if vote else None for vote in votes]
