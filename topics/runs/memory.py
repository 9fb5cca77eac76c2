"""A run -> what a later one is to keep of it: topics, names, places on the map, vectors.

Beside the straight line, before `topics`, where a run follows another. What an analyst did to the topics is left out: her edits
are made again afterwards. What an article *held* are its topics in that run; of an event they are *known*; *kept* is what stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.runs.config import Config
from topics.runs.run import Run
from topics.runs.stages import stage_of

if TYPE_CHECKING:
    from topics.clustering.hold import Path
    from topics.clustering.keep import Look
    from topics.runs.pile import Encode

SEPARATOR = "/"  # between the ids of one article's topics, broadest first
JOINED = "+"  # at the end of them, for an article that came after the topics had been found
SAME_TOPICS = ("n_broad", "n_layers", "n_neighbors")  # settings under which the topics of two runs are of one kind


@dataclass(frozen=True)
class Memory:
    """What a run keeps of the one before it.

    Attributes
    ----------
    topics
        Ids of the topics that each article had, broadest first, such as "t1/t4", by article id; "t1/t4+" for one that only
        joined these topics.
    quick
        Whether topics, names and places are kept without a fresh look, as long as nothing speaks against it.
    look
        What the last look found; None where that is not known.
    places
        `x` and `y` of the articles, by article id.
    labels
        Name and key phrases of every topic, by id.
    vectors, fingerprint
        Vectors of the originals, by article id, and the name of the encoder that made them, "" where it has none.
    """

    topics: pd.Series
    quick: bool = False
    look: Look | None = None
    places: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"x": [], "y": []}))
    labels: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    vectors: dict[str, NDArray[np.float16]] = field(default_factory=dict)
    fingerprint: str = ""

    def vectors_for(self, encode: Encode | None) -> dict[str, NDArray[np.float16]]:
        """Return the vectors that an encoder would make again: those of an encoder of the same name."""
        name = getattr(encode.keywords["encoder"], "fingerprint", "") if encode else ""
        return self.vectors if name and name == self.fingerprint else {}

    def record(self) -> dict[str, Any]:
        """Return what the tables of a run do not hold of this, for its manifest."""
        return {"quick": self.quick, "look": asdict(self.look) if self.look else {}}


def held_topics(previous: Run | None, config: Config) -> Memory:
    """Return the topics that each article had in an earlier run.

    Nothing is held where the settings now ask for other topics than the previous run's did.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> held_topics(example_run(), example_run().config).topics.head(1).tolist()
    ['ttransport/tferries']
    """
    from topics.runs.edits.log import without_edits
    from topics.runs.layers import topic_at_layer

    if previous is None or any(getattr(previous.config, name) != getattr(config, name) for name in SAME_TOPICS):
        return Memory(pd.Series(dtype=object))
    before = without_edits(previous)
    layers = [topic_at_layer(before, layer) for layer in sorted(set(before.topics["layer"]))]
    late = _came_late(previous, layers[-1].tolist()) if layers else []
    paths = [
        SEPARATOR.join(path) + JOINED * joined if all(path) else ""
        for path, joined in zip(zip(*layers, strict=True), late, strict=True)
    ]
    return Memory(pd.Series(paths, before.articles["id"].to_numpy(), dtype=object))


def memory_of(previous: Run) -> Memory:
    """Return all that an update of a run keeps of it.

    >>> from topics.runs.example import example_run
    >>> memory_of(example_run()).labels["ttrams"][0]
    'Trams'
    """
    from topics.runs.edits.log import without_edits

    before = without_edits(previous)
    return replace(
        held_topics(previous, previous.config),
        quick=True,
        look=_look(stage_of(previous, "topics").get("look")),
        places=before.articles.set_index("id")[["x", "y"]],
        labels=_labels(before),
        vectors=_vectors(before),
        fingerprint=str(stage_of(previous, "encode").get("fingerprint", "")),
    )


def _vectors(run: Run) -> dict[str, NDArray[np.float16]]:
    """Vectors of the originals by id; none where the folder of the run had lost them."""
    originals = run.articles["copy_of"] == ""
    if not run.vectors.shape[1]:
        return {}
    return dict(zip(run.articles["id"][originals], run.vectors[originals.to_numpy()], strict=True))


def memory_in(run: Run) -> Memory:
    """Return what a run kept of the one before it, from its own record; the run must be without edits."""
    record = run.manifest.get("held") or {}
    topics = run.articles.set_index("id")["held"]
    known = run.articles["held"].to_numpy() != ""
    return Memory(
        topics,
        quick=bool(record.get("quick")),
        look=_look(record.get("look")),
        places=run.articles[known].set_index("id")[["x", "y"]],
        labels=_labels(run),
    )


def known_topics(held: pd.Series, ids: Sequence[str], events: NDArray[np.int64]) -> list[Path | None] | None:
    """Topics that most articles of each event had before, None for an event of new articles; None where nothing is held.

    >>> known_topics(pd.Series({"a": "t1/t2"}), ["a", "b"], np.array([0, 1]))
    [('t1', 't2'), None]
    """
    from topics.clustering.hold import Joined

    marked = held[held != ""].to_dict()
    paths = {one: path.removesuffix(JOINED) for one, path in marked.items()}
    if not paths:
        return None
    depth = Counter(path.count(SEPARATOR) for path in paths.values()).most_common(1)[0][0]
    paths = {one: path for one, path in paths.items() if path.count(SEPARATOR) == depth}
    votes: list[Counter[str]] = [Counter() for _ in range(int(events.max()) + 1)]
    founded: set[tuple[int, str]] = set()
    for one, event in zip(ids, events.tolist(), strict=True):
        if one in paths:
            votes[event][paths[one]] += 1
            if not marked[one].endswith(JOINED):
                founded.add((event, paths[one]))
    chosen = [_most_voted(vote) for vote in votes]
    kinds = [tuple if (event, path) in founded else Joined for event, path in enumerate(chosen)]
    return [kind(path.split(SEPARATOR)) if path else None for kind, path in zip(kinds, chosen, strict=True)]


def _most_voted(vote: Counter[str]) -> str:
    return min(vote, key=lambda path: (-vote[path], path), default="")


def _came_late(run: Run, finest: Sequence[str]) -> list[bool]:
    """Whether each article came after its topic had been found: in this run, or in an earlier one."""
    held = run.articles["held"].tolist()
    found_anew = not any(held) or not stage_of(run, "topics").get("kept", True)
    before = {path.removesuffix(JOINED).split(SEPARATOR)[-1] for path in held if path}
    return [
        not found_anew and topic in before and (not path or path.endswith(JOINED))
        for path, topic in zip(held, finest, strict=True)
    ]


def _look(found: Any) -> Look | None:
    """What the last look found; None where the record holds something else."""
    from topics.clustering.keep import Look

    try:
        look = Look(**found)
    except TypeError:
        return None
    return look if all(isinstance(number, int | float) for number in asdict(look).values()) else None


def _labels(run: Run) -> dict[str, tuple[str, list[str]]]:
    """Names that a machine gave: where a topic is named by the watch-list its first key phrase stands in for it."""
    columns = (run.topics[name] for name in ("id", "name", "keywords", "watchlist"))
    return {
        topic: (keywords[0] if entry and len(keywords) else name, list(keywords))
        for topic, name, keywords, entry in zip(*columns, strict=True)
    }
