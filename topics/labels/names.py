"""Key phrases -> names a person would say, and events -> headlines and the names that matter in them.

Stands after `keyphrases` and before `runs` on the straight line. A name that an analyst or a watch-list gave is never
decided here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ENOUGH = 0.5  # share of a topic's texts that one phrase must reach to name the topic alone
UNNAMED = "Untitled topic"
SPAN = re.compile(
    r"\b[^\W\d_a-z][\w’'-]*(?:\s+(?:(?:of|de|del|al|bin|van|von|da|do|el|la)\s+)?[^\W\d_a-z][\w’'-]*){0,3}"
)
SENTENCE_START = re.compile(r"(?:^|[.!?:\"“”]\s+|\n)$")
MOST_ENTITIES = 6


def topic_names(phrases: Sequence[Sequence[str]], members: Sequence[Sequence[str]]) -> list[str]:
    """Name every topic by its strongest phrase, or by two where one covers too little of it; no two topics share a name.

    Parameters
    ----------
    phrases
        Key phrases of every topic, strongest first.
    members
        Texts of every topic.

    Examples
    --------
    >>> topic_names([["policy rate", "inflation"], ["flood"]], [["the policy rate"], ["a flood"]])
    ['Policy rate', 'Flood']
    """
    names: list[str] = []
    for found, texts in zip(phrases, members, strict=True):
        folded = [text.casefold() for text in texts]
        names.append(_unused(_name(found, folded), found, names))
    return names


def _name(phrases: Sequence[str], texts: Sequence[str]) -> str:
    if not phrases:
        return UNNAMED
    covered = [phrases[0].casefold() in text for text in texts]
    if len(phrases) == 1 or np.mean(covered) >= ENOUGH:
        return capitalised(phrases[0])
    return capitalised(f"{phrases[0]}, {phrases[1]}")


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
    parts = {
        name
        for name in counts
        for other in counts
        if name != other and f" {name} " in f" {other} " and counts[other] >= counts[name]
    }
    ranked = sorted((name for name in counts if name not in parts), key=lambda name: (-counts[name], name))
    return ranked[:MOST_ENTITIES]


def _spans(text: str) -> list[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    found = []
    for match in SPAN.finditer(text):
        words = re.sub(r"['’]s\b", "", match.group()).split()
        if SENTENCE_START.search(text[: match.start()][-4:]):
            words = words[1:] if len(words) > 1 and words[0].casefold() in ENGLISH_STOP_WORDS else words
            if len(words) < 2:
                continue
        words = [word for word in words if len(word) > 1]
        if words and words[0].casefold() not in ENGLISH_STOP_WORDS | _CALENDAR:
            found.append(" ".join(words))
    return found


_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december jan feb mar apr jun jul aug sept sep oct nov dec mr mrs ms dr".split()
)
