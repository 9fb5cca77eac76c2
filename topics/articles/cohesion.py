"""How much two stretches of text are about the same thing, from their words alone.

Serves the cutting of dumps: headlines look for their body, bullets for theirs, a new article brings new words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

STEM = 6  # leading characters kept of a word: "missile" meets "missiles", in most languages
LONGEST_READ = 3000  # characters of one paragraph that are read, at either end

SAME_HEADLINE = 0.8  # Jaccard similarity of words
SHORTEST_HELD, LONGEST_HOLDER = 4, 1.7  # words; times the words that it holds

_LETTERS = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W_]{4,}|\d+|[A-Z]{2,}")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]+")
_NAME = re.compile(r"(?<=[^\W\d_,;] )[^\W\d_a-zß-öø-ÿ][\w’'-]{2,}")
_STOP = frozenset(
    "about above after again against also although among another around because been before behind being below "
    "between both came come could does doing done down during each either else even ever every from gave give "
    "goes going gone have having here hers herself himself however into itself just last less like made make many "
    "more most much must near never next once only onto other others over same says said shall should since some "
    "such take tell than that their them then there these they this those though through thus told took toward "
    "towards under until upon used using very want wants well went were what when where whether which while whom "
    "whose will with within without would year years your according monday tuesday wednesday thursday friday "
    "saturday sunday people time week month first percent news dans pour avec cette sont plus mais leur être "
    "était aussi entre sans sous elle elles nous vous dont tout tous para como pero esta este desde sobre hasta "
    "cuando entre también donde porque durante según nicht eine einer eines einem einen auch sich oder aber wird "
    "wurde werden haben sind nach über noch".split()
)


def terms(text: str) -> list[str]:
    """Return the content words of a text, cut to their stems.

    Examples
    --------
    >>> terms("The missile deals with 40 Turkish companies")
    ['missil', 'deals', '40', 'turkis', 'compan']
    """
    found = [w.lower()[:STEM] for w in _WORD.findall(text) if w.lower() not in _STOP]
    for run in _DENSE.findall(text):
        found += [run[i : i + 2] for i in range(len(run) - 1)]
    return found


def names(text: str) -> set[str]:
    """Return the capitalised words that do not open a sentence.

    Examples
    --------
    >>> sorted(names("The envoy Ana Silva flew to Lisbon. Nobody came."))
    ['ana', 'lisbon', 'silva']
    """
    return {name.lower() for name in _NAME.findall(text)}


def same_headline(one: str, other: str) -> bool:
    """Say whether two lines are the same headline but for details.

    Examples
    --------
    >>> same_headline("Port reopens after storm", "Port reopens after storm - Atlas News")
    True
    """
    a, b = (set(_LETTERS.findall(text.lower())) for text in (one, other))
    shared, fewer, more = len(a & b), min(len(a), len(b)), max(len(a), len(b))
    # Either nearly all words are shared, or one holds the other whole (a site's name at the end).
    is_held = shared == fewer >= SHORTEST_HELD and more <= LONGEST_HOLDER * fewer
    return fewer > 0 and (shared >= SAME_HEADLINE * len(a | b) or is_held)


class Weights:
    """How telling each word of one dump is: rare in its paragraphs means telling."""

    def __init__(self, paragraphs: Iterable[Iterable[str]]) -> None:
        self._counts: Counter[str] = Counter()
        self._total = 0
        for paragraph in paragraphs:
            self._counts.update(set(paragraph))
            self._total += 1

    def __getitem__(self, term: str) -> float:
        return math.log((self._total + 2) / (self._counts[term] + 1))

    def share(self, part: Iterable[str], whole: set[str] | Counter[str]) -> float:
        """Return the weighted share, 0..1, of the words of `part` that `whole` holds too."""
        words = set(part)
        total = sum(self[w] for w in words)
        return sum(self[w] for w in words if w in whole) / total if total else 0.0

    def cosine(self, left: Counter[str], right: Counter[str]) -> float:
        """Return the cosine between two bags of words, counts dampened."""
        a = {w: (1 + math.log(n)) * self[w] for w, n in left.items()}
        b = {w: (1 + math.log(n)) * self[w] for w, n in right.items()}
        norm = math.sqrt(sum(v * v for v in a.values()) * sum(v * v for v in b.values()))
        return sum(v * b[w] for w, v in a.items() if w in b) / norm if norm else 0.0
