"""A watch-list is read strictly, written as it was read, learns from examples, and names the topics that fit it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.clustering.watchlist import Watchlist, WatchTopic, match_watchlist, named_topics

ARMS = {"name": "Arms deals", "phrases": ["missile deal", "fighter jet"], "exclude": ["film"]}


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


def test_a_text_that_is_accepted_and_rejected_is_refused():
    with pytest.raises(ValueError, match="Got 'a text' in examples and in rejected of 'x'"):
        Watchlist.from_dict({"topic": [{"name": "x", "examples": ["a text"], "rejected": ["a text"]}]})


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(words, st.text(max_size=20), st.lists(words, max_size=3), st.lists(words, max_size=3)),
        unique_by=lambda entry: entry[0],
    )
)
def test_a_saved_watchlist_is_loaded_as_it_was(tmp_path_factory, entries):
    path = tmp_path_factory.mktemp("saved") / "watchlist.toml"
    watchlist = Watchlist(
        tuple(WatchTopic(n, d.strip(), tuple(p), exclude=tuple(p), rejected=tuple(r)) for n, d, p, r in entries)
    )
    watchlist.save(path)

    assert Watchlist.load(path) == watchlist


def test_examples_are_added_to_their_entry_alone():
    watchlist = Watchlist((WatchTopic("Arms deals", examples=("a",)), WatchTopic("Ferries")))
    taught = watchlist.with_examples("Arms deals", accepted=["b", "a", " "], rejected=["c"])

    assert taught.topics == (WatchTopic("Arms deals", examples=("a", "b"), rejected=("c",)), WatchTopic("Ferries"))
    assert watchlist.topics[0].examples == ("a",)


def test_a_text_that_is_judged_anew_changes_sides():
    watchlist = Watchlist((WatchTopic("Arms deals", examples=("a", "b"), rejected=("c",)),))
    taught = watchlist.with_examples("Arms deals", accepted=["c"], rejected=["a"])

    assert taught.topics[0] == WatchTopic("Arms deals", examples=("b", "c"), rejected=("a",))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (
            ("Arms deal", ["a"]),
            "Got the entry 'Arms deal', which the watch-list does not have; did you mean 'Arms deals'",
        ),
        (("Zebra", ["a"]), "Got the entry 'Zebra', which the watch-list does not have; it has 'Arms deals'"),
        (("Arms deals", "a text"), "Got accepted='a text' in 'Arms deals' but expected a list of texts"),
        (("Arms deals", ["a"], ["a"]), "Got 'a' as accepted and as rejected in 'Arms deals'"),
    ],
)
def test_examples_that_are_none_are_refused(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        Watchlist((WatchTopic("Arms deals"),)).with_examples(*arguments)


def test_the_starter_list_is_whole():
    starter = Watchlist.starter()

    assert len(starter.topics) >= 60
    assert {len(topic.phrases) for topic in starter.topics} <= set(range(5, 11))
    assert [topic.name for topic in starter.topics if not topic.description.endswith(".")] == []


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
