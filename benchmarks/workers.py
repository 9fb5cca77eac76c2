"""Seconds with more workers, one of them killed: ``python -m benchmarks.workers FILE.jsonl.gz [--size 2000] [--workers 1,2,4]``.

Every run is one process of its own with an empty cache of vectors, and workers beside it with one thread each; it reads files, so
that reading is shared out as well. `processor` counts the processor seconds of all of them. The tables of all runs are held
against those of the local engine, byte by byte. Where there are fewer cores than workers, or others work on them, `waiting` says
what sharing out costs: blocks that do nothing but wait.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.common import run_apart
from topics.evaluation import read_gold

FILES = 16
STAGES = ("read", "copies", "encode", "events", "topics", "map", "names")
TABLES = ("articles.parquet", "topics.parquet", "events.parquet", "vectors.npy", "config.toml", "rejected.jsonl")
LOOK_EVERY = 0.05  # seconds
KILLS = ("", "encode", "events")
BLOCKS, WAIT = 64, 0.5  # seconds a block


def main() -> None:
    """Print a line for every number of workers, then for every kill."""
    parser = argparse.ArgumentParser(description="Time a run on Dask workers, and kill one.")
    parser.add_argument("file", type=Path, metavar="FILE", help="articles, .jsonl.gz")
    parser.add_argument("--size", type=int, default=2000, help="articles")
    parser.add_argument(
        "--workers", default="1,2,4", help="comma-separated; 0 is the local engine, which always runs first"
    )
    parser.add_argument("--timeout", type=float, default=3600, help="seconds that one run may take")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder, "inbox")
        write_inbox(given.file, given.size, inbox)
        heads = "".join(f"{stage:>9}" for stage in STAGES)
        sys.stdout.write(f"{'workers':22}{'seconds':>9}{'processor':>11}{heads}  tables\n")
        first: dict[str, Any] = {}
        counts = [0, *(int(count) for count in given.workers.split(","))]
        for count, kill in [*((count, "") for count in counts), *((max(counts), kill) for kill in KILLS[1:])]:
            found = run_apart("benchmarks.workers", ["one", str(inbox), str(count), kill], given.timeout)
            first = first or found
            sys.stdout.write(f"{_name(count, kill):22}{_line(found, first)}\n")
            sys.stdout.flush()
    for count in counts[1:]:
        seconds = waiting(count)
        share = BLOCKS * WAIT / count / seconds
        sys.stdout.write(
            f"{count} waiting, {BLOCKS} x {WAIT} s: {seconds:.1f} s, {share:.0%} of the time spent waiting\n"
        )


def _name(count: int, kill: str) -> str:
    return f"{count or 'local'}{f', killed in {kill}' if kill else ''}"


def _line(found: dict[str, Any], first: dict[str, Any]) -> str:
    if "error" in found:
        return f"  {found['error']}"
    stages = "".join(f"{found['stages'].get(stage, 0):>9.1f}" for stage in STAGES)
    same = "the same" if found["tables"] == first["tables"] else "OTHERS"
    nobody = "" if found["killed"] == found["asked"] else ", NOBODY KILLED"
    return f"{found['seconds']:>9.1f}{found['processor']:>11.1f}{stages}  {same}{nobody}"


def write_inbox(file: Path, size: int, folder: Path) -> None:
    """Write a fixed sample of the articles as several files."""
    articles = read_gold(file).reindex(columns=["title", "text", "date", "source", "url", "lang"])
    rows = np.sort(np.random.default_rng(0).permutation(len(articles))[:size])
    folder.mkdir()
    for part in range(FILES):
        chosen = articles.iloc[rows[part::FILES]]
        chosen.to_json(folder / f"part-{part:02}.jsonl", orient="records", lines=True, date_format="iso")


def one(inbox: str, count: int, kill: str) -> dict[str, Any]:
    """Make one run and say what it took, and what came out."""
    import topics as tp

    with tempfile.TemporaryDirectory() as folder, workers(count, folder) as client:
        killed = _kill_at(client, kill) if kill else []
        start = time.perf_counter()
        with tp.use_engine("dask", client, folder) if client else nullcontext():
            articles = tp.read_articles(inbox, progress=False)
            seconds_read = time.perf_counter() - start
            run = tp.analyse(articles, cache=Path(folder, "vectors.sqlite"), progress=False)
        seconds, processor = time.perf_counter() - start, _processor_seconds(client)
        saved = run.save(Path(folder, "run"))
        tables = {name: hashlib.sha256((saved / name).read_bytes()).hexdigest() for name in TABLES}
    stages = {stage["name"]: stage["seconds"] for stage in run.manifest["stages"]} | {"read": seconds_read}
    return {
        "seconds": seconds,
        "processor": processor,
        "stages": stages,
        "tables": tables,
        "killed": len(killed),
        "asked": int(bool(kill)),
    }


def _processor_seconds(client: Any) -> float:
    """Processor time of this process and of the workers that live: what a busy machine leaves as it is."""
    spent = sum(os.times()[:2])
    return spent + sum(client.run(_own_seconds).values()) if client else spent


def _own_seconds() -> float:
    return sum(os.times()[:2])


@contextmanager
def workers(count: int, folder: str) -> Iterator[Any]:
    """Start workers, or none."""
    if not count:
        yield None
        return
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=count, threads_per_worker=1, memory_limit=None, dashboard_address="127.0.0.1:0", silence_logs=50
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


def waiting(count: int) -> float:
    """Seconds that blocks take which only wait."""
    import topics as tp
    from topics.engine import map_blocks

    with tempfile.TemporaryDirectory() as folder, workers(count, folder) as client, tp.use_engine("dask", client):
        map_blocks(time.sleep, [0.0] * BLOCKS, name="start")
        start = time.perf_counter()
        map_blocks(time.sleep, [WAIT] * BLOCKS, name="waits")
        return time.perf_counter() - start


def _kill_at(client: Any, stage: str) -> list[int]:
    """Kill one worker while it is at a stage; the list holds its process then."""
    pids, killed = client.run(os.getpid), list[int]()

    def watch() -> None:
        while not killed:
            busy = [worker for worker, keys in client.processing().items() if any(stage in str(key) for key in keys)]
            for worker in busy[:1]:
                os.kill(pids[worker], signal.SIGKILL)
                killed.append(pids[worker])
            time.sleep(LOOK_EVERY)

    threading.Thread(target=watch, daemon=True).start()
    return killed


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        sys.stdout.write(json.dumps(one(sys.argv[2], int(sys.argv[3]), sys.argv[4])) + "\n")
    else:
        main()
