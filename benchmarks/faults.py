"""Kill and damage on purpose: ``python benchmarks/faults.py --kills 200 --damages 500 [--seed 0] [--json]``.

Writers of a run are killed (SIGKILL) at random moments; run folders and the cache are flipped, cut, zeroed and deleted. What
a user then sees is counted: survived, told, a clean sentence, or a fault: lost, traceback, crash, hang. POSIX alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # beside this file, `topics` would be benchmarks/topics.py

from benchmarks.fault_work import (  # noqa: E402
    PATIENCE,
    POLL,
    apart,
    cache_is_whole,
    count_edits,
    damage,
    edit_on,
    edit_some,
    ended,
    outcome,
    signature,
    started,
)
from topics.cli import main as topics  # noqa: E402

WRITING = 0.15  # seconds that writing a folder takes at most, for kills aimed at it
GOOD = ("survived", "told", "clean error")  # all else is a fault
DAMAGES = ("flip", "cut", "zero", "delete")
KILLED = ("run", "update", "edits")


@dataclass
class Faults:
    """How many tries had which outcome, by what was done, and what to read of the bad ones."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)

    def add(self, what: str, outcome: str, seen: str = "") -> None:
        """Count one try."""
        self.counts.setdefault(what, Counter())[outcome] += 1
        if outcome not in GOOD:
            self.bad.append(f"{what}: {outcome}: {seen}")

    def table(self) -> str:
        """Lay the counts out, one line a thing that was done."""
        kinds = [*GOOD, *sorted({kind for row in self.counts.values() for kind in row} - set(GOOD))]
        lines = [["", "tries", *kinds]]
        lines += [[what, str(row.total()), *(str(row[kind]) for kind in kinds)] for what, row in self.counts.items()]
        wide = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
        return "".join("  ".join(cell.ljust(w) for cell, w in zip(line, wide, strict=True)) + "\n" for line in lines)


