"""Stop words are those of the text's own language, and English serves where there is no list."""

from __future__ import annotations

import pytest

from topics.labels.stop_words import FILLERS, MARKS, UNITS, WEAK, stop_words


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "the"), ("fr", "avec"), ("de", "und"), ("es", "pero"), ("ru", "что"), ("no", "ikke"), ("pl", "jest")],
)
def test_every_language_has_its_own(language, word):
    assert word in stop_words(language)


@pytest.mark.parametrize("language", ["", "xx", "sw", "../../etc"])
def test_a_language_without_a_list_takes_the_english_one(language):
    assert stop_words(language) == stop_words("en")


def test_words_of_content_are_no_stop_words():
    assert not stop_words("en") & {"computer", "goods", "system-wide", "missile"}


def test_units_break_phrases_and_no_word_is_both_weak_and_left_out():
    assert UNITS <= FILLERS and not WEAK & MARKS
