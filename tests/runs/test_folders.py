"""One writer at a time, and a folder that is there whole whatever moment its writer was killed at."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from topics.runs import folders
from topics.runs.folders import locked, put_back, written_aside
from topics.runs.run import Run

HOLDER = """
    import sys, time
    from pathlib import Path
    from topics.runs.folders import locked
    with locked(Path(sys.argv[1])):
        print("held", flush=True)
        time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another program that holds the lock of `tmp_path / "a"`."""
    script = textwrap.dedent(HOLDER)
    other = subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "a")], stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "held\n"
    yield other
    other.kill()
    other.wait()
    other.stdout.close()


def test_a_second_writer_waits_and_is_told_why(tmp_path, holder):
    with pytest.raises(BlockingIOError, match="which another program is writing right now.*try again"):
        with locked(tmp_path / "a", patience=0.1):
            pass
    with locked(tmp_path / "b", patience=0.1):
        pass


def test_a_killed_writer_holds_no_lock(tmp_path, holder):
    holder.kill()
    holder.wait()
    with locked(tmp_path / "a", patience=1):
        pass
    assert os.listdir(tmp_path) == []


def test_a_lock_is_handed_on_in_one_program_too(tmp_path):
    with locked(tmp_path / "a"):
        with pytest.raises(BlockingIOError), locked(tmp_path / "a", patience=0):
            pass
    with locked(tmp_path / "a", patience=0):
        pass


class Killed(BaseException):
    """Stands for the end of a program: nothing after it is done."""


@pytest.mark.parametrize("moment", range(4))
def test_a_run_is_there_whenever_its_writer_is_killed(run, tmp_path, monkeypatch, moment):
    """Killed at each renaming, or when the old folder is cleared away: the old run loads, or the new one."""
    target = run.save(tmp_path / "a")
    (tmp_path / "a-b").mkdir()
    calls = iter(range(10))

    def dying(real):
        def call(*args, **kwargs):
            if next(calls) == moment:
                raise Killed
            return real(*args, **kwargs)

        return call

    with monkeypatch.context() as patched:
        patched.setattr(folders.os, "rename", dying(os.rename))
        patched.setattr(folders.shutil, "rmtree", dying(lambda *args, **kwargs: None))  # the dead clear nothing away
        try:
            run.rename("Trams", "New").save(target)
        except Killed:
            pass
    found = set(Run.load(target).topics["name"])
    assert ("New" in found) == (moment > 1) and len(found) == 6
    run.save(target)
    assert sorted(os.listdir(tmp_path)) == ["a", "a-b"]


def test_what_other_folders_left_is_not_touched(tmp_path):
    others = [".a.old-abc", ".a.old-ABCDEFGH", ".ab.old-abcdefgh", ".a.new-x.new-abcdefgh", "a.old-abcdefgh"]
    for name in others:
        (tmp_path / name / "run").mkdir(parents=True)
    put_back(tmp_path / "a")
    with locked(tmp_path / "a"), written_aside(tmp_path / "a") as aside:
        (aside / "x").write_text("x")
    assert sorted(os.listdir(tmp_path)) == sorted([*others, "a"])


def test_a_reader_never_sees_half_of_a_folder_that_is_replaced(run, tmp_path, monkeypatch):
    from topics.runs import store

    target = run.save(tmp_path / "a")
    real, calls = store.read_table, []

    def interrupted(path: Path, schema, later):
        calls.append(path.name)
        if len(calls) == 2:
            run.merge(["Ferries", "Trams"], "New").save(target)
        return real(path, schema, later)

    monkeypatch.setattr(store, "read_table", interrupted)
    loaded = Run.load(target)
    assert set(loaded.articles["topic"]) <= set(loaded.topics["id"]) and "New" in set(loaded.topics["name"])
    assert len(calls) == 6


def test_a_folder_has_one_lock_whatever_it_is_called(run, tmp_path, monkeypatch):
    target = run.save(tmp_path / "a")
    (tmp_path / "latest").symlink_to(target)
    monkeypatch.chdir(target)
    for name in (Path("."), tmp_path / "latest", Path("..") / "a"):
        with locked(target), pytest.raises(BlockingIOError), locked(name, patience=0):
            pass
    run.rename("Trams", "New").save(tmp_path / "latest")
    assert (tmp_path / "latest").is_symlink() and "New" in set(Run.load(target).topics["name"])


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_a_new_folder_has_the_mode_that_the_user_asks_for_and_an_old_one_keeps_its_own(run, tmp_path):
    before = os.umask(0o027)
    try:
        target = run.save(tmp_path / "a")
        assert target.stat().st_mode & 0o777 == 0o750
        target.chmod(0o700)
        assert run.save(target).stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)
