"""Every pair that shares a word is weighed, by a sum that more agreement never lowers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.clustering.channels import find_channels
from topics.clustering.pair_model import FEATURES, FLOOR, LIMIT, PairModel
from topics.clustering.pairs import likely_pairs, pair_features

SHIPPED = PairModel.shipped()


def features_of(texts, days=None, vectors=None):
    """What the channels say of the first two texts."""
    days = np.full(len(texts), np.nan) if days is None else np.array(days, float)
    channels = find_channels(texts, np.eye(len(texts)) if vectors is None else vectors, days)
    return dict(zip(FEATURES, pair_features(channels, np.array([0]), np.array([1]))[0].tolist(), strict=True))


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_no_pair_above_the_floor_is_missed(pile, seed):
    some = pile.take(np.random.default_rng(seed).choice(len(pile.texts), 40, replace=False))
    channels = find_channels(*some.told)
    weights = SHIPPED.weights(40)
    first, second = np.triu_indices(40, 1)
    odds = pair_features(channels, first, second) @ weights[:-1] + weights[-1]
    shares = (channels.terms @ channels.terms.T).toarray()[first, second] > 0
    likely = shares & (odds > FLOOR + 1e-3)

    found = set(zip(*(column.tolist() for column in likely_pairs(channels, SHIPPED)[:2]), strict=True))
    assert set(zip(first[likely].tolist(), second[likely].tolist(), strict=True)) <= found


def test_the_log_odds_are_the_weighted_sum_of_the_features(pile):
    channels = find_channels(*pile.told)
    first, second, odds = likely_pairs(channels, SHIPPED)
    weights = SHIPPED.weights(len(pile.texts))

    expected = np.clip(pair_features(channels, first, second) @ weights[:-1] + weights[-1], FLOOR, LIMIT)
    np.testing.assert_allclose(odds, expected, atol=2e-4)


def test_no_pair_speaks_louder_than_the_limit(pile):
    odds = likely_pairs(find_channels(*pile.told), replace(SHIPPED, words=1_000.0))[2]

    assert odds.max() == LIMIT and odds.min() > FLOOR


def test_known_articles_are_not_weighed_against_each_other_again(pile):
    channels = find_channels(*pile.told)
    known, new, odds = likely_pairs(channels, SHIPPED, 100)
    first, second, all_odds = likely_pairs(channels, SHIPPED)
    fresh = second >= 100

    assert new.min() >= 100
    assert (odds == all_odds[fresh]).all() and (known == first[fresh]).all() and (new == second[fresh]).all()


def test_an_unknown_day_speaks_neither_for_nor_against():
    assert features_of(["Ferry aground off Porto"] * 2, [1, np.nan])["days"] == 0


@pytest.mark.parametrize(
    ("other", "sign"), [("The vote is on Tuesday", 1), ("The vote is on Friday", -1), ("The vote is near", 0)]
)
def test_a_day_of_the_week_in_common_speaks_for_one_event_and_another_against(other, sign):
    assert np.sign(features_of(["They vote on Tuesday", other])["weekdays"]) == sign


def oil(pct, brent, wti, dubai):
    return f"Oil rose {pct}% at the close. Brent settled at ${brent}, WTI at ${wti} and Dubai at ${dubai} a barrel."


def test_texts_alike_that_share_no_figure_are_two_instances_of_a_series():
    monday, tuesday = oil("1.7", "71.42", "67.80", "70.10"), oil("2.4", "74.05", "70.28", "72.66")
    instances, reprint = features_of([monday, tuesday, "Oslo votes"]), features_of([monday, monday, "Oslo votes"])

    assert instances["other_figures"] < -0.1 and reprint["other_figures"] == pytest.approx(0, abs=1e-6)


def test_texts_without_figures_do_not_clash_on_them():
    assert features_of(["Oslo votes for more trams", "Oslo votes for more trams today"])["other_figures"] == 0


def test_an_empty_pile_has_no_pairs():
    first, second, odds = likely_pairs(find_channels([], np.zeros((0, 3)), np.zeros(0)), SHIPPED)

    assert len(first) == len(second) == len(odds) == 0


def test_no_shipped_weight_is_below_zero():
    assert all(getattr(SHIPPED, feature) >= 0 for feature in (*FEATURES, "size", "clash"))


def test_an_unknown_granularity_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="granularity='week' but expected one of 'event'"):
        PairModel.shipped("week")
