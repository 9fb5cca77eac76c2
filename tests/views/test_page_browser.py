from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

pytestmark = pytest.mark.browser

A_POINT = """() => {
  const i = spots.find(i => labelAt(sx(PX[i]), sy(PY[i])) < 0), b = over.getBoundingClientRect();
  return [sx(PX[i]) + b.left, sy(PY[i]) + b.top, A.title[i]];
}"""


def heading(page) -> str:
    return page.locator("#pane h2").inner_text().replace("\n", " ")


def wait_for_heading(page, start: str) -> None:
    page.locator("#pane h2", has_text=re.compile(f"^{start}")).wait_for()


def test_it_opens_with_the_facts_of_the_run(opened, run):
    page = opened(run)
    facts = page.inner_text("#facts")
    assert "72 articles" in facts and "24 copies folded" in facts and "24 events" in facts
    assert "5–30 January 2026" in facts


def test_hostile_text_stays_text(opened, hostile_run, hostile_text):
    page = opened(hostile_run)
    page.locator("#pane .item").first.click()
    page.wait_for_selector(".facts")
    page.locator("#pane .item").first.click()
    page.wait_for_selector(".body p")
    assert heading(page) == hostile_text
    assert page.locator("img").count() == 0 and page.locator("#pane a").count() == 0
    assert page.evaluate("window.hacked") is None


def test_pointing_shows_and_clicking_opens_an_article(opened, run):
    page = opened(run)
    x, y, title = page.evaluate(A_POINT)
    page.mouse.move(x, y)
    assert title in page.inner_text("#tip")
    page.mouse.click(x, y)
    page.wait_for_selector("#pane .body p")
    assert heading(page) == title and "#article-" in page.url


def test_an_article_shows_its_event_its_copy_and_its_link(opened, run):
    page = opened(run, at=f"#article-{run.articles['id'].iloc[0]}")
    page.wait_for_selector("a.outlink")
    text = page.inner_text("#pane").lower()
    assert "1 copy" in text and "other report of this event" in text and "watch-list: weapons" in text
    assert "arms deals" in text and "frigates" in text
    assert page.get_attribute("a.outlink", "rel") == "noopener noreferrer"


def test_a_topic_filters_map_events_and_list(opened, run):
    page = opened(run)
    page.click("#tree .row:has-text('Harvests')")
    wait_for_heading(page, "Harvests")
    assert "16 of 48 articles" in page.inner_text("#chips")
    assert page.locator("#pane .item").count() == 8
    page.click("#tree .all")
    wait_for_heading(page, "What was reported")
    assert page.locator("#pane .item").count() == 24 and page.inner_text("#chips") == ""


def test_searching_reads_titles_and_bodies(opened, run):
    bodies = run.articles["body"].mask(run.articles.index == 3, "A word found nowhere else: zeppelín.")
    page = opened(replace(run, articles=run.articles.assign(body=bodies)))
    page.keyboard.press("/")
    page.keyboard.type("Zeppelin")
    wait_for_heading(page, "1 article speaks")
    assert "1 of 48 articles" in page.inner_text("#chips")
    page.keyboard.press("Escape")
    assert page.inner_text("#chips") == "" and page.input_value("#q") == ""


def test_a_search_without_result_says_so(opened, run):
    page = opened(run)
    page.fill("#q", "zeppelin")
    wait_for_heading(page, "Nothing speaks of “zeppelin”")


@pytest.mark.parametrize(
    "link, expected",
    [
        ("#topic-t10", "Olive oil"),
        ("#event-e010", "Air defence: Lisbon decides"),
        ("#event-nonsense", "What was reported"),
    ],
)
def test_links_lead_into_the_page(opened, run, link, expected):
    assert heading(opened(run, at=link)) == expected


def test_back_and_escape_lead_out_again(opened, run):
    page = opened(run, at="#topic-t1")
    first = page.locator("#pane .item .head").first
    title = first.inner_text()
    first.click()
    wait_for_heading(page, title)
    page.go_back()
    wait_for_heading(page, "Harvests")
    page.keyboard.press("Escape")
    wait_for_heading(page, "What was reported")


def test_dragging_over_the_timeline_picks_days(opened, run):
    page = opened(run)
    box = page.locator("#tl").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 70)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 70, steps=3)
    page.mouse.up()
    assert "of 48 articles" in page.inner_text("#chips") and "Jan 2026" in page.inner_text("#chips")


