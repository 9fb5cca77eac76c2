"""Rows of length 1: the direction stays."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.encoding.vectors import unit_rows


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1_000), st.integers(1, 10))
def test_unit_rows_keep_their_direction(seed, n):
    vectors = np.random.default_rng(seed).normal(size=(n, 5)) * 100
    scaled = unit_rows(vectors)

    np.testing.assert_allclose(scaled * np.linalg.norm(vectors, axis=1, keepdims=True), vectors, rtol=1e-4)


def test_a_row_of_zeros_stays_zero():
    assert unit_rows(np.zeros((2, 3))).tolist() == [[0, 0, 0], [0, 0, 0]]
