"""Topics -> key phrases: what the texts of a topic say that the texts beside it do not.

Stands after `clustering` on the straight line. Phrases are runs of words as they stand in the texts, never glued from
far-off words, never led by a stop word, never a name of an outlet or a mark of an agency.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.encoding.encoders import unit_rows

LONGEST = 3  # words in a phrase
LEAST_TEXTS = 2  # a phrase of a topic stands in at least so many of its texts, if the topic has as many
SMOOTH = 0.5  # texts added to every count, so that rare phrases of small topics do not win
LENGTH_BONUS = {1: 1.0, 2: 1.4, 3: 1.4}  # people name things with two or three words
NAME_MALUS = 0.4  # a proper name tells who, and only then what: common words go first
SPREAD = (
    0.75  # power of the share of texts inside that hold a phrase: what all of a topic says beats what one part shouts
)
CANDIDATES = 40  # phrases a topic whose meaning is compared with the topic's
FAR = 0.05  # cosine below which a phrase is as far from its topic as can be
SAME_STEM = (
    5  # letters: two words that share so many, and their beginning, are one for diversity ("missile", "missiles")
)

CHUNK = re.compile(r"[^\w\s'’&$€£.-]+|\.\s|\s[-–—]\s|\n|(?<=\w)\.$")
WORD = re.compile(r"[^\W_](?:[\w.&'’-]*\w)?")
FILLERS = frozenset(
    """say says said saying told tells tell according reported report reports reporters year years month months week weeks day
    days today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec mr mrs ms dr new old
    first second third last next early late later earlier two three four five six seven eight nine ten one dozen dozens hundred
    hundreds thousand thousands million billion trillion mln bln dlrs cts vs per cent percent pct including include includes
    added adding made make makes making take takes took taken people man men woman women also still would could like just
    get gets got going come comes came back around nearly almost expected likely news photo file image read more continue
    story video watch live updated update editor copyright reserved rights subscribe newsletter advertisement morning
    afternoon evening night time times way part number half quarter statement spokesman spokeswoman spokesperson asked
    reuters afp gmt utc local officials official announced want wants wanted good big small high low far ago set put
    know think really don't didn't doesn't isn't it's that's i'm he's she's there's can't won't wouldn't couldn't""".split()
)


@dataclass(frozen=True)
class PhraseTable:
    """Which phrases stand in which texts.

    Attributes
    ----------
    texts
        For each phrase, in lower case, the positions of the texts that hold it.
    forms
        For each phrase, the way it is mostly written.
    """

    texts: dict[str, list[int]] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)


def find_phrases(texts: Sequence[str], ignore: Iterable[str] = ()) -> PhraseTable:
    """Collect the runs of one to three words between stop words, numbers and punctuation.

    Parameters
    ----------
    texts
        One text an event (title and lead of all its reports), so that a much reported event does not name the topic.
    ignore
        Words that are no content here, such as the names of the outlets.

    Examples
    --------
    >>> sorted(find_phrases(["The central bank raised its policy rate."]).texts)
    ['bank', 'bank raised', 'central', 'central bank', 'central bank raised', 'policy', 'policy rate', 'raised', 'rate']
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    stop = ENGLISH_STOP_WORDS | FILLERS | {word.casefold() for word in ignore}
    holders: defaultdict[str, list[int]] = defaultdict(list)
    spelled: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for position, text in enumerate(texts):
        forms = Counter(phrase for run in content_runs(text, stop) for phrase in ngrams(run))
        for form, count in forms.items():
            spelled[form.casefold()][form] += count
        for phrase in {form.casefold() for form in forms}:
            holders[phrase].append(position)
    common = {p: min(f.items(), key=lambda item: (-item[1], item[0]))[0] for p, f in spelled.items()}
    return PhraseTable(dict(holders), common)


def content_runs(text: str, stop: Iterable[str]) -> list[list[str]]:
    """Cut a text into runs of content words.

    >>> content_runs("Chile's navy, and the port of Arica", {"and", "the", "of"})
    [['Chile', 'navy'], ['port'], ['Arica']]
    """
    runs: list[list[str]] = []
    for chunk in CHUNK.split(text):
        run: list[str] = []
        for raw in WORD.findall(chunk):
            word = re.sub(r"['’]s$", "", raw)
            bare = word.casefold().replace("’", "'")
            if bare in stop or len(bare.replace(".", "")) < 2 or not any(map(str.isalpha, bare)):
                runs.append(run)
                run = []
            else:
                run.append(word)
        runs.append(run)
    return [run for run in runs if run]


