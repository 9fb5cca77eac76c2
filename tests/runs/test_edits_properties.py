"""What holds for any sequence of edits on any run: taken back, made again, saved, laid over old tables, replayed."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from topics.runs.append import append_edits
from topics.runs.counts import recount
from topics.runs.edits import accept, ban, forget, merge, move, pin, reapply, redo, reject, rename, split, undo
from topics.runs.run import Run

few = settings(
    max_examples=20, deadline=None, suppress_health_check=list(HealthCheck)
)  # pandas is slow on small tables
TABLES = ("articles", "topics", "events")
WATCHLIST = {"topic": [{"name": "Sea"}, {"name": "Strikes"}]}
BACK = ("undo", "redo", "forget")


def assert_same_tables(left, right):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(left, name), getattr(right, name), check_exact=True)


def through_file(run):
    """The run with its log as a file would give it back."""
    return replace(run, edits=json.loads(json.dumps(run.edits)))


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@st.composite
def edits_of(draw, run, back=True):
    """The run after one random edit of any kind, or as it was if that edit was refused."""
    ids, articles = list(run.topics["id"]), list(run.articles["id"])
    some = draw(st.lists(st.sampled_from(articles), min_size=1, unique=True))
    several = draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    entry = draw(st.sampled_from(["Sea", "Strikes"]))
    kinds = {
        "rename": lambda: rename(run, several[0], "New name"),
        "merge": lambda: merge(run, several),
        "merge as": lambda: merge(run, several, "Merged"),
        "split": lambda: split(run, some, "Split"),
        "move": lambda: move(run, some, several[0]),
        "pin": lambda: pin(run, several[0]),
        "ban": lambda: ban(run, several[0]),
        "accept": lambda: accept(run, some, entry),
        "reject": lambda: reject(run, some, entry),
        "undo": lambda: undo(run),
        "redo": lambda: redo(run),
    }
    edit = draw(st.sampled_from([kind for kind in kinds if back or kind not in BACK]))
    try:
        return kinds[edit]()
    except ValueError:
        return run


@pytest.fixture(scope="session")
def starts(random_runs):
    """Random runs that were made with a watch-list."""
    return random_runs.map(lambda run: replace(run, manifest={**run.manifest, "watchlist": WATCHLIST}))


def edited(data, start, most=5, back=True):
    run = start
    for _ in range(data.draw(st.integers(1, most))):
        run = data.draw(edits_of(run, back))
    return run


@few
@given(st.data())
def test_undo_then_redo_changes_nothing(starts, data):
    run = through_file(edited(data, data.draw(starts)))
    try:
        back = undo(run)
    except ValueError:
        return
    assert_same_tables(redo(through_file(back)), run)
    assert_same_tables(undo(redo(back)), back)


@few
@given(st.data())
def test_all_edits_taken_back_leave_the_run_as_it_was_and_made_again_as_it_became(starts, data):
    start = data.draw(starts)
    run = back = through_file(edited(data, start, back=False))
    for _ in run.edits:
        back = undo(back)
    assert_same_tables(back, start)
    for _ in run.edits:
        back = redo(back)
    assert_same_tables(back, run)


@few
@given(st.data())
def test_save_load_save_gives_the_same_bytes(starts, tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("saved")
    first = edited(data, data.draw(starts)).save(folder / "a")
    assert contents(Run.load(first).save(folder / "b")) == contents(first)


@few
@given(st.data())
def test_appended_edits_give_the_same_folder_as_a_save(starts, tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("appended")
    run = start = data.draw(starts)
    start.save(folder / "a")
    for _ in range(data.draw(st.integers(1, 5))):
        run = data.draw(edits_of(run))
        append_edits(run, folder / "a")
    loaded = Run.load(folder / "a")
    assert_same_tables(loaded, run)
    assert contents(loaded.save(folder / "b")) == contents(run.save(folder / "c"))


@few
@given(st.data())
def test_tables_stay_consistent(starts, data):
    start = data.draw(starts)
    run = edited(data, start)
    layers = dict(zip(run.topics["id"], run.topics["layer"], strict=True))
    assert_same_tables(run, recount(run))
    assert list(run.articles["id"]) == list(start.articles["id"])
    assert set(run.articles["topic"]) <= set(layers) - set(run.topics["parent"])
    assert set(run.events["topic"]) <= set(layers)
    homes = dict(zip(run.articles["id"], run.articles["topic"], strict=True))
    assert all(
        homes[one] == homes[was] for one, was in zip(run.articles["id"], run.articles["copy_of"], strict=True) if was
    )


@few
@given(st.data())
def test_edits_made_again_on_the_same_run_give_the_same(starts, data):
    start = data.draw(starts)
    run = through_file(edited(data, start))
    assume((start.topics["n_articles"] > 0).all())  # an empty topic cannot be found again by its articles
    again, problems = reapply(start, run.edits)
    assert problems == []
    assert_same_tables(again, run)


@few
@given(st.data())
def test_edits_made_again_twice_give_the_same_as_once(starts, data):
    run, other = edited(data, data.draw(starts)), data.draw(starts)
    once, problems = reapply(other, through_file(run).edits)
    twice, again = reapply(other, through_file(once).edits)
    assert_same_tables(twice, once)
    assert [line["op"] for line in twice.edits] == [line["op"] for line in once.edits]
    assert len(again) <= len(problems)


@few
@given(st.data())
def test_the_order_in_which_a_line_names_things_is_of_no_importance_to_a_replay(starts, data):
    run, other = edited(data, data.draw(starts)), data.draw(starts)
    lines = through_file(run).edits
    for line in lines:
        named = line.get("target", {})
        for names in (*named.values(), *(topic["members"] for topic in named.get("topics", []))):
            names[:] = data.draw(st.permutations(names))
    (there, told), (back, told_back) = reapply(other, run.edits), reapply(other, lines)
    assert_same_tables(there, back)
    assert [row["line"] for row in told] == [row["line"] for row in told_back]


@few
@given(st.data())
def test_forgotten_edits_are_not_made_again(starts, data):
    start = data.draw(starts)
    run = edited(data, start)
    for number, line in enumerate(run.edits, 1):
        if line["op"] not in BACK and run.history["stands"][number - 1]:
            run = forget(run, number)
    assert not run.history["stands"].any()
    assert_same_tables(reapply(start, through_file(run).edits)[0], start)
