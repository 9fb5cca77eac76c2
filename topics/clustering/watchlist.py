"""Topics that the analyst named beforehand, and which articles they fit.

Stands beside `clustering.topics` on the straight line. It abstains: an article that fits no entry gets none, and a pile that is
about something else gets nothing at all.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.clustering.watch_topic import WatchTopic, checked_texts, judged, topic_from, topic_toml

NAMES_TOPIC = 0.6  # share of a topic's articles that fit an entry, and
HELD_BY_TOPIC = 0.5  # share of the entry's articles that the topic holds, from which the entry names the topic
STARTER = "starter.toml"
__all__ = ["WatchTopic", "Watchlist", "match_watchlist", "named_topics"]


@dataclass(frozen=True)
class Watchlist:
    """Named topics, in the order of their file.

    Examples
    --------
    >>> watchlist = Watchlist.from_dict({"topic": [{"name": "Arms deals", "phrases": ["missile deal"]}]})
    >>> watchlist.names
    ['Arms deals']
    >>> Watchlist.starter().names[:2]
    ['Arms deals', 'Military aid']
    """

    topics: tuple[WatchTopic, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of the entries."""
        return [topic.name for topic in self.topics]

    @classmethod
    def load(cls, path: str | Path) -> Watchlist:
        """Read a TOML file of `[[topic]]` entries; the keys are the attributes of `WatchTopic`."""
        try:
            found = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            raise FileNotFoundError(f"Got watch-list {str(path)!r} but there is no such file.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"Got watch-list {str(path)!r} but expected TOML: {error}.") from None
        return cls.from_dict(found)

    @classmethod
    def starter(cls) -> Watchlist:
        """Return the list that comes with the package: some seventy topics of international news."""
        return _starter()

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Watchlist:
        """Build from a dictionary with one list of entries, under the key "topic"."""
        entries = found.get("topic", found.get("topics"))
        if not isinstance(entries, list) or set(found) - {"topic", "topics"}:
            raise ValueError(f"Got a watch-list with the keys {sorted(found)} but expected entries headed [[topic]].")
        topics = tuple(topic_from(entry, number) for number, entry in enumerate(entries, 1))
        names = [topic.name for topic in topics]
        if double := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"Got the watch-list name {double[0]!r} twice but expected every name once.")
        return cls(topics)

    def to_dict(self) -> dict[str, Any]:
        """Return what `from_dict` takes."""
        return {
            "topic": [{k: list(v) if isinstance(v, tuple) else v for k, v in asdict(t).items()} for t in self.topics]
        }

    def save(self, path: str | Path) -> None:
        """Write a TOML file that `load` reads; keys without a value are left out."""
        Path(path).write_text("\n".join(map(topic_toml, self.topics)) or "topic = []\n", encoding="utf8", newline="\n")

    def with_examples(self, name: str, accepted: Sequence[str] = (), rejected: Sequence[str] = ()) -> Watchlist:
        """Return the list with texts that the analyst accepted or rejected as being about one entry.

        Parameters
        ----------
        name
            Name of the entry.
        accepted, rejected
            Texts, best with title and lead as `topics.encoding.encoders.lead_text` joins them. One that was judged before
            and is judged otherwise now changes sides.

        Raises
        ------
        ValueError
            If there is no such entry, or one text is both accepted and rejected.

        Examples
        --------
        >>> watchlist = Watchlist((WatchTopic("Arms deals"),))
        >>> watchlist.with_examples("Arms deals", accepted=["Greece orders frigates"]).topics[0].examples
        ('Greece orders frigates',)
        """
        if name not in self.names:
            near = get_close_matches(name, self.names, 1, cutoff=0.4)
            hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(map(repr, self.names)) or 'none'}."
            raise ValueError(f"Got the entry {name!r}, which the watch-list does not have; {hint}")
        good, bad = checked_texts(accepted, "accepted", name), checked_texts(rejected, "rejected", name)
        if both := sorted({*good} & {*bad}):
            raise ValueError(f"Got {both[0]!r} as accepted and as rejected in {name!r} but expected one of the two.")
        return Watchlist(tuple(judged(topic, good, bad) if topic.name == name else topic for topic in self.topics))


@lru_cache(maxsize=1)
def _starter() -> Watchlist:
    text = (resources.files("topics.clustering") / STARTER).read_text(encoding="utf8")
    return Watchlist.from_dict(tomllib.loads(text))


def match_watchlist(
    watchlist: Watchlist,
    texts: Sequence[str],
    vectors: NDArray[np.floating],
    encode: Callable[[list[str]], NDArray[Any]],
) -> NDArray[np.bool_]:
    """Say which articles fit which entries.

    Parameters
    ----------
    watchlist
        The named topics.
    texts
        Title and lead of every article.
    vectors
        Their unit vectors, shape (n_articles, n_dimensions).
    encode
        Turns texts into vectors of the same kind.

    Returns
    -------
    Shape (n_articles, n_entries). See `topics.clustering.watch_scores` for what is enough, and for the reasons.
    """
    from topics.clustering.watch_scores import score_watchlist

    if not watchlist.topics or not len(texts):
        return np.zeros((len(texts), len(watchlist.topics)), dtype=bool)
    return score_watchlist(watchlist, texts, vectors, encode).fits


def named_topics(
    matches: NDArray[np.bool_], members: Sequence[NDArray[np.intp]], names: Sequence[str]
) -> dict[int, str]:
    """Return {topic: entry} for every entry that fits one topic well: most of its articles, and most of the matched ones.

    Parameters
    ----------
    matches
        Shape (n_articles, n_entries).
    members
        Positions of the articles of every topic, broad topics first.
    names
        Names of the entries.
    """
    agreement = []
    for topic, inside in enumerate(members):
        for entry in range(matches.shape[1]):
            both = int(matches[inside, entry].sum())
            fitting = int(matches[:, entry].sum())
            if both and both >= NAMES_TOPIC * len(inside) and both >= HELD_BY_TOPIC * fitting:
                agreement.append((-round(2 * both / (len(inside) + fitting), 6), topic, entry))
    given: dict[int, str] = {}
    for _, topic, entry in sorted(agreement):
        if topic not in given and names[entry] not in given.values():
            given[topic] = names[entry]
    return given
