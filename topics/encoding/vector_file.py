"""The SQLite file of known vectors, keyed by what made the vector and by the text.

Under `cache`. Safe against a kill and against two writers at once (SQLite's journal). Whatever befalls the file, a run goes on:
it must never return a vector of another model, precision or text, nor lose more than time.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import warnings
import zlib
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAME = "vectors.sqlite"  # of a file that is certainly a cache, and may be begun anew when it is damaged
LOOK_UP = 500  # keys a query: SQLite's default limit of variables is 999
SALVAGED = 256  # entries carried over at once from a damaged file
WAIT = 60  # seconds that one program waits for another to write


class CacheWarning(UserWarning):
    """The cache of vectors is damaged, full, or cannot be written; the run goes on, and may encode more."""


class VectorCache:
    """Vectors on disk; whatever befalls the file, a vector that cannot be had is one to encode, and no error.

    Parameters
    ----------
    path
        The SQLite file; ":memory:" keeps nothing.

    Raises
    ------
    ValueError
        If the file is there and is no SQLite file of vectors.

    Examples
    --------
    >>> cache = VectorCache(":memory:")
    >>> cache.put("model", ["a text"], np.ones((1, 3)))
    >>> cache.get("model", ["a text", "another"]).keys()
    dict_keys([0])
    """

    def __init__(self, path: str | Path) -> None:
        self._path = str(path)
        self._writes = True
        try:
            self._database = _opened(self._path)
        except (sqlite3.OperationalError, OSError) as error:
            self._database, self._writes = self._read_only(error), False
        except sqlite3.DatabaseError as error:
            if Path(path).name != NAME:
                raise ValueError(
                    f"Got cache={self._path!r} but expected an SQLite file of vectors ({error}); delete it or give another."
                ) from None
            self._database = self._begun_anew(error)

    def get(self, fingerprint: str, texts: Sequence[str]) -> dict[int, NDArray[np.float16]]:
        """Return {position in `texts`: vector} of the texts that are known."""
        keys = [text_key(fingerprint, text) for text in texts]
        found: dict[bytes, NDArray[np.float16]] = {}
        try:
            for start in range(0, len(keys), LOOK_UP):
                found |= self._looked_up(keys[start : start + LOOK_UP])
        except sqlite3.Error as error:
            self._mend(error)
        return {i: found[key] for i, key in enumerate(keys) if key in found}

    def put(self, fingerprint: str, texts: Sequence[str], vectors: NDArray[Any]) -> None:
        """Keep one vector a text, if the file can be written."""
        if not self._writes:
            return
        blobs = [np.asarray(vector, dtype=np.float16).tobytes() for vector in vectors]
        rows = [(text_key(fingerprint, t), b, zlib.crc32(b)) for t, b in zip(texts, blobs, strict=True)]
        try:
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            self._mend(error)

    def close(self) -> None:
        """Close the file."""
        with suppress(sqlite3.Error):  # the last one to close tidies up, which a full disk may not allow
            self._database.close()

    def _looked_up(self, keys: list[bytes]) -> dict[bytes, NDArray[np.float16]]:
        marks = ",".join("?" * len(keys))
        rows = self._database.execute(f"SELECT key, vector, check_sum FROM vectors WHERE key IN ({marks})", keys)
        return {
            key: np.frombuffer(blob, dtype=np.float16)
            for key, blob, check in rows
            if isinstance(blob, bytes) and len(blob) % 2 == 0 and zlib.crc32(blob) == check
        }

    def _read_only(self, error: Exception) -> sqlite3.Connection:
        """Open a file that cannot be written for reading; where there is none to read, keep nothing."""
        self._warn(f"cannot be written ({error})", "what is encoded now is not kept")
        # Immutable: else SQLite wants to write beside it. What others have written and not yet laid into it is not seen.
        address = f"{Path(self._path).absolute().as_uri()}?mode=ro&immutable=1"
        with suppress(sqlite3.Error):
            found = sqlite3.connect(address, uri=True)
            found.execute("SELECT key, vector, check_sum FROM vectors LIMIT 1")
            return found
        return _opened(":memory:")

    def _mend(self, error: sqlite3.Error) -> None:
        """Go on after an error: a damaged file is begun anew, one that is full or busy is only read from now on."""
        if self._writes and not isinstance(error, sqlite3.OperationalError):
            self.close()
            self._database = self._begun_anew(error)
        else:
            self._warn(f"could not be used ({error})", "what is encoded now is not kept")
            self._writes = False

    def _begun_anew(self, error: sqlite3.Error) -> sqlite3.Connection:
        """Set a damaged file aside and begin another with what can be read of it."""
        aside = f"{self._path}.damaged"
        try:
            os.replace(self._path, aside)
            for beside in ("-wal", "-shm"):
                Path(self._path + beside).unlink(missing_ok=True)
            database = _opened(self._path)
            _salvage(aside, database)
        except (sqlite3.Error, OSError):
            self._writes = False
            self._warn(f"is damaged ({error}) and cannot be replaced", "what is encoded now is not kept; delete it")
            return _opened(":memory:")
        self._warn(
            f"is damaged ({error})", f"it lies aside as {Path(aside).name}, and what is missing is encoded again"
        )
        return database

    def _warn(self, what: str, then: str) -> None:
        warnings.warn(f"Got cache={self._path!r}, which {what}; {then}.", CacheWarning, stacklevel=4)


def _opened(path: str) -> sqlite3.Connection:
    """Open a file of vectors, or make one."""
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path, timeout=WAIT)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA trusted_schema=OFF")
        database.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB, check_sum INTEGER)")
    except sqlite3.Error:
        database.close()
        raise
    return database


def _salvage(damaged: str, into: sqlite3.Connection) -> None:
    """Carry over the entries of a damaged file that can still be read; each has its own sum."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(damaged)) as old:
        rows = old.execute("SELECT key, vector, check_sum FROM vectors NOT INDEXED")
        with into:
            while True:
                try:
                    part = rows.fetchmany(SALVAGED)
                except sqlite3.Error:
                    break
                if not part:
                    break
                into.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", part)


def text_key(fingerprint: str, text: str) -> bytes:
    """16 bytes that name a text as encoded by one encoder."""
    return hashlib.blake2b(f"{fingerprint}\0{text}".encode("utf8", "surrogatepass"), digest_size=16).digest()
