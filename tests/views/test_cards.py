from __future__ import annotations

import html
import unicodedata
from dataclasses import FrozenInstanceError, replace

import pandas as pd
import pytest

from topics.runs.example import example_run
from topics.views.cards import EventCard, event_card

ARTICLE_COLUMNS = ["id", "title", "source", "published", "copy_of", "why"]


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def test_a_run_gives_the_card_of_an_event_by_id_and_by_headline():
    run = example_run()
    by_id, by_headline = run.event("eaground"), run.event("Ferry Aurora runs aground off Porto Novo")
    assert isinstance(by_id, EventCard) and by_id.id == by_headline.id == "eaground"
    assert (by_id.headline, by_id.topic) == ("Ferry Aurora runs aground off Porto Novo", "Ferries")
    assert (by_id.n_articles, by_id.n_independent) == (3, 2)


def test_a_card_cannot_be_changed(run):
    with pytest.raises(FrozenInstanceError):
        event_card(run, "e000").headline = "Another"


@pytest.mark.parametrize(
    "given, error",
    [
        (
            "Wheat: Accra decide",
            r"Got event 'Wheat: Accra decide' but no event has that id or headline; did you mean 'Wheat",
        ),
        ("accra", r"did you mean 'Frigates: Accra decides' \(e001\) or "),
        ("zzz", r"expected one of 'Frigates: Lisbon decides', .*, \.\.\.\."),
    ],
)
def test_an_unknown_event_is_refused_with_the_near_ones(run, given, error):
    with pytest.raises(ValueError, match=error):
        event_card(run, given)


def test_a_headline_of_several_events_is_refused_with_their_ids_and_days(run):
    twins = replace(run, events=run.events.assign(headline="Storm"))
    with pytest.raises(
        ValueError, match=r"which 24 events have as their headline; give an id: e000 \(2026-01-05, 3 art"
    ):
        event_card(twins, "Storm")


def test_an_empty_run_has_no_event(empty):
    with pytest.raises(ValueError, match="the run has no events"):
        event_card(empty, "e000")


@pytest.mark.parametrize(
    "event, relations",
    [
        ("e000", {"e001": "followed by", "e002": "same storyline", "e003": "part of"}),
        ("e001", {"e000": "follows", "e002": "followed by", "e003": "same storyline"}),
        ("e002", {"e000": "same storyline", "e001": "follows", "e003": "same series"}),
        ("e003", {"e000": "tells of", "e001": "same storyline", "e002": "same series"}),
    ],
)
def test_the_storyline_says_what_each_event_is_to_this_one(run, event, relations):
    storyline = event_card(run, event).storyline
    assert dict(zip(storyline["id"], storyline["relation"], strict=True)) == relations
    assert list(storyline.columns) == ["id", "headline", "first", "relation"]


def test_the_event_that_is_followed_stands_before_though_its_first_report_was_later(run):
    first = run.events["first"].mask(run.events["id"] == "e000", pd.Timestamp("2026-01-29", tz="UTC"))
    card = event_card(replace(run, events=run.events.assign(first=first)), "e001")
    assert card.storyline["id"].tolist() == ["e000", "e002", "e003"]
    assert "  ←  29 Jan 2026  follows" in repr(card)


def test_reports_stand_in_order_of_time_each_before_its_copies(run):
    articles = event_card(run, "e000").articles
    assert list(articles.columns) == ARTICLE_COLUMNS
    assert articles["copy_of"].tolist() == ["", "0000000000000000", ""]
    assert articles["published"].iloc[0] < articles["published"].iloc[2]


def test_outlets_are_counted_the_busiest_first(run):
    articles = run.articles.assign(source=["Globe Monitor", "Atlas News", "Globe Monitor"] * 24)
    assert event_card(replace(run, articles=articles), "e000").outlets == [("Globe Monitor", 2), ("Atlas News", 1)]


@pytest.mark.parametrize("burst, said", [(2.0, "once in 100 "), (4.46, "once in 30,000 "), (9.0, "once in a million")])
def test_a_burst_is_told_in_words(run, burst, said):
    card = event_card(replace(run, events=run.events.assign(burst=burst)), "e000")
    assert "Burst" in repr(card) and said in " ".join(repr(card).split()) + " " and "Burst" in card._repr_html_()


def test_what_comes_by_chance_once_in_fifty_is_no_burst(run):
    assert "Burst" not in repr(event_card(replace(run, events=run.events.assign(burst=1.9)), "e000"))


@pytest.mark.parametrize("text", ["x" * 300, "軍艦の契約と港湾労働者のストライキ" * 6])
def test_text_fits_the_terminal_and_cannot_command_it(run, text):
    odd = text + "\x1b[2J\u202e\n"
    articles = run.articles.assign(title=odd, source=odd, why=[[odd]] * len(run.articles))
    events = run.events.assign(headline=odd, entities=[[odd]] * len(run.events))
    shown = repr(event_card(replace(run, articles=articles, events=events), "e000"))
    assert max(map(columns, shown.splitlines())) <= 100 and "\x1b" not in shown and "\u202e" not in shown


def test_html_escapes_whatever_comes_from_articles(hostile_run, hostile_text):
    shown = event_card(hostile_run, "e000")._repr_html_()
    assert "<img" not in shown and "</script" not in shown
    assert hostile_text in html.unescape(shown)


def test_a_long_story_is_cut_to_what_is_near_and_says_so(run):
    events = run.events.assign(storyline="s0")
    card = event_card(replace(run, events=events), "e000")
    assert len(card.storyline) == 23 and "15 more in .storyline" in repr(card)
    assert "Frigates: Accra decides" in repr(card)  # linked ones are never cut for others


def test_an_event_without_dates_says_so(undated):
    card = event_card(undated, "e001")
    assert "no date" in repr(card) and "NaT" not in repr(card) + card._repr_html_()
