"""The log of a run as a file: one edit a line, written to its end, and a last line that was cut off is known as such.

At the end of the straight line, under `store` and `append`. It must never look at what an edit means.
"""

from __future__ import annotations

import json
import os
import warnings
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from topics.runs.reading import is_file, parsed, parsed_lines

Line = dict[str, Any]

SUM = "sum"  # in a line as the file holds it: CRC-32 of the line without it, so that a flipped bit is no other edit


class TornLineWarning(UserWarning):
    """The last line of a log was cut off and is left out."""


def log_text(lines: Iterable[Line]) -> bytes:
    r"""Return edits as the file holds them.

    >>> log_text([{"op": "undo", "at": "now"}])
    b'{"at": "now", "op": "undo", "sum": "1768ade1"}\n'
    """
    return rows_text(line | {SUM: _sum(line)} if isinstance(line, dict) else line for line in lines)


def rows_text(rows: Iterable[Any]) -> bytes:
    r"""Return rows as JSON lines.

    >>> rows_text([{"op": "undo", "at": "now"}])
    b'{"at": "now", "op": "undo"}\n'
    """
    text = "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
    return text.encode("utf8", "replace")


def is_line(data: bytes, line: Line) -> bool:
    """Whether a line of a file is this edit; lines of older versions have no sum."""
    return data + b"\n" in (log_text([line]), rows_text([line]))


def _sum(line: Line) -> str:
    # As it comes back from the file: keys that are numbers are sorted as text then.
    return f"{zlib.crc32(rows_text([json.loads(rows_text([line]))])):08x}"


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
    if not is_file(path):
        return []
    whole, torn = parted(path.read_bytes())
    if torn:
        warnings.warn(
            f"Got a last line of {path.name} that is cut off after {len(torn)} bytes, since its writer was stopped; that "
            "edit is left out, the run is what it was before it, and the next edit takes its place.",
            TornLineWarning,
            stacklevel=2,
        )
    return [_without_sum(path, number, line) for number, line in enumerate(parsed_lines(path, whole), 1)]


def _without_sum(path: Path, number: int, line: Any) -> Any:
    if not isinstance(line, dict) or SUM not in line:
        return line
    found = line.pop(SUM)
    if found != _sum(line):
        raise ValueError(
            f"Got a damaged {path.name}: line {number} is not what was written; mend or remove the line, and take its "
            f'"{SUM}" away where you changed it by hand.'
        )
    return line


def parted(data: bytes) -> tuple[bytes, bytes]:
    r"""Return what a log holds in whole lines, and the torn one at its end, if any.

    >>> parted(b'{"op": "undo"}\n{"op": "ren')
    (b'{"op": "undo"}\n', b'{"op": "ren')
    """
    whole, line_end, last = data.rpartition(b"\n")
    try:
        parsed(Path(), last or b"{}", "")
    except ValueError:
        return whole + line_end, last
    return data, b""


def add_lines(path: Path, lines: Iterable[Line]) -> None:
    """Write lines to the end of a log, over a torn one, and wait until they are on disk.

    Raises
    ------
    OSError
        If they cannot be written; the log then ends where it ended before.
    ValueError
        If the log is a link: what it leads to is not this run's.
    """
    is_file(path)
    file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0), 0o644)
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
