"""Topics that the analyst named beforehand, and which articles they fit.

Stands beside `clustering.topics` on the straight line. It abstains: an article that fits no entry gets none, and a pile that is
about something else gets nothing at all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.encoding.encoders import unit_rows

ALONE = 0.46  # cosine to an entry that is enough without any of its phrases (`docs/decisions.md`)
WITH_PHRASE = (1.0, 0.30, 0.24)  # cosine that is enough beside none, one, and two or more of its phrases
NAMES_TOPIC = 0.6  # share of a topic's articles that fit an entry, and
HELD_BY_TOPIC = 0.5  # share of the entry's articles that the topic holds, from which the entry names the topic
KEYS = ("name", "description", "phrases", "examples", "exclude")


@dataclass(frozen=True)
class WatchTopic:
    """One named topic: what it is called, one sentence of what it is, phrases it is told in, texts that are about it."""

    name: str
    description: str = ""
    phrases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class Watchlist:
    """Named topics, in the order of their file.

    Examples
    --------
    >>> watchlist = Watchlist.from_dict({"topic": [{"name": "Arms deals", "phrases": ["missile deal"]}]})
    >>> watchlist.names
    ['Arms deals']
    """

    topics: tuple[WatchTopic, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of the entries."""
        return [topic.name for topic in self.topics]

    @classmethod
    def load(cls, path: str | Path) -> Watchlist:
        """Read a TOML file of `[[topic]]` entries with `name`, `description`, `phrases`, `examples` and `exclude`."""
        try:
            found = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            raise FileNotFoundError(f"Got watch-list {str(path)!r} but there is no such file.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"Got watch-list {str(path)!r} but expected TOML: {error}.") from None
        return cls.from_dict(found)

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Watchlist:
        """Build from a dictionary with one list of entries, under the key "topic"."""
        entries = found.get("topic", found.get("topics"))
        if not isinstance(entries, list) or set(found) - {"topic", "topics"}:
            raise ValueError(f"Got a watch-list with the keys {sorted(found)} but expected entries headed [[topic]].")
        topics = tuple(_entry(entry, number) for number, entry in enumerate(entries, 1))
        names = [topic.name for topic in topics]
        if double := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"Got the watch-list name {double[0]!r} twice but expected every name once.")
        return cls(topics)

    def to_dict(self) -> dict[str, Any]:
        """Return what `from_dict` takes."""
        return {
            "topic": [{k: list(v) if isinstance(v, tuple) else v for k, v in asdict(t).items()} for t in self.topics]
        }


def _entry(entry: object, number: int) -> WatchTopic:
    if not isinstance(entry, dict):
        raise ValueError(f"Got {entry!r} as entry {number} of the watch-list but expected a table headed [[topic]].")
    for key in entry:
        if key not in KEYS:
            near = get_close_matches(key, KEYS, 1, cutoff=0.4)
            raise ValueError(
                f"Got the key {key!r} in entry {number} of the watch-list but expected {', '.join(KEYS)}"
                + (f"; did you mean {near[0]!r}?" if near else ".")
            )
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f'Got entry {number} of the watch-list without a name but expected name = "...".')
    lists = {key: _texts(entry.get(key, []), key, name) for key in ("phrases", "examples", "exclude")}
    description = entry.get("description", "")
    if not isinstance(description, str):
        raise ValueError(f"Got description={description!r} in {name!r} but expected a sentence.")
    return WatchTopic(name.strip(), description.strip(), **lists)


def _texts(value: object, key: str, name: str) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(text, str) for text in value):
        return tuple(text.strip() for text in value if text.strip())
    raise ValueError(f"Got {key}={value!r} in {name!r} but expected a list of texts.")


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
    Shape (n_articles, n_entries). An article fits by meaning alone when it is very near to the entry's description or one of
    its examples, and with less nearness when it also uses the entry's phrases; an excluded phrase rules it out.
    """
    if not watchlist.topics or not len(texts):
        return np.zeros((len(texts), len(watchlist.topics)), dtype=bool)
    return np.column_stack([_fits(topic, texts, vectors, encode) for topic in watchlist.topics])


def _fits(
    topic: WatchTopic, texts: Sequence[str], vectors: NDArray[np.floating], encode: Callable[[list[str]], NDArray[Any]]
) -> NDArray[np.bool_]:
    queries = [
        f"{topic.name}. {topic.description}".strip(),
        f"{topic.name}: {', '.join(topic.phrases)}",
        *topic.examples,
    ]
    nearness = (np.asarray(vectors, dtype=np.float32) @ unit_rows(encode(queries)).T).max(axis=1)
    hits = np.sum([_holds(texts, phrase) for phrase in (topic.name, *topic.phrases)], axis=0)
    enough = np.array(WITH_PHRASE)[np.minimum(hits, len(WITH_PHRASE) - 1)]
    fits = (nearness >= ALONE) | (nearness >= enough)
    for phrase in topic.exclude:
        fits &= ~_holds(texts, phrase)
    return np.asarray(fits)


def _holds(texts: Sequence[str], phrase: str) -> NDArray[np.bool_]:
    """Whether every text holds the words of a phrase in their order, in singular or plural, in any case."""
    words = [re.escape(word.removesuffix("s")) + r"(?:s|es)?" for word in re.findall(r"\w+", phrase.casefold())]
    pattern = re.compile(r"\b" + r"\W+".join(words) + r"\b")
    return np.array([bool(words) and pattern.search(text.casefold()) is not None for text in texts])


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
