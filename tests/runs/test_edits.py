"""Edits change what they say and nothing else, can be taken back, and find their targets again in another run."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from topics.runs.counts import recount
from topics.runs.edits import merge, move, reapply, rename, split, undo
from topics.runs.run import Run

few = settings(
    max_examples=20, deadline=None, suppress_health_check=list(HealthCheck)
)  # pandas is slow on small tables
TABLES = ("articles", "topics", "events")


def assert_same_tables(left, right):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(left, name), getattr(right, name), check_exact=True)


def names(run, layer=1):
    return set(run.topics["name"][run.topics["layer"] == layer])


def home(run, article):
    return run.articles.set_index("id")["topic"][article]


def topic(run, name):
    return run.topics.set_index("name").loc[name]


def through_file(run):
    """The run with its log as a file would give it back."""
    return replace(run, edits=json.loads(json.dumps(run.edits)))


def test_rename_changes_one_name_and_nothing_else(run):
    renamed = rename(run, "Trams", "  Tram\nstrikes ")
    assert names(renamed) == {"Ferries", "Tram strikes", "Olive harvest", "Vineyards"}
    assert_same_tables(replace(renamed, topics=renamed.topics.assign(name=run.topics["name"])), run)


def test_an_edit_leaves_the_run_it_was_given_as_it_was(run):
    before = {name: getattr(run, name).copy(deep=True) for name in TABLES}
    merge(move(split(run, "a04", "Night ferries"), "a01", "Trams"), ["Ferries", "Vineyards"])
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(run, name), before[name])
    assert run.edits == []


def test_merge_of_finest_topics_takes_articles_and_events_along(run):
    merged = merge(run, ["Trams", "Ferries"], "Public transport")
    assert set(merged.articles["topic"][:7]) == {"tferries"}
    assert set(merged.events["topic"][merged.events["id"].isin(["estrike", "eline", "eaground"])]) == {"tferries"}
    row = topic(merged, "Public transport")
    assert (row["n_articles"], row["n_events"], row["parent"]) == (7, 4, "ttransport")
    assert row["keywords"] == ["ferry", "tram"]


def test_merge_without_a_name_keeps_the_name_of_the_largest(run):
    assert names(merge(run, ["Vineyards", "Ferries"])) == {"Ferries", "Trams", "Olive harvest"}


def test_merge_of_broad_topics_hangs_the_finer_ones_below(run):
    merged = merge(run, ["Farming", "Transport"], "Everything")
    assert set(merged.topics["parent"][merged.topics["layer"] == 1]) == {"ttransport"}
    assert (topic(merged, "Everything")["n_articles"], topic(merged, "Everything")["n_events"]) == (12, 7)
    assert merged.articles["topic"].equals(run.articles["topic"])


def test_merge_of_a_split_and_an_unsplit_topic_keeps_every_home_in_the_finest_layer(build):
    run = build(["t10", "t2", "t2"], [("t1", 0, "", "Sea"), ("t10", 1, "t1", "Ferries"), ("t2", 0, "", "Rail")])
    merged = merge(run, ["Sea", "Rail"])
    assert merged.topics[["id", "layer", "parent"]].to_numpy().tolist() == [
        ["t1", 0, ""],
        ["t2", 1, "t1"],
        ["t10", 1, "t1"],
    ]
    assert topic(merged, "Sea")["n_articles"] == 3


def test_a_broad_topic_that_lost_all_its_finer_ones_goes(run):
    assert names(merge(run, ["Ferries", "Olive harvest", "Vineyards"]), layer=0) == {"Transport"}


def test_split_makes_a_topic_beside_the_old_one(run):
    halved = split(run, ["a01", "a02"], "Aurora")
    row = topic(halved, "Aurora")
    assert (row["layer"], row["parent"], row["n_articles"], row["n_events"]) == (1, "ttransport", 3, 1)
    assert topic(halved, "Ferries")["n_articles"] == 1
    assert halved.events.set_index("id")["topic"]["eaground"] == row["id"]
    assert (topic(halved, "Ferries")["first"], row["last"]) == (
        pd.Timestamp("2026-03-09", tz="UTC"),
        pd.Timestamp("2026-03-03", tz="UTC"),
    )


@pytest.mark.parametrize("named", ["a02", "a03"])
def test_copies_and_originals_move_together_and_the_analyst_is_sure(run, named):
    moved = move(run, [named], "Trams")
    assert (home(moved, "a02"), home(moved, "a03"), home(moved, "a01")) == ("ttrams", "ttrams", "tferries")
    confidence = moved.articles.set_index("id")["topic_confidence"]
    assert confidence["a02"] == confidence["a03"] == 1
    assert confidence.dtype == np.float32


def test_an_event_follows_most_of_its_articles(run):
    assert move(run, "a01", "Trams").events.set_index("id")["topic"]["eaground"] == "tferries"
    assert move(run, "a02", "Trams").events.set_index("id")["topic"]["eaground"] == "ttrams"
    assert move(run, "a05", "Ferries").events.set_index("id")["topic"]["estrike"] == "ttrams"  # one of two: it stays


def test_a_topic_goes_with_its_last_article_and_comes_back(run):
    emptied = move(run, ["a11", "a12"], "Olive harvest")
    assert names(emptied) == {"Ferries", "Trams", "Olive harvest"}
    assert_same_tables(undo(emptied), run)


def test_undo_goes_back_step_by_step(run):
    first = rename(run, "Trams", "Tram strikes")
    second = merge(first, ["Tram strikes", "Ferries"])
    assert_same_tables(undo(second), first)
    assert_same_tables(undo(undo(second)), run)
    assert_same_tables(undo(rename(undo(second), "Ferries", "Boats")), first)
    with pytest.raises(ValueError, match="nothing to undo"):
        undo(undo(undo(second)))


def test_the_log_says_who_when_and_what(run):
    edited = undo(rename(run, "Trams", "Tram strikes", by="Ada"), by="Ben")
    assert [(line["op"], line["by"]) for line in edited.edits] == [("rename", "Ada"), ("undo", "Ben")]
    assert all(pd.Timestamp(line["at"]).tzinfo for line in edited.edits)
    assert edited.edits[0]["target"]["topics"][0]["members"] == ["a06", "a05", "a07"]  # the middle one first
    assert (edited.edits[1]["undoes"], edited.edits[1]["what"]) == (1, "rename")


def test_edits_are_methods_of_a_run_too(run):
    edited = run.rename("Trams", "T").merge(["T", "Ferries"]).split("a04", "Night").move("a05", "Night").undo()
    assert [line["op"] for line in edited.edits] == ["rename", "merge", "split", "move", "undo"]


def test_an_edited_run_can_be_undone_after_a_file(run, tmp_path):
    edited = move(split(merge(run, ["Ferries", "Trams"]), "a04", "Night"), "a08", "Night")
    loaded = Run.load(edited.save(tmp_path / "run"))
    assert_same_tables(loaded, edited)
    assert_same_tables(undo(undo(undo(loaded))), run)


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda run: rename(run, 3, "x"), "Got topic 3 but no topic has that id or name"),
        (lambda run: move(run, [5], "Trams"), "Got article 5 but no article of this run has that id"),
        (lambda run: rename(run, "Tram", "x"), r"no topic has that id or name; did you mean 'Trams' \(ttrams\)"),
        (lambda run: rename(run, "zzz", "x"), r"expected one of 'Transport', 'Farming', .*, \.\.\.\."),
        (lambda run: rename(run, "Trams", " \n"), "expected some text"),
        (
            lambda run: rename(rename(run, "Trams", "Ferries"), "Ferries", "x"),
            r"2 topics are called; .*tferries \(layer 1",
        ),
        (lambda run: merge(run, ["Trams"]), "Got 1 different topics to merge but expected two"),
        (lambda run: merge(run, ["Trams", "ttrams"]), "Got 1 different topics"),
        (lambda run: merge(run, ["Trams", "Farming"]), r"'Trams' in layer 1, 'Farming' in layer 0"),
        (lambda run: split(run, ["a01", "a05"], "x"), r"several topics \('Ferries', 'Trams'\)"),
        (lambda run: split(run, ["a11", "a12"], "x"), "all articles of 'Vineyards'.*rename it instead"),
        (lambda run: split(run, ["a1"], "x"), "Got article 'a1' but no article of this run has that id; did you mean"),
        (lambda run: split(run, [], "x"), "Got no articles"),
        (
            lambda run: move(run, "a01", "Farming"),
            r"has finer topics; .*'Olive harvest' \(tolives\), 'Vineyards' \(twine\)",
        ),
        (lambda run: move(run, "a01", "Ferries"), "all in 'Ferries' already"),
        (undo, "nothing to undo"),
    ],
)
def test_what_cannot_be_done_is_said(run, edit, sentence):
    with pytest.raises(ValueError, match=sentence):
        edit(run)


@pytest.mark.parametrize("before", [None, 3, {}, {"added": [], "topics": [{"id": 1}], "articles": 2}, {"added": 1}])
def test_a_damaged_line_is_named(run, before):
    edited = rename(run, "Trams", "T")
    edited.edits[0]["before"] = before
    with pytest.raises(ValueError, match="damaged edit on line 1 of edits.jsonl"):
        undo(edited)


@st.composite
def edits_of(draw, run):
    """The run after one random edit, or as it was if that edit was refused."""
    ids, articles = list(run.topics["id"]), list(run.articles["id"])
    some = draw(st.lists(st.sampled_from(articles), min_size=1, unique=True))
    several = draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    edit = draw(
        st.sampled_from(
            [
                lambda: rename(run, several[0], "New name"),
                lambda: merge(run, several),
                lambda: merge(run, several, "Merged"),
                lambda: split(run, some, "Split"),
                lambda: move(run, some, several[0]),
            ]
        )
    )
    try:
        return edit()
    except ValueError:
        return run


@few
@given(st.data())
def test_merge_then_undo_changes_nothing(random_runs, data):
    run = data.draw(random_runs)
    layer = data.draw(st.sampled_from(sorted(set(run.topics["layer"]))))
    able = list(run.topics["id"][run.topics["layer"] == layer])
    chosen = data.draw(st.lists(st.sampled_from(able), unique=True))
    if len(chosen) > 1:
        merged = through_file(merge(run, chosen))
        assert not merged.topics.equals(run.topics)
        assert_same_tables(undo(merged), run)


@few
@given(st.data())
def test_every_edit_can_be_taken_back(random_runs, data):
    steps = [data.draw(random_runs)]
    for _ in range(data.draw(st.integers(1, 4))):
        steps.append(data.draw(edits_of(steps[-1])))
    run = through_file(steps[-1])
    for earlier in reversed(steps[:-1]):
        if len(earlier.edits) < sum(line["op"] != "undo" for line in run.edits):
            run = through_file(replace(undo(run), edits=run.edits[:-1]))
        assert_same_tables(run, earlier)


@few
@given(st.data())
def test_tables_stay_consistent(random_runs, data):
    start = run = data.draw(random_runs)
    for _ in range(data.draw(st.integers(1, 4))):
        run = data.draw(edits_of(run))
    layers = dict(zip(run.topics["id"], run.topics["layer"], strict=True))
    assert_same_tables(run, recount(run))
    assert list(run.articles["id"]) == list(start.articles["id"])
    assert set(run.articles["topic"]) <= set(layers) - set(run.topics["parent"])
    assert set(run.events["topic"]) <= set(layers)
    assert all(
        not parent or layers[parent] == layers[one] - 1
        for one, parent in zip(run.topics["id"], run.topics["parent"], strict=True)
    )
    homes = dict(zip(run.articles["id"], run.articles["topic"], strict=True))
    assert all(
        homes[one] == homes[was] for one, was in zip(run.articles["id"], run.articles["copy_of"], strict=True) if was
    )


@few
@given(st.data())
def test_edits_made_again_on_the_same_run_give_the_same(random_runs, data):
    start = run = data.draw(random_runs)
    for _ in range(data.draw(st.integers(1, 4))):
        run = data.draw(edits_of(run))
    # A topic that holds no article cannot be found again by its articles.
    if (start.topics["n_articles"] > 0).all():
        again, problems = reapply(start, through_file(run).edits)
        assert problems == []
        assert_same_tables(again, run)
        assert [line["at"] for line in again.edits] == [line["at"] for line in run.edits]


@few
@given(st.data())
def test_no_edit_is_dropped_on_another_run(random_runs, data):
    run, other = data.draw(random_runs), data.draw(random_runs)
    for _ in range(data.draw(st.integers(1, 4))):
        run = data.draw(edits_of(run))
    again, problems = reapply(other, run.edits)
    assert [line["op"] for line in again.edits] == [line["op"] for line in run.edits]
    failed = [line.get("applied", True) is False for line in again.edits]
    assert failed == [any(p["line"] == n + 1 and not p["applied"] for p in problems) for n in range(len(failed))]
    assert all(problem["sentence"].endswith(".") and problem["proposal"].endswith(".") for problem in problems)
    assert_same_tables(recount(again), again)


def test_an_undone_edit_is_not_made_again(run):
    edited = rename(undo(rename(run, "Trams", "Wrong")), "Ferries", "Boats")
    again, problems = reapply(run, edited.edits)
    assert (names(again), len(again.edits), problems) == ({"Boats", "Trams", "Olive harvest", "Vineyards"}, 1, [])


LATER = [("s0", 0, "", "All"), ("s1", 1, "s0", "Boats"), ("s2", 1, "s0", "Rails"), ("s3", 1, "s0", "Farms")]


def later(build, **homes):
    """A later run over some of the example's articles with other topics."""
    places = {article: topic for topic, articles in homes.items() for article in articles.split()}
    return build([places[one] for one in sorted(places)], LATER, ids=sorted(places))


