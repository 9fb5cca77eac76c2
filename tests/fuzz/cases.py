"""One invented input, and the promise that it is held to: it is read, or refused in one sentence, and nothing else happens.

What is looked for beside an error: a fault of the package's own that the reading of a library covers up, text that no table
can hold, rows that are neither article nor rejected, and any write, socket or process that reading has no business with.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from topics.articles import formats, read_articles

from .watch import watched

Answer = TypeVar("Answer")
SLOW = float(os.environ.get("FUZZ_SLOW", "20"))  # seconds that no input of a few kilobytes may take
SHOWN = 500  # bytes of a file in a message
SENTENCE = re.compile(r"(Got|Nothing could be read, [1-9][\d,]*) .*\w")
PACKAGE = f"{Path(formats.__file__).parents[1]}{os.sep}"
# Errors that a damaged file may be told by, and the parts of Python that tell of damage by errors of other kinds.
TELLS_DAMAGE = (OSError, EOFError, RecursionError, RuntimeError, MemoryError)
READS_DAMAGE = {"zipfile", "tarfile", "gzip", "lzma", "bz2", "email", "xml"}


class Fault(AssertionError):
    """The promise is broken, where no error tells so; the cause, if any, is the error that was covered up."""


@dataclass(frozen=True, repr=False)
class Case:
    """One input: files by their names below a folder, or a frame. `rows` is how many rows it has, where that is known."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    rows: int | None = None
    frame: pd.DataFrame | None = None

    def __repr__(self) -> str:
        shown = {name: data if len(data) <= SHOWN else data[:SHOWN] + b"..." for name, data in self.files.items()}
        return f"Case({shown}, rows={self.rows})" + self.cells[:SHOWN]

    @property
    def size(self) -> int:
        return sum(map(len, self.files.values())) or len(self.cells)

    @property
    def cells(self) -> str:
        """The header and the rows of the frame, to be read by people."""
        return (
            "" if self.frame is None else repr([list(self.frame.columns), *self.frame.astype(object).values.tolist()])
        )

    def write(self, folder: Path) -> None:
        for name, data in self.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        if self.frame is not None:
            (folder / "frame.txt").write_text(self.cells, "utf8", "backslashreplace")


def check_file(case: Case) -> None:
    """Read the one file, or the frame, of a case."""
    with workplace(case) as inside:
        source = case.frame if case.frame is not None else inside / next(iter(case.files))
        said = io.StringIO()
        with covered_up() as covered, redirect_stdout(said), redirect_stderr(said):
            articles = answer(lambda: read(source, case.rows))
        if covered:
            raise Fault(f"covered up: {type(covered[0]).__name__}") from covered[0]
        if said.getvalue():
            raise Fault("said something to the terminal: " + said.getvalue().strip().splitlines()[0][:40])
        if articles is not None:
            check_articles(articles, case.rows)


def read(source: Path | pd.DataFrame, rows: int | None) -> pd.DataFrame:
    try:
        return read_articles(source)
    except ValueError as refusal:
        if rows is not None and f"read, {rows:,} rejected" not in str(refusal):
            raise Fault(f"{rows} rows were refused: {str(refusal)[:300]}") from None
        raise


def check_articles(articles: pd.DataFrame, rows: int | None) -> None:
    rejected = articles.attrs["rejected"]
    for one in rejected:
        if not one["reason"] or "\n" in str(one["reason"]):
            raise Fault(f"a reason of no line or several: {one['reason']!r}")
    for name in articles.columns.drop("published"):
        try:
            "".join(articles[name]).encode("utf8")
        except UnicodeEncodeError as error:
            raise Fault(f"text that is none in the column {name}: {error}") from None
    years = articles["published"].dropna().dt.year
    if len(years) and not (1000 <= years.min() and years.max() < 3000):  # what a run folder takes
        raise Fault(f"years {years.min()} to {years.max()}")
    if not articles["id"].is_monotonic_increasing or not articles["id"].is_unique:
        raise Fault("ids are not sorted, or not unique")
    if rows is not None and len(articles) + len(rejected) != rows:
        raise Fault(f"{rows} rows became {len(articles)} articles and {len(rejected)} rejected")


