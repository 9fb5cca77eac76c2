"""A made-up run of twelve articles: what the examples of this room show and its tests start from.

Fiction throughout, made without a model. Nothing else in the package reads this module.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from topics.runs.config import Config
from topics.runs.counts import recount, sorted_events
from topics.runs.ids import storyline_id
from topics.runs.run import Run

ARTICLES = (  # id, title, day, source, copy of, finest topic, event
    ("a01", "Ferry Aurora runs aground off Porto Novo", "2026-03-02", "Harbour Gazette", "", "tferries", "eaground"),
    ("a02", "Aurora ferry stuck on sandbank, 212 aboard", "2026-03-02", "Coast Wire", "", "tferries", "eaground"),
    ("a03", "Aurora ferry stuck on sandbank", "2026-03-03", "Evening Mirror", "a02", "tferries", "eaground"),
    ("a04", "Night ferry to Lindholm is back after six years", "2026-03-09", "Coast Wire", "", "tferries", "enight"),
    ("a05", "Tram drivers in Kestrel City call a strike", "2026-03-04", "City Ledger", "", "ttrams", "estrike"),
    ("a06", "Kestrel trams halt as drivers walk out", "2026-03-05", "Coast Wire", "", "ttrams", "estrike"),
    ("a07", "New tram line opens two years late", "", "City Ledger", "", "ttrams", "eline"),
    ("a08", "Olive harvest fails in Valdera", "2026-03-01", "Field and Farm", "", "tolives", "eolives"),
    ("a09", "Valdera growers count the cost of a lost crop", "2026-03-06", "Coast Wire", "", "tolives", "eolives"),
    ("a10", "Olive oil price doubles at the Valdera exchange", "2026-03-10", "City Ledger", "", "tolives", "eprice"),
    ("a11", "Vineyards report an early frost", "2026-03-07", "Field and Farm", "", "twine", "efrost"),
    ("a12", "Frost in the vineyards, ministers promise aid", "2026-03-08", "Coast Wire", "", "twine", "efrost"),
)
TOPICS = (  # id, layer, parent, name, keywords
    ("ttransport", 0, "", "Transport", ["ferry", "tram"]),
    ("tfarming", 0, "", "Farming", ["harvest", "frost"]),
    ("tferries", 1, "ttransport", "Ferries", ["ferry", "sandbank"]),
    ("ttrams", 1, "ttransport", "Trams", ["tram", "strike"]),
    ("tolives", 1, "tfarming", "Olive harvest", ["olive", "harvest"]),
    ("twine", 1, "tfarming", "Vineyards", ["vineyard", "frost"]),
)
WHY = {  # article: what joins it to its event
    "a01": ["Aurora", "same day"],
    "a02": ["Aurora", "same day"],
    "a03": ["copy of “Aurora ferry stuck on sandbank, 212 aboard”"],
    "a08": ["Valdera", "5 days apart"],
    "a09": ["Valdera", "5 days apart"],
}
FOLLOWS = {"eprice": "eolives"}  # event: the earlier event of its storyline
BURSTS = {"eprice": 2.3}


def example_run() -> Run:
    """Make up a run of twelve articles, one of them a copy, in two layers of topics and seven events.

    Examples
    --------
    >>> example_run().topics["name"].tolist()
    ['Transport', 'Farming', 'Ferries', 'Olive harvest', 'Trams', 'Vineyards']
    """
    columns = ["id", "title", "published", "source", "copy_of", "topic", "event"]
    run = assembled(pd.DataFrame(ARTICLES, columns=columns), TOPICS)
    why = pd.Series([WHY.get(one, []) for one in run.articles["id"]], dtype=object)
    ids = run.events["id"]
    follows = ids.map(FOLLOWS).fillna("")
    storyline = follows.where(follows != "", ids).map(storyline_id)
    burst = ids.map(BURSTS).fillna(0).astype(np.float32)
    events = run.events.assign(follows=follows, storyline=storyline, burst=burst)
    return replace(run, articles=run.articles.assign(why=why), events=events)


def assembled(articles: pd.DataFrame, topics: tuple[tuple[str, int, str, str, list[str]], ...]) -> Run:
    """Complete the tables of a made-up run: the other columns, the events, all counts.

    Parameters
    ----------
    articles
        `id`, `title`, `published` (ISO day or ""), `source`, `copy_of`, `topic`, `event`.
    topics
        Id, layer, parent, name and keywords of every topic.
    """
    articles = articles.sort_values("id", ignore_index=True)
    days = pd.to_datetime(articles["published"].where(articles["published"] != ""), utc=True, format="ISO8601")
    number = np.arange(len(articles), dtype=np.float32)
    confidence = (number % 5 + 5) / 10
    made = dict.fromkeys(("summary", "url", "place", "key"), "")
    table = articles.assign(
        body=articles["title"] + ".",
        published=days.astype("datetime64[us, UTC]"),
        lang="en",
        title_origin="given",
        date_origin="given",
        origin=[f"example.csv:{row + 2}" for row in range(len(articles))],
        topic_confidence=confidence.astype(np.float32),
        x=number,
        y=-number,
        watchlist=_no_lists(len(articles)),
        why=_no_lists(len(articles)),
        held="",
        **made,
    )[list(ARTICLE_COLUMNS)]
    vectors = np.column_stack([np.cos(number), np.sin(number)]).astype(np.float16)
    manifest = {"seed": 0, "topics": "example"}
    return recount(Run(table, _topics(topics), sorted_events(_events(table)), Config(), manifest, vectors))


ARTICLE_COLUMNS = (
    *("id", "title", "body", "summary", "published", "source", "url", "lang", "place", "title_origin", "date_origin"),
    *("origin", "key", "copy_of", "topic", "topic_confidence", "event", "x", "y", "watchlist", "why", "held"),
)


def _topics(rows: tuple[tuple[str, int, str, str, list[str]], ...]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["id", "layer", "parent", "name", "keywords"])
    never = pd.Series(pd.NaT, index=table.index, dtype="datetime64[us, UTC]")
    table = table.assign(n_articles=0, n_events=0, first=never, last=never, watchlist="", burst=0)
    return table.astype({**dict.fromkeys(("layer", "n_articles", "n_events"), np.int32), "burst": np.float32})


def _events(articles: pd.DataFrame) -> pd.DataFrame:
    inside = articles[articles["event"] != ""].assign(original=articles["copy_of"] == "").groupby("event")
    table = inside.agg(
        topic=("topic", "first"),
        headline=("title", "first"),
        first=("published", "min"),
        last=("published", "max"),
        n_articles=("id", "size"),
        n_independent=("original", "sum"),
        n_sources=("source", "nunique"),
    ).reset_index(names="id")
    counts = dict.fromkeys(("n_articles", "n_independent", "n_sources"), np.int32)
    nothing = _no_lists(len(table))
    table = table.assign(entities=nothing, peak=table["first"].dt.floor("D"), storyline=table["id"].map(storyline_id))
    table = table.assign(follows="", same_series="", part_of=nothing, burst=np.float32(0))
    return table.astype(counts)


def _no_lists(number: int) -> pd.Series:
    return pd.Series([[] for _ in range(number)], dtype=object)
