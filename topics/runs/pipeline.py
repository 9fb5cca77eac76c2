"""The whole straight line: articles -> copies -> vectors -> events -> topics -> map -> names -> run.

The only place that knows the order of the stages, and the only one that reads `Config`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.encoding.encoders import Encoder, lead_text
from topics.runs.config import Config
from topics.runs.run import Run
from topics.runs.stages import StageLog, input_hash, now, versions

if TYPE_CHECKING:
    from topics.clustering.topics import TopicClusterer
    from topics.clustering.watchlist import Watchlist

Encode = partial[NDArray[Any]]
SECONDS_A_DAY = 86_400
MOST_FILES = 100  # names of input files that the manifest lists
PLACE = re.compile(r"(#\d+-\d+|:\d+)$")  # where in its file an article stands
UNIT_SLACK = 0.005  # what half precision does to the length of a vector at most, and some room


@dataclass(frozen=True)
class Pile:
    """The articles of a run while it is made: everyone, the originals among them, and what was found on these.

    Attributes
    ----------
    everyone
        Articles table with `copy_of` ("" for an original) and `original` (id of the text it goes back to), sorted by id.
    originals
        The rows without a copy, sorted by id.
    texts
        Title and lead of every original.
    days
        Days since 1970 of every original, NaN where unknown.
    """

    everyone: pd.DataFrame
    originals: pd.DataFrame
    texts: list[str]
    days: NDArray[np.float64]


def analyse(
    articles: pd.DataFrame,
    config: Config | None = None,
    *,
    watchlist: Watchlist | None = None,
    encoder: Encoder | None = None,
    vectors: NDArray[np.floating] | None = None,
    previous: Run | None = None,
    cache: str | Path | None = None,
    progress: bool = True,
) -> Run:
    """Find the copies, events and topics of a pile of articles, name them and lay them out.

    Parameters
    ----------
    articles
        Articles table, see `read_articles`; any other table is read by guessing its columns.
    config
        Settings; None takes the defaults.
    watchlist
        Topics named beforehand.
    encoder
        Any object with `encode(texts) -> array`; None loads the model that the settings name.
    vectors
        Ready vectors, shape (n_articles, n_dimensions), in the order of `articles`; articles are not encoded then. Without
        an encoder beside them, names rest on counts alone.
    previous
        An earlier run: its topic and event ids, names and edits are carried over.
    cache
        SQLite file of known vectors; None takes the user's cache, see `default_cache`.
    progress
        Whether to show a bar on long work.

    Returns
    -------
    The run; its tables depend neither on the order of the articles nor on the number of threads.

    Raises
    ------
    ValueError
        If there is no article, or vectors and articles do not fit together.

    Examples
    --------
    >>> import topics as tp
    >>> run = tp.analyse(tp.sample_articles(), progress=False)
    >>> len(run.articles), len(run.articles[run.articles["copy_of"] != ""])
    (210, 40)
    """
    config = config or Config()
    log = StageLog()
    with log.stage("read") as read:
        table, rejected, given = _table(articles, vectors)
        read["n_articles"], read["n_rejected"] = len(table), len(rejected)
    with log.stage("copies", threshold=config.copy_threshold, window_days=config.copy_window) as copied:
        pile = _fold_copies(table, config)
        copied["n_copies"] = len(pile.everyone) - len(pile.originals)
    with log.stage("encode", model=config.model, lead_chars=config.lead_chars) as encoded:
        ready = given is not None and encoder is None
        encode = None if ready else encode_with(config, encoder, cache, progress, encoded)
        dense = _dense(pile, given, encode)
        encoded["n_truncated"] = getattr(encode.keywords["encoder"], "n_truncated", 0) if encode else 0
    with log.stage("events") as told:
        events = _events(pile, dense)
        told["n_events"] = int(events.max()) + 1
    with log.stage("topics", n_neighbors=config.n_neighbors, n_broad=config.n_broad, n_layers=config.n_layers) as found:
        themes, clusters = _topics(pile, dense, events, config)
        found["n_topics"] = [int(n) + 1 for n in clusters.layers_.max(axis=0)]
    with log.stage("map", n_neighbors=config.n_neighbors, seed=config.seed):
        layout = _map(themes, config)
    with log.stage("names"):
        names, phrases = _names(pile, dense, events, clusters, encode)
    with log.stage("watchlist", n_entries=len(watchlist.topics) if watchlist else 0):
        matches = _matches(pile, dense, watchlist, encode)
    with log.stage("tables"):
        run = _run(pile, dense, events, clusters, layout, (names, phrases), (watchlist, matches), config)
    manifest = _manifest(table, config, watchlist, encode is not None, log)
    run = replace(run, manifest=manifest, rejected=rejected)
    return run if previous is None else _carried(run, previous)


def _table(
    articles: pd.DataFrame, vectors: NDArray[np.floating] | None
) -> tuple[pd.DataFrame, list[dict[str, Any]], NDArray[np.float32] | None]:
    """Return the articles table sorted by id, what was rejected on the way, and the given vectors in the same order."""
    from topics.articles import read_articles
    from topics.articles.table import COLUMNS

    if vectors is not None and np.shape(vectors)[0] != len(articles):
        raise ValueError(
            f"Got vectors of shape {np.shape(vectors)} but expected one row for each of {len(articles)} articles."
        )
    table = articles if set(COLUMNS) <= set(articles.columns) else read_articles(articles)
    if vectors is not None and len(table) != len(articles):
        raise ValueError(
            f"Got {len(articles)} rows, of which {len(table)} are articles; read them first, then encode those."
        )
    rejected = [dict(row) for row in table.attrs.get("rejected", [])]
    if not len(table):
        raise ValueError("Got no article but expected one at least; the rejected rows say why each was left out.")
    table = table[list(COLUMNS)].copy()
    table.attrs = {}
    if double := table["id"][table["id"].duplicated()].tolist():
        raise ValueError(
            f"Got the article id {double[0]!r} twice but expected every id once; drop_duplicates('id') cures it."
        )
    order = np.argsort(table["id"].to_numpy(dtype=object), kind="stable")
    given = None if vectors is None else np.asarray(vectors, dtype=np.float32)[order]
    return table.iloc[order].reset_index(drop=True), rejected, given


def _fold_copies(table: pd.DataFrame, config: Config) -> Pile:
    from topics.copies import find_copies

    copies = find_copies(table, threshold=config.copy_threshold, window_days=config.copy_window)
    original = copies.originals(table["id"])
    everyone = table.assign(copy_of=original.where(original != table["id"], ""), original=original)
    originals = everyone[everyone["copy_of"] == ""].reset_index(drop=True)
    texts = [lead_text(t, b, config.lead_chars) for t, b in zip(originals["title"], originals["body"], strict=True)]
    return Pile(everyone, originals, texts, days_of(originals["published"]))


def days_of(published: pd.Series[pd.Timestamp]) -> NDArray[np.float64]:
    """Days since 1970 of every article, with fractions, NaN where unknown."""
    seconds = published.to_numpy("datetime64[s]").astype("float64")
    return np.where(published.isna(), np.nan, seconds / SECONDS_A_DAY)


def encode_with(
    config: Config, encoder: Encoder | None, cache: str | Path | None, progress: bool, entry: dict[str, Any]
) -> Encode:
    """Return texts -> vectors as the settings ask for; what was used is noted in `entry`."""
    from topics.encoding.cache import default_cache, encode
    from topics.encoding.encoders import load_encoder

    found = encoder or load_encoder(config.model, precision=config.precision, max_tokens=config.max_tokens or None)
    entry["fingerprint"] = getattr(found, "fingerprint", type(found).__name__)
    return partial(encode, encoder=found, cache=cache or default_cache(), progress=progress)


def _dense(pile: Pile, given: NDArray[np.float32] | None, encode: Encode | None) -> NDArray[np.float32]:
    """Vectors of the originals, in half precision's numbers, so that a run made again from its folder is the same."""
    from topics.encoding.cache import checked

    if given is not None:
        scaled = checked(given)
        # Vectors that are of length 1 already, but for half precision, are taken as they are: a run's own come back so.
        of_one = np.abs(np.linalg.norm(given, axis=1, keepdims=True) - 1) < UNIT_SLACK
        vectors = np.where(of_one, given, scaled)[(pile.everyone["copy_of"] == "").to_numpy()]
    else:
        assert encode is not None
        vectors = encode(pile.texts)
    return np.asarray(vectors, dtype=np.float16).astype(np.float32)


