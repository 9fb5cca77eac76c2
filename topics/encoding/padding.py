"""Texts in tokens -> batches of one shape each.

Stands under `sentence`. What a batch looks like must depend on the length of its texts alone: the arithmetic done for a text,
and so the last bits of its vector, depend on the shape of its batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Tokens a batch, padding included. A processor is as fast with few as with many, and what one layer hands to the next stays in
# its cache; a card wants thousands at once.
BATCH_TOKENS = {"cpu": 512, "mps": 4_096, "cuda": 32_768}
MOST_ROWS = {"cpu": 32, "mps": 128, "cuda": 512}  # texts: a last batch is filled up to its full size
LENGTH_STEP, SHORT_STEP = 32, 8  # tokens: texts are padded to a multiple of this; up to 32 tokens, of the shorter one


class Tokens(NamedTuple):
    """A text as the model reads it: its position among the texts, and what the tokenizer made of it, each a list of numbers."""

    row: int
    features: dict[str, list[int]]

    @property
    def n_tokens(self) -> int:
        """Number of tokens."""
        return len(self.features["input_ids"])


def batches_of_equal_length(
    texts: Iterable[Tokens], limit: int, processor: str = "cpu"
) -> Iterator[tuple[int, list[Tokens]]]:
    """Yield (padded length, texts of that length): full batches as soon as they are, the others at the end, longest first.

    Texts are taken as they come, so that the first batch is under way before the last text is cut into tokens.

    >>> texts = [Tokens(row, {"input_ids": [0] * count}) for row, count in enumerate([250, 3, 250, 60])]
    >>> [(length, [text.row for text in batch]) for length, batch in batches_of_equal_length(texts, 256)]
    [(256, [0, 2]), (64, [3]), (8, [1])]
    """
    open_batches: dict[int, list[Tokens]] = {}
    for text in texts:
        length = padded_length(text.n_tokens, limit)
        batch = open_batches.setdefault(length, [])
        batch.append(text)
        if len(batch) == rows_a_batch(length, processor):
            yield length, open_batches.pop(length)
    for length in sorted(open_batches, reverse=True):
        yield length, open_batches[length]


def padded_length(n_tokens: int, limit: int) -> int:
    """Length in tokens that a text is padded to; it depends on nothing but the text.

    >>> padded_length(5, 256), padded_length(33, 256), padded_length(1000, 250)
    (8, 64, 250)
    """
    step = SHORT_STEP if n_tokens <= LENGTH_STEP else LENGTH_STEP
    return min(-(-max(n_tokens, 1) // step) * step, limit)


def rows_a_batch(length: int, processor: str = "cpu") -> int:
    """Texts in a batch of texts padded to `length` tokens; it depends on nothing else.

    >>> rows_a_batch(16), rows_a_batch(256)
    (32, 2)
    """
    return max(1, min(MOST_ROWS[processor], BATCH_TOKENS[processor] // length))


def padded(batch: list[Tokens], length: int, n_rows: int, pad_token: int) -> dict[str, NDArray[np.int64]]:
    """Return what the model reads, shape (n_rows, length): padded on the right, and filled up with the last text again.

    Padding is masked and does not count in the model.

    >>> padded([Tokens(0, {"input_ids": [7, 8], "attention_mask": [1, 1]})], 3, 1, pad_token=5)
    {'input_ids': array([[7, 8, 5]]), 'attention_mask': array([[1, 1, 0]])}
    """
    arrays = {name: np.zeros((n_rows, length), np.int64) for name in batch[0].features}
    if pad_token:
        arrays["input_ids"][:] = pad_token
    for name, array in arrays.items():
        for row, text in enumerate(batch + batch[-1:] * (n_rows - len(batch))):
            array[row, : text.n_tokens] = text.features[name]
    return arrays
