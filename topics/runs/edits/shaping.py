"""Topics given another shape: rename, merge, split, move.

At the end of the straight line. What was typed is checked here and nowhere below; an edit must never lose an article, and
never change the run it was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from topics.runs.edits.changes import merged, moved, renamed, split_off, survivor
from topics.runs.edits.log import described, record
from topics.runs.edits.log_file import Line
from topics.runs.ids import find_articles, find_topic, make_id

if TYPE_CHECKING:
    from topics.runs.run import Run


def rename(run: Run, topic: str, name: str, *, by: str = "") -> Run:
    """Give a topic another name.

    Parameters
    ----------
    run
        The run to edit; it stays as it is.
    topic
        Id or exact name of the topic.
    name
        The new name; white space is tidied.
    by
        Who made the edit.

    Raises
    ------
    ValueError
        If no topic, or more than one, is called `topic`, or the name is empty.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> rename(example_run(), "Trams", "Tram strikes").topics["name"].tolist()
    ['Transport', 'Farming', 'Ferries', 'Olive harvest', 'Tram strikes', 'Vineyards']
    """
    chosen, name = find_topic(run, topic), _tidy(name)
    line: Line = {"op": "rename", "name": name, "target": {"topics": described(run, [chosen])}}
    return record(run, renamed(run, chosen, name), line, by)


def merge(run: Run, topics: Sequence[str], name: str | None = None, *, by: str = "") -> Run:
    """Make one topic of several topics of one layer.

    The largest keeps its id and its place below its broader topic; what hangs below the others hangs below it now.
    Where some have finer topics and others have none, the largest of the former is kept and the latter become finer
    topics.

    Parameters
    ----------
    run
        The run to edit; it stays as it is.
    topics
        Ids or exact names, two at least, all in one layer.
    name
        Name of the merged topic; None keeps that of the one whose id is kept.
    by
        Who made the edit.

    Raises
    ------
    ValueError
        If a topic cannot be found, or they are fewer than two, or in several layers.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> merged = merge(example_run(), ["Ferries", "Trams"], "Public transport")
    >>> merged.topics.set_index("id")["name"]["tferries"], merged.topics["n_articles"].tolist()
    ('Public transport', [7, 5, 7, 3, 2])
    """
    listed = [topics] if isinstance(topics, str) else topics
    chosen = list(dict.fromkeys(find_topic(run, topic) for topic in listed))
    rows = run.topics.set_index("id").loc[chosen]
    if len(chosen) < 2:
        raise ValueError(f"Got {len(chosen)} different topics to merge but expected two at least.")
    if rows["layer"].nunique() > 1:
        pairs = zip(rows["name"], rows["layer"], strict=True)
        where = ", ".join(f"{one!r} in layer {layer}" for one, layer in pairs)
        raise ValueError(f"Got topics of several layers ({where}) but expected topics of one; move articles instead.")
    kept = survivor(run, chosen)
    name = str(rows["name"][kept]) if name is None else _tidy(name)
    line: Line = {"op": "merge", "name": name, "id": kept, "target": {"topics": described(run, chosen)}}
    return record(run, merged(run, chosen, name, kept), line, by)


def split(run: Run, articles: str | Iterable[str], name: str, *, by: str = "") -> Run:
    """Make a new finest topic of some articles of one finest topic, beside it below the same broader topic.

    Parameters
    ----------
    run
        The run to edit; it stays as it is.
    articles
        Ids of the articles; their copies and originals come along.
    name
        Name of the new topic.
    by
        Who made the edit.

    Raises
    ------
    ValueError
        If an article is unknown, or they are of several topics, or are all articles of their topic.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> split(example_run(), ["a04"], "Night ferries").topics.tail(1)[["name", "parent", "n_articles"]].values.tolist()
    [['Night ferries', 'ttransport', 1]]
    """
    chosen, name = find_articles(run, articles), _tidy(name)
    homes = run.articles["topic"][run.articles["id"].isin(chosen)]
    names = dict(zip(run.topics["id"], run.topics["name"], strict=True))
    if homes.nunique() > 1:
        several = ", ".join(repr(names.get(home, home)) for home in sorted(homes.unique()))
        raise ValueError(f"Got articles of several topics ({several}) but expected articles of one; move them first.")
    home = str(homes.iloc[0])
    if home not in names:
        raise ValueError(f"Got articles that have no topic; move them to one first, e.g. {chosen[0]!r}.")
    if len(chosen) == (run.articles["topic"] == home).sum():
        raise ValueError(f"Got all articles of {names[home]!r} but expected some of them; rename it instead.")
    made = make_id("t", [f"split from {home}", *chosen], set(run.topics["id"]))
    line: Line = {"op": "split", "name": name, "id": made}
    line["target"] = {"topics": described(run, [home]), "articles": chosen}
    return record(run, split_off(run, chosen, name, made), line, by)


def move(run: Run, articles: str | Iterable[str], topic: str, *, by: str = "") -> Run:
    """Put articles in another finest topic.

    Parameters
    ----------
    run
        The run to edit; it stays as it is.
    articles
        Ids of the articles; their copies and originals come along.
    topic
        Id or exact name of the topic, one without finer topics.
    by
        Who made the edit.

    Raises
    ------
    ValueError
        If an article or the topic cannot be found, the topic has finer topics, or all articles are there already.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> run = move(example_run(), "a02", "Trams")
    >>> run.articles["topic"][run.articles["id"].isin(["a02", "a03"])].tolist()  # a03 is a copy of a02
    ['ttrams', 'ttrams']
    """
    chosen, home = find_articles(run, articles), find_topic(run, topic)
    finer = run.topics[run.topics["parent"] == home]
    if len(finer):
        choice = ", ".join(f"{row.name!r} ({row.id})" for row in finer[["id", "name"]].itertuples(index=False))
        raise ValueError(f"Got topic {topic!r}, which has finer topics; move the articles to one of them: {choice}.")
    if (run.articles["topic"][run.articles["id"].isin(chosen)] == home).all():
        raise ValueError(f"Got articles that are all in {topic!r} already; nothing is to be moved.")
    line: Line = {"op": "move", "id": home, "target": {"topics": described(run, [home]), "articles": chosen}}
    return record(run, moved(run, chosen, home), line, by)


def _tidy(name: str) -> str:
    """One line of text that any file can hold."""
    tidy = " ".join(name.encode("utf8", "replace").decode("utf8").split())
    if not tidy:
        raise ValueError(f"Got name={name!r} but expected some text.")
    return tidy
