"""One event with everything that is known of it: days, outlets, who and where, what came before and after, and why.

Reads a finished run and gathers; `card_layout` writes what is gathered. Nothing here decides what belongs to an event.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from topics.runs.ids import find_event
from topics.runs.layers import original_of
from topics.views.outline import RunLike, day_numbers, plain


@dataclass(frozen=True, repr=False, eq=False)
class EventCard:
    """All there is to one event.

    Attributes
    ----------
    id, headline
        Of the event.
    first, last
        Its first and last report; NaT in an undated run.
    peak
        The day with most reports.
    n_articles, n_independent
        Reports, and those of them that are no copies.
    outlets
        Each outlet with its number of reports, most reports first.
    entities
        Who and where.
    topic
        Name of its finest topic; "" without one.
    burst
        How surprising the reports of the pile's last days are: 2 is a chance of one in a hundred, 5 is news.
    storyline
        The events that it has to do with, earlier ones first: `id`, `headline`, `first`, `relation`. It "follows" an earlier
        one, is "followed by" a later one, is "part of" a round-up that mentions it, "tells of" those that it mentions itself;
        "same series" is the instance before or after it, as yesterday's oil price; the others share its "same storyline".
    articles
        Its reports in order of time, each followed by its copies: `id`, `title`, `source`, `published`, `copy_of`, `why`.
    """

    id: str
    headline: str
    first: pd.Timestamp
    last: pd.Timestamp
    peak: pd.Timestamp
    n_articles: int
    n_independent: int
    outlets: list[tuple[str, int]]
    entities: list[str]
    topic: str
    burst: float
    storyline: pd.DataFrame
    articles: pd.DataFrame

    def __repr__(self) -> str:
        """Show the card as plain text."""
        from topics.views.card_layout import card_text

        return card_text(self)

    def _repr_html_(self) -> str:
        from topics.views.card_layout import card_html

        return card_html(self)


def event_card(run: RunLike, event: str) -> EventCard:
    """Gather what a run knows of one event.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    event
        Its id, or its headline to the letter.

    Returns
    -------
    EventCard
        A card that shows itself in a terminal and in a notebook.

    Raises
    ------
    ValueError
        If no event has that id or headline, or several have the headline; the sentence lists the near ones.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> card = example_run().event("Olive harvest fails in Valdera")
    >>> card.outlets
    [('Coast Wire', 1), ('Field and Farm', 1)]
    >>> card.storyline[["headline", "relation"]].values.tolist()
    [['Olive oil price doubles at the Valdera exchange', 'followed by']]
    >>> card
    Olive harvest fails in Valdera
    1–6 Mar 2026, most on 1 Mar 2026 · 2 articles, both independent · topic: Olive harvest
    Outlets: Coast Wire, Field and Farm
    <BLANKLINE>
    Storyline
      →  10 Mar 2026  followed by     Olive oil price doubles at the Valdera exchange
    <BLANKLINE>
    Reports
         1 Mar 2026   Field and Farm  Olive harvest fails in Valdera
                                      Valdera, 5 days apart
         6 Mar 2026   Coast Wire      Valdera growers count the cost of a lost crop
                                      Valdera, 5 days apart
    """
    row = run.events[run.events["id"] == find_event(run.events, event)].iloc[0]
    articles = _articles(run.articles, row["id"])
    return EventCard(
        id=str(row["id"]),
        headline=plain(row["headline"]) or "Event without a headline",
        first=row["first"],
        last=row["last"],
        peak=row["peak"],
        n_articles=int(row["n_articles"]),
        n_independent=int(row["n_independent"]),
        outlets=_outlets(articles["source"]),
        entities=[plain(word) for word in row["entities"]],
        topic=_topic_name(run.topics, row["topic"]),
        burst=float(row["burst"]),
        storyline=_storyline(run.events, row),
        articles=articles,
    )


def _articles(articles: pd.DataFrame, event: str) -> pd.DataFrame:
    """Reports of an event in order of time, each followed by its copies."""
    inside = articles[articles["event"] == event]
    original = original_of(inside)
    told = inside["published"].set_axis(inside["id"]).reindex(original).set_axis(inside.index)
    told = told.fillna(inside["published"])  # the original of a copy may be told of elsewhere
    order = inside.assign(told=told, original=original, copy=inside["copy_of"] != "")
    order = order.sort_values(["told", "original", "copy", "published", "id"], ignore_index=True)
    return order[["id", "title", "source", "published", "copy_of", "why"]]


def _outlets(sources: pd.Series[str]) -> list[tuple[str, int]]:
    counts = Counter(name for name in map(plain, sources) if name)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _topic_name(topics: pd.DataFrame, topic: str) -> str:
    names = topics["name"][topics["id"] == topic]
    return plain(names.iloc[0]) if len(names) else ""


def _storyline(events: pd.DataFrame, event: pd.Series) -> pd.DataFrame:
    """Every other event that has to do with one, with the most telling word for how."""
    one = str(event["id"])
    relation = pd.Series("", index=events.index)
    storyline = (events["storyline"] == event["storyline"]) & (events["storyline"] != "")
    for kind, related in (  # later ones are stronger and write over earlier ones
        ("same storyline", storyline),
        ("tells of", pd.Series([one in of for of in events["part_of"]], index=events.index)),
        ("part of", events["id"].isin(list(event["part_of"]))),
        ("same series", (events["id"] == event["same_series"]) | (events["same_series"] == one)),
        ("followed by", events["follows"] == one),
        ("follows", events["id"] == event["follows"]),
    ):
        relation = relation.mask(related, kind)
    kept = (relation != "") & (events["id"] != one)
    table = events[kept].assign(relation=relation[kept])
    table = table.assign(later=is_later(table, event["first"])).sort_values(["later", "first", "id"], ignore_index=True)
    return table.filter(["id", "headline", "first", "relation"])


def is_later(storyline: pd.DataFrame, first: pd.Timestamp) -> pd.Series[bool]:
    """Say which events of a storyline come after the one that a card is about.

    Parameters
    ----------
    storyline
        `first` and `relation` of its events.
    first
        First report of the card's own event.

    Returns
    -------
    pd.Series[bool]
        A link in time stands above first reports, since it is drawn between the middles of two events.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> card = example_run().event("eolives")
    >>> is_later(card.storyline, card.first).tolist()
    [True]
    """
    relation = storyline["relation"]
    return ((storyline["first"] > first) & (relation != "follows")) | (relation == "followed by")


def nearest(card: EventCard, most: int) -> pd.DataFrame:
    """Choose the events of a storyline that a reader wants first: linked ones, then those near in time.

    Parameters
    ----------
    card
        A card.
    most
        How many to keep.

    Returns
    -------
    pd.DataFrame
        Rows of `card.storyline`, in order of time.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> nearest(example_run().event("eolives"), 1)["id"].tolist()
    ['eprice']
    """
    unlinked = card.storyline["relation"] == "same storyline"
    gap = abs(day_numbers(card.storyline["first"]) - day_numbers(pd.Series([card.first]))[0])
    order = card.storyline.assign(unlinked=unlinked, gap=gap).sort_values(["unlinked", "gap", "first", "id"])
    return card.storyline.loc[sorted(order.index[:most])]
