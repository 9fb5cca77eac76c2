"""Names on a matplotlib map, placed so that none covers another and each hides few points.

Serves `figures` alone. The page has its own lettering, which follows the zoom; this one is for one printed size.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.views.axes import is_dark
from topics.views.outline import Integers
from topics.views.palette import mixed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

_NAME_WIDTH = 18  # characters of a name before it is broken
_AIR = 3.0  # pixels left free around a name
_LONGEST = 500  # characters of a name that are measured at all: one may be megabytes long
# where a name may stand, in its own widths and heights from the middle of its topic
_ACROSS = (0.0, 0.3, -0.3, 0.55, -0.55, 0.75, -0.75, 1.0, -1.0)
_UP = (0.0, 0.8, -0.8, 1.6, -1.6, 2.6, -2.6)


def write_names(
    ax: Axes, names: list[str], places: NDArray[np.float64], rows: Integers, colours: NDArray[np.str_]
) -> list[Text]:
    """Write the name of each topic near the middle of its points, the largest topic first.

    Parameters
    ----------
    ax
        Axes whose limits are settled.
    names
        Name of each topic.
    places
        Points drawn, shape (n, 2).
    rows
        Topic of each point, -1 for none.
    colours
        Colour of each topic as '#rrggbb'.

    Returns
    -------
    list[Text]
        The names written; a topic without room has none.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> ax = plt.figure().add_subplot()
    >>> places, rows = np.array([[0.2, 0.2], [0.8, 0.8]]), np.array([0, 1])
    >>> [text.get_text() for text in write_names(ax, ["Ports", "Rail"], places, rows, np.array(["#2f5dac", "#cb5e0b"]))]
    ['Ports', 'Rail']
    """
    ax.apply_aspect()  # fixes the scale, which the aspect would otherwise change at the first drawing
    pixels = ax.transData.transform(places)
    topics, sizes = np.unique(rows[rows >= 0], return_counts=True)
    taken: list[Bbox] = []
    written: list[Text] = []
    for row in topics[np.argsort(-sizes, kind="stable")]:
        text = _lettered(ax, names[row], str(colours[row]))
        spot = _best_spot(ax, text, _heart(pixels[rows == row]), pixels, taken)
        if spot is None:
            text.remove()
            continue
        x, y = ax.transData.inverted().transform(spot)
        text.set_position((float(x), float(y)))
        taken.append(_box(text))
        written.append(text)
    return written


def write_within(ax: Axes, place: tuple[float, float], words: str, room: float, **how: Any) -> Text:
    """Write one line and shorten it until it fits.

    Parameters
    ----------
    ax
        Axes whose limits are settled.
    place
        Where it begins, or ends with `ha="right"`, at half its height.
    words
        One line; a dollar sign in it starts no formula.
    room
        Width that it may take, in the unit of the x axis.
    **how
        Font and colour.

    Returns
    -------
    Text
        The line written.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> write_within(plt.figure().add_subplot(), (0.0, 0.5), "Ports and railways " * 9, 0.2).get_text()
    'Ports and ra…'
    """
    words = words[:_LONGEST]
    text = ax.text(*place, words.replace("$", r"\$"), va="center", **how)
    most = room * ax.bbox.width / abs(ax.get_xlim()[1] - ax.get_xlim()[0])
    fits, too_long = 0, len(words) + 1
    while too_long - fits > 1:
        kept = (fits + too_long) // 2
        text.set_text(_shortened(words, kept))
        fits, too_long = (kept, too_long) if text.get_window_extent().width <= most else (fits, kept)
    text.set_text(_shortened(words, fits))
    return text


def _shortened(words: str, most: int) -> str:
    kept = words if most >= len(words) else words[: max(most - 1, 0)].rstrip() + "…"
    return kept.replace("$", r"\$")


def _heart(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Middle of the densest part: of a topic in two pieces, the middle lies in one, not in the gap between them."""
    middle: NDArray[np.float64] = np.median(points, axis=0)
    while len(points) > 3:
        nearest = np.argsort(np.linalg.norm(points - middle, axis=1), kind="stable")
        points = points[nearest[: (len(points) + 1) // 2]]
        middle = np.median(points, axis=0)
    return middle


def _lettered(ax: Axes, name: str, colour: str) -> Text:
    from matplotlib.colors import to_hex
    from matplotlib.patheffects import withStroke

    words = "\n".join(textwrap.wrap(name[:_LONGEST], _NAME_WIDTH)).replace("$", r"\$")  # a bare $ would start a formula
    shade = mixed(colour, "#ffffff" if is_dark(ax) else "#101214", 0.4)
    text = ax.text(0, 0, words, ha="center", va="center", weight="bold", fontsize=9.5, color=shade, zorder=4)
    text.set_path_effects([withStroke(linewidth=2.6, foreground=to_hex(ax.get_facecolor()), alpha=0.9)])
    return text


def _best_spot(
    ax: Axes, text: Text, middle: NDArray[np.float64], pixels: NDArray[np.float64], taken: list[Bbox]
) -> NDArray[np.float64] | None:
    """Find the pixel where a name does least harm: near its topic, over few points, over no other name."""
    start = _box(text)
    origin = (np.array(start.min) + np.array(start.max)) / 2
    free: list[tuple[float, NDArray[np.float64]]] = []
    for across in _ACROSS:
        for up in _UP:
            spot = middle + np.array([across * start.width, up * start.height])
            box = start.translated(*(spot - origin))
            if _inside(ax, box) and not any(box.overlaps(other) for other in taken):
                harm = 0.25 * (1.6 * abs(across) + abs(up)) + _share_covered(pixels, box)
                free.append((harm, spot))
    return min(free, key=lambda choice: choice[0])[1] if free else None


def _box(text: Text) -> Bbox:
    box: Bbox = text.get_window_extent().padded(_AIR)
    return box


def _inside(ax: Axes, box: Bbox) -> bool:
    whole = ax.get_window_extent()
    return bool(box.x0 >= whole.x0 and box.x1 <= whole.x1 and box.y0 >= whole.y0 and box.y1 <= whole.y1)


def _share_covered(pixels: NDArray[np.float64], box: Bbox) -> float:
    """How bad it is to cover the points under a name; beyond a handful it no longer gets worse."""
    under = np.count_nonzero(((pixels > box.min) & (pixels < box.max)).all(axis=1))
    return float(0.6 * min(under / np.clip(len(pixels) / 40, 0.8, 8.0), 1.0))
