"""Events of one longer story are put together and linked to what came before; instances of a series are told apart from it."""

from __future__ import annotations

import numpy as np
import pytest

from topics.clustering.channels import find_channels
from topics.clustering.storylines import Storylines, event_channels, find_storylines

STORY = [
    "Ferry Aurora sinks off Porto, 12 dead. The captain of the Aurora is questioned.",
    "Porto opens inquiry into the ferry Aurora. The captain of the Aurora will testify.",
    "Captain of the ferry Aurora charged in Porto after the inquiry into the sinking.",
    "Norway's central bank raises its policy rate to 4.5 percent, Governor Lie says.",
]
MEANING = np.array([[1, 0.1, 0], [1, 0.2, 0], [1, 0.3, 0], [0, 0, 1]])


def oil(day, close, change, other):
    return f"Oil settles at ${close} a barrel, {change}% on the day. WTI ended at ${other}, traders in London said on {day}."


SERIES = [
    oil("Monday", "71.42", "1.7", "67.80"),
    oil("Tuesday", "70.65", "1.1", "66.15"),
    oil("Friday", "74.05", "2.4", "70.28"),
]


def storylines(texts, days, meaning=None):
    meaning = np.ones((len(texts), 2)) if meaning is None else meaning
    return find_storylines(find_channels(texts, meaning, np.array(days, float)), np.arange(len(texts)))


def test_events_of_one_story_are_a_storyline_and_follow_one_another():
    found = storylines(STORY, [1, 9, 20, 9], MEANING)

    assert found.storyline.tolist() == [0, 0, 0, 1]
    assert found.follows[0] == -1 and found.follows[1] == 0 and found.follows[2] in (0, 1) and found.follows[3] == -1


def test_instances_of_a_series_point_to_the_one_before_and_follow_nothing():
    found = storylines(SERIES, [1, 2, 5])

    assert found.same_series.tolist() == [-1, 0, 1] and found.follows.tolist() == [-1, -1, -1]


@pytest.mark.parametrize("days", [[np.nan] * 4, [3, 3, 3, 3]])
def test_without_days_in_between_nothing_follows(days):
    found = storylines(STORY, days, MEANING)

    assert (found.follows == -1).all() and (found.same_series == -1).all()


def test_no_event_follows_a_later_one(pile):
    events = np.arange(len(pile.texts)) // 2
    channels = find_channels(*pile.told)
    found, days = find_storylines(channels, events), event_channels(channels, events).days

    for links in (found.follows, found.same_series):
        linked = np.flatnonzero(links >= 0)
        assert (days[links[linked]] < days[linked]).all()
        assert (found.storyline[links[linked]] == found.storyline[linked]).all()


def test_an_event_says_what_its_reports_say():
    told = event_channels(find_channels(STORY, MEANING, np.array([1.0, 3.0, 20.0, 9.0])), np.array([0, 0, 1, 2]))
    words = told.terms[:, told.channel_of_term == 0].power(2).sum(axis=1)

    assert told.days.tolist() == [2, 20, 9] and told.dense.shape == (3, 3)
    assert words[:2] == pytest.approx(1, abs=1e-5)  # the last event shares no word with another


def test_unlinked_events_are_each_a_storyline():
    found = Storylines.unlinked(3)

    assert found.storyline.tolist() == [0, 1, 2] and (found.follows == -1).all()
