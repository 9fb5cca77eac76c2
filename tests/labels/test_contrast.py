"""A phrase counts by the events that hold it, against all other texts and against the topic's siblings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.labels.contrast import contrast

TOPICS = np.array([0, 0, 1, 1, 2, 2])


def strengths(holders, topics=TOPICS, parents=None, events=None):
    found = contrast(holders, topics, parents, np.arange(len(topics)) if events is None else events)
    return {(p, t): s for p, t, s in zip(found.phrases.tolist(), found.topics.tolist(), found.strength, strict=True)}


def test_what_all_topics_say_sets_none_apart():
    assert strengths([[0, 1, 2, 3, 4, 5], [0, 1]]).keys() == {(1, 0)}


def test_what_all_of_a_topic_says_is_stronger_than_what_a_part_says():
    found = strengths([[0, 1, 2], [0, 1]], np.array([0, 0, 0, 1, 1]))

    assert found[0, 0] > found[1, 0]


def test_a_phrase_of_a_sibling_is_weaker_than_one_of_the_topic_alone():
    found = strengths([[0, 1, 2], [0, 1, 4]], parents=np.array([0, 0, 0, 0, 1, 1]))

    assert found[0, 0] < found[1, 0]


def test_many_reports_of_one_event_count_as_one():
    topics, events = np.array([0] * 6 + [1]), np.array([0, 0, 0, 0, 1, 2, 3])
    found = strengths([[0, 1, 2, 3, 4], [3, 4, 5]], topics, events=events)

    assert found[1, 0] == pytest.approx(strengths([[0, 1, 2]], np.array([0, 0, 0, 1]))[0, 0], rel=0.5)
    assert found[0, 0] < 2 * found[1, 0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sets(st.integers(0, 5), min_size=1), min_size=1, max_size=6))
def test_what_is_found_is_above_zero_and_stands_in_its_topic(sets):
    holders = [sorted(one) for one in sets]
    for (phrase, topic), strength in strengths(holders).items():
        assert strength > 0 and set(holders[phrase]) & set(np.flatnonzero(TOPICS == topic))
