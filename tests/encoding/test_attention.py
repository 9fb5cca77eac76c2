"""Plain attention is the attention of the model, and is kept from models that it does not fit."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import torch

from topics.encoding.attention import plain_attention, use_plain_attention


@pytest.fixture
def heads():
    """Queries, keys and values of two texts, three heads, five tokens and four dimensions."""
    return torch.randn(3, 2, 3, 5, 4, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("masked", [False, True])
def test_it_is_attention(heads, masked):
    mask = torch.zeros(2, 1, 5, 5)
    if masked:
        mask[1, :, :, 3:] = torch.finfo(torch.float32).min
    query, key, value = heads
    expected = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    mixed, _ = plain_attention(None, query, key, value, mask if masked else None)

    torch.testing.assert_close(mixed, expected.transpose(1, 2))


@pytest.mark.parametrize("kind", ["qwen3", "mpnet", "t5"])
def test_a_model_with_another_attention_is_left_alone(kind):
    network = SimpleNamespace(config=SimpleNamespace(model_type=kind))  # and nothing that could be set

    assert not use_plain_attention([SimpleNamespace(auto_model=network)])
