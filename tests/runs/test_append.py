"""An edit is one line more in the log: the folder shows it at once, whatever moment its writer was killed at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from topics.runs import append
from topics.runs.append import append_edits, tables_anew
from topics.runs.edits import log_file, merge, move, rename, split, undo
from topics.runs.run import Run
from topics.runs.store import DamagedRunWarning, shown_edits

few = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
TABLES = ("articles", "topics", "events")


def assert_same_run(left, right):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(left, name), getattr(right, name), check_exact=True)
    np.testing.assert_array_equal(left.vectors, right.vectors)
    assert (left.edits, left.manifest, left.config) == (right.edits, right.manifest, right.config)


def stamps(folder):
    """Which file is which, for every file but the log."""
    return {path.name: path.stat().st_ino for path in folder.iterdir() if path.name != "edits.jsonl"}


@pytest.fixture
def folder(run, tmp_path):
    return run.save(tmp_path / "a")


def test_an_edit_is_one_line_more_and_nothing_else_is_written(run, folder):
    before = stamps(folder)
    edited = rename(run, "Trams", "Straßenbahn 電車 \ud800")
    append_edits(edited)
    assert stamps(folder) == before
    assert len((folder / "edits.jsonl").read_bytes().splitlines()) == 1
    assert "Straßenbahn 電車 ?" in set(Run.load(folder).topics["name"])


def test_every_kind_of_edit_is_laid_over_the_tables(run, folder):
    edited = run
    for edit in (
        lambda r: rename(r, "Vineyards", "Wine"),
        lambda r: merge(r, ["Ferries", "Trams"], "Public transport"),
        undo,
        lambda r: split(r, ["a01"], "Aground"),
        lambda r: move(r, ["a05"], "Olive harvest"),
        undo,
        lambda r: merge(r, ["Transport", "Farming"], "Everything"),
    ):
        edited = edit(edited)
        append_edits(edited, folder)
        assert_same_run(Run.load(folder), edited)


def test_a_loaded_run_that_is_saved_shows_every_line_in_its_tables(run, folder, tmp_path):
    append_edits(rename(run, "Trams", "T"))
    loaded = Run.load(folder)
    again = Run.load(loaded.save(tmp_path / "b"))
    assert_same_run(again, loaded)
    append_edits(rename(again, "T", "U"))
    assert "U" in set(Run.load(tmp_path / "b").topics["name"])


def test_tables_written_anew_show_what_the_log_says(run, folder):
    edited = rename(run, "Trams", "T")
    append_edits(edited)
    tables_anew(folder)
    assert shown_edits(folder) == 1
    assert_same_run(Run.load(folder), edited)
    append_edits(rename(edited, "T", "U"))  # a desk that was open all the while
    assert "U" in set(Run.load(folder).topics["name"])


def test_the_folder_may_be_named_from_within(run, folder, monkeypatch):
    monkeypatch.chdir(folder)
    append_edits(rename(run, "Trams", "T"), ".")
    assert "T" in set(Run.load(".").topics["name"])
    assert sorted(os.listdir(folder.parent)) == ["a"]


def test_appending_again_changes_nothing(run, folder):
    edited = rename(run, "Trams", "T")
    append_edits(edited)
    before = (folder / "edits.jsonl").read_bytes()
    append_edits(edited)
    assert (folder / "edits.jsonl").read_bytes() == before


def test_edits_made_in_memory_are_all_written(run, folder):
    append_edits(rename(rename(run, "Trams", "T"), "Ferries", "F"))
    assert len(Run.load(folder).edits) == 2


def test_the_edit_of_somebody_else_is_never_written_over(run, folder):
    append_edits(rename(run, "Trams", "Mine"))
    for other in (
        rename(run, "Trams", "Theirs"),
        rename(rename(run, "Trams", "Theirs"), "Ferries", "F"),
        run.rename("Ferries", "F"),
    ):
        with pytest.raises(ValueError, match="changed by somebody else meanwhile; nothing was written"):
            append_edits(other)
    assert [line["name"] for line in Run.load(folder).edits] == ["Mine"]


def test_another_run_in_the_folder_is_known(run, build, folder):
    build(["t1"], [("t1", 0, "", "Sea")]).save(folder)
    object.__setattr__(run, "manifest", {**run.manifest, "seed": 7})
    with pytest.raises(ValueError, match="changed by somebody else"):
        append_edits(rename(run, "Trams", "T"))


def test_a_run_without_a_folder_says_what_to_do(run):
    with pytest.raises(ValueError, match=r"save it first: run.save\(folder\)"):
        append_edits(rename(run, "Trams", "T"))


def test_a_folder_that_is_gone_is_written_anew(run, folder, tmp_path):
    folder.rename(tmp_path / "moved away")
    append_edits(rename(run, "Trams", "T"))
    assert "T" in set(Run.load(folder).topics["name"])


def test_the_page_of_the_run_before_goes(run, folder):
    (folder / "report.html").write_text("old")
    append_edits(rename(run, "Trams", "T"))
    assert not (folder / "report.html").exists()


def test_an_edit_cut_off_anywhere_is_left_out_with_a_warning_or_there(run, folder):
    first = rename(run, "Trams", "First")
    append_edits(first)
    log = folder / "edits.jsonl"
    size = log.stat().st_size
    append_edits(rename(first, "Ferries", "Second"))
    whole = log.read_bytes()
    for cut in {*range(size, len(whole), 97), size + 1, len(whole) - 2, len(whole) - 1}:
        log.write_bytes(whole[:cut])
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            names = set(Run.load(folder).topics["name"])
        assert "First" in names and ("Second" in names) == (cut == len(whole) - 1)
        assert len(said) == (size < cut < len(whole) - 1)
        assert all("cut off after" in str(one.message) and str(one.message).endswith(".") for one in said)


@pytest.mark.parametrize("lost", [1, 40])
def test_the_next_edit_takes_the_place_of_a_torn_one(run, folder, lost):
    append_edits(rename(run, "Trams", "Torn"))
    log = folder / "edits.jsonl"
    log.write_bytes(log.read_bytes()[:-lost])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        append_edits(rename(Run.load(folder), "Ferries", "Next"))
    names = [line["name"] for line in map(json.loads, log.read_text().splitlines())]
    assert names == (["Torn", "Next"] if lost == 1 else ["Next"])
    assert set(Run.load(folder).topics["name"]) >= set(names)


def test_a_full_disk_leaves_the_log_as_it_was(run, folder, monkeypatch):
    first = rename(run, "Trams", "First")
    append_edits(first)
    before = (folder / "edits.jsonl").read_bytes()
    real = os.write

    def full(file, data):
        if len(data) < 100:
            raise OSError(28, "No space left on device")
        return real(file, data[:100])

    monkeypatch.setattr(log_file.os, "write", full)
    with pytest.raises(OSError, match="cannot be written: the disk is full; free some space"):
        append_edits(rename(first, "Ferries", "F"))
    assert (folder / "edits.jsonl").read_bytes() == before


def test_of_many_writers_at_once_one_wins_and_no_line_is_lost(run, folder):
    def one(number):
        try:
            append_edits(rename(run, "Trams", f"Name {number}"))
        except ValueError:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        won = sum(pool.map(one, range(24)))
    assert won == len(Run.load(folder).edits) == 1
    assert sorted(os.listdir(folder.parent)) == ["a"]


def test_a_log_that_lost_lines_is_written_whole(run, folder):
    edited = rename(rename(run, "Trams", "T"), "Ferries", "F")
    edited.save(folder)
    log = folder / "edits.jsonl"
    log.write_text(log.read_text().splitlines(keepends=True)[0])
    with pytest.warns(DamagedRunWarning, match="Got 1 lines of edits.jsonl where the tables show 2"):
        loaded = Run.load(folder)
    append_edits(rename(loaded, "Vineyards", "Wine"))
    assert {"T", "F", "Wine"} <= set(Run.load(folder).topics["name"])


def test_a_folder_of_an_older_version_is_written_whole_once(run, folder):
    import pyarrow.parquet as pq

    for name in TABLES:
        table = pq.read_table(folder / f"{name}.parquet").replace_schema_metadata(None)
        pq.write_table(table, folder / f"{name}.parquet")
    append_edits(rename(Run.load(folder), "Trams", "T"))
    before = stamps(folder)
    append_edits(rename(Run.load(folder), "T", "U"))
    assert stamps(folder) == before and "U" in set(Run.load(folder).topics["name"])


@pytest.mark.parametrize(
    "line",
    [
        b"3",
        b"{}",
        b'{"op": "rename"}',
        b'{"op": "undo", "undoes": 9}',
        b'{"op": "undo"}',
        b'{"op": "redo", "redoes": -4}',
        b'{"op": "rename", "after": {"added": [], "topics": [{"id": 1}], "articles": 2}}',
        b'{"op": "rename", "after": {"added": [], "topics": [{"id": "x", "first": "never"}], "articles": {}}}',
    ],
)
def test_a_damaged_line_that_the_tables_do_not_show_is_named(folder, line):
    (folder / "edits.jsonl").write_bytes(line + b"\n")
    if line == b"3":  # no edit at all: it is kept, and reported when edits are made again
        assert len(Run.load(folder).edits) == 1
        return
    with pytest.raises(ValueError, match="Got a damaged edit on .* of edits.jsonl"):
        Run.load(folder)


EDITOR = """
    import sys
    from topics.runs.append import append_edits, tables_anew
    from topics.runs.run import Run
    run = Run.load(sys.argv[1])
    for number in range(10_000):
        run = run.rename("ttrams", f"Name {len(run.edits)}")
        append_edits(run)
        print(len(run.edits), flush=True)
"""


def test_a_killed_program_loses_no_edit_that_it_was_told_is_kept(folder):
    for wanted in (1, 12):
        command = [sys.executable, "-c", textwrap.dedent(EDITOR), str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as editor:
            for _ in range(wanted):
                kept = int(editor.stdout.readline())
            editor.kill()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            loaded = Run.load(folder)
        assert len(loaded.edits) >= kept
        assert f"Name {len(loaded.edits) - 1}" in set(loaded.topics["name"])
        append_edits(rename(loaded, "ttrams", "After the kill"))  # no lock was left behind
    assert os.listdir(folder.parent) == ["a"]


@few
@given(st.data())
def test_a_kill_at_any_byte_leaves_the_old_state_or_the_new_one(random_runs, tmp_path_factory, data):
    start = data.draw(random_runs)
    folder = start.save(tmp_path_factory.mktemp("kill") / "run")
    edited = rename(start, start.topics["id"].iloc[0], data.draw(st.text(min_size=1).filter(str.strip)))
    append.append_edits(edited)
    log = folder / "edits.jsonl"
    log.write_bytes(log.read_bytes()[: data.draw(st.integers(0, log.stat().st_size))])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loaded = Run.load(folder)
    assert_same_run(loaded, edited if loaded.edits else start)
