"""What `faults.py` does in processes of its own, and how it judges what they said; its folder is all that it touches."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from topics.runs.append import append_edits
from topics.runs.run import Run

PATIENCE = 120.0  # seconds after which a command counts as hanging
POLL = 0.001  # seconds between two looks at a program that runs


def apart(work: Callable[..., object], argument: object) -> tuple[int, str]:
    """Do something in a process of its own that has everything loaded; return its exit code and what it wrote.

    The code is negative for a signal, and -1000 where it did not end.
    """
    with tempfile.NamedTemporaryFile() as output:
        child = started(work, argument, Path(output.name))
        until = time.monotonic() + PATIENCE
        while (code := ended(child, block=False)) is None:
            if time.monotonic() > until:
                os.kill(child, signal.SIGKILL)
                ended(child)
                code = -1000
                break
            time.sleep(POLL)
        return code, Path(output.name).read_text("utf8", "replace").strip()


def started(work: Callable[..., object], argument: object, output: Path) -> int:
    """Start a process and return its number."""
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


def ended(child: int, *, block: bool = True) -> int | None:
    """Return the exit code of a process, None while it runs."""
    found, status = os.waitpid(child, 0 if block else os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def outcome(seen: Sequence[tuple[int, str]], same: bool) -> str:
    """Say what a user would of some commands on what was damaged: the worst of it."""
    if any("Traceback" in text for _, text in seen):
        return "traceback"
    if any(code < 0 for code, _ in seen):
        return "hang" if any(code == -1000 for code, _ in seen) else "crash"
    if any(code not in (0, 1, 2) for code, _ in seen):
        return "odd exit code"
    if any(code for code, _ in seen):
        clean = all(
            text.splitlines()[-1].startswith("topics: ") and text.endswith((".", "?")) for code, text in seen if code
        )
        return "clean error" if clean else "unclear error"
    told = any(line.startswith("topics: ") for _, text in seen for line in text.splitlines())
    return "told" if told else "survived" if same else "lost"


def signature(folder: Path) -> int:
    """Print one number for all that a run says."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run = Run.load(folder)
    parts = [table.to_json(orient="split", date_format="iso") for table in (run.articles, run.topics, run.events)]
    parts += [json.dumps([{**line, "at": ""} for line in run.edits], sort_keys=True), run.vectors.tobytes().hex()]
    parts += [run.config.to_toml()]
    print(hashlib.sha256("\n".join(parts).encode("utf8", "replace")).hexdigest())
    return 0


def count_edits(folder: Path) -> int:
    """Print how many edits a run holds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        print(len(Run.load(folder).edits))
    return 0


def edit_some(folder: Path) -> int:
    """Rename and merge, in the tables; rename and move, in the log alone."""
    run = Run.load(folder)
    finest = run.topics[run.topics["layer"] == run.topics["layer"].max()]["id"].tolist()
    run = run.rename(finest[0], "Named by hand").merge(finest[1:3], "Merged by hand")
    run.save(folder)
    run = run.rename(finest[0], "Named again").move([run.articles["id"].iloc[0]], finest[0])
    append_edits(run, folder)
    return 0


def edit_on(folder: Path) -> int:
    """Edit until killed, and say each edit that is kept."""
    run = Run.load(folder)
    topic = str(run.topics["id"].iloc[0])
    while True:
        run = run.rename(topic, f"Name {len(run.edits)}")
        append_edits(run, folder)
        os.write(1, b"kept\n")


def cache_is_whole(path: Path) -> int:
    """Ask SQLite itself."""
    with closing(sqlite3.connect(path, timeout=10)) as database:
        found = database.execute("PRAGMA integrity_check").fetchone()[0]
    print(found)
    return int(found != "ok")


def damage(path: Path, kind: str, chance: random.Random) -> None:
    """Delete a file, flip some of its bits, cut it off or zero a part of it."""
    data = bytearray(path.read_bytes())
    at = chance.randrange(len(data))
    if kind == "delete":
        path.unlink()
        return
    if kind == "flip":
        for _ in range(chance.choice((1, 1, 8))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif kind == "cut":
        del data[at:]
    else:
        end = min(len(data), at + chance.choice((1, 64, 4096)))
        data[at:end] = bytes(end - at)
    path.write_bytes(data)
