"""Key phrases stand in the texts as they are, lead with a word of content, and tell a topic from the others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.labels.keyphrases import FILLERS, LONGEST, content_runs, find_phrases, key_phrases

STOP_WORDS = ["the", "of", "in", "and", "to", "said"]
CONTENT = ["ferry", "Aurora", "central bank", "policy rate", "olive harvest", "drought", "tram line", "Porto", "fog"]
sentences = st.lists(st.sampled_from(STOP_WORDS + CONTENT), min_size=1, max_size=12).map(
    lambda words: " ".join(words) + "."
)
piles = st.lists(st.tuples(sentences, st.integers(0, 2)), min_size=1, max_size=12)
REPORTS = [
    "The central bank raised its policy rate to 4.5 percent on Thursday.",
    "Chile's central bank left the policy rate unchanged, Coast Wire reported.",
    "Olive harvest halved by drought, growers in Jaen said.",
    "Olive oil prices rise after a poor olive harvest.",
    "Ferry Aurora runs aground off Porto in fog.",
    "Fog halts every ferry off Porto.",
]
TOPICS = np.array([0, 0, 1, 1, 2, 2])


def numbered(labels):
    """Labels as 0, 1, ... without gaps."""
    return np.unique(labels, return_inverse=True)[1]


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
        assert len(words) <= LONGEST and not set(words) & ({"the", "of", "in", "and", "to"} | FILLERS)


def test_phrases_do_not_reach_over_punctuation():
    assert {"fog ferry", "ferry oslo"} & set(find_phrases(["Thick fog. Ferry stops, Oslo waits"]).texts) == set()


def test_names_of_outlets_are_no_phrases():
    assert "coast" in find_phrases(REPORTS).texts
    assert "coast" not in find_phrases(REPORTS, ignore=["Coast", "Wire"]).texts


def test_a_phrase_is_written_as_it_mostly_is():
    assert find_phrases(["Tram Line shut", "tram line opens", "tram line late"]).forms["tram line"] == "tram line"


@pytest.mark.parametrize("text", ["", "the of and", "1,200 4.5 2026-02-26", "…!?", "a b c"])
def test_a_text_without_content_has_no_phrases(text):
    assert find_phrases([text]).texts == {}


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Chile's navy, and the port of Arica", [["Chile", "navy"], ["port"], ["Arica"]]),
        ("U.S.-made jets — sold to Oslo", [["U.S.-made", "jets"], ["sold"], ["Oslo"]]),
        ("日本の利上げ", [["日本の利上げ"]]),
    ],
)
def test_a_text_is_cut_at_stop_words_and_marks(text, runs):
    assert content_runs(text, {"and", "the", "of", "to"}) == runs


def test_phrases_tell_a_topic_from_the_others():
    strongest = [found[0].casefold() for found in key_phrases(find_phrases(REPORTS), TOPICS)]

    assert strongest[0] in ("central bank", "policy rate")
    assert strongest[1] in ("olive", "harvest", "olive harvest")
    assert strongest[2] in ("ferry", "fog", "porto")


@settings(max_examples=60, deadline=None)
@given(piles)
def test_a_phrase_of_a_topic_stands_in_several_of_its_texts(pile):
    texts, topics = [text for text, _ in pile], numbered([topic for _, topic in pile])
    table = find_phrases(texts)
    for topic, found in enumerate(key_phrases(table, topics)):
        inside = set(np.flatnonzero(topics == topic))
        assert all(len(inside & set(table.texts[phrase.casefold()])) >= min(2, len(inside)) for phrase in found)


@settings(max_examples=60, deadline=None)
@given(piles, st.randoms(use_true_random=False))
def test_the_order_of_the_texts_changes_no_phrase(pile, random):
    shuffled = random.sample(pile, len(pile))
    found, again = (
        key_phrases(find_phrases([text for text, _ in one]), numbered([topic for _, topic in one]))
        for one in (pile, shuffled)
    )

    assert found == again


def test_no_more_phrases_than_asked_for():
    assert max(map(len, key_phrases(find_phrases(REPORTS), TOPICS, n_phrases=1))) == 1


def test_no_phrase_repeats_the_words_of_a_stronger_one():
    found = key_phrases(find_phrases(["missile deal signed", "missile deals grow", "missiles sold"]), np.zeros(3, int))[
        0
    ]

    assert sum("missile" in phrase for phrase in found) == 1


def test_one_topic_alone_has_phrases():
    assert key_phrases(find_phrases(REPORTS[:2]), np.zeros(2, int))[0][:2] == ["central bank", "policy rate"]


def test_a_fine_topic_is_told_from_its_siblings():
    texts = [
        "flood in Porto shuts tram line",
        "flood shuts tram line",
        "flood in Faro shuts school",
        "flood shuts school",
    ]
    texts += ["rates rise", "rates fall"]
    found = key_phrases(find_phrases(texts), np.array([0, 0, 1, 1, 2, 2]), np.array([0, 0, 0, 0, 1, 1]))

    assert "tram" in found[0][0] and "school" in found[1][0]


def test_phrases_near_to_the_meaning_of_the_topic_come_first():
    texts = ["fog ferry", "fog ferry"]
    towards = {"ferry": [1.0, 0.0], "fog": [0.1, 0.9], "fog ferry": [0.1, 0.9]}

    def encode(phrases):
        return np.array([towards[phrase] for phrase in phrases])

    found = key_phrases(find_phrases(texts), np.zeros(2, int), encode=encode, centroids=np.array([[1.0, 0.0]]))

    assert found[0][0] == "ferry"


def test_topics_without_words_have_no_phrases():
    assert key_phrases(find_phrases(["", ""]), np.array([0, 1])) == [[], []]
