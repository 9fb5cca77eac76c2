"""Groups of mean evidence above zero, best first; groups that disagree on what each of them says stay apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage

from topics.clustering.anchors import term_matrix
from topics.clustering.linkage import average_linkage

FLOOR = -3.0
NO_TERMS = term_matrix([set()] * 60)


def all_pairs(n, odds):
    first, second = np.triu_indices(n, 1)
    held = odds > FLOOR
    return first[held].astype(np.int64), second[held].astype(np.int64), odds[held].astype(np.float32)


def uneven_odds(n, seed):
    """Log odds without ties, of a pile that has some structure."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, max(n // 4, 1), n)
    first, second = np.triu_indices(n, 1)
    return np.round(np.maximum(rng.normal(np.where(group[first] == group[second], 1.5, -2.5), 2), FLOOR), 4)


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 60), st.integers(0, 10_000))
def test_without_clashes_it_is_average_linkage(same_partition, n, seed):
    odds = uneven_odds(n, seed)
    expected = fcluster(linkage(odds.max() - odds, "average"), odds.max() - 1e-9, "distance")

    assert same_partition(average_linkage(n, all_pairs(n, odds), FLOOR, NO_TERMS[:n], 0.0), expected)


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 60), st.integers(0, 10_000))
def test_the_order_of_the_pairs_changes_nothing(n, seed):
    pairs = all_pairs(n, uneven_odds(n, seed))
    order = np.random.default_rng(seed).permutation(len(pairs[0]))
    shuffled = tuple(column[order] for column in pairs)

    one, other = (average_linkage(n, given, FLOOR, NO_TERMS[:n], 1.0) for given in (pairs, shuffled))
    assert (one == other).all()


def test_a_group_is_named_after_its_first_member():
    pairs = np.array([1]), np.array([3]), np.array([2.0], dtype=np.float32)

    assert average_linkage(4, pairs, FLOOR, NO_TERMS[:4], 1.0).tolist() == [0, 1, 2, 1]


def test_no_pairs_are_all_alone():
    nothing = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)

    assert average_linkage(3, nothing, FLOOR, NO_TERMS[:3], 1.0).tolist() == [0, 1, 2]


def two_bouts(n_each, names):
    """Two groups of reports, firm within themselves and alike across."""
    n = 2 * n_each
    first, second = np.triu_indices(n, 1)
    odds = np.where((first < n_each) == (second < n_each), 4.0, 0.4)
    terms = term_matrix([names[0]] * n_each + [names[1]] * n_each)
    return n, all_pairs(n, odds), terms


FIVE = ({"@rahman", "=seventh", "@mannheim", "=32", "=46"}, {"@thompson", "=sixth", "@bern", "=36", "=58"})


@pytest.mark.parametrize(("n_each", "n_groups"), [(1, 1), (2, 2), (8, 2)])
def test_groups_that_agree_on_what_the_other_never_says_stay_apart(n_each, n_groups):
    n, pairs, terms = two_bouts(n_each, FIVE)

    assert len(set(average_linkage(n, pairs, FLOOR, terms, 3.0))) == n_groups


def test_what_only_one_side_adds_is_no_clash():
    n, pairs, terms = two_bouts(8, (FIVE[0], set()))

    assert len(set(average_linkage(n, pairs, FLOOR, terms, 3.0))) == 1


def test_without_weight_no_clash_is_heard():
    n, pairs, terms = two_bouts(8, FIVE)

    assert len(set(average_linkage(n, pairs, FLOOR, terms, 0.0))) == 1
