"""Names and figures: what pins a text to one happening, read off the text alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.clustering.anchors import anchor_terms, figures, precise_figures, proper_names, term_matrix


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ships collide. The Aurora sank off Porto, Lisbon says.", ["Aurora", "Porto", "Lisbon"]),
        ("Talks fail", []),
        ("rates rise in Norway's north", ["Norway's"]),
        ("Divers left. Nobody was found near Setúbal.", ["Setúbal"]),
        ("судно Аврора утонуло у Порту", ["Аврора", "Порту"]),
        ("the two émigrés of Łódź and Évora", ["Łódź", "Évora"]),
        ("wo die Fähre sank", ["Fähre"]),  # a noun, no name: German has capitals for both
        ("", []),
    ],
)
def test_a_capital_in_the_middle_of_a_sentence_makes_a_name(text, names):
    assert proper_names(text) == names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Brent rose 1.7% to $71.42", ["1.7", "71.42"]),
        ("1,200 traders", ["1200"]),
        ("the 81st session", ["81st"]),
        ("Two of Seven", ["two", "seven"]),
        ("a 5-day week", []),  # one digit pins nothing down
        ("B737 and A320neo", []),
        ("", []),
    ],
)
def test_figures_are_read_in_digits_and_in_words(text, found):
    assert figures(text) == found


def test_a_year_is_no_precise_figure():
    assert precise_figures("In 2026 output rose 4.5 percent, the 12th rise since 1998") == {"4.5", "12th"}


def test_one_name_has_one_spelling():
    assert anchor_terms("Then Lisbon's mayor left. In LISBON nobody knew.") == {"@lisbon"}


@given(st.text())
def test_any_text_is_survived(text):
    assert precise_figures(text) <= set(figures(text))
    assert len(anchor_terms(text)) <= len(figures(text)) + len(proper_names(text))


@given(st.lists(st.sets(st.sampled_from("abcdef"))))
def test_the_matrix_says_who_holds_what(terms):
    held = sorted(set().union(*terms))
    matrix = term_matrix(terms).toarray()

    assert [{held[column] for column in row.nonzero()[0]} for row in matrix] == terms
