"""Events -> why each of their reports is there: the few names, figures, words and days that it shares with the others.

Stands beside `names` on the straight line. It tells what the evidence was, in words from the text; it decides nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from topics.clustering.anchors import anchor_terms

SPAN_BEFORE = re.compile(r"(?:[^\W\d_a-z][\w’'-]*\s){1,2}$")
SPAN_AFTER = re.compile(r"(?:\s[^\W\d_a-z][\w’'-]*){1,2}")
WORD = re.compile(r"[^\W_][\w'’-]*")
MOST_ANCHORS = 3  # names and figures that are told, and one phrase and the day beside them
SAME_DAY = 1.0  # days between two reports that are still called the same day


def find_reasons(texts: Sequence[str], days: NDArray[np.float64], events: NDArray[np.int64]) -> list[list[str]]:
    """Say for every article what joins it to the other reports of its event.

    Parameters
    ----------
    texts
        Title and lead of every article; copies left out.
    days
        Days since 1970, NaN where unknown.
    events
        Shape (n_articles,), event of every article.

    Returns
    -------
    A list for each article: at most three names and figures, a phrase in quotation marks, and how near in time the other
    reports are; empty where an article is the only report.

    Examples
    --------
    >>> texts = ["The ferry Aurora sank off Porto, 12 dead", "In Porto, the ferry Aurora sank: 12 dead", "Oslo votes"]
    >>> find_reasons(texts, np.array([1.0, 1.2, 1.0]), np.array([0, 0, 1]))[0]
    ['12', 'Aurora', 'Porto', '“aurora sank”', 'same day']
    """
    found: list[list[str]] = [[] for _ in texts]
    groups = [members for members in _groups(events) if len(members) > 1]
    told = [article for members in groups for article in members]
    anchors = {article: _anchors(texts[article]) for article in told}
    phrases = {article: _word_pairs(texts[article]) for article in told}
    anchors_held = Counter(term for held in anchors.values() for term in held)
    phrases_held = Counter(pair for held in phrases.values() for pair in held)
    for members in groups:
        shared_anchors = Counter(term for article in members for term in anchors[article])
        shared_phrases = Counter(pair for article in members for pair in phrases[article])
        for article in members:
            names = _rarest(anchors[article], shared_anchors, anchors_held, len(told))
            pairs = _rarest(phrases[article], shared_phrases, phrases_held, len(told))[:1]
            found[article] = [
                *_as_written(names, texts[article]),
                *(f"“{pair}”" for pair in pairs),
                *_nearness(days[article], days[[other for other in members if other != article]]),
            ]
    return found


def _groups(events: NDArray[np.int64]) -> list[list[int]]:
    order = np.argsort(events, kind="stable")
    return [part.tolist() for part in np.split(order, np.flatnonzero(np.diff(events[order])) + 1) if len(part)]


def _word_pairs(text: str) -> set[str]:
    """Pairs of neighbouring content words, in small letters."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    words = [word.casefold() for word in WORD.findall(text)]
    return {
        f"{one} {other}"
        for one, other in zip(words, words[1:], strict=False)
        if not {one, other} & ENGLISH_STOP_WORDS and one.isalpha() and other.isalpha()
    }


def _rarest(own: set[str], shared: Counter[str], held: Counter[str], n_texts: int) -> list[str]:
    """What others of the event hold too: by how many of them, and how few texts of other events do."""
    strength = {term: (shared[term] - 1) * np.log((1 + n_texts) / held[term]) for term in own if shared[term] > 1}
    return sorted(strength, key=lambda term: (-round(strength[term], 6), term))


def _anchors(text: str) -> set[str]:
    """Names and figures, without capitals that are no names."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return {term for term in anchor_terms(text) if term[1:] not in ENGLISH_STOP_WORDS}


def _as_written(terms: Sequence[str], text: str) -> list[str]:
    """The strongest terms as the text writes them, names of several words whole: "Sri Lankan", not "Lankan" and "Sri"."""
    names = {term[1:] for term in terms if term[0] == "@"}
    found: list[str] = []
    for term in terms:
        match = re.search(rf"(?<!\w){re.escape(term[1:])}(?!\w)", text, re.IGNORECASE)
        written = match.group() if match else term[1:]
        if match and term[0] == "@":
            before, after = SPAN_BEFORE.search(text[: match.start()]), SPAN_AFTER.match(text[match.end() :])
            whole = [*(before.group().split() if before else []), written, *(after.group().split() if after else [])]
            written = " ".join(word for word in whole if word == written or word.casefold() in names)
        if not any(written.casefold() in one.casefold() or one.casefold() in written.casefold() for one in found):
            found.append(written)
        if len(found) == MOST_ANCHORS:
            break
    return found


def _nearness(day: float, others: NDArray[np.float64]) -> list[str]:
    gaps = np.abs(others - day)
    if np.isnan(gaps).all():
        return []
    gap = float(np.nanmin(gaps))
    return ["same day"] if gap < SAME_DAY else [f"{round(gap)} day{'s' if round(gap) > 1 else ''} apart"]
