"""Kill and damage on purpose: ``python benchmarks/faults.py --kills 200 --damages 500 [--seed 0] [--json]``.

Programs that write a run are killed (SIGKILL) at random moments; bytes of run folders and of the cache of vectors are
flipped, cut, zeroed and deleted. What a user then sees is counted: survived, told, one clean sentence, or a fault of ours:
lost, traceback, crash, hang. Works in a temporary folder, on a part of the sample; POSIX alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # beside this file, `topics` would be benchmarks/topics.py

from topics.cli import main as topics  # noqa: E402
from topics.runs.append import append_edits  # noqa: E402
from topics.runs.run import Run  # noqa: E402

PATIENCE = 120.0  # seconds after which a command counts as hanging
POLL = 0.001  # seconds between two looks at a program that is to be killed while it writes
WRITING = 0.15  # seconds that writing a folder takes at most, for kills aimed at it
GOOD = ("survived", "told", "clean error")  # all else is a fault
DAMAGES = ("flip", "cut", "zero", "delete")
KILLED = ("run", "update", "edits")


@dataclass
class Faults:
    """What came of the tries: how many of each outcome, by what was done, and what to read of the bad ones."""

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
        apart(_edit_some, folder / "run")
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
        code, text = apart(topics, self.writes(what, turn))
        if code:
            raise RuntimeError(f"{what} failed before anything was done to it: {text}")
        return apart(_signature, self.folder / what)[1]

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
                self._killed_at(topics, self.writes(what, turn), self.folder / what, self.seconds[what], aimed=turn % 4 > 1)
                self._judge_kill(what, lambda found, known=known: found in known)
        self.whole("run", 0)
        for _ in range(tries - 2 * (tries // len(KILLED))):
            self._kill_an_editor()

    def _kill_an_editor(self) -> None:
        folder, said = self.folder / "run", self.folder / "said"
        said.write_bytes(b"")
        before = int(apart(_count_edits, folder)[1])
        self._killed_at(_edit_on, folder, folder, self.random.uniform(0.2, 1.0), said=said)
        acknowledged = said.read_bytes().count(b"\n")
        code, text = apart(_count_edits, folder)
        held = code == 0 and acknowledged <= int(text.split()[-1]) - before <= acknowledged + 1
        self.faults.add("kill edits", "survived" if held else "lost", f"{acknowledged} acknowledged, {before} before: {text}")
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
        child = _started(work, argument, said or self.folder / "output")
        until = time.monotonic() + (PATIENCE if aimed else self.random.uniform(0, most))
        while time.monotonic() < until and not (aimed and any(target.parent.glob(asides))):
            if _ended(child, block=False) is not None:
                return
            time.sleep(POLL)
        if aimed:
            time.sleep(self.random.uniform(0, WRITING))
        os.kill(child, signal.SIGKILL)
        _ended(child)

    def _judge_kill(self, what: str, known: Callable[[str], bool]) -> None:
        code, text = apart(_signature, self.folder / what)
        outcome = "survived" if code == 0 and known(text) else "lost"
        self.faults.add(f"kill {what}", outcome, text)
        code, text = apart(_cache_is_whole, self.cache)
        if code:
            self.faults.add(f"kill {what}", "cache damaged", text)

    # Damage

    def damage_run(self, tries: int) -> None:
        """Damage one file of the edited run and read, export, show and edit it."""
        self.whole("run", 0)
        apart(_edit_some, self.folder / "run")
        before, copy = apart(_signature, self.folder / "run")[1], self.folder / "copy"
        for turn in range(tries):
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(self.folder / "run", copy)
            files = sorted(path for path in copy.iterdir() if path.stat().st_size)
            kind, path = DAMAGES[turn % len(DAMAGES)], files[turn // len(DAMAGES) % len(files)]
            self._damage(path, kind)
            commands = [["edit", str(copy), "list"], ["export", str(copy), "--to", str(self.folder / "a.csv")]]
            commands += [["report", str(copy), "--to", str(self.folder / "a.html")]]
            commands += [["edit", str(copy), "undo"]] if turn % 2 else []
            seen = [apart(topics, command) for command in commands[:1]]
            signature = apart(_signature, copy) if seen[0][0] == 0 else (0, "")
            seen += [apart(topics, command) for command in commands[1:]]
            self.faults.add(f"{kind} of a run", _outcome(seen, signature[1] == before), f"{path.name}: {seen}")

    def damage_cache(self, tries: int) -> None:
        """Damage the cache and make the run again: its tables must come out the same."""
        before, whole = self.whole("run", 0), self.cache.with_name("whole")
        shutil.copy(self.cache, whole)
        for turn in range(tries):
            for left in self.cache.parent.glob(f"{self.cache.name}*"):
                left.unlink()
            shutil.copy(whole, self.cache)
            kind = DAMAGES[turn % len(DAMAGES)]
            self._damage(self.cache, kind)
            seen = [apart(topics, self.writes("run", 0))]
            same = seen[0][0] != 0 or apart(_signature, self.folder / "run")[1] == before
            again = apart(topics, self.writes("run", 0))
            seen += [again]
            self.faults.add(f"{kind} of the cache", _outcome(seen, same), f"{seen}")
        shutil.copy(whole, self.cache)

    def _damage(self, path: Path, kind: str) -> None:
        data = bytearray(path.read_bytes())
        at = self.random.randrange(len(data))
        if kind == "delete":
            path.unlink()
            return
        if kind == "flip":
            for _ in range(self.random.choice((1, 1, 8))):
                data[self.random.randrange(len(data))] ^= 1 << self.random.randrange(8)
        elif kind == "cut":
            del data[at:]
        else:
            end = min(len(data), at + self.random.choice((1, 64, 4096)))
            data[at:end] = bytes(end - at)
        path.write_bytes(data)


def apart(work: Callable[..., object], argument: object) -> tuple[int, str]:
    """Do something in a process of its own that has everything loaded; return its exit code and what it wrote.

    The code is negative for a signal, and -1000 where it did not end.
    """
    with tempfile.NamedTemporaryFile() as output:
        child = _started(work, argument, Path(output.name))
        until = time.monotonic() + PATIENCE
        while (code := _ended(child, block=False)) is None:
            if time.monotonic() > until:
                os.kill(child, signal.SIGKILL)
                _ended(child)
                code = -1000
                break
            time.sleep(POLL)
        return code, Path(output.name).read_text("utf8", "replace").strip()


def _started(work: Callable[..., object], argument: object, output: Path) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 70
    try:
        opened = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, 1)
        os.dup2(opened, 2)
        code = int(work(argument) or 0)  # type: ignore[call-overload]
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _ended(child: int, *, block: bool = True) -> int | None:
    found, status = os.waitpid(child, 0 if block else os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _outcome(seen: Sequence[tuple[int, str]], same: bool) -> str:
    """Say what a user would of some commands on what was damaged: the worst of it."""
    if any("Traceback" in text for _, text in seen):
        return "traceback"
    if any(code < 0 for code, _ in seen):
        return "hang" if any(code == -1000 for code, _ in seen) else "crash"
    if any(code not in (0, 1, 2) for code, _ in seen):
        return "odd exit code"
    if any(code for code, _ in seen):
        clean = all(text.splitlines()[-1].startswith("topics: ") and text.endswith(".") for code, text in seen if code)
        return "clean error" if clean else "unclear error"
    told = any(line.startswith("topics: ") for _, text in seen for line in text.splitlines())
    return "told" if told else "survived" if same else "lost"


def _signature(folder: Path) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run = Run.load(folder)
    parts = [table.to_json(orient="split", date_format="iso") for table in (run.articles, run.topics, run.events)]
    parts += [json.dumps([{**line, "at": ""} for line in run.edits], sort_keys=True), run.vectors.tobytes().hex()]
    parts += [run.config.to_toml()]
    print(hashlib.sha256("\n".join(parts).encode("utf8", "replace")).hexdigest())
    return 0


def _count_edits(folder: Path) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        print(len(Run.load(folder).edits))
    return 0


def _edit_some(folder: Path) -> int:
    """Rename and merge, in the tables; rename and move, in the log alone."""
    run = Run.load(folder)
    finest = run.topics[run.topics["layer"] == run.topics["layer"].max()]["id"].tolist()
    run = run.rename(finest[0], "Named by hand").merge(finest[1:3], "Merged by hand")
    run.save(folder)
    run = run.rename(finest[0], "Named again").move([run.articles["id"].iloc[0]], finest[0])
    append_edits(run, folder)
    return 0


def _edit_on(folder: Path) -> int:
    """Edit until killed, and say each edit that is kept."""
    run = Run.load(folder)
    topic = str(run.topics["id"].iloc[0])
    while True:
        run = run.rename(topic, f"Name {len(run.edits)}")
        append_edits(run, folder)
        os.write(1, b"kept\n")


def _cache_is_whole(path: Path) -> int:
    with closing(sqlite3.connect(path, timeout=10)) as database:
        found = database.execute("PRAGMA integrity_check").fetchone()[0]
    print(found)
    return int(found != "ok")


def main() -> None:
    """Try, and print the table and what to read of each fault."""
    parser = argparse.ArgumentParser(description="Kill writers and damage what they wrote; count what a user sees.")
    parser.add_argument("--kills", type=int, default=200, help="programs to kill (default 200)")
    parser.add_argument("--damages", type=int, default=500, help="files to damage, a tenth of them caches (default 500)")
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
