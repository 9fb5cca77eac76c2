from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import topics.views
from topics.views.page import page_html, write_page


def unpacked(html: str, name: str) -> dict:
    packed = re.search(rf'id="{name}">([^<]*)</script>', html)[1]
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def test_the_page_without_data_is_light():
    template = Path(topics.views.__file__).with_name("page.html")
    assert template.stat().st_size < 100_000


def test_nothing_in_the_page_points_outside(run):
    html = page_html(run)
    for way_out in (
        r'(src|href|action)="(?!data:)',
        r"url\(",
        "@import",
        r"\bfetch\(",
        "XMLHttpRequest",
        r"\bimport\(",
        "WebSocket",
    ):
        assert not re.search(way_out, html), way_out
    assert "default-src 'none'" in html


def test_the_policy_admits_exactly_the_script_of_the_page(run):
    html = page_html(run)
    script = html.partition("<script>")[2].partition("</script>")[0]
    seal = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{seal}'" in html


def test_hostile_text_is_nowhere_in_the_markup(hostile_run, hostile_text):
    html = page_html(hostile_run)
    assert "<img" not in html and "onerror=" not in html.replace("onerror=&quot;", "")
    assert html.count("</script>") == html.count("<script")
    assert unpacked(html, "head")["a"]["title"][0] == hostile_text  # and yet nothing was lost


def test_only_addresses_a_browser_may_follow_come_through(run):
    urls = ["javascript:alert(1)", "data:text/html,x", "HTTPS://news.example/a", ""] * len(run.articles)
    odd = replace(run, articles=run.articles.assign(url=urls[: len(run.articles)]))
    assert set(unpacked(page_html(odd), "text-0")["url"]) == {"", "HTTPS://news.example/a"}


def test_the_same_run_gives_the_same_page(run):
    assert page_html(run) == page_html(run)


def test_a_long_body_is_cut_between_words_and_the_rest_is_counted(run):
    long = replace(run, articles=run.articles.assign(body="word " * 1000))
    texts = unpacked(page_html(long, characters=102), "text-0")
    assert texts["body"][0] == " ".join(["word"] * 20)
    assert texts["left"][0] == len(("word " * 1000).strip()) - len(texts["body"][0])


def test_no_bodies_when_none_are_wanted(run):
    texts = unpacked(page_html(run, characters=0), "text-0")
    assert set(texts["body"]) == {""} and min(texts["left"]) > 0


def test_days_are_whole_and_missing_ones_are_marked(run, undated):
    assert min(unpacked(page_html(run), "head")["a"]["day"]) == 0
    assert set(unpacked(page_html(undated), "head")["a"]["day"]) == {-1}


def test_both_directions_of_the_map_have_one_scale(run):
    head = unpacked(page_html(run), "head")["a"]
    wide, high = run.articles["x"].max() - run.articles["x"].min(), run.articles["y"].max() - run.articles["y"].min()
    assert max(head["x"]) == 65_535
    assert max(head["y"]) == pytest.approx(65_535 * high / wide, abs=1)


def test_articles_without_a_place_are_marked(unplaced):
    assert set(unpacked(page_html(unplaced), "head")["a"]["x"]) == {-1}


@pytest.mark.parametrize("title, expected", [("", "Test run"), ("Week 3", "Week 3")])
def test_the_heading_is_the_given_one_or_that_of_the_run(run, title, expected):
    assert f"<title>{expected}</title>" in page_html(run, title=title)


def test_a_negative_length_is_refused(run):
    with pytest.raises(ValueError, match="Got characters=-1"):
        page_html(run, characters=-1)


def test_a_missing_folder_is_named(run, tmp_path):
    with pytest.raises(FileNotFoundError, match="create the folder first"):
        write_page(run, tmp_path / "nowhere" / "page.html")


def test_no_half_written_file_is_left(run, tmp_path):
    assert write_page(run, tmp_path / "page.html") == tmp_path / "page.html"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_links_between_events_travel_as_rows_and_links_to_nowhere_are_dropped(run):
    events = run.events.assign(part_of=[["e003", "gone"]] * len(run.events), follows="gone")
    packed = unpacked(page_html(replace(run, events=events)), "head")["e"]
    assert packed["part"][0] == [3] and set(packed["follows"]) == {-1} and packed["series"][3] == 2


def test_reasons_travel_with_the_page_but_for_those_of_copies(run):
    assert unpacked(page_html(run), "why")[:3] == [["Lisbon", "same day"], ["Lisbon", "same day"], []]


def test_events_of_an_older_run_belong_to_no_storyline(run):
    packed = unpacked(page_html(replace(run, events=run.events.assign(storyline=""))), "head")["e"]
    assert set(packed["story"]) == {-1}
    assert unpacked(page_html(run), "head")["e"]["story"][:5] == [0, 0, 0, 0, 1]


def test_periods_and_trends_travel_with_the_page(run, undated, empty):
    packed = unpacked(page_html(run), "head")["o"]
    assert packed["every"] == "day" and packed["edges"][0] == 0 and len(packed["edges"]) == len(packed["whole"]) + 1
    assert len(packed["trend"]) == len(run.topics) and set(packed["trend"]) == {"too few to tell"}
    for bare in (undated, empty):
        assert unpacked(page_html(bare), "head")["o"]["edges"] == []


def test_the_edges_of_months_are_their_first_days(run):
    days = run.articles["published"] + pd.to_timedelta(run.articles.index * 10, unit="D")
    packed = unpacked(page_html(replace(run, articles=run.articles.assign(published=days))), "head")
    first = pd.to_datetime([packed["day0"] + edge for edge in packed["o"]["edges"]], unit="D")
    assert packed["o"]["every"] == "month" and set(first.day) == {1}
