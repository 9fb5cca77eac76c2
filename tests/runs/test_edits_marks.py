"""Pins, bans, judgements, redo and forget: what they do at once, and what is left of them in a later run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from topics.clustering.watchlist import Watchlist
from topics.runs.edits import accept, ban, forget, merge, move, pin, reapply, redo, reject, rename, split, undo
from topics.runs.edits.changes import with_ids
from topics.runs.identity import carry_over
from topics.runs.run import Run

TABLES = ("articles", "topics", "events")
LATER = [("s0", 0, "", "All"), ("s1", 1, "s0", "Boats"), ("s2", 1, "s0", "Rails"), ("s3", 1, "s0", "Farms")]
WATCHLIST = {"topic": [{"name": "Sea"}, {"name": "Strikes", "examples": ["Dockers walk out."]}]}


def assert_same_tables(left, right):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(left, name), getattr(right, name), check_exact=True)


def names(run, layer=1):
    return set(run.topics["name"][run.topics["layer"] == layer])


def homes(run):
    return dict(zip(run.articles["id"], run.articles["topic"], strict=True))


def marks(run, article):
    return run.articles.set_index("id")["watchlist"][article]


def later(build, watchlist=None, **homes):
    """A later run over some of the example's articles with other topics."""
    places = {article: topic for topic, articles in homes.items() for article in articles.split()}
    used = [topic for topic in LATER if topic[0] in {"s0", *places.values()}]
    made = build([places[one] for one in sorted(places)], used, ids=sorted(places))
    return replace(made, manifest={**made.manifest, "watchlist": watchlist or {}})


@pytest.fixture
def watched(run):
    return replace(run, manifest={**run.manifest, "watchlist": WATCHLIST})


def aimed(run, **directions):
    """The run with vectors that point where its topics are told to point, in degrees."""
    angle = np.radians([directions.get(topic, 0) for topic in run.articles["topic"]])
    return replace(run, vectors=np.column_stack([np.cos(angle), np.sin(angle)]).astype(np.float16))


# ---- redo


def test_redo_makes_the_edits_again_one_by_one(run):
    first = rename(run, "Trams", "Tram strikes")
    second = merge(first, ["Tram strikes", "Ferries"])
    back = undo(undo(second))
    assert_same_tables(redo(back), first)
    assert_same_tables(redo(redo(back)), second)
    assert_same_tables(undo(redo(redo(back))), first)
    with pytest.raises(ValueError, match="Got nothing to make again"):
        redo(redo(redo(back)))


def test_another_edit_ends_what_can_be_made_again(run):
    with pytest.raises(ValueError, match="nothing to make again: no edit of this run was taken back since"):
        redo(rename(undo(rename(run, "Trams", "T")), "Ferries", "F"))


def test_an_edit_made_again_is_carried_over_and_can_be_undone(run):
    edited = redo(undo(rename(run, "Trams", "T")))
    assert "T" in names(reapply(run, edited.edits)[0])
    assert_same_tables(undo(edited), run)
    assert edited.history["stands"].tolist() == [True, False, False]


# ---- ban


def test_a_banned_topic_goes_and_its_articles_join_the_nearest_beside_it(run):
    near = aimed(run, tferries=0, ttrams=10, tolives=12, twine=90)
    banned = ban(near, "Trams")
    assert names(banned) == {"Ferries", "Olive harvest", "Vineyards"}
    assert {homes(banned)[one] for one in ("a05", "a06", "a07")} == {"tferries"}
    assert set(banned.articles["topic_confidence"][4:7]) == {0.5}
    assert banned.events.set_index("id")["topic"]["estrike"] == "tferries"
    assert_same_tables(undo(banned), near)


def test_a_banned_broad_topic_is_shared_out_event_by_event(run):
    near = aimed(run, tferries=0, ttrams=80, tolives=10, twine=90)
    banned = ban(near, "Transport")
    assert names(banned, 0) == {"Farming"} and names(banned) == {"Olive harvest", "Vineyards"}
    assert (homes(banned)["a01"], homes(banned)["a03"], homes(banned)["a05"]) == ("tolives", "tolives", "twine")