def test_a_rename_finds_its_topic_by_its_articles(run, build):
    new = later(build, s1="a01 a02 a04 a05", s2="a06 a07", s3="a08 a11")
    again, problems = reapply(new, rename(run, "Trams", "Tram strikes").edits)
    assert (topic(again, "Tram strikes")["id"], problems) == ("s2", [])


def test_a_rename_without_a_majority_is_a_problem_with_a_proposal(run, build):
    new = later(build, s1="a01 a05", s2="a06", s3="a07 a08")
    again, (problem,) = reapply(new, rename(run, "Trams", "Tram 'strikes'").edits)
    assert names(again) == {"Boats", "Rails", "Farms"}
    assert problem["sentence"] == (
        "'Trams' is no longer one topic: of the 3 articles that stood for it, 3 are in 3 topics: "
        "'Boats', 'Rails', 'Farms'."
    )
    assert problem["proposal"] == ("""If 'Boats' is meant: `topics edit RUN rename s1 'Tram '"'"'strikes'"'"''`.""")
    assert (problem["applied"], again.edits[0]["applied"]) == (False, False)


def test_one_topic_does_not_take_the_names_of_two(run, build):
    edited = rename(rename(run, "Trams", "Tram strikes"), "Ferries", "Boats")
    again, (problem,) = reapply(later(build, s1="a01 a02 a05 a06", s3="a08"), edited.edits)
    assert {"Tram strikes", "Farms"} <= names(again) and "Boats" not in names(again)
    assert problem["sentence"].startswith("'Ferries' is a part of 'Tram strikes' now")
    assert problem["proposal"] == "If it fits the whole: `topics edit RUN rename s1 Boats`."