def test_zooming_in_names_finer_topics(opened, run):
    page = opened(run)
    named = "labelled.filter(b => b.t >= 0).map(b => T.name[b.t])"
    assert "Wheat" not in page.evaluate(named)
    page.evaluate(
        "V = {...V, x: PX[A.topic.indexOf(T.name.indexOf('Wheat'))], y: PY[A.topic.indexOf(T.name.indexOf('Wheat'))]}"
    )
    for _ in range(3):
        page.click("#in")
    assert "Wheat" in page.evaluate(named)


def test_names_on_the_map_do_not_overlap(opened, run):
    boxes = opened(run).evaluate("labelled")
    assert len(boxes) >= 3
    for k, a in enumerate(boxes):
        for b in boxes[:k]:
            assert a["x1"] <= b["x0"] or b["x1"] <= a["x0"] or a["y1"] <= b["y0"] or b["y1"] <= a["y0"]


def test_the_theme_follows_the_system_and_the_button(opened, run):
    page = opened(run, scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.click("#theme")
    assert page.evaluate(ground) != dark
    assert page.get_attribute("#theme", "aria-label") == "Use the dark theme"


def test_an_empty_run_says_so(opened, empty, run):
    page = opened(empty)
    assert "This run holds no articles." in page.inner_text("main")
    assert not page.is_visible("#tree") and not page.is_visible("#pane")


@pytest.mark.parametrize("count", [1, 3])
def test_a_tiny_run_is_whole(opened, count, tiny):
    page = opened(tiny(count))
    assert page.locator("#pane .item").count() == 1
    assert page.evaluate("labelled.length") >= 2  # the topic and at least one title


def test_a_run_without_dates_has_no_axis(opened, undated):
    page = opened(undated)
    assert "no time axis" in page.inner_text("#time") and "no dates" in page.inner_text("#facts")
    assert "undefined" not in page.inner_text("body") and "NaN" not in page.inner_text("body")


def test_one_event_without_a_date_is_kept_beside_the_axis(opened, run):
    first = run.events["first"].mask(run.events.index == 0)
    page = opened(replace(run, events=run.events.assign(first=first)))
    assert page.evaluate("marks.some(m => E.first[m.e] < 0)")
    page.click("text=By day")
    assert page.locator("#pane .day").last.inner_text() == "No date"


def test_a_run_without_places_says_so(opened, unplaced):
    assert "No map for this run" in opened(unplaced).inner_text("#mapbox")


def test_everything_on_one_spot_can_still_be_seen(opened, run):
    page = opened(replace(run, articles=run.articles.assign(x=1.0, y=1.0)))
    assert page.evaluate("sx(PX[0]) > 0 && sx(PX[0]) < W && sy(PY[0]) > 0 && sy(PY[0]) < H")


def test_a_phone_shows_one_panel_at_a_time_and_never_scrolls_sideways(opened, run):
    page = opened(run, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.click(".tabs >> text=Topics")
    assert page.is_visible("#tree") and not page.is_visible("#pane")
    page.click("#tree .row:has-text('Space')")
    page.click(".tabs >> text=Reading")
    page.locator("#pane .item").first.click()
    assert page.is_visible("#pane h2")


def test_paper_is_light_and_carries_map_and_text(opened, run):
    page = opened(run, scheme="dark")
    page.emulate_media(media="print")
    page.wait_for_selector("html[data-theme=light]")
    assert page.is_visible("#map") and page.is_visible("#pane h2") and not page.is_visible("#q")
    page.emulate_media(media="screen")
    page.wait_for_selector("html[data-theme=dark]")


def test_every_control_has_a_name(opened, run):
    page = opened(run)
    nameless = """[...document.querySelectorAll('button, input, canvas[tabindex]')]
        .filter(e => !(e.textContent.trim() || e.ariaLabel || e.labels?.length)).map(e => e.outerHTML)"""
    assert page.evaluate(nameless) == []


def test_an_event_is_a_card_with_days_outlets_names_and_reasons(opened, run):
    page = opened(run, at="#event-e003")
    facts = page.locator(".facts div").all_inner_texts()
    assert facts[:3] == ["First report\n26 Jan 2026", "Most reports\n26 Jan 2026", "Last report\n28 Jan 2026"]
    assert facts[-3:] == ["Reports\n3", "Independent\n2", "Outlets\n3"]
    assert page.locator(".named").all_inner_texts() == [
        "From Atlas News, Delta Herald, Globe Monitor",
        "Who and where Turin",
    ]
    page.wait_for_selector(".why span >> text=same day")
    assert page.locator("#pane .why").first.locator("span:not(.vh)").all_inner_texts() == ["Turin", "same day"]


def test_the_copies_of_a_report_are_folded_and_open_by_key(opened, run):
    page = opened(run, at="#event-e000")
    summary = page.locator(".copies summary")
    assert summary.inner_text() == "1 copy: Delta Herald" and not page.is_visible(".copies .item")
    summary.press("Enter")
    assert page.is_visible(".copies .item")


@pytest.mark.parametrize(
    "event, thread",
    [
        ("e000", ["*", "follows this", "", "a round-up that tells of it"]),
        ("e001", ["this follows it", "*", "follows this", ""]),
        ("e003", ["told of in this round-up", "", "same series", "*"]),
    ],
)
def test_the_storyline_stands_around_the_event_and_says_how_it_is_linked(opened, run, event, thread):
    page = opened(run, at=f"#event-{event}")
    said = "s => s.matches('.here') ? '*' : s.querySelector('.how')?.textContent ?? ''"
    assert page.evaluate(f"[...document.querySelectorAll('.step')].map({said})") == thread


def test_the_storyline_leads_from_event_to_event_by_key(opened, run):
    page = opened(run, at="#event-e001")
    page.locator(".step.linked").first.press("Enter")
    wait_for_heading(page, "Frigates: Lisbon decides")
    assert page.url.endswith("#event-e000")
    assert page.evaluate("document.activeElement.tagName") == "H2"


def test_a_long_story_opens_in_steps(opened, run):
    page = opened(replace(run, events=run.events.assign(storyline="s0")), at="#event-e000")
    assert page.locator("button.step:not(.others)").count() == 3
    page.click("text=Show 20 more of 23 later ones")
    assert page.locator("button.step:not(.others)").count() == 23 and page.locator(".others").count() == 0


def test_links_lead_to_events_and_topics_also_on_an_open_page(opened, run):
    page = opened(run)
    for link, expected in [("#event-e010", "Air defence: Lisbon"), ("#topic-t10", "Olive oil"), ("#event-e222", "")]:
        page.evaluate("link => { location.hash = link; }", link)
        wait_for_heading(page, expected or "What was reported")


def test_a_burst_says_so_in_words(opened, run):
    page = opened(run)
    assert page.locator("#tree .up").all_inner_texts() == ["burst", "burst"]
    page.click(".orders >> text=Bursts")
    assert page.locator("#pane .item .up").all_inner_texts() == ["burst"] * 3
    page.locator("#pane .item").first.click()
    page.wait_for_selector(".rise")
    assert "by chance once in 3,000 times" in page.inner_text(".rise")


def test_without_a_burst_nothing_is_said_of_one(opened, run):
    quiet = replace(run, topics=run.topics.assign(burst=1.9), events=run.events.assign(burst=1.9))
    assert "burst" not in opened(quiet).inner_text("body").lower()


def test_hostile_reasons_stay_text(opened, hostile_run, hostile_text):
    page = opened(hostile_run, at="#event-e000")
    page.wait_for_selector(".why span:not(.vh)")
    assert page.locator(".why span:not(.vh)").first.inner_text() == hostile_text
    assert page.locator("img").count() == 0 and page.evaluate("window.hacked") is None


def test_topics_over_time_are_a_table_of_every_topic_and_its_shares(opened, run):
    page = opened(run)
    page.get_by_role("button", name="Topics over time").press("Enter")
    assert page.is_visible("#shares") and not page.is_visible("#lanes")
    rows = page.locator("#shares tbody tr")
    assert rows.locator("th").all_inner_texts()[0] == "All articles" and rows.count() == 4
    assert "too few to tell" in rows.nth(1).text_content()  # for who cannot see that no word stands there
    assert rows.nth(1).get_by_role("img").get_attribute("aria-label").startswith("Highest 100 %, 5 January 2026")
    page.click("#tree .row:has-text('Harvests')")
    wait_for_heading(page, "Harvests")
    assert page.locator("#shares th .name").all_inner_texts() == ["Harvests", "Olive oil", "Wheat"]


def test_the_heads_of_the_columns_stay_in_sight(opened, run):
    page = opened(run, height=500)
    page.click("text=Topics over time")
    page.evaluate("$('shares').scrollTop = 60")
    tops = page.evaluate(
        "[...document.querySelectorAll('#shares thead th')].map(h => Math.round(h.getBoundingClientRect().top))"
    )
    assert set(tops) == {page.evaluate("Math.round($('shares').getBoundingClientRect().top)")}


def test_a_period_is_picked_by_key_and_by_click_and_the_row_keeps_the_focus(opened, run):
    page = opened(run)
    page.click("text=Topics over time")
    row = page.locator("#shares button").first
    row.press("ArrowRight")
    assert "30 Jan 2026" in page.inner_text("#chips")
    page.keyboard.press("ArrowLeft")
    assert "29 Jan 2026" in page.inner_text("#chips")
    assert page.evaluate("document.activeElement.textContent").startswith("Arms deals")
    page.locator("#shares svg").nth(1).click(position={"x": 2, "y": 10})
    assert "5 Jan 2026" in page.inner_text("#chips")
    row.press("Enter")
    wait_for_heading(page, "Arms deals")


def test_what_moves_says_so_in_the_panel_and_where_the_topic_is_read(opened, run):
    late = run.articles["topic"].str.startswith("t2")
    start = pd.Timestamp("2026-01-05", tz="UTC")
    spread = pd.to_timedelta(run.articles.index % 20, unit="D")
    days = (start + spread).where(~late, start + pd.Timedelta(days=29) + spread * 0)
    page = opened(replace(run, articles=run.articles.assign(published=days)))
    page.click("text=Topics over time")
    assert page.locator("#shares .trend").all_inner_texts() == ["gone quiet", "gone quiet", "new"]
    page.click("#shares button:has-text('Space')")
    page.wait_for_selector("#pane .rise .trend")
    assert "0 % of all articles before, 100 % since 28 Jan" in page.inner_text("#pane")


def test_articles_without_a_date_are_counted_under_the_panel(opened, run):
    page = opened(
        replace(run, articles=run.articles.assign(published=run.articles["published"].mask(run.articles.index < 5)))
    )
    page.click("text=Topics over time")
    assert "5 articles without a date are not among them" in page.inner_text("#shares .note")


def test_topics_over_time_fit_a_phone_and_hold_hostile_names(opened, hostile_run, hostile_text):
    page = opened(hostile_run, width=390, height=844)
    page.click(".tabs >> text=Timeline")
    page.click("text=Topics over time")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate("$('shares').scrollWidth <= $('shares').clientWidth")
    assert page.locator("#shares .name").first.text_content() == hostile_text
    assert page.locator("img").count() == 0 and page.evaluate("window.hacked") is None


def test_the_arrow_keys_lead_through_a_list(opened, run):
    page = opened(run)
    page.locator("#pane .item").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    at = "[...document.querySelectorAll('#pane .item')].indexOf(document.activeElement)"
    assert page.evaluate(at) == 1
    page.locator("#tree .all").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent").startswith("Arms deals")


def test_who_comes_back_to_a_list_goes_on_where_it_was_left(opened, run):
    page = opened(run, at="#topic-t1", height=500)
    page.wait_for_selector("#pane .say:not(:empty)")
    page.evaluate("$('pane').scrollTop = 300")
    page.evaluate("document.querySelectorAll('#pane .item')[4].click()")
    page.wait_for_selector(".facts")
    assert page.evaluate("$('pane').scrollTop") == 0
    page.go_back()
    wait_for_heading(page, "Harvests")
    assert page.evaluate("$('pane').scrollTop") == 300
    page.click("#tree .row:has-text('Space')")
    wait_for_heading(page, "Space")
    assert page.evaluate("$('pane').scrollTop") == 0


def test_a_longer_list_is_still_long_when_one_comes_back(opened, long):
    page = opened(long)
    page.click("#pane >> text=120 articles")
    page.click("#pane >> text=Show 60 more of 120")
    shown = page.locator("#pane .item").count()
    page.locator("#pane .item").nth(50).click()
    page.wait_for_selector("#pane .body p")
    page.go_back()
    page.wait_for_selector("#pane .sort")
    assert shown == 100 and page.locator("#pane .item").count() == shown
