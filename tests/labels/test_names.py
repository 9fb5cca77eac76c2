"""Names that a person would say, all different; headlines and the proper names of an event."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.labels.keyphrases import KeyPhrase
from topics.labels.names import MOST_ENTITIES, UNNAMED, capitalised, entities, medoid, topic_names, unsplit

phrase_lists = st.lists(
    st.lists(st.sampled_from(["ferry", "policy rate", "fog", "Porto"]), max_size=4, unique=True), min_size=1, max_size=8
)


def named(phrases, held=None):
    """Names of topics of three texts each; a phrase stands in all of them, or where `held` says."""
    places = [
        [np.array([3 * topic + text for text in (held or {}).get(phrase, range(3))]) for phrase in found]
        for topic, found in enumerate(phrases)
    ]
    found = [
        [
            KeyPhrase(text, (2.0 - 0.1 * rank) * len(holders) / 3, holders)
            for rank, (text, holders) in enumerate(zip(one, where, strict=True))
        ]
        for one, where in zip(phrases, places, strict=True)
    ]
    return topic_names(found, np.repeat(np.arange(len(phrases)), 3))


@settings(deadline=None)
@given(phrase_lists)
def test_no_two_topics_share_a_name(phrases):
    names = named(phrases)

    assert len(set(names)) == len(phrases)


@settings(deadline=None)
@given(phrase_lists)
def test_every_name_opens_with_a_capital(phrases):
    assert all(name[0].isupper() for name in named(phrases))


def test_a_phrase_that_most_texts_hold_is_the_name():
    assert named([["policy rate", "inflation"]], {"inflation": [1]}) == ["Policy rate"]


def test_two_phrases_that_tell_more_together_are_the_name():
    assert named([["floods", "earthquakes"]], {"floods": [0], "earthquakes": [1, 2]}) == ["Floods and earthquakes"]


def test_a_name_says_no_word_twice():
    assert named([["missile deal", "missile", "missiles"]], {"missile deal": [0]}) == ["Missile deal"]


def test_two_words_are_a_better_name_than_one_that_says_as_much():
    assert named([["rate", "policy rate"]]) == ["Policy rate"]


def test_of_two_phrases_that_cover_as_much_the_one_that_means_the_topic_is_the_name():
    held, middles = np.arange(2), np.eye(2)
    found = [
        KeyPhrase("sale notice", 1.0, held, middles[1], 0.1),
        KeyPhrase("ferry traffic", 1.0, held, middles[0], 0.9),
    ]

    assert topic_names([found, []], np.array([0, 0, 1]), centroids=middles)[0] == "Ferry traffic"


def test_a_topic_without_phrases_is_called_so():
    assert named([[], []]) == [UNNAMED, f"{UNNAMED} (2)"]


def test_topics_of_one_phrase_are_told_apart_by_the_next():
    names = named([["policy rate", "fog"], ["policy rate", "strike"]])

    assert names == ["Policy rate", "Policy rate, strike"]


@pytest.mark.parametrize(
    ("name", "expected"), [("iPhone sales", "iPhone sales"), ("policy rate", "Policy rate"), ("NATO", "NATO"), ("", "")]
)
def test_the_first_letter_is_a_capital_unless_the_second_is(name, expected):
    assert capitalised(name) == expected


def test_the_medoid_is_the_member_nearest_to_the_mean():
    vectors = np.array([[1.0, 0], [0.8, 0.6], [0, 1], [0, -1]])

    assert medoid(vectors, np.array([0, 1, 2])) == 1


def test_of_equal_members_the_first_is_the_medoid():
    assert medoid(np.ones((4, 2)), np.array([2, 3])) == 2


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["The ferry Aurora sank off Porto. Porto mourned."], ["Aurora", "Porto"]),
        (["Talks between Ana Silva and the Bank of England failed on Monday."], ["Ana Silva", "Bank of England"]),
        (["Growers met."], []),
        ([""], []),
        ([], []),
    ],
)
def test_proper_names_are_found_where_a_capital_is_no_matter_of_place(texts, found):
    assert entities(texts) == found


def test_names_in_most_texts_come_first():
    assert entities(["he left Oslo for Bergen", "she left Oslo", "they love Bergen and Oslo"]) == ["Oslo", "Bergen"]


def test_a_part_of_a_name_that_stands_as_often_is_not_told_twice():
    assert entities(["then Ana Silva spoke to Silva"]) == ["Ana Silva"]


def test_no_more_names_than_one_line_holds():
    assert len(entities([f"from {' to '.join('ABCDEFGHIJ'[n] + 'ville' for n in range(10))}"])) == MOST_ENTITIES


@settings(deadline=None)
@given(st.lists(st.sampled_from(["met Ana Silva in Oslo", "flew to Porto", "sold to Bergen"]), max_size=6))
def test_the_order_of_the_texts_changes_no_name(texts):
    assert entities(texts) == entities(texts[::-1])


def test_a_topic_that_is_all_of_its_parent_keeps_the_parent_s_name():
    found, topics, parents = (
        [[KeyPhrase("fog", 1.0, np.array([n]))] for n in range(3)],
        np.arange(3),
        np.array([0, 0, 1]),
    )
    given = {topic: ["Weather", "Fog"][parent] for topic, parent in unsplit(topics, parents).items()}
    names = topic_names(found, topics, given=given)

    assert names[2] == "Fog" and len(set(names)) == 3
