"""One target, fuzzed in a process of its own for some seconds: guided by coverage where atheris is installed, else by chance.

A finding never ends it: the smallest input of each kind of error and place is kept, and the next one is tried. What ends the
process all the same (a crash of a library, an input without end) is for the program that started it to note.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import random
import re
import shutil
import sys
import time
import traceback
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cases import Case

ROOT = Path(__file__).parents[2]
PACKAGE = f"{ROOT / 'topics'}{os.sep}"
ROOMS = ("topics.articles", "topics.runs")  # whose branches guide
SLOW = "6"  # seconds of one input that are a finding; in `make test`, beside other work, more
ENDLESS = 60  # seconds after which an input is given up, and the process with it
FIRST_INPUTS = 32  # random ones, from which the guided search sets out
MOST_BYTES = 8_192  # that decide what an input is like
HERE = "tests.fuzz."


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.fuzz.engine")
    parser.add_argument("target")
    parser.add_argument("folder", type=Path, help="where the corpus, the findings and the count are kept")
    parser.add_argument("seconds", type=float)
    parser.add_argument("--unguided", action="store_true")
    given = parser.parse_args()
    os.environ.setdefault("FUZZ_SLOW", SLOW)
    atheris = None if given.unguided or not find_spec("atheris") else import_module("atheris")
    if atheris:
        _instrument(atheris)
    keeper = Keeper(given.target, given.folder, time.monotonic() + given.seconds)
    one = _hypothesis(given.target, keeper)
    if not atheris:
        while True:  # the keeper ends it
            one()
    corpus = _corpus(given.folder / "corpus" / given.target)
    flags = [f"-max_total_time={given.seconds:.0f}", f"-max_len={MOST_BYTES}", "-len_control=0", "-rss_limit_mb=4096"]
    atheris.Setup(
        [sys.argv[0], *flags, "-detect_leaks=0", f"-artifact_prefix={given.folder}/", str(corpus)],
        one.hypothesis.fuzz_one_input,
    )
    atheris.Fuzz()


def _instrument(atheris: Any) -> None:
    """Import the two rooms with their branches told, and everything else as it is: numba could not compile it."""
    paths = (ROOT / "topics").rglob("*.py")
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    inside = [name for name in sorted(names) if name.startswith(ROOMS)]
    with atheris.instrument_imports(include=["topics"], exclude=sorted({*names} - {*inside})):
        for name in inside:
            import_module(name)


def _hypothesis(target: str, keeper: Keeper) -> Any:
    from hypothesis import HealthCheck, Phase, given, settings

    aim = import_module(HERE + "targets").TARGETS[target]

    @settings(
        max_examples=200, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(aim.cases)
    def one(case: Case) -> None:
        keeper.tell(case, aim.check)

    return one


def _corpus(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        chance = random.Random(0)
        for number in range(FIRST_INPUTS):
            (folder / f"first{number}").write_bytes(chance.randbytes(chance.randrange(64, MOST_BYTES)))
    return folder


class Keeper:
    """What a search has tried and found, on disk at every moment, for the process may end at any."""

    def __init__(self, target: str, folder: Path, until: float) -> None:
        self.target, self.folder, self.until = target, folder, until
        self.count = folder / f"{target}.json"
        self.tried, self.told = 0, 0.0

    def tell(self, case: Case, check: Any) -> None:
        now = time.monotonic()
        if now > self.until or now > self.told + 1:
            self.count.write_text(json.dumps({"tried": self.tried}))
            self.told = now
        if now > self.until:
            os._exit(0)  # as atheris does
        self.tried += 1
        faulthandler.dump_traceback_later(ENDLESS, exit=True)
        try:
            check(case)
        except Exception as error:  # the very thing that is looked for
            self.keep(case, error)
        finally:
            faulthandler.cancel_dump_traceback_later()

    def keep(self, case: Case, error: Exception) -> None:
        kind, place = named(error)
        folder = self.folder / "found" / re.sub(r"[^\w.-]+", "-", f"{self.target} {kind} {place}")
        why = folder / "why.txt"
        if why.exists() and int(why.read_text("utf8").split("\n", 1)[0]) <= case.size:
            return
        shutil.rmtree(folder, ignore_errors=True)
        case.write(folder)
        trace = "".join(traceback.format_exception(error))
        why.write_text(f"{case.size}\n{kind} at {place}\n\n{trace}", "utf8", "backslashreplace")


def named(error: Exception) -> tuple[str, str]:
    """Name an error by its kind and by the last line of the package that it went through."""
    cause = error.__cause__ or error
    frames = [frame for frame in traceback.extract_tb(cause.__traceback__) if frame.filename.startswith(PACKAGE)]
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "the table"
    kind = type(error).__name__
    return (re.sub(r"['\"\[{].*|\d+", "", str(error))[:50].strip() if kind == "Fault" else kind), place


if __name__ == "__main__":
    main()
