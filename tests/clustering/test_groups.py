"""Clear groups are found as they are, and none is invented where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from topics.clustering.groups import CLEAR_PILE, clear_groups, theme_groups
from topics.encoding.encoders import unit_rows


def clear(vectors, smallest=2.0):
    return clear_groups(vectors, np.ones(len(vectors)), 15, smallest)


@pytest.mark.parametrize(("n_groups", "size"), [(2, 30), (3, 20), (7, 12), (15, 4)])
def test_clear_groups_are_found(blobs, n_groups, size):
    vectors, topics = blobs(n_groups, size)

    assert adjusted_rand_score(topics, clear(vectors)) == 1


def test_groups_that_run_into_one_another_are_not_clear(blobs):
    vectors, _ = blobs(6, 20, spread=0.6)

    assert clear(vectors) is None


def test_a_pile_about_one_thing_is_one_group(blobs):
    vectors, _ = blobs(1, 50)

    assert not clear(vectors).any()


def test_a_group_of_too_few_is_no_group(blobs):
    vectors, _ = blobs(2, 40)

    assert clear(vectors[:41], smallest=3.0) is None or not clear(vectors[:41], smallest=3.0).any()


@pytest.mark.parametrize("n", [0, 1, 2, CLEAR_PILE + 1])
def test_too_few_and_too_many_rows_are_left_to_others(n):
    assert clear(unit_rows(np.ones((n, 3)))) is None


@pytest.mark.parametrize("n", [0, 1, 2, 7])
def test_rows_alike_are_one_theme_and_rows_unlike_are_many(n):
    assert set(theme_groups(unit_rows(np.ones((n, 8))), 15)) == set(range(min(n, 1)))
    assert len(set(theme_groups(np.eye(8, dtype=np.float32)[:n], 15))) == n


def test_no_more_themes_than_a_person_holds_in_mind_or_than_asked_for():
    assert len(set(theme_groups(np.eye(30, dtype=np.float32), 15))) <= 15
    assert len(set(theme_groups(np.eye(30, dtype=np.float32), 15, n_groups=4))) <= 4
