"""Events -> the round-ups among their reports, and which other events each of these mentions.

Stands after `events` on the straight line. A digest or a live blog has one home event like any other article; what else it
tells of is a link, and never glue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

WORD = r"(?u)\b\w{3,}\b"
SENTENCE_END = re.compile(r"[.!?…。！？؟][\"”’»)\]]*\s*$")  # rows of a table and furniture of a page have none
FEWEST_WORDS = 6  # of three letters and more in a paragraph that tells of something
FEWEST_EVENTS = 3  # other events that a round-up tells of
MOST_PARAGRAPHS = 0.5  # share of its paragraphs that tell of an event
SHARED = 0.3  # share of what a paragraph says (in squared rarity of its words) that an event says too
AHEAD = 1.5  # times as much as it has in common with any other event
DISTINCT = 0.8  # events to paragraphs: the paragraphs of an ordinary report come back to one event
RARE = 200  # reports; words that more of them use tell no two events apart
PARAGRAPHS_AT_ONCE = 4096


class _Words(NamedTuple):
    """Words of the reports, shape (n_articles, n_words), and of the events; the squared rarity of each, 0 for common ones."""

    of_reports: Any
    of_events: Any
    rarity: NDArray[np.float64]


def find_mentions(texts: Sequence[str], events: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Find the articles that tell of several events, a paragraph each.

    Parameters
    ----------
    texts
        Title and lead of every article, paragraphs on lines of their own.
    events
        Shape (n_articles,), event of every article, 0 and up.

    Returns
    -------
    (article, event) for each event that a round-up mentions beside its own, in order.

    Examples
    --------
    >>> reports = ["Aurora ferry sank off stormy Porto harbour.", "Oslo bank raised rates past every forecast.",
    ...            "Quito crater spewed ashes onto mountain villages."]
    >>> find_mentions([*reports, chr(10).join(reports)], np.array([0, 1, 2, 3]))
    [(3, 0), (3, 1), (3, 2)]
    """
    parts = [(article, part) for article, text in enumerate(texts) for part in _parts(text)]
    if not parts:
        return []
    words, told = _words(texts, events, [part for _, part in parts])
    owner = np.array([article for article, _ in parts])
    nearest = [
        _events_told(told[rows], owner[rows], events, words)
        for rows in (slice(start, start + PARAGRAPHS_AT_ONCE) for start in range(0, told.shape[0], PARAGRAPHS_AT_ONCE))
    ]
    return _mentions(owner, np.concatenate(nearest), events)


def _parts(text: str) -> list[str]:
    """Paragraphs of a text, none where they are too few for a round-up."""
    sentences = [part for part in re.split(r"\n+", text) if SENTENCE_END.search(part)]
    parts = [part for part in sentences if len(re.findall(WORD, part)) >= FEWEST_WORDS]
    return parts if len(parts) >= FEWEST_EVENTS else []


def _words(texts: Sequence[str], events: NDArray[np.int64], parts: list[str]) -> tuple[_Words, Any]:
    """Count the words of reports and events, and weigh those of the paragraphs by their squared rarity."""
    import scipy.sparse as sp
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(binary=True, token_pattern=WORD, dtype=np.float32)
    held = sp.csr_array(counter.fit_transform(texts))
    frequency = np.asarray(held.sum(axis=0)).ravel()
    rarity = np.log((1 + len(texts)) / frequency) ** 2
    told = sp.csr_array(sp.csr_array(counter.transform(parts)) @ sp.diags_array(rarity))
    telling = sp.diags_array((frequency <= RARE).astype(np.float32))
    member = sp.csr_array((np.ones(len(events), np.float32), (events, np.arange(len(events)))))
    held = sp.csr_array(held @ telling)
    held.eliminate_zeros()
    return _Words(held, sp.csr_array(member @ held), rarity), told


def _events_told(told: Any, owner: NDArray[np.int64], events: NDArray[np.int64], words: _Words) -> NDArray[np.int64]:
    """Event that each paragraph tells of, clearly and more than of any other; -1 for none."""
    says = words.of_events.copy()
    says.data[:] = 1
    shared = (told @ says.T).tolil()
    own = words.of_events[events[owner]] - words.of_reports[owner]  # its own event, without the article itself
    shared[np.arange(len(owner)), events[owner]] = np.asarray(told.multiply(own > 0.5).sum(axis=1)).ravel()
    return _clear_best(shared.tocsr(), np.asarray(told.sum(axis=1)).ravel())


def _clear_best(shared: Any, total: NDArray[np.float64]) -> NDArray[np.int64]:
    """Column of the highest value in each row, where it is high enough and ahead of the second; else -1."""
    found = np.full(len(total), -1, dtype=np.int64)
    for row in range(len(total)):
        values = shared.data[shared.indptr[row] : shared.indptr[row + 1]]
        if len(values):
            best = int(values.argmax())
            second = np.delete(values, best).max(initial=0)
            if values[best] >= max(SHARED * total[row], AHEAD * second):
                found[row] = shared.indices[shared.indptr[row] + best]
    return found


def _mentions(owner: NDArray[np.int64], nearest: NDArray[np.int64], events: NDArray[np.int64]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for told in np.split(np.arange(len(owner)), np.flatnonzero(np.diff(owner)) + 1):
        article, clear = int(owner[told[0]]), nearest[told][nearest[told] >= 0]
        others = np.setdiff1d(clear, events[article])
        many = len(others) >= FEWEST_EVENTS and len(clear) >= MOST_PARAGRAPHS * len(told)
        if many and len(np.unique(clear)) >= DISTINCT * len(clear):
            found += [(article, int(event)) for event in others]
    return found
