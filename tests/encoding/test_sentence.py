"""A text has one vector, whatever it is encoded with, in whatever order and on however many threads."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from topics.encoding.models import find_model
from topics.encoding.sentence import SentenceEncoder

SHORT = ["Oslo raises rates", "Ferry Aurora runs aground off Porto, nobody hurt", "", "日本銀行が利上げ"]
MIDDLE = [
    f"The olive harvest in valley {number} fell by a third after {number + 3} dry months. " * 3 for number in range(3)
]
LONG = [
    f"In district {number} the council voted on the tram line, the market and the school. " * 40 for number in range(2)
]
TEXTS = [SHORT[0], MIDDLE[0], LONG[0], *SHORT[1:], *MIDDLE[1:], LONG[1]]


@pytest.fixture(scope="module", params=["float32", "bfloat16"])
def model(request, full, half):
    return {"float32": full, "bfloat16": half}[request.param]


@pytest.fixture(scope="module")
def together(model):
    return model.encode(TEXTS)


@pytest.mark.parametrize("text", [SHORT[1], MIDDLE[2], LONG[1]], ids=["short", "middle", "long"])
def test_a_text_encoded_alone_has_the_same_vector_to_the_last_bit(model, together, text):
    assert (model.encode([text])[0] == together[TEXTS.index(text)]).all()


def test_the_order_of_the_texts_changes_no_vector(model, together):
    assert (model.encode(TEXTS[::-1])[::-1] == together).all()


@pytest.fixture
def threads():
    """Sets the number of threads of the linear algebra; it is put back afterwards."""
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


def test_the_number_of_threads_changes_no_vector(model, threads):
    threads(1)
    one = model.encode(TEXTS)
    threads(3)

    assert (model.encode(TEXTS) == one).all()


def test_encoding_leaves_the_number_of_threads_as_it_was(model, threads):
    threads(3)
    model.encode(SHORT)
    stopped = model.encode_batches(TEXTS)
    next(stopped)
    stopped.close()

    assert torch.get_num_threads() == 3


def test_vectors_are_of_length_one(together):
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_texts_of_one_theme_are_nearer_than_others(model, together):
    rates, harvest = together[TEXTS.index(SHORT[0])], together[TEXTS.index(MIDDLE[0])]
    bank = model.encode(["Central bank of Norway lifts its policy rate"])[0]

    assert bank @ rates > bank @ harvest + 0.2


def test_half_precision_is_near_to_full_precision(full, half):
    assert (full.encode(TEXTS) * half.encode(TEXTS)).sum(axis=1).min() > 0.999


def test_full_precision_is_what_sentence_transformers_makes(full):
    from sentence_transformers import SentenceTransformer

    made = SentenceTransformer(str(full.folder), device="cpu").encode(TEXTS, normalize_embeddings=True)
    np.testing.assert_allclose(full.encode(TEXTS), made, atol=1e-5)


def test_texts_that_come_in_several_helpings_are_told_apart(full):
    texts = [f"Ferry {number} leaves" for number in range(70)]
    made = full.encode(texts)

    assert (made[[3, 68]] == full.encode([texts[3], texts[68]])).all()


def test_no_texts_have_no_vectors(full):
    assert len(full.encode([])) == 0


def test_texts_longer_than_the_model_reads_are_counted():
    encoder = SentenceEncoder(find_model("all-MiniLM-L6-v2"), "float32", max_tokens=16)
    encoder.encode([*SHORT, *MIDDLE])

    assert encoder.n_truncated == len(MIDDLE)


@pytest.mark.parametrize("max_tokens", [1, 8192])
def test_a_length_that_the_model_cannot_read_is_refused(max_tokens):
    encoder = SentenceEncoder(find_model("all-MiniLM-L6-v2"), "float32", max_tokens)

    with pytest.raises(ValueError, match=f"Got max_tokens={max_tokens} but the model reads 3 to 512 tokens"):
        encoder.encode(SHORT)


def test_the_fingerprint_names_weights_precision_and_length():
    folder = find_model("all-MiniLM-L6-v2")
    settings_of = [("float32", None), ("bfloat16", None), ("float32", 128)]

    assert len({SentenceEncoder(folder, *chosen).fingerprint for chosen in settings_of}) == 3
