"""A file -> its lines or its whole text: the only place that opens the reader's files, plain or gzipped.

Memory stays bounded whatever the file holds: a line, a document and what a gzip file unpacks to have named limits.
What lies before damage is always handed on; the damage itself is reported, never raised.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from topics.articles.encodings import SAMPLE_BYTES, decode_text, guess_encoding

MAX_LINE_CHARS = 20_000_000  # of one line or one record; the longest news texts have some 200,000
MAX_DOCUMENT_BYTES = 200_000_000  # of a file that has to be read whole: a dump or a .json file
MAX_EXPANDED_BYTES = 8 * 1024**3  # of one gzip file, unpacked
MAX_EXPANSION = 100  # times its size; text packs five-fold, even the most repetitive tables hardly fifty-fold
FREE_EXPANSION_BYTES = 16 * 1024**2  # a small file may unpack to this, whatever its ratio

CHUNK_BYTES = 1 << 20
EXCERPT_CHARS = 200
HEAD_BYTES = 8_192  # that tell a format
_MOST_CONTROLS = 8, 0.1  # number and share in the head; fewer are strays in a text, which are mended
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1b"))
_GZIP = b"\x1f\x8b"
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_BINARY = (
    (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"), (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Office file"), (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"7z\xbc\xaf", "a 7z archive"), (b"Rar!", "a RAR archive"), (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"), (b"\x28\xb5\x2f\xfd", "a zstd archive"), (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a parquet file"),
)  # fmt: skip


def most_unpacked(packed_size: int, most: int = MAX_EXPANDED_BYTES) -> int:
    """Return the bytes that a packed file of this size may unpack to."""
    return min(most, max(FREE_EXPANSION_BYTES, MAX_EXPANSION * packed_size))


def error_line(error: BaseException) -> str:
    """Return the first line of what an error of a library says, its kind where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:EXCERPT_CHARS]


class Line(NamedTuple):
    """One line of a file; where `problem` is not empty the line is unusable and `text` only its beginning."""

    number: int
    text: str
    problem: str = ""


class _Damage(ValueError):
    """The rest of a file cannot be read; the message says why."""


def read_lines(path: Path) -> Iterator[Line]:
    r"""Read a text file line by line, each line decoded by itself, so that mixed encodings come out right.

    Yields
    ------
    Line
        Numbered from 1, without its line end. The last one may tell that the file is damaged.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "notes.txt")
    ...     _ = path.write_bytes(b"first\nsecond")
    ...     [line.text for line in read_lines(path)]
    ['first', 'second']
    """
    older = ""
    for number, data, problem in _byte_lines(path):
        try:
            text = data.decode("utf-8", "replace" if problem else "strict")
        except UnicodeDecodeError:
            older = older or guess_encoding(_foreign_bytes(path))
            text = decode_text(data, older)
        yield Line(number, text.removesuffix("\r").removeprefix("\ufeff"), problem)


def read_document(path: Path) -> tuple[bytes, str]:
    """Read a whole file into memory.

    Returns
    -------
    (bytes, str)
        The content up to the first damage, without a byte order mark, and a sentence on that damage ('' if none).
    """
    parts: list[bytes] = []
    size = 0
    try:
        for chunk in read_chunks(path):
            size += len(chunk)
            if size > MAX_DOCUMENT_BYTES:
                return b"", f"the file holds more than {MAX_DOCUMENT_BYTES:,} bytes; cut it up or convert it to .jsonl"
            parts.append(chunk)
    except _Damage as damage:
        return b"".join(parts), str(damage)
    return b"".join(parts), ""


def first_bytes(path: Path) -> bytes:
    """Read the first bytes of a file, unpacked and in UTF-8 where it had a mark of another encoding."""
    try:
        return next(read_chunks(path), b"")[:HEAD_BYTES]
    except _Damage:
        return b""


def binary_kind(head: bytes) -> str:
    """Name what a file is when its first bytes are not text; '' for text. As for git, a NUL is never text."""
    for mark, kind in _BINARY:
        if head.startswith(mark):
            return kind
    controls = len(head) - len(head.translate(None, _CONTROLS))
    number, share = _MOST_CONTROLS
    return "binary data" if b"\0" in head or controls > max(number, share * len(head)) else ""


def read_chunks(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece, unpacked, as UTF-8 where a mark says UTF-16 or UTF-32; no piece is ever large."""
    try:
        with path.open("rb") as stream:
            chunks: Iterator[bytes] = iter(partial(stream.read, CHUNK_BYTES), b"")
            if stream.peek(2)[:2] == _GZIP:
                chunks = _unpacked(chunks, path.stat().st_size)
            yield from _as_utf8(chunks)
    except OSError as error:
        raise _Damage(f"the file could not be read: {error.strerror or error}") from error


def _unpacked(chunks: Iterable[bytes], packed_size: int) -> Iterator[bytes]:
    allowed = most_unpacked(packed_size)
    engine, done = zlib.decompressobj(wbits=31), 0
    for chunk in chunks:
        while chunk:
            if engine.eof:  # another member follows, or the zeros that tapes pad with
                chunk = chunk.lstrip(b"\0")
                if not chunk:
                    break
                engine = zlib.decompressobj(wbits=31)
            try:
                data = engine.decompress(chunk, CHUNK_BYTES)
            except zlib.error as error:
                raise _Damage(f"the gzip data is damaged from here on ({error})") from error
            done += len(data)
            if done > allowed:
                raise _Damage(
                    f"the gzip file unpacks to more than {allowed:,} bytes, which is over {MAX_EXPANSION} times its "
                    "size or over the limit for one file; unpack it yourself if you trust it"
                )
            if data:
                yield data
            chunk = engine.unused_data if engine.eof else engine.unconsumed_tail
    while not engine.eof:
        data = engine.decompress(b"", CHUNK_BYTES)
        if not data:
            raise _Damage("the gzip file is cut off here; what follows is lost")
        yield data


def _as_utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    first = next(chunks, b"")
    encoding = next((name for mark, name in _MARKS if first.startswith(mark)), "")
    if not encoding:
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for chunk in chain((first,), chunks):
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _byte_lines(path: Path) -> Iterator[tuple[int, bytes, str]]:
    number, held = 1, b""
    try:
        for chunk in read_chunks(path):
            first, *others = chunk.split(b"\n")
            if len(held) <= MAX_LINE_CHARS:  # of a longer line nothing more is kept
                held += first
            for following in others:
                yield _checked(number, held)
                number, held = number + 1, following
    except _Damage as damage:
        yield number, held[:EXCERPT_CHARS], str(damage)
        return
    if held:
        yield _checked(number, held)


def _checked(number: int, data: bytes) -> tuple[int, bytes, str]:
    if len(data) <= MAX_LINE_CHARS:
        return number, data, ""
    return number, data[:EXCERPT_CHARS], f"the line is longer than {MAX_LINE_CHARS:,} characters"


def _foreign_bytes(path: Path) -> bytes:
    """Gather the lines of a file that are not UTF-8: together they tell their encoding better than each alone."""
    found = b""
    for _, data, problem in _byte_lines(path):
        try:
            data.decode("utf-8", "replace" if problem else "strict")
        except UnicodeDecodeError:
            found += data + b"\n"
            if len(found) >= SAMPLE_BYTES:
                break
    return found