def test_an_edit_that_failed_is_tried_again_and_never_undone(run, build):
    spread = later(build, s1="a05", s2="a06", s3="a07")
    failed, _ = reapply(spread, rename(run, "Trams", "Tram strikes").edits)
    with pytest.raises(ValueError, match="nothing to undo"):
        undo(failed)
    again, problems = reapply(run, failed.edits)
    assert "Tram strikes" in names(again) and problems == []


def test_articles_that_are_gone_are_a_problem(run, build):
    edited = rename(split(run, "a04", "Night"), "Trams", "Tram strikes")
    again, problems = reapply(later(build, s1="a01 a02", s3="a08 a11"), edited.edits)
    assert [problem["sentence"] for problem in problems] == [
        "None of the 1 articles of the split 'Night' is in this run.",
        "None of the 3 articles that stood for 'Trams' has a topic in this run.",
    ]
    assert len(again.edits) == 2


def test_a_split_is_made_with_what_is_left_and_says_so(run, build):
    again, (problem,) = reapply(later(build, s1="a01 a04 a05", s2="a06"), split(run, ["a02", "a04"], "Night").edits)
    assert topic(again, "Night")["n_articles"] == 1
    assert problem["sentence"] == "2 of the 3 articles of the split 'Night' are not in this run; the others were used."
    assert problem["applied"]
    assert again.edits[0]["target"]["articles"] == ["a02", "a03", "a04"]


