"""Where vectors are computed: the card that is there, the processor where none is, and never elsewhere than was asked."""

from __future__ import annotations

import pytest
import torch

from topics.cli import main
from topics.encoding import devices
from topics.encoding.devices import checked_device, found_device, found_precision
from topics.encoding.encoders import load_encoder
from topics.encoding.models import find_model
from topics.encoding.sentence import SentenceEncoder


@pytest.fixture
def cards(monkeypatch):
    """Sets how many CUDA cards PyTorch sees, and of which generation."""

    def see(n, generation=9):
        monkeypatch.setattr(devices, "_may_have_cuda", lambda: n > 0)
        monkeypatch.setattr(torch.cuda, "is_available", lambda: n > 0)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: n)
        monkeypatch.setattr(torch.cuda, "get_device_capability", lambda number: (generation, 0))

    return see


def test_a_card_is_used_where_there_is_one(cards):
    cards(1)
    assert found_device("auto") == "cuda"


def test_without_a_card_the_processor_is_used(cards):
    cards(0)
    assert found_device("auto") == "cpu"


def test_the_processor_is_used_beside_a_card_if_asked_for(cards):
    cards(1)
    assert found_device("cpu") == "cpu"


def test_a_card_that_is_not_there_is_an_error_with_the_cure(cards):
    cards(0)
    with pytest.raises(
        ValueError, match=r"Got device='cuda' but PyTorch sees no CUDA device here; use device 'cpu', or"
    ):
        load_encoder(device="cuda")


def test_a_run_on_a_card_that_is_not_there_ends_before_anything_is_read(cards, capsys, tmp_path):
    cards(0)

    assert main(["run", str(tmp_path / "no.jsonl"), "--device", "cuda", "--out", str(tmp_path / "run")]) == 2
    assert "PyTorch sees no CUDA device here; use device 'cpu'" in capsys.readouterr().err


def test_a_second_card_that_is_not_there_is_an_error(cards):
    cards(1)
    with pytest.raises(ValueError, match=r"Got device='cuda:1' but PyTorch sees 1 CUDA device, the last is 'cuda:0'"):
        found_device("cuda:1")


def test_the_second_of_two_cards_may_be_chosen(cards):
    cards(2)
    assert found_device("cuda:1") == "cuda:1"


def test_metal_that_is_not_there_is_an_error(monkeypatch):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(ValueError, match="Got device='mps' but PyTorch sees no Metal here; use device 'cpu'"):
        found_device("mps")


@pytest.mark.parametrize("device", ["gpu", "cuda:", "CUDA", "cuda:one", "", None, 1])
def test_a_device_that_does_not_exist_is_refused(device):
    with pytest.raises(ValueError, match="Got device=.* but expected 'auto', 'cpu', 'cuda', 'cuda:1'"):
        checked_device(device)


@pytest.mark.parametrize(("generation", "expected"), [(7, "float32"), (8, "bfloat16")])
def test_a_card_computes_in_half_precision_if_it_can(cards, generation, expected):
    cards(2, generation)
    assert found_precision("auto", "cuda:1") == expected


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_precision_that_is_asked_for_is_kept(precision):
    assert found_precision(precision, "cpu") == precision


def test_vectors_of_a_card_are_not_taken_for_those_of_a_processor(cards):
    cards(2)
    folder = find_model("all-MiniLM-L6-v2")
    on = {device: SentenceEncoder(folder, "float32", None, device).fingerprint for device in ("cpu", "cuda", "cuda:1")}

    assert on["cpu"] != on["cuda"] == on["cuda:1"]
