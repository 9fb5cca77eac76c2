"""Beside the line: the home topic of every article in a layer, found by walking up the parents.

Reads the two tables of a run and nothing else; must never rest on the order of their rows.
"""

from __future__ import annotations

from typing import Protocol

import pandas as pd


class Tables(Protocol):
    """What is read of a run: anything with these two tables will do."""

    @property
    def articles(self) -> pd.DataFrame:
        """One row an article."""

    @property
    def topics(self) -> pd.DataFrame:
        """One row a topic of any layer."""


def topic_at_layer(run: Tables, layer: int) -> pd.Series[str]:
    """Return the home topic of every article in one layer.

    Parameters
    ----------
    run
        A run; only its tables of articles and topics are read.
    layer
        The layer asked for, 0 being the broadest.

    Returns
    -------
    pandas.Series
        Topic ids, aligned with ``run.articles``. An article whose home topic is broader than the layer keeps that
        topic; an article without a topic has ``""``.

    Raises
    ------
    ValueError
        If the run has no such layer.

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace
    >>> run = SimpleNamespace(
    ...     articles=pd.DataFrame({"topic": ["t-missiles", "t-telecom"]}),
    ...     topics=pd.DataFrame({"id": ["t-world", "t-missiles", "t-telecom"],
    ...                          "layer": [0, 1, 1], "parent": ["", "t-world", "t-world"]}))
    >>> topic_at_layer(run, 0).tolist()
    ['t-world', 't-world']
    """
    layers = sorted(set(run.topics["layer"].tolist()))
    if layer not in layers:
        raise ValueError(f"Got layer={layer} but expected one of the layers of this run: {layers}.")
    above = _ancestors(run.topics, layer)
    home = [above.get(topic, "") for topic in run.articles["topic"]]
    return pd.Series(home, index=run.articles.index, name="topic", dtype=object)


def _ancestors(topics: pd.DataFrame, layer: int) -> dict[str, str]:
    level = dict(zip(topics["id"], topics["layer"], strict=True))
    parent = dict(zip(topics["id"], topics["parent"], strict=True))

    def climb(topic: str) -> str:
        # A parent must be broader: a damaged or hostile table must not send this loop round in circles.
        while level[topic] > layer and parent[topic] in level and level[parent[topic]] < level[topic]:
            topic = parent[topic]
        return topic

    return {topic: climb(topic) for topic in level}