def test_a_split_that_the_new_run_made_itself_takes_name_and_id(run, build):
    edited = split(run, ["a05", "a06"], "Strike")
    again, problems = reapply(later(build, s1="a01 a02", s2="a05 a06", s3="a07 a08"), edited.edits)
    assert (topic(again, "Strike")["id"], problems) == (edited.edits[0]["id"], [])
    assert names(again) == {"Boats", "Strike", "Farms"}
    assert topic(again, "Strike")["keywords"] == ["rails"]


def test_a_split_whose_articles_are_spread_is_a_problem(run, build):
    new = later(build, s1="a01 a05", s2="a06 a07")
    again, (problem,) = reapply(new, split(run, ["a05", "a06"], "Strike").edits)
    assert "are spread over 2 topics now: 'Boats', 'Rails'." in problem["sentence"]
    assert_same_tables(again, new)


def test_a_merge_that_the_new_run_made_itself_takes_name_and_id(run, build):
    edited = merge(run, ["Ferries", "Trams"], "Public transport")
    again, problems = reapply(later(build, s1="a01 a02 a05 a06", s3="a08"), edited.edits)
    assert (topic(again, "Public transport")["id"], problems) == ("tferries", [])
    parted, problems = reapply(later(build, s1="a01 a02", s2="a05 a06", s3="a08"), again.edits)
    assert (names(parted), problems) == ({"Public transport", "Farms"}, [])


