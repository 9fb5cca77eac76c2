"""What changed since another run, as the page carries it: columns and clean strings, which `page_changes.html` unpacks.

Serves `page`. Topics, events and articles of the new run are told by their row, so that each leads to where it is read.
"""

from __future__ import annotations

import pandas as pd

from topics.views.change_rows import Change, ComparisonLike, change_rows
from topics.views.outline import RunLike, plain

_MOST = 200  # new events, gone ones and moved articles that travel with the page; the rest are counted


def changes_data(comparison: ComparisonLike, run: RunLike) -> dict[str, object]:
    """Gather what a page says of a comparison.

    Parameters
    ----------
    comparison
        Of an earlier run with the run of the page.
    run
        The run of the page.

    Returns
    -------
    dict[str, object]
        `n`, articles before, now, and in both; `layers`; `rows`, one a change, with its topics as
        name, number of articles, id, and row in the new run or -1; `born`, `gone`, `moved` and how many there are of each.

    Examples
    --------
    >>> from topics.runs.compare import compare
    >>> from topics.runs.edits import rename
    >>> from topics.runs.example import example_run
    >>> new = rename(example_run(), "Vineyards", "Wine")
    >>> changes_data(compare(example_run(), new), new)["rows"][2]
    {'kind': 'renamed', 'layer': 1, 'old': [['Vineyards', 2, 'twine', -1]], 'new': [['Wine', 2, 'twine', 5]],
     'shared': [['twine', 'twine', 2]]}
    """
    topic_at, event_at, article_at = (_places(table["id"]) for table in (run.topics, run.events, run.articles))
    born, gone = change_rows(comparison.events, ("born",)), change_rows(comparison.events, ("gone",))
    moved = comparison.moves[comparison.moves["why"] == "moved"]
    columns = (moved.head(_MOST)[name] for name in ("id", "old_name", "new_name"))
    return {
        "n": [int(comparison.n_old), int(comparison.n_new), int(comparison.n_common)],
        "layers": sorted({int(layer) for layer in comparison.topics["layer"]}),
        "rows": [_row(row, topic_at) for row in change_rows(comparison.topics)],
        "born": [event_at[row.new[0][0]] for row in born[:_MOST] if row.new[0][0] in event_at],
        "nBorn": len(born),
        "gone": [[row.old[0][1] or "Event without a headline", row.n_old] for row in gone[:_MOST]],
        "nGone": len(gone),
        "moved": [
            [article_at[str(one)], plain(old), plain(new)]
            for one, old, new in zip(*columns, strict=True)
            if str(one) in article_at
        ],
        "nMoved": len(moved),
    }


def _places(ids: pd.Series) -> dict[str, int]:
    return {str(one): place for place, one in enumerate(ids)}


def _row(row: Change, topic_at: dict[str, int]) -> dict[str, object]:
    return {
        "kind": row.kind,
        "layer": row.layer,
        "old": [[name or "Unnamed topic", size, one, -1] for one, name, size in row.old],
        "new": [[name or "Unnamed topic", size, one, topic_at.get(one, -1)] for one, name, size in row.new],
        "shared": [list(pair) for pair in row.shared],
    }
