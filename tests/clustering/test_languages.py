"""Several languages in one pile: what a language shares is taken away where the model keeps it apart."""

from __future__ import annotations

import numpy as np
import pytest

from topics.clustering.languages import FEWEST, foreign_share, without_languages
from topics.clustering.themes import theme_vectors
from topics.encoding.encoders import unit_rows


def pile(offset, n=60, n_topics=3):
    """Vectors of `n_topics` topics in two languages that lie `offset` apart, and the languages and topics."""
    rng = np.random.default_rng(0)
    topics, languages = np.arange(2 * n) % n_topics, np.repeat(["en", "sv"], n)
    found = np.eye(8)[topics] + offset * np.eye(8)[np.where(languages == "en", 6, 7)]
    return unit_rows(found + rng.normal(scale=0.05, size=found.shape)), languages.tolist(), topics


def same_topic_first(vectors, languages, topics):
    """Share of the articles whose nearest article in the other language is on the same topic."""
    near = vectors @ vectors.T
    near[np.equal.outer(languages, languages)] = -2
    return (topics[near.argmax(axis=1)] == topics).mean()


def test_articles_of_two_languages_on_one_topic_are_alike_afterwards():
    vectors, languages, topics = pile(offset=3.0)
    found = without_languages(vectors, languages)

    across, apart = (found @ found.T)[0, 60], (found @ found.T)[0, 1]
    assert topics[0] == topics[60] and across > 0.9 > 0.5 > apart
    assert same_topic_first(found, np.array(languages), topics) == 1


def test_a_model_that_sees_through_languages_is_left_alone():
    vectors, languages, _ = pile(offset=0.0)

    assert (without_languages(vectors, languages) == vectors.astype(np.float32)).all()


@pytest.mark.parametrize("languages", [["en"] * 120, [""] * 120, ["en"] * (121 - FEWEST) + ["sv"] * (FEWEST - 1)])
def test_one_language_or_too_little_of_another_changes_nothing(languages):
    vectors, *_ = pile(offset=3.0)

    assert (without_languages(vectors, languages) == vectors.astype(np.float32)).all()


def test_words_are_left_out_of_a_pile_of_several_languages():
    vectors, languages, _ = pile(offset=3.0)
    texts = ["ferry sinks off the coast", "färja sjunker vid kusten"] * 60

    assert theme_vectors(texts, vectors, languages).shape == (120, 8)
    assert theme_vectors(texts, vectors, ["en"] * 119 + ["sv"]).shape[1] > 8


def test_unknown_languages_are_no_language():
    assert foreign_share(["", "", "en"]) == 0
