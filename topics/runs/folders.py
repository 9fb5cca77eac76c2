"""A run folder replaced whole or not at all, and one writer at a time.

At the end of the straight line, under `store` and `append`. It must never leave a folder half written, never take away what
another program is writing, and never look at what is inside a run.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

PAGE = "report.html"  # in a run folder: shows the run as it was when the page was written
PATIENCE = 10.0  # seconds that a writer waits for another one; a run of 50,000 articles is written in one or two
POLL = 0.02  # seconds between two tries
NO_LINKS = getattr(os, "O_NOFOLLOW", 0)  # Windows has no such flag
# What a user can mend, by the number that the system gives.
CURES = {
    errno.ENOSPC: "the disk is full; free some space, or give a place on another disk",
    errno.EDQUOT: "your share of the disk is full; free some space, or give a place on another disk",
    errno.EFBIG: "a file became larger than is allowed here; raise the limit",
    errno.EACCES: "you have no permission; give another place, or ask for it",
    errno.EPERM: "you have no permission; give another place, or ask for it",
    errno.EROFS: "the disk can only be read; give another place",
    errno.ENOTDIR: "a part of the path is a file and no folder; give another place",
    errno.EEXIST: "a part of the path is a file and no folder; give another place",
    errno.EISDIR: "it is a folder; give the name of a file",
    errno.ENAMETOOLONG: "the name is too long; give a shorter one",
    errno.ELOOP: "a link there leads in a circle, or where it must not; give another place",
}
BUSY = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)  # what a lock that another has is answered with


@contextmanager
def locked(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the right to write a run folder; one program at a time has it.

    Parameters
    ----------
    folder
        The run folder, which need not exist; the lock is a file beside it, which goes when the lock goes. A program that is
        killed holds no lock.
    patience
        Seconds to wait for another writer.

    Raises
    ------
    BlockingIOError
        If another program still writes after that.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent, locked(Path(parent) / "week"):
    ...     sorted(os.listdir(parent))
    ['.week.lock']
    """
    folder = folder.resolve()  # whatever a program calls it
    path = folder.parent / f".{folder.name}.lock"
    until = time.monotonic() + patience
    while (held := _taken(path)) is None:
        if time.monotonic() >= until:
            raise BlockingIOError(
                f"Got run {str(folder)!r}, which another program is writing right now, but expected nobody else to; "
                "try again when it has finished."
            )
        time.sleep(POLL)
    try:
        yield
    finally:
        with suppress(OSError):  # Windows keeps a file that is open
            path.unlink()
        os.close(held)


def _taken(path: Path) -> int | None:
    """Lock the file and return its descriptor, None if another program has it."""
    held = os.open(path, os.O_RDWR | os.O_CREAT | NO_LINKS, 0o666)
    try:
        if _lock(held) and os.path.samestat(os.fstat(held), os.stat(path)):
            return held
    except FileNotFoundError:
        pass  # the one who had it has just taken the file away: a lock on what is gone locks nothing
    except BaseException:
        os.close(held)
        raise
    os.close(held)
    return None


def _lock(held: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(held, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in BUSY:
            raise
        return False
    return True


@contextmanager
def told(target: Path) -> Iterator[None]:
    """Say in one sentence why a run folder cannot be written, where the system says only a number and a name.

    Raises
    ------
    OSError
        Of the same class, with a sentence.

    Examples
    --------
    >>> with told(Path("runs/week")):
    ...     raise OSError(errno.ENOSPC, "No space left on device")
    Traceback (most recent call last):
    OSError: Got run 'runs/week', which cannot be written: the disk is full; free some space, ... What lay there is whole.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in CURES:
            raise
        sentence = f"Got run {str(target)!r}, which cannot be written: {CURES[error.errno]}. What lay there is whole."
        raise type(error)(sentence) from error


def in_words(error: BaseException) -> str:
    """Say what the system says with a number, or not at all; what a module has said in a sentence stays.

    >>> in_words(PermissionError(errno.EACCES, "Permission denied", "labels.csv"))
    "Got 'labels.csv', which cannot be used: you have no permission; give another place, or ask for it."
    """
    if isinstance(error, OSError) and error.errno in CURES:
        return f"Got {str(error.filename or 'a file')!r}, which cannot be used: {CURES[error.errno]}."
    if isinstance(error, MemoryError):
        return "Got more than the memory of this machine holds but expected less; give fewer articles, or free some memory."
    return str(error)


@contextmanager
def written_aside(target: Path) -> Iterator[Path]:
    """Give an empty folder to write to, which takes the place of `target` once everything in it is on disk.

    The lock must be held. A kill at any moment leaves the old folder or the new one; `put_back` mends the moment between.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     with written_aside(Path(parent) / "week") as aside:
    ...         (aside / "notes.txt").write_text("new") and None
    ...     (Path(parent) / "week" / "notes.txt").read_text()
    'new'
    """
    target = target.resolve()
    _swept(target)
    aside = _beside(target, "new")
    try:
        yield aside
        for path in (*aside.iterdir(), aside):
            to_disk(path)
        _swap(aside, target)
        to_disk(target.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def put_back(target: Path) -> None:
    """Give a folder its place again whose writer was killed between taking it away and putting the new one there."""
    target = target.resolve()
    if target.exists() or not _left(target, "old"):
        return
    with locked(target):
        _restore(target)


def to_disk(path: Path) -> None:
    """Wait until a file, or the list of files of a folder, is on disk."""
    with suppress(PermissionError):  # Windows opens no folder, and waits only for a file that it may write
        opened = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _swept(target: Path) -> None:
    """Take away what killed writers left behind; the lock says that none of it is in use."""
    _restore(target)
    for kind in ("new", "old"):
        for path in _left(target, kind):
            shutil.rmtree(path, ignore_errors=True)


def _restore(target: Path) -> None:
    for path in _left(target, "old"):
        if not target.exists() and (path / "run").is_dir() and not (path / "run").is_symlink():
            os.rename(path / "run", target)
            shutil.rmtree(path, ignore_errors=True)


def _left(target: Path, kind: str) -> list[Path]:
    if not target.parent.is_dir():
        return []
    named = re.compile(rf"\.{re.escape(target.name)}\.{kind}-[a-z0-9_]{{8}}")
    return sorted(path for path in target.parent.iterdir() if named.fullmatch(path.name) and not path.is_symlink())


def _beside(target: Path, kind: str) -> Path:
    """Make a folder next to another one, for whom the user's mask lets in: `mkdtemp` would shut out all others."""
    folder = target.parent / f".{target.name}.{kind}-{token_hex(4)}"
    folder.mkdir()
    return folder


def _swap(new: Path, target: Path) -> None:
    """Put `new` in the place of `target`; the page that lies in the old folder is not kept, since it shows the old run."""
    if not target.exists():
        os.rename(new, target)
        return
    shutil.copymode(target, new)
    old = _beside(target, "old")
    os.rename(target, old / "run")
    os.rename(new, target)
    shutil.rmtree(old, ignore_errors=True)
