"""What all blocks need -> arrays that reach every worker once, and the rest, which goes along with each task.

Beside `workers`. Arrays lie in a folder that everyone sees and are mapped into memory, so that the workers of one machine hold
them once; or the caller sends them. Nothing is written here that executes anything when it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

LARGE = 1 << 16  # bytes from which an array is handed over once
FOLDERS_OPEN = 4  # stages whose arrays a worker keeps mapped


@dataclass(frozen=True)
class Place:
    """Stands where an array was taken out; equal arrays have one place."""

    number: int


@dataclass(frozen=True)
class Sparse:
    """A scipy matrix without its arrays."""

    kind: type
    shape: tuple[int, ...]
    arrays: tuple[Any, ...]


@dataclass(frozen=True)
class Stored:
    """An array, or texts, in a folder that all see."""

    folder: str
    name: str


def taken_apart(value: Any, arrays: list[NDArray[Any]]) -> Any:
    """Take the large arrays out of tuples, named tuples and sparse matrices; `put_together` puts them back.

    Examples
    --------
    >>> arrays = []
    >>> rest = taken_apart((np.zeros(10_000), 3, "word"), arrays)
    >>> len(arrays), rest
    (1, (Place(number=0), 3, 'word'))
    >>> put_together(rest, arrays)[0].shape
    (10000,)
    """
    if isinstance(value, np.ndarray) and value.nbytes >= LARGE and value.dtype != object:
        same = [number for number, array in enumerate(arrays) if array is value]
        if not same:
            arrays.append(value)
        return Place(same[0] if same else len(arrays) - 1)
    if getattr(value, "format", "") in ("csr", "csc"):
        parts = tuple(taken_apart(part, arrays) for part in (value.data, value.indices, value.indptr))
        return Sparse(type(value), value.shape, parts)
    if isinstance(value, tuple):
        parts = tuple(taken_apart(part, arrays) for part in value)
        return type(value)(*parts) if hasattr(value, "_fields") else parts
    return value


def put_together(value: Any, arrays: Sequence[NDArray[Any]]) -> Any:
    """Undo `taken_apart`."""
    if isinstance(value, Place):
        return arrays[value.number]
    if isinstance(value, Sparse):
        parts = tuple(put_together(part, arrays) for part in value.arrays)
        return value.kind(parts, shape=value.shape)
    if isinstance(value, tuple):
        parts = tuple(put_together(part, arrays) for part in value)
        return type(value)(*parts) if hasattr(value, "_fields") else parts
    return value


def store_array(array: NDArray[Any], folder: Path, name: str) -> Stored:
    """Write an array for all to see."""
    np.save(folder / f"{name}.npy", array, allow_pickle=False)
    return Stored(str(folder), f"{name}.npy")


def store_texts(blocks: Sequence[Any], folder: Path, name: str) -> Stored | Sequence[Any]:
    """Write the texts of some blocks as one partition (Parquet); blocks that are no texts go along with the task.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     stored = store_texts([["Ferry aground", "Rates rise"], ["Grain deal"]], Path(folder), "part-0")
    ...     stored.name, stored_texts(stored)
    ('part-0.parquet', [['Ferry aground', 'Rates rise'], ['Grain deal']])
    """
    if not all(isinstance(block, list) and all(isinstance(text, str) for text in block) for block in blocks):
        return blocks
    import pyarrow as pa
    import pyarrow.parquet as pq

    numbers = [number for number, block in enumerate(blocks) for _ in block]
    try:
        texts = pa.array([text for block in blocks for text in block], pa.large_string())
    except UnicodeEncodeError:  # half a character, which no file of texts can hold
        return blocks
    table = pa.table({"block": pa.array(numbers, pa.int32()), "text": texts})
    pq.write_table(table.replace_schema_metadata({"blocks": str(len(blocks))}), folder / f"{name}.parquet")
    return Stored(str(folder), f"{name}.parquet")


def stored_texts(stored: Stored) -> list[list[str]]:
    """Read a partition back as its blocks."""
    import pyarrow.parquet as pq

    table = pq.read_table(Path(stored.folder, stored.name))
    blocks: list[list[str]] = [[] for _ in range(int(table.schema.metadata[b"blocks"]))]
    for number, text in zip(table["block"].to_pylist(), table["text"].to_pylist(), strict=True):
        blocks[number].append(text)
    return blocks


def opened(array: NDArray[Any] | Stored) -> NDArray[Any]:
    """Return an array on a worker, once for all tasks: mapped from its file, or as it was sent.

    Compiled code knows arrays that may be written from others; all are of the first kind here, as where they come from.
    """
    if not isinstance(array, Stored):
        return array if array.flags.writeable else array.copy()
    held = _folder(array.folder)
    if array.name not in held:
        path = Path(array.folder, array.name)
        held[array.name] = np.asarray(np.load(path, mmap_mode="c", allow_pickle=False))
    return held[array.name]


@lru_cache(maxsize=FOLDERS_OPEN)
def _folder(path: str) -> dict[str, NDArray[Any]]:
    return {}