def _events(pile: Pile, dense: NDArray[np.float32]) -> NDArray[np.int64]:
    from topics.clustering.events import find_events

    return find_events(pile.texts, dense, pile.days)


def _topics(
    pile: Pile, dense: NDArray[np.float32], events: NDArray[np.int64], config: Config
) -> tuple[NDArray[np.float32], TopicClusterer]:
    """Vectors of what the originals are about, and the topics found over the means of the events."""
    from topics.clustering.themes import event_means, theme_vectors
    from topics.clustering.topics import TopicClusterer

    themes = theme_vectors(pile.texts, dense)
    clusters = TopicClusterer(config.n_neighbors, config.n_broad or None, config.n_layers)
    return themes, clusters.fit(event_means(themes, events), sample_weight=np.bincount(events))


def _map(themes: NDArray[np.float32], config: Config) -> NDArray[np.float32]:
    from topics.clustering.reduction import reduce
    from topics.neighbours import nearest

    return reduce(themes, nearest(themes, config.n_neighbors), seed=config.seed)


def _names(
    pile: Pile, dense: NDArray[np.float32], events: NDArray[np.int64], clusters: TopicClusterer, encode: Encode | None
) -> tuple[list[list[str]], list[list[list[str]]]]:
    """Names and key phrases of every topic of every layer."""
    from topics.clustering.themes import event_means
    from topics.labels.keyphrases import distinct, key_phrases
    from topics.labels.names import topic_names, unsplit
    from topics.labels.phrases import find_phrases

    outlets = {word for source in pile.originals["source"].unique() for word in source.split()}
    table = find_phrases(pile.texts, outlets, pile.originals["lang"].tolist())
    names: list[list[str]] = []
    phrases: list[list[list[str]]] = []
    for topics, parents in zip(clusters.layers_[events].T, [None, *clusters.layers_[events].T], strict=False):
        middles = event_means(dense, topics)
        found = key_phrases(table, topics, parents, events=events, encode=encode, centroids=middles)
        same = {} if parents is None else unsplit(topics, parents)
        given = {topic: names[-1][parent] for topic, parent in same.items()}
        names.append(topic_names(found, topics, events, middles, given))
        phrases.append([distinct(topic) for topic in found])
    return names, phrases


