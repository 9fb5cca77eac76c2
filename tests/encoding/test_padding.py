"""Batches: every text once, with texts of its length, and of a shape that rests on that length alone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from topics.encoding.padding import Tokens, batches_of_equal_length, padded, padded_length, rows_a_batch


@given(st.integers(1, 600), st.sampled_from([128, 250, 512]))
def test_a_text_is_padded_little_and_cut_at_the_limit_alone(n_tokens, limit):
    length = padded_length(n_tokens, limit)

    assert min(n_tokens, limit) <= length <= limit
    assert length - n_tokens < (8 if n_tokens <= 32 else 32)


def texts_of(counts):
    return [Tokens(row, {"input_ids": [7] * count, "attention_mask": [1] * count}) for row, count in enumerate(counts)]


@settings(deadline=None)
@given(st.lists(st.integers(0, 300), max_size=80), st.sampled_from(["cpu", "cuda", "mps"]))
def test_batches_hold_every_text_once_with_texts_of_its_length(counts, processor):
    texts = texts_of([min(count, 256) for count in counts])
    batches = list(batches_of_equal_length(texts, 256, processor))

    assert sorted(text.row for _, batch in batches for text in batch) == list(range(len(counts)))
    assert all(padded_length(text.n_tokens, 256) == length for length, batch in batches for text in batch)
    assert all(1 <= len(batch) <= rows_a_batch(length, processor) for length, batch in batches)


def test_a_full_batch_does_not_wait_for_the_last_text():
    full = rows_a_batch(256)
    first = next(batches_of_equal_length(iter(texts_of([256] * full + [0])[:full]), 256))

    assert [text.row for text in first[1]] == list(range(full))


def test_padding_is_masked_and_a_short_batch_is_filled_up():
    texts = texts_of([2, 3])
    made = padded(texts, 4, 3, pad_token=9)

    assert made["input_ids"].tolist() == [[7, 7, 9, 9], [7, 7, 7, 9], [7, 7, 7, 9]]
    assert made["attention_mask"].tolist() == [[1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 0]]
