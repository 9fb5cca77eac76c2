"""Events -> their topics: those of the run before where they still fit, else found anew.

The stage of `pipeline` that knows `keep`, `topics` and `hold`. It must give the same homes again from the record of a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.runs.memory import Memory, known_topics

if TYPE_CHECKING:
    from topics.clustering.hold import Path
    from topics.clustering.keep import Look
    from topics.clustering.topics import TopicClusterer

MOSTLY_NEW = 0.5  # share of a topic's articles that are new, above which names are looked for again


@dataclass(frozen=True)
class Homes:
    """Topics of the events of a pile.

    Attributes
    ----------
    layers
        Shape (n_events, n_layers), topic of every event in every layer, broadest first, numbered by size.
    confidence
        Shape (n_events,), see `TopicClusterer`.
    paths
        Topics of every event by their ids in the run before; empty where topics were looked for anew.
    known
        Those that each event had in the run before, None for a new event; empty where nothing is held.
    reason
        Why topics were looked for anew, see `keep.Kept`; "" where they were not, or it was not asked.
    fit
        How clear the topics of the run before are beside new ones, NaN without such a run.
    look
        What the last look found.
    """

    layers: NDArray[np.int64]
    confidence: NDArray[np.float32]
    paths: list[Path]
    known: list[Path | None]
    reason: str
    fit: float
    look: Look

    @property
    def kept(self) -> bool:
        """Whether these are the topics of the run before, and those born since."""
        from topics.clustering.hold import FIT

        return bool(self.paths) or self.fit >= FIT

    def record(self) -> dict[str, Any]:
        """Return what the manifest says of them."""
        found: dict[str, Any] = {"n_topics": [int(n) + 1 for n in self.layers.max(axis=0)]}
        if self.known:
            found |= {"kept": self.kept, "looked": not self.paths, "reason": self.reason}
        if not np.isnan(self.fit):
            found["fit_of_known"] = round(self.fit, 4)
        look = self.look
        return {**found, "look": {"clearness": look.clearness, "weight": look.weight, "unborn": look.unborn}}


def find_homes(
    vectors: NDArray[np.float32],
    events: NDArray[np.int64],
    ids: Sequence[str],
    memory: Memory,
    clusters: TopicClusterer,
) -> Homes:
    """Keep the topics of the run before or find them anew.

    Parameters
    ----------
    vectors
        What the events are about, shape (n_events, n_dimensions).
    events, ids
        Event and id of every original.
    memory
        What is to be kept.
    clusters
        What finds topics; it is fitted where they are found anew.
    """
    known = known_topics(memory.topics, ids, events) or []
    weights = np.bincount(events).astype(np.float64)
    reason = ""
    if memory.quick:
        from topics.clustering.keep import keep_topics

        kept = keep_topics(vectors, weights, known or [None] * len(weights), memory.look)
        if kept.paths and memory.look:
            return _kept(vectors, weights, known, (kept.paths, kept.fit, memory.look), clusters)
        reason = kept.reason
    return _looked(vectors, weights, known, reason, clusters)


def _kept(
    vectors: NDArray[np.float32],
    weights: NDArray[np.float64],
    known: list[Path | None],
    found: tuple[list[Path], float, Look],
    clusters: TopicClusterer,
) -> Homes:
    from topics.clustering.hold import layers_of
    from topics.clustering.tree import number_by_size
    from topics.clustering.votes import agreement, confidence
    from topics.neighbours import nearest

    paths, fit, look = found
    layers = number_by_size(layers_of(paths), weights)
    near = nearest(vectors, clusters.n_neighbors)
    firmly = confidence(agreement(near, layers[:, -1], layers[:, -1]))
    return Homes(layers, firmly, paths, known, "", fit, look)


def _looked(
    vectors: NDArray[np.float32],
    weights: NDArray[np.float64],
    known: list[Path | None],
    reason: str,
    clusters: TopicClusterer,
) -> Homes:
    from topics.clustering.clearness import clearness
    from topics.clustering.hold import FIT
    from topics.clustering.keep import Look, unborn

    clusters.fit(vectors, sample_weight=weights, known=known or None)
    fit, layers = clusters.fit_of_known_, clusters.layers_
    clear = clearness(vectors, weights, layers[:, 0])
    if fit >= FIT:  # the topics are the old ones; what they are to be held against is how clear new ones would be
        clear /= fit
    waiting = unborn(vectors, weights, _settled(layers[:, -1], known)) if known and fit >= FIT else 0.0
    look = Look(round(float(clear), 6), float(weights.sum()), waiting)
    return Homes(layers, clusters.confidence_, [], known, reason, fit, look)


def _settled(finest: NDArray[np.int64], known: Sequence[Path | None]) -> list[Path | None]:
    """Return what is known once topics that were just born count as known: those without a unit of an earlier topic."""
    from topics.clustering.hold import Joined

    founded = {topic for topic, one in zip(finest.tolist(), known, strict=True) if one and not isinstance(one, Joined)}
    return [one if topic in founded else ("born",) for topic, one in zip(finest.tolist(), known, strict=True)]


def kept_labels(
    homes: Homes, events: NDArray[np.int64], memory: Memory
) -> tuple[list[list[str]], list[list[list[str]]]] | None:
    """Names and key phrases of the topics as they were, layer by layer; None where they are to be found anew.

    They are found anew where topics were looked for anew, and where most of a topic is new.
    """
    if not homes.paths:
        return None
    weights = np.bincount(events).astype(np.float64)
    is_new = np.array([one is None for one in homes.known])
    names: list[list[str]] = []
    phrases: list[list[list[str]]] = []
    for layer, numbers in enumerate(homes.layers.T):
        added = np.bincount(numbers, weights * is_new) / np.bincount(numbers, weights)
        topics = dict(zip(numbers.tolist(), (path[layer] for path in homes.paths), strict=True))
        if (added > MOSTLY_NEW).any() or not set(topics.values()) <= set(memory.labels):
            return None
        labels = [memory.labels[topics[number]] for number in range(len(topics))]
        names.append([name for name, _ in labels])
        phrases.append([keywords for _, keywords in labels])
    return names, phrases
