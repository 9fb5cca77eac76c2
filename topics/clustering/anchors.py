"""A text -> what pins it to one happening: the names and figures that it gives.

Stands before `channels`, which compares them between articles. Everything here reads one text and no other, so that an anchor
never depends on the pile; a text that gives none is neither for nor against anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAME = re.compile(r"(?<![.!?:\"“”’'\n] )(?<!^)(?<!\n)\b[^\W\d_a-z][\w’'-]{2,}")
SENTENCE_OPENERS = re.compile(r"(?:^|[.!?:\"“”]\s+)(\w+)")
POSSESSIVE = re.compile(r"['’]s$")
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th)?")
YEAR = re.compile(r"(?:19|20)\d\d")
NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
    "twenty thirty forty fifty sixty seventy eighty ninety first second third fourth fifth sixth seventh eighth ninth tenth"
)
NUMBER_WORD = re.compile(rf"\b(?:{NUMBER_WORDS.replace(' ', '|')})\b", re.IGNORECASE)


def proper_names(text: str) -> list[str]:
    """Return the capitalised words of a text, except where a sentence or a quotation only begins.

    In German these are all nouns, in scripts without capitals all words: see `entities` for better names there.

    >>> proper_names("Ships collide. The Aurora sank off Porto, Lisbon says.")
    ['Aurora', 'Porto', 'Lisbon']
    """
    openers = {match.start(1) for match in SENTENCE_OPENERS.finditer(text)}
    found = (match for match in NAME.finditer(text) if match.start() not in openers)
    return [
        match.group() for match in found if not match.group()[0].islower()
    ]  # NAME knows small letters from a to z alone


def figures(text: str) -> list[str]:
    """Return the numbers of a text, in digits (two characters and more) or spelled out.

    >>> figures("Oil rose 1.7% to $71.42; two analysts, 1,200 traders, the 81st session")
    ['1.7', '71.42', '1200', '81st', 'two']
    """
    digits = [match.replace(",", "") for match in NUMBER.findall(text)]
    return [number for number in digits if len(number) > 1] + [word.lower() for word in NUMBER_WORD.findall(text)]


def precise_figures(text: str) -> set[str]:
    """Return the numbers in digits that are no years: two reports of one happening share some, two instances none.

    >>> sorted(precise_figures("Oil rose 1.7% to $71.42 in 2026"))
    ['1.7', '71.42']
    """
    return {number for number in figures(text) if number[0].isdigit() and not YEAR.fullmatch(number)}


def name_terms(names: Iterable[str]) -> set[str]:
    """Return names in one spelling.

    >>> name_terms(["Lisbon's", "LISBON"])
    {'@lisbon'}
    """
    return {f"@{POSSESSIVE.sub('', name).casefold()}" for name in names}


def anchor_terms(text: str, names: Iterable[str] | None = None) -> set[str]:
    """Return names and figures, marked apart: what a group of reports may agree on and another group never say.

    `names` are those of the text, None for its `proper_names`.

    >>> sorted(anchor_terms("Then Lisbon's mayor counted 12 boats"))
    ['=12', '@lisbon']
    """
    return name_terms(proper_names(text) if names is None else names) | {f"={figure}" for figure in figures(text)}


def term_matrix(terms: Sequence[set[str]]) -> Any:
    """Return which text holds which term: CSR of ones, shape (n_texts, n_terms), columns in the order of the terms.

    >>> term_matrix([{"@porto"}, {"=12", "@porto"}]).toarray().tolist()
    [[0.0, 1.0], [1.0, 1.0]]
    """
    import scipy.sparse as sp

    column = {term: place for place, term in enumerate(sorted(set().union(*terms)))}
    columns: list[NDArray[np.int64]] = [np.sort([column[term] for term in held]).astype(np.int64) for held in terms]
    lengths = np.array([len(held) for held in columns], dtype=np.int64)
    indices = np.concatenate(columns) if columns else np.zeros(0, np.int64)
    shape = (len(terms), max(len(column), 1))
    return sp.csr_array(
        (np.ones(len(indices), np.float32), indices, np.concatenate([[0], np.cumsum(lengths)])), shape=shape
    )
