"""Runs on Dask workers, real processes of this machine: the same bytes, whoever dies on the way."""

from __future__ import annotations

import operator
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import topics as tp
from topics import copies
from topics.encoding.encoders import unit_rows
from topics.engine import each_block, map_blocks, use_engine
from topics.neighbours import ROWS_AT_ONCE, _nearest_block, nearest
from topics.runs.pipeline import analyse

distributed = pytest.importorskip("distributed", reason="needs Dask: pip install -e '.[scale]'")

TABLES = ("articles.parquet", "topics.parquet", "events.parquet", "vectors.npy", "config.toml", "rejected.jsonl")
PATIENCE = 60  # seconds
SHORT = tp.Config(lead_chars=200)  # encoded in a quarter of the time


@pytest.fixture(scope="module")
def client():
    """Two workers, each a process with one thread; one that dies is started again."""
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", memory_limit=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    """The sample in several files, one row of which is no article."""
    folder = tmp_path_factory.mktemp("news") / "inbox"
    folder.mkdir()
    articles = tp.sample_articles()
    for part in range(4):
        articles.iloc[part::4].to_json(folder / f"part-{part}.jsonl", orient="records", lines=True, date_format="iso")
    (folder / "empty.csv").write_text("title,text,date\n,,03/04/2026\n")
    return folder


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """A cache that holds the vectors of the sample, once a run was made here."""
    return tmp_path_factory.mktemp("cache") / "vectors.sqlite"


@pytest.fixture(scope="module")
def made_here(inbox, known, tmp_path_factory):
    run = analyse(tp.read_articles(inbox), SHORT, cache=known, progress=False)
    return run.save(tmp_path_factory.mktemp("here") / "run")


def bytes_of(folder):
    return {name: (Path(folder) / name).read_bytes() for name in TABLES}


def kill_whoever(client, works_on):
    """Kill a worker process as soon as it is at a task of a stage, in a thread; its list says who it was."""
    pids, killed = client.run(os.getpid), []

    def watch():
        end = time.monotonic() + PATIENCE
        while not killed and time.monotonic() < end:
            for worker, keys in client.processing().items():
                if not killed and any(str(key).startswith(works_on) for key in keys):
                    os.kill(pids[worker], signal.SIGKILL)
                    killed.append(pids[worker])
            time.sleep(0.05)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return killed


def test_a_run_is_the_same_to_the_byte_although_a_worker_is_killed_while_it_encodes(client, inbox, made_here, tmp_path):
    killed = kill_whoever(client, "encode")
    with use_engine("dask", client, str(tmp_path)):
        run = analyse(tp.read_articles(inbox), SHORT, cache=tmp_path / "new.sqlite", progress=False)
    folder = run.save(tmp_path / "run")

    assert killed
    assert bytes_of(folder) == bytes_of(made_here)
    assert run.manifest["engine"] == "dask"
    assert [path.name for path in tmp_path.glob("topics-*")] == []  # what was handed over is taken away again


def test_a_run_made_on_workers_is_verified_where_there_are_none(client, inbox, known, made_here, tmp_path, monkeypatch):
    with use_engine("dask", client):
        folder = analyse(tp.read_articles(inbox), SHORT, cache=known, progress=False).save(tmp_path / "run")
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setitem(sys.modules, "dask", None)

    assert tp.verify(tp.Run.load(folder), cache=known).same


def directions(n):
    return unit_rows(np.random.default_rng(0).normal(size=(n, 64)))


@pytest.mark.parametrize("by_folder", [True, False])
def test_neighbours_are_the_same_although_workers_are_killed(client, by_folder, tmp_path):
    vectors = directions(24 * ROWS_AT_ONCE + 3)
    expected = nearest(vectors, 12)
    starts = range(0, len(vectors), ROWS_AT_ONCE)
    found = {}
    with use_engine("dask", client, str(tmp_path) if by_folder else ""):
        for position, part in each_block(_nearest_block, starts, vectors, vectors, 12, True, name="near", a_task=1):
            found[position] = part
            if len(found) == 3:  # all of them at once: with what was sent to them, if it was
                for pid in client.run(os.getpid).values():
                    os.kill(pid, signal.SIGKILL)

    indices = np.concatenate([found[position][0] for position in range(len(starts))])
    assert sorted(found) == list(range(len(starts)))
    assert (indices == expected.indices).all()


def test_copies_are_the_same(client, monkeypatch):
    monkeypatch.setattr(copies, "BLOCK", 64)
    articles = tp.sample_articles()
    here = copies.find_copies(articles)
    with use_engine("dask", client):
        there = copies.find_copies(articles)

    assert there.table.equals(here.table) and there.misses.equals(here.misses) and len(here.table) == 40


def test_an_error_on_a_worker_is_the_error_of_the_caller(client):
    with use_engine("dask", client), pytest.raises(ZeroDivisionError):
        map_blocks(operator.floordiv, [1, 2, 3], 0, name="shares")


def test_workers_with_another_library_are_refused(client, monkeypatch):
    from topics.engine import workers

    monkeypatch.setattr(workers, "what_computes", lambda: {"numpy": "1.0"})
    with use_engine("dask", client), pytest.raises(RuntimeError, match="with numpy .* but expected 1.0"):
        map_blocks(operator.add, [1, 2], 0, name="sums")


def test_work_that_kills_its_workers_is_told_with_a_cure(client):
    client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 0))
    with use_engine("dask", client), pytest.raises(RuntimeError, match="died over one and the same part of 'exits'"):
        map_blocks(os._exit, [1, 1], name="exits")


def test_an_address_where_nobody_answers_is_told(monkeypatch):
    from topics.engine import cluster

    monkeypatch.setattr(cluster, "SECONDS_TO_ANSWER", 1)
    with pytest.raises(ValueError, match="Got scheduler='tcp://127.0.0.1:9' but nothing answers"):
        use_engine("dask", "tcp://127.0.0.1:9").__enter__()


def wait_for(path):
    end = time.monotonic() + PATIENCE
    while not path.is_file() and time.monotonic() < end:
        time.sleep(0.1)


def test_a_scheduler_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ValueError, match="gone.json', which is no file"):
        use_engine("dask", str(tmp_path / "gone.json")).__enter__()


def test_the_command_works_with_a_scheduler_and_workers_that_were_started_on_their_own(
    inbox, known, made_here, tmp_path
):
    where = tmp_path / "scheduler.json"
    SHORT.save(tmp_path / "short.toml")
    dask = [sys.executable, "-m", "dask"]
    scheduler = [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", where]
    worker = [*dask, "worker", "--scheduler-file", where, "--nthreads", "2", "--no-dashboard", "--no-nanny"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    started = [subprocess.Popen([str(word) for word in command], **quiet) for command in (scheduler, worker)]
    try:
        wait_for(where)
        done = subprocess.run(
            [sys.executable, "-m", "topics", "run", str(inbox), "--out", str(tmp_path / "run"), "--config",
             str(tmp_path / "short.toml"), "--engine", "dask", "--scheduler", str(where)],
            env={**os.environ, "TOPICS_CACHE": str(known.parent)}, capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
    finally:
        for process in started:
            process.terminate()
            process.wait()

    assert done.returncode == 0, done.stderr
    assert "topics: " in done.stderr and "progress: " in done.stderr
    assert bytes_of(tmp_path / "run") == bytes_of(made_here)
