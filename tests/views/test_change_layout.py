"""A comparison as it shows itself: numbers first, then every change with its names and sizes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from topics.runs.compare import Comparison, compare
from topics.runs.edits import merge, rename, split
from topics.runs.edits.changes import with_ids
from topics.runs.example import example_run
from topics.views.change_layout import comparison_text
from topics.views.change_rows import change_rows


@pytest.fixture(scope="module")
def comparison():
    """One merge, one split, one new name, and an event that is new."""
    run = example_run()
    old = replace(run, articles=run.articles[run.articles["event"] != "enight"].reset_index(drop=True))
    old = replace(old, events=run.events[run.events["id"] != "enight"].reset_index(drop=True))
    new = rename(merge(split(run, "a03", "Rescue"), ["Trams", "Vineyards"], "Both"), "Olive harvest", "Olives")
    return compare(old, new)


def test_what_was_merged_or_split_is_one_row():
    new = merge(split(example_run(), "a04", "Night"), ["Trams", "Vineyards"], "Both")
    rows = {row.kind: row for row in change_rows(compare(example_run(), new).topics, ("split", "merged"))}

    assert [name for _, name, _ in rows["merged"].old] == ["Trams", "Vineyards"] and rows["merged"].n_old == 5
    assert sorted(name for _, name, _ in rows["split"].new) == ["Ferries", "Night"]
    assert sorted(number for _, _, number in rows["split"].shared) == [1, 3]


def test_numbers_stand_in_the_order_of_the_names():
    old = with_ids(example_run(), {"tferries": "tz"}, {})  # Ferries, the larger, by its id behind Trams
    text = comparison_text(compare(old, merge(old, ["Ferries", "Trams"], "Public transport")))

    assert "Ferries + Trams → Public transport" in text and "4 + 3 → 7" in text


def test_rows_begin_with_the_broadest_layer_and_the_greatest_change(comparison):
    rows = [(row.layer, row.kind) for row in change_rows(comparison.topics)]

    assert rows == sorted(rows, key=lambda row: row[0])
    assert [kind for layer, kind in rows if layer == 1 and kind != "kept"] == ["split", "merged", "renamed"]


@pytest.mark.parametrize("show", [repr, Comparison._repr_html_])
def test_changes_stand_with_their_names_and_numbers(comparison, show):
    said = show(comparison)

    for words in ("11 before, 12 now", "split", "merged", "renamed", "Trams", "Both", "Rescue", "Olives"):
        assert words in said
    assert "New events" in said and "Night ferry to Lindholm is back after six years, 1 article" in said


def test_sizes_before_and_now_stand_at_the_end_of_a_line(comparison):
    (line,) = [line for line in repr(comparison).splitlines() if "Trams + Vineyards → Both" in line]

    assert "3 + 2 → 5" in line and line.endswith("█")


def test_many_parts_are_counted_and_long_names_are_wrapped():
    run = example_run()
    new = merge(run, ["Ferries", "Trams", "Vineyards", "Olive harvest"], "A new name of several words, " * 4)
    said = repr(compare(run, new))

    assert max(map(len, said.splitlines())) <= 100
    assert sum("several words" in line for line in said.splitlines()) >= 2 and said.count("several words,") == 4


@pytest.mark.parametrize("show", [repr, Comparison._repr_html_])
def test_where_nothing_changed_only_numbers_stand(show):
    said = show(compare(example_run(), example_run()))

    assert "4 kept" in said and "Layer" not in said and "New events" not in said
