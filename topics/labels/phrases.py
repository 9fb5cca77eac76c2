"""Texts -> phrases: runs of words that can stand as a name, in the way they are mostly written.

Stands between `words` and `contrast` on the straight line. A phrase opens with no stop word, ends with a noun, holds no verb and
no name of an outlet; it stands in the texts as it is, never glued from far off.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from topics.labels.stop_words import FALLBACK, FILLERS, MARKS, WEAK, stop_words
from topics.labels.words import MOST_SPELLINGS, WordForms, has_capitals, mostly, small_letters, word_chunks, word_use

LONGEST = 3  # words of content in a phrase
PART_OF = 0.75  # a phrase that stands inside one longer phrase so often is a part of that one
PLURAL = 0.3  # share of the places of a phrase that show its plural, from which the plural names the topic

COUNT = re.compile(r"[\W\d_]+(?:st|nd|rd|th|m|bn|mn|tn|k|pm|am|s)?")  # 1,200 or 26m, but not 5G
PARTICIPLE = re.compile(r"\w{3,}[^e\W]ed")  # "tweeted"; not "speed"
LINKS = frozenset("of de du des del della di do da dos das".split())


@dataclass(frozen=True)
class PhraseTable:
    """Which phrases stand in which texts.

    Attributes
    ----------
    texts
        For each phrase, in small letters and the singular, the positions of the texts that hold it.
    forms
        For each phrase, the way it is mostly written.
    """

    texts: dict[str, list[int]] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)


class Word(NamedTuple):
    """A word in its place: in small letters, as written, and whether its capital makes it a part of a name."""

    bare: str
    form: str
    name: bool


def find_phrases(
    texts: Sequence[str], ignore: Iterable[str] = (), languages: Sequence[str] | None = None
) -> PhraseTable:
    """Collect the runs of one to three words between stop words, verbs, numbers and punctuation that end with a noun.

    Parameters
    ----------
    texts
        Title and lead of every article.
    ignore
        Words that are no content here, such as the names of the outlets.
    languages
        Language of every text, two letters; None takes English.

    Examples
    --------
    >>> sorted(find_phrases(["The central bank raised its policy rate.", "A bank of the state"]).texts)
    ['bank', 'central bank', 'policy rate', 'state']
    """
    spoken = [FALLBACK] * len(texts) if languages is None else languages
    outlets = MARKS | {word.casefold() for word in ignore}
    stops = {language: stop_words(language) | outlets for language in set(spoken)}
    chunks = [word_chunks(text) for text in texts]
    use = word_use(chunks, [stops[language] for language in spoken]).settled()
    holders: defaultdict[str, list[int]] = defaultdict(list)
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for position, (parts, language) in enumerate(zip(chunks, spoken, strict=True)):
        found = Counter(phrase for part in parts for phrase in _phrases(part, use, stops[language]))
        for (key, form), count in found.items():
            written[key][form] += count
        for key in dict.fromkeys(key for key, _ in found):
            holders[key].append(position)
    kept = _without_parts(holders)
    return PhraseTable({key: holders[key] for key in kept}, {key: _plural(key, written[key]) for key in kept})


def _phrases(part: Sequence[str], use: WordForms, stop: frozenset[str]) -> list[tuple[str, str]]:
    """All phrases of a chunk, each as its key and as written: up to LONGEST words of content, with one link ("of") at most."""
    headline = has_capitals(part)
    run: list[Word] = []
    found: list[tuple[str, str]] = []
    for place, written in enumerate([*part, ""]):
        bare = small_letters(written)
        opening = headline or place == 0
        if bare in LINKS and run and run[-1].bare not in LINKS:
            run.append(Word(bare, bare, False))
        elif _is_content(written, bare, stop, opening) and not (bare in use.verbs and use.forms[bare] == bare):
            run.append(Word(bare, use.forms[bare] if opening else written, written != bare and not headline))
        else:
            found += [
                (" ".join([use.singulars[w.bare] for w in n]), " ".join([w.form for w in n])) for n in _ngrams(run, use)
            ]
            run = []
    return found


def _is_content(word: str, bare: str, stop: frozenset[str], opening: bool) -> bool:
    if bare in stop or not _has_content(bare):
        return False
    return bare not in FILLERS or (word != bare and not opening)


@lru_cache(maxsize=MOST_SPELLINGS)
def _has_content(bare: str) -> bool:
    """Whether it is more than a letter or a number."""
    return len(bare.replace(".", "")) > 1 and not COUNT.fullmatch(bare)


def _ngrams(run: Sequence[Word], use: WordForms) -> list[Sequence[Word]]:
    """Runs in a run that may be names; none begins or ends amid the name of a person or a place ("Prime Minister Ana")."""
    found = []
    for start in range(len(run)):
        for stop in range(start + 1, min(start + LONGEST + 1, len(run)) + 1):
            words = run[start:stop]
            n_links = sum([word.bare in LINKS for word in words])
            cut = (start > 0 and run[start - 1].name and words[0].name) or (
                stop < len(run) and words[-1].name and run[stop].name
            )
            if not cut and n_links < 2 and len(words) - n_links <= LONGEST and _may_be_name(words, use):
                found.append(words)
    return found


def _may_be_name(words: Sequence[Word], use: WordForms) -> bool:
    """Whether the phrase opens and ends as a name does: with no link, nothing vague, and a noun at its end."""
    first, last = words[0], words[-1]
    adverb = first.bare.endswith("ly") and len(words) > 1 and not first.name
    if adverb or first.bare in LINKS or last.bare in LINKS or first.bare in WEAK:
        return False
    return last.name or (last.bare in use.nouns and not PARTICIPLE.fullmatch(last.bare))


def _without_parts(holders: dict[str, list[int]]) -> list[str]:
    """Leave out what mostly stands inside one longer phrase: "Hong" beside "Hong Kong"."""
    parts = set()
    for phrase, texts in holders.items():
        words = phrase.split(" ")
        for start in range(len(words)):
            for stop in range(start + 1, len(words) + 1):
                part = " ".join(words[start:stop])
                if part != phrase and len(texts) >= PART_OF * len(holders.get(part, ())):
                    parts.add(part)
    return [phrase for phrase in holders if phrase not in parts]


def _plural(key: str, forms: Counter[str]) -> str:
    """The phrase as it is mostly written, or its plural where that is common too: topics are "floods", not "flood"."""
    form = mostly(forms)
    enough = PLURAL * forms.total()
    plurals = {
        f: n for f, n in forms.items() if n >= enough and f.islower() and f.casefold() != key and f.endswith("s")
    }
    return mostly(Counter(plurals)) if form.islower() and plurals else form
