"""The desk of `explore` as an analyst uses it, without a browser: real widgets, values set and buttons clicked."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import topics as tp
from topics.runs.example import assembled, example_run

pytest.importorskip("jscatter", reason="jupyter-scatter is not installed: pip install -e '.[lab]'")

HOSTILE = "</div><img src=x onerror=\"window.hacked=1\"> & <b>'quoted'</b>: $x$"


@pytest.fixture
def desk():
    return tp.explore(example_run())


@pytest.fixture
def saved(tmp_path):
    example_run().save(tmp_path / "week")
    return tp.explore(tp.Run.load(tmp_path / "week"))


def lasso(desk, *articles):
    ids = desk.run.articles["id"].iloc[desk.desk.points].tolist()
    desk.map.widget.selection = np.array([ids.index(one) for one in articles], dtype=np.uint32)


def names(desk):
    return set(desk.run.topics["name"])


def shown_names(desk):
    """Names on the map; long ones are on two lines there."""
    return {label.replace("\n", " ") for label in desk.map.widget.labels["label"]}


def shown_colours(desk):
    codes = set(desk.map.widget.points[:, 2].astype(int))
    return {"#" + "".join(f"{round(255 * part):02x}" for part in desk.map.widget.color[code][:3]) for code in codes}


def lines(folder):
    return [json.loads(line) for line in (folder / "edits.jsonl").read_text("utf8").splitlines()]


def test_a_lasso_fills_the_reading_pane_and_folds_copies(desk):
    lasso(desk, "a01", "a02")
    assert desk.selected["id"].tolist() == ["a01", "a02", "a03"]
    assert "2 articles, 1 copy folded" in desk.reading.value
    assert "Also in Evening Mirror" in desk.reading.value and "Aurora, same day" in desk.reading.value


def test_the_map_shows_no_copies(desk):
    assert len(desk.map.widget.points) == len(desk.run.articles) - 1


def test_points_can_be_seen_however_many_there_are(desk):
    assert desk.map.widget.opacity == 0.9 and desk.map.widget.opacity_by is None


def test_searching_chooses_on_the_map_whatever_the_case(desk):
    desk.search.value = "OLIVE valdera"
    assert desk.selected["id"].tolist() == ["a08", "a10"]
    assert len(desk.map.widget.selection) == 2
    desk.search.value = ""
    assert desk.selected.empty and len(desk.map.widget.selection) == 0


def test_the_search_field_names_nothing_that_is_no_longer_chosen(desk):
    desk.search.value = "olive"
    lasso(desk, "a01")
    assert desk.search.value == "" and desk.selected["id"].tolist() == ["a01"]
    assert "found" not in desk.actions.status.value
    desk.search.value = "olive"
    desk.actions.buttons["choose"].click()
    assert desk.search.value == "" and len(desk.selected) > 1


def test_searching_finds_what_only_a_copy_says():
    run = example_run()
    bodies = run.articles["body"].mask(run.articles["id"] == "a03", "The zeppelín is back.")
    desk = tp.explore(replace(run, articles=run.articles.assign(body=bodies)))
    desk.search.value = "zeppelin"
    assert desk.selected["id"].tolist() == ["a02", "a03"]


def test_an_edit_is_on_disk_before_the_button_comes_back(saved):
    saved.layer.value = 1
    lasso(saved, "a05", "a06")
    assert saved.actions.topic.value == "ttrams"
    saved.actions.name.value = "Tram strikes"
    saved.actions.buttons["rename"].click()
    assert [line["op"] for line in lines(saved.run.folder)] == ["rename"]
    assert "Tram strikes" in set(tp.Run.load(saved.run.folder).topics["name"])
    assert "Tram strikes" in saved.legend.value and "Tram strikes" in saved.reading.value
    assert "Tram strikes" in shown_names(saved) and "edits.jsonl" in saved.actions.status.value


def test_merge_split_move_undo_and_redo_are_a_line_each(saved):
    assert saved.actions.buttons["undo"].disabled and saved.actions.buttons["redo"].disabled
    saved.layer.value = 1
    lasso(saved, "a04", "a05")
    saved.actions.name.value = "Public transport"
    saved.actions.buttons["merge"].click()
    assert "Public transport" in names(saved) and "Trams" not in names(saved)
    saved.actions.buttons["undo"].click()
    assert {"Ferries", "Trams"} <= names(saved)
    saved.actions.buttons["redo"].click()
    assert "Public transport" in names(saved) and saved.actions.buttons["redo"].disabled
    lasso(saved, "a04")
    saved.actions.name.value = "Night ferries"
    saved.actions.buttons["split"].click()
    assert "Night ferries" in names(saved)
    saved.actions.topic.value = "twine"
    saved.actions.buttons["move"].click()
    assert saved.run.articles.set_index("id")["topic"]["a04"] == "twine"
    assert [line["op"] for line in lines(saved.run.folder)] == ["merge", "undo", "redo", "split", "move"]


@pytest.mark.parametrize(
    "button, sentence",
    [("merge", "expected two at least"), ("split", "no articles"), ("move", "no articles"), ("undo", "nothing to undo")]
    + [("rename", "expected some text"), ("redo", "nothing to make again")],
)
def test_what_cannot_be_done_is_said_in_a_sentence(desk, button, sentence):
    before = desk.run
    desk.actions.do(button)
    assert sentence in desk.actions.status.value and desk.run is before


@pytest.fixture
def watched(tmp_path):
    """The desk of a run that was made with a watch-list of two entries."""
    entries = {"topic": [{"name": "Strikes"}, {"name": "<b>Frost</b>"}]}
    replace(example_run(), manifest={"watchlist": entries}).save(tmp_path / "week")
    return tp.explore(tp.Run.load(tmp_path / "week"))


def test_accepting_and_rejecting_shows_at_once_and_teaches_the_watch_list(watched):
    watched.colour.value = "watch-list"
    lasso(watched, "a05", "a07")
    watched.actions.entry.value = "Strikes"
    watched.actions.buttons["accept"].click()
    assert "Strikes 2" in watched.legend.value
    assert "Watch-list: Strikes" in watched.reading.value and len(shown_colours(watched)) == 2
    lasso(watched, "a07")
    watched.actions.buttons["reject"].click()
    assert "Strikes 1" in watched.legend.value and "Watch-list" not in watched.reading.value
    assert [line["op"] for line in lines(watched.run.folder)] == ["accept", "reject"]
    taught = tp.Run.load(watched.run.folder).watchlist().topics[0]
    assert len(taught.examples) == 1 and len(taught.rejected) == 1


def test_an_article_of_two_entries_has_a_colour_of_its_own(watched):
    watched.colour.value = "watch-list"
    lasso(watched, "a05")
    for entry in ("Strikes", "<b>Frost</b>"):
        watched.actions.entry.value = entry
        watched.actions.buttons["accept"].click()
    assert "Strikes + &lt;b&gt;Frost&lt;/b&gt; 1" in watched.legend.value
    assert "<b>Frost" not in watched.legend.value + watched.reading.value + watched.actions.status.value


@pytest.mark.parametrize(
    "manifest", [{}, {"watchlist": {"topic": []}}, {"watchlist": "x"}, {"watchlist": {"topic": [1]}}]
)
def test_without_a_watch_list_there_is_no_row_for_it(watched, manifest):
    desk = tp.explore(replace(example_run(), manifest=manifest))
    assert len(watched.actions.widget.children) == len(desk.actions.widget.children) + 1


def test_pin_and_ban_are_edits_too(saved):
    saved.layer.value = 1
    saved.actions.topic.value = "ttrams"
    saved.actions.buttons["pin"].click()
    assert "Later runs keep" in saved.actions.status.value
    saved.actions.topic.value = "ttrams"
    saved.actions.buttons["ban"].click()
    assert "Trams" not in names(saved) and [line["op"] for line in lines(saved.run.folder)] == ["pin", "ban"]


def test_what_was_taken_back_yesterday_is_made_again_today(saved):
    saved.actions.topic.value, saved.actions.name.value = "ttrams", "Tram strikes"
    saved.actions.buttons["rename"].click()
    saved.actions.buttons["undo"].click()
    today = tp.explore(tp.Run.load(saved.run.folder))
    assert not today.actions.buttons["redo"].disabled
    today.actions.buttons["redo"].click()
    assert "Tram strikes" in names(today) and today.actions.buttons["redo"].disabled


def test_edits_of_somebody_else_are_never_written_over(saved):
    tp.Run.load(saved.run.folder).rename("Ferries", "Boats").save(saved.run.folder)
    saved.actions.topic.value, saved.actions.name.value = "ttrams", "Tram strikes"
    saved.actions.buttons["rename"].click()
    assert "changed by somebody else" in saved.actions.status.value and "Trams" in names(saved)
    assert [line["name"] for line in lines(saved.run.folder)] == ["Boats"]


def test_the_run_given_stays_and_an_unsaved_one_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = example_run()
    desk = tp.explore(run)
    desk.actions.topic.value, desk.actions.name.value = "ttrams", "Tram strikes"
    desk.actions.buttons["rename"].click()
    assert "Tram strikes" in names(desk) and "Trams" in set(run.topics["name"])
    assert list(tmp_path.iterdir()) == []


def test_choosing_a_topic_takes_its_finer_topics_along(desk):
    desk.actions.topic.value = "tfarming"
    desk.actions.buttons["choose"].click()
    assert desk.selected["id"].tolist() == ["a08", "a09", "a10", "a11", "a12"]


@pytest.mark.parametrize("by", ["topic", "event", "source", "day", "watch-list"])
def test_every_colour_has_a_legend_that_counts_all_points(desk, by):
    desk.colour.value = by
    from topics.views.desk_colours import colouring

    assert sum(number for *_, number in colouring(desk.run, by).legend) == len(desk.desk.points)
    assert shown_colours(desk) <= set(colouring(desk.run, by).colours)


def many_topics(broad=3, finer=300):
    rows = [(f"b{n}", 0, "", f"Broad {n}", []) for n in range(broad)]
    rows += [(f"f{n:03}", 1, f"b{n % broad}", f"Topic {n}", []) for n in range(finer)]
    columns = {"id": [f"a{n:03}" for n in range(2 * finer)], "topic": [f"f{n % finer:03}" for n in range(2 * finer)]}
    texts = dict.fromkeys(("title", "published", "source", "copy_of", "event"), "")
    return assembled(pd.DataFrame(columns).assign(**texts), tuple(rows))


def test_a_layer_may_have_more_topics_than_there_are_colours_ready():
    desk = tp.explore(many_topics())
    desk.layer.value = 1
    assert len(shown_colours(desk)) > 256 and shown_names(desk) <= {f"Topic {n}" for n in range(300)}
    desk.layer.value = 0
    assert len(shown_colours(desk)) == 3 and shown_names(desk) == {"Broad 0", "Broad 1", "Broad 2"}


def test_a_merge_is_drawn_once_and_the_layer_stays(saved):
    saved.layer.value = 1
    lasso(saved, "a04", "a05")
    sent = []
    saved.map.widget.observe(lambda change: sent.append(change["name"]), names=["points", "labels"])
    saved.actions.buttons["merge"].click()
    assert sorted(sent) == ["labels", "points"]
    assert saved.layer.value == 1 and saved.layer.label == "1: 3 topics"


def test_a_long_name_stands_on_two_lines_and_a_very_long_one_is_cut(desk):
    for name, drawn in [
        ("Ships", "Ships"),
        ("Chinese companies and equipment", "Chinese companies\nand equipment"),
        ("Donaudampfschifffahrtsgesellschaften", "Donaudampfschifffahrtsgesellschaften"),
        ("one: " * 20, "one∶ one∶ one∶ one∶\none∶ one∶ one∶ one∶…"),
    ]:
        desk.actions.topic.value, desk.actions.name.value = "tfarming", name
        desk.actions.buttons["rename"].click()
        assert drawn in set(desk.map.widget.labels["label"])


def test_a_new_name_is_sent_without_the_points_and_a_new_colour_without_the_names(desk):
    sent = []
    desk.map.widget.observe(lambda change: sent.append(change["name"]), names=["points", "labels"])
    desk.actions.topic.value, desk.actions.name.value = "tfarming", "Fields"
    desk.actions.buttons["rename"].click()
    assert set(sent) == {"labels"} and "Fields" in shown_names(desk)
    sent.clear()
    desk.colour.value = "source"
    assert set(sent) == {"points"}


def test_hostile_text_stays_text():
    run = example_run()
    texts = dict.fromkeys(("title", "body", "summary", "source"), HOSTILE)
    articles = run.articles.assign(url="javascript:alert(1)", why=[[HOSTILE]] * len(run.articles), **texts)
    desk = tp.explore(replace(run, articles=articles, topics=run.topics.assign(name=HOSTILE)))
    desk.actions.buttons["choose"].click()
    desk.colour.value = "source"
    for shown in (desk.reading.value, desk.legend.value, desk.actions.status.value):
        assert "<img" not in shown and "href" not in shown
    desk.actions.say(HOSTILE)
    assert "<img" not in desk.actions.status.value


def test_only_web_links_are_links():
    run = example_run()
    desk = tp.explore(replace(run, articles=run.articles.assign(url='https://news.example/"><script>')))
    lasso(desk, "a01")
    assert 'href="https://news.example/&quot;&gt;&lt;script&gt;"' in desk.reading.value


def test_empty_runs_and_runs_without_places_open():
    run = example_run()
    unplaced = tp.explore(replace(run, articles=run.articles.assign(x=np.nan, y=np.nan)))
    unplaced.search.value = "olive"
    assert len(unplaced.selected) == 2
    alone = replace(run, articles=run.articles.head(1), events=run.events.head(0))
    assert len(tp.explore(alone).map.widget.points) == 1
    nothing = replace(run, articles=run.articles.head(0), topics=run.topics.head(0), events=run.events.head(0))
    assert tp.explore(nothing).selected.empty


def test_a_real_run_takes_edits():
    run = tp.analyse(tp.sample_articles(), progress=False)
    desk = tp.explore(run)
    desk.search.value = "bank"
    assert len(desk.selected) and isinstance(desk.selected, pd.DataFrame)
    desk.layer.value = run.n_layers - 1
    desk.actions.name.value = "Money"
    desk.actions.buttons["rename"].click()
    assert "Money" in names(desk) and "Money" in shown_names(desk)


def test_importing_the_package_loads_no_widgets():
    script = "import sys, topics\nfrom topics.views import desk\nprint({'jscatter', 'ipywidgets'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_missing_library_is_named_with_the_command_that_brings_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "jscatter", None)
    with pytest.raises(ImportError, match=r"pip install -e '\.\[lab\]'"):
        tp.explore(example_run())
