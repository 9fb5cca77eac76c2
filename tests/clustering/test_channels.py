"""What speaks for one event: names, shared words, meaning and days, each by a measure that the pile does not bend."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.clustering.channels import LIMIT, PairModel, find_channels, proper_names

EVERYONE = slice(None)


def log_odds(pile, **weights):
    return find_channels(*pile.told).log_odds(EVERYONE, EVERYONE, PairModel(**weights))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ships collide. The Aurora sank off Porto, Lisbon says.", ["Aurora", "Porto", "Lisbon"]),
        ("Talks fail", []),
        ("rates rise in Norway's north", ["Norway's"]),
        ("Divers left. Nobody was found near Setúbal.", ["Setúbal"]),
        ("", []),
    ],
)
def test_a_capital_in_the_middle_of_a_sentence_makes_a_name(text, names):
    assert proper_names(text) == names


def test_evidence_is_the_same_both_ways(pile):
    odds = log_odds(pile.take(np.arange(40)))

    np.testing.assert_allclose(odds, odds.T, atol=2e-4)


def test_no_pair_speaks_louder_than_the_limit(pile):
    assert np.abs(log_odds(pile.take(np.arange(40)), words=1_000.0)).max() <= LIMIT


def test_an_unknown_day_speaks_neither_for_nor_against(pile):
    some = pile.take(np.arange(30))
    some.days[::2] = np.nan
    odds, without_days = log_odds(some), log_odds(some, days=0.0)

    assert (odds[::2] == without_days[::2]).all() and (odds[1::2, 1::2] != without_days[1::2, 1::2]).any()


def test_the_longer_between_two_reports_the_weaker_the_evidence():
    days = np.array([0.0, 0.2, 3, 20])
    odds = find_channels(["Ferry aground off Porto"] * 4, np.ones((4, 2)), days).log_odds(
        EVERYONE, EVERYONE, PairModel(words=0, meaning=0, names=0, bias=0)
    )

    assert (np.diff(odds[0, 1:]) < 0).all()


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10_000))
def test_the_background_of_a_pile_does_not_depend_on_the_order(pile, seed):
    some = pile.take(np.arange(60))
    one = find_channels(*some.told)
    other = find_channels(*some.take(np.random.default_rng(seed).permutation(60)).told)

    assert one.background == other.background and (one.gap_odds == other.gap_odds).all()


def test_a_single_article_has_a_background_all_the_same(pile):
    assert 0 < find_channels(*pile.take(np.array([0])).told).background < 1
