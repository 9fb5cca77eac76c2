"""An event card as text for the terminal and as HTML for the notebook.

Serves `cards` alone. Titles come from articles, so they are cleaned for the terminal and escaped for HTML.
"""

from __future__ import annotations

import html
from textwrap import wrap

import pandas as pd

from topics.views.cards import EventCard, is_later, nearest
from topics.views.outline import days_in_words, plain
from topics.views.wording import RISING, chance_in_words, fitted, some

_WIDTH = 100  # columns of a terminal
_DAY, _LABEL = 13, 16  # columns of a day, of an outlet or a relation
_MOST_EVENTS, _MOST_REPORTS = 8, 12  # lines of a card; the tables on the card hold the rest
_MOST_OUTLETS = 12

_CELL = "text-align:left;padding:2px 14px 2px 0;vertical-align:top"
_FAINT = "opacity:.72"
_HEAD = "margin:12px 0 2px;font-weight:600"
_CHIP = "border:1px solid rgba(128,128,128,.5);border-radius:2px;padding:0 5px;font-size:85%;margin-right:4px"
_TABLE = "border-collapse:collapse;color:inherit;font:inherit"


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
    Rising: so many reports in the last days come about by chance once in 200 (burst 2.3)
    Outlets: City Ledger
    <BLANKLINE>
    Storyline
      ←  1 Mar 2026   follows         Olive harvest fails in Valdera
    <BLANKLINE>
    Reports
         10 Mar 2026  City Ledger     Olive oil price doubles at the Valdera exchange
    """
    parts = [plain(card.headline), " · ".join(_facts(card))]
    parts += [line for name, words in _lists(card) for line in wrap(f"{name}: {words}", _WIDTH, subsequent_indent="  ")]
    shown = nearest(card, _MOST_EVENTS)
    if len(shown):
        parts += ["", "Storyline", *(_event_line(card, event) for _, event in shown.iterrows())]
        parts += _rest(len(card.storyline) - len(shown), "more in .storyline")
    parts += ["", "Reports"]
    for _, article in card.articles.head(_MOST_REPORTS).iterrows():
        parts += _report_lines(article)
    parts += _rest(len(card.articles) - _MOST_REPORTS, "more in .articles")
    return "\n".join(fitted(line, _WIDTH).rstrip() for line in parts)


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
        f'<p style="margin:2px 0"><span style="{_FAINT}">{name}:</span> {html.escape(words)}</p>'
        for name, words in _lists(card)
    )
    shown = nearest(card, _MOST_EVENTS)
    storyline = "".join(_event_row(card, event) for _, event in shown.iterrows())
    reports = "".join(_report_row(article) for _, article in card.articles.head(_MOST_REPORTS).iterrows())
    head = f'<p style="font-size:135%;font-weight:700;margin:0 0 2px">{html.escape(plain(card.headline))}</p>'
    parts = [head, f'<p style="margin:0 0 4px;{_FAINT}">{facts}</p>', lists]
    if storyline:
        parts.append(_section("Storyline", storyline, len(card.storyline) - len(shown), "more in .storyline"))
    parts.append(_section("Reports", reports, len(card.articles) - _MOST_REPORTS, "more in .articles"))
    return f"<div>{''.join(parts)}</div>"


def _facts(card: EventCard) -> list[str]:
    days = days_in_words(card.first, card.last)
    if not pd.isna(card.first) and card.first.date() != card.last.date():
        days += f", most on {days_in_words(card.peak, card.peak)}"
    number = some(card.n_articles, "article")
    if card.n_articles > 1:
        alone = card.n_independent == card.n_articles
        number += f", {('both' if card.n_articles == 2 else 'all') if alone else card.n_independent} independent"
    return [days, number, *([f"topic: {card.topic}"] if card.topic else [])]


def _lists(card: EventCard) -> list[tuple[str, str]]:
    lines = []
    if card.burst >= RISING:
        chance = f"so many reports in the last days come about by chance {chance_in_words(card.burst)}"
        lines.append(("Rising", f"{chance} (burst {card.burst:.1f})"))
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
    note = f'<p style="margin:2px 0;{_FAINT}">{hidden:,} {words}</p>' if hidden > 0 else ""
    return f'<p style="{_HEAD}">{name}</p><table style="{_TABLE}"><tbody>{rows}</tbody></table>{note}'


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells) + "</tr>"


def _event_row(card: EventCard, event: pd.Series) -> str:
    day = f'<span style="white-space:nowrap">{days_in_words(event["first"], event["first"])}</span>'
    relation = f'<span style="{_FAINT};white-space:nowrap">{html.escape(event["relation"])}</span>'
    return _row(_arrow(card, event), day, relation, html.escape(plain(event["headline"])))


def _report_row(article: pd.Series) -> str:
    day = f'<span style="white-space:nowrap">{days_in_words(article["published"], article["published"])}</span>'
    title = html.escape(plain(article["title"]))
    source = html.escape(plain(article["source"]))
    if article["copy_of"]:
        return _row(day, source, f'<span style="{_FAINT}">↳ copy: {title}</span>')
    chips = "".join(f'<span style="{_CHIP}">{html.escape(plain(word))}</span>' for word in article["why"])
    below = f'<div style="margin:2px 0 4px;line-height:1.7">{chips}</div>' if chips else ""
    return _row(day, source, title + below)
