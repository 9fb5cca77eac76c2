"""Attention in bfloat16 on a processor: two plain products and a softmax, in less than half the time of the fused kernel.

Stands under `sentence`, entered where `transformers` lets one in. It must never be given to a model whose attention does more
than that (causal, shared heads, biases of position): `OF_ENCODERS` names the kinds that do no more.
"""

from __future__ import annotations

from typing import Any

NAME = "topics_plain"
OF_ENCODERS = ("bert", "roberta", "xlm-roberta", "distilbert", "electra", "camembert")


def use_plain_attention(model: Any) -> bool:
    """Let a sentence-transformers model use `plain_attention`, if it is of a kind that may; return whether it does."""
    try:
        from transformers import AttentionInterface, AttentionMaskInterface
        from transformers.masking_utils import eager_mask
    except ImportError:  # older ones have another way in
        return False
    network: Any = getattr(model[0], "auto_model", None)
    if getattr(getattr(network, "config", None), "model_type", "") not in OF_ENCODERS:
        return False
    AttentionInterface.register(NAME, plain_attention)
    AttentionMaskInterface.register(NAME, eager_mask)
    network.set_attn_implementation(NAME)
    return str(network.config._attn_implementation) == NAME


def plain_attention(
    module: Any, query: Any, key: Any, value: Any, attention_mask: Any, scaling: float | None = None, **_: Any
) -> tuple[Any, None]:
    """Softmax of the scaled products of queries and keys, times the values (Vaswani et al. 2017, equation 1).

    PyTorch's fused kernel saves memory that texts of some hundred tokens do not need, and multiplies bfloat16 slowly.

    Parameters
    ----------
    module
        The layer, as `transformers` calls it; nothing is read from it.
    query, key, value
        Shape (n_texts, n_heads, n_tokens, n_dimensions).
    attention_mask
        What is added to the products, shape (n_texts, 1, n_tokens, n_tokens) or None: 0, and next to minus infinity for padding.
    scaling
        Factor of the products; by default one over the root of the dimensions.

    Returns
    -------
    Shape (n_texts, n_tokens, n_heads, n_dimensions), and None for the weights, which nobody reads.
    """
    import torch

    n_texts, n_heads, n_tokens, n_dimensions = query.shape
    flat = (n_texts * n_heads, n_tokens, n_dimensions)
    scaled = query * (n_dimensions**-0.5 if scaling is None else scaling)
    scores = torch.bmm(scaled.reshape(flat), key.reshape(flat).transpose(1, 2))
    if attention_mask is not None:
        scores.view(n_texts, n_heads, n_tokens, n_tokens).add_(attention_mask)
    mixed = torch.bmm(scores.softmax(-1), value.reshape(flat)).view(query.shape)
    return mixed.transpose(1, 2).contiguous(), None
