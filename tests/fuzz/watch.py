"""What Python does while an input is read: writes outside a folder, sockets, processes and unpickling are listed.

The hook that audits Python cannot be taken away again; it looks at nothing but while something is watched.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHANGES = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.chmod"}
FOREIGN = {
    "socket.connect",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.fork",
    "pickle.find_class",
}
_WATCHED = CHANGES | FOREIGN | {"open"}

_watch: list[tuple[str, list[str]]] = []
_hooked: list[bool] = []


@contextmanager
def watched(work: Path) -> Iterator[list[str]]:
    """List what is written outside a folder, and sockets, processes and unpickling, by the hook that audits Python."""
    if not _hooked:
        sys.addaudithook(_noted)
        _hooked.append(True)
    deeds: list[str] = []
    _watch.append((str(work), deeds))
    try:
        yield deeds
    finally:
        _watch.pop()


def _noted(event: str, arguments: tuple[object, ...]) -> None:
    if not _watch or event not in _WATCHED:
        return
    work, deeds = _watch[-1]
    if event in FOREIGN:
        deeds.append(f"{event} {arguments[:1]}")
        return
    if event == "open" and not _writes(arguments[1], arguments[2]):
        return
    if event != "open" and isinstance(arguments[-1], int) and arguments[-1] >= 0:
        return  # a name below a folder that is open: how a folder is taken away
    path = os.fsdecode(arguments[0]) if isinstance(arguments[0], str | bytes | os.PathLike) else work
    # Modules that are imported meanwhile keep what they compiled.
    if not os.path.abspath(path).startswith(work) and "__pycache__" not in path and path != os.devnull:
        deeds.append(f"{event} {path}")


def _writes(mode: object, flags: object) -> bool:
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
