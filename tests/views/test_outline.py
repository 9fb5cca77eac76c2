from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from topics.views.outline import days_in_words, has_text, outline, plain


def tables(parents: list[str], homes: list[str]) -> SimpleNamespace:
    topics = pd.DataFrame({"id": [f"t{k}" for k in range(len(parents))], "parent": parents})
    return SimpleNamespace(articles=pd.DataFrame({"topic": homes}), topics=topics)


@given(st.lists(st.integers(-1, 9), max_size=8))
def test_any_parents_at_all_give_a_forest(numbers):
    """Missing parents, a topic that is its own parent, circles: every topic still has one broad topic above it."""
    nested = outline(tables([f"t{n}" if n >= 0 else "" for n in numbers], ["t0", ""]))
    everything = [row for root in nested.roots for row in nested.within(root)]
    assert sorted(everything) == list(range(len(numbers)))
    assert all(nested.parent[row] < 0 for row in nested.broad)
    assert nested.at(0)[1] == -1


def test_a_bottomless_nesting_is_cut():
    nested = outline(tables(["", *(f"t{k}" for k in range(3_000))], ["t3000"]))
    assert nested.layer.max() <= 100 and sorted(nested.within(0))[0] == 0


def test_an_article_is_found_at_every_layer():
    nested = outline(tables(["", "t0", "t1"], ["t2", "t0"]))
    assert [nested.at(layer).tolist() for layer in range(3)] == [[0, 0], [1, 0], [2, 0]]


@given(st.text())
def test_plain_text_is_one_line_without_commands(text):
    line = plain(text)
    assert line == line.strip() and line.isprintable() | ("\u200c" in line) | ("\u200d" in line) | any(
        ord(c) > 127 for c in line
    )
    assert plain(line) == line


def test_missing_cells_hold_no_text():
    cells = pd.DataFrame({"copy_of": ["", "a", None, np.nan, pd.NA]})
    assert has_text(cells, "copy_of").tolist() == [False, True, False, False, False]
    assert not has_text(cells, "nothing").any()


def test_spans_are_written_as_in_a_newspaper():
    day = pd.Timestamp
    assert days_in_words(pd.NaT, pd.NaT) == "no date"
    assert days_in_words(day("2026-01-14"), day("2026-01-14T23:00")) == "14 Jan 2026"
    assert days_in_words(day("2025-12-30"), day("2026-01-02"), short=False) == "30 December 2025 – 2 January 2026"
