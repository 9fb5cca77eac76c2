"""What an edit does to the tables of a run: names, parents, homes of articles and events, and every count that follows.

Beside the straight line, under `shaping` and `replay`, which decide what is to be done. It must never check what an
analyst typed, never write a line of the log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING

import pandas as pd

from topics.runs.counts import recount
from topics.runs.ids import storyline_id
from topics.runs.layers import chains

if TYPE_CHECKING:
    from topics.runs.run import Run

SURE = 1.0  # confidence of an article that the analyst has placed


def renamed(run: Run, topic: str, name: str) -> Run:
    """Return the run with another name for one topic."""
    return replace(run, topics=run.topics.assign(name=run.topics["name"].mask(run.topics["id"] == topic, name)))


def survivor(run: Run, topics: Collection[str], preferred: str = "") -> str:
    """Return which of the topics of one layer the others join: the largest, of those with finer topics if any has."""
    with_finer = set(topics) & set(run.topics["parent"])
    able = with_finer or set(topics)
    return preferred if preferred in able else next(str(topic) for topic in run.topics["id"] if topic in able)


def merged(run: Run, topics: Sequence[str], name: str, kept: str) -> Run:
    """Return the run with topics of one layer joined in `kept`.

    Finer topics of all of them hang below it. Where some have finer topics and some have none, those without become
    finer topics themselves, so that every article keeps a home in the finest layer.
    """
    table = run.topics
    finest = set(topics) - set(table["parent"])
    lowered = finest if len(finest) < len(set(topics)) else set()
    absorbed = set(topics) - lowered - {kept}
    home = dict.fromkeys(absorbed, kept)
    below = table["id"].isin(lowered)
    parts = table[table["id"].isin(topics)]
    parts = pd.concat([parts[parts["id"] == kept], parts[parts["id"] != kept]])
    table = table.assign(
        name=table["name"].mask(table["id"] == kept, name),
        parent=table["parent"].replace(home).mask(below, kept),
        layer=table["layer"] + below,
        keywords=_with(table, "keywords", kept, _joined(parts["keywords"])),
        watchlist=_with(table, "watchlist", kept, next((entry for entry in parts["watchlist"] if entry), "")),
    )
    after = replace(
        run,
        topics=table[~table["id"].isin(absorbed)],
        articles=run.articles.assign(topic=run.articles["topic"].replace(home)),
        events=run.events.assign(topic=run.events["topic"].replace(home)),
    )
    return settled(run, after, parts["parent"])


def split_off(run: Run, articles: Collection[str], name: str, made: str) -> Run:
    """Return the run with a new finest topic of these articles, beside the topic that holds most of them.

    Its key words are left empty, since nobody has looked for them; it inherits them where it takes over all of a topic.
    """
    inside = run.articles["id"].isin(set(articles))
    home = most_common(run.articles["topic"][inside])
    whole = inside[run.articles["topic"] == home].all()
    row = run.topics[run.topics["id"] == home].assign(id=made, name=name)
    if not whole:
        row = row.assign(keywords=_with(row, "keywords", made, []), watchlist="")
    after = replace(run, topics=pd.concat([run.topics, row]), articles=placed(run, inside, made))
    return settled(run, after, run.articles["topic"][inside])


def moved(run: Run, articles: Collection[str], topic: str) -> Run:
    """Return the run with these articles in another finest topic."""
    inside = run.articles["id"].isin(set(articles)) & (run.articles["topic"] != topic)
    after = replace(run, articles=placed(run, inside, topic))
    return settled(run, after, run.articles["topic"][inside])


def tagged(run: Run, articles: Collection[str], entry: str, order: Sequence[str], *, fits: bool) -> Run:
    """Return the run with an entry of the watch-list added to these articles, or taken from them.

    Parameters
    ----------
    run
        The run.
    articles
        Ids of articles.
    entry
        Name of the entry.
    order
        Names of all entries, as they follow one another in the column.
    fits
        Whether it is added.
    """
    rank, chosen = {name: place for place, name in enumerate(order)}, set(articles)

    def judged(names: list[str]) -> list[str]:
        others = [name for name in names if name != entry]
        return sorted([*others, entry], key=lambda name: rank.get(name, len(rank))) if fits else others

    table = run.articles
    rows = zip(table["id"], table["watchlist"], strict=True)
    column = [judged(names) if one in chosen else names for one, names in rows]
    return replace(run, articles=table.assign(watchlist=pd.Series(column, table.index, dtype=object)))


def with_ids(run: Run, topics: dict[str, str], events: dict[str, str]) -> Run:
    """Return the run with other ids for some topics and events, everywhere they stand; edits are not touched."""
    table = run.articles
    articles = table.assign(topic=_mapped(table["topic"], topics), event=_mapped(table["event"], events))
    table = run.topics.assign(id=_mapped(run.topics["id"], topics), parent=_mapped(run.topics["parent"], topics))
    told = run.events
    lines = {storyline_id(old): storyline_id(new) for old, new in events.items()}
    known = told.assign(
        id=_mapped(told["id"], events),
        topic=_mapped(told["topic"], topics),
        storyline=_mapped(told["storyline"], lines),
        follows=_mapped(told["follows"], events),
        same_series=_mapped(told["same_series"], events),
        part_of=pd.Series([[events.get(one, one) for one in row] for row in told["part_of"]], told.index, dtype=object),
    )
    return replace(run, articles=articles, topics=table, events=known)


def most_common(values: Iterable[str]) -> str:
    """Return the commonest value, the first in the alphabet among equals."""
    counts = pd.Series(list(values)).value_counts()
    return str(min(counts.index[counts == counts.max()]))


def _mapped(column: pd.Series, changes: dict[str, str]) -> pd.Series:
    """Change all ids at once: `replace` one after another would follow a chain of swapped ids."""
    return pd.Series([changes.get(value, value) for value in column.tolist()], column.index, dtype=column.dtype)


def placed(run: Run, inside: pd.Series, topic: str | pd.Series, confidence: float = SURE) -> pd.DataFrame:
    """Return the articles, those inside in another topic: one for all, or one for each row of the table."""
    table = run.articles
    return table.assign(
        topic=table["topic"].mask(inside, topic),
        topic_confidence=table["topic_confidence"].mask(inside, confidence).astype(table["topic_confidence"].dtype),
    )


def settled(before: Run, after: Run, left: Iterable[str]) -> Run:
    """Let events follow their articles, take away topics that were emptied on the way to `left`, count anew."""
    topics = after.topics
    homes = set(after.articles["topic"])
    chain = chains(before.topics)
    for topic in sorted({topic for home in left for topic in chain.get(home, ())}, key=lambda one: -len(chain[one])):
        if topic not in homes and not (topics["parent"] == topic).any():
            topics = topics[topics["id"] != topic]
    topics = topics.astype(before.topics.dtypes.to_dict())
    return recount(replace(after, topics=topics, events=_rehomed(before, after)))


def _rehomed(before: Run, after: Run) -> pd.DataFrame:
    """Every event whose articles went elsewhere belongs where most of them are now; among equals it stays."""
    touched = after.articles["event"][after.articles["topic"] != before.articles["topic"]].unique()
    home = dict(zip(after.events["id"].tolist(), after.events["topic"].tolist(), strict=True))
    inside = after.articles[after.articles["event"].isin(touched)]
    votes: dict[str, dict[str, int]] = {}
    for event, topic, number in inside.groupby(["event", "topic"]).size().reset_index().itertuples(index=False):
        votes.setdefault(event, {})[topic] = number
    for event, tally in votes.items():
        home[event] = min(tally, key=partial(_rank, tally, home.get(event)))
    return after.events.assign(topic=_mapped(after.events["id"], home).astype(after.events["topic"].dtype))


def _rank(tally: dict[str, int], current: str | None, topic: str) -> tuple[int, bool, str]:
    return -tally[topic], topic != current, topic


def _with(table: pd.DataFrame, column: str, topic: str, value: object) -> pd.Series:
    """Return a column with another value for one topic; lists are values too, which `mask` would not take."""
    values = [value if one == topic else was for one, was in zip(table["id"], table[column], strict=True)]
    return pd.Series(values, table.index, dtype=table[column].dtype)


def _joined(keywords: Iterable[Sequence[str]]) -> list[str]:
    """Take key words of all topics in turn, as many as the longest list had."""
    lists = [list(words) for words in keywords]
    turns = [word for turn in zip_longest(*lists) for word in turn if word is not None]
    return list(dict.fromkeys(turns))[: max(map(len, lists))]
