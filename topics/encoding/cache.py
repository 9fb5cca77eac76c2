"""The vectors that are already known: an SQLite file, keyed by what made the vector and by the text.

Stands beside `encoders`. Safe against a kill and against two writers at once (SQLite's journal); a damaged entry is
dropped and encoded again. It must never return a vector of another model, precision or text.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.encoding.encoders import Encoder, SentenceEncoder, unit_rows

LOOK_UP = 500  # keys a query: SQLite's default limit of variables is 999
COMMIT_EVERY = 256  # texts: what a kill can cost at most
SHOW_BAR_AFTER = 2.0  # seconds


class VectorCache:
    """Vectors on disk.

    Parameters
    ----------
    path
        The SQLite file; ":memory:" keeps nothing.

    Examples
    --------
    >>> cache = VectorCache(":memory:")
    >>> cache.put("model", ["a text"], np.ones((1, 3)))
    >>> cache.get("model", ["a text", "another"]).keys()
    dict_keys([0])
    """

    def __init__(self, path: str | Path) -> None:
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        try:
            self._database = sqlite3.connect(path, timeout=60)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB, check_sum INTEGER)"
            )
        except sqlite3.Error as error:
            raise ValueError(
                f"Got cache={str(path)!r} but expected an SQLite file of vectors ({error}); delete it or give another."
            ) from None

    def get(self, fingerprint: str, texts: Sequence[str]) -> dict[int, NDArray[np.float16]]:
        """Return {position in `texts`: vector} of the texts that are known."""
        keys = [text_key(fingerprint, text) for text in texts]
        found: dict[bytes, NDArray[np.float16]] = {}
        for start in range(0, len(keys), LOOK_UP):
            part = keys[start : start + LOOK_UP]
            marks = ",".join("?" * len(part))
            for key, blob, check in self._database.execute(f"SELECT * FROM vectors WHERE key IN ({marks})", part):
                if zlib.crc32(blob) == check:
                    found[key] = np.frombuffer(blob, dtype=np.float16)
        return {i: found[key] for i, key in enumerate(keys) if key in found}

    def put(self, fingerprint: str, texts: Sequence[str], vectors: NDArray[Any]) -> None:
        """Keep one vector a text."""
        blobs = [np.asarray(vector, dtype=np.float16).tobytes() for vector in vectors]
        rows = [(text_key(fingerprint, t), b, zlib.crc32(b)) for t, b in zip(texts, blobs, strict=True)]
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def encode(
    texts: Sequence[str], encoder: Encoder, *, cache: str | Path | None = None, progress: bool = True
) -> NDArray[np.float16]:
    """Return a unit vector for every text; a text that was encoded before is looked up, equal texts are encoded once.

    Parameters
    ----------
    texts
        The texts, see `lead_text`.
    encoder
        See `load_encoder`.
    cache
        SQLite file of known vectors; None keeps nothing. Only encoders that have a `fingerprint` are cached.
    progress
        Whether to show a bar once encoding takes over two seconds.

    Returns
    -------
    Shape (n_texts, n_dimensions), half precision: what is kept on disk, so that a first run and a re-run are equal.

    Examples
    --------
    >>> from topics.encoding.encoders import load_encoder
    >>> encode(["Rates rise in Oslo", "Rates rise in Oslo"], load_encoder()).shape
    (2, 384)
    """
    unique = sorted(set(texts))
    fingerprint = getattr(encoder, "fingerprint", "")
    with closing(VectorCache(cache if cache and fingerprint else ":memory:")) as store:
        known = store.get(fingerprint, unique)
        missing = [text for i, text in enumerate(unique) if i not in known]
        vectors = {unique[i]: vector for i, vector in known.items()}
        vectors.update(_encode_missing(missing, encoder, store, fingerprint, progress))
    return np.stack([vectors[text] for text in texts]) if texts else np.zeros((0, 1), np.float16)


def _encode_missing(
    texts: list[str], encoder: Encoder, store: VectorCache, fingerprint: str, progress: bool
) -> dict[str, NDArray[np.float16]]:
    from tqdm.auto import tqdm

    done: dict[str, NDArray[np.float16]] = {}
    waiting: list[str] = []
    with tqdm(total=len(texts), desc="encoding", unit="text", delay=SHOW_BAR_AFTER, disable=not progress) as bar:
        for rows, vectors in _batches(texts, encoder):
            done.update(zip((texts[i] for i in rows), checked(vectors).astype(np.float16), strict=True))
            waiting += [texts[i] for i in rows]
            bar.update(len(rows))
            if len(waiting) >= COMMIT_EVERY:
                store.put(fingerprint, waiting, np.stack([done[text] for text in waiting]))
                waiting = []
    if waiting:
        store.put(fingerprint, waiting, np.stack([done[text] for text in waiting]))
    return done


def _batches(texts: list[str], encoder: Encoder) -> Iterable[tuple[list[int], NDArray[Any]]]:
    if isinstance(encoder, SentenceEncoder):
        return encoder.encode_batches(texts)
    if not texts:
        return []
    vectors = np.asarray(encoder.encode(texts))
    if vectors.shape[:1] != (len(texts),):
        shape = vectors.shape
        raise ValueError(
            f"Got vectors of shape {shape} from the encoder but expected one for each of {len(texts)} texts."
        )
    return [(list(range(len(texts))), vectors)]


def checked(vectors: NDArray[Any]) -> NDArray[np.float32]:
    """Return the vectors as unit rows; an array that cannot be vectors is refused."""
    vectors = np.asarray(vectors)
    if vectors.ndim != 2 or not np.isfinite(vectors.astype(np.float32)).all():
        raise ValueError(
            f"Got vectors of shape {vectors.shape} but expected finite numbers of shape (n_texts, n_dimensions)."
        )
    return unit_rows(vectors)


def text_key(fingerprint: str, text: str) -> bytes:
    """16 bytes that name a text as encoded by one encoder."""
    return hashlib.blake2b(f"{fingerprint}\0{text}".encode("utf8", "surrogatepass"), digest_size=16).digest()


def default_cache() -> Path:
    """Where vectors are kept: `$TOPICS_CACHE`, else `topics/vectors.sqlite` in the user's cache folder."""
    home = os.environ.get("TOPICS_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "topics"
    )
    return Path(home) / "vectors.sqlite"
