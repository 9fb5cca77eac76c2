"""The whole straight line: articles -> copies -> vectors -> events -> topics -> names -> run, and a map beside.

The only place that knows the order of the stages, and the only one that reads `Config`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from topics.encoding.encoders import Encoder
from topics.engine import current_engine
from topics.runs.beside import beside
from topics.runs.build import Told, build_manifest, build_run
from topics.runs.config import Config
from topics.runs.homes import Homes, find_homes, kept_labels
from topics.runs.memory import Memory, held_topics
from topics.runs.pile import Encode, Pile, checked_table, encode_with, fold_copies, pile_vectors, weights_of
from topics.runs.run import Run
from topics.runs.stages import StageLog
from topics.runs.where import on_its_engine

if TYPE_CHECKING:
    from topics.clustering.watchlist import Watchlist


@on_its_engine
def analyse(
    articles: pd.DataFrame,
    config: Config | None = None,
    *,
    watchlist: Watchlist | None = None,
    encoder: Encoder | None = None,
    vectors: NDArray[np.floating] | None = None,
    previous: Run | None = None,
    memory: Memory | None = None,
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
        An earlier run: its topics are kept as far as they still fit, its ids, names and edits are carried over.
    memory
        What is kept of an earlier run, see `memory_of`; None takes the topics of `previous`.
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
        table, rejected, given = checked_table(articles, vectors)
        read["n_articles"], read["n_rejected"] = len(table), len(rejected)
    with log.stage("copies", threshold=config.copy_threshold, window_days=config.copy_window) as copied:
        pile = fold_copies(table, config)
        copied["n_copies"] = len(pile.everyone) - len(pile.originals)
    with log.stage("encode", model=config.model, lead_chars=config.lead_chars) as encoded:
        ready = given is not None and encoder is None
        encode = None if ready else encode_with(config, encoder, cache, progress, encoded)
        memory = held_topics(previous, config) if memory is None else memory
        dense = pile_vectors(pile, given, encode, memory.vectors_for(encode))
        encoded["n_truncated"] = getattr(encode.keywords["encoder"], "n_truncated", 0) if encode else 0
    # One thread of linear algebra for all stages: two that work beside each other must not set it in turns, and SciPy's own is
    # limited only once it is loaded.
    import scipy.linalg  # noqa: F401

    with threadpool_limits(1, user_api="blas"):
        run = _worked_out(pile, dense, encode, watchlist, memory, config, log)
    manifest = build_manifest(table, config, watchlist, encode is not None, log)
    manifest |= {"weights_sha256": weights_of(encode), "held": memory.record(), "engine": current_engine().name}
    articles_held = run.articles.assign(held=[str(memory.topics.get(one, "")) for one in run.articles["id"]])
    run = replace(run, articles=articles_held, manifest=manifest, rejected=rejected)
    return run if previous is None else _carried(run, previous)


def _worked_out(
    pile: Pile,
    dense: NDArray[np.float32],
    encode: Encode | None,
    watchlist: Watchlist | None,
    memory: Memory,
    config: Config,
    log: StageLog,
) -> Run:
    """Events, topics, map, names and tables of a pile that has its vectors."""
    with log.stage("themes"):
        themes = _themes(pile, dense)
        laid_out = None if memory.quick else beside(_laid_out, themes, config)
    with log.stage("events", granularity=config.granularity, entities=config.entities) as counted:
        told = _told(pile, dense, config, counted)
        events = told.events
        counted["n_events"] = int(events.max()) + 1
        counted["n_storylines"] = int(told.storylines.storyline.max()) + 1
    with log.stage("topics", n_neighbors=config.n_neighbors, n_broad=config.n_broad, n_layers=config.n_layers) as found:
        homes = _homes(pile, themes, events, memory, config)
        found |= homes.record()
    with log.stage("names"):
        names, phrases = kept_labels(homes, events, memory) or _names(pile, dense, events, homes, encode)
    with log.stage("watchlist", n_entries=len(watchlist.topics) if watchlist else 0):
        matches = _matches(pile, dense, watchlist, encode)
    with log.stage("map", n_neighbors=config.n_neighbors, seed=config.seed):
        layout = laid_out() if laid_out else _map(pile, themes, homes, memory, config)
    with log.stage("tables"):
        return build_run(pile, dense, told, homes, layout, (names, phrases), (watchlist, matches), config)


def _told(pile: Pile, dense: NDArray[np.float32], config: Config, entry: dict[str, Any]) -> Told:
    """Find the events, or take whole storylines for events where the settings ask for it."""
    from topics.clustering.channels import find_channels
    from topics.clustering.entities import name_finder
    from topics.clustering.events import events_of
    from topics.clustering.pair_model import PairModel
    from topics.clustering.pairs import likely_pairs
    from topics.clustering.round_ups import find_mentions
    from topics.clustering.storylines import Storylines, find_storylines

    names = name_finder(config.entities, entry)
    languages = pile.originals["lang"].fillna("").tolist()
    channels = find_channels(pile.texts, dense, pile.days, pile.times, names, languages)
    model = PairModel.shipped()
    pairs = likely_pairs(channels, model)
    events = events_of(channels, model, pairs)
    storylines = find_storylines(channels, events)
    if config.granularity == "storyline":
        n = int(storylines.storyline.max()) + 1
        events, storylines = storylines.storyline[events], Storylines.unlinked(n)
    return Told(events, storylines, find_mentions(pile.texts, events))


def _themes(pile: Pile, dense: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors of what the originals are about."""
    from topics.clustering.themes import theme_vectors

    return theme_vectors(pile.texts, dense, pile.originals["lang"].fillna("").tolist())