def check_run(case: Case) -> None:
    """Load the run folder of a case, look at it, save it elsewhere and load that."""
    with workplace(case) as inside:
        answer(lambda: look_at(inside / "run", inside.parent / "tmp" / "saved"))
        shutil.rmtree(inside.parent / "tmp" / "saved", ignore_errors=True)
        if left := sorted(path.name for path in inside.iterdir() if path.name != "run"):
            raise Fault(f"beside the run folder lies {left}")


def look_at(folder: Path, saved: Path) -> None:
    from topics.runs.run import Run

    run = Run.load(folder)
    for look in LOOKS:
        answer(lambda look=look: look(run))
    run.save(saved)
    again = Run.load(saved)
    for name in ("articles", "topics", "events"):
        pd.testing.assert_frame_equal(getattr(run, name), getattr(again, name))
    assert np.array_equal(run.vectors, again.vectors) and len(run.edits) == len(again.edits)


LOOKS: tuple[Callable[..., object], ...] = (
    lambda run: repr(run),
    lambda run: run._repr_html_(),
    lambda run: run.history,
    lambda run: run.conflicts,
    lambda run: run.topics_over_time(),
    lambda run: run.topic_trends(),
    lambda run: run.watchlist(),
    lambda run: run.undo(),
    lambda run: run.redo(),
    lambda run: run.topic_at_layer(max(0, run.n_layers - 1)),
    lambda run: run.rename(run.topics["id"].iloc[0], "Boats") if len(run.topics) else None,
    lambda run: repr(run.event(run.events["id"].iloc[0])) if len(run.events) else None,
)


def answer(ask: Callable[[], Answer]) -> Answer | None:
    """Return what is answered, None where it is refused in one sentence."""
    start = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ask()
    except (ValueError, FileNotFoundError) as error:
        if "\n" in str(error) or not SENTENCE.match(str(error)):
            raise Fault(f"no sentence: {str(error)[:200]!r}") from error
        return None
    finally:
        if time.process_time() - start > SLOW:
            raise Fault(f"slow: {time.process_time() - start:.0f} seconds")


@contextmanager
def covered_up() -> Iterator[list[Exception]]:
    """Collect the errors of the package's own lines that are told as if a library had raised them."""
    found: list[Exception] = []
    named = formats._named

    def noted(error: Exception) -> str:
        if is_own_fault(error):
            found.append(error)
        return named(error)

    formats._named = noted
    try:
        yield found
    finally:
        formats._named = named


def is_own_fault(error: Exception) -> bool:
    """Whether a line of the package raised it without meaning to, itself or by what it asked of Python's own library."""
    frames = traceback.extract_tb(error.__traceback__)
    files = [Path(frame.filename) for frame in frames]
    if isinstance(error, TELLS_DAMAGE) or any(
        "site-packages" in path.parts or READS_DAMAGE & {*path.parts, path.stem} for path in files
    ):
        return False
    last = next(frame for frame in reversed(frames) if frame.filename.startswith(PACKAGE))
    return not (last.line or "").startswith("raise ")


@contextmanager
def workplace(case: Case) -> Iterator[Path]:
    """Lay the files of a case into a folder; complain of whatever is left beside them, or was done outside."""
    work = Path(os.environ.get("FUZZ_WORK") or tempfile.mkdtemp(prefix="topics-fuzz-")).resolve()
    inside, beside, usual = work / "in", work / "tmp", tempfile.tempdir
    for folder in (inside, beside):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    try:
        case.write(inside)
        tempfile.tempdir = str(beside)
        with watched(work) as deeds:
            yield inside
        if deeds:
            raise Fault(f"outside: {deeds[0]}")
        if left := sorted(path.name for path in beside.iterdir()):
            raise Fault(f"left behind: {left}")
    finally:
        tempfile.tempdir = usual
        if "FUZZ_WORK" not in os.environ:
            shutil.rmtree(work, ignore_errors=True)
