"""What people look at: tables for the notebook and the terminal, figures, and one page that opens anywhere.

The last room but three on the straight line. Views read a finished run and never change it (`explore` edits through the
run's own methods, which make a new one), never fetch anything, and treat every string of an article as hostile: it is
escaped, or it does not get in.
"""

from __future__ import annotations

from importlib import import_module

_HOME = {
    "explore": "explore",
    "page_html": "page",
    "plot_comparison": "change_figure",
    "plot_map": "figures",
    "plot_timeline": "figures",
    "plot_topics_over_time": "over_time",
    "plot_tree": "tree",
    "topics_table_html": "tables",
    "topics_table_text": "tables",
    "write_page": "page",
}

__all__ = list(_HOME)


def __getattr__(name: str) -> object:
    """Import a view when it is first asked for, so that a terminal table never waits for a figure's library."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
