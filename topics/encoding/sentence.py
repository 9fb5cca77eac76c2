"""Encodes texts with a sentence-transformers model, which is loaded only when a text must really be encoded.

Stands after `copies` and before `neighbours` on the straight line. Never truncates silently (`SentenceEncoder.n_truncated`),
and the vector of a text must never depend on the texts encoded beside it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from topics.encoding.attention import use_plain_attention
from topics.encoding.devices import AUTO, CPU, found_device, found_precision
from topics.encoding.models import check_no_code, weights_sha256
from topics.encoding.padding import Tokens, batches_of_equal_length, padded, rows_a_batch
from topics.encoding.vectors import unit_rows

# Part of the fingerprint: to be raised whenever padding, batches or attention change, since the last bits of vectors then do.
ARITHMETIC = 2
BATCHES_AHEAD = 4  # batches a thread that wait for it: it never idles, and a stopped run loses no more
TEXTS_TOKENIZED = 64  # at once: few enough that the threads have work meanwhile, and that memory stays small
FEWEST_TOKENS = 3  # two of them frame the text

Batch = tuple[list[int], dict[str, NDArray[np.int64]]]  # positions of texts; what the model reads: as many rows or more
Vectors = tuple[list[int], NDArray[np.float32]]  # positions of texts, their unit vectors


class SentenceEncoder:
    """A sentence-transformers model whose vector of a text does not depend on the texts encoded beside it.

    Texts are padded to few lengths (`padding`), and all batches of one length have the same number of rows, so the arithmetic
    done for a text is the same in the first run, in a run over a shuffled pile, and in an update that encodes ten texts. On a
    processor each batch has one thread of its own: threads that share a batch wait for one another at every layer, ten times
    longer than they work when the machine is busy.

    Parameters
    ----------
    folder
        Folder of a sentence-transformers model.
    precision
        "bfloat16" takes a third of the time where the processor has it (cosine to float32 .9999); "auto" uses it there.
    max_tokens
        Longer texts are cut here by the model; None keeps the model's own limit.
    device
        "auto" computes on a CUDA card if there is one, else on the processor; see `devices`.

    Attributes
    ----------
    fingerprint
        Names the vectors this encoder makes: hash of the weights, precision, length limit, and where and how it computes.
    n_truncated
        Number of texts cut at `max_tokens` so far.
    """

    def __init__(
        self, folder: Path, precision: str = "auto", max_tokens: int | None = None, device: str = AUTO
    ) -> None:
        self.folder = folder
        self.device = found_device(device)
        self.precision = found_precision(precision, self.device)
        self.max_tokens = max_tokens
        self.n_truncated = 0
        self._model: Any = None

    @property
    def fingerprint(self) -> str:
        """Name of the vectors this encoder makes; vectors of equal fingerprint and text are equal."""
        # Cards of one kind compute alike, so their number does not count; a card and a processor differ in the last bits.
        where = "" if self.device == CPU else f"-{self._processor}"
        name = f"{weights_sha256(self.folder)[:16]}-{self.precision}-{self.max_tokens or 'full'}{where}"
        return f"{name}-{ARITHMETIC}"

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (n_texts, n_dimensions), in the order of `texts`."""
        parts: list[NDArray[np.float32] | None] = [None] * len(texts)
        for rows, vectors in self.encode_batches(texts):
            for row, vector in zip(rows, vectors, strict=True):
                parts[row] = vector
        return np.stack(cast(list[NDArray[np.float32]], parts)) if texts else np.zeros((0, 0), np.float32)

    def encode_batches(self, texts: Sequence[str]) -> Iterator[Vectors]:
        """Yield (positions in `texts`, their unit vectors), as soon as each batch is done."""
        if not texts:
            return
        model = self._load()
        pad_token = model.tokenizer.pad_token_id or 0
        # Tensors are made in this thread alone: two threads cannot borrow one tokenizer.
        batches = (
            ([text.row for text in batch], padded(batch, length, rows_a_batch(length, self._processor), pad_token))
            for length, batch in batches_of_equal_length(
                self._tokens(model, texts), self._limit(model), self._processor
            )
        )
        yield from _in_threads(model, batches)

    def encode_tokens(self, batches: Iterable[Batch]) -> Iterator[Vectors]:
        """Yield the unit vectors of batches that are cut into tokens already, in their order."""
        yield from _in_threads(self._load(), batches)

    @property
    def _processor(self) -> str:
        return self.device.partition(":")[0]

    def _load(self) -> Any:
        if self._model is None:
            check_no_code(self.folder)
            import torch
            import transformers
            from sentence_transformers import SentenceTransformer

            transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            half = self.precision == "bfloat16"
            model = SentenceTransformer(
                str(self.folder),
                device=self.device,
                local_files_only=True,
                model_kwargs={"dtype": torch.bfloat16 if half else torch.float32},
            )
            self._check(model)
            if half and self.device == CPU:
                use_plain_attention(model)
            self._model = model
        return self._model

    def _check(self, model: Any) -> None:
        if not callable(getattr(model, "tokenizer", None)):
            raise ValueError(
                f"Got model={str(self.folder)!r}, which has no tokenizer of the usual kind, but expected a transformer; "
                "load it yourself and give the object: analyse(..., encoder=SentenceTransformer(...))."
            )
        config = getattr(getattr(model[0], "auto_model", None), "config", None)
        most = int(getattr(config, "max_position_embeddings", None) or self.max_tokens or 0)
        if self.max_tokens is not None and not FEWEST_TOKENS <= self.max_tokens <= most:
            raise ValueError(f"Got max_tokens={self.max_tokens} but the model reads {FEWEST_TOKENS} to {most} tokens.")

    def _limit(self, model: Any) -> int:
        return int(self.max_tokens or model.max_seq_length or model.tokenizer.model_max_length)

    def _tokens(self, model: Any, texts: Sequence[str]) -> Iterator[Tokens]:
        """Cut the texts into tokens, a few at a time; those over the limit are counted in `n_truncated`."""
        limit = self._limit(model)
        for start in range(0, len(texts), TEXTS_TOKENIZED):
            some = list(texts[start : start + TEXTS_TOKENIZED])
            made = model.tokenizer(some, truncation=True, max_length=limit, verbose=False)
            self.n_truncated += _n_cut(model.tokenizer, some, made, limit)
            for i in range(len(some)):
                yield Tokens(start + i, {name: values[i] for name, values in made.items()})


