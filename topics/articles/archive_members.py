"""The members of a zip, a tar or a packed file, in order, each with a way to read it: what `archives` unpacks.

Reads headers and streams, writes nothing. A tar is read as a stream, so that neither its headers nor its members are ever
held whole.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple

from topics.articles.files import CHUNK_BYTES

MAX_HEADER_BYTES = 4 * 1024**2  # of the headers of one member of a tar
MAX_UNPACKER_BYTES = 512 * 1024**2  # what an .xz file may ask for in memory
LONGEST_NAME = 120  # characters of a file name; the end is kept, where the suffix stands
MOST_NAME_BYTES = 240  # of it; file systems take 255
BLOCK_BYTES = 512  # of a tar; blocks of zeros end it
TAR_MARK = slice(257, 262)

_UTF_8_NAMES = 0x800  # flag of a zip member
_NO_NAME = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')
_SEPARATORS = re.compile(r"[\\/]+")
_DRIVE = re.compile(r"^[A-Za-z]:")

Take = Callable[[int], None]


class TooMuch(Exception):  # noqa: N818  (it is a refusal, and no error of the archive)
    """An archive unpacks to more than is allowed; the message says how much that is."""


class Member(NamedTuple):
    """A file in an archive. `left_out` says what it is when it is no file to read; `counted`, that its bytes are."""

    name: str
    open: Callable[[], AbstractContextManager[IO[bytes]]]
    left_out: str = ""
    counted: bool = False


def open_members(path: Path, take: Take) -> Iterator[Member]:
    """Open an archive and hand on its members; `take` is told how many bytes a stream has unpacked."""
    with path.open("rb") as stream:
        mark = stream.read(6)
    if mark.startswith(b"PK"):
        yield from _zip_members(path)
        return
    unpacked = _Stream(_chunks(path, mark), take)
    if unpacked.peek(BLOCK_BYTES)[TAR_MARK] == b"ustar":
        yield from _tar_members(unpacked)
    elif unpacked.peek(4).startswith(b"PK"):
        raise ValueError("a packed zip; unpack it once yourself")
    else:
        name = path.name.rsplit(".", 1)[0] or path.name
        yield Member(name, lambda: io.BufferedReader(unpacked), counted=True)


def safe_name(name: str) -> str:
    r"""Make a path below the archive of whatever a member is called.

    Examples
    --------
    >>> safe_name("../../etc/monday.txt"), safe_name("C:\\inbox\\monday.txt"), safe_name("/")
    ('etc/monday.txt', 'inbox/monday.txt', 'unnamed')
    """
    parts = [_NO_NAME.sub("_", part) for part in _SEPARATORS.split(_DRIVE.sub("", name))]
    kept = [_end_of(part) for part in parts if part.strip(". ")]
    return "/".join(kept) or "unnamed"


def _end_of(name: str) -> str:
    return name[-LONGEST_NAME:].encode("utf-8", "surrogateescape")[-MOST_NAME_BYTES:].decode("utf-8", "ignore")


class _Stream(io.RawIOBase):
    """The bytes of a packed file as a stream; one `read` is never served more than what is allowed."""

    def __init__(self, chunks: Iterator[bytes], take: Take) -> None:
        self._chunks, self._take, self._held = chunks, take, b""
        self.allowed: int | None = None
        self.last = b""

    def peek(self, size: int) -> bytes:
        while len(self._held) < size and (chunk := next(self._chunks, b"")):
            self._take(len(chunk))
            self._held += chunk
        return self._held[:size]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        data = self.peek(size if size >= 0 else CHUNK_BYTES)
        self._held = self._held[len(data) :]
        self.last = (self.last + data)[-BLOCK_BYTES:]
        if self.allowed is not None:
            self.allowed -= len(data)
            if self.allowed < 0:
                raise TooMuch(
                    f"a header in the archive is longer than {MAX_HEADER_BYTES:,} bytes; it is damaged or hostile"
                )
        return data

    def close(self) -> None:
        """Stay open: the stream is closed with its file."""


def _zip_members(path: Path) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.filename.endswith("/"):  # `is_dir` of older Pythons fails on an empty name
                mode = info.external_attr >> 16
                left_out = "links" if stat.S_ISLNK(mode) else ""
                yield Member(_zip_name(info), partial(archive.open, info), left_out)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Read a name that is UTF-8 without saying so, as many programs write it."""
    if info.flag_bits & _UTF_8_NAMES:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _tar_members(stream: _Stream) -> Iterator[Member]:
    stream.allowed = MAX_HEADER_BYTES
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for info in archive:
            archive.members = []  # type: ignore[attr-defined]  # a stream is read once: nothing needs to be remembered
            stream.allowed = None
            if info.isreg():
                yield Member(info.name, partial(_tar_file, archive, info), counted=True)
            elif not info.isdir():
                yield Member(
                    info.name, partial(_tar_file, archive, info), "links" if info.issym() or info.islnk() else "devices"
                )
            stream.allowed = info.size + MAX_HEADER_BYTES  # what was not read of this one is skipped first
    if stream.last.strip(b"\0"):
        raise EOFError("its end mark is missing, it may be cut off")


def _tar_file(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(info)
    if stream is None:
        raise ValueError("it is no file")
    return stream


def _chunks(path: Path, mark: bytes) -> Iterator[bytes]:
    if mark.startswith(b"\x1f\x8b"):
        with gzip.open(path) as unpacked:
            yield from iter(partial(unpacked.read, CHUNK_BYTES), b"")
        return
    with path.open("rb") as stream:
        raw = iter(partial(stream.read, CHUNK_BYTES), b"")
        if mark.startswith(b"BZh"):
            yield from _engine_chunks(raw, bz2.BZ2Decompressor)
        elif mark.startswith(b"\xfd7zXZ"):
            yield from _engine_chunks(raw, partial(lzma.LZMADecompressor, memlimit=MAX_UNPACKER_BYTES))
        else:
            yield from raw


def _engine_chunks(raw: Iterator[bytes], make: Callable[[], Any]) -> Iterator[bytes]:
    engine = make()
    for chunk in raw:
        while chunk or not (engine.needs_input or engine.eof):
            if engine.eof:  # another stream follows, or padding
                chunk = chunk.lstrip(b"\0")
                if not chunk:
                    break
                engine = make()
            data = engine.decompress(chunk, CHUNK_BYTES)
            chunk = engine.unused_data if engine.eof else b""
            if data:
                yield data
    if not engine.eof:
        raise EOFError("it is cut off")
