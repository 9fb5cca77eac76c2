"""Articles that an analyst accepts or rejects for an entry of the watch-list, and the list that this has taught.

At the end of the straight line, beside `shaping`. It must never change the entry in a file: `taught_watchlist` gives a new list.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from topics.runs.edits.changes import tagged
from topics.runs.edits.log import record, standing
from topics.runs.edits.log_file import Line
from topics.runs.ids import find_articles
from topics.runs.pile import lead_texts

if TYPE_CHECKING:
    from topics.clustering.watchlist import Watchlist
    from topics.runs.run import Run


def accept(run: Run, articles: str | Iterable[str], entry: str, *, by: str = "") -> Run:
    """Say that articles are about an entry of the watch-list.

    They get the entry at once, and in every later run with it, whatever their score. Their texts teach it: see
    `taught_watchlist`. Topics keep their names.

    Parameters
    ----------
    run
        The run to edit; it stays as it is.
    articles
        Ids of the articles; their copies and originals come along.
    entry
        Name of the entry.
    by
        Who made the edit.

    Raises
    ------
    ValueError
        If an article is unknown, or the run was made without such an entry.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from topics.runs.example import example_run
    >>> run = replace(example_run(), manifest={"watchlist": {"topic": [{"name": "Strikes"}]}})
    >>> accept(run, "a05", "Strikes").articles["watchlist"][4]
    ['Strikes']
    """
    return _judged(run, articles, entry, "accept", by)


def reject(run: Run, articles: str | Iterable[str], entry: str, *, by: str = "") -> Run:
    """Say that articles are not about an entry of the watch-list; all else as in `accept`.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from topics.runs.example import example_run
    >>> run = replace(example_run(), manifest={"watchlist": {"topic": [{"name": "Strikes"}]}})
    >>> reject(accept(run, ["a05", "a07"], "Strikes"), "a07", "Strikes").articles["watchlist"][[4, 6]].tolist()
    [['Strikes'], []]
    """
    return _judged(run, articles, entry, "reject", by)


def taught_watchlist(run: Run) -> Watchlist:
    """Return the watch-list of a run with the texts of accepted and rejected articles as examples of its entries.

    Judgements that were undone teach nothing; those of earlier runs do, even if their articles are gone. What an entry would
    find now is shown by `topics watchlist try`.

    Raises
    ------
    ValueError
        If the run was made without a watch-list.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from topics.runs.example import example_run
    >>> run = replace(example_run(), manifest={"watchlist": {"topic": [{"name": "Strikes"}]}})
    >>> taught_watchlist(accept(run, "a05", "Strikes")).topics[0].examples
    ('Tram drivers in Kestrel City call a strike. Tram drivers in Kestrel City call a strike.',)
    """
    taught = _watchlist_of(run)
    for place in standing(run.edits):
        line = run.edits[place]
        if isinstance(line, dict) and line.get("op") in ("accept", "reject") and line.get("entry") in taught.names:
            side = "accepted" if line["op"] == "accept" else "rejected"
            taught = taught.with_examples(line["entry"], **{side: line.get("texts", [])})
    return taught


def has_entries(run: Run) -> bool:
    """Whether a run was made with a watch-list that names something."""
    return bool((run.manifest.get("watchlist") or {}).get("topic"))


def entries_of(run: Run) -> list[str]:
    """Return the names of the entries of the watch-list that a run was made with.

    Raises
    ------
    ValueError
        If it was made without one.
    """
    return _watchlist_of(run).names


def _watchlist_of(run: Run) -> Watchlist:
    from topics.clustering.watchlist import Watchlist

    given = run.manifest.get("watchlist")
    watchlist = Watchlist.from_dict(given) if given else Watchlist()
    if not watchlist.topics:
        raise ValueError(
            "Got a run that was made without a watch-list but expected one; make it again with one: "
            "`topics run INPUT... --out RUN --watchlist FILE`."
        )
    return watchlist


def _judged(run: Run, articles: str | Iterable[str], entry: str, op: str, by: str) -> Run:
    names, chosen = entries_of(run), find_articles(run, articles)
    if entry not in names:
        near = get_close_matches(entry, names, 1, cutoff=0.4)
        hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(map(repr, names))}."
        raise ValueError(f"Got the entry {entry!r}, which the watch-list of this run does not have; {hint}")
    line: Line = {"op": op, "entry": entry, "target": {"articles": chosen}, "texts": _texts(run, chosen)}
    return record(run, tagged(run, chosen, entry, names, fits=op == "accept"), line, by)


def _texts(run: Run, articles: list[str]) -> list[str]:
    """Titles and leads as they were encoded, copies left out; the line holds them, since the articles may be gone later."""
    rows = run.articles[run.articles["id"].isin(set(articles)) & (run.articles["copy_of"] == "")]
    return [text for text in dict.fromkeys(lead_texts(rows, run.config)) if text]