def _matches(
    pile: Pile, dense: NDArray[np.float32], watchlist: Watchlist | None, encode: Encode | None
) -> NDArray[np.bool_]:
    from topics.clustering.watchlist import match_watchlist

    if watchlist is None:
        return np.zeros((len(pile.originals), 0), dtype=bool)
    if encode is None:
        raise ValueError(
            "Got a watch-list and ready vectors but expected a way to encode the entries; leave out vectors."
        )
    return match_watchlist(watchlist, pile.texts, dense, encode)


def _run(
    pile: Pile,
    dense: NDArray[np.float32],
    events: NDArray[np.int64],
    clusters: TopicClusterer,
    layout: NDArray[np.float32],
    labels: tuple[list[list[str]], list[list[list[str]]]],
    watched: tuple[Watchlist | None, NDArray[np.bool_]],
    config: Config,
) -> Run:
    from topics.clustering.watchlist import named_topics
    from topics.runs.assemble import event_table, finished, topic_rows
    from topics.runs.counts import recount

    watchlist, matches = watched
    entries = watchlist.names if watchlist else []
    event_rows = event_table(pile.originals, pile.everyone, events, dense)
    rows = topic_rows(clusters.layers_, event_rows["id"].tolist())
    members = [
        np.flatnonzero(clusters.layers_[events, layer] == number)
        for layer, number in zip(rows["layer"], rows["number"], strict=True)
    ]
    given = named_topics(matches, members, entries)
    places = list(zip(rows["layer"], rows["number"], strict=True))
    topics = rows.drop(columns="number").assign(
        name=[given.get(row, labels[0][layer][number]) for row, (layer, number) in enumerate(places)],
        keywords=[labels[1][layer][number] for layer, number in places],
        watchlist=[given.get(row, "") for row in range(len(rows))],
        n_articles=0,
        n_events=0,
        first=pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us, UTC]"),
        last=pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us, UTC]"),
    )
    finest = rows[rows["layer"] == rows["layer"].max()].set_index("number")["id"]
    event_rows = event_rows.assign(topic=finest.loc[clusters.labels_].to_numpy())
    row_of = dict(zip(pile.originals["id"], range(len(pile.originals)), strict=True))
    original = pile.everyone["original"].map(row_of).to_numpy()
    articles = pile.everyone.drop(columns="original").assign(
        topic=event_rows["topic"].to_numpy()[events[original]],
        topic_confidence=clusters.confidence_[events[original]],
        event=event_rows["id"].to_numpy()[events[original]],
        x=layout[original, 0],
        y=layout[original, 1],
    )
    articles["watchlist"] = [
        [name for name, fits in zip(entries, matches[row], strict=True) if fits] for row in original
    ]
    tables = finished(topics, event_rows, articles)
    run = Run(tables[2], tables[0], tables[1], config, {}, dense[original].astype(np.float16))
    return recount(run)


def _manifest(
    table: pd.DataFrame, config: Config, watchlist: Watchlist | None, encoded: bool, log: StageLog
) -> dict[str, Any]:
    return {
        "created": now(),
        "versions": versions(),
        "seed": config.seed,
        "model": config.model if encoded else "vectors given",
        "input": {
            "n_articles": len(table),
            "hash": input_hash(table),
            "files": sorted({PLACE.sub("", o) for o in table["origin"]})[:MOST_FILES],
        },
        "watchlist": watchlist.to_dict() if watchlist else {},
        "stages": log.stages,
    }


def _carried(run: Run, previous: Run) -> Run:
    from topics.runs.identity import carry_over

    return carry_over(run, previous)
