"""Reprints are found however a newsroom edits them; independent reports of one event are left apart."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.articles import sample_articles
from topics.copies import COMMON, find_copies
from topics.evaluation import pairwise

FERRY = (
    "The car ferry Aurora ran aground off Porto in thick fog early on Monday with 212 people on board, the coast guard "
    "said. Two tugs held the ship steady while passengers were taken off in lifeboats, and nobody was hurt.\n\n"
    "The master, who had sailed the route for eleven years, told investigators that the radar had failed ten minutes "
    "before. Divers found a gash of four metres below the waterline and booms were laid around the hull against "
    "leaking oil.\n\n"
    "The company that runs the line said sailings to Madeira would be suspended until Thursday at the earliest."
)
SAME_FERRY_TOLD_ANEW = (
    "More than two hundred passengers were brought ashore unharmed after a ferry hit rocks near Porto at dawn. Fog had "
    "cut the view to a few dozen metres, harbour officials said, and the bridge was steering without radar.\n\n"
    "Engineers inspecting the Aurora reported a hole in its side. Its owner has cancelled all crossings to Madeira for "
    "three days. An inquiry opens in Lisbon next week, when the captain is to give evidence."
)
PRESS_LINES = ["Our correspondent reports:", "PORTO (Coast Wire) -", "Updated with details.", "By the newsroom"]


@cache
def sample():
    return sample_articles()


def pile(*bodies, titles=None, days=None, ids=None):
    """Articles with these bodies, a0, a1, ...; all undated unless days are given."""
    n = len(bodies)
    return pd.DataFrame(
        {
            "id": ids or [f"a{number}" for number in range(n)],
            "title": titles or [f"Headline {number}" for number in range(n)],
            "body": list(bodies),
            "published": pd.to_datetime(days or [None] * n, utc=True),
        }
    )


def pairs(copies):
    return list(zip(copies.table["id"], copies.table["copy_of"], strict=True))


def cut_tail(text, share):
    return text[: int(len(text) * share)]


def other_spelling(text):
    return text.replace("-", " ").replace("’", "'").replace('"', "“").upper()


def drop_paragraph(text):
    parts = text.split("\n\n")
    return "\n\n".join(parts[:1] + parts[2:])


def swap_words(text, every):
    words = text.split()
    words[::every] = ["reportedly"] * len(words[::every])
    return " ".join(words)


NEWSROOM_EDITS = {
    "cut the tail": lambda text: cut_tail(text, 0.5),
    "put a line in front": lambda text: f"{PRESS_LINES[1]} {text}",
    "add a paragraph": lambda text: f"{text}\n\nThis report will be updated as more becomes known to our desk.",
    "drop a paragraph": drop_paragraph,
    "change the spelling": other_spelling,
    "change the white space": lambda text: re.sub(r"\s+", "\n", text),
    "swap a word in twenty": lambda text: swap_words(text, 20),
}


@pytest.mark.parametrize("edit", NEWSROOM_EDITS)
def test_an_edited_reprint_is_a_copy(edit):
    reprinted = pile(FERRY, NEWSROOM_EDITS[edit](FERRY), days=["2026-01-05", "2026-01-06"])

    assert pairs(find_copies(reprinted)) == [("a1", "a0")]


def test_an_independent_report_of_the_same_event_is_no_copy():
    assert pairs(find_copies(pile(FERRY, SAME_FERRY_TOLD_ANEW))) == []


def test_one_shared_quotation_makes_no_copy():
    quotation = "“The radar had failed ten minutes before and we saw nothing but fog,” the master of the ship said."

    assert pairs(find_copies(pile(f"{FERRY} {quotation}", f"{SAME_FERRY_TOLD_ANEW} {quotation}"))) == []


def test_a_boilerplate_line_under_every_article_makes_no_copies():
    footer = " Coast Wire is an independent agency. All rights reserved, no part may be published without its consent."
    originals = sample().query("copy_of == ''").head(30)

    assert pairs(find_copies(originals.assign(body=originals["body"] + footer))) == []


def test_the_earliest_text_is_the_original():
    found = find_copies(pile(FERRY, FERRY, FERRY, days=["2026-01-07", "2026-01-05", "2026-01-06"]))

    assert pairs(found) == [("a0", "a1"), ("a2", "a1")]


def test_of_texts_of_one_day_the_longest_is_the_original():
    found = find_copies(pile(cut_tail(FERRY, 0.6), FERRY, cut_tail(FERRY, 0.8)))

    assert pairs(found) == [("a0", "a1"), ("a2", "a1")]


def test_of_equal_texts_the_smallest_id_is_the_original():
    assert pairs(find_copies(pile(FERRY, FERRY, ids=["b", "a"]))) == [("b", "a")]


@pytest.mark.parametrize(("day", "found"), [("2026-02-03", [("a1", "a0")]), ("2026-02-05", [])])
def test_a_reprint_outside_the_window_is_no_copy(day, found):
    assert pairs(find_copies(pile(FERRY, FERRY, days=["2026-01-05", day]), window_days=30)) == found


def test_an_unknown_day_fits_every_day():
    assert pairs(find_copies(pile(FERRY, FERRY, days=["2026-01-05", None]), window_days=0)) == [("a1", "a0")]


def test_a_chain_of_edits_does_not_drag_in_a_text_unlike_its_original():
    words, others = FERRY.split(), SAME_FERRY_TOLD_ANEW.split()
    third = len(words) // 3
    versions = [words[: 2 * third], words[third:], words[2 * third :] + others[:third]]
    articles = pile(*map(" ".join, versions), days=["2026-01-05", "2026-01-06", "2026-01-07"])

    assert pairs(find_copies(articles, threshold=0.4)) in ([("a1", "a0")], [("a2", "a1")])


def test_headlines_alone_are_copies_only_when_they_are_equal():
    titles = ["Ferry Aurora runs aground", "Ferry Aurora runs aground", "Ferry Aurora runs aground off Porto"]

    assert pairs(find_copies(pile("", "", "", titles=titles))) == [("a1", "a0")]


@pytest.mark.parametrize("n_words", range(1, 16))
def test_a_headline_is_no_copy_of_a_report_that_holds_its_words(n_words):
    headline = " ".join(FERRY.split()[4 : 4 + n_words])

    assert pairs(find_copies(pile(FERRY, "", titles=["Fog", headline]))) == []


def test_articles_without_any_text_are_no_copies():
    assert pairs(find_copies(pile("", "", "", titles=["", "", ""]))) == []


def test_a_viral_text_is_one_original_however_often_it_is_printed():
    n = COMMON + 40
    found = find_copies(pile(*[f"{PRESS_LINES[i % 4]} {FERRY}" for i in range(n)], ids=[f"a{i:03d}" for i in range(n)]))

    assert set(found.table["copy_of"]) == {found.table["copy_of"].iat[0]} and len(found.table) == n - 1


def test_a_copy_pair_beside_a_viral_text_is_found():
    viral = [FERRY] * (COMMON + 5)
    found = find_copies(pile(*viral, SAME_FERRY_TOLD_ANEW, cut_tail(SAME_FERRY_TOLD_ANEW, 0.7)))

    assert (f"a{len(viral) + 1}", f"a{len(viral)}") in pairs(found)


def test_the_sample_copies_are_found():
    articles = sample()
    gold = articles["copy_of"].where(articles["copy_of"] != "", articles["id"])

    assert pairwise(gold, find_copies(articles).originals(articles["id"])).f1 >= 0.99


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_the_articles_changes_nothing(seed):
    articles = sample()
    shuffled = articles.iloc[np.random.default_rng(seed).permutation(len(articles))]

    pd.testing.assert_frame_equal(find_copies(shuffled).table, find_copies(articles).table)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.sampled_from(sorted(NEWSROOM_EDITS)), min_size=1, max_size=2, unique=True))
def test_any_sample_article_edited_by_a_newsroom_is_a_copy_of_itself(seed, edits):
    originals = sample().query("copy_of == ''")
    chosen = originals.iloc[[seed % len(originals)]]
    body = chosen["body"].iat[0]
    for edit in edits:
        body = NEWSROOM_EDITS[edit](body)
    reprint = chosen.assign(id="reprint", title="Another headline", body=body, published=chosen["published"].max())
    found = find_copies(pd.concat([originals, reprint]))

    assert found.originals(pd.Series(["reprint"])).iat[0] == found.originals(chosen["id"]).iat[0]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_originals_are_never_copies_themselves(seed):
    articles = sample().sample(60, random_state=seed)
    table = find_copies(articles, threshold=0.2).table

    assert set(table["copy_of"]) & set(table["id"]) == set() and table["id"].is_unique


@pytest.mark.parametrize("n", [0, 1])
def test_a_pile_too_small_for_copies_has_none(n):
    found = find_copies(sample().head(n))

    assert (len(found.table), len(found.misses), found.copy_ratio) == (0, 0, 0)


def test_originals_of_articles_without_copies_are_these_articles():
    ids = pd.Series(["a0", "a1"])

    assert find_copies(pile(FERRY, SAME_FERRY_TOLD_ANEW)).originals(ids).tolist() == ["a0", "a1"]


def test_the_nearest_miss_comes_first():
    found = find_copies(pile(FERRY, cut_tail(FERRY, 0.3) + SAME_FERRY_TOLD_ANEW, cut_tail(FERRY, 0.5)), threshold=0.9)

    assert found.misses["containment"].is_monotonic_decreasing and len(found.misses) > 0


def test_a_lower_threshold_folds_what_was_a_miss():
    articles = pile(FERRY, swap_words(FERRY, 10), days=["2026-01-05", "2026-01-06"])
    miss = find_copies(articles, threshold=0.9).misses["containment"].iat[0]

    assert pairs(find_copies(articles, threshold=miss)) == [("a1", "a0")]


def test_what_was_found_is_said_with_the_titles():
    said = repr(find_copies(pile(FERRY, FERRY)))

    assert said.startswith("1 copy of 1 original among 2 articles (50 %)") and "Headline 0" in said


@pytest.mark.parametrize("threshold", [0, -1, 1.5, float("nan")])
def test_a_threshold_that_is_no_share_is_refused(threshold):
    with pytest.raises(ValueError, match="Got threshold=.* but expected a share above 0 and at most 1"):
        find_copies(pile(FERRY), threshold=threshold)
