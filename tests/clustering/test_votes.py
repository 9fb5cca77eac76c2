"""Votes of neighbours for topics."""

from __future__ import annotations

import numpy as np

from topics.clustering.votes import FIRMEST, LOOSEST, agreement, confidence, tally
from topics.neighbours import Neighbours


def neighbours(*rows, distance=0.2):
    return Neighbours(np.array(rows), np.full((len(rows), len(rows[0])), distance))


def test_near_neighbours_count_for_more():
    near = Neighbours(np.array([[0, 1, 2]]), np.array([[0.05, 0.6, 0.7]]))
    assert tally(near, np.array([0, 1, 1])).argmax() == 0


def test_a_neighbour_at_the_far_side_still_has_a_vote():
    assert (tally(neighbours([0], distance=2.0), np.array([0])) > 0).all()


def test_a_small_topic_is_asked_no_more_than_it_could_provide():
    labels = np.array([0, 0, 1, 1, 1, 1])
    assert agreement(neighbours([0, 1, 2, 3]), labels, np.array([0])).tolist() == [1.0]
    assert agreement(neighbours([0, 2, 1, 3]), labels, np.array([0])).tolist() == [0.5]


def test_confidence_lies_in_the_range_it_was_calibrated_on():
    found = confidence(np.linspace(0, 1, 5))
    assert (np.diff(found) > 0).all()
    assert np.allclose([found[0], found[-1]], [LOOSEST, FIRMEST])
