"""What speaks for one event, by measures that the pile does not bend, and that do not depend on its order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.clustering.channels import GAP_EDGES, find_channels
from topics.clustering.events import find_events
from topics.clustering.pair_model import PairModel
from topics.clustering.pairs import likely_pairs, pair_features


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10_000))
def test_the_background_of_a_pile_does_not_depend_on_the_order(pile, seed):
    some = pile.take(np.arange(60))
    one = find_channels(*some.told)
    other = find_channels(*some.take(np.random.default_rng(seed).permutation(60)).told)

    assert one.background == other.background and (one.gap_odds == other.gap_odds).all()


def test_a_single_article_has_a_background_all_the_same(pile):
    assert 0 < find_channels(*pile.take(np.array([0])).told).background < 1


def test_the_longer_between_two_reports_the_weaker_the_evidence(pile):
    odds = find_channels(*pile.told).gap_odds

    assert len(odds) == len(GAP_EDGES) + 1 and (np.diff(odds[:7]) < 0).all()


@pytest.mark.parametrize("texts", [[""], ["", ""], ["the of and"] * 3])
def test_texts_without_words_have_no_terms(texts):
    channels = find_channels(texts, np.ones((len(texts), 2)), np.full(len(texts), np.nan))

    assert channels.terms.nnz == channels.anchors.nnz == 0


@pytest.mark.parametrize(
    "text", ["غرقت العبارة قبالة بورتو", "渡轮在波尔图附近沉没", "フェリーがポルト沖で沈没", "דוברה טבעה ליד פורטו"]
)
def test_events_are_found_in_a_script_without_capitals(text):
    told = [text, text, "the Ferry Aurora sank"], np.array([[1.0, 0], [1, 0], [0, 1]]), np.full(3, 100.0)

    assert find_events(*told).tolist() == [0, 0, 1]


def test_what_two_texts_in_different_languages_mean_stands_in_for_the_words_that_they_cannot_share():
    told = ["Ferry Aurora sank, 12 people drowned", "Die Fähre Aurora sank, zwölf Menschen ertranken"]
    vectors, days = np.array([[1.0, 0.1], [1.0, 0.1]]), np.full(2, np.nan)

    def words(*languages):
        channels = find_channels(told, vectors, days, languages=languages)
        return pair_features(channels, np.array([0]), np.array([1]))[0, 0]

    assert words("en", "de") == pytest.approx(0.75)
    assert words("en", "") == words("", "") == words("en", "en-GB") < 0.7


def test_the_kernel_weighs_two_languages_as_the_features_do(pile):
    languages = ["en", "de", ""] * len(pile.texts)
    channels = find_channels(*pile.told, languages=languages[: len(pile.texts)])
    model = PairModel.shipped()
    first, second, odds = likely_pairs(channels, model)

    weighed = pair_features(channels, first, second) @ model.weights(channels.n_articles)[:-1]

    assert np.allclose(odds, np.minimum(weighed + model.weights(channels.n_articles)[-1], 8), atol=1e-3)
