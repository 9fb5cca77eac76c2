"""What an article belongs to: its topics, layer by layer, its event, the text that it copies.

Beside the straight line. Reads the tables of a run and nothing else; must never rest on the order of their rows.
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
    return pd.Series(_homes(run, layer), index=run.articles.index, name="topic", dtype=object)


def homes(run: Tables, layer: int) -> pd.Series[str]:
    """Return the topic of every article in one layer, indexed by article id; "" where it has none.

    A topic that was never split further stands for itself in all finer layers, also in those that the run has not.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> homes(example_run(), 0)["a05"], homes(example_run(), 7)["a05"]
    ('ttransport', 'ttrams')
    """
    return pd.Series(_homes(run, layer), index=run.articles["id"].to_numpy(), dtype=object, name="topic")


def _homes(run: Tables, layer: int) -> list[str]:
    depth = dict(zip(run.topics["id"], run.topics["layer"], strict=True))
    ways = chains(run.topics)
    # A way that begins too fine, in a damaged table, has nothing broader to give.
    home = {one: ([up for up in way if depth[up] <= layer] or way[:1])[-1] for one, way in ways.items()}
    return [home.get(topic, "") for topic in run.articles["topic"]]


def chains(topics: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the way to every topic: its ancestors, broadest first, and itself.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> chains(example_run().topics)["tferries"]
    ('ttransport', 'tferries')
    """
    layer = dict(zip(topics["id"], topics["layer"], strict=True))
    parent = dict(zip(topics["id"], topics["parent"], strict=True))

    def chain(topic: str) -> tuple[str, ...]:
        way = [topic]
        # A parent must be broader: a damaged or hostile table must not send this loop round in circles.
        while parent[way[0]] in layer and layer[parent[way[0]]] < layer[way[0]]:
            way.insert(0, parent[way[0]])
        return tuple(way)

    return {topic: chain(topic) for topic in layer}


def topics_within(topics: pd.DataFrame, topic: str) -> set[str]:
    """Return the ids of a topic and of all topics below it.

    >>> from topics.runs.example import example_run
    >>> sorted(topics_within(example_run().topics, "tfarming"))
    ['tfarming', 'tolives', 'twine']
    """
    return {home for home, chain in chains(topics).items() if topic in chain}


def original_of(articles: pd.DataFrame) -> pd.Series[str]:
    """Return the id of the text that every article goes back to: its own, or that of the article it copies."""
    return articles["copy_of"].where(articles["copy_of"] != "", articles["id"])


def units_of(articles: pd.DataFrame) -> pd.Series[str]:
    """Return what counts as one: the event of every article, without one the article itself, with its copies.

    >>> from topics.runs.example import example_run
    >>> units_of(example_run().articles.assign(event=["e1", "", ""] + [""] * 9)).head(3).tolist()
    ['e1', 'a02', 'a02']
    """
    return articles["event"].where(articles["event"] != "", original_of(articles))