def test_a_merge_of_which_a_part_is_gone_merges_the_others(run, build):
    edited = merge(run, ["Ferries", "Trams", "Vineyards"], "Mixed")
    again, (problem,) = reapply(later(build, s1="a01 a02", s2="a05 a06", s3="a08"), edited.edits)
    assert names(again) == {"Mixed", "Farms"}
    assert problem["applied"] and "'Vineyards' has a topic in this run. The others were merged." in problem["sentence"]


def test_a_move_goes_to_the_finest_topic_that_holds_most_of_the_target(run, build):
    new = build(
        ["s11", "s12", "s12", "s2"],
        [("s1", 0, "", "Rail"), ("s11", 1, "s1", "Old"), ("s12", 1, "s1", "New"), ("s2", 0, "", "Sea")],
        ids=["a05", "a06", "a07", "a01"],
    )
    edited = move(run, "a01", "Trams")
    edited.edits[0]["target"]["topics"][0]["layer"] = 0
    again, problems = reapply(new, edited.edits)
    assert (home(again, "a01"), problems) == ("s12", [])


@pytest.mark.parametrize("line", [3, {}, {"op": "explode"}, {"op": "rename"}, {"op": "merge", "id": 1, "target": []}])
def test_a_line_that_cannot_be_read_is_kept_and_reported(run, line):
    again, (problem,) = reapply(run, [line])
    assert problem["sentence"] == "An edit of the earlier run cannot be read by this version."
    assert len(again.edits) == 1 and again.edits[0]["applied"] is False
    assert_same_tables(again, run)
