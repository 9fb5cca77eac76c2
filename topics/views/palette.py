"""The colours of the broad topics, one choice for page and figures alike.

Twelve colours for light paper and twelve for dark, found by annealing so that every two stay apart to readers with
deuteranopia, protanopia or tritanopia too. Colour is never the only sign: names stand on the map.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from topics.views.outline import Integers, Outline, RunLike

LIGHT = (
    "#2f5dac", "#cb5e0b", "#0d9a91", "#a94a5d", "#4a2d8d", "#8ca466",
    "#28a3f1", "#750639", "#d18800", "#8f68cf", "#23600b", "#a07a60",
)  # fmt: skip
DARK = (
    "#6b93d6", "#d98a38", "#2ec9bd", "#c07a86", "#8566c9", "#b9e0a4",
    "#8fd0f2", "#ac4f81", "#ffcc63", "#ae9dfb", "#55833f", "#cda08f",
)  # fmt: skip
NO_TOPIC = {"light": "#9a9a96", "dark": "#6d7075"}

# linear RGB to cone responses to OKLab: B. Ottosson, "A perceptual color space for image processing", 2020
_TO_CONES = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]])
_TO_LAB = np.array([[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]])
# full deuteranopia, the commonest: Machado, Oliveira and Fernandes, IEEE TVCG 15(6), 2009, table 1
_DEUTERANOPIA = np.array([[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9690]])
_FAR = 1e-3  # topics closer together than this (of the map's width) count as one place


def topic_colours(run: RunLike, nested: Outline) -> Integers:
    """Choose the colour of every topic: that of the broad topic it lies in.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    nested
        Its `outline`.

    Returns
    -------
    Integers
        For each row of `run.topics` the position of its colour in `LIGHT` and `DARK`.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> from topics.views.outline import outline
    >>> run = example_run()
    >>> topic_colours(run, outline(run)).tolist()
    [0, 8, 0, 8, 0, 8]
    """
    places = run.articles[["x", "y"]].to_numpy(dtype=np.float64)
    broad_of_article = nested.at(0)
    centres = np.full((len(nested.roots), 2), np.nan)
    for number, row in enumerate(nested.roots):
        inside = places[(broad_of_article == row) & np.isfinite(places).all(axis=1)]
        if len(inside):
            centres[number] = np.median(inside, axis=0)
    colours = np.zeros(len(nested.parent), dtype=np.int64)
    colours[nested.roots] = assign_colours(centres)
    return colours[nested.broad]


def assign_colours(centres: NDArray[np.float64]) -> Integers:
    """Give each broad topic a colour as unlike its neighbours' on the map as can be.

    Topics choose in their order; a colour is used again only when all twelve are taken, and then far away.

    Parameters
    ----------
    centres
        One (x, y) for each broad topic in any unit, shape (n, 2); NaN where the map has no place for it.

    Returns
    -------
    Integers
        For each topic the position of its colour in `LIGHT` and `DARK`, shape (n,).

    Examples
    --------
    >>> assign_colours(np.array([[0.0, 0.0], [0.1, 0.0], [5.0, 5.0]])).tolist()
    [0, 8, 7]
    """
    apart = colour_distances(LIGHT)
    chosen: list[int] = []
    for here in range(len(centres)):
        free = sorted(set(range(len(LIGHT))) - set(chosen[len(chosen) // len(LIGHT) * len(LIGHT) :]))
        gap = np.nan_to_num(np.linalg.norm(centres[:here] - centres[here], axis=1), nan=1.0)
        likeness = (1.0 / apart[np.ix_(free, chosen)] / np.maximum(gap, _FAR)).sum(axis=1)
        chosen.append(free[int(np.argmin(likeness))])
    return np.array(chosen, dtype=np.int64)


def colour_distances(colours: tuple[str, ...]) -> NDArray[np.float64]:
    """Measure how far apart every two colours look, to the reader who sees them least apart.

    Parameters
    ----------
    colours
        Colours as '#rrggbb'.

    Returns
    -------
    NDArray[np.float64]
        OKLab distances (black to white is 1), the smaller of normal and deuteranopic sight, shape (n, n); the
        diagonal is small but not 0, so that it may be divided by.

    Examples
    --------
    >>> bool(colour_distances(("#ff0000", "#00ff00"))[0, 1] < 0.5)
    True
    """
    srgb = np.array([[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in colours])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = [_oklab(linear), _oklab(np.clip(linear @ _DEUTERANOPIA.T, 0, 1))]
    apart = [np.linalg.norm(lab[:, None] - lab[None], axis=2) for lab in seen]
    nearest: NDArray[np.float64] = np.minimum(*apart) + 1e-3
    return nearest


def mixed(colour: str, other: str, share: float) -> str:
    """Blend two colours.

    Parameters
    ----------
    colour, other
        Colours as '#rrggbb'.
    share
        How much of `other`, 0 to 1.

    Returns
    -------
    str
        The blend as '#rrggbb'.

    Examples
    --------
    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = [(int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share + 0.01):02x}" for a, b in pairs)


def _oklab(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    lab: NDArray[np.float64] = np.cbrt(linear @ _TO_CONES.T) @ _TO_LAB.T
    return lab
