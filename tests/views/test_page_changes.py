"""The page of a run and what changed since another: what travels with it, and how it opens."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import topics.views
from topics.export import write_comparison
from topics.runs.compare import Comparison, compare
from topics.runs.edits import merge, move, rename, split
from topics.runs.example import example_run
from topics.views.page import page_html
from topics.views.page_changes import changes_data


@pytest.fixture(scope="module")
def new():
    """A run with a merge, a split, a new name and an article that moved."""
    run = split(move(example_run(), "a07", "Ferries"), "a11", "Night frost")
    return rename(merge(run, ["Trams", "Olive harvest"], "Both"), "Transport", "Traffic")


@pytest.fixture(scope="module")
def comparison(new) -> Comparison:
    run = example_run()
    kept = run.articles["event"] != "enight"
    old = replace(run, articles=run.articles[kept], events=run.events[run.events["id"] != "enight"])
    gone = pd.DataFrame(
        [("gone", "eold", "A dam is closed", "", "", 2, 0, 0)], columns=compare(old, new).events.columns
    )
    found = compare(old, new)
    return replace(found, events=pd.concat([found.events, gone], ignore_index=True))


# ---- what travels with the page


def test_topics_events_and_articles_are_told_by_their_row(comparison, new):
    data = changes_data(comparison, new)
    (merged,) = [row for row in data["rows"] if row["kind"] == "merged"]

    assert new.topics["name"].iloc[merged["new"][0][3]] == "Both" and {side[3] for side in merged["old"]} == {-1}
    assert [new.events["id"].iloc[row] for row in data["born"]] == ["enight"] and data["nBorn"] == 1
    assert data["gone"] == [["A dam is closed", 2]]
    assert [(new.articles["id"].iloc[row], was, now) for row, was, now in data["moved"]] == [
        ("a07", "Trams", "Ferries")
    ]


def test_the_parts_that_only_such_a_page_needs_are_light_and_stay_out_of_others(comparison, new):
    part = Path(topics.views.__file__).with_name("page_changes.html")

    assert part.stat().st_size < 12_000
    assert "versus = " not in page_html(new) and "versus = " in page_html(new, comparison=comparison)


def test_the_policy_admits_both_scripts_and_nothing_points_outside(comparison, new):
    html = page_html(new, comparison=comparison)
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    seals = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    policy = re.search(r"script-src ([^;]*);", html)[1]

    assert len(seals) == 2 and set(policy.split()) == {f"'sha256-{seal}'" for seal in seals}
    assert not re.search(r'(src|href|action)="(?!data:)|url\(|@import|\bfetch\(', html)


@pytest.mark.parametrize("suffix", [".html", ".csv", ".jsonl", ".parquet"])
def test_the_suffix_decides_between_page_and_table(comparison, new, tmp_path, suffix):
    path = write_comparison(comparison, new, tmp_path / "deep" / f"changes{suffix}")

    assert path.stat().st_size > 0 and [one.name for one in path.parent.iterdir()] == [path.name]
    assert (b"<!doctype html>" in path.read_bytes()) == (suffix == ".html")


def test_another_suffix_is_refused_with_those_there_are(comparison, new, tmp_path):
    with pytest.raises(ValueError, match=r"'\.docx' but expected \.html, \.csv"):
        write_comparison(comparison, new, tmp_path / "changes.docx")


# ---- how it opens


@pytest.mark.browser
def test_the_changes_stand_at_the_head_of_the_page(opened, comparison, new):
    page = opened(new, comparison=comparison)

    assert page.locator("#pane h2").all_inner_texts() == ["What changed", "What was reported"]
    assert page.locator(".facts dd").all_inner_texts() == ["11", "12", "11", "1", "1", "1"]
    kinds = page.locator(".versus tbody th[scope=row]").all_inner_texts()
    assert {"split", "merged", "renamed"} <= set(kinds) and "kept" not in kinds
    assert page.is_visible("#changes svg") and not page.is_visible("#lanes")


@pytest.mark.browser
def test_the_picture_has_a_bar_for_every_topic_of_a_layer(opened, comparison, new):
    page = opened(new, comparison=comparison)
    page.click("#changes >> text=Finer topics")
    said = page.locator("#changes text").all_text_contents()

    for name in ("Trams", "Olive harvest", "Both", "Vineyards", "Night frost"):
        assert any(name in words for words in said)
    assert any(words.endswith("merged") for words in said)
    assert page.evaluate("$('changes').scrollWidth <= $('changes').clientWidth")


@pytest.mark.browser
def test_a_topic_leads_to_where_it_is_read_and_back(opened, comparison, new):
    page = opened(new, comparison=comparison)
    page.locator(".versus button", has_text="Traffic").press("Enter")
    page.locator("#pane h2", has_text="Traffic").wait_for()
    assert "#topic-ttransport" in page.url and page.locator(".versus").count() == 0
    page.go_back()
    page.locator("#pane h2", has_text="What changed").wait_for()


@pytest.mark.browser
def test_events_and_moved_articles_unfold_by_key(opened, comparison, new):
    page = opened(new, comparison=comparison)
    for summary in page.locator(".since summary").all():
        summary.press("Enter")
    page.wait_for_selector(".since >> text=Trams → Ferries")
    assert page.locator(".since summary").all_inner_texts() == ["1 new event", "1 event gone", "1 article moved"]
    assert page.is_visible(".since >> text=Night ferry to Lindholm") and page.is_visible(
        ".since >> text=A dam is closed"
    )


@pytest.mark.browser
def test_the_timeline_is_one_click_away(opened, comparison, new):
    page = opened(new, comparison=comparison)
    page.click("text=Events in time")
    assert page.is_visible("#lanes") and not page.is_visible("#changes")


@pytest.mark.browser
def test_without_dates_the_picture_is_there_all_the_same(opened, comparison, new):
    never = pd.Series(pd.NaT, index=new.articles.index, dtype="datetime64[us, UTC]")
    blank = dict.fromkeys(("first", "last", "peak"), pd.NaT)
    bare = replace(new, articles=new.articles.assign(published=never), events=new.events.assign(**blank))
    bare = replace(bare, topics=bare.topics.assign(first=pd.NaT, last=pd.NaT))
    assert opened(bare, comparison=comparison).is_visible("#changes svg")


@pytest.mark.browser
def test_hostile_names_stay_text(opened, comparison, new, hostile_text):
    odd = replace(
        comparison,
        topics=comparison.topics.assign(old_name=hostile_text, new_name=hostile_text + "2"),
        events=comparison.events.assign(old_name=hostile_text, new_name=hostile_text),
        moves=comparison.moves.assign(old_name=hostile_text, new_name=hostile_text),
    )
    page = opened(new, comparison=odd)
    for summary in page.locator(".since summary").all():
        summary.click()
    assert page.locator(".versus .was").first.inner_text() == hostile_text
    assert page.locator("img").count() == 0 and page.evaluate("window.hacked") is None


@pytest.mark.browser
def test_it_fits_a_phone(opened, comparison, new):
    page = opened(new, comparison=comparison, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate("$('pane').scrollWidth <= $('pane').clientWidth")
    page.click(".tabs >> text=Timeline")
    assert page.is_visible("#changes svg") and page.evaluate("$('changes').scrollWidth <= $('changes').clientWidth")
