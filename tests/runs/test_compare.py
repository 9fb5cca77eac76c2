"""What changed between two runs, by membership alone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from topics.runs.compare import compare
from topics.runs.edits import merge, move, rename, split
from topics.runs.edits.changes import with_ids

few = settings(
    max_examples=20, deadline=None, suppress_health_check=list(HealthCheck)
)  # pandas is slow on small tables


def others(run):
    """The same run, ids and names of topics all different, those of one taken by another."""
    ids = list(run.topics["id"])
    changed = with_ids(
        run, dict(zip(ids, ids[1:] + ids[:1], strict=True)), {one: "e" + one for one in run.events["id"]}
    )
    return replace(
        changed, topics=changed.topics.sort_values(["layer", "n_articles", "id"], ascending=[True, False, True])
    )


def rows(table, kind):
    return table[table["kind"] == kind]


def test_a_run_and_itself(run):
    result = compare(run, run)
    assert set(result.topics["kind"]) == set(result.events["kind"]) == {"kept"}
    assert (len(result.topics), len(result.events), len(result.moves)) == (6, 7, 0)
    assert (result.n_old, result.n_new, result.n_common) == (12, 12, 12)
    assert (result.topics["n_common"] == result.topics["n_old"]).all()


def test_ids_are_of_no_importance(run):
    result = compare(run, others(run))
    assert set(result.topics["kind"]) == set(result.events["kind"]) == {"kept"}
    assert (result.topics["old_name"] == result.topics["new_name"]).all()
    assert (result.topics["old_id"] != result.topics["new_id"]).all()
    assert result.moves.empty


def test_names_are_of_no_importance(run):
    names = {"Trams": "Ferries", "Ferries": "Trams"}
    result = compare(run, replace(run, topics=run.topics.assign(name=run.topics["name"].replace(names))))
    assert rows(result.topics, "renamed")[["old_id", "new_id"]].to_numpy().tolist() == [
        ["tferries"] * 2,
        ["ttrams"] * 2,
    ]
    assert result.moves.empty


def test_a_merge(run):
    result = compare(run, others(merge(run, ["Ferries", "Vineyards"], "Both")))
    merged = rows(result.topics, "merged")
    assert merged[["layer", "old_name", "new_name", "n_old", "n_new", "n_common"]].to_numpy().tolist() == [
        [1, "Ferries", "Both", 4, 6, 4],
        [1, "Vineyards", "Both", 2, 6, 2],
    ]
    assert (result.moves["id"].tolist(), set(result.moves["why"])) == (["a11", "a12"], {"merged"})


def test_a_split(run):
    result = compare(run, split(run, "a04", "Night"))
    parts = rows(result.topics, "split").sort_values("new_name")
    assert parts[["old_name", "new_name", "n_old", "n_new", "n_common"]].to_numpy().tolist() == [
        ["Ferries", "Ferries", 4, 3, 3],
        ["Ferries", "Night", 4, 1, 1],
    ]
    assert result.moves[["id", "old_name", "new_name", "why"]].to_numpy().tolist() == [
        ["a04", "Ferries", "Night", "split"]
    ]


def test_a_moved_article(run):
    result = compare(run, others(move(run, "a07", "Ferries")))
    assert result.moves[["id", "title", "old_name", "new_name", "why"]].to_numpy().tolist() == [
        ["a07", "New tram line opens two years late", "Trams", "Ferries", "moved"]
    ]
    kinds = dict(zip(result.topics["old_name"], result.topics["kind"], strict=True))
    assert (kinds["Ferries"], kinds["Trams"], kinds["Vineyards"]) == ("grown", "shrunk", "kept")


def test_born_and_gone_and_what_is_in_both(run, build):
    new = build(["x", "x", "y", "y"], [("x", 0, "", "Boats"), ("y", 0, "", "Weather")], ids=["a01", "a04", "b1", "b2"])
    result = compare(run, new)
    assert rows(result.topics, "born")["new_name"].tolist() == ["Weather"]
    assert rows(result.topics, "gone")["old_name"].tolist() == ["Farming", "Olive harvest", "Trams", "Vineyards"]
    assert (result.n_old, result.n_new, result.n_common) == (12, 4, 2)
    assert result.moves.empty


def test_a_topic_split_for_the_first_time_moves_no_article(build):
    old = build(["t1", "t1", "t1"], [("t1", 0, "", "Sea")])
    new = build(["p", "p", "q"], [("s", 0, "", "Sea"), ("p", 1, "s", "Ports"), ("q", 1, "s", "Ferries")])
    result = compare(old, new)
    assert result.moves.empty
    assert rows(result.topics, "split")[["layer", "old_name", "new_name"]].to_numpy().tolist() == [
        [1, "Sea", "Ports"],
        [1, "Sea", "Ferries"],
    ]


def test_the_summary_in_words(run):
    new = rename(merge(split(run, "a04", "Night"), ["Trams", "Vineyards"], "Both"), "Olive harvest", "Olives")
    assert compare(run, new).summary() == [
        "Articles: 12 before, 12 now, 12 of them in both.",
        "Moved: 0 of 12, and 3 more with a topic that was split or merged.",
        "Events: 7 kept.",
        "Topics of layer 0: 1 grown, 1 shrunk.",
        "Topics of layer 1: 1 merged, 2 split, 1 renamed.",
        "  merged: 'Trams' + 'Vineyards' -> 'Both' (layer 1)",
        "  split: 'Ferries' -> 'Ferries' + 'Night' (layer 1)",
        "  renamed: 'Olive harvest' -> 'Olives' (layer 1)",
    ]
    assert repr(compare(run, run)).splitlines()[-1] == "Topics of layer 1: 4 kept."


def test_names_are_escaped_and_steer_no_terminal(run):
    hostile = "<script>alert(1)</script>\x1b[2J\u202e"
    result = compare(run, replace(run, topics=run.topics.assign(name=hostile)))
    assert "<script" not in result._repr_html_() and "&lt;script&gt;" in result._repr_html_()
    assert not {"\x1b", "\u202e"} & set(repr(result) + result._repr_html_())


def test_the_tables_have_their_columns_even_when_empty(build):
    nothing = build([], [])
    result = compare(nothing, nothing)
    columns = ["kind", "old_id", "old_name", "new_id", "new_name", "n_old", "n_new", "n_common"]
    assert list(result.topics) == ["layer", *columns]
    assert list(result.events) == columns
    assert list(result.moves) == ["id", "title", "old_topic", "old_name", "new_topic", "new_name", "why"]
    assert result.summary() and result._repr_html_()


@pytest.mark.parametrize("table", ["topics", "events"])
@few
@given(data=st.data())
def test_nothing_is_left_out_and_the_way_back_mirrors_it(random_runs, table, data):
    old, new = data.draw(random_runs), data.draw(random_runs)
    there, back = getattr(compare(old, others(new)), table), getattr(compare(others(new), old), table)
    for run, side in ((old, "old_id"), (others(new), "new_id")):
        ids = getattr(run, table)
        assert set(there[side]) - {""} == set(ids["id"][ids["n_articles"] > 0])
    assert (there["n_common"] <= there[["n_old", "n_new"]].min(axis=1)).all()
    assert set(there["new_id"][there["kind"] == "born"]) <= set(back["old_id"][back["kind"].isin(["gone", "merged"])])


@few
@given(data=st.data())
def test_moves_are_the_articles_whose_matched_topic_changed(random_runs, data):
    run = data.draw(random_runs)
    assert compare(run, others(run)).moves.empty
    pd.testing.assert_frame_equal(compare(run, run).topics, compare(run, run).topics)
