"""Examples move an entry and the score that is enough, few of them little."""

from __future__ import annotations

import numpy as np
import pytest

from topics.clustering.watch_examples import LEAST_EVER, enough_for, scores_of_examples, sharpened
from topics.clustering.watch_nearness import Query

QUERY = Query(np.array([1.0, 0.0, 0.0], np.float32), np.zeros((1, 3), np.float32))
EAST, NORTH, UP = np.eye(3, dtype=np.float32)
NONE = np.zeros((0, 3), np.float32)


def test_without_examples_nothing_moves():
    (query,) = sharpened(QUERY, NONE, NONE)

    assert np.allclose(query.middle, EAST)


def test_an_entry_moves_towards_what_was_accepted_and_away_from_what_was_rejected():
    towards, away = (query.middle for query in sharpened(QUERY, NORTH[None], UP[None]))

    assert towards[1] > 0 == towards[2] and away[1] > 0 > away[2]
    assert np.allclose(np.linalg.norm([towards, away], axis=1), 1)


def test_more_examples_move_an_entry_further():
    once, often = (sharpened(QUERY, np.repeat(NORTH[None], n, axis=0), NONE)[0].middle[1] for n in (1, 20))

    assert once < 0.5 < often


def test_no_example_scores_itself():
    seen = []

    def score(moved, rows):
        seen.append((moved[0].middle[1] > 0, rows.tolist()))
        return np.zeros(len(rows))

    accepted, rejected = scores_of_examples(QUERY, np.stack([NORTH, EAST]), UP[None], score)

    assert seen == [(False, [0]), (True, [1]), (True, [2])]
    assert (len(accepted), len(rejected)) == (2, 1)


@pytest.mark.parametrize(
    ("accepted", "rejected"),
    [([], []), ([], [3.0]), ([2.0], [2.0])],
)
def test_examples_that_say_nothing_leave_what_is_enough(accepted, rejected):
    assert abs(enough_for(np.array(accepted), np.array(rejected), 1.5) - 1.5) < 0.5


def test_rejected_examples_that_score_high_ask_for_more():
    accepted, rejected = np.array([6.0, 7.0, 8.0]), np.array([3.0, 4.0, 5.0])

    assert 3 < enough_for(accepted, rejected, 1.5) < 6


def test_accepted_examples_that_score_low_ask_for_less_but_never_for_nothing():
    assert LEAST_EVER < enough_for(np.full(20, 1.2), np.array([]), 1.5) < 1.5
    assert enough_for(np.full(20, -9.0), np.array([]), 1.5) == LEAST_EVER


def test_rejected_examples_that_score_as_high_as_the_accepted_ones_do_not_open_the_door():
    accepted, rejected = np.linspace(4, 6, 20), np.linspace(5, 9, 20)

    assert enough_for(accepted, rejected, 1.5) > 3.5
