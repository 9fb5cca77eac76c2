"""Texts -> words: cut at marks, and how the pile uses each word: as a verb, as a noun, in which spelling.

Stands between `stop_words` and `phrases` on the straight line. It reads the pile and no dictionary: a verb stands before "the"
and after "to", a noun at the end of a run.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from topics.labels.stop_words import FILLERS, UNITS

VERB = 0.3  # share of a word's places that are a verb's, from which no name holds it
NOUN = 0.3  # share of a word's places where a noun ends, below which no name ends with it
DOUBT = 2.0  # places of a noun that every word is given beforehand, so that one odd place does not judge a rare word
TITLE_CASE = 0.75  # share of capitals from which a line tells nothing about what is a name
MOST_SPELLINGS = 65_536  # of words that are remembered in small letters
LONG_WORD = 4  # letters: shorter words keep their small letter in a headline

CHUNK = re.compile(r"[^\w\s'’&$€£.-]+|\.\s|\s[-–—]+\s|\n|(?<=\w)\.$")
WORD = re.compile(r"[^\W_](?:[\w.&'’-]*\w)?")
POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$")
DATELINE = re.compile(
    r"(?:^|(?<=[.!?”\"\n] ))[A-Z]{3}[A-Z .'/-]*(?:, [\w. ]{2,20})?(?: \([\w. /-]+\))?\s?(?:[—–-]{1,2}|:)\s"
)
BEFORE_NOUN = frozenset(
    """a an the his her its their our your my this these those him them us me another each every
    el la los las un una le les une des der die das den dem ein eine einen o os as um uma il lo gli""".split()
)
BEFORE_VERB = frozenset(
    """to will would can could may might must should shall has have had was were is are be been being not he she it they we who
    which did does do didn't doesn't don't won't can't couldn't wouldn't""".split()
)
AFTER_NOUN = FILLERS - UNITS


@dataclass
class WordUse:
    """How the pile uses each word, keyed by the word in small letters."""

    spelled: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))  # inside a sentence
    opening: defaultdict[str, Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )  # where all have capitals
    seen: Counter[str] = field(default_factory=Counter)
    verb: Counter[str] = field(default_factory=Counter)
    noun: Counter[str] = field(default_factory=Counter)

    def is_verb(self, word: str) -> bool:
        """Whether the word often stands where verbs do, or is a verb's third person ("completes") that no noun hides."""
        if self.verb[word] > VERB * (self.seen[word] + DOUBT):
            return True
        base = self.folded(word)
        return base != word and not self.noun[word] > self.seen[word] / 2 and self.is_verb(base)

    def is_noun(self, word: str) -> bool:
        """Whether the word may end a phrase."""
        return self.noun[word] + DOUBT * NOUN >= NOUN * (self.seen[word] + DOUBT)

    def form(self, word: str) -> str:
        """The word as it is mostly written; small letters where only openings and headlines show it with a capital."""
        inside, opening = self.spelled.get(word), self.opening.get(word)
        return mostly(inside or opening or Counter([word]))

    def folded(self, word: str) -> str:
        """The singular where the pile has it, else the word itself."""
        if len(word) < 4 or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
            return word
        shorter = (
            (word[:-3] + "y",)
            if word.endswith("ies")
            else (word[:-1], word[:-2])
            if word.endswith("es")
            else (word[:-1],)
        )
        return next((one for one in shorter if one in self.seen), word)

    def settled(self) -> WordForms:
        """Return what there is to say of every word of the pile, now that all places are counted."""
        return WordForms(
            verbs=frozenset(word for word in self.seen if self.is_verb(word)),
            nouns=frozenset(word for word in self.seen if self.is_noun(word)),
            forms={word: self.form(word) for word in self.seen},
            singulars={word: self.folded(word) for word in self.seen},
        )


@dataclass(frozen=True)
class WordForms:
    """How each word of a pile is used, keyed by the word in small letters; see the methods of `WordUse`.

    A word stands in many places and is judged once.
    """

    verbs: frozenset[str]
    nouns: frozenset[str]
    forms: dict[str, str]
    singulars: dict[str, str]


def word_chunks(text: str) -> list[list[str]]:
    """Cut a text into the words between its marks, possessive endings and datelines left out.

    >>> word_chunks("OSLO, Jan 8 (Wire) - Chile's navy, and the port.")
    [['Chile', 'navy'], ['and', 'the', 'port']]
    """
    chunks = [[POSSESSIVE.sub("", w) for w in WORD.findall(part)] for part in CHUNK.split(DATELINE.sub("\n", text))]
    return [chunk for chunk in chunks if chunk]


def word_use(chunks: Sequence[Sequence[Sequence[str]]], stops: Sequence[frozenset[str]]) -> WordUse:
    """Count spellings and places of every word of the pile."""
    use = WordUse()
    for parts, stop in zip(chunks, stops, strict=True):
        for part in parts:
            _count(part, stop, use)
    return use


def _count(part: Sequence[str], stop: frozenset[str], use: WordUse) -> None:
    small = [small_letters(word) for word in part]
    headline = has_capitals(part)
    for place, (word, bare) in enumerate(zip(part, small, strict=True)):
        use.seen[bare] += 1
        (use.opening if headline or place == 0 else use.spelled)[bare][word] += 1
        before, after = small[place - 1] if place else "", small[place + 1] if place + 1 < len(part) else ""
        name = word != bare and place > 0 and not headline
        if not name and (before in BEFORE_VERB or after in BEFORE_NOUN):
            use.verb[bare] += 1
        elif not after or after in stop or after in AFTER_NOUN:
            use.noun[bare] += 1


def has_capitals(part: Sequence[str]) -> bool:
    """Whether nearly all long words of a line open with a capital, as in the headlines of some papers."""
    long = [word for word in part[1:] if len(word) >= LONG_WORD]
    return len(long) > 1 and sum(word[:1].isupper() for word in long) >= TITLE_CASE * len(long)


def mostly(counts: Counter[str]) -> str:
    """Return what was counted most often, the first in the alphabet of equals."""
    return min(counts.items(), key=lambda item: (-item[1], item[0]))[0]


@lru_cache(maxsize=MOST_SPELLINGS)
def small_letters(word: str) -> str:
    """Return the word as stop words are listed.

    >>> small_letters("Don’t")
    "don't"
    """
    return word.casefold().replace("’", "'")
