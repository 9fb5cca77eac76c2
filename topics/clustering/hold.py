"""Topics of an earlier run -> the same topics over a changed pile, until the news has outgrown them.

Stands after `topics` on the straight line, where a previous run is given. What an analyst knows stays where it was; what is new
joins it, or becomes a topic of its own. It must give way where the old topics no longer fit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from topics.clustering.clearness import clearness
from topics.neighbours import nearest

Path = tuple[str, ...]


class Joined(Path):
    """Topics of a unit that came after they had been found, and joined them: it may still become a part of a new topic.

    >>> Joined(("t1", "t4")) == ("t1", "t4")
    True
    """


FEWEST_KNOWN = 0.3  # share of the pile whose topics are known; below it there is nothing to hold to
FIT = 0.8  # clearness of the old broad topics to that of new ones, below which the new ones are taken
NEW = 0.6  # share of a topic's weight that must be new for it to be a new topic
NEIGHBOURS = 15  # known units that are asked where a new one belongs


class Held(NamedTuple):
    """Topics of every unit, shape (n, n_layers), broadest first; and how clear the old topics are beside new ones, 0 and up.

    Where the latter is below `FIT` the topics are the new ones; NaN where there was nothing to hold to.
    """

    layers: NDArray[np.int64]
    fit: float


def hold_topics(
    vectors: NDArray[np.float32],
    weights: NDArray[np.float64],
    fresh: NDArray[np.int64],
    known: Sequence[Path | None],
) -> Held:
    """Keep the topics that units had before, and find those of the others.

    Parameters
    ----------
    vectors, weights
        Unit vectors, shape (n, n_dimensions), and what each counts for, shape (n,).
    fresh
        Topics found without looking back, shape (n, n_fresh_layers), broadest first.
    known
        Names of the topics that each unit had before, broadest first; None for a new unit, `Joined` for one that came after
        the topics had been found. Both may become a new topic; what was there when the topics were found never does.

    Examples
    --------
    >>> vectors = np.array([[1, 0], [1, 0.1], [0, 1], [0.1, 1], [1, 0.05]], dtype=np.float32)
    >>> known = [("a",), ("a",), ("b",), ("b",), None]
    >>> hold_topics(vectors, np.ones(5), np.array([[0], [0], [1], [1], [0]]), known).layers.ravel().tolist()
    [0, 0, 1, 1, 0]
    """
    old = np.array([one is not None for one in known])
    if not old.any() or weights[old].sum() < FEWEST_KNOWN * weights.sum():
        return Held(fresh, float("nan"))
    paths = joined(vectors, known)
    founders = np.array([one is not None and not isinstance(one, Joined) for one in known])
    for layer in range(min(len(paths[0]), fresh.shape[1])):
        _let_be_born(paths, fresh, weights, founders, layer)
    layers = layers_of(paths)
    new = clearness(vectors, weights, fresh[:, 0])
    fit = clearness(vectors, weights, layers[:, 0]) / new if new > 0 else 1.0
    return Held(layers if fit >= FIT else fresh, float(fit))


def joined(vectors: NDArray[np.float32], known: Sequence[Path | None]) -> list[Path]:
    """Return the topics of every unit: its own, or for a new one those that most of its nearest known neighbours have.

    >>> joined(np.eye(2, dtype=np.float32)[[0, 1, 1]], [("a",), ("b",), None])
    [('a',), ('b',), ('b',)]
    """
    at = np.flatnonzero([one is not None for one in known])
    new = np.flatnonzero([one is None for one in known])
    near = nearest(vectors[new], min(NEIGHBOURS, len(at)), vectors[at])
    paths: list[Path] = [tuple(one or ()) for one in known]
    for unit, places, distances in zip(new, near.indices, near.distances, strict=True):
        votes: dict[Path, float] = defaultdict(float)
        for place, distance in zip(places, distances, strict=True):
            votes[paths[at[place]]] += max(1 - float(distance), 1e-6)
        paths[unit] = min(votes, key=lambda path: (-round(votes[path], 4), path))
    return paths


def layers_of(paths: Sequence[Path]) -> NDArray[np.int64]:
    """Return the topic of every unit in every layer by number, shape (n, n_layers).

    >>> layers_of([("a", "a1"), ("a", "a2")]).tolist()
    [[0, 0], [0, 1]]
    """
    return np.column_stack([_numbers([path[: layer + 1] for path in paths]) for layer in range(len(paths[0]))])


def _let_be_born(
    paths: list[Path], fresh: NDArray[np.int64], weights: NDArray[np.float64], founders: NDArray[np.bool_], layer: int
) -> None:
    """Give new units a topic of their own in a layer, where a topic found without looking back is mostly of new units."""
    for topic in range(int(fresh[:, layer].max()) + 1):
        members = np.flatnonzero(fresh[:, layer] == topic)
        added = [int(unit) for unit in members if not founders[unit] and not paths[unit][-1].startswith("+")]
        if len(added) > 1 and weights[added].sum() >= NEW * weights[members].sum():
            above = [paths[unit][:layer] for unit in added]
            prefix = max(sorted(set(above)), key=above.count)
            for unit in added:
                own = fresh[unit, np.minimum(np.arange(layer, len(paths[unit])), fresh.shape[1] - 1)]
                paths[unit] = (*prefix, *(f"+{depth}.{number}" for depth, number in enumerate(own, layer)))


def _numbers(paths: Sequence[Path]) -> NDArray[np.int64]:
    number = {path: place for place, path in enumerate(sorted(set(paths)))}
    return np.array([number[path] for path in paths], dtype=np.int64)
