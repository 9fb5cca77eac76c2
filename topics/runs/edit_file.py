"""The log of a run as a file: one edit a line, written to its end, and a last line that was cut off is known as such.

At the end of the straight line, under `store` and `append`. It must never look at what an edit means.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Line = dict[str, Any]


class TornLineWarning(UserWarning):
    """The last line of a log was cut off and is left out."""


def log_text(lines: Iterable[Line]) -> bytes:
    r"""Return lines as the file holds them.

    >>> log_text([{"op": "undo", "at": "now"}])
    b'{"at": "now", "op": "undo"}\n'
    """
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
    return text.encode("utf8", "replace")


def read_log(path: Path) -> list[Line]:
    """Read the edits of a run; a missing file holds none.

    Raises
    ------
    ValueError
        If a line is damaged.

    Warns
    -----
    TornLineWarning
        If the last line was cut off in the middle; it is left out.
    """
    if not path.is_file():
        return []
    whole, torn = parted(path.read_bytes())
    if torn:
        warnings.warn(
            f"Got a last line of {path.name} that is cut off after {len(torn)} bytes, since its writer was stopped; that "
            "edit is left out, the run is what it was before it, and the next edit takes its place.",
            TornLineWarning,
            stacklevel=2,
        )
    try:
        return [json.loads(line) for line in whole.decode("utf8").split("\n") if line.strip()]
    except ValueError as error:
        raise ValueError(f"Got a damaged {path.name}: {error}; mend or remove the line.") from error


def parted(data: bytes) -> tuple[bytes, bytes]:
    r"""Return what a log holds in whole lines, and the torn one at its end, if any.

    >>> parted(b'{"op": "undo"}\n{"op": "ren')
    (b'{"op": "undo"}\n', b'{"op": "ren')
    """
    whole, line_end, last = data.rpartition(b"\n")
    try:
        json.loads(last or b"{}")
    except ValueError:
        return whole + line_end, last
    return data, b""


def add_lines(path: Path, lines: Iterable[Line]) -> None:
    """Write lines to the end of a log, over a torn one, and wait until they are on disk.

    Raises
    ------
    OSError
        If they cannot be written; the log then ends where it ended before.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    try:
        whole, _ = parted(_all_of(file))
        fresh = (b"" if whole.endswith(b"\n") or not whole else b"\n") + log_text(lines)
        os.ftruncate(file, len(whole))
        try:
            _write_all(file, fresh, len(whole))
            os.fsync(file)
        except OSError:
            os.ftruncate(file, len(whole))
            raise
    finally:
        os.close(file)


def _all_of(file: int) -> bytes:
    with os.fdopen(os.dup(file), "rb") as opened:
        return opened.read()


def _write_all(file: int, data: bytes, start: int) -> None:
    os.lseek(file, start, os.SEEK_SET)
    while data:
        data = data[os.write(file, data) :]