def test_articles_of_a_banned_only_child_stay_in_the_broader_topic(build):
    run = build(["t11", "t11", "t2"], [("t1", 0, "", "Sea"), ("t11", 1, "t1", "Ships"), ("t2", 0, "", "Rail")])
    banned = ban(run, "Ships")
    assert homes(banned) == {"a0": "t1", "a1": "t1", "a2": "t2"}
    assert banned.topics[["id", "n_articles"]].to_numpy().tolist() == [["t1", 2], ["t2", 1]]


def test_the_only_topic_cannot_be_banned(build):
    with pytest.raises(ValueError, match="Got 'Sea', which is the only topic of its layer, but expected another"):
        ban(build(["t1"], [("t1", 0, "", "Sea")]), "Sea")


def test_a_banned_topic_that_is_found_again_goes_again(run, build):
    new = later(build, s1="a01 a02 a04", s2="a05 a06 b1", s3="a08 a09 a11")
    carried = carry_over(new, ban(run, "Trams"))
    assert "ttrams" not in set(carried.topics["id"]) and len(names(carried)) == 2
    assert carried.conflicts.empty
    # b1 stands for it now: in the run after that, where only b1 is left of it, it goes again.
    third = carry_over(later(build, s1="a01 a02", s2="b1 b2", s3="a08 a09"), carried)
    assert homes(third)["b2"] in {homes(third)["a01"], homes(third)["a08"]}


def test_a_topic_that_swallowed_a_banned_one_is_left_in_peace(run, build):
    new = later(build, s1="a01 a02 a04 a05 a06 a07", s3="a08 a09 a11")
    carried = carry_over(new, ban(run, "Trams"))
    assert len(names(carried)) == 2 and carried.conflicts.empty
    assert carried.history["stands"].tolist() == [True]


# ---- pin


def test_a_pin_changes_nothing_in_its_own_run(run):
    assert_same_tables(pin(run, "Trams"), run)
    assert_same_tables(undo(pin(run, "Trams")), run)


def test_articles_of_a_pinned_topic_come_back_to_it(run, build):
    new = later(build, s1="a01 a02 a04 a07", s2="a05 a06 b1", s3="a08 a09 a11")
    loose, held = carry_over(new, run), carry_over(new, pin(run, "Trams"))
    assert homes(loose)["a07"] != "ttrams"
    assert {homes(held)[one] for one in ("a05", "a06", "a07", "b1")} == {"ttrams"}
    assert held.articles.set_index("id")["topic_confidence"]["a07"] == 1
    assert held.conflicts.empty and held.history["op"].tolist() == ["pin"]


def test_a_pinned_topic_that_was_not_found_is_made_of_its_articles(run, build):
    new = later(build, s1="a01 a02 a04 a05 b1", s2="a06 a09 a10 b2", s3="a07 a08 a11 b3")
    held = carry_over(new, rename(pin(run, "Trams"), "Trams", "Tram strikes"))
    assert {homes(held)[one] for one in ("a05", "a06", "a07")} == {"ttrams"}
    assert "Tram strikes" in names(held) and held.conflicts.empty
    assert len(names(held)) == 4


def test_what_was_moved_out_of_a_pinned_topic_stays_out(run, build):
    new = later(build, s1="a01 a02 a04", s2="a05 a06 a07", s3="a08 a09 a11")
    held = carry_over(new, move(pin(run, "Trams"), "a07", "Ferries"))
    assert homes(held)["a07"] == homes(held)["a01"] != homes(held)["a05"]


def test_a_pinned_broad_topic_gathers_below_it(run, build):
    topics = [("u0", 0, "", "Moves"), ("u1", 1, "u0", "Boats"), ("u2", 1, "u0", "Rails")]
    topics += [("v0", 0, "", "Fields"), ("v1", 1, "v0", "Crops")]
    ids = "a01 a02 a04 a05 a06 a07 a08 a09 a10 a11".split()
    new = build(["u1", "u1", "u1", "u2", "u2", "v1", "v1", "v1", "v1", "v1"], topics, ids=ids)
    held = carry_over(new, pin(run, "Transport"))
    parent = dict(zip(held.topics["id"], held.topics["parent"], strict=True))
    assert {parent[homes(held)[one]] for one in ("a01", "a05", "a07")} == {"ttransport"}


