"""The option `static`: a vector for every word piece, made once from the default model; a text is the sum of its pieces.

Stands beside `sentence`: some tens of times as fast, and worse at telling events apart, so it must never be a default. It needs
no PyTorch once its table is made (`distil`), and reads the whole text, however long.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from topics.encoding.distil import N_DIMENSIONS, RECIPE, UNKNOWN, distilled
from topics.encoding.models import weights_sha256
from topics.encoding.vectors import unit_rows

STATIC = "static"
TEXTS_A_BATCH = 256


class StaticEncoder:
    """Sums of word-piece vectors that were distilled from a sentence-transformers model (after model2vec).

    The vector of a text depends on nothing but the text. The table of 256 dimensions is made on first use, in about half a
    minute, and kept in the user's cache folder under the hash of the model's weights.

    Parameters
    ----------
    folder
        Folder of the sentence-transformers model to distil.
    max_tokens
        Longer texts are cut here; None reads the whole text.
    kept_in
        Folder of the table; None for the one beside the vectors that were encoded before.

    Attributes
    ----------
    fingerprint
        Names the vectors this encoder makes: hash of the weights, recipe, dimensions and length limit.
    n_truncated
        Number of texts cut at `max_tokens` so far.
    """

    precision, device = "float32", "cpu"

    def __init__(self, folder: Path, max_tokens: int | None = None, kept_in: Path | None = None) -> None:
        self.folder = folder
        self.max_tokens = max_tokens
        self.n_truncated = 0
        self._kept_in = kept_in
        self._table: NDArray[np.float32] | None = None
        self._tokenizer: Any = None

    @property
    def fingerprint(self) -> str:
        """Name of the vectors this encoder makes; vectors of equal fingerprint and text are equal."""
        return f"{STATIC}-{self._name}-{self.max_tokens or 'full'}"

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (n_texts, n_dimensions), in the order of `texts`."""
        parts = [vectors for _, vectors in self.encode_batches(texts)]
        return np.concatenate(parts) if parts else np.zeros((0, N_DIMENSIONS), np.float32)

    def encode_batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Yield (positions in `texts`, their unit vectors)."""
        if not texts:
            return
        table, tokenizer = self._load()
        for start in range(0, len(texts), TEXTS_A_BATCH):
            some = list(texts[start : start + TEXTS_A_BATCH])
            pieces = [made.ids for made in tokenizer.encode_batch_fast(some, add_special_tokens=False)]
            yield list(range(start, start + len(some))), unit_rows(_sums(self._cut(pieces), table))

    def _cut(self, pieces: list[list[int]]) -> list[list[int]]:
        """Pieces of every text as they are read; a text without any is one unknown piece, so that it has a direction."""
        limit = self.max_tokens
        self.n_truncated += sum(limit is not None and len(ids) > limit for ids in pieces)
        return [ids[:limit] or [self._tokenizer.token_to_id(UNKNOWN) or 0] for ids in pieces]

    @property
    def _name(self) -> str:
        return f"{weights_sha256(self.folder)[:16]}-{RECIPE}-{N_DIMENSIONS}"

    def _load(self) -> tuple[NDArray[np.float32], Any]:
        if self._table is None:
            self._tokenizer = tokenizer_of(self.folder)
            self._table = self._kept_table()
        return self._table, self._tokenizer

    def _kept_table(self) -> NDArray[np.float32]:
        """Read the table from its file; where there is none, or a damaged one, make it and keep it."""
        file = self._file()
        with suppress(OSError, EOFError, ValueError, LookupError, BadZipFile), file.open("rb") as kept:
            if len(table := np.load(kept, allow_pickle=False)["table"]) == self._tokenizer.get_vocab_size():
                return np.asarray(table, dtype=np.float32)
        table = distilled(self.folder, self._tokenizer)
        try:
            _write(file, table)
        except OSError as error:
            warnings.warn(
                f"Got the cache folder {str(file.parent)!r}, which cannot be written ({error}); the static model is made "
                "again in every run.",
                StaticWarning,
                stacklevel=2,
            )
        return np.asarray(table, dtype=np.float32)

    def _file(self) -> Path:
        from topics.encoding.cache import default_cache

        return (self._kept_in or default_cache().parent) / f"{STATIC}-{self._name}.npz"


class StaticWarning(UserWarning):
    """The static model could not be kept; it is made again when it is next wanted."""


def tokenizer_of(folder: Path) -> Any:
    """Return the tokenizer of a model, which neither cuts nor pads; it is read without PyTorch.

    Raises
    ------
    ValueError
        If the folder holds no tokenizer.json.
    """
    from tokenizers import Tokenizer

    file = folder / "tokenizer.json"
    if not file.is_file():
        raise ValueError(
            f"Got model folder {folder} but it holds no tokenizer.json, which a static model is made from."
        )
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _sums(pieces: list[list[int]], table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sum of the vectors of every text's pieces, in the order of the text."""
    from scipy.sparse import csr_array

    ends = np.cumsum([0, *map(len, pieces)])
    ids = np.fromiter((one for text in pieces for one in text), np.int64, ends[-1])
    counts = csr_array((np.ones(len(ids), np.float32), ids, ends), shape=(len(pieces), len(table)))
    return np.asarray(counts @ table, dtype=np.float32)


def _write(file: Path, table: NDArray[np.float16]) -> None:
    """Write aside and rename: a table that is there is whole. The format carries a sum of its bytes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f"{file.stem}.{os.getpid()}.npz")
    try:
        np.savez(aside, table=table)
        os.replace(aside, file)
    finally:
        aside.unlink(missing_ok=True)
