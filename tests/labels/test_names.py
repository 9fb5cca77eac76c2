"""Names that a person would say, all different; headlines and the proper names of an event."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.labels.names import MOST_ENTITIES, UNNAMED, capitalised, entities, medoid, topic_names

phrase_lists = st.lists(st.lists(st.sampled_from(["ferry", "policy rate", "fog", "Porto"]), max_size=4), max_size=8)


@settings(deadline=None)
@given(phrase_lists)
def test_no_two_topics_share_a_name(phrases):
    names = topic_names(phrases, [["a ferry in fog"]] * len(phrases))

    assert len(set(names)) == len(phrases)


@settings(deadline=None)
@given(phrase_lists)
def test_every_name_opens_with_a_capital(phrases):
    assert all(name[0].isupper() for name in topic_names(phrases, [["a ferry in fog"]] * len(phrases)))


def test_a_phrase_that_most_texts_hold_is_the_name():
    assert topic_names([["policy rate", "inflation"]], [["The policy rate", "a Policy Rate", "inflation"]]) == [
        "Policy rate"
    ]


def test_a_phrase_that_few_texts_hold_is_joined_by_the_next():
    assert topic_names([["policy rate", "inflation"]], [["a policy rate", "inflation", "wages"]]) == [
        "Policy rate, inflation"
    ]


def test_a_topic_without_phrases_is_called_so():
    assert topic_names([[], []], [["x"], ["y"]]) == [UNNAMED, f"{UNNAMED} (2)"]


def test_topics_of_one_phrase_are_told_apart_by_the_next():
    names = topic_names([["ferry", "fog"], ["ferry", "strike"]], [["a ferry"], ["a ferry"]])

    assert names == ["Ferry", "Ferry, strike"]


def test_no_topics_have_no_names():
    assert topic_names([], []) == []


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
