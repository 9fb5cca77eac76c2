"""A run and new articles -> a new run of both, in which what was known keeps its ids and names.

Beside `pipeline`. It must give what a full run over all the articles gives; only ids, names and edits come from the old run.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from topics.encoding.encoders import Encoder
from topics.runs.pipeline import analyse
from topics.runs.run import Run


def update(
    run: Run,
    articles: pd.DataFrame,
    *,
    encoder: Encoder | None = None,
    cache: str | Path | None = None,
    progress: bool = True,
) -> Run:
    """Analyse the articles of a run together with new ones, with the run's own settings and watch-list.

    Vectors that are known are looked up; the ids of topics and events, the analyst's names and edits are carried over.

    Parameters
    ----------
    run
        The run so far.
    articles
        Articles table with the new articles; those that the run holds already are left out.
    encoder, cache, progress
        As in `analyse`.

    Examples
    --------
    >>> import topics as tp
    >>> articles = tp.sample_articles()
    >>> week = articles["published"] < "2026-02-23"
    >>> old = tp.analyse(articles[week], progress=False)
    >>> len(update(old, articles, progress=False).articles)
    210
    """
    from topics.articles.table import COLUMNS
    from topics.clustering.watchlist import Watchlist

    if run.manifest.get("model") == "vectors given" and encoder is None:
        raise ValueError("Got a run made of ready vectors but expected an encoder for the new texts; give encoder=...")
    new = articles[~articles["id"].isin(run.articles["id"])]
    both = pd.concat([run.articles[list(COLUMNS)], new[list(COLUMNS)]], ignore_index=True)
    both.attrs["rejected"] = [*run.rejected, *articles.attrs.get("rejected", [])]
    watchlist = Watchlist.from_dict(run.manifest["watchlist"]) if run.manifest.get("watchlist") else None
    return analyse(both, run.config, watchlist=watchlist, encoder=encoder, previous=run, cache=cache, progress=progress)
