"""Texts -> vectors, those that are known from the file of `vector_file`, the others from the encoder.

Stands beside `encoders`. It must never lose what was encoded, whenever it is stopped.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.encoding.elsewhere import encode_elsewhere
from topics.encoding.encoders import Encoder, SentenceEncoder, StaticEncoder, unit_rows
from topics.encoding.vector_file import NAME, VectorCache
from topics.engine import current_engine

COMMIT_EVERY = 256  # texts: what a kill can cost at most
SHOW_BAR_AFTER = 2.0  # seconds


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
        try:
            for rows, vectors in _batches(texts, encoder):
                done.update(zip((texts[i] for i in rows), checked(vectors).astype(np.float16), strict=True))
                waiting += [texts[i] for i in rows]
                bar.update(len(rows))
                if len(waiting) >= COMMIT_EVERY:
                    store.put(fingerprint, waiting, np.stack([done[text] for text in waiting]))
                    waiting = []
        finally:  # Ctrl-C loses nothing that was encoded
            if waiting:
                store.put(fingerprint, waiting, np.stack([done[text] for text in waiting]))
    return done


def _batches(texts: list[str], encoder: Encoder) -> Iterable[tuple[list[int], NDArray[Any]]]:
    if isinstance(encoder, SentenceEncoder):
        return encode_elsewhere(texts, encoder) if current_engine().elsewhere else encoder.encode_batches(texts)
    if isinstance(encoder, StaticEncoder):
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


def default_cache() -> Path:
    """Where vectors are kept: `$TOPICS_CACHE`, else `topics/vectors.sqlite` in the user's cache folder."""
    home = os.environ.get("TOPICS_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "topics"
    )
    return Path(home) / NAME
