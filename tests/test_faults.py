"""Kills, damage, full disks and missing rights, small and quick; `benchmarks/faults.py` does the same five hundred times."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
import warnings
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from topics.encoding.vector_file import CacheWarning, VectorCache
from topics.runs.example import example_run
from topics.runs.run import Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals, limits and rights as POSIX has them")
ROOT = Path(__file__).parents[1]
# Root may do anything but for what it gives up; others are refused as they are.
HUMBLE = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.name == "posix" and not os.geteuid() else []
needs_rights = pytest.mark.skipif(
    bool(HUMBLE) and not shutil.which("setpriv"), reason="no setpriv: root may write anywhere"
)
FEW_BYTES = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000)); "


def python(script: str, *arguments: object, humble: bool = False):
    """Run a script in a process of its own, which may have no more rights than the files say."""
    command = [*(HUMBLE if humble else []), sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT)


def one_sentence(done, *words: str) -> bool:
    last = done.stderr.strip().splitlines()[-1]
    return last.startswith("topics: Got ") and last.endswith(".") and all(word in last for word in words)


@pytest.fixture
def read_only(tmp_path):
    """Take the right to write away from a folder and what is in it."""
    changed = []

    def made(folder: Path) -> Path:
        for path in (*folder.iterdir(), folder):
            path.chmod(0o555 if path.is_dir() else 0o444)
        changed.append(folder)
        return folder

    yield made
    for folder in changed:
        folder.chmod(0o755)


# ---- kills and damage


def test_killed_writers_and_damaged_files_lose_nothing():
    command = [sys.executable, "benchmarks/faults.py", "--kills", "3", "--damages", "10", "--articles", "25", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, cwd=ROOT)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["bad"] == [] and sum(sum(row.values()) for row in found["counts"].values()) == 13


# ---- full disks, rights, what lies in the way

SAVE = "import sys; from topics.cli import main; sys.exit(main(['edit', sys.argv[1], *sys.argv[2:]]))"


def test_a_full_disk_is_said_and_the_old_run_is_whole(tmp_path):
    folder = example_run().save(tmp_path / "week")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = python(FEW_BYTES + SAVE, folder, "save")
    assert done.returncode == 1 and one_sentence(done, "larger than is allowed", "What lay there is whole")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["week"]


@needs_rights
@pytest.mark.parametrize("command", [("save",), ("rename", "Trams", "Trains")])
def test_a_run_that_may_only_be_read_is_read_and_not_written(read_only, tmp_path, command):
    folder = read_only(example_run().save(tmp_path / "inbox" / "week"))
    read_only(folder.parent)
    shown = python(SAVE, folder, "list", humble=True)
    assert shown.returncode == 0 and "Nobody has edited" in shown.stdout
    done = python(SAVE, folder, *command, humble=True)
    assert done.returncode == 1 and one_sentence(done, "no permission")
    assert "Trams" in set(Run.load(folder).topics["name"])


def test_a_file_in_the_way_of_a_folder_is_said(tmp_path):
    (tmp_path / "week").write_text("mine")
    with pytest.raises(ValueError, match="holds something other than a run"):
        example_run().save(tmp_path / "week")
    with pytest.raises(OSError, match="a part of the path is a file and no folder"):
        example_run().save(tmp_path / "week" / "run")
    assert (tmp_path / "week").read_text() == "mine"


def test_ctrl_c_stops_at_once_and_what_was_encoded_is_kept(tmp_path):
    """A model that takes half a minute in all is stopped after some texts; the next run encodes the others alone."""
    script = """if True:
        import signal, sys, time
        import numpy as np
        from topics.encoding.cache import encode
        from topics.encoding.encoders import SentenceEncoder
        class Slow(SentenceEncoder):
            fingerprint = "slow"
            def __init__(self): self.asked = 0
            def encode_batches(self, texts):
                for row in range(len(texts)):
                    time.sleep(float(sys.argv[2]))
                    self.asked += 1
                    if self.asked == 10: print("ten", flush=True)
                    yield [row], np.ones((1, 3))
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background is started without it
        slow = Slow()
        try:
            encode([f"text {n}" for n in range(100)], slow, cache=sys.argv[1], progress=False)
        finally:
            print(slow.asked, flush=True)
        """
    cache = tmp_path / "vectors.sqlite"
    with subprocess.Popen([sys.executable, "-c", script, str(cache), "0.3"], stdout=-1, stderr=-1, text=True) as first:
        assert first.stdout.readline() == "ten\n"
        start = time.monotonic()
        first.send_signal(signal.SIGINT)
        asked = int(first.stdout.read())
        assert time.monotonic() - start < 2
    again = python(script, cache, "0")
    assert int(again.stdout.split()[-1]) in (100 - asked, 101 - asked)


# ---- the cache of vectors


@pytest.fixture
def cache(tmp_path):
    """A file that knows a thousand texts."""
    path, texts = tmp_path / "vectors.sqlite", [f"text {n}" for n in range(1_000)]
    with closing(VectorCache(path)) as store:
        store.put("model", texts, np.random.default_rng(0).normal(size=(1_000, 64)))
    return path, texts


def test_a_damaged_cache_is_begun_anew_with_what_can_be_read(cache):
    path, texts = cache
    with closing(VectorCache(path)) as store:
        good = store.get("model", texts)
    data = bytearray(path.read_bytes())
    data[40_960:49_152] = bytes(8_192)
    path.write_bytes(data)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        with closing(VectorCache(path)) as store:
            first = store.get("model", texts)
            store.put("model", texts, np.stack([good[n] for n in range(1_000)]))
            again = store.get("model", texts)
    assert [one.category for one in said] == [CacheWarning] and "is damaged" in str(said[0].message)
    assert all((vector == good[n]).all() for n, vector in first.items())
    assert len(again) == 1_000 and path.with_name("vectors.sqlite.damaged").exists()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


READ = """
    import sys
    from contextlib import closing
    import numpy as np
    from topics.encoding.vector_file import VectorCache
    with closing(VectorCache(sys.argv[1])) as store:
        print(len(store.get("model", ["text 1", "text 2", "none"])))
        store.put("model", ["none"], np.ones((1, 64)))
