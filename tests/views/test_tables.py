from __future__ import annotations

import dataclasses
import unicodedata

import pytest

from topics.views.tables import topics_table_html, topics_table_text


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def test_text_names_topics_and_their_largest_events(run):
    lines = topics_table_text(run, events=2).splitlines()
    assert lines[0] == "72 articles (24 copies folded), 9 topics in 2 layers, 24 events, 5–30 January 2026"
    start = next(k for k, line in enumerate(lines) if line.startswith("Harvests"))
    assert "24" in lines[start] and "finer: Olive oil 12, Wheat 12" in lines[start + 1]
    assert lines[start + 2].startswith("  • Olive oil: Lisbon decides") and "3 articles" in lines[start + 2]


@pytest.mark.parametrize("name", ["x" * 300, "軍艦の契約と港湾労働者のストライキ" * 6, "</script><img src=x> " * 9])
def test_text_fits_the_terminal(name, hostile_run):
    odd = hostile_run
    odd = type(odd)(odd.articles, odd.topics.assign(name=name), odd.events.assign(headline=name))
    assert max(map(columns, topics_table_text(odd).splitlines())) <= 100


def test_text_cannot_command_the_terminal(run):
    odd = type(run)(run.articles, run.topics.assign(name="a\x1b[2Jb\u202ec\nd"), run.events)
    text = topics_table_text(odd)
    assert "\x1b" not in text and "\u202e" not in text and "a[2Jbc d" in text


def test_html_escapes_whatever_comes_from_articles(hostile_run):
    html = topics_table_html(hostile_run)
    assert "<img" not in html and "</script" not in html and "&lt;img" in html


def test_html_nests_layers_and_says_what_it_leaves_out(run):
    assert topics_table_html(run).count("</tr>") == 1 + 9
    broad = topics_table_html(run, layers=1)
    assert broad.count("</tr>") == 1 + 3 and "and 6 finer topics below these" in broad


def test_html_draws_a_sparkline_for_every_topic(run):
    assert topics_table_html(run).count("<svg") == 9


@pytest.mark.parametrize("table", [topics_table_text, topics_table_html])
def test_an_empty_run_is_one_sentence(empty, table, run):
    assert "No articles in this run." in table(empty) and "nan" not in table(empty).lower()


@pytest.mark.parametrize("table", [topics_table_text, topics_table_html])
def test_a_run_without_dates_says_so(table, undated):
    assert "no dates" in table(undated) and "NaT" not in table(undated)


def test_a_run_of_topics_without_events_is_shown():
    """Found by the fuzzer: an empty list of choices chose columns."""
    from topics.runs.example import example_run

    run = example_run()
    assert "Ferries" in repr(dataclasses.replace(run, events=run.events.iloc[:0]))
