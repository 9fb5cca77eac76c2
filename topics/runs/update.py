"""A run and new articles -> a new run of both, in which what was known keeps its topics, ids, names and places.

Beside `pipeline`. Copies and events must come out as in a run over all the articles; topics, names and the map are those of the
run before for as long as the news allows.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from topics.encoding.encoders import Encoder
from topics.runs.edits.judgements import has_entries
from topics.runs.memory import memory_of
from topics.runs.pile import articles_in
from topics.runs.pipeline import analyse
from topics.runs.run import Run
from topics.runs.trust import encoder_of


def update(
    run: Run,
    articles: pd.DataFrame | None = None,
    *,
    anew: bool = False,
    encoder: Encoder | None = None,
    cache: str | Path | None = None,
    progress: bool = True,
) -> Run:
    """Add articles to a run, with the run's own settings and its watch-list as accepted and rejected articles have taught it.

    Only new texts are encoded. Copies and events are those of all articles. Topics are kept, and new articles join those of their
    nearest ones, until the news has changed: then topics are looked for anew, and taken where the old ones are much less
    clear; `topic_drift` says where that stands. The map is the one that people know, with the new articles on it. Ids,
    names and edits are carried over.

    Parameters
    ----------
    run
        The run so far.
    articles
        Articles table with the new articles; those that the run holds already are left out. None adds none.
    anew
        Whether topics, names and map are found anew over all articles, as in a first run; ids, the analyst's names and edits
        are carried over all the same.
    encoder, cache, progress
        As in `analyse`.

    Raises
    ------
    ValueError
        If the run was made of ready vectors and there is no encoder for new texts, or it names a model that is not on this
        machine.

    Examples
    --------
    >>> import topics as tp
    >>> articles = tp.sample_articles()
    >>> week = articles["published"] < "2026-02-23"
    >>> old = tp.analyse(articles[week], progress=False)
    >>> len(update(old, articles, progress=False).articles)
    210
    """
    encoder = encoder_of(run, encoder)
    both = _together(run, articles)
    watchlist = run.watchlist() if has_entries(run) else None
    memory = replace(memory_of(run), topics=pd.Series(dtype=object), quick=False) if anew else memory_of(run)
    made = analyse(
        both,
        run.config,
        watchlist=watchlist,
        encoder=encoder,
        previous=run,
        memory=memory,
        cache=cache,
        progress=progress,
    )
    if watchlist is None:
        return made
    # The list as it was written stays, so that a judgement that is taken back later teaches nothing any more.
    lists = {"watchlist": run.manifest["watchlist"], "taught": watchlist.to_dict()}
    return replace(made, manifest={**made.manifest, **lists})


def _together(run: Run, articles: pd.DataFrame | None) -> pd.DataFrame:
    from topics.articles.table import COLUMNS

    known = run.articles[list(COLUMNS)].copy()
    if articles is None:
        known.attrs["rejected"] = run.rejected
        return known
    table = articles_in(articles)
    new = table[~table["id"].isin(run.articles["id"])]
    both = pd.concat([known, new[list(COLUMNS)]], ignore_index=True)
    both.attrs["rejected"] = [*run.rejected, *table.attrs.get("rejected", [])]
    return both
