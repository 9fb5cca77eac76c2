"""A run is never written over edits that it does not carry."""

from __future__ import annotations

import pytest

from topics.runs.edits import merge, rename
from topics.runs.example import example_run
from topics.runs.overwrite import check_edits_come_along
from topics.runs.run import Run


@pytest.fixture
def edited(tmp_path):
    run = rename(example_run(), "Trams", "Tram strikes")
    run.save(tmp_path / "run")
    return run, tmp_path / "run"


def test_edits_that_nobody_carries_over_are_not_written_over(edited):
    _, folder = edited
    with pytest.raises(ValueError, match=r"1 edit that would be lost.*--previous"):
        check_edits_come_along(folder, None)


def test_edits_of_the_earlier_run_may_be_written_again(edited):
    run, folder = edited
    check_edits_come_along(folder, run)
    with pytest.raises(ValueError, match="would be lost"):
        check_edits_come_along(folder, example_run())


def test_a_folder_without_edits_or_no_folder_is_free(tmp_path):
    example_run().save(tmp_path / "run")
    check_edits_come_along(tmp_path / "run", None)
    check_edits_come_along(tmp_path / "nothing", None)


def test_edits_of_one_second_are_told_apart(edited, monkeypatch):
    _, folder = edited
    other = merge(example_run(), ["Ferries", "Trams"])
    then = Run.load(folder).edits[0]["at"]
    monkeypatch.setitem(other.edits[0], "at", then)
    with pytest.raises(ValueError, match="would be lost"):
        check_edits_come_along(folder, other)


def test_a_line_that_is_no_edit_is_not_written_over(edited):
    _, folder = edited
    (folder / "edits.jsonl").write_text("5\n")
    with pytest.raises(ValueError, match="1 edit that would be lost"):
        check_edits_come_along(folder, None)