def test_a_pinned_broad_topic_that_fell_apart_is_told_with_the_command_that_mends_it(run, build):
    topics = [("u0", 0, "", "Sea"), ("u1", 0, "", "Land"), ("u2", 0, "", "Air")]
    new = build(["u0", "u1", "u2", "u0", "u1", "u2"], topics, ids="a01 a05 a06 a08 a09 a11".split())
    held = carry_over(new, pin(run, "Transport"))
    (row,) = held.conflicts.to_dict("records")
    assert row["sentence"].startswith("'Transport', which was pinned, is no topic of this run: its articles are in 3")
    assert row["proposal"].startswith("If they belong together: `topics edit RUN merge ")
    assert held.history[["stands", "applied"]].to_numpy().tolist() == [[True, False]]


# ---- accept and reject


def test_judged_articles_change_their_mark_at_once_and_copies_with_them(watched):
    judged = reject(accept(watched, ["a02", "a05"], "Strikes"), "a05", "Strikes")
    assert [marks(judged, one) for one in ("a02", "a03", "a05", "a06")] == [["Strikes"], ["Strikes"], [], []]
    assert marks(accept(judged, "a02", "Sea"), "a02") == ["Sea", "Strikes"]  # in the order of the list
    assert_same_tables(undo(undo(judged)), watched)


def test_judged_texts_teach_the_entry(watched):
    judged = accept(reject(accept(watched, ["a05", "a06"], "Strikes"), "a06", "Strikes"), "a02", "Sea")
    taught = {topic.name: topic for topic in judged.watchlist().topics}
    assert [text[:20] for text in taught["Strikes"].examples] == ["Dockers walk out.", "Tram drivers in Kest"]
    assert [text[:12] for text in taught["Strikes"].rejected] == ["Kestrel tram"]
    assert len(taught["Sea"].examples) == 1  # the copy of a02 says nothing more
    assert undo(judged).watchlist().topics[0].examples == ()
    assert watched.watchlist() == Watchlist.from_dict(WATCHLIST)


def test_judgements_hold_in_a_run_with_the_same_list(watched, build, tmp_path):
    judged = reject(accept(watched, "a05", "Strikes"), "a06", "Strikes")
    new = later(build, WATCHLIST, s1="a01 a02", s2="a05 a06", s3="a08")
    tags = [["Strikes"] if one == "a06" else [] for one in new.articles["id"]]
    new = replace(new, articles=new.articles.assign(watchlist=pd.Series(tags, dtype=object)))
    carried = Run.load(carry_over(new, judged).save(tmp_path / "a"))
    assert (marks(carried, "a05"), marks(carried, "a06")) == (["Strikes"], [])
    assert carried.conflicts.empty and carried.watchlist() == judged.watchlist()


def test_judged_articles_that_are_gone_still_teach(watched, build):
    judged = accept(watched, "a05", "Strikes")
    carried = carry_over(later(build, WATCHLIST, s1="a01 a02", s3="a08"), judged)
    (row,) = carried.conflicts.to_dict("records")
    assert row["sentence"] == "None of the 1 articles that were accepted for 'Strikes' is in this run."
    assert "`topics edit RUN forget 1` ends this note" in row["proposal"]
    assert carried.watchlist() == judged.watchlist()


@pytest.mark.parametrize(
    ("watchlist", "sentence", "proposal"),
    [
        ({}, "This run was made without a watch-list", "`topics run INPUT... --out RUN --watchlist FILE --previous"),
        (
            {"topic": [{"name": "Strike"}]},
            "The watch-list of this run has no entry 'Strikes'",
            "`topics edit RUN accept a05 --entry Strike`",
        ),
    ],
)
def test_an_entry_that_is_gone_is_told(watched, build, watchlist, sentence, proposal):
    judged = accept(watched, "a05", "Strikes")
    carried = carry_over(later(build, watchlist, s1="a01 a02", s2="a05 a06"), judged)
    (row,) = carried.conflicts.to_dict("records")
    assert row["sentence"].startswith(sentence) and proposal in row["proposal"]


# ---- forget


def test_a_forgotten_edit_stays_in_this_run_and_is_not_made_again(run):
    edited = forget(rename(rename(run, "Trams", "T"), "Ferries", "F"), 1)
    assert {"T", "F"} <= names(edited)
    again, problems = reapply(run, edited.edits)
    assert (names(again), problems) == ({"Trams", "F", "Olive harvest", "Vineyards"}, [])
    assert edited.history["stands"].tolist() == [False, True, False]
    assert undo(edited).history["stands"].tolist() == [True, True, False, False]


