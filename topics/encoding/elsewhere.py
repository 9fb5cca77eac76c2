"""Texts -> vectors on the workers of an engine: each loads the model once and encodes what it is given.

Beside `cache`, which keeps what comes back as it comes. A vector must be the one that this machine would have made: a worker
takes no model but the one with the same weights, and its precision from here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from topics.encoding.encoders import SentenceEncoder
from topics.encoding.models import DEFAULT_MODEL, OFFLINE_PACKAGE, find_model
from topics.engine import each_block

TEXTS_A_BLOCK = 128  # some seconds of work: what a worker that dies costs

_LOADED = threading.local()  # a model for each thread of a worker: two cannot borrow one tokenizer


class Model(NamedTuple):
    """The model to be found on a worker, how it is to compute, and what its vectors are then called."""

    folder: str
    precision: str
    max_tokens: int | None
    device: str
    fingerprint: str


def encode_elsewhere(texts: Sequence[str], encoder: SentenceEncoder) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
    """Yield (positions in `texts`, their unit vectors) as the workers send them; too few texts are encoded here.

    Texts of like length go together, the longest first, so that little is padded and the last parts are short.

    Examples
    --------
    >>> from topics.encoding.encoders import load_encoder
    >>> [(rows, vectors.shape) for rows, vectors in encode_elsewhere(["Rates rise in Oslo"], load_encoder())]
    [([0], (1, 384))]
    """
    order = sorted(range(len(texts)), key=lambda row: (-len(texts[row]), row))
    rows = [order[start : start + TEXTS_A_BLOCK] for start in range(0, len(order), TEXTS_A_BLOCK)]
    if len(rows) < 2:
        yield from encoder.encode_batches(texts)
        return
    folder = encoder.folder.resolve()
    model = Model(str(folder), encoder.precision, encoder.max_tokens, encoder.device, encoder.fingerprint)
    blocks = [[texts[row] for row in part] for part in rows]
    for position, (vectors, n_truncated) in each_block(_encoded, blocks, model, name="encode", a_task=1):
        encoder.n_truncated += n_truncated
        yield rows[position], vectors


def _encoded(texts: list[str], model: Model) -> tuple[NDArray[np.float32], int]:
    """Encode a block on a worker: its vectors, and how many of its texts were cut."""
    encoder = _loaded(model)
    before = encoder.n_truncated
    return encoder.encode(texts), encoder.n_truncated - before


def _loaded(model: Model) -> SentenceEncoder:
    import torch

    if getattr(_LOADED, "model", None) != model:
        torch.set_num_threads(1)  # for good: a worker has as many tasks as it has threads
        _LOADED.encoder, _LOADED.model = _found(model), model
    encoder: SentenceEncoder = _LOADED.encoder
    return encoder


def _found(model: Model) -> SentenceEncoder:
    """Find the model on a worker: where it lies on the first machine, else the installed one."""
    folder = Path(model.folder)
    for place in (folder if folder.is_dir() else None, _installed()):
        encoder = SentenceEncoder(place, model.precision, model.max_tokens, model.device) if place else None
        if encoder and encoder.fingerprint == model.fingerprint:
            return encoder
    raise RuntimeError(
        f"Got a worker without the model {model.fingerprint} but expected it in {model.folder!r}; give a folder that all "
        "workers see (--model FOLDER), or install the default model on them: pip install 'newstopics[offline]'."
    )


def _installed() -> Path | None:
    return find_model(DEFAULT_MODEL) if find_spec(OFFLINE_PACKAGE) else None  # a worker asks no hub