class Bench:
    """A folder with a run, an edited run, an updated one and a cache of vectors, to be killed and damaged.

    Parameters
    ----------
    folder
        An empty folder.
    n_articles
        How much of the sample is read; every command then takes about a second.
    seed
        Of the moments and the bytes.
    """

    def __init__(self, folder: Path, n_articles: int = 60, seed: int = 0) -> None:
        self.folder, self.random, self.faults = folder, random.Random(seed), Faults()
        self.cache = folder / "cache" / "vectors.sqlite"
        os.environ["TOPICS_CACHE"] = str(self.cache.parent)
        topics(["sample", "--out", str(folder / "all.jsonl")])
        lines = (folder / "all.jsonl").read_text("utf8").splitlines(keepends=True)
        for name, part in (
            ("part", lines[:n_articles]),
            ("more0", lines[n_articles : n_articles + 5]),
            ("more1", lines[n_articles + 5 : n_articles + 10]),
        ):
            (folder / f"{name}.jsonl").write_text("".join(part), "utf8")
        self.seconds = {"run": self._timed(*self.writes("run", 1)), "update": 0.0, "edits": 1.0}
        self.whole("run", 0)
        apart(edit_some, folder / "run")
        self.seconds["update"] = self._timed(*self.writes("update", 0))

    def writes(self, what: str, turn: int) -> list[str]:
        """Return a command that writes a run over the older one; each second one writes another run."""
        inputs = [str(self.folder / "part.jsonl"), "--out", str(self.folder / "run"), "--seed", str(turn % 2)]
        if what == "run":
            return ["run", *inputs]
        more = str(self.folder / f"more{turn % 2}.jsonl")
        return ["update", str(self.folder / "run"), more, "--out", str(self.folder / "update")]

    def whole(self, what: str, turn: int) -> str:
        """Let such a command finish and return the signature of what it wrote."""
        shutil.rmtree(self.folder / what, ignore_errors=True)  # a run is never written over edits
        code, text = apart(topics, self.writes(what, turn))
        if code:
            raise RuntimeError(f"{what} failed before anything was done to it: {text}")
        return apart(signature, self.folder / what)[1]

    def _timed(self, *argv: str) -> float:
        apart(topics, list(argv))  # fills the cache
        start = time.monotonic()
        apart(topics, list(argv))
        return time.monotonic() - start

    # Kills

    def kill(self, tries: int) -> None:
        """Kill each of the three kinds of writers at random moments."""
        for what in ("run", "update"):
            known = {self.whole(what, turn) for turn in (1, 0)}
            for turn in range(tries // len(KILLED)):
                self._killed_at(
                    topics, self.writes(what, turn), self.folder / what, self.seconds[what], aimed=turn % 4 > 1
                )
                self._judge_kill(what, lambda found, known=known: found in known)
        self.whole("run", 0)
        for _ in range(tries - 2 * (tries // len(KILLED))):
            self._kill_an_editor()

    def _kill_an_editor(self) -> None:
        folder, said = self.folder / "run", self.folder / "said"
        said.write_bytes(b"")
        before = int(apart(count_edits, folder)[1])
        self._killed_at(edit_on, folder, folder, self.random.uniform(0.2, 1.0), said=said)
        acknowledged = said.read_bytes().count(b"\n")
        code, text = apart(count_edits, folder)
        held = code == 0 and acknowledged <= int(text.split()[-1]) - before <= acknowledged + 1
        self.faults.add(
            "kill edits", "survived" if held else "lost", f"{acknowledged} acknowledged, {before} before: {text}"
        )
        if int(text.split()[-1] if code == 0 else 0) > 60:  # the log is read whole by every edit
            self.whole("run", 0)

    def _killed_at(
        self, work: Callable[..., object], argument: object, target: Path, most: float, *, aimed: bool = False,
        said: Path | None = None,
    ) -> None:  # fmt: skip
        """Start, wait for a random moment, or for a random one while the folder is written, and kill."""
        asides = f".{target.name}.new-*"
        for left in target.parent.glob(asides):
            shutil.rmtree(left)
        child = started(work, argument, said or self.folder / "output")
        until = time.monotonic() + (PATIENCE if aimed else self.random.uniform(0, most))
        while time.monotonic() < until and not (aimed and any(target.parent.glob(asides))):
            if ended(child, block=False) is not None:
                return
            time.sleep(POLL)
        if aimed:
            time.sleep(self.random.uniform(0, WRITING))
        os.kill(child, signal.SIGKILL)
        ended(child)

    def _judge_kill(self, what: str, known: Callable[[str], bool]) -> None:
        code, text = apart(signature, self.folder / what)
        self.faults.add(f"kill {what}", "survived" if code == 0 and known(text) else "lost", text)
        code, text = apart(cache_is_whole, self.cache)
        if code:
            self.faults.add(f"kill {what}", "cache damaged", text)

    # Damage

    def damage_run(self, tries: int) -> None:
        """Damage one file of the edited run and read, export, show and edit it."""
        self.whole("run", 0)
        apart(edit_some, self.folder / "run")
        before, copy = apart(signature, self.folder / "run")[1], self.folder / "copy"
        for turn in range(tries):
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(self.folder / "run", copy)
            files = sorted(path for path in copy.iterdir() if path.stat().st_size)
            kind, path = DAMAGES[turn % len(DAMAGES)], files[turn // len(DAMAGES) % len(files)]
            damage(path, kind, self.random)
            commands = [["edit", str(copy), "list"], ["export", str(copy), "--to", str(self.folder / "a.csv")]]
            commands += [["report", str(copy), "--to", str(self.folder / "a.html")]]
            commands += [["edit", str(copy), "undo"]] if turn % 2 else []
            seen = [apart(topics, command) for command in commands[:1]]
            after = apart(signature, copy)[1] if seen[0][0] == 0 else ""
            seen += [apart(topics, command) for command in commands[1:]]
            self.faults.add(f"{kind} of a run", outcome(seen, after == before), f"{path.name}: {seen}")

    def damage_cache(self, tries: int) -> None:
        """Damage the cache and make the run again: its tables must come out the same."""
        before, whole = self.whole("run", 0), self.cache.with_name("whole")
        shutil.copy(self.cache, whole)
        for turn in range(tries):
            for left in self.cache.parent.glob(f"{self.cache.name}*"):
                left.unlink()
            shutil.copy(whole, self.cache)
            kind = DAMAGES[turn % len(DAMAGES)]
            damage(self.cache, kind, self.random)
            seen = [apart(topics, self.writes("run", 0))]
            same = seen[0][0] != 0 or apart(signature, self.folder / "run")[1] == before
            again = apart(topics, self.writes("run", 0))
            seen += [again]
            self.faults.add(f"{kind} of the cache", outcome(seen, same), f"{seen}")
        shutil.copy(whole, self.cache)


def main() -> None:
    """Try, and print the table and what to read of each fault."""
    parser = argparse.ArgumentParser(description="Kill writers and damage what they wrote; count what a user sees.")
    parser.add_argument("--kills", type=int, default=200, help="programs to kill (default 200)")
    parser.add_argument(
        "--damages", type=int, default=500, help="files to damage, a tenth of them caches (default 500)"
    )
    parser.add_argument("--articles", type=int, default=60, help="articles of the sample (default 60)")
    parser.add_argument("--seed", type=int, default=0, help="of the moments and the bytes")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, suppress(KeyboardInterrupt):
        bench = Bench(Path(folder), given.articles, given.seed)
        bench.damage_run(given.damages - given.damages // 10)
        bench.damage_cache(given.damages // 10)
        bench.kill(given.kills)
    if given.json:
        print(json.dumps({"counts": bench.faults.counts, "bad": bench.faults.bad}))
    else:
        print(bench.faults.table(), *bench.faults.bad, sep="\n")


if __name__ == "__main__":
    main()
