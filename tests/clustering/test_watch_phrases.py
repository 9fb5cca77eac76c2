"""Phrases are found as whole words in their order, in any case and number, and weigh what they are rare."""

from __future__ import annotations

import numpy as np
import pytest

from topics.clustering.watch_phrases import MOST_RARE, evidence, find_phrases, rarity


def holds(text, phrase="missile deal"):
    return bool(find_phrases([[phrase]], [text])[0].held[0, 0])


@pytest.mark.parametrize("text", ["MISSILE DEALS signed", "a missile-deal", "two missiles deals", "the missile\ndeal."])
def test_a_phrase_is_found_in_any_case_and_number(text):
    assert holds(text)


@pytest.mark.parametrize(
    "text", ["a deal on missile parts", "missile dealer", "an antimissile deal", "missile", "", "a missile"]
)
def test_a_phrase_is_found_as_whole_words_in_their_order(text):
    assert not holds(text)


@pytest.mark.parametrize("phrase", [".*", "(", "[a-z]+", "", " - "])
def test_a_phrase_is_no_pattern(phrase):
    assert not holds("anything at all", phrase)


def test_a_phrase_of_a_script_without_spaces_is_found_inside_a_line():
    assert holds("日本の中央銀行は金利を引き上げた", "中央銀行")


def test_the_plural_of_a_word_in_y_is_found():
    assert holds("Two ferries collided", "ferry") and holds("One ferry sank", "ferry")


def test_a_phrase_that_is_written_twice_counts_once():
    (hits,) = find_phrases([["Ferry", "ferry"]], ["A ferry sank"])

    assert hits.held.shape == (1, 1) and hits.of(0) == ["ferry"]


def test_a_phrase_that_few_texts_hold_tells_more():
    held = np.array([[True, True], [True, False], [True, False], [False, False]])
    common, rare = rarity([held])

    assert 0 < common < rare
    assert evidence(held, np.array([common, rare])).tolist() == [common + rare, common, common, 0]


def test_many_phrases_tell_no_more_than_a_few():
    assert evidence(np.ones((1, 50), dtype=bool), np.full(50, 5.0)).tolist() == [MOST_RARE]