def _homes(pile: Pile, themes: NDArray[np.float32], events: NDArray[np.int64], memory: Memory, config: Config) -> Homes:
    """Topics of the events, over their means."""
    from topics.clustering.themes import event_means
    from topics.clustering.topics import TopicClusterer

    clusters = TopicClusterer(config.n_neighbors, config.n_broad or None, config.n_layers)
    return find_homes(event_means(themes, events), events, pile.originals["id"].tolist(), memory, clusters)


def _map(pile: Pile, themes: NDArray[np.float32], homes: Homes, memory: Memory, config: Config) -> NDArray[np.float32]:
    """Places of the originals; whoever is on the map already stays there as long as the topics do."""
    from topics.clustering.places import place_new

    places = memory.places.reindex(pile.originals["id"]).to_numpy(dtype=np.float64)
    if homes.kept and not np.isnan(places).all():
        return place_new(themes, places)
    return _laid_out(themes, config)


def _laid_out(themes: NDArray[np.float32], config: Config) -> NDArray[np.float32]:
    """A map of its own; in most runs the work of a thread beside the other stages, which need it last."""
    from topics.clustering.places import lay_out

    return lay_out(themes, config.n_neighbors, seed=config.seed)


def _names(
    pile: Pile, dense: NDArray[np.float32], events: NDArray[np.int64], homes: Homes, encode: Encode | None
) -> tuple[list[list[str]], list[list[list[str]]]]:
    """Names and key phrases of every topic of every layer."""
    from topics.clustering.themes import event_means
    from topics.labels.keyphrases import distinct, key_phrases
    from topics.labels.names import topic_names, unsplit
    from topics.labels.phrases import find_phrases
    from topics.labels.readings import texts_read

    read = texts_read(homes.layers[events, -1])
    texts, languages = [pile.texts[row] for row in read], pile.originals["lang"].iloc[read].tolist()
    outlets = {word for source in pile.originals["source"].unique() for word in source.split()}
    table = find_phrases(texts, outlets, languages)
    told, layers = np.unique(events[read], return_inverse=True)[1], homes.layers[events]
    names: list[list[str]] = []
    phrases: list[list[list[str]]] = []
    for layer, of_all in enumerate(layers.T):
        topics, parents = of_all[read], layers[read, layer - 1] if layer else None
        middles = event_means(dense, of_all)
        found = key_phrases(table, topics, parents, events=told, encode=encode, centroids=middles)
        same = {} if parents is None else unsplit(topics, parents)
        given = {topic: names[-1][parent] for topic, parent in same.items()}
        names.append(topic_names(found, topics, told, middles, given))
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


def _carried(run: Run, previous: Run) -> Run:
    from topics.runs.identity import carry_over

    return carry_over(run, previous)
