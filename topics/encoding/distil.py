"""Distils a table of word-piece vectors from a sentence-transformers model, as model2vec does.

Stands under `static`, which keeps what is made here. The same weights must always give the same bytes: float32 on the
processor, batches of one shape, one thread for the algebra.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

N_DIMENSIONS = 256
UNKNOWN = "[UNK]"
RECIPE = 1  # part of the fingerprint: to be raised whenever what is made here changes
PIECES_A_BATCH = 256
SMOOTHING = 1e-4  # of inverse frequency (Arora, Liang and Ma 2017: 1e-3 to 1e-4)
UNUSED = re.compile(r"\[unused\d+\]")  # places that BERT's vocabulary keeps free


def distilled(folder: Path, tokenizer: Any) -> NDArray[np.float16]:
    """Return a vector for every word piece, zero for marks that stand for no text.

    Each piece is encoded by the whole model as if it were a text, the vectors are reduced to their first principal components,
    and weighted by how rare the piece is, taken from its place in the vocabulary, which is sorted by frequency (Zipf's law).

    Parameters
    ----------
    folder
        Folder of the model.
    tokenizer
        Its tokenizer, see `static.tokenizer_of`.

    Returns
    -------
    Shape (n_pieces, 256), or as many dimensions as the model has, if fewer; half precision.

    References
    ----------
    Tulkens and van Dongen (2024): Model2Vec, the library and its recipe.
    """
    pieces = _pieces(tokenizer)
    reduced = principal_components(_encoded(folder, tokenizer, pieces), N_DIMENSIONS)
    table = np.zeros((tokenizer.get_vocab_size(), reduced.shape[1]), np.float16)
    table[pieces] = reduced * rarity(len(pieces))[:, None]
    return table


def _pieces(tokenizer: Any) -> list[int]:
    """Ids that stand for text, and of the marks the one for unknown text; the most frequent first."""
    marks = {i for i, token in tokenizer.get_added_tokens_decoder().items() if token.special}
    marks.discard(tokenizer.token_to_id(UNKNOWN))
    vocabulary = tokenizer.get_vocab()
    return sorted(i for piece, i in vocabulary.items() if i not in marks and not UNUSED.fullmatch(piece))


def _encoded(folder: Path, tokenizer: Any, pieces: list[int]) -> NDArray[np.float32]:
    """Vectors of the pieces, each encoded as a text of its own, shape (n_pieces, n_dimensions)."""
    from tqdm.auto import tqdm

    from topics.encoding.sentence import SentenceEncoder

    encoder = SentenceEncoder(folder, "float32", device="cpu")
    starts = range(0, len(pieces), PIECES_A_BATCH)
    batches = (_batch(tokenizer, pieces[start : start + PIECES_A_BATCH]) for start in starts)
    made = tqdm(encoder.encode_tokens(batches), "making the static model", len(starts), unit="batch")
    return np.concatenate([vectors for _, vectors in made])


def _batch(tokenizer: Any, pieces: list[int]) -> tuple[list[int], dict[str, NDArray[np.int64]]]:
    """Return the pieces and the model's input: each in the marks that frame a text, filled up to the full number of rows."""
    before, after = _frame(tokenizer)
    filled = pieces + pieces[-1:] * (PIECES_A_BATCH - len(pieces))
    ids = np.array([[*before, piece, *after] for piece in filled], dtype=np.int64)
    return pieces, {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}


def _frame(tokenizer: Any) -> tuple[list[int], list[int]]:
    """Ids that the tokenizer sets before and after a text."""
    made = tokenizer.encode("a")
    text = [i for i, framing in enumerate(made.special_tokens_mask) if not framing]
    return made.ids[: text[0]], made.ids[text[-1] + 1 :]


def principal_components(vectors: NDArray[np.float32], n_dimensions: int) -> NDArray[np.float64]:
    """Return the vectors less their mean in their first principal components, shape (n_vectors, n_dimensions).

    The largest entry of every component is positive, so that the answer is one.

    >>> principal_components(np.array([[0.0, 1.0], [0.0, 3.0], [0.0, 8.0]], dtype=np.float32), 1).round(3).tolist()
    [[-3.0], [-1.0], [4.0]]
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # threads add in an order of their own
        centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
        _, components = np.linalg.eigh(centred.T @ centred)
        components = components[:, ::-1][:, :n_dimensions]
        largest = np.abs(components).argmax(axis=0)
        components = components * np.sign(components[largest, np.arange(components.shape[1])])
        return np.asarray(centred @ components)


def rarity(n_pieces: int) -> NDArray[np.float64]:
    """Weight of the most frequent piece, the second, and so on: near 0 for the first, near 1 for the last.

    >>> rarity(30_000)[[0, 100, 10_000]].round(3).tolist()
    [0.002, 0.092, 0.908]
    """
    frequency = 1 / np.arange(2, n_pieces + 2)
    return np.asarray(SMOOTHING / (SMOOTHING + frequency / frequency.sum()))
