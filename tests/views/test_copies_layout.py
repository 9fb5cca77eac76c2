"""Copies as they show themselves: what is copied most, and what was only just left apart."""

from __future__ import annotations

import pandas as pd
import pytest

from topics.copies import Copies

COLUMNS = ["id", "copy_of", "containment"]


@pytest.fixture
def copies():
    """Three copies of two originals, and one pair that is none."""
    table = pd.DataFrame([("b", "a", 0.9), ("c", "a", 0.6), ("e", "d", 1.0)], columns=COLUMNS)
    misses = pd.DataFrame([("g", "f", 0.45)], columns=COLUMNS)
    titles = {"a": "Dam opens", "d": "Rail fares fall", "f": "Frost in the orchards", "g": "Orchards under frost"}
    return Copies(table, misses, 0.5, 20, titles)


@pytest.mark.parametrize("show", [repr, Copies._repr_html_])
def test_the_most_copied_come_first_with_their_titles(copies, show):
    said = show(copies)

    assert "3 copies of 2 originals among 20 articles (15 %)" in said
    assert said.index("Dam opens") < said.index("Rail fares fall") and "0.60–0.90" in said


@pytest.mark.parametrize("show", [repr, Copies._repr_html_])
def test_pairs_that_were_left_apart_can_be_read(copies, show):
    assert "Frost in the orchards" in show(copies) and "0.45" in show(copies)


def test_the_spread_of_the_shares_is_drawn(copies):
    assert repr(copies).splitlines()[1].endswith("0.5 to 1:   █     ██")
    assert copies._repr_html_().count("h2v") == 3


@pytest.mark.parametrize("show", [repr, Copies._repr_html_])
def test_no_copies_are_one_sentence(show):
    nothing = Copies(pd.DataFrame(columns=COLUMNS), pd.DataFrame(columns=COLUMNS), 0.5, 0)

    assert "No copies among 0 articles" in show(nothing) and "nan" not in show(nothing)


def test_titles_are_escaped_and_steer_no_terminal(copies):
    hostile = dict.fromkeys("adfg", "<img src=x>\x1b[2J\u202e" * 9)
    odd = Copies(copies.table, copies.misses, 0.5, 20, hostile)

    assert "<img" not in odd._repr_html_() and "&lt;img" in odd._repr_html_()
    assert not {"\x1b", "\u202e"} & set(repr(odd) + odd._repr_html_())
    assert max(map(len, repr(odd).splitlines())) <= 100


def test_what_is_hidden_is_counted(copies):
    many = pd.DataFrame([(f"x{k}", f"y{k}", 0.7) for k in range(13)], columns=COLUMNS)
    said = Copies(many, many, 0.5, 40, {})

    for shown in (repr(said), said._repr_html_()):
        assert "3 more originals in .table" in shown and "8 more pairs in .misses" in shown
