"""Piles of articles with vectors that cost nothing: words hashed into a few hundred dimensions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from sklearn.feature_extraction.text import HashingVectorizer

from topics.articles import sample_articles
from topics.encoding.encoders import lead_text, unit_rows


@dataclass(frozen=True)
class Pile:
    """What events are found in: texts, their vectors and days, and the event that each of them is known to tell of."""

    texts: list[str]
    vectors: np.ndarray
    days: np.ndarray
    gold: list[str]

    def take(self, rows):
        return Pile([self.texts[r] for r in rows], self.vectors[rows], self.days[rows], [self.gold[r] for r in rows])

    @property
    def told(self):
        """The arguments of `find_events`."""
        return self.texts, self.vectors, self.days


def word_vectors(texts):
    return HashingVectorizer(n_features=256, stop_words="english").transform(texts).toarray().astype(np.float32)


@pytest.fixture(scope="session")
def pile():
    """The originals of the sample: 170 articles."""
    articles = sample_articles().query("copy_of == ''")
    texts = [lead_text(title, body, 1_500) for title, body in zip(articles["title"], articles["body"], strict=True)]
    days = articles["published"].to_numpy("datetime64[s]").astype(float) / 86_400
    return Pile(texts, word_vectors(texts), days, articles["event"].tolist())


@pytest.fixture(scope="session")
def blobs():
    """Function: (vectors, true topics) of well separated groups."""

    def made(n_groups, size, seed=0, n_dimensions=24, spread=0.08):
        rng = np.random.default_rng(seed)
        middles = np.eye(n_dimensions)[:n_groups]
        vectors = np.repeat(middles, size, axis=0) + rng.normal(scale=spread, size=(n_groups * size, n_dimensions))
        return unit_rows(vectors), np.repeat(np.arange(n_groups), size)

    return made


@pytest.fixture(scope="session")
def same_partition():
    """Function: whether two lists of labels put the same things together."""

    def same(one, other):
        return len(set(zip(one, other, strict=True))) == len(set(one)) == len(set(other))

    return same
