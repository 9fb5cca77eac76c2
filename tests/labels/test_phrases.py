"""Phrases stand in the texts as they are, and open and end as a name does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.labels.phrases import LONGEST, find_phrases
from topics.labels.stop_words import FILLERS

STOP_WORDS = ["the", "in", "and", "to", "said"]
CONTENT = ["ferry", "Aurora", "central bank", "policy rate", "olive harvest", "drought", "tram line", "Porto", "fog"]
sentences = st.lists(st.sampled_from(STOP_WORDS + CONTENT), min_size=1, max_size=12).map(
    lambda words: " ".join(words) + "."
)


@settings(deadline=None)
@given(st.lists(sentences, min_size=1, max_size=6))
def test_phrases_stand_in_the_texts_that_they_are_said_to_stand_in(texts):
    for phrase, holders in find_phrases(texts).texts.items():
        assert all(phrase in texts[holder].casefold() for holder in holders)


@settings(deadline=None)
@given(st.lists(sentences, min_size=1, max_size=6))
def test_phrases_hold_no_stop_word_and_are_no_longer_than_allowed(texts):
    for phrase in find_phrases(texts).texts:
        words = phrase.split(" ")
        assert len(words) <= LONGEST and not set(words) & ({"the", "in", "and", "to"} | FILLERS)


def test_phrases_do_not_reach_over_punctuation():
    assert {"fog ferry", "ferry oslo"} & set(find_phrases(["Thick fog. Ferry stops, Oslo waits"]).texts) == set()


def test_names_of_outlets_are_no_phrases():
    text = "Talks on the coast failed, Coast Wire reported."

    assert "wire" in " ".join(find_phrases([text]).texts)
    assert not {"wire", "coast wire"} & set(find_phrases([text], ignore=["Wire"]).texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["They raised the rate.", "He raised a rate.", "She raised its rate."],
        ["The agency completes sale. It will complete the sale. They complete a sale."],
        ["the rate was slashed, the bank was slashed"],
    ],
)
def test_verbs_are_no_phrases_and_are_in_none(texts):
    assert not {"raised", "completes", "slashed"} & {
        word for phrase in find_phrases(texts).texts for word in phrase.split()
    }


def test_what_stands_only_before_a_noun_is_no_phrase_alone():
    found = find_phrases(["the central bank met", "a central bank is here", "that central hall was shut"]).texts

    assert {"central bank", "central hall"} <= set(found) and "central" not in found


def test_singular_and_plural_are_one_phrase():
    table = find_phrases(["The missile fell.", "Two Russian missiles fell.", "No missiles."])

    assert table.texts["missile"] == [0, 1, 2] and table.forms["missile"] == "missiles"


@pytest.mark.parametrize(
    ("texts", "key", "form"),
    [
        (["Tram Line Shut After Rain", "The tram line opens", "a tram line"], "tram line", "tram line"),
        (
            ["It sold the Russian S-400 missile.", "the Russian S-400 missile"],
            "russian s-400 missile",
            "Russian S-400 missile",
        ),
        (["the Bank of England met", "at the Bank of England"], "bank of england", "Bank of England"),
        (["Earthquake shakes Porto", "An earthquake struck"], "earthquake", "earthquake"),
    ],
)
def test_a_phrase_is_written_as_it_mostly_is(texts, key, form):
    assert find_phrases(texts).forms[key] == form


def test_a_part_of_one_longer_name_is_no_phrase():
    found = find_phrases(["the mayor of Hong Kong left", "talks in Hong Kong", "a mayor"]).texts

    assert "hong kong" in found and not {"hong", "kong"} & set(found)


def test_no_phrase_ends_amid_the_name_of_a_person():
    assert "minister ana" not in find_phrases(["He met Prime Minister Ana Silva Costa Reis on the coast."]).texts


@pytest.mark.parametrize(
    ("text", "language"),
    [("Le prix du pain et de la farine avec les taxes", "fr"), ("Der Preis und die Steuer oder das Brot", "de")],
)
def test_stop_words_are_those_of_the_text_s_own_language(text, language):
    words = {word for phrase in find_phrases([text], languages=[language]).texts for word in phrase.split(" ")}

    assert words and not words & {"et", "avec", "les", "le", "und", "oder", "die", "der"}


@pytest.mark.parametrize("text", ["", "the of and", "1,200 4.5 2026-02-26 26m", "…!?", "a b c", "Reuters on Monday"])
def test_a_text_without_content_has_no_phrases(text):
    assert find_phrases([text]).texts == {}


@settings(max_examples=40, deadline=None)
@given(st.lists(sentences, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_texts_changes_no_phrase(texts, random):
    one, other = find_phrases(texts), find_phrases(random.sample(texts, len(texts)))

    assert one.forms == other.forms
    assert {key: len(held) for key, held in one.texts.items()} == {key: len(held) for key, held in other.texts.items()}
