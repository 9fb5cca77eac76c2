"""A zip or tar archive, or one packed file -> the files inside it, handed on one at a time to be read like any other.

Nothing is unpacked but into a temporary folder, under names made here: what a member is called leads nowhere. Number, size
and expansion have the limits of `files`; links and devices are never followed.
"""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from topics.articles.archive_members import Member, TooMuch, open_members, safe_name
from topics.articles.files import CHUNK_BYTES, MAX_EXPANSION, error_line, most_unpacked
from topics.articles.formats import ARCHIVE, find_format
from topics.articles.rows import Inside, Item, Rejected, Remark

MAX_MEMBERS = 200_000  # of one archive and those in it
MOST_DEEP = 2  # an archive inside an archive, and no further

_DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
_SYSTEM_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


def read_archive(path: Path) -> Iterator[Item]:
    """Hand on the files of an archive, each named by its place in it; an archive inside is opened too, once.

    Yields
    ------
    Inside, Rejected or Remark
        Members that are links, devices, hidden or files of the system are counted in a remark.
    """
    budget = _Budget(path.stat().st_size)
    is_told = False
    with TemporaryDirectory(prefix="topics-") as folder:
        try:
            for item in _items(path, Path(folder), budget, "", 1):
                is_told = is_told or isinstance(item, Inside | Rejected)
                yield item
        except TooMuch as refusal:
            is_told = True
            yield Rejected(str(refusal), 0)
    left_out = [f"left out of the archive: {what} ({number:,})" for what, number in sorted(budget.skipped.items())]
    if not is_told:
        yield Rejected(f"the archive holds no file to read; {'; '.join(left_out)}", 0)
        return
    for told in left_out:
        yield Remark(told, 0, 0)


@dataclass
class _Budget:
    """What may still come out of an archive and those in it; `take` is told of every piece that does."""

    packed: int
    unpacked: int = 0
    members: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)

    def take(self, size: int) -> None:
        self.unpacked += size
        allowed = most_unpacked(self.packed)
        if self.unpacked > allowed:
            raise TooMuch(
                f"the archive unpacks to more than {allowed:,} bytes, which is over {MAX_EXPANSION} times its size or "
                "over the limit for one file; what follows was not read, unpack it yourself if you trust it"
            )

    def count(self) -> None:
        self.members += 1
        if self.members > MAX_MEMBERS:
            raise TooMuch(f"the archive holds more than {MAX_MEMBERS:,} files; those that follow were not read")


def _items(path: Path, folder: Path, budget: _Budget, above: str, depth: int) -> Iterator[Item]:
    here = folder / str(depth)
    here.mkdir(exist_ok=True)
    count = 0
    try:
        for member in open_members(path, budget.take):
            count += 1
            budget.count()
            yield from _member_items(member, folder, budget, above, depth)
    except _DAMAGE as error:
        place = f" {above.rstrip('/')!r} inside it" if above else ""
        yield Rejected(f"the archive{place} is damaged from here on ({error_line(error)}); what follows is lost", 0)
        return
    if not count:
        yield Rejected("the archive is empty" if not above else f"the archive {above.rstrip('/')!r} inside is empty", 0)


def _member_items(member: Member, folder: Path, budget: _Budget, above: str, depth: int) -> Iterator[Item]:
    name = safe_name(member.name)
    if member.left_out or _is_hidden(name):
        budget.skipped[member.left_out or "hidden or system files"] += 1
        return
    if name != member.name.replace("\\", "/").removeprefix("./"):
        yield Remark(f"Got the name {member.name[:80]!r} inside, which leads elsewhere; it was read as {name!r}", 0)
    name = _once(above + name, budget.names)
    target = folder / str(depth) / name.rsplit("/", 1)[-1]
    try:
        problem = _unpack(member, target, budget)
        if problem:
            yield Rejected(f"{name!r} inside the archive could not be read: {problem}", 0)
        if target.stat().st_size or not problem:
            yield from _handed_on(target, folder, budget, name, depth)
    finally:
        target.unlink(missing_ok=True)


def _handed_on(target: Path, folder: Path, budget: _Budget, name: str, depth: int) -> Iterator[Item]:
    if not _is_archive(target):
        yield Inside(name, target)
    elif depth < MOST_DEEP:
        yield from _items(target, folder, budget, f"{name}/", depth + 1)
    else:
        yield Rejected(f"{name!r} is an archive in an archive in an archive; unpack it yourself", 0)


def _unpack(member: Member, target: Path, budget: _Budget) -> str:
    """Write a member to a file; return what went wrong, '' if nothing did."""
    with target.open("wb") as out:
        try:
            with member.open() as stream:
                while chunk := stream.read(CHUNK_BYTES):
                    if not member.counted:
                        budget.take(len(chunk))
                    out.write(chunk)
        except NotImplementedError:
            return "it is packed in a way that is not known here"
        except _DAMAGE as error:
            return "it is encrypted" if "encrypted" in str(error) else error_line(error)
    return ""


def _is_archive(path: Path) -> bool:
    try:
        return find_format(path).name == ARCHIVE
    except ValueError:
        return False


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part.lower() in _SYSTEM_NAMES for part in name.split("/"))


def _once(name: str, names: Counter[str]) -> str:
    """Tell two members of one name apart."""
    names[name] += 1
    if names[name] == 1:
        return name
    path = Path(name)
    return path.with_name(f"{path.stem} ({names[name]}){path.suffix}").as_posix()
