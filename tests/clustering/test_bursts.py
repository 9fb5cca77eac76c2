"""What is reported more today than its past would let one expect."""

from __future__ import annotations

import numpy as np
import pytest

from topics.clustering.bursts import MOST, bursts


def steady(n_days=30, a_day=4):
    """Two groups, two reports of each a day."""
    days = np.repeat(np.arange(n_days), a_day).astype(float)
    return days, np.tile([0, 1], len(days) // 2)


def test_a_steady_topic_does_not_burst():
    assert (bursts(*steady(), 2) < 1).all()


def test_many_reports_on_the_last_day_are_a_burst_of_their_topic_alone():
    days, groups = steady()
    found = bursts(np.append(days, [29.0] * 20), np.append(groups, [1] * 20), 2)

    assert found[1] > 2 > found[0]


def test_what_is_new_can_burst():
    days, groups = steady()

    assert bursts(np.append(days, [29.0] * 8), np.append(groups, [2] * 8), 3)[2] > 5


def test_a_burst_of_last_month_is_over():
    days, groups = steady()

    assert (bursts(np.append(days, [2.0] * 12), np.append(groups, [1] * 12), 2) < 1).all()


@pytest.mark.parametrize("days", [[], [np.nan] * 5, [7.0] * 5])
def test_without_days_or_a_past_nothing_bursts(days):
    assert bursts(np.array(days), np.zeros(len(days), dtype=np.int64), 1).tolist() == [0]


def test_a_flood_of_reports_is_a_finite_number():
    days, groups = steady()

    assert bursts(np.append(days, [29.0] * 5_000), np.append(groups, [1] * 5_000), 2).max() <= MOST
