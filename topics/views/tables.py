"""A run as a table: for the notebook, where it is the first thing seen, and for the terminal.

Reads the tables of a run and returns text. Names and headlines come from articles, so they are cleaned for the terminal
and escaped for HTML; nothing here prints.
"""

from __future__ import annotations

import html

import numpy as np
import pandas as pd

from topics.views import parts
from topics.views.outline import Integers, Outline, RunLike, day_numbers, days_in_words, has_text, outline, plain
from topics.views.palette import LIGHT, topic_colours
from topics.views.wording import WIDTH, blocks, fitted, letter_bar, some

_NAME, _BAR, _SPARK = 38, 12, 14  # columns of the topic's name, its bar and its sparkline
_FACT = 14  # columns of an event's number of articles, under the sparkline
_HTML_BINS = 28  # bars of a sparkline in HTML, two pixels each
_KEYWORDS = 5
_HEADS = ("Topic", "Articles", "Events", "In time", "First and last day", "Key words, and the largest event")


def topics_table_text(run: RunLike, *, events: int = 3) -> str:
    """Lay out the broad topics of a run for a terminal, each with its finer topics and largest events.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    events
        How many events to name under each topic.

    Returns
    -------
    str
        Lines of at most 100 columns.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> print(topics_table_text(example_run(), events=1))
    12 articles (1 copy folded), 6 topics in 2 layers, 7 events, 1–10 March 2026
    <BLANKLINE>
    Transport                                  7  ████████████   █▄ ▄▄     ▄    2–9 Mar 2026
      finer: Ferries 4, Trams 3
      • Ferry Aurora runs aground off Porto Novo                    3 articles  2–3 Mar 2026
    Farming                                    5  █████████     █      ███  █   1–10 Mar 2026
      finer: Olive harvest 3, Vineyards 2
      • Olive harvest fails in Valdera                              2 articles  1–6 Mar 2026
    """
    nested = outline(run)
    lines = [_summary(run, nested), *([""] if nested.roots else [])]
    counts = _counts_in_time(run, nested, _SPARK)
    largest = max((int(run.topics["n_articles"].iloc[row]) for row in nested.roots), default=1)
    for row in nested.roots:
        lines.append(_topic_line(run.topics.iloc[row], counts[row], largest))
        lines += _finer_lines(run, nested.children(row)) + _event_lines(run, nested, row, events)
    return "\n".join(lines)


def topics_table_html(run: RunLike, *, layers: int = 2) -> str:
    """Lay out the topics of a run as HTML, finer topics indented under broader ones.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    layers
        How many layers to show, from the broadest.

    Returns
    -------
    str
        A table that needs no script and no style sheet, readable on light and dark ground.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> topics_table_html(example_run()).count("</tr>")
    7
    """
    nested = outline(run)
    head = f'<p style="margin:0 0 6px">{html.escape(_summary(run, nested))}</p>'
    shown = [row for root in nested.roots for row in _with_finer(nested, root, layers)]
    if not shown:
        return head
    counts = _counts_in_time(run, nested, _HTML_BINS)
    colours = topic_colours(run, nested)
    most = max(int(run.topics["n_articles"].iloc[row]) for row in shown)
    rows = (_html_row(run, nested, row, counts[row], LIGHT[colours[row]], most) for row in shown)
    hidden = len(run.topics) - len(shown)
    note = f"and {some(hidden, 'finer topic')} below these" if hidden else ""
    return f"<div>{head}{parts.table(_HEADS, rows)}{parts.note(note)}</div>"


def _summary(run: RunLike, nested: Outline) -> str:
    if not len(run.articles):
        return "No articles in this run."
    copies = int(has_text(run.articles, "copy_of").sum())
    layers = int(nested.layer.max()) + 1 if len(nested.layer) else 0
    facts = [some(len(run.articles), "article") + (f" ({some(copies, 'copy', 'copies')} folded)" if copies else "")]
    facts.append(some(len(nested.layer), "topic") + (f" in {layers} layers" if layers > 1 else ""))
    facts.append(some(len(run.events), "event"))
    known = run.articles["published"].dropna()
    facts.append(days_in_words(known.min(), known.max(), short=False) if len(known) else "no dates")
    return ", ".join(facts)


