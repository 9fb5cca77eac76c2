"""The names that no person reads: ids of topics and events, and the way from what an analyst types to an id.

Beside the straight line; serves `edits`, `identity`, `Run.event` and whoever makes topics. It must never guess: what fits
two topics or events, or none, is refused with the near ones.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable, Collection, Iterable
from difflib import get_close_matches
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from topics.runs.layers import original_of

if TYPE_CHECKING:
    from topics.runs.run import Run

ID_LENGTH = 10  # base32 characters after the letter: 50 bits, one clash in ten million among 10,000 ids
MOST_HINTS = 5  # names or ids that an error lists at most


def make_id(letter: Literal["t", "e"], members: Iterable[str], taken: Collection[str] = ()) -> str:
    """Return the id of a new topic or event: the same members give the same id, on every machine.

    Parameters
    ----------
    letter
        "t" for a topic, "e" for an event.
    members
        What tells it from the others: ids of its articles, and for a topic its layer too, since a topic and its only
        finer topic have the same articles. The order is of no importance.
    taken
        Ids that it must not get.

    Examples
    --------
    >>> make_id("t", ["layer 0", "a1", "a2"]) == make_id("t", ["a2", "a1", "layer 0"])
    True
    >>> make_id("e", ["a1"], taken={make_id("e", ["a1"])}) == make_id("e", ["a1"])
    False
    """
    parts = sorted(members)
    for attempt in range(len(taken) + 1):
        digest = blake2b("\n".join([*parts, str(attempt)]).encode("utf8", "replace")).digest()
        made = letter + b32encode(digest).decode("ascii").lower()[:ID_LENGTH]
        if made not in taken:
            break
    return made


def storyline_id(event: str) -> str:
    """Return the id of the storyline that begins with an event: wherever the event keeps its id, so does the storyline.

    >>> storyline_id("eabc")
    'sabc'
    """
    return f"s{event[1:]}"


def find_topic(run: Run, topic: str) -> str:
    """Return the id of the topic that has this id or exactly this name.

    Raises
    ------
    ValueError
        If no topic has it, or several have the name; the sentence lists the near ones.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> find_topic(example_run(), "Ferries")
    'tferries'
    >>> find_topic(example_run(), "Feries")
    Traceback (most recent call last):
    ValueError: Got topic 'Feries' but no topic has that id or name; did you mean 'Ferries' (tferries)?
    """
    return _find(run.topics, topic, "topic", "name", lambda row: f"layer {row.layer}, {row.n_articles} articles")


def find_event(events: pd.DataFrame, event: str) -> str:
    """Return the id of the event that has this id or exactly this headline.

    Parameters
    ----------
    events
        The events table of a run.
    event
        An id, or a headline to the letter.

    Raises
    ------
    ValueError
        If no event has it, or several have the headline; the sentence lists the near ones.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> find_event(example_run().events, "Vineyards report an early frost")
    'efrost'
    >>> find_event(example_run().events, "early frost")
    Traceback (most recent call last):
    ValueError: Got event 'early frost' but no event has that id or headline; did you mean 'Vineyards report an early frost'
    (efrost)?
    """
    return _find(events, event, "event", "headline", lambda row: f"{_day(row.first)}, {row.n_articles} articles")


def find_articles(run: Run, articles: str | Iterable[str]) -> list[str]:
    """Return the ids of the named articles and of all their copies and originals, sorted.

    Raises
    ------
    ValueError
        If no article is named, or the run has no article of that id.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> find_articles(example_run(), "a02")  # a03 is a copy of it
    ['a02', 'a03']
    """
    named = [articles] if isinstance(articles, str) else list(dict.fromkeys(articles))
    if not named:
        raise ValueError("Got no articles but expected the id of at least one.")
    known = run.articles["id"]
    ids = set(known)
    if unknown := [name for name in named if name not in ids]:
        near = get_close_matches(str(unknown[0]), list(known), 1)
        hint = f"did you mean {near[0]!r}?" if near else "`topics export RUN --to FILE.csv` lists them."
        raise ValueError(f"Got article {unknown[0]!r} but no article of this run has that id; {hint}")
    original = original_of(run.articles)
    return sorted(known[original.isin(set(original[known.isin(named)]))])


def _find(table: pd.DataFrame, given: str, kind: str, column: str, facts: Callable[[Any], str]) -> str:
    """Id of the row that has this id or exactly this name; `facts` tells rows of one name apart."""
    if (table["id"] == given).any():
        return given
    same = table[table[column] == given]
    if len(same) == 1:
        return str(same["id"].iloc[0])
    if len(same):
        which = (f"{row.id} ({facts(row)})" for row in same.head(MOST_HINTS).itertuples())
        called = "are called" if column == "name" else f"have as their {column}"
        raise ValueError(f"Got {kind} {given!r}, which {len(same)} {kind}s {called}; give an id: {', '.join(which)}.")
    near = _near(table, given, kind, column)
    raise ValueError(f"Got {kind} {given!r} but no {kind} has that id or {column}; {near}")


def _near(table: pd.DataFrame, given: str, kind: str, column: str) -> str:
    """What may have been meant: names that hold what was given, else those spelt much like it."""
    ids, names = table["id"].tolist(), table[column].tolist()
    called = {one: f"{name!r} ({one})" for one, name in zip(ids, names, strict=True)}
    called |= {name.casefold(): called[one] for one, name in zip(ids, names, strict=True)}
    typed = str(given).casefold().strip()
    holding = [key for key in called if typed and typed in key][:MOST_HINTS]
    if near := holding or get_close_matches(typed, list(called), MOST_HINTS):
        return f"did you mean {' or '.join(dict.fromkeys(called[key] for key in near))}?"
    if not names:
        return f"the run has no {kind}s."
    more = ", ..." if len(names) > MOST_HINTS else ""
    return f"expected one of {', '.join(map(repr, names[:MOST_HINTS]))}{more}."


def _day(time: pd.Timestamp) -> str:
    return "no date" if pd.isna(time) else f"{time:%Y-%m-%d}"
