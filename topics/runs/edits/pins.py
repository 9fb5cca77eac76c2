"""What an analyst says of a topic as a whole, for this run and all later ones: it is one (`pin`), or it is none (`ban`).

At the end of the straight line, beside `shaping`. The lines name all articles of the topic, so that a later run can tell the
topic from one that only shares some articles with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from topics.runs.edits.log import described, record
from topics.runs.edits.log_file import Line
from topics.runs.edits.placing import dissolved
from topics.runs.ids import find_topic
from topics.runs.layers import topics_within

if TYPE_CHECKING:
    from topics.runs.run import Run


def pin(run: Run, topic: str, *, by: str = "") -> Run:
    """Keep the articles of a topic together in later runs, as far as they are still there.

    This run stays as it is. A run with `previous` keeps most articles where they were by itself; where it does not, because
    the news or the settings have changed, those of a pinned topic that it put elsewhere are brought back to it: into the topic
    that has its id, and to the nearest of its finer topics if it has any. A finest topic that was not found at all is made of
    its articles; a broader one is reported. Articles that are new may join it; those you move out later stay out.

    Parameters
    ----------
    run
        The run to edit; it stays as it is.
    topic
        Id or exact name of the topic.
    by
        Who made the edit.

    Raises
    ------
    ValueError
        If the topic cannot be found, or has no articles.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> pinned = pin(example_run(), "Trams")
    >>> pinned.history["what"].tolist()
    ["keep 'Trams' together, 3 articles"]
    """
    chosen = find_topic(run, topic)
    finest = not (run.topics["parent"] == chosen).any()
    return record(run, run, {**_line(run, "pin", chosen), "finest": finest}, by)


def ban(run: Run, topic: str, *, by: str = "") -> Run:
    """Say that this is no topic: it goes, and goes again from later runs that find it.

    Its articles are put, event by event, in the nearest finest topic beside it, below the same broader topic; where there is
    none, they stay in the broader one. Their confidence is .5 then, since nobody placed them. A later run that finds the topic
    again, by its articles and not by its name, does the same; one that does not find it does nothing.

    Parameters
    ----------
    run
        The run to edit; it stays as it is.
    topic
        Id or exact name of the topic.
    by
        Who made the edit.

    Raises
    ------
    ValueError
        If the topic cannot be found, has no articles, or is the only one.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> banned = ban(example_run(), "Trams")
    >>> banned.topics[["name", "n_articles"]].head(3).values.tolist()
    [['Transport', 7], ['Farming', 5], ['Ferries', 7]]
    """
    chosen = find_topic(run, topic)
    return record(run, dissolved(run, chosen), _line(run, "ban", chosen), by)


def _line(run: Run, op: str, topic: str) -> Line:
    inside = run.articles["id"][run.articles["topic"].isin(topics_within(run.topics, topic))].tolist()
    if not inside:
        raise ValueError(f"Got topic {topic!r}, which has no articles, but expected one that can be found by them.")
    return {"op": op, "id": topic, "target": {"topics": described(run, [topic]), "articles": inside}}
