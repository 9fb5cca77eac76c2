"""Key phrases -> names a person would say, and events -> headlines and the names that matter in them.

Stands after `keyphrases` and before `runs` on the straight line. A name that an analyst or a watch-list gave is never
decided here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from topics.encoding.encoders import unit_rows
from topics.labels.keyphrases import KeyPhrase
from topics.labels.worth import worth

FOR_NAMES = 20  # strongest phrases of a topic that may name it
UNNAMED = "Untitled topic"
SPAN = re.compile(
    r"\b[^\W\d_a-z][\w’'-]*(?:\s+(?:(?:of|de|del|al|bin|van|von|da|do|el|la)\s+)?[^\W\d_a-z][\w’'-]*){0,3}"
)
SENTENCE_START = re.compile(r"(?:^|[.!?:\"“”]\s+|\n)$")
POSSESSIVE = re.compile(r"['’]s\b")
MOST_ENTITIES = 6


def topic_names(
    phrases: Sequence[Sequence[KeyPhrase]],
    topics: NDArray[np.int64],
    events: NDArray[np.int64] | None = None,
    centroids: NDArray[np.floating] | None = None,
    given: Mapping[int, str] | None = None,
) -> list[str]:
    """Name every topic by its best phrase, or by two that say more of it together; no two topics share a name.

    Parameters
    ----------
    phrases
        Key phrases of every topic, strongest first.
    topics, events
        Shape (n_texts,), topic and event of every text; None takes every text as an event of its own.
    centroids
        Mean vector of every topic, shape (n_topics, n_dimensions), where the phrases have vectors.
    given
        Names of topics that have one already; see `unsplit`.

    Examples
    --------
    >>> rates, floods = KeyPhrase("policy rate", 2.0, np.array([0, 1])), KeyPhrase("floods", 1.0, np.array([2]))
    >>> topic_names([[rates], [floods]], np.array([0, 0, 1]))
    ['Policy rate', 'Floods']
    """
    events = np.arange(len(topics)) if events is None else events
    weights = 1 / np.bincount(events)[events]
    weights /= np.bincount(topics, weights)[topics]
    middles = None if centroids is None else unit_rows(centroids)
    names = dict(given or {})
    for topic, found in enumerate(phrases):
        if topic not in names:
            name = _best_name(found[:FOR_NAMES], topic, weights, middles)
            names[topic] = _unused(capitalised(name), [phrase.text for phrase in found], list(names.values()))
    return [names[topic] for topic in range(len(phrases))]


def unsplit(topics: NDArray[np.int64], parents: NDArray[np.int64]) -> dict[int, int]:
    """Return {topic: parent} of the topics that are all of their parent, and so should be called what it is called.

    >>> unsplit(np.array([0, 1, 2]), np.array([0, 0, 1]))
    {2: 1}
    """
    pairs = set(zip(topics.tolist(), parents.tolist(), strict=True))
    children = Counter(parent for _, parent in pairs)
    return {topic: parent for topic, parent in sorted(pairs) if children[parent] == 1}


def _best_name(
    phrases: Sequence[KeyPhrase], topic: int, weights: NDArray[np.float64], middles: NDArray[np.floating] | None
) -> str:
    if not phrases:
        return UNNAMED
    alone = [(place, place) for place in range(len(phrases))]
    pairs = [(i, j) for i, j in combinations(range(len(phrases)), 2) if not phrases[i].stems & phrases[j].stems]
    first, second = np.array([*alone, *pairs], dtype=np.intp).T
    best = int(np.round(worth(phrases, (first, second), topic, weights, middles), 6).argmax())
    return " and ".join(phrases[place].text for place in dict.fromkeys((first[best], second[best])))


def _unused(name: str, phrases: Sequence[str], taken: Sequence[str]) -> str:
    """Tell two topics of one name apart by the next phrases, then by a number."""
    for phrase in phrases:
        if name not in taken:
            return name
        if phrase.casefold() not in name.casefold():
            name = f"{name}, {phrase}"
    plain, number = name, 2
    while name in taken:
        name, number = f"{plain} ({number})", number + 1
    return name


def capitalised(name: str) -> str:
    """Return the name with a capital first letter, the rest as it is.

    >>> capitalised("iPhone sales"), capitalised("policy rate")
    ('iPhone sales', 'Policy rate')
    """
    return name if name[1:2].isupper() else name[:1].upper() + name[1:]


def medoid(vectors: NDArray[np.floating], members: NDArray[np.intp]) -> int:
    """Return the member nearest to the mean of all; the first of equals."""
    if len(members) == 1:
        return int(members[0])
    inside = np.asarray(vectors[members], dtype=np.float64)
    return int(members[np.round(inside @ inside.mean(axis=0), 6).argmax()])


def entities(texts: Sequence[str]) -> list[str]:
    """Return the proper names of a group of texts, those in most texts first.

    A capital at the start of a sentence does not make a name, unless the word stands with a capital elsewhere too.

    >>> entities(["The ferry Aurora sank off Porto. Porto mourned."])
    ['Aurora', 'Porto']
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(_spans(text)))
    longer = [(f" {name} ", name) for name in counts if " " in name]
    parts = {
        name
        for name in counts
        for padded, other in longer
        if name != other and counts[other] >= counts[name] and f" {name} " in padded
    }
    ranked = sorted((name for name in counts if name not in parts), key=lambda name: (-counts[name], name))
    return ranked[:MOST_ENTITIES]


def _spans(text: str) -> list[str]:
    stops, no_names = _no_names()
    found = []
    for match in SPAN.finditer(text):
        words = POSSESSIVE.sub("", match.group()).split()
        if SENTENCE_START.search(text[max(match.start() - 4, 0) : match.start()]):
            words = words[1:] if len(words) > 1 and words[0].casefold() in stops else words
            if len(words) < 2:
                continue
        words = [word for word in words if len(word) > 1]
        if words and words[0].casefold() not in no_names:
            found.append(" ".join(words))
    return found


@cache
def _no_names() -> tuple[frozenset[str], frozenset[str]]:
    """Stop words, and all words that open no name."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return ENGLISH_STOP_WORDS, ENGLISH_STOP_WORDS | _CALENDAR


_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december jan feb mar apr jun jul aug sept sep oct nov dec mr mrs ms dr".split()
)