"""


@needs_rights
def test_a_cache_that_may_only_be_read_is_read(read_only, tmp_path):
    path = tmp_path / "cache" / "vectors.sqlite"
    with closing(VectorCache(path)) as store:
        store.put("model", ["text 1", "text 2"], np.ones((2, 64)))
    read_only(path.parent)
    done = python(READ, path, humble=True)
    assert done.stdout == "2\n" and done.stderr.count("CacheWarning") == 1, done.stderr
    missing = python(READ, path.parent / "none" / "vectors.sqlite", humble=True)
    assert missing.stdout == "0\n" and "cannot be written" in missing.stderr


def test_a_full_disk_stops_no_run(cache):
    path, _ = cache
    done = python(FEW_BYTES + textwrap.dedent(READ), path)
    assert done.stdout == "2\n" and "Traceback" not in done.stderr and done.stderr.count("CacheWarning") == 1, (
        done.stderr
    )


def test_a_killed_writer_leaves_a_whole_cache_to_another(cache):
    path, texts = cache
    script = """if True:
        import sys
        import numpy as np
        from topics.encoding.vector_file import VectorCache
        store = VectorCache(sys.argv[1])
        for number in range(10**6):
            store.put("model", [f"{sys.argv[2]} {number}"], np.ones((1, 64)))
            print(number, flush=True)
        """
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(path), name], stdout=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    kept = []
    for writer in writers:
        for _ in range(20):
            kept.append(int(writer.stdout.readline()))
    for writer in writers:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    with closing(VectorCache(path)) as store:
        assert len(store.get("model", texts)) == 1_000
        assert len(store.get("model", [f"{name} {n}" for name in ("one", "two") for n in range(20)])) == 40
