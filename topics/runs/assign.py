"""New articles -> the topics and events of an existing run, nothing refitted.

Beside `pipeline`. It must never change the run, and must place an article that the run already holds where the run placed it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.clustering.votes import agreement, confidence, tally
from topics.encoding.encoders import Encoder
from topics.neighbours import nearest
from topics.runs.pile import articles_in, days_of, encode_with, lead_texts
from topics.runs.run import Run
from topics.runs.trust import encoder_of

N_NEIGHBOURS = 15
FAR = 0.35  # cosine to the nearest article below which a new one is about nothing that the run knows


def assign(
    run: Run,
    articles: pd.DataFrame,
    *,
    encoder: Encoder | None = None,
    cache: str | Path | None = None,
    progress: bool = True,
) -> pd.DataFrame:
    """Place new articles among the topics and events of a run.

    Parameters
    ----------
    run
        The run to place them in.
    articles
        Articles table, see `read_articles`; any other table is read by guessing its columns.
    encoder, cache, progress
        As in `analyse`; the encoder must be the one the run was made with.

    Returns
    -------
    The articles with `topic`, `topic_name`, `topic_confidence` (see `analyse`) and `event`;
    `topic` and `event` are "" where nothing in the run is near.

    Raises
    ------
    ValueError
        If the run was made with ready vectors, or with an encoder of other dimensions, or has lost its vectors, or names a
        model that is not on this machine.

    Examples
    --------
    >>> import topics as tp
    >>> articles = tp.sample_articles()
    >>> run = tp.analyse(articles, progress=False)
    >>> (assign(run, articles.head(3), progress=False)["event"] == run.articles["event"].head(3)).all()
    np.True_
    """
    articles = articles_in(articles)
    if not len(articles):
        return articles.assign(topic="", topic_name="", topic_confidence=np.float32(0), event="")
    texts, vectors = _encoded(run, articles, encoder, cache, progress)
    originals = run.articles[run.articles["copy_of"] == ""]
    known = np.asarray(run.vectors[originals.index], dtype=np.float32)
    topic, firmly = _topics(originals, known, vectors)
    events = _events(run, originals, known, (articles, texts, vectors))
    # An event has one home topic: an article that joins it goes where it is.
    home = dict(zip(run.events["id"], run.events["topic"], strict=True))
    topic = np.array([home.get(event, own) for event, own in zip(events, topic, strict=True)], dtype=object)
    placed = run.articles.set_index("id")
    same = articles["id"].isin(placed.index).to_numpy()
    for column, values in (("topic", topic), ("event", events), ("topic_confidence", firmly)):
        values[same] = placed.loc[articles["id"][same], column].to_numpy()
    names = dict(zip(run.topics["id"], run.topics["name"], strict=True))
    return articles.assign(
        topic=topic, topic_name=[names.get(one, "") for one in topic], topic_confidence=firmly, event=events
    )


def _encoded(
    run: Run, articles: pd.DataFrame, encoder: Encoder | None, cache: str | Path | None, progress: bool
) -> tuple[list[str], NDArray[np.float32]]:
    """Title and lead of the new articles, and vectors like those of the run."""
    encoder = encoder_of(run, encoder)
    texts = lead_texts(articles, run.config)
    vectors = np.asarray(encode_with(run.config, encoder, cache, progress, {})(texts), dtype=np.float32)
    if vectors.shape[1] != run.vectors.shape[1]:
        raise ValueError(
            f"Got vectors of {vectors.shape[1]} dimensions but expected {run.vectors.shape[1]}, as in the run; give the "
            "encoder that it was made with, or make it again with this one."
        )
    return texts, vectors


def _topics(
    originals: pd.DataFrame, known: NDArray[np.float32], vectors: NDArray[np.float32]
) -> tuple[NDArray[np.object_], NDArray[np.float32]]:
    """Topic that most of the nearest articles have, weighted by nearness, and how firmly it holds."""
    near = nearest(vectors, N_NEIGHBOURS, known)
    names, codes = np.unique(originals["topic"].to_numpy(dtype=str), return_inverse=True)
    votes = tally(near, codes)
    chosen = votes.argmax(axis=1)
    firmly = confidence(agreement(near, codes, chosen))
    far = 1 - near.distances[:, 0] < FAR
    return np.where(far, "", names[chosen]).astype(object), np.where(far, np.float32(0), firmly)


def _events(
    run: Run,
    originals: pd.DataFrame,
    known: NDArray[np.float32],
    new: tuple[pd.DataFrame, list[str], NDArray[np.float32]],
) -> NDArray[np.object_]:
    """Event with whose reports each new article would be grouped."""
    from topics.clustering.assign import best_events
    from topics.clustering.entities import name_finder

    articles, texts, vectors = new
    leads = lead_texts(originals, run.config)
    names, codes = np.unique(originals["event"].to_numpy(dtype=str), return_inverse=True)
    days = np.concatenate([days_of(originals["published"]), days_of(articles["published"])])
    copies = run.articles["copy_of"].value_counts().reindex(originals["id"], fill_value=0).to_numpy(dtype=np.int64)
    times = np.concatenate([1 + copies, np.ones(len(texts), dtype=np.int64)])
    everything = [*leads, *texts], np.concatenate([known, vectors]), days
    languages = [*originals["lang"].fillna(""), *articles["lang"].fillna("")]
    names_in = name_finder(run.config.entities)
    found = best_events(*everything, codes, times=times, entities=names_in, languages=languages)
    return np.array(["" if event < 0 else names[event] for event in found], dtype=object)
