"""What articles are about, and one vector for each event."""

from __future__ import annotations

import numpy as np
import pytest

from topics.clustering.themes import event_means, theme_vectors


@pytest.mark.parametrize("n", [1, 2, 3, 12, 20, 50])
def test_theme_vectors_are_of_length_one(pile, n):
    some = pile.take(np.arange(n))

    np.testing.assert_allclose(np.linalg.norm(theme_vectors(some.texts, some.vectors), axis=1), 1, atol=1e-4)


def test_common_words_bring_articles_of_one_theme_nearer():
    rates = ["raised its policy rate to curb inflation", "lifted the policy rate again as inflation rose"]
    texts = [f"The bank of {place} {rate}." for place in ("Norway", "Chile", "Ghana") for rate in rates]
    texts += [f"The ferry to {place} sailed {n} hours late after fog." for n, place in enumerate(["Faro", "Bari"] * 9)]
    themes = theme_vectors(texts, np.eye(len(texts)))

    assert themes[0] @ themes[2] > 0.1 > themes[0] @ themes[10]


def test_texts_without_words_are_told_apart_by_their_vectors():
    themes = theme_vectors([""] * 30, np.eye(30))

    np.testing.assert_allclose(themes @ themes.T, np.eye(30), atol=1e-6)


def test_an_event_is_the_mean_of_its_reports():
    vectors = np.array([[1, 0], [0, 1], [0, 1]], dtype=np.float32)

    np.testing.assert_allclose(event_means(vectors, np.array([0, 0, 1])), [[0.5**0.5, 0.5**0.5], [0, 1]], atol=1e-6)
