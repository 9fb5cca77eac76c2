"""Which texts use which phrases of a watch-list, in one pass over the words of every text.

Stands beside `watchlist` on the straight line. A phrase is words, never a pattern: nothing in it is special.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WORD = re.compile(r"\w+")
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")  # Thai, kana, Chinese: no spaces between words
MOST_RARE = 12.0  # nats: what all phrases of an entry together count at most, some two rare ones

Forms = list[frozenset[str]]  # the spellings of every word of a phrase


@dataclass(frozen=True)
class PhraseHits:
    """Which texts hold which phrases of one entry.

    Attributes
    ----------
    phrases
        The phrases, as they were written.
    held
        Shape (n_texts, n_phrases).
    """

    phrases: list[str]
    held: NDArray[np.bool_]

    def of(self, text: int) -> list[str]:
        """Return the phrases that one text holds."""
        return [phrase for phrase, held in zip(self.phrases, self.held[text], strict=True) if held]


def find_phrases(lists: Sequence[Sequence[str]], texts: Sequence[str]) -> list[PhraseHits]:
    """Look for the phrases of several entries in every text.

    Words are compared in singular or plural and in any case, as whole words and in the order of the phrase.

    Examples
    --------
    >>> found = find_phrases([["missile deal"], ["ferry"]], ["Missile deals signed", "Two ferries collide"])
    >>> [hits.held.ravel().tolist() for hits in found]
    [[True, False], [False, True]]
    """
    lists = [list({phrase.casefold(): phrase for phrase in phrases}.values()) for phrases in lists]
    found = [PhraseHits(list(own), np.zeros((len(texts), len(own)), dtype=bool)) for own in lists]
    opening, unspaced = _indexed(lists)
    for row, text in enumerate(texts):
        small = text.casefold()
        words = WORD.findall(small)
        for place, word in enumerate(words):
            for entry, column, forms in opening.get(word, ()):
                if all(w in form for w, form in zip(words[place : place + len(forms)], forms, strict=False)):
                    found[entry].held[row, column] |= place + len(forms) <= len(words)
        for entry, column, phrase in unspaced:
            found[entry].held[row, column] = phrase in small
    return found


def _indexed(
    lists: Sequence[Sequence[str]],
) -> tuple[dict[str, list[tuple[int, int, Forms]]], list[tuple[int, int, str]]]:
    """Phrases by every spelling of their first word, and those of scripts that are looked for as they stand."""
    opening: defaultdict[str, list[tuple[int, int, Forms]]] = defaultdict(list)
    unspaced = []
    for entry, phrases in enumerate(lists):
        for column, phrase in enumerate(phrases):
            forms = [spellings(word) for word in WORD.findall(phrase.casefold())]
            if UNSPACED.search(phrase):
                unspaced.append((entry, column, phrase.casefold()))
            for spelling in forms[0] if forms else ():
                opening[spelling].append((entry, column, forms))
    return opening, unspaced


def spellings(word: str) -> frozenset[str]:
    """Return singular and plural of a word, whichever is given.

    >>> sorted(spellings("talks")), sorted(spellings("ferry"))
    (['talk', 'talkes', 'talks'], ['ferries', 'ferry', 'ferryes', 'ferrys'])
    """
    stem = word.removesuffix("s")
    regular = {stem, stem + "s", stem + "es"}
    return frozenset(regular | ({stem[:-1] + "ies"} if stem.endswith("y") and len(stem) > 2 else set()))


def rarity(held: Sequence[NDArray[np.bool_]]) -> NDArray[np.float64]:
    """Return how much every phrase tells, in nats: minus the logarithm of the share of texts that hold it.

    Parameters
    ----------
    held
        Shapes (n_texts, n_phrases), one for each pile that is counted.

    Notes
    -----
    The weighting of Sparck Jones (1972), A statistical interpretation of term specificity, with one text that holds the
    phrase and one that does not counted beforehand.
    """
    n_holding = sum(part.sum(axis=0) for part in held)
    return np.asarray(-np.log((n_holding + 1) / (sum(len(part) for part in held) + 2)))


def evidence(held: NDArray[np.bool_], rare: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the phrases that each text holds tell together, in nats, shape (n_texts,)."""
    return np.asarray(np.minimum(held @ rare, MOST_RARE))
