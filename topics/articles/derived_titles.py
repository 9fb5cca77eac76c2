"""A title for an article that has none: its first sentence, cut at a clause.

The last resort of `parts`; what it returns is always marked as derived, and is always the article's own words.
"""

from __future__ import annotations

import re

from topics.articles.line_shapes import ABBREVIATION

LONGEST = 14  # words
SHORTEST = 6  # words that a cut must leave
LONGEST_CHARACTERS = 120  # for scripts without spaces
READ = 1000  # characters of the body that are looked at

_END = re.compile(r"[.!?…][”\"’')\]]*\s+(?=[“\"‘'(\[]?[^\W\d_a-zß-öø-ÿ])|[。！？]|\n")
_CLAUSE_WORDS = frozenset(
    "for in on at after as that which who whom whose with from by because while when where before amid over against "
    "to into and but or since until under despite following during about if than via "
    "pour dans après qui que avec et mais por para que con y pero für mit nach weil und aber".split()
)


def derive_title(body: str) -> str:
    """Make a title of at most 14 words from the first sentence of a body.

    Examples
    --------
    >>> derive_title("The port of Lisbon reopened on Friday, two days after a storm had sent all ships to Porto.")
    'The port of Lisbon reopened on Friday'
    """
    words = _first_sentence(body[:READ]).split()
    if len(words) > LONGEST:
        words = words[: _cut(words)]
    return " ".join(words)[:LONGEST_CHARACTERS].strip().rstrip(",;:.–—- ").strip()


def _first_sentence(text: str) -> str:
    for end in _END.finditer(text):
        sentence = text[: end.end()].strip()
        last = sentence.rsplit(None, 1)[-1] if sentence else ""
        # "U.S." and "Gov." end no sentence, nor does a heading of one word.
        if not ABBREVIATION.fullmatch(last) and len(sentence.split()) > 2:
            return sentence
    return text.strip()


def _cut(words: list[str]) -> int:
    """Return how many words to keep: up to the last comma, else up to the last word that opens a clause."""
    commas = [n for n in range(SHORTEST, LONGEST + 1) if words[n - 1][-1] in ",;:–—"]
    if commas:
        return commas[-1]
    clauses = [n for n in range(SHORTEST, LONGEST + 1) if words[n].lower() in _CLAUSE_WORDS]
    return clauses[-1] if clauses else LONGEST
