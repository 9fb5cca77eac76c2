"""What the points of the map are coloured by: topic, event, outlet, day or watch-list, and the legend that goes with it.

Serves `desk_map`; knows nothing of widgets. Topics have the colours that page and figures give them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from topics.views.outline import Outline, RunLike, day_numbers, days_in_words, outline, plain
from topics.views.palette import LIGHT, NO_TOPIC, mixed, topic_colours

COLOUR_BY = ("topic", "event", "source", "day", "watch-list")
GREY = NO_TOPIC["light"]
PALEST = 0.5  # how far the last of the finer topics of a broad one is lightened
_OLD, _NEW = "#cfd8dc", "#7a0177"  # colours of the first day and of the last
_TIMES = 8  # steps of colour from the first day to the last


@dataclass(frozen=True)
class Colouring:
    """Colours of the articles and what they stand for.

    Attributes
    ----------
    colours
        '#rrggbb' for each article of the run.
    legend
        Colour, words and number of articles (copies not counted), in the order to show them.
    """

    colours: list[str]
    legend: list[tuple[str, str, int]]


def colouring(run: RunLike, by: str, layer: int = 0, nested: Outline | None = None) -> Colouring:
    """Choose a colour for every article.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    by
        One of `COLOUR_BY`.
    layer
        The layer of topics, 0 = broadest; finer topics are shades of their broad one.
    nested
        The outline of the run, where it is known already.

    Raises
    ------
    ValueError
        If `by` is none of these.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> colouring(example_run(), "topic").legend
    [('#2f5dac', 'Transport', 6), ('#d18800', 'Farming', 5)]
    >>> colouring(example_run(), "source").legend[0]
    ('#2f5dac', 'Coast Wire', 5)
    """
    if by not in COLOUR_BY:
        raise ValueError(f"Got colour by {by!r} but expected one of {', '.join(COLOUR_BY)}.")
    if by == "topic":
        return _by_topic(run, layer, nested or outline(run))
    if by == "day":
        return _by_day(run)
    if by == "source":
        return _by_group(run, _cleaned(run.articles["source"].tolist()), "no outlet")
    if by == "event":
        headlines = dict(zip(run.events["id"].tolist(), _cleaned(run.events["headline"].tolist()), strict=True))
        keys = [headlines.get(event, "") for event in run.articles["event"].tolist()]
        return _by_group(run, keys, "no event")
    tags = [" + ".join(map(plain, listed)) for listed in run.articles["watchlist"].tolist()]
    return _by_group(run, tags, "no entry of the watch-list")


def topic_names(run: RunLike, layer: int, nested: Outline | None = None) -> list[str]:
    """Name the topic of every article at a layer, '' without one; the outline of the run may be known already.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> topic_names(example_run(), 1)[6:9]
    ['Trams', 'Olive harvest', 'Olive harvest']
    """
    names = np.array([*map(plain, run.topics["name"]), ""], dtype=object)
    shown: list[str] = names[(nested or outline(run)).at(layer)].tolist()
    return shown


def _by_topic(run: RunLike, layer: int, nested: Outline) -> Colouring:
    colours = [LIGHT[number] for number in topic_colours(run, nested)]
    for root in nested.roots:
        inside = [row for row in nested.within(root) if nested.layer[row] == layer and layer > 0]
        for place, row in enumerate(inside):
            colours[row] = mixed(colours[root], "#ffffff", PALEST * place / max(len(inside) - 1, 1))
    homes = nested.at(layer)
    names = [plain(name) or "Unnamed topic" for name in run.topics["name"]]
    counts = Counter(homes[_originals(run)].tolist())
    order = sorted((row for row in counts if row >= 0), key=lambda row: (-counts[row], row))
    legend = [(colours[row], names[row], counts[row]) for row in order]
    legend += [(GREY, "no topic", counts[-1])] if counts[-1] else []
    return Colouring(np.array([*colours, GREY], dtype=object)[homes].tolist(), legend)


def _cleaned(cells: list[object]) -> list[str]:
    """Each cell as one clean line; outlets recur, so each spelling is cleaned once."""
    clean = {cell: plain(cell) for cell in set(cells)}
    return [clean[cell] for cell in cells]


def _by_group(run: RunLike, keys: Sequence[str], missing: str) -> Colouring:
    """The largest groups get a colour each, the others are grey."""
    counts = Counter(key for key, original in zip(keys, _originals(run), strict=True) if original)
    ranked = sorted((key for key in counts if key), key=lambda key: (-counts[key], key))
    colour = dict(zip(ranked, LIGHT, strict=False))
    legend = [(colour[key], key, counts[key]) for key in ranked[: len(LIGHT)]]
    rest = ranked[len(LIGHT) :]
    legend += [(GREY, f"{len(rest)} others", sum(counts[key] for key in rest))] if rest else []
    legend += [(GREY, missing, counts[""])] if counts[""] else []
    return Colouring([colour.get(key, GREY) for key in keys], legend)


def _by_day(run: RunLike) -> Colouring:
    """Steps of equal length from the first day to the last."""
    days, originals = day_numbers(run.articles["published"]), _originals(run)
    known = np.isfinite(days)
    first, last = (days[known].min(), days[known].max()) if known.any() else (0.0, 0.0)
    step = np.zeros(len(days), dtype=np.int64)
    step[known] = np.minimum((days[known] - first) / (last - first + 1) * _TIMES, _TIMES - 1)
    colours = [mixed(_OLD, _NEW, number / (_TIMES - 1)) for number in range(_TIMES)]
    legend = []
    for number in np.unique(step[known & originals]):
        inside = run.articles["published"][known & originals & (step == number)]
        legend.append((colours[number], days_in_words(inside.min(), inside.max()), len(inside)))
    undated = int((~known & originals).sum())
    legend += [(GREY, "no date", undated)] if undated else []
    return Colouring([colours[at] if dated else GREY for at, dated in zip(step, known, strict=True)], legend)


def _originals(run: RunLike) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    cells = run.articles["copy_of"].tolist()
    return np.array([cell == "" or plain(cell) == "" for cell in cells], dtype=np.bool_)
