"""`make fuzz`: every target in turn, each in a process of its own, and a table of what was tried and found.

The corpus stays in .hypothesis/fuzz from run to run; the findings there are those of the last run.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from .targets import TARGETS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".hypothesis" / "fuzz"
LEAST_SECONDS = 5.0  # in which a process can start and try something
_EDGES = re.compile(rb"\bcov: (\d+)")
_PLACE = re.compile(rb'File "%s/topics/(?:[^"/]+/)*([^"/]+)", line (\d+)' % re.escape(os.fsencode(ROOT)))


@dataclass
class Tried:
    """What was tried of one target."""

    target: str
    inputs: int = 0
    edges: int = 0
    ends: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5, help="in all, shared by the targets")
    parser.add_argument("--only", nargs="+", choices=list(TARGETS), default=list(TARGETS))
    parser.add_argument("--unguided", action="store_true", help="by chance alone, as where atheris is missing")
    given = parser.parse_args()
    guided = find_spec("atheris") is not None and not given.unguided
    sys.stdout.write(f"{'Guided by coverage' if guided else 'By chance alone'}: {', '.join(given.only)}\n")
    shutil.rmtree(FOLDER / "found", ignore_errors=True)
    rows = []
    try:
        for name in given.only:
            rows.append(Tried(name))
            _search(rows[-1], 60 * given.minutes / len(given.only), given.unguided)
    except KeyboardInterrupt:
        sys.stdout.write("Stopped before its time.\n")
    return _report(rows, guided)


def _search(tried: Tried, seconds: float, unguided: bool) -> None:
    """Search until the time is over; a process that ends before it is noted and another one started."""
    work, log = FOLDER / "work" / tried.target, FOLDER / f"{tried.target}.log"
    work.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and (left > LEAST_SECONDS or not tried.inputs):
        count = FOLDER / f"{tried.target}.json"
        count.unlink(missing_ok=True)
        command = [
            sys.executable,
            "-m",
            "tests.fuzz.engine",
            tried.target,
            str(FOLDER),
            f"{max(left, LEAST_SECONDS):.1f}",
        ]
        with log.open("wb") as out:
            environment = os.environ | {"FUZZ_WORK": str(work), "PYTHONHASHSEED": "0"}
            done = subprocess.run(
                [*command, *["--unguided"] * unguided], cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
            )
        said = log.read_bytes()
        tried.edges = max(tried.edges, *(int(edges) for edges in _EDGES.findall(said)), 0)
        tried.inputs += json.loads(count.read_text())["tried"] if count.exists() else 0
        if done.returncode:
            tried.ends += 1
            _keep_end(tried, done.returncode, work / "in", said)
            if not count.exists():
                return  # it cannot even start


def _keep_end(tried: Tried, code: int, inside: Path, said: bytes) -> None:
    """Keep the input at which a process ended, and what it said last."""
    place = _PLACE.search(said)
    where = f"{place[1].decode()}:{place[2].decode()}" if place else "no line"
    folder = FOLDER / "found" / f"{tried.target}-ended-{code}-{where}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if inside.is_dir():
        shutil.copytree(inside, folder, symlinks=True)
    folder.mkdir(exist_ok=True)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    told = f"{size}\nthe process ended with {code} at {where}\n\n".encode()
    (folder / "why.txt").write_bytes(told + said[-8_000:])


def _report(rows: list[Tried], guided: bool) -> int:
    found = sorted((FOLDER / "found").glob("*/why.txt"))
    sys.stdout.write(f"\n{'target':<14}{'inputs':>10}{'edges':>8}{'findings':>10}\n")
    for row in rows:
        number = sum(path.parent.name.startswith(f"{row.target}-") for path in found)
        edges = f"{row.edges:,}" if guided and row.edges else "-"
        sys.stdout.write(f"{row.target:<14}{row.inputs:>10,}{edges:>8}{number:>10,}\n")
    sys.stdout.write(f"{'all':<14}{sum(row.inputs for row in rows):>10,}{'':>8}{len(found):>10,}\n")
    for why in found:
        size, told = why.read_text("utf8", "replace").split("\n", 2)[:2]
        sys.stdout.write(f"\n{told} ({int(size):,} bytes)\n  {why.parent.relative_to(ROOT)}\n")
    if found:
        sys.stdout.write(
            f"\nThe smallest input of each, and its traceback, lie in {(FOLDER / 'found').relative_to(ROOT)}.\n"
        )
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
