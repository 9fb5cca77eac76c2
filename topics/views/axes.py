"""What every figure begins with: axes to draw on, their ink and colours, and words that fit.

Serves the figures alone; knows nothing of runs. Matplotlib is imported inside the functions, so that `import topics` never
waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from topics.views.palette import DARK, LIGHT, NO_TOPIC, mixed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

_DARK_BELOW = 0.4  # luminance under which the ground of an axes counts as dark
_POINTS = 72  # of an inch
_SMALLEST, _LARGEST = 5.0, 9.0  # points of a font


def axes_for(ax: Axes | None, size: tuple[float, float], layout: Literal["none", "constrained"]) -> Axes:
    """Return the axes given, or one of a new figure; a map must not be laid out anew once its names are placed."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    figure, new = plt.subplots(figsize=size, layout=layout)
    if layout == "none":
        figure.subplots_adjust(left=0.03, right=0.97, bottom=0.04, top=0.93)
    return new


def lined_axes(ax: Axes | None, size: tuple[float, float], wide: float, lines: tuple[float, float], title: str) -> Axes:
    """Return axes without a frame, `wide` across and measured in lines from the top, `lines`, with a title."""
    ax = axes_for(ax, size, layout="none")
    ax.set_axis_off()
    ax.set_xlim(0, wide)
    ax.set_ylim(lines[1], lines[0])
    ax.set_title(title, loc="left", fontsize=11)
    return ax


def settled(ax: Axes) -> Bbox:
    """Return the size of an axes in inches, once its figure has laid itself out."""
    figure = ax.get_figure(root=True)
    if figure is not None and figure.get_layout_engine() is not None:
        figure.draw_without_rendering()
    return ax.get_window_extent().transformed(ax.figure.dpi_scale_trans.inverted())


def font_of_line(ax: Axes, share: float) -> float:
    """Size in points of a font that takes a share of a line of `lined_axes`, as far as it can be read."""
    line = settled(ax).height / (ax.get_ylim()[0] - ax.get_ylim()[1])
    return float(np.clip(line * _POINTS * share, _SMALLEST, _LARGEST))


def message(ax: Axes, words: str) -> Axes:
    """Write a sentence where there is nothing to draw."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, words, ha="center", va="center", transform=ax.transAxes, color=ink(ax))
    return ax


def is_dark(ax: Axes) -> bool:
    """Say whether an axes has a dark ground.

    Parameters
    ----------
    ax
        Any axes.

    Returns
    -------
    bool
        True on a dark ground.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> is_dark(plt.figure().add_subplot(facecolor="black"))
    True
    """
    from matplotlib.colors import to_rgb

    return float(np.dot(to_rgb(ax.get_facecolor()), (0.2126, 0.7152, 0.0722))) < _DARK_BELOW


def palette_of(ax: Axes) -> tuple[tuple[str, ...], str]:
    """Return the colours of the broad topics on the ground of an axes, and the one of no topic."""
    return (DARK, NO_TOPIC["dark"]) if is_dark(ax) else (LIGHT, NO_TOPIC["light"])


def ink(ax: Axes) -> str:
    """Choose the colour of words on an axes.

    Parameters
    ----------
    ax
        Any axes.

    Returns
    -------
    str
        Near white on a dark ground, near black on a light one.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> ink(plt.figure().add_subplot(facecolor="white"))
    '#17191c'
    """
    return "#e9e6df" if is_dark(ax) else "#17191c"


def faint_ink(ax: Axes) -> str:
    """Choose the colour of words that stand back."""
    return mixed(ink(ax), "#808080", 0.6)


def drawable(text: str, most: int) -> str:
    """Shorten a text for a figure, and keep its dollar signs from starting a formula.

    Parameters
    ----------
    text
        One line.
    most
        Most characters to keep, the mark of a cut among them.

    Returns
    -------
    str
        The text or its beginning.

    Examples
    --------
    >>> drawable("Two frigates ordered", 10)
    'Two friga…'
    """
    kept = text if len(text) <= most else text[: most - 1].rstrip() + "…"
    return kept.replace("$", r"\$")
