"""Words are cut at marks, and the pile itself says which are verbs, which are nouns and how each is written."""

from __future__ import annotations

import pytest

from topics.labels.stop_words import stop_words
from topics.labels.words import has_capitals, word_chunks, word_use


def used(*texts):
    return word_use([word_chunks(text) for text in texts], [stop_words("en")] * len(texts))


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("Chile's navy, and the port of Arica", [["Chile", "navy"], ["and", "the", "port", "of", "Arica"]]),
        ("U.S.-made jets — sold to Oslo", [["U.S.-made", "jets"], ["sold", "to", "Oslo"]]),
        ("ATHENS, Jan 8 — Greek ships sank", [["Greek", "ships", "sank"]]),
        ("DAMASCUS: Talks failed", [["Talks", "failed"]]),
        ("日本の利上げ", [["日本の利上げ"]]),
    ],
)
def test_a_text_is_cut_at_marks_and_loses_its_dateline(text, chunks):
    assert word_chunks(text) == chunks


@pytest.mark.parametrize("word", ["raise", "raised", "raises"])
def test_what_stands_before_the_and_after_to_is_a_verb(word):
    use = used("they raised the rate", "to raise a rate", "the bank raises rates", "she raised its rate", "we raise it")

    assert use.is_verb(word) and not use.is_verb("rate")


@pytest.mark.parametrize(
    ("word", "noun"), [("bank", True), ("central", False), ("presidential", False), ("vote", True)]
)
def test_what_ends_a_run_is_a_noun(word, noun):
    texts = ["the central bank met", "a presidential vote is near", "a central bank", "presidential votes", "the bank"]

    assert used(*texts * 3).is_noun(word) == noun


def test_a_word_never_seen_is_a_noun_and_no_verb():
    assert used("").is_noun("dam") and not used("").is_verb("dam")


@pytest.mark.parametrize(
    ("word", "form"), [("moon", "Moon"), ("rates", "rates"), ("nato", "NATO"), ("iphone", "iPhone"), ("tram", "tram")]
)
def test_a_capital_at_an_opening_or_in_a_headline_makes_no_name(word, form):
    texts = [
        "Rates rise",
        "Rates and NATO",
        "near the Moon",
        "the NATO rates",
        "an iPhone",
        "City Tram Line Opens Late",
        "a tram",
    ]

    assert used(*texts).form(word) == form


@pytest.mark.parametrize(
    ("word", "folded"),
    [("missiles", "missile"), ("countries", "country"), ("taxes", "tax"), ("paris", "paris"), ("gas", "gas")],
)
def test_a_plural_is_folded_where_the_pile_has_the_singular(word, folded):
    assert used("the missile and a country, a tax, the ga").folded(word) == folded


@pytest.mark.parametrize("line", ["City Tram Line Opens Late", "Moon Lander Wakes Again in Cold Night"])
def test_a_line_of_capitals_is_a_headline(line):
    assert has_capitals(word_chunks(line)[0])
