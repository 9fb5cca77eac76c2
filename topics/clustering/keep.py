"""Topics of an earlier run -> the same topics over a pile that grew a little, none looked for anew; or why it is time to look.

Stands before `topics` on the straight line, where a run is updated. It must never make, break or leave a topic: where the news
may have changed it gives the reason and leaves the rest to `topics` and `hold`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from topics.clustering.clearness import clearness
from topics.clustering.hold import FEWEST_KNOWN, NEW, Joined, Path, joined
from topics.clustering.topics import smallest_topic
from topics.neighbours import nearest

# Weight that came since topics were last looked for, to that of then, above which they are looked for again.
MOST_ADDED = 0.25
CLEAR_ENOUGH = 0.9  # clearness of the topics to that of those last found, below which they are looked for again
CLOSEST = 5  # nearest units that say whether a new unit is about something known
# Times as large as when topics were last looked for: a group of new units that is a reason to look again.
UNBORN_GROWTH = 1.5


@dataclass(frozen=True)
class Look:
    """What was found when topics were last looked for.

    Attributes
    ----------
    clearness
        Of the broad topics that were found then, whether or not they were taken, see `clearness`.
    weight
        Of all units then.
    unborn
        Weight of the largest group of new units that might have become a topic then and did not.
    """

    clearness: float
    weight: float
    unborn: float = 0.0


@dataclass(frozen=True)
class Kept:
    """Topics kept without a look.

    Attributes
    ----------
    paths
        Topics of every unit, broadest first, by the names that were given; empty where it is time to look.
    fit
        How clear they are beside those last found; NaN where that is not known.
    reason
        Why it is time to look: "nothing known", "grown", "unclear" or "new subject"; "" where it is not.
    """

    paths: list[Path]
    fit: float
    reason: str


def keep_topics(
    vectors: NDArray[np.float32], weights: NDArray[np.float64], known: Sequence[Path | None], last: Look | None
) -> Kept:
    """Keep the topics of known units and let each new unit join those of its nearest ones, if nothing speaks against it.

    Parameters
    ----------
    vectors, weights
        Unit vectors, shape (n, n_dimensions), and what each counts for, shape (n,).
    known
        Names of the topics that each unit had before, as in `hold_topics`.
    last
        What was found at the last look; None where that is not known.

    Examples
    --------
    >>> vectors = np.array([[1, 0], [1, 0.1], [0, 1], [0.1, 1], [1, 0.05]], dtype=np.float32)
    >>> keep_topics(vectors, np.ones(5), [("a",), ("a",), ("b",), ("b",), None], Look(0.9, 4.0)).paths
    [('a',), ('a',), ('b',), ('b',), ('a',)]
    """
    is_known = np.array([one is not None for one in known])
    if last is None or not is_known.any() or weights[is_known].sum() < FEWEST_KNOWN * weights.sum():
        return Kept([], float("nan"), "nothing known")
    paths = joined(vectors, known)
    broad = np.unique([path[0] for path in paths], return_inverse=True)[1]
    fit = clearness(vectors, weights, broad) / last.clearness if last.clearness > 0 else 1.0
    reason = ""
    if weights.sum() > (1 + MOST_ADDED) * last.weight:
        reason = "grown"
    elif fit < CLEAR_ENOUGH:
        reason = "unclear"
    elif unborn(vectors, weights, known) >= max(smallest_topic(weights), UNBORN_GROWTH * last.unborn):
        reason = "new subject"
    return Kept([] if reason else paths, float(fit), reason)


def unborn(vectors: NDArray[np.float32], weights: NDArray[np.float64], known: Sequence[Path | None]) -> float:
    """Return the weight of the largest group of new units that have each other and hardly anything known near them.

    Parameters
    ----------
    vectors, weights, known
        As in `keep_topics`; units that only joined their topics count as new.

    Examples
    --------
    >>> vectors = np.repeat(np.eye(2, dtype=np.float32), 6, axis=0)
    >>> unborn(vectors, np.ones(12), [("a",)] * 6 + [None] * 6)
    6.0
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    is_new = np.array([one is None or isinstance(one, Joined) for one in known])
    new = np.flatnonzero(is_new)
    near = nearest(vectors[new], min(CLOSEST + 1, len(vectors)), vectors).indices
    others = near != new[:, None]  # a unit is no neighbour of its own
    strange = (is_new[near] & others).sum(axis=1) >= NEW * np.maximum(others.sum(axis=1), 1)
    if len(new) < 2 or not strange.any():
        return 0.0
    is_strange = np.zeros(len(vectors), dtype=np.bool_)
    is_strange[new[strange]] = True
    rows, columns = np.repeat(new, near.shape[1]), near.ravel()
    both = is_strange[rows] & is_strange[columns]
    shape = (len(vectors), len(vectors))
    graph = coo_array((np.ones(int(both.sum())), (rows[both], columns[both])), shape=shape)
    group = connected_components(graph, directed=False)[1]
    return float(np.bincount(group[is_strange], weights[is_strange]).max())
