"""A comparison of two runs as text for the terminal and as HTML for the notebook.

Serves `Comparison` alone. Names and headlines come from articles, so they are cleaned for the terminal and escaped for HTML.
"""

from __future__ import annotations

import html
from textwrap import wrap

from topics.views import parts
from topics.views.change_rows import KINDS, Change, ComparisonLike, Side, change_rows
from topics.views.outline import plain
from topics.views.wording import fitted, laid_out, letter_bar, some

_KIND, _NAMES, _NUMBERS, _BAR = 11, 60, 14, 12  # columns of a change
_MOST_ROWS = {"text": 24, "html": 60}  # changed topics that are shown; the tables hold all
_MOST_PARTS = 4  # topics of one side that are named
_TITLE = 46  # characters of the title of an article that moved
_MOST_LINES = 5  # new events and moved articles that are named
_TOLD = tuple(kind for kind in KINDS if kind != "kept")


def comparison_text(comparison: ComparisonLike) -> str:
    """Lay out a comparison for a terminal.

    Parameters
    ----------
    comparison
        As `compare` makes it.

    Returns
    -------
    str
        Lines of at most 100 columns: numbers, then the topics that changed, new events, and articles that moved.

    Examples
    --------
    >>> from topics.runs.compare import compare
    >>> from topics.runs.edits import merge, rename
    >>> from topics.runs.example import example_run
    >>> run = rename(example_run(), "Vineyards", "Wine")
    >>> print(comparison_text(compare(example_run(), merge(run, ["Ferries", "Trams"], "Public transport"))))
    Articles: 12 before, 12 now, 12 of them in both.
    Moved: 0 of 12, and 4 more with a topic that was split or merged.
    Events: 7 kept.
    Topics of layer 0: 2 kept.
    Topics of layer 1: 1 merged, 1 renamed, 1 kept.
    <BLANKLINE>
    Layer 1
      merged   Ferries + Trams → Public transport                               4 + 3 → 7  ████████████
      renamed  Vineyards → Wine                                                         2  ███
    """
    rows = change_rows(comparison.topics, _TOLD)
    shown = rows[: _MOST_ROWS["text"]]
    most = max((max(row.n_old, row.n_new) for row in rows), default=1)
    lines = _facts(comparison)
    for place, row in enumerate(shown):
        if not place or row.layer != shown[place - 1].layer:
            lines += ["", f"Layer {row.layer}"]
        lines += _lines(row, most)
    lines += [f"  {hidden:,} more in .topics" for hidden in [len(rows) - len(shown)] if hidden]
    for name, said in _lists(comparison):
        lines += ["", name, *(f"  {words}" for words in said)]
    return laid_out(lines)


def comparison_html(comparison: ComparisonLike) -> str:
    """Lay out a comparison as HTML.

    Parameters
    ----------
    comparison
        As `compare` makes it.

    Returns
    -------
    str
        HTML that needs no script and no style sheet, readable on light and dark ground.

    Examples
    --------
    >>> from topics.runs.compare import compare
    >>> from topics.runs.edits import rename
    >>> from topics.runs.example import example_run
    >>> comparison_html(compare(example_run(), rename(example_run(), "Vineyards", "Wine"))).count("<tr")
    2
    """
    rows = change_rows(comparison.topics, _TOLD)
    shown = rows[: _MOST_ROWS["html"]]
    most = max((max(row.n_old, row.n_new) for row in rows), default=1)
    first, *others = (html.escape(line) for line in _facts(comparison))
    pieces = [f'<p style="margin:0 0 2px;font-weight:600">{first}</p>', *(parts.note(line) for line in others)]
    if shown:
        heads = ("Layer", "", "Topic before", "Articles", "Topic now", "Articles")
        body = (_row(row, most, rule=not k or row.layer != shown[k - 1].layer) for k, row in enumerate(shown))
        pieces += ['<div style="height:10px"></div>', parts.table(heads, body)]
        pieces.append(parts.note(f"{len(rows) - len(shown):,} more in .topics" if len(rows) > len(shown) else ""))
    for name, said in _lists(comparison):
        pieces += [f'<p style="{parts.HEAD}">{name}</p>', *(f"<div>{html.escape(words)}</div>" for words in said)]
    return f"<div>{''.join(pieces)}</div>"


def _facts(comparison: ComparisonLike) -> list[str]:
    return [line for line in comparison.summary() if not line.startswith(" ")]


def _lines(row: Change, most: int) -> list[str]:
    names = " → ".join(filter(None, (_together(row.old), _together(row.new))))
    if row.kind in ("grown", "shrunk"):  # its name is the same on both sides
        names = _together(row.new)
    number = max(row.n_old, row.n_new)
    bar = letter_bar(number, most, _BAR)
    first, *others = wrap(names, _NAMES - 2) or [""]
    line = f"  {row.kind:<{_KIND - 2}}{fitted(first, _NAMES)}{_numbers(row):>{_NUMBERS}}  {bar}"
    return [line, *(" " * _KIND + words for words in others)]


def _together(side: Side) -> str:
    names = [name or "Unnamed topic" for _, name, _ in side]
    if len(names) > _MOST_PARTS:
        names[_MOST_PARTS - 1 :] = [f"{len(names) - _MOST_PARTS + 1:,} more"]
    return " + ".join(names)


def _numbers(row: Change) -> str:
    """Articles before and now, such as '4 + 3 → 7'; sums where there are too many parts to list."""
    sides = [" + ".join(f"{number:,}" for _, _, number in side) for side in (row.old, row.new) if side]
    if sum(map(len, sides)) > _NUMBERS - 4:
        sides = [f"{number:,}" for number, side in ((row.n_old, row.old), (row.n_new, row.new)) if side]
    return " → ".join(dict.fromkeys(sides))


def _row(row: Change, most: int, *, rule: bool) -> str:
    cells = [parts.faint(str(row.layer)), row.kind]
    for side in (row.old, row.new):
        cells.append("<br>".join(html.escape(name or "Unnamed topic") for _, name, _ in side))
        cells.append("<br>".join(parts.bar(number, most) for _, _, number in side))
    return parts.row(cells, rule=rule, numbers=(3, 5))


def _lists(comparison: ComparisonLike) -> list[tuple[str, list[str]]]:
    """The largest new events, and some of the articles that moved by themselves."""
    born = change_rows(comparison.events, ("born",))
    moved = comparison.moves[comparison.moves["why"] == "moved"]
    events = [f"{plain(_together(row.new))}, {some(row.n_new, 'article')}" for row in born[:_MOST_LINES]]
    shown = moved.head(_MOST_LINES)
    columns = (map(plain, shown[name]) for name in ("title", "old_name", "new_name"))
    moves = [f"{fitted(title, _TITLE).rstrip()}: {old} → {new}" for title, old, new in zip(*columns, strict=True)]
    lists = (
        ("New events, the largest first", events, len(born)),
        ("Articles that moved by themselves", moves, len(moved)),
    )
    return [
        (name, [*said, *([f"{number - len(said):,} more"] if number > len(said) else [])])
        for name, said, number in lists
        if said
    ]
