"""Topics and events keep ids and names over runs, and what became of each is told."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from topics.runs.edits import merge, move, rename, split, undo
from topics.runs.edits.changes import with_ids
from topics.runs.identity import carry_over, lineage
from topics.runs.run import Run

few = settings(
    max_examples=20, deadline=None, suppress_health_check=list(HealthCheck)
)  # pandas is slow on small tables
TOPICS = [("n0", 0, "", "All"), *((f"n{number}", 1, "n0", f"New {number}") for number in (1, 2, 3, 4))]
EXAMPLE = {"tferries": "a01 a02 a03 a04", "ttrams": "a05 a06 a07", "tolives": "a08 a09 a10", "twine": "a11 a12"}


def assert_same_tables(left, right):
    for name in ("articles", "topics", "events"):
        pd.testing.assert_frame_equal(getattr(left, name), getattr(right, name))


def later(build, events=None, **homes):
    """A later run, one broad topic over n1 to n4, in which the topics hold these articles; others are new."""
    places = {article: topic for topic, articles in homes.items() for article in articles.split()}
    ids = sorted(places)
    used = [topic for topic in TOPICS if topic[0] in {"n0", *places.values()}]
    return build([places[one] for one in ids], used, events and [events.get(one, "") for one in ids], ids=ids)


def home(run, article):
    return run.articles.set_index("id")["topic"][article]


def name_of(run, topic):
    return run.topics.set_index("id")["name"][topic]


def told(run, **facts):
    """Rows of the lineage with these facts."""
    return [row for row in run.manifest["lineage"] if all(row.get(key) == value for key, value in facts.items())]


def renumbered(run, seed=0):
    order = np.random.default_rng(seed).permutation(len(run.topics))
    topics = {one: f"t{number:010d}" for one, number in zip(run.topics["id"], order, strict=True)}
    changed = with_ids(run, topics, {one: f"e{number:010d}" for number, one in enumerate(run.events["id"])})
    order = ["layer", "n_articles", "id"]
    sorted_topics = changed.topics.sort_values(order, ascending=[True, False, True], ignore_index=True)
    return replace(changed, topics=sorted_topics, events=changed.events.sort_values(["first", "id"], ignore_index=True))


@few
@given(st.data())
def test_the_same_run_with_other_ids_gets_the_old_ones(random_runs, data):
    previous = data.draw(random_runs)
    if (previous.topics["n_articles"] > 0).all():
        assert_same_tables(carry_over(renumbered(previous), previous), previous)


def test_ids_that_were_swapped_are_swapped_back(run):
    swapped = with_ids(run, {"tferries": "ttrams", "ttrams": "tferries"}, {"enight": "eline", "eline": "enight"})
    carried = carry_over(swapped, run)
    assert_same_tables(carried, run)
    assert {row["kind"] for row in carried.manifest["lineage"]} == {"kept"}


def test_ids_stay_through_noise_loss_and_growth(build):
    """3 % of the articles change their topic, 2 % are lost, 10 % are new: 95 % of those that stayed keep the id."""
    rng = np.random.default_rng(0)
    homes = rng.integers(1, 41, 1000)
    topics = [("r0", 0, "", "All"), *((f"r{number}", 1, "r0", f"Topic {number}") for number in range(1, 41))]
    ids = [f"a{number:04d}" for number in range(1100)]
    previous = build([f"r{home}" for home in homes], topics, ids=ids[:1000])
    moved = np.where(rng.random(1000) < 0.03, rng.integers(1, 41, 1000), homes)
    shuffled = np.r_[0, rng.permutation(40) + 1]
    later_homes = [f"r{shuffled[home]}" for home in np.r_[moved, rng.integers(1, 41, 100)]]
    kept = np.flatnonzero(rng.random(1100) > 0.02)
    carried = carry_over(build([later_homes[row] for row in kept], topics, ids=[ids[row] for row in kept]), previous)
    now = dict(zip(carried.articles["id"], carried.articles["topic"], strict=True))
    stayed = [row for row in kept if row < 1000 and moved[row] == homes[row]]
    assert np.mean([now[ids[row]] == f"r{homes[row]}" for row in stayed]) == 1
    assert {name_of(carried, f"r{number}") for number in range(1, 41)} == set(previous.topics["name"][1:])


def test_a_new_topic_never_gets_an_id_that_meant_something_else(run, build):
    new = later(build, n1=EXAMPLE["tferries"], n2="b1 b2", n3=EXAMPLE["twine"])
    clashing = with_ids(new, {"n2": "ttrams", "n0": "tfarming"}, {})
    carried = carry_over(clashing, run)
    assert home(carried, "a01") == "tferries"
    assert home(carried, "b1") not in set(run.topics["id"])
    assert home(carried, "b1")[0] == "t" and len(home(carried, "b1")) == 11
    assert len(set(carried.topics["id"])) == len(carried.topics)


def test_a_match_needs_enough_in_common(run, build):
    spread = later(build, n1="a01 a05 a08 a11", n2="a02 a06 a09", n3="a04 a07 a10", n4="a12")
    carried = carry_over(spread, run)
    assert not set(carried.articles["topic"][carried.articles["topic"] == "tferries"])
    assert home(carried, "a12") == "twine"


def test_articles_that_only_one_run_has_do_not_hinder_a_match(run, build):
    grown = later(build, n1="a05 b1 b2 b3 b4 b5 b6", n2="a01 a02 a04")
    assert home(carry_over(grown, run), "b1") == "ttrams"


def test_the_larger_part_keeps_the_id_and_the_split_is_told(run, build):
    carried = carry_over(later(build, n1="a01 a02 a03", n2="a04", n3="a08 a09 a10"), run)
    assert (home(carried, "a01"), home(carried, "a04")) == ("tferries", "n2")
    rows = told(carried, kind="split", level="topic")
    assert [(row["id"], row["from"], row["n_old"], row["n_new"]) for row in rows] == [
        ("n2", ["tferries"], 4, 1),
        ("tferries", ["tferries"], 4, 3),
    ]


def test_a_merge_by_the_machine_is_told(run, build):
    carried = carry_over(later(build, n1="a01 a02 a03 a04 a05 a06", n2="a08 a09 a10"), run)
    (row,) = told(carried, kind="merged", level="topic", layer=1)
    assert (row["id"], row["from"]) == ("tferries", ["tferries", "ttrams"])
    assert [row["id"] for row in told(carried, kind="gone", level="topic", layer=1)] == ["twine"]


def test_born_grown_and_shrunk_topics_are_told(run, build):
    carried = carry_over(
        later(build, n1=EXAMPLE["tferries"] + " b1", n2="a05 a06", n3=EXAMPLE["tolives"], n4="b2 b3"), run
    )
    kinds = {row["id"]: row["kind"] for row in told(carried, level="topic", layer=1)}
    assert kinds == {"tferries": "grown", "ttrams": "shrunk", "tolives": "kept", "n4": "born", "twine": "gone"}


def test_a_topic_that_is_split_for_the_first_time_is_where_its_parts_come_from(build):
    previous = build(["t1", "t1", "t1", "t3"], [("t1", 0, "", "Sea"), ("t2", 0, "", "Rail"), ("t3", 1, "t2", "Trams")])
    new = build(
        ["t11", "t11", "t12", "t3"],
        [("t1", 0, "", "Sea"), ("t2", 0, "", "Rail")]
        + [("t3", 1, "t2", "Trams"), ("t11", 1, "t1", "Ferries"), ("t12", 1, "t1", "Ports")],
    )
    carried = carry_over(new, previous)
    assert {row["id"]: row["from"] for row in told(carried, kind="split")} == {"t11": ["t1"], "t12": ["t1"]}
    assert {row["id"] for row in told(carried, kind="kept")} == {"t1", "t2", "t3"}


def test_ids_outlive_a_layer_that_is_no_longer_cut(build):
    previous = build(
        ["t1", "t1", "t1", "t2", "t2"],
        [("t0", 0, "", "Transport"), ("t1", 1, "t0", "Ferries"), ("t2", 1, "t0", "Trams")],
    )
    flat = build(["n1", "n1", "n1", "n2", "n2"], [("n1", 0, "", "New 1"), ("n2", 0, "", "New 2")])
    carried = carry_over(flat, previous)
    assert (home(carried, "a0"), home(carried, "a3")) == ("t0", "t2")
    assert [row["from"] for row in told(carried, id="t2", kind="kept")] == [["t2"]]
    back = carry_over(with_ids(previous, {"t0": "x0", "t1": "x1", "t2": "x2"}, {}), carried)
    assert (home(back, "a3"), back.topics["id"][0]) == ("t2", "t0")


def test_events_keep_their_ids_and_are_told_by_number(run, build):
    events = {"a01": "x1", "a02": "x1", "a03": "x1", "a05": "x2", "a06": "x3", "a07": "x3", "b1": "x4"}
    carried = carry_over(later(build, events, n1=EXAMPLE["tferries"], n2=EXAMPLE["ttrams"], n3="b1"), run)
    assert set(carried.events["id"]) == {"eaground", "estrike", "eline", "x4"}
    assert carried.articles.set_index("id")["event"][["a01", "b1", "a04"]].tolist() == ["eaground", "x4", ""]
    numbers = {row["kind"]: row["n"] for row in told(carried, level="event") if "n" in row}
    assert numbers == {"kept": 1, "born": 1, "shrunk": 1, "grown": 1, "gone": 4}
    assert len(told(carried, level="event", kind="gone")) == 5
    assert not [row for row in told(carried, level="event") if row["kind"] == "born" and "id" in row]


@few
@given(st.data())
def test_every_topic_is_told_of(random_runs, data):
    previous, new = data.draw(random_runs), renumbered(data.draw(random_runs))
    carried = carry_over(new, previous)
    rows = told(carried, level="topic")
    held = [set(one.topics["id"][one.topics["n_articles"] > 0]) for one in (previous, carried)]
    assert {row["id"] for row in rows if row["kind"] != "gone"} == held[1]
    assert {one for row in rows for one in row["from"]} | {row["id"] for row in rows if row["kind"] == "gone"} == held[
        0
    ]
    assert len(set(carried.topics["id"])) == len(carried.topics)
    assert json.loads(json.dumps(rows)) == rows


def test_a_machine_name_stays_with_a_topic_that_hardly_changed(run, build):
    carried = carry_over(later(build, n1=EXAMPLE["tferries"] + " b1", n2="a05 a08 a09", n3="a06 a07 a10"), run)
    assert name_of(carried, "tferries") == "Ferries"
    assert name_of(carried, home(carried, "a05")) == "New 2"  # two of three in common, but two of four in all
    assert name_of(carried, home(carried, "a06")) == "New 3"


def test_a_machine_name_gives_way_to_a_topic_that_has_it_now(run, build):
    new = later(build, n1=EXAMPLE["tferries"], n2="b1 b2")
    new = replace(new, topics=new.topics.assign(name=new.topics["name"].replace({"New 2": "Ferries"})))
    carried = carry_over(new, run)
    assert (name_of(carried, "tferries"), name_of(carried, "n2")) == ("New 1", "Ferries")


@pytest.mark.parametrize("which", ["previous", "new"])
def test_a_name_from_the_watch_list_stands_as_it_is_now(run, build, which):
    new = later(build, n1=EXAMPLE["tferries"], n2=EXAMPLE["ttrams"])
    if which == "previous":
        run = replace(run, topics=run.topics.assign(watchlist="sea"))
    else:
        new = replace(new, topics=new.topics.assign(watchlist="sea"))
    assert name_of(carry_over(new, run), "tferries") == "New 1"


def test_the_analysts_names_come_back(run, build):
    edited = rename(rename(run, "Trams", "Tram strikes"), "Farming", "Fields")
    new = later(build, n1="a05 a06 b1 b2 b3 b4", n2=EXAMPLE["tferries"], n3="a07 a08")
    carried = carry_over(new, edited)
    assert name_of(carried, home(carried, "b1")) == "Tram strikes"
    (problem,) = carried.manifest["edit_problems"]
    assert problem["sentence"] == "'Farming' is a part of 'Transport' now, so its name 'Fields' was not given."


def test_a_name_follows_its_id_without_a_majority(build):
    topics = [("t1", 0, "", "Old")]
    previous = build(["t1"] * 5, topics)
    new = build(["n1", "n1", "n2", "n3", "n4"], [(f"n{number}", 0, "", f"New {number}") for number in (1, 2, 3, 4)])
    carried = carry_over(new, rename(previous, "t1", "Mine"))
    assert (name_of(carried, "t1"), carried.manifest["edit_problems"]) == ("Mine", [])


def test_merged_and_split_topics_keep_ids_and_articles(run):
    edited = split(merge(run, ["Ferries", "Trams"], "Public transport"), "a04", "Night")
    edited = move(edited, "a08", "Vineyards")
    carried = carry_over(renumbered(run), edited)
    assert_same_tables(carried, edited)
    assert {row["kind"] for row in told(carried, level="topic")} == {"kept"}
    assert carried.manifest["edit_problems"] == []


@pytest.mark.parametrize("homes", [{"n1": "tferries", "n2": "ttrams"}, {"n1": "tferries ttrams"}])
def test_a_merged_topic_keeps_its_id_whatever_the_machine_finds(run, build, homes):
    """Trams grows larger than Ferries, or the machine merges the two itself and Trams is the larger part."""
    new = later(
        build,
        **{one: " ".join(EXAMPLE[old] for old in olds.split()) + " b1 b2 b3" for one, olds in homes.items()},
        n3=EXAMPLE["tolives"],
    )
    new = replace(new, articles=new.articles.drop_duplicates("id", ignore_index=True))
    carried = carry_over(new, merge(run, ["Ferries", "Trams"], "Public transport"))
    assert {home(carried, one) for one in ("a01", "a02", "a05", "a06")} == {"tferries"}
    assert name_of(carried, "tferries") == "Public transport"


def test_an_undone_edit_leaves_no_trace(run):
    assert_same_tables(carry_over(renumbered(run), undo(merge(run, ["Ferries", "Trams"]))), run)


def test_edits_hold_over_several_runs_and_can_still_be_undone(run, tmp_path):
    edited = merge(rename(run, "Vineyards", "Wine"), ["Ferries", "Trams"], "Public transport")
    for seed in range(3):
        edited = Run.load(carry_over(renumbered(run, seed), edited).save(tmp_path / f"run{seed}"))
    assert [line["op"] for line in edited.edits] == ["rename", "merge"]
    assert_same_tables(undo(undo(edited)), run)
    assert_same_tables(undo(edited), rename(run, "Vineyards", "Wine"))


def test_the_order_of_topics_and_events_is_that_of_a_run(run):
    carried = carry_over(renumbered(run), run)
    by = carried.topics.sort_values(["layer", "n_articles", "id"], ascending=[True, False, True], ignore_index=True)
    pd.testing.assert_frame_equal(carried.topics, by)


def test_runs_with_nothing_in_common_and_runs_without_articles(run, build):
    other = later(build, n1="b1 b2", n2="b3")
    kinds = [row["kind"] for row in told(carry_over(other, run), level="topic")]
    assert sorted(kinds) == ["born"] * 3 + ["gone"] * 6
    nothing = build([], [])
    assert carry_over(nothing, nothing).manifest["lineage"] == []
    assert_same_tables(carry_over(run, nothing), run)
    assert {row["kind"] for row in lineage(run, nothing)} == {"gone"}


def test_an_edited_run_cannot_be_carried_over(run):
    with pytest.raises(ValueError, match="Got a run with 1 edits but expected one that nobody has edited yet"):
        carry_over(rename(run, "Trams", "T"), run)
