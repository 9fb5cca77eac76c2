"""Why an edit cannot be made again in a later run, and what the analyst may do about it; how its target is looked for.

Beside the straight line, under `replay`. A sentence names what was looked for and what was found; a proposal names the command
that settles it. It must never guess: less than a majority finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from topics.runs.edits.changes import most_common
from topics.runs.edits.log_file import Line
from topics.runs.ids import find_articles
from topics.runs.layers import homes

if TYPE_CHECKING:
    from topics.runs.run import Run

MAJORITY = 0.5  # more than this share of the named articles must be in one topic
LEAST_PRESENT = 0.1  # share of the named articles that must be in the run at all to speak for their topic
MOST_NAMED = 5  # topics or articles that a sentence names at most

LINE = "forget LINE"  # where the number of the edit in the log belongs, which `reapply` knows
GIVE_UP = f"`topics edit RUN {LINE}` ends this note"
NOTHING_TO_DO = f"Nothing needs to be done: the line keeps what it named, should it come back; {GIVE_UP}."
UNREADABLE = (
    "An edit of the earlier run cannot be read by this version.",
    f"Make it again by hand; {GIVE_UP}.",
)

Note = tuple[str, str]  # what to say of an edit and what to do about it; empty where all went well
Outcome = tuple["Run", Line, Note]
FINE: Note = ("", "")


class Conflict(Exception):
    """An edit that cannot be made again, and what the analyst may do about it."""

    def __init__(self, sentence: str, proposal: str) -> None:
        super().__init__(sentence)
        self.sentence, self.proposal = sentence, proposal


def found(run: Run, topic: Line, command: Callable[[str], str]) -> str:
    """Return the topic of this run that is the one described, or raise the conflict and the command that settles it."""
    members = set(topic["members"])
    home = homes(run, int(topic["layer"]))
    here = home[home.index.isin(members) & (home != "").to_numpy()]
    if here.empty:
        raise Conflict(
            f"None of the {len(members)} articles that stood for {topic['name']!r} has a topic in this run.",
            f"If there is such a topic again: `topics edit RUN {command('TOPIC')}`.",
        )
    best = most_common(here)
    enough = len(here) >= LEAST_PRESENT * len(members)
    if best == topic["id"] or (enough and (here == best).mean() > MAJORITY):
        return best
    where = f"are in {here.nunique()} topics: {named(run, list(here.value_counts().index))}"
    raise Conflict(
        f"{topic['name']!r} is no longer one topic: of the {len(members)} articles that stood for it, {len(here)} "
        f"{where}.",
        f"If {named(run, [best])} is meant: `topics edit RUN {command(best)}`.",
    )


def present(run: Run, ids: Sequence[str], which: str, proposal: str = NOTHING_TO_DO) -> tuple[list[str], Note]:
    """Return the named articles that are in the run, with copies and originals, and what to say of the others."""
    known = set(run.articles["id"])
    left = [one for one in ids if one in known]
    if not left:
        raise Conflict(
            f"None of the {len(ids)} articles {which} is in this run.",
            proposal,
        )
    sentence = f"{len(ids) - len(left)} of the {len(ids)} articles {which} are not in this run; the others were used."
    return find_articles(run, left), FINE if len(left) == len(ids) else (sentence, proposal)


def some_of(articles: Sequence[str]) -> str:
    """Return the first of some ids as a command has them."""
    return " ".join(articles[:MOST_NAMED]) + (" ..." if len(articles) > MOST_NAMED else "")


def named(run: Run, topics: Sequence[str]) -> str:
    """Return the names of some topics as a sentence has them."""
    names = dict(zip(run.topics["id"], run.topics["name"], strict=True))
    shown = ", ".join(repr(names.get(topic, topic)) for topic in topics[:MOST_NAMED])
    return shown + (", ..." if len(topics) > MOST_NAMED else "")
