"""The encoder that was asked for, and the text that it is given."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from topics.encoding.encoders import lead_text, load_encoder


def test_an_unknown_precision_is_refused():
    with pytest.raises(ValueError, match="Got precision='half' but expected 'auto', 'float32' or 'bfloat16'"):
        load_encoder(precision="half")


def test_any_object_that_encodes_is_an_encoder(recorder):
    assert load_encoder(recorder) is recorder


def test_an_object_that_does_not_encode_is_refused():
    with pytest.raises(ValueError, match=r"Got model=7 but expected a folder, a model name or an object with encode"):
        load_encoder(7)


@settings(deadline=None)
@given(st.text(max_size=30).map(str.strip), st.text(max_size=200), st.integers(1, 100))
@example("Floods in Porto", "The Douro rose overnight.", 9)
def test_the_text_that_is_encoded_is_the_title_and_a_start_of_the_body(title, body, n_chars):
    lead = lead_text(title, body, n_chars)
    after_title = lead.removeprefix(title).removeprefix("." if title else "").strip()

    assert lead.startswith(title)
    assert body.strip().startswith(after_title) and len(after_title) <= n_chars


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Is the dam safe?", "Engineers doubt it.", "Is the dam safe? Engineers doubt it."),
        ("Dam closed", "Engineers met.", "Dam closed. Engineers met."),
        ("Dam closed", "", "Dam closed"),
        ("", "Engineers met in Porto on Monday.", "Engineers met in Porto"),
        ("", "", ""),
    ],
)
def test_title_and_body_are_joined_as_sentences_and_cut_at_a_word(title, body, expected):
    assert lead_text(title, body, 24) == expected
