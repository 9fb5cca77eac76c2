"""The copies of a pile as text for the terminal and as HTML for the notebook.

Serves `Copies` alone. Titles come from articles, so they are cleaned for the terminal and escaped for HTML.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Protocol

import numpy as np
import pandas as pd

from topics.views import parts
from topics.views.outline import Integers, plain
from topics.views.wording import blocks, fitted, laid_out, percent, some

_TITLE = 62  # columns of the title of an original
_MOST_GROUPS, _MOST_MISSES = 10, 5  # that are named; the tables hold the rest
_STEPS = 10  # of containment, from the threshold to 1, whose copies are counted together


class CopiesLike(Protocol):
    """What a view asks of copies, see `copies.Copies`."""

    @property
    def table(self) -> pd.DataFrame:
        """One row a copy: `id`, `copy_of`, `containment`."""

    @property
    def misses(self) -> pd.DataFrame:
        """The closest pairs that were not folded, same columns."""

    @property
    def threshold(self) -> float:
        """The containment from which a text counts as a copy."""

    @property
    def n_articles(self) -> int:
        """Number of articles looked at."""

    @property
    def titles(self) -> Mapping[str, str]:
        """Title of every article in the two tables, by id."""


def copies_text(copies: CopiesLike) -> str:
    r"""Lay out copies for a terminal.

    Parameters
    ----------
    copies
        As `find_copies` makes them.

    Returns
    -------
    str
        Lines of at most 100 columns: numbers, the originals with most copies, the closest pairs that were left apart.

    Examples
    --------
    >>> from topics.articles import sample_articles
    >>> from topics.copies import find_copies
    >>> print("\n".join(copies_text(find_copies(sample_articles(), threshold=0.8)).splitlines()[:5]))
    27 copies of 24 originals among 210 articles (13 %)
    Copies by the share of the shorter text that both have, 0.8 to 1: █▄▄▇▆▃▃▂
    <BLANKLINE>
    Most copied                                                     copies  share
      Poland brands China's Jinhai a high-risk 5G vendor, orders …       2  0.78–0.95
    """
    groups, misses = _groups(copies), _misses(copies)
    lines = [_headline(copies)]
    if len(groups):
        lines += [f"{_scale(copies)}: {blocks(_spread(copies))}", "", f"{'Most copied':<{_TITLE}}{'copies':>8}  share"]
    for title, number, share in groups[:_MOST_GROUPS]:
        lines.append(f"{fitted('  ' + title, _TITLE)}{number:>8,}  {share}")
    lines += [f"  {hidden:,} more originals in .table" for hidden in [len(groups) - _MOST_GROUPS] if hidden > 0]
    lines += ["", "Closest pairs that are no copies, and the share they have in common"] if misses else []
    for share, title, other in misses[:_MOST_MISSES]:
        lines += [f"  {share}  {title}", f"        {other}"]
    lines += [f"  {hidden:,} more pairs in .misses" for hidden in [len(misses) - _MOST_MISSES] if hidden > 0]
    return laid_out(lines)


def copies_html(copies: CopiesLike) -> str:
    """Lay out copies as HTML.

    Parameters
    ----------
    copies
        As `find_copies` makes them.

    Returns
    -------
    str
        HTML that needs no script and no style sheet, readable on light and dark ground.

    Examples
    --------
    >>> from topics.articles import sample_articles
    >>> from topics.copies import find_copies
    >>> copies_html(find_copies(sample_articles())).count("<tr")
    11
    """
    groups, misses = _groups(copies), _misses(copies)
    pieces = [f'<p style="margin:0 0 2px;font-weight:600">{_headline(copies)}</p>']
    if groups:
        pieces.append(parts.note(f"{_scale(copies)} {parts.sparkline(_spread(copies))}"))
        most = max(number for _, number, _ in groups)
        rows = ([html.escape(title), parts.bar(number, most), share] for title, number, share in groups[:_MOST_GROUPS])
        pieces += [
            '<div style="height:8px"></div>',
            parts.table(("Most copied", "Copies", "Share"), map(parts.row, rows)),
        ]
        pieces.append(_hidden(len(groups) - _MOST_GROUPS, "originals in .table"))
    if misses:
        pieces.append(
            f'<p style="{parts.HEAD}">Closest pairs that are no copies, and the share they have in common</p>'
        )
        apart = ([share, html.escape(title), html.escape(other)] for share, title, other in misses[:_MOST_MISSES])
        pieces.append(parts.table((), map(parts.row, apart)))
        pieces.append(_hidden(len(misses) - _MOST_MISSES, "pairs in .misses"))
    return f"<div>{''.join(pieces)}</div>"


def _headline(copies: CopiesLike) -> str:
    if not len(copies.table):
        return f"No copies among {some(copies.n_articles, 'article')}, at a threshold of {copies.threshold}"
    found = some(len(copies.table), "copy", "copies")
    originals = some(int(copies.table["copy_of"].nunique()), "original")
    share = percent(len(copies.table) / max(copies.n_articles, 1))
    return f"{found} of {originals} among {some(copies.n_articles, 'article')} ({share})"


def _scale(copies: CopiesLike) -> str:
    return f"Copies by the share of the shorter text that both have, {copies.threshold:g} to 1"


def _spread(copies: CopiesLike) -> Integers:
    """Copies in equal steps of containment, from the threshold to 1."""
    return np.histogram(copies.table["containment"], bins=_STEPS, range=(min(copies.threshold, 0.999), 1.0))[0]


def _groups(copies: CopiesLike) -> list[tuple[str, int, str]]:
    """Title, number of copies, and their containment, of every original; the most copied first."""
    groups = copies.table.groupby("copy_of")["containment"].agg(["size", "min", "max"])
    groups = groups.rename_axis("id").reset_index().sort_values(["size", "id"], ascending=[False, True])
    return [
        (_title(copies, one), int(size), f"{least:.2f}" if least == most else f"{least:.2f}–{most:.2f}")
        for one, size, least, most in groups.itertuples(index=False)
    ]


def _misses(copies: CopiesLike) -> list[tuple[str, str, str]]:
    columns = copies.misses["containment"], copies.misses["copy_of"], copies.misses["id"]
    return [(f"{share:.2f}", _title(copies, a), _title(copies, b)) for share, a, b in zip(*columns, strict=True)]


def _title(copies: CopiesLike, one: str) -> str:
    return plain(copies.titles.get(one, "")) or plain(one)


def _hidden(number: int, what: str) -> str:
    return parts.note(f"{number:,} more {what}" if number > 0 else "")
