"""An article fits an entry by meaning and phrases together, and nothing fits where nothing is on its topic."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import HashingVectorizer

import topics as tp
from topics.clustering.watch_scores import LEAST, MOST, enough, score_watchlist
from topics.clustering.watchlist import Watchlist, match_watchlist
from topics.encoding.cache import default_cache, encode
from topics.encoding.encoders import lead_text, load_encoder

ARMS = {
    "name": "Arms deals",
    "description": "Governments buy or sell weapons: missiles, warplanes, warships, tanks.",
    "phrases": ["missile deal", "fighter jet", "howitzer"],
    "exclude": ["film"],
}
BAND = ["The band tours in spring.", "A cellist wins the prize.", "The choir sings in the old hall."]


def word_encode(texts):
    return HashingVectorizer(n_features=2048, stop_words="english").transform(texts).toarray().astype(np.float32)


def fits(text, others=BAND, **changes):
    """Whether one article among others fits."""
    watchlist = Watchlist.from_dict({"topic": [ARMS | changes]})
    texts = [text, *others]
    return bool(match_watchlist(watchlist, texts, word_encode(texts), word_encode)[0, 0])


def test_an_article_fits_with_words_of_its_description_and_a_phrase():
    assert fits("The missile deal: governments sell weapons.")


def test_an_article_about_something_else_fits_nothing():
    assert not fits("The ferry to the island sails again.")


def test_an_excluded_phrase_rules_an_article_out():
    assert not fits("The missile deal: governments sell weapons, says a new film.")


def test_an_accepted_text_fits_and_a_rejected_one_does_not_whatever_they_say():
    ferry, deal = "The ferry to the island sails again.", "The missile deal: governments sell weapons."

    assert fits(ferry, examples=[ferry])
    assert not fits(deal, rejected=[deal])


def test_articles_like_the_accepted_ones_fit():
    strait, examples = "Frigates sold to Athens by Paris.", ["Paris sold frigates to Athens."]

    assert not fits(strait)
    assert fits(strait, examples=examples)


def test_the_order_of_articles_and_entries_changes_nothing():
    texts = [*BAND, "The missile deal: governments sell weapons.", "Fighter jets and tanks."]
    both = Watchlist.from_dict({"topic": [ARMS, {"name": "Music", "phrases": ["band", "choir"]}]})
    turned = Watchlist(both.topics[::-1])
    found = score_watchlist(both, texts, word_encode(texts), word_encode).scores
    again = score_watchlist(turned, texts[::-1], word_encode(texts[::-1]), word_encode).scores

    assert np.allclose(found, again[::-1, ::-1], atol=1e-4)


def test_it_says_which_phrase_and_which_example_is_nearest():
    watchlist = Watchlist.from_dict({"topic": [ARMS | {"examples": ["A ferry sails.", "Athens buys tanks."]}]})
    texts = ["Two howitzers and tanks for Athens."]
    found = score_watchlist(watchlist, texts, word_encode(texts), word_encode)

    assert found.phrases[0].of(0) == ["howitzer"]
    assert found.nearest_example(0, 0)[0] == "Athens buys tanks."
    assert found.nearest(0, 0)[0] in ARMS["phrases"]


# ---- what is enough


def pile_of(n_high, n, high=2.5, low=-4.0):
    return np.r_[np.full(n_high, high), np.full(n - n_high, low)]


def test_a_score_is_enough_among_few_articles_and_not_alone_among_many():
    assert enough(pile_of(1, 3)) == LEAST
    assert enough(pile_of(1, 2_000)) == MOST


def test_what_many_articles_reach_is_enough():
    assert enough(pile_of(600, 2_000)) == LEAST


@pytest.mark.parametrize("least", [0.0, 1.0, 6.0])
def test_what_is_enough_is_never_less_than_asked_for(least):
    assert enough(pile_of(600, 2_000), least) >= least


@pytest.mark.parametrize("scores", [[-np.inf], [np.inf], [np.inf, -np.inf, 0.0], [0.0]])
def test_articles_that_are_decided_do_no_harm(scores):
    assert LEAST <= enough(np.array(scores)) <= MOST


# ---- with the model of a run


@pytest.fixture(scope="module")
def model():
    encoder = load_encoder()
    return lambda texts: encode(texts, encoder, cache=default_cache(), progress=False).astype(np.float32)


@pytest.fixture(scope="module")
def sample(model):
    articles = tp.sample_articles().query("copy_of == ''")
    texts = [lead_text(title, body, 1_500) for title, body in zip(articles["title"], articles["body"], strict=True)]
    return texts, model(texts), articles["topic"].to_numpy()


def test_the_starter_list_finds_the_topics_of_the_sample(model, sample):
    texts, vectors, gold = sample
    found = score_watchlist(Watchlist.starter(), texts, vectors, model)
    names = {"Central banks": "Central banks", "Football": "Football", "Elections": "Elections", "Space": "Spaceflight"}
    for topic, name in names.items():
        matched = found.fits[:, found.watchlist.names.index(name)]
        assert matched[gold == topic].mean() > 0.6 and matched[gold != topic].mean() < 0.05


def test_an_entry_finds_nothing_in_a_pile_about_something_else(model, sample):
    texts, vectors, gold = sample
    off = np.isin(gold, ["Football", "Central banks", "Floods and earthquakes"])
    watchlist = Watchlist.from_dict({"topic": [ARMS, {"name": "Cyberattacks", "phrases": ["hacker", "ransomware"]}]})

    assert not match_watchlist(watchlist, np.array(texts)[off].tolist(), vectors[off], model).any()


def test_examples_help(model, sample):
    texts, vectors, gold = sample
    rows = np.flatnonzero(gold == "Energy")
    taught = Watchlist.from_dict({"topic": [{"name": "Energy", "examples": [texts[row] for row in rows[:5]]}]})
    rest = np.setdiff1d(np.arange(len(texts)), rows[:5])
    before, after = (
        match_watchlist(watchlist, [texts[row] for row in rest], vectors[rest], model)[gold[rest] == "Energy"].mean()
        for watchlist in (Watchlist.from_dict({"topic": [{"name": "Energy"}]}), taught)
    )

    assert after > before


def test_articles_like_the_rejected_ones_score_less(model, sample):
    texts, vectors, gold = sample
    rows = np.flatnonzero(gold == "Export controls")
    entry = {"name": "Trade", "phrases": ["export", "customs"]}
    rejecting = entry | {"rejected": [texts[row] for row in rows[:5]]}
    before, after = (
        score_watchlist(Watchlist.from_dict({"topic": [one]}), texts, vectors, model).scores[rows[5:]].mean()
        for one in (entry, rejecting)
    )

    assert after < before
