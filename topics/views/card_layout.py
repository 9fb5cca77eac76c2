"""An event card as text for the terminal and as HTML for the notebook.

Serves `cards` alone. Titles come from articles, so they are cleaned for the terminal and escaped for HTML.
"""

from __future__ import annotations

import html
from textwrap import wrap

import numpy as np
import pandas as pd

from topics.views import parts
from topics.views.cards import EventCard, is_later, nearest
from topics.views.outline import Integers, day_numbers, days_in_words, plain
from topics.views.wording import BURST, WIDTH, blocks, chance_in_words, fitted, laid_out, some

_DAY, _LABEL = 13, 16  # columns of a day, of an outlet or a relation
_MOST_EVENTS, _MOST_REPORTS = 8, 12  # lines of a card; the tables on the card hold the rest
_MOST_OUTLETS = 12
_FEWEST_DAYS, _MOST_DAYS = 4, 40  # of an event whose reports a day are drawn


def card_text(card: EventCard) -> str:
    """Lay out an event card for a terminal.

    Parameters
    ----------
    card
        As `event_card` makes it.

    Returns
    -------
    str
        Lines of at most 100 columns.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> print(card_text(example_run().event("eprice")))
    Olive oil price doubles at the Valdera exchange
    10 Mar 2026 · 1 article · topic: Olive harvest
    Burst: so many reports in the last days come about by chance once in 200
    Outlets: City Ledger
    <BLANKLINE>
    Storyline
      ←  1 Mar 2026   follows         Olive harvest fails in Valdera
    <BLANKLINE>
    Reports
         10 Mar 2026  City Ledger     Olive oil price doubles at the Valdera exchange
    """
    text = [plain(card.headline), " · ".join(_facts(card))]
    text += [f"Reports a day: {blocks(counts)}" for counts in _by_day(card)]
    text += [line for name, words in _lists(card) for line in wrap(f"{name}: {words}", WIDTH, subsequent_indent="  ")]
    shown = nearest(card, _MOST_EVENTS)
    if len(shown):
        text += ["", "Storyline", *(_event_line(card, event) for _, event in shown.iterrows())]
        text += _rest(len(card.storyline) - len(shown), "more in .storyline")
    text += ["", "Reports"]
    for _, article in card.articles.head(_MOST_REPORTS).iterrows():
        text += _report_lines(article)
    text += _rest(len(card.articles) - _MOST_REPORTS, "more in .articles")
    return laid_out(text)


def card_html(card: EventCard) -> str:
    """Lay out an event card as HTML.

    Parameters
    ----------
    card
        As `event_card` makes it.

    Returns
    -------
    str
        HTML that needs no script and no style sheet, readable on light and dark ground.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> card_html(example_run().event("eolives")).count("</table>")
    2
    """
    facts = html.escape(" · ".join(_facts(card)))
    lists = "".join(
        f'<p style="margin:2px 0">{parts.faint(name + ":")} {html.escape(words)}</p>' for name, words in _lists(card)
    )
    shown = nearest(card, _MOST_EVENTS)
    storyline = "".join(_event_row(card, event) for _, event in shown.iterrows())
    reports = "".join(_report_row(article) for _, article in card.articles.head(_MOST_REPORTS).iterrows())
    head = f'<p style="font-size:135%;font-weight:700;margin:0 0 2px">{html.escape(plain(card.headline))}</p>'
    bars = "".join(f'<span style="margin-left:10px">{parts.sparkline(counts)}</span>' for counts in _by_day(card))
    pieces = [head, f'<p style="margin:0 0 4px">{parts.faint(facts)}{bars}</p>', lists]
    if storyline:
        pieces.append(_section("Storyline", storyline, len(card.storyline) - len(shown), "more in .storyline"))
    pieces.append(_section("Reports", reports, len(card.articles) - _MOST_REPORTS, "more in .articles"))
    return f"<div>{''.join(pieces)}</div>"


def _facts(card: EventCard) -> list[str]:
    days = days_in_words(card.first, card.last)
    if not pd.isna(card.peak) and card.first.date() != card.last.date():
        days += f", most on {days_in_words(card.peak, card.peak)}"
    number = some(card.n_articles, "article")
    if card.n_articles > 1:
        alone = card.n_independent == card.n_articles
        number += f", {('both' if card.n_articles == 2 else 'all') if alone else card.n_independent} independent"
    return [days, number, *([f"topic: {card.topic}"] if card.topic else [])]


def _by_day(card: EventCard) -> list[Integers]:
    """Reports a day from the first to the last, in a list of one; empty where the days in words say it all."""
    days = day_numbers(card.articles["published"])
    days = days[np.isfinite(days)].astype(np.int64)
    if len(days) < 3 or not _FEWEST_DAYS <= days.max() - days.min() + 1 <= _MOST_DAYS:
        return []
    return [np.bincount(days - days.min())]


def _lists(card: EventCard) -> list[tuple[str, str]]:
    lines = []
    if card.burst >= BURST:
        lines.append(("Burst", f"so many reports in the last days come about by chance {chance_in_words(card.burst)}"))
    outlets = [f"{name} {count}" if count > 1 else name for name, count in card.outlets]
    if len(outlets) > _MOST_OUTLETS:
        outlets[_MOST_OUTLETS:] = [f"{len(outlets) - _MOST_OUTLETS} more"]
    lines += [("Outlets", ", ".join(outlets))] if outlets else []
    return lines + ([("Who and where", ", ".join(card.entities))] if card.entities else [])


def _event_line(card: EventCard, event: pd.Series) -> str:
    day = days_in_words(event["first"], event["first"])
    return f"  {_arrow(card, event)}  {day:<{_DAY}}{event['relation']:<{_LABEL}}{plain(event['headline'])}"


def _arrow(card: EventCard, event: pd.Series) -> str:
    if is_later(event.to_frame().T, card.first).item():
        return "→"
    return "←" if event["relation"] == "follows" or event["first"] < card.first else " "


def _report_lines(article: pd.Series) -> list[str]:
    day = days_in_words(article["published"], article["published"])
    copy = "(copy) " if article["copy_of"] else ""
    line = f"     {day:<{_DAY}}{fitted(plain(article['source']), _LABEL - 1)} {copy}{plain(article['title'])}"
    why = ", ".join(map(plain, article["why"]))
    return [line, *([" " * (5 + _DAY + _LABEL) + why] if why and not copy else [])]


def _rest(number: int, words: str) -> list[str]:
    return [f"     {number:,} {words}"] if number > 0 else []


def _section(name: str, rows: str, hidden: int, words: str) -> str:
    more = parts.note(f"{hidden:,} {words}") if hidden > 0 else ""
    return f'<p style="{parts.HEAD}">{name}</p>{parts.table([], [rows])}{more}'


def _event_row(card: EventCard, event: pd.Series) -> str:
    relation = parts.faint(parts.unbroken(html.escape(event["relation"])))
    day = parts.unbroken(days_in_words(event["first"], event["first"]))
    return parts.row([_arrow(card, event), day, relation, html.escape(plain(event["headline"]))])


def _report_row(article: pd.Series) -> str:
    day = parts.unbroken(days_in_words(article["published"], article["published"]))
    title, source = html.escape(plain(article["title"])), html.escape(plain(article["source"]))
    if article["copy_of"]:
        return parts.row([day, source, parts.faint(f"↳ copy: {title}")])
    chips = "".join(f'<span style="{parts.CHIP}">{html.escape(plain(word))}</span>' for word in article["why"])
    below = f'<div style="margin:2px 0 4px;line-height:1.7">{chips}</div>' if chips else ""
    return parts.row([day, source, title + below])