def _topic_line(topic: pd.Series, counts: Integers, largest: int) -> str:
    number = int(topic["n_articles"])
    bar = letter_bar(number, largest, _BAR)
    name = fitted(plain(topic["name"]) or "Unnamed topic", _NAME)
    span = days_in_words(topic["first"], topic["last"])
    return f"{name}{number:>6,}  {bar:<{_BAR}}  {blocks(counts)}  {span}".rstrip()[:WIDTH]


def _finer_lines(run: RunLike, rows: list[int]) -> list[str]:
    if len(rows) < 2:  # a topic that is not divided has one finer one, which is itself
        return []
    topics = run.topics.iloc[rows]
    names = (f"{plain(name)} {number:,}" for name, number in zip(topics["name"], topics["n_articles"], strict=True))
    return [fitted("  finer: " + ", ".join(names), WIDTH).rstrip()]


def _largest_events(run: RunLike, nested: Outline, row: int, most: int) -> pd.DataFrame:
    """The largest events of a topic, finer ones included, earlier ones first among equals."""
    inside = {str(run.topics["id"].iloc[other]) for other in nested.within(row)}
    events = run.events[run.events["topic"].isin(inside)]
    return events.sort_values(["n_articles", "first", "id"], ascending=[False, True, True]).head(most)


def _event_lines(run: RunLike, nested: Outline, row: int, most: int) -> list[str]:
    lines = []
    for _, event in _largest_events(run, nested, row, most).iterrows():
        headline = f"  • {plain(event['headline']) or 'Event without a headline'}"
        number = some(int(event["n_articles"]), "article")
        span = days_in_words(event["first"], event["last"])
        lines.append(f"{fitted(headline, _NAME + _BAR + 8)}  {number:>{_FACT}}  {span}".rstrip())
    return lines


def _html_row(run: RunLike, nested: Outline, row: int, counts: Integers, colour: str, largest: int) -> str:
    topic, depth = run.topics.iloc[row], int(nested.layer[row])
    number, broad = int(topic["n_articles"]), depth == 0
    name = html.escape(plain(topic["name"]) or "Unnamed topic")
    watch = plain(topic["watchlist"])
    tag = f' <span style="{parts.FAINT}" title="{html.escape(watch)}">(watch-list)</span>' if watch else ""
    # a name that is too long goes on under itself, not under its dot
    style = "padding-left:15px;text-indent:-15px;font-weight:600" if broad else f"padding-left:{9 + depth * 16}px"
    cells = (
        f'<div style="{style}">{parts.dot(colour) if broad else ""}{name}{tag}</div>',
        parts.bar(number, largest),
        f"{int(topic['n_events']):,}",
        parts.sparkline(counts),
        parts.unbroken(html.escape(days_in_words(topic["first"], topic["last"]))),
        _about(run, nested, row, topic) if broad else parts.faint(_key_words(topic)),
    )
    return parts.row(cells, rule=broad, numbers=(1, 2))


def _about(run: RunLike, nested: Outline, row: int, topic: pd.Series) -> str:
    """Key words of a broad topic, and under them what it is most of all about."""
    headlines = [plain(headline) for headline in _largest_events(run, nested, row, 1)["headline"]]
    return "<br>".join([parts.faint(_key_words(topic)), *(f"“{html.escape(one)}”" for one in headlines if one)])


def _key_words(topic: pd.Series) -> str:
    return html.escape(", ".join([plain(word) for word in topic["keywords"]][:_KEYWORDS]))


def _counts_in_time(run: RunLike, nested: Outline, bins: int) -> Integers:
    """Articles of each topic (finer ones included) in equal parts of the run's time, shape (topics, bins)."""
    counts = np.zeros((len(nested.parent), bins), dtype=np.int64)
    days = day_numbers(run.articles["published"])
    known = np.isfinite(days) & (nested.home >= 0)
    if not known.any():
        return counts
    first, last = days[np.isfinite(days)].min(), days[np.isfinite(days)].max()
    place = np.minimum((days[known] - first) / (last - first + 1) * bins, bins - 1).astype(np.int64)
    for depth in range(int(nested.layer.max()) + 1):
        rows = nested.at(depth)[known]
        here = nested.layer[rows] == depth
        np.add.at(counts, (rows[here], place[here]), 1)
    return counts


def _with_finer(nested: Outline, row: int, layers: int) -> list[int]:
    if nested.layer[row] >= layers:
        return []
    children = nested.children(row)
    if len(children) == 1:  # an undivided topic is its own finer one
        return [row]
    return [row, *(finer for child in children for finer in _with_finer(nested, child, layers))]
