"""A watch-list is read strictly, and fits an article by meaning, by meaning and phrases, or not at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.clustering.watchlist import Watchlist, WatchTopic, match_watchlist, named_topics

ARMS = {"name": "Arms deals", "phrases": ["missile deal", "fighter jet"], "exclude": ["film"]}
FAR, HALFWAY, NEAR = 0.1, 0.4, 0.6  # cosines to the entry


def matches(text, cosine, **changes):
    """Whether one article, so near to the entry, fits it."""
    watchlist = Watchlist.from_dict({"topic": [ARMS | changes]})
    article = np.array([[cosine, np.sqrt(1 - cosine**2)]])
    return bool(match_watchlist(watchlist, [text], article, lambda texts: np.tile([1.0, 0.0], (len(texts), 1)))[0, 0])


def test_a_file_is_read(tmp_path):
    file = tmp_path / "watchlist.toml"
    file.write_text(
        '\ufeff[[topic]]\nname = "Arms deals"\nphrases = ["missile deal"]\n\n[[topic]]\nname = "Dürre"\n', "utf8"
    )

    assert Watchlist.load(file).topics == (WatchTopic("Arms deals", phrases=("missile deal",)), WatchTopic("Dürre"))


words = st.text(min_size=1, max_size=20).map(str.strip).filter(bool)


@settings(deadline=None)
@given(st.lists(st.tuples(words, st.text(max_size=20), st.lists(words, max_size=3)), unique_by=lambda entry: entry[0]))
def test_a_watchlist_comes_back_from_its_dictionary(entries):
    watchlist = Watchlist(tuple(WatchTopic(n, d.strip(), tuple(p), exclude=tuple(p)) for n, d, p in entries))

    assert Watchlist.from_dict(watchlist.to_dict()) == watchlist


@pytest.mark.parametrize(
    ("found", "complaint"),
    [
        ({"topic": [{"nam": "x"}]}, "Got the key 'nam' in entry 1 .*; did you mean 'name'"),
        ({"topic": [ARMS, {"phrases": ["x"]}]}, "Got entry 2 of the watch-list without a name"),
        ({"topic": [{"name": " "}]}, "Got entry 1 of the watch-list without a name"),
        ({"topic": [ARMS, ARMS]}, "Got the watch-list name 'Arms deals' twice but expected every name once"),
        ({"topic": [{"name": "x", "phrases": "missile"}]}, "Got phrases='missile' in 'x' but expected a list of texts"),
        ({"topic": [{"name": "x", "description": 3}]}, "Got description=3 in 'x' but expected a sentence"),
        ({"topic": ["x"]}, "Got 'x' as entry 1 of the watch-list but expected a table"),
        ({"entries": []}, r"Got a watch-list with the keys \['entries'\] but expected entries headed"),
        ({}, r"Got a watch-list with the keys \[\] but expected entries headed"),
    ],
)
def test_what_is_no_watchlist_is_refused_by_name(found, complaint):
    with pytest.raises(ValueError, match=complaint):
        Watchlist.from_dict(found)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="Got watch-list .*none.toml' but there is no such file"):
        Watchlist.load(tmp_path / "none.toml")


@pytest.mark.parametrize("content", [b"name = \n", b"\xff\xfe\x00"])
def test_a_file_that_is_no_toml_is_refused(tmp_path, content):
    (tmp_path / "watchlist.toml").write_bytes(content)

    with pytest.raises(ValueError, match="Got watch-list .* but expected TOML"):
        Watchlist.load(tmp_path / "watchlist.toml")


def test_an_article_very_near_to_an_entry_fits_without_its_phrases():
    assert matches("Paris sells howitzers to Athens.", NEAR)


def test_an_article_less_near_fits_with_a_phrase():
    assert matches("The missile deal was signed in Athens.", HALFWAY)
    assert not matches("The treaty was signed in Athens.", HALFWAY)


def test_phrases_alone_are_not_enough():
    assert not matches("A missile deal, a fighter jet, arms deals: the quiz of the week.", FAR)


def test_an_excluded_phrase_rules_an_article_out():
    assert not matches("The missile deal in a new film.", NEAR)


@pytest.mark.parametrize("text", ["MISSILE DEALS signed", "a missile-deal", "two missiles deals"])
def test_phrases_are_found_in_any_case_and_number(text):
    assert matches(text, HALFWAY)


@pytest.mark.parametrize("text", ["a deal on missile parts", "missile dealer jailed", "an antimissile deal"])
def test_phrases_are_found_as_whole_words_in_their_order(text):
    assert not matches(text, HALFWAY)


def test_phrases_are_no_patterns():
    assert not matches("anything at all", HALFWAY, phrases=[".*", "(", "[a-z]+"])


def test_an_example_may_be_what_an_article_is_near_to():
    watchlist = Watchlist.from_dict({"topic": [{"name": "Arms deals", "examples": ["Greece orders frigates"]}]})

    def encode(texts):
        return np.array([[1.0, 0.0] if "frigates" in text else [0.0, 1.0] for text in texts])

    assert match_watchlist(watchlist, ["Spain orders tanks"], np.array([[1.0, 0.0]]), encode).tolist() == [[True]]


@pytest.mark.parametrize(("watchlist", "texts"), [(Watchlist(), ["a text"]), (Watchlist((WatchTopic("x"),)), [])])
def test_nothing_fits_nothing(watchlist, texts):
    found = match_watchlist(watchlist, texts, np.ones((len(texts), 2)), lambda texts: np.ones((len(texts), 2)))

    assert found.shape == (len(texts), len(watchlist.topics))


MEMBERS = [np.arange(0, 10), np.arange(10, 20)]


def fitting(*rows_of_entries):
    """Which of twenty articles fit, by entry."""
    return np.column_stack([np.isin(np.arange(20), rows) for rows in rows_of_entries])


def test_an_entry_that_fits_a_topic_names_it():
    assert named_topics(fitting(range(9)), MEMBERS, ["Arms deals"]) == {0: "Arms deals"}


@pytest.mark.parametrize("rows", [[], [0, 1], [4, 5, 14, 15], range(0, 20, 4)])
def test_an_entry_that_fits_few_articles_of_a_topic_names_none(rows):
    assert named_topics(fitting(rows), MEMBERS, ["Arms deals"]) == {}


def test_of_two_entries_the_better_fitting_names_the_topic():
    assert named_topics(fitting(range(7), range(10)), MEMBERS, ["Ships", "Arms deals"]) == {0: "Arms deals"}


def test_an_entry_names_one_topic_alone():
    nested = [np.arange(20), np.arange(12)]

    assert len(named_topics(fitting(range(14)), nested, ["Arms deals"])) == 1