def ngrams(run: Sequence[str]) -> list[str]:
    """All phrases of one to LONGEST words in a run."""
    return [" ".join(run[i : i + n]) for n in range(1, LONGEST + 1) for i in range(len(run) - n + 1)]


def key_phrases(
    table: PhraseTable,
    topics: NDArray[np.int64],
    parents: NDArray[np.int64] | None = None,
    *,
    n_phrases: int = 10,
    encode: Callable[[list[str]], NDArray[Any]] | None = None,
    centroids: NDArray[np.floating] | None = None,
) -> list[list[str]]:
    """Return the phrases that set every topic apart, strongest first.

    Parameters
    ----------
    table
        See `find_phrases`.
    topics
        Shape (n_texts,), topic of every text.
    parents
        Shape (n_texts,), topic of the layer above: a fine topic is contrasted with its siblings as well as with all texts.
    n_phrases
        Most phrases a topic.
    encode, centroids
        Where both are given, phrases near to the meaning of the topic come first: a function from phrases to unit vectors,
        and the mean vector of every topic, shape (n_topics, n_dimensions).

    Returns
    -------
    One list a topic, in the order of the topics' numbers.

    Notes
    -----
    Log odds of a phrase inside against outside, times a power of its share inside (Monroe, Colaresi and Quinn 2008; the
    class-based tf-idf of Grootendorst 2022 weighs alike); phrases that repeat the words of a stronger one are left out.
    """
    sizes = np.bincount(topics)
    family = topics * 0 if parents is None else parents
    family_sizes = np.bincount(family)
    family_of = np.zeros(len(sizes), dtype=np.int64)
    family_of[topics] = family
    scored: list[list[tuple[float, str]]] = [[] for _ in sizes]
    for phrase, texts in table.texts.items():
        inside = np.bincount(topics[texts], minlength=len(sizes))
        in_family = np.bincount(family[texts], minlength=len(family_sizes))
        for topic in np.flatnonzero(inside >= np.minimum(LEAST_TEXTS, sizes)):
            near = (in_family[family_of[topic]] - inside[topic], family_sizes[family_of[topic]] - sizes[topic])
            far = (len(texts) - inside[topic], len(topics) - sizes[topic])
            score = _score(int(inside[topic]), int(sizes[topic]), [near, far]) * _weight(table.forms[phrase])
            scored[topic].append((score, phrase))
    strongest = [sorted(found, key=_rank)[:CANDIDATES] for found in scored]
    if encode is not None and centroids is not None:
        strongest = _nearer_first(strongest, table, encode, centroids)
    return [_diverse(found, table, n_phrases) for found in strongest]


def _rank(item: tuple[float, str]) -> tuple[float, str]:
    return -round(item[0], 6), item[1]


def _nearer_first(
    scored: list[list[tuple[float, str]]],
    table: PhraseTable,
    encode: Callable[[list[str]], NDArray[Any]],
    centroids: NDArray[np.floating],
) -> list[list[tuple[float, str]]]:
    """Weigh every phrase by its closeness to the middle of its topic."""
    phrases = sorted({phrase for found in scored for _, phrase in found})
    if not phrases:
        return scored
    vectors = dict(zip(phrases, unit_rows(encode([table.forms[phrase] for phrase in phrases])), strict=True))
    middles = unit_rows(centroids)
    return [
        sorted(((score * max(float(vectors[phrase] @ middle), FAR), phrase) for score, phrase in found), key=_rank)
        for found, middle in zip(scored, middles, strict=True)
    ]


def _weight(form: str) -> float:
    words = form.split(" ")
    return LENGTH_BONUS[len(words)] * (1.0 if any(word.islower() for word in words) else NAME_MALUS)


def _score(inside: int, size: int, others: list[tuple[int, int]]) -> float:
    """Weakest contrast over the groups that a topic is compared with; a group of nobody says nothing."""
    share = (inside + SMOOTH) / (size + 2 * SMOOTH)
    contrasts = [np.log(share) - np.log((held + SMOOTH) / (n + 2 * SMOOTH)) for held, n in others if n > 0]
    return float(min(contrasts, default=1.0) * (inside / size) ** SPREAD)


def _diverse(scored: list[tuple[float, str]], table: PhraseTable, n_phrases: int) -> list[str]:
    """Strongest first; a phrase whose words were nearly all said already is left out, a longer form replaces its part."""
    chosen: list[str] = []
    said: set[str] = set()
    for score, phrase in scored:
        stems = {word[:SAME_STEM] for word in phrase.split(" ")}
        if score <= 0 or len(chosen) == n_phrases:
            break
        if len(stems & said) * 2 < len(stems) or not said:
            chosen.append(table.forms[phrase])
            said |= stems
    return chosen
