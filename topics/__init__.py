"""Raw news text in, a map of topics and events out: the same answer every time.

>>> import topics as tp
>>> articles = tp.sample_articles()
>>> run = tp.analyse(articles, progress=False)
>>> run.events["n_articles"].sum()
np.int64(210)
"""

from __future__ import annotations

from importlib import import_module

from topics.export import export

_HOME = {
    "read_articles": "articles",
    "sample_articles": "articles",
    "overview": "views.overview",
    "find_copies": "copies",
    "load_encoder": "encoding.encoders",
    "TopicClusterer": "clustering.topics",
    "find_events": "clustering.events",
    "EventClusterer": "clustering.event_clusterer",
    "assign": "runs.assign",
    "Watchlist": "clustering.watchlist",
    "Config": "runs.config",
    "Run": "runs.run",
    "analyse": "runs.pipeline",
    "compare": "runs.compare",
    "verify": "runs.verify",
    "use_engine": "engine",
    "explore": "views.explore",
    "plot_map": "views.figures",
    "plot_timeline": "views.figures",
    "plot_topics_over_time": "views.over_time",
    "plot_tree": "views.tree",
    "plot_comparison": "views.change_figure",
    "evaluate": "evaluation",
}

__all__ = ["export", *_HOME]


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: torch, umap and matplotlib are dear."""
    if name not in _HOME:
        raise AttributeError(f"module 'topics' has no attribute {name!r}; it has {', '.join(sorted(__all__))}")
    return getattr(import_module(f"topics.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