def _n_cut(tokenizer: Any, texts: list[str], made: Any, limit: int) -> int:
    if made.encodings is not None:
        return sum(bool(encoding.overflowing) for encoding in made.encodings)
    # A tokenizer written in Python does not say what it left out.
    return sum(len(ids) > limit for ids in tokenizer(texts, truncation=False, verbose=False)["input_ids"])


def _in_threads(model: Any, batches: Iterable[Batch]) -> Iterator[Vectors]:
    """Yield the unit vectors of every batch, in their order; on a processor several batches are under way."""
    import torch

    n_threads = torch.get_num_threads() if model.device.type == CPU else 1
    before = torch.get_num_threads()
    waiting: deque[tuple[list[int], Future[NDArray[np.float32]]]] = deque()
    torch.set_num_threads(1)
    pool = ThreadPoolExecutor(n_threads)
    try:
        for rows, features in batches:
            waiting.append((rows, pool.submit(_vectors, model, features, len(rows))))
            if len(waiting) > n_threads * BATCHES_AHEAD:
                yield _first_done(waiting)
        while waiting:
            yield _first_done(waiting)
    finally:
        pool.shutdown(cancel_futures=True)
        torch.set_num_threads(before)


def _first_done(waiting: deque[tuple[list[int], Future[NDArray[np.float32]]]]) -> Vectors:
    rows, vectors = waiting.popleft()
    return rows, vectors.result()


def _vectors(model: Any, features: dict[str, NDArray[np.int64]], n_rows: int) -> NDArray[np.float32]:
    import torch

    on_device = {name: torch.from_numpy(values).to(model.device) for name, values in features.items()}
    with torch.inference_mode():
        return unit_rows(model(on_device)["sentence_embedding"][:n_rows].float().cpu().numpy())
