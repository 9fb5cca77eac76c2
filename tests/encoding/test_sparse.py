"""Words as vectors: what is shared counts, what is everywhere does not, and the order of the texts is nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.encoding.sparse import latent_vectors, sparse_vectors, theme_words

HEADLINES = [
    "Ferry Aurora runs aground off Porto in fog",
    "Fog blamed as ferry Aurora hits rocks off Porto",
    "Central bank of Norway raises its policy rate",
    "Policy rate raised by the central bank of Chile",
    "Olive harvest halved by drought in Andalusia",
    "Drought halves olive harvest, growers say",
    "Tram line to the harbour opens in Gdansk",
    "Strike halts tram traffic in Gdansk",
    "Vineyard frost damages early harvest",
    "Museum returns bronze masks to Benin",
    "Benin receives bronze masks from museum",
    "Village school wins prize for chess",
]


def cosines(texts):
    matrix = sparse_vectors(texts).matrix
    return (matrix @ matrix.T).toarray()


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(len(HEADLINES))))
def test_the_order_of_the_texts_changes_no_likeness(order):
    shuffled = cosines([HEADLINES[row] for row in order])

    np.testing.assert_allclose(shuffled, cosines(HEADLINES)[np.ix_(order, order)], atol=1e-5)


def test_texts_of_one_event_are_the_most_alike():
    alike = cosines(HEADLINES)
    np.fill_diagonal(alike, 0)

    assert alike[:6].argmax(axis=1).tolist() == [1, 0, 3, 2, 5, 4]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=15))
def test_no_row_is_longer_than_one(texts):
    lengths = np.sqrt(sparse_vectors(texts).matrix.power(2).sum(axis=1))

    assert lengths.max() <= 1 + 1e-5


@pytest.mark.parametrize("texts", [[""], ["", ""], ["the of and", "to be"], ["!!!"] * 12, ["same words here"] * 12])
def test_texts_without_a_telling_word_are_rows_of_zeros_or_equal(texts):
    alike = cosines(texts)

    assert alike.shape == (len(texts), len(texts)) and np.ptp(alike) < 1e-6


def test_a_word_in_most_texts_makes_none_alike():
    texts = [
        f"harbour {word}" for word in "fog tram olive mask chess frost bank school strike prize drought rate".split()
    ]

    assert cosines(texts).max() == 0


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(len(HEADLINES))))
def test_the_names_that_are_left_out_do_not_depend_on_the_order(order):
    words = theme_words(HEADLINES)

    assert theme_words([HEADLINES[row] for row in order]) == [words[row] for row in order]


def test_places_are_left_out_of_what_a_text_is_about():
    norway, chile = theme_words([HEADLINES[2], HEADLINES[3]])

    assert "Norway" not in norway and "Chile" not in chile and "rate" in norway


@pytest.mark.parametrize("n_dimensions", [1, 3, 100])
def test_latent_rows_are_of_length_one_and_no_wider_than_asked(n_dimensions):
    found = latent_vectors(sparse_vectors(HEADLINES), n_dimensions, seed=0)
    lengths = np.linalg.norm(found, axis=1)

    assert found.shape[1] <= n_dimensions and np.all(np.isclose(lengths, 1, atol=1e-4) | (lengths == 0))


def test_latent_vectors_are_the_same_again():
    sparse = sparse_vectors(HEADLINES)

    assert (latent_vectors(sparse, 5, seed=0) == latent_vectors(sparse, 5, seed=0)).all()


@pytest.mark.parametrize("texts", [["one text"], ["", ""], ["same words"] * 3])
def test_texts_that_span_no_dimension_give_finite_vectors(texts):
    found = latent_vectors(sparse_vectors(texts), 10, seed=0)

    assert len(found) == len(texts) and np.isfinite(found).all()


def test_a_word_that_was_printed_often_is_not_rare_because_its_copies_were_folded():
    texts = ["Ferry Aurora sinks off Porto", "Ferry strike in Porto", "Oslo votes"]
    folded, often = sparse_vectors(texts), sparse_vectors(texts, times=np.array([4, 1, 1]))

    assert often.matrix[[0], :].sum() < folded.matrix[[0], :].sum()
