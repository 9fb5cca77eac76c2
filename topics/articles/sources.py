"""What the user names (paths, globs, folders, lists of them) -> the files to read, each once, in one fixed order.

A file is named as the user would name it, never by where it lies on this machine.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

LONGEST_PATH = 4_096  # characters; what is longer is a text passed by mistake


class Source(NamedTuple):
    """A file to read, and its name in origins and in the list of rejected rows."""

    path: Path
    name: str


def find_files(wanted: Iterable[str | os.PathLike[str]]) -> list[Source]:
    """Find the files behind paths, globs and folders; folders are read with all their subfolders.

    Returns
    -------
    list of Source
        Sorted by name, each file once, hidden ones left out of folders. Files are named relative to the parent of the
        folder that was given; a single file as typed, or by its name alone where the path is absolute.

    Raises
    ------
    FileNotFoundError
        When a path does not exist, a glob matches nothing, or a folder holds no file.
    ValueError
        When something is no path at all.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     inbox = Path(folder, "inbox")
    ...     inbox.mkdir()
    ...     _ = (inbox / "monday.txt").write_text("...")
    ...     [source.name for source in find_files([inbox])]
    ['inbox/monday.txt']
    """
    found: dict[Path, Source] = {}
    for item in wanted:
        for source in _behind(item):
            # Of two names for one file the smaller is kept, whatever the order they were given in.
            real = source.path.resolve()
            found[real] = min(source, found.get(real, source), key=lambda each: each.name)
    return sorted(found.values(), key=lambda source: (source.name, str(source.path)))


def _behind(item: str | os.PathLike[str]) -> Iterator[Source]:
    typed = _typed_path(item)
    path = Path(typed).expanduser()
    try:
        exists, is_folder, is_file = path.exists(), path.is_dir(), path.is_file()
    except OSError as error:
        raise ValueError(f"Got the path {typed[:80]!r} but it cannot be opened: {error.strerror}") from error
    if is_folder:
        sources = list(_in_folder(path, path.name or path.resolve().name))
        if not sources:
            raise FileNotFoundError(f"Got the folder {typed!r} but it holds no files (hidden ones are left out)")
        yield from sources
    elif is_file:
        yield Source(path, path.name if path.is_absolute() else path.as_posix())
    elif exists:
        raise ValueError(f"Got {typed!r}, which is a device or a pipe, but expected a file or a folder")
    else:
        yield from _matching(path, typed)


def _typed_path(item: str | os.PathLike[str]) -> str:
    if not isinstance(item, str | os.PathLike):
        kind = type(item).__name__
        raise ValueError(f"Got an object of type {kind} but expected a file, a folder, a glob, a DataFrame or a list")
    typed = os.fspath(item)
    if not isinstance(typed, str) or not typed.strip() or "\0" in typed:
        raise ValueError(f"Got the path {typed!r} but expected the name of a file or folder")
    if len(typed) > LONGEST_PATH or "\n" in typed:
        raise ValueError(
            f"Got a text of {len(typed):,} characters but expected a path; save the text to a file, "
            "or take it apart with split_dump"
        )
    if typed.startswith(("http://", "https://")):
        raise ValueError(f"Got the address {typed!r} but only files are read; download it first")
    return typed


def _in_folder(folder: Path, name: str) -> Iterator[Source]:
    closed: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = [each for each in folders if not each.startswith(".")]
        for each in files:
            path = Path(place, each)
            if not each.startswith(".") and path.is_file():
                yield Source(path, Path(name, path.relative_to(folder)).as_posix())
    for error in closed:  # reading it fails again, and says why in the list of rejected files
        path = Path(error.filename)
        yield Source(path, Path(name, path.relative_to(folder)).as_posix())


def _matching(pattern: Path, typed: str) -> Iterator[Source]:
    if not glob.has_magic(typed):
        raise FileNotFoundError(f"Got the path {typed!r} but no such file or folder exists; check the spelling")
    # The folder before the first wildcard is the one that the user named.
    fixed = list(takewhile(lambda part: not glob.has_magic(part), pattern.parts[:-1]))
    above = Path(*fixed).parent if pattern.is_absolute() else Path()
    sources: list[Source] = []
    for match in map(Path, glob.iglob(str(pattern), recursive=True)):
        name = match.relative_to(above).as_posix()
        sources.extend(_in_folder(match, name) if match.is_dir() else [Source(match, name)])
    if not sources:
        raise FileNotFoundError(f"Got the pattern {typed!r} but no file matches it")
    yield from sources