def test_a_conflict_that_was_settled_is_told_no_more(run, build):
    carried = carry_over(later(build, s1="a01 a05", s2="a06", s3="a07 a08"), rename(run, "Trams", "T"))
    assert len(carried.conflicts) == 1
    settled = forget(carried, int(carried.conflicts["line"].iloc[0]))
    assert settled.conflicts.empty
    assert carry_over(later(build, s1="a01", s2="a06"), settled).conflicts.empty


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda run: forget(run, 1), "Got line=1 but expected an edit, and none stands"),
        (lambda run: forget(rename(run, "Trams", "T"), 2), "Got line=2 but expected one of 1; `topics edit RUN list`"),
        (lambda run: forget(undo(rename(run, "Trams", "T")), 1), "none stands"),
        (lambda run: pin(run, "Tram"), "did you mean 'Trams'"),
        (lambda run: ban(run, "Tram"), "did you mean 'Trams'"),
        (lambda run: accept(run, "a01", "Sea"), "made without a watch-list but expected one; make it again with one"),
        (lambda run: run.watchlist(), "made without a watch-list"),
        (redo, "nothing to make again"),
    ],
)
def test_what_cannot_be_done_is_said(run, edit, sentence):
    with pytest.raises(ValueError, match=sentence):
        edit(run)


@pytest.mark.parametrize(
    ("entry", "hint"), [("Strike", "did you mean 'Strikes'"), ("Qqq", r"it has 'Sea', 'Strikes'\.")]
)
def test_an_unknown_entry_is_named_with_the_near_ones(watched, entry, hint):
    with pytest.raises(ValueError, match=hint):
        reject(watched, "a01", entry)


def test_a_topic_without_articles_is_neither_pinned_nor_banned(build):
    run = build(["t1"], [("t1", 0, "", "Sea"), ("t2", 0, "", "Rail")])
    for edit in (pin, ban):
        with pytest.raises(ValueError, match="has no articles, but expected one that can be found by them"):
            edit(run, "Rail")


def test_the_history_tells_every_kind_in_words_and_survives_any_line(watched):
    edited = watched
    for edit in (
        lambda r: rename(r, "Trams", "T"),
        lambda r: merge(r, ["T", "Ferries"]),
        lambda r: split(r, "a05", "Strike"),
        lambda r: move(r, "a06", "Strike"),
        lambda r: pin(r, "Strike"),
        lambda r: ban(r, "Vineyards"),
        lambda r: accept(r, "a01", "Sea"),
        lambda r: reject(r, "a01", "Sea"),
        undo,
        redo,
        lambda r: forget(r, 1),
    ):
        edited = edit(edited)
    assert edited.history["line"].tolist() == list(range(1, 12))
    assert edited.history["what"].tolist()[-5:] == [
        "1 article about 'Sea'",
        "1 article not about 'Sea'",
        "take back line 8, reject",
        "make line 8 again, reject",
        "give up line 1, rename, for later runs",
    ]
    odd = replace(watched, edits=[3, {}, {"op": "explode"}, {"op": "merge", "target": {"topics": [4]}}])
    assert odd.history["what"].tolist() == ["cannot be read"] * 4


def test_marks_hold_over_several_runs(watched, tmp_path):
    near = aimed(watched, tferries=0, ttrams=10, tolives=45, twine=90)
    edited = accept(pin(ban(near, "Trams"), "Ferries"), "a01", "Sea")
    for number in range(3):
        ids = {one: f"t{number}{place:09d}" for place, one in enumerate(near.topics["id"])}
        edited = Run.load(carry_over(with_ids(near, ids, {}), edited).save(tmp_path / f"run{number}"))
    assert edited.history["op"].tolist() == ["ban", "pin", "accept"]
    assert edited.conflicts.empty
    assert_same_tables(undo(undo(undo(edited))), near)


@pytest.mark.parametrize("watchlist", [{"topic": 5}, {"topic": [5]}, {"topic": [{"phrases": ["x"]}]}])
def test_a_foreign_watchlist_is_refused_in_a_sentence(run, watchlist):
    with pytest.raises(ValueError, match=r"^Got "):
        accept(replace(run, manifest={"watchlist": watchlist}), "a05", "Strikes")
