"""Text -> vectors: the encoder that the settings ask for, and the text that it is given.

Stands after `copies` and before `neighbours` on the straight line. Never goes to the network unless the user names a model that
is not on this machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

from topics.encoding.devices import PRECISIONS
from topics.encoding.models import DEFAULT_MODEL, find_model, weights_sha256
from topics.encoding.sentence import SentenceEncoder
from topics.encoding.static import STATIC, StaticEncoder
from topics.encoding.vectors import unit_rows

__all__ = [
    "DEFAULT_MODEL",
    "PRECISIONS",
    "STATIC",
    "Encoder",
    "SentenceEncoder",
    "StaticEncoder",
    "find_model",
    "lead_text",
    "load_encoder",
    "unit_rows",
    "weights_sha256",
]

PUNCTUATION_THAT_ENDS = (".", "!", "?", "…", "。")


class Encoder(Protocol):
    """Anything that turns texts into vectors: a sentence-transformers model, a model2vec model, a class of your own."""

    def encode(self, texts: list[str]) -> NDArray[Any]:
        """Return one vector a text, shape (n_texts, n_dimensions)."""
        ...


def load_encoder(
    model: str | Path | Encoder = DEFAULT_MODEL,
    *,
    precision: str = "auto",
    max_tokens: int | None = None,
    device: str = "auto",
    fetch: bool = True,
) -> Encoder:
    """Return an encoder for a model folder, a model name, "static", or any object that has `encode`.

    A model that is not on this machine is fetched from the hub, unless `fetch` forbids it.

    Raises
    ------
    ValueError
        If there is no such folder or device, the weights are damaged, or the model cannot be had without a network.

    Examples
    --------
    >>> encoder = load_encoder()
    >>> encoder.encode(["Two ships collide off Porto"]).shape
    (1, 384)
    """
    if not isinstance(model, str | Path):
        if not hasattr(model, "encode"):
            raise ValueError(
                f"Got model={model!r} but expected a folder, a model name or an object with encode(texts)."
            )
        return model
    if model == STATIC:
        return StaticEncoder(find_model(DEFAULT_MODEL), max_tokens)
    return SentenceEncoder(find_model(model, fetch=fetch), precision, max_tokens, device)


def lead_text(title: str, body: str, n_chars: int) -> str:
    """Return the text that is encoded: title, then the first `n_chars` characters of the body, cut at a word.

    >>> lead_text("Floods in Porto", "The Douro rose overnight.", 9)
    'Floods in Porto. The Douro'
    """
    lead = body[:n_chars]
    if len(body) > n_chars and not body[n_chars].isspace():
        lead = (lead.rsplit(None, 1) or [""])[0] if any(map(str.isspace, lead)) else lead
    if not title:
        return lead.strip()
    stop = "" if title.endswith(PUNCTUATION_THAT_ENDS) or not lead else "."
    return f"{title}{stop} {lead}".strip()
