"""The reading pane of `explore`: the chosen articles as HTML, copies folded under what they copy.

Serves `explore`; knows nothing of widgets. Article text is hostile: all of it is escaped, and only http links are links.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable

import pandas as pd

from topics.runs.run import Run
from topics.views.desk_colours import topic_names
from topics.views.outline import Outline, days_in_words, plain
from topics.views.wording import some

MOST = 40  # articles that the pane shows; `selected` has them all
_LEAD = 280  # characters of a lead
_BODY = 8_000  # characters of a body that can be unfolded

_NOTHING = (
    "Drag a lasso around points, click one, or search: what you choose is shown here to read. The wheel zooms, Escape lets go "
    "of what is chosen."
)


def reading_html(run: Run, selected: pd.DataFrame, layer: int = 0, nested: Outline | None = None) -> str:
    """Lay out chosen articles to be read.

    Parameters
    ----------
    run
        A run.
    selected
        The rows of `run.articles` to show, copies included.
    layer
        The layer whose topics are named.
    nested
        The outline of the run, where it is known already.

    Returns
    -------
    str
        HTML without scripts.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> run = example_run()
    >>> "Also in Evening Mirror, 3 Mar 2026" in reading_html(run, run.articles.head(3), 1)
    True
    """
    if selected.empty:
        return f'<p class="topics-faint">{_NOTHING}</p>'
    own = ~selected["copy_of"].isin(set(selected["id"]))
    originals = selected[own].sort_values(["published", "id"])
    names = dict(zip(run.articles["id"].tolist(), topic_names(run, layer, nested), strict=True))
    shown = originals.head(MOST)
    of_shown = selected[selected["copy_of"].isin(shown["id"])]
    copies = {str(one): rows for one, rows in of_shown.groupby("copy_of")}
    cards = [_card(row, names, copies.get(str(row["id"])), len(originals) == 1) for _, row in shown.iterrows()]
    more = len(originals) - len(shown)
    rest = (
        f'<p class="topics-faint">and {some(more, "more article")}; `.selected` holds all of them</p>' if more else ""
    )
    return _summary(originals, int((~own).sum()), names) + "".join(cards) + rest


def _summary(originals: pd.DataFrame, copies: int, names: dict[str, str]) -> str:
    facts = [some(len(originals), "article")]
    facts += [f"{some(copies, 'copy', 'copies')} folded"] if copies else []
    facts.append(days_in_words(originals["published"].min(), originals["published"].max()))
    counts = Counter(names[one] or "no topic" for one in originals["id"])
    homes = " · ".join(f"{name} {number}" for name, number in counts.most_common(5))
    head = f'<b>{html.escape(", ".join(facts))}</b><br><span class="topics-faint">{html.escape(homes)}</span>'
    return f"<div>{head}</div>"


def _card(row: pd.Series, names: dict[str, str], copies: pd.DataFrame | None, alone: bool) -> str:
    facts = [plain(row["source"]), _day(row["published"]), names[row["id"]]]
    lines = [f'<span class="topics-faint">{_escaped(" · ".join(fact for fact in facts if fact))}</span>']
    if entries := _words(row["watchlist"]):
        lines.append(f'<div class="topics-faint">Watch-list: {_escaped(", ".join(entries))}</div>')
    if lead := _lead(row):
        lines.append(f"<div>{_escaped(lead)}</div>")
    if why := _words(row["why"]):
        lines.append(f'<div class="topics-faint">In its event because of: {_escaped(", ".join(why))}</div>')
    lines += [] if copies is None else [f'<div class="topics-faint">{_also(copies)}</div>']
    return f'<div class="topics-card">{_title(row)}<br>{"".join(lines)}{_body(row, alone)}</div>'


def _title(row: pd.Series) -> str:
    title, url = _escaped(row["title"]) or "Untitled", plain(row["url"])
    if url.lower().startswith(("http://", "https://")):
        link = f'href="{html.escape(url)}" target="_blank" rel="noopener noreferrer"'
        return f'<b>{title}</b> <a {link} title="{html.escape(url)}">open ↗</a>'
    return f"<b>{title}</b>"


def _lead(row: pd.Series) -> str:
    lead = plain(row["summary"]) or plain(str(row["body"])[:_BODY])
    return lead if len(lead) <= _LEAD else lead[:_LEAD].rsplit(" ", 1)[0] + " …"


def _also(copies: pd.DataFrame) -> str:
    pairs = zip(copies["source"], copies["published"], strict=True)
    return "Also in " + "; ".join(_escaped(f"{plain(source) or 'no outlet'}, {_day(when)}") for source, when in pairs)


def _body(row: pd.Series, unfolded: bool) -> str:
    lines = [_escaped(line) for line in str(row["body"])[:_BODY].splitlines()]
    cut = " …" if len(str(row["body"])) > _BODY else ""
    text = "<br>".join(line for line in lines if line)
    return f"<details{' open' if unfolded else ''}><summary>Whole text</summary>{text}{cut}</details>" if text else ""


def _words(cell: object) -> list[str]:
    listed = [] if isinstance(cell, str) or not isinstance(cell, Iterable) else list(cell)
    return [word for word in map(plain, listed) if word]


def _day(when: pd.Timestamp) -> str:
    return days_in_words(when, when)


def _escaped(cell: object) -> str:
    return html.escape(plain(cell))


def legend_html(legend: list[tuple[str, str, int]]) -> str:
    """Lay out a legend: a dot, what it stands for, how many articles.

    Examples
    --------
    >>> legend_html([("#2f5dac", "Ships & trams", 6)]).count("Ships &amp; trams")
    1
    """
    entry = '<span class="topics-entry"><span class="topics-dot" style="color:{}">●</span> {} {}</span> '
    shown = [entry.format(colour, html.escape(words), f"{number:,}") for colour, words, number in legend[:MOST]]
    return "".join(shown)
