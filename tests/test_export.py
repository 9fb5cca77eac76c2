"""A run written to every kind of file, with text that means harm."""

from __future__ import annotations

import csv
import importlib
import json
import re
import sys
from types import ModuleType, SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.export import SUFFIXES, export
from topics.export.tables import without_formula

HOSTILE = '=HYPERLINK("http://x.example","read")\x07 \'quoted\' <b>\\ \uffff\nnext'
FORMULA_STARTS = tuple("=+-@\t\r\n")
NAMESPACE = {"g": "http://graphml.graphdrawing.org/xmlns"}


@pytest.fixture
def run():
    """Three articles, two layers, two events; titles and names that try to break out."""
    articles = pd.DataFrame(
        {
            "id": ["a1", "a2", "a3"],
            "title": [HOSTILE, "Rates rise in Oslo", "#N/A"],
            "body": ["-1 degree\r\nin Oslo", "x" * 40_000, '@cmd, "then"'],
            "published": pd.to_datetime(["2026-02-26T09:30:00Z", None, "2026-02-27T00:00:00Z"], utc=True),
            "source": ["+47 News", "Harbour Gazette", "\tTab Times"],
            "topic": ["t2", "t3", ""],
            "topic_confidence": np.array([0.9, 0.5, np.nan], dtype=np.float32),
            "event": ["e1", "e2", ""],
            "x": np.array([-1.5, 2.25, 0.1], dtype=np.float32),
            "watchlist": [["arms deals", "telecom"], [], []],
        }
    )
    articles.attrs["rejected"] = [{"text": "a rejected text"}]
    topics = pd.DataFrame(
        {
            "id": ["t1", "t2", "t3"],
            "layer": [0, 1, 1],
            "parent": ["", "t1", "t1"],
            "name": ["World", HOSTILE, "Interest rates"],
            "keywords": [["world"], ["=cmd", 'a "quoted" word'], ["Interest rates", "Oslo", "Oslo"]],
            "n_articles": [2, 1, 1],
            "first": pd.to_datetime(["2026-02-26", "2026-02-26", None], utc=True),
            "last": pd.to_datetime(["2026-02-27", "2026-02-26", None], utc=True),
        }
    )
    events = pd.DataFrame(
        {
            "id": ["e1", "e2"],
            "topic": ["t2", "t3"],
            "headline": [HOSTILE, "Rates rise in Oslo"],
            "n_articles": [1, 1],
            "entities": [["Oslo"], []],
        }
    )
    return SimpleNamespace(articles=articles, topics=topics, events=events)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_csv_holds_every_article_with_readable_names(run, tmp_path):
    rows = rows_of(export(run, tmp_path / "labels.csv"))
    assert [row["id"] for row in rows] == ["a1", "a2", "a3"]
    assert [row["topic_0"] for row in rows] == ["World", "World", ""]
    assert [row["topic_1"] for row in rows][1:] == ["Interest rates", ""]
    assert [row["event_headline"] for row in rows][1:] == ["Rates rise in Oslo", ""]
    assert [row["watchlist"] for row in rows] == ["arms deals; telecom", "", ""]
    assert [row["published"] for row in rows] == ["2026-02-26T09:30:00Z", "", "2026-02-27T00:00:00Z"]


def test_csv_starts_no_formula_and_leaves_numbers_alone(run, tmp_path):
    rows = rows_of(export(run, tmp_path / "labels.csv"))
    texts = [value for row in rows for column, value in row.items() if column not in ("x", "topic_confidence")]
    assert not [text for text in texts if text.startswith(FORMULA_STARTS)]
    assert rows[0]["title"].startswith("'=HYPERLINK(")
    assert [row["x"] for row in rows] == ["-1.5", "2.25", "0.1"]


@given(st.text())
def test_no_text_starts_a_formula_and_none_is_lost(text):
    safe = without_formula(text)
    assert not safe.startswith(FORMULA_STARTS)
    assert safe in (text, "'" + text)


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n1", " =1", "\x00=1", "\ufeff=1", "\uff1d1"]
)
def test_what_a_spreadsheet_could_run_gets_an_apostrophe(text):
    assert without_formula(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Rates = prices", "9-1-1", "'=1", "\u2013 a dash", "a\n=1"])
def test_ordinary_text_gets_no_apostrophe(text):
    assert without_formula(text) == text


@pytest.mark.parametrize(("what", "names"), [("topics", ["World", "", "Interest rates"]), ("events", None)])
def test_csv_holds_the_table_asked_for(run, tmp_path, what, names):
    rows = rows_of(export(run, tmp_path / "table.csv", what=what))
    assert [row["id"] for row in rows] == list(getattr(run, what)["id"])
    if names:
        assert [row["parent_name"] for row in rows] == ["", "World", "World"]
    else:
        assert rows[1]["topic_name"] == "Interest rates"


def test_jsonl_keeps_lists_and_says_null(run, tmp_path):
    lines = export(run, tmp_path / "labels.jsonl").read_text(encoding="utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    assert [row["watchlist"] for row in rows] == [["arms deals", "telecom"], [], []]
    assert [row["published"] for row in rows] == ["2026-02-26T09:30:00Z", None, "2026-02-27T00:00:00Z"]
    assert [row["topic_confidence"] for row in rows] == [0.9, 0.5, None]
    assert rows[0]["title"].startswith("=HYPERLINK(")


def test_parquet_keeps_lists_and_types_and_no_rejected_text(run, tmp_path):
    path = export(run, tmp_path / "labels.parquet")
    table = pd.read_parquet(path)
    assert [list(names) for names in table["watchlist"]] == [["arms deals", "telecom"], [], []]
    assert table["topic_confidence"].dtype == np.float32
    assert b"a rejected text" not in path.read_bytes()


def test_what_was_exported_from_a_loaded_run_is_the_same(run, tmp_path):
    """Lists come back from parquet as arrays."""
    first = export(run, tmp_path / "a.csv").read_bytes()
    run.articles["watchlist"] = [np.array(names, dtype=object) for names in run.articles["watchlist"]]
    assert export(run, tmp_path / "b.csv").read_bytes() == first


def test_workbook_has_a_sheet_for_each_table(run, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(export(run, tmp_path / "labels.xlsx"))
    assert book.sheetnames == ["articles", "topics", "events"]
    assert [len(list(sheet.rows)) for sheet in book] == [4, 4, 3]
    assert openpyxl.load_workbook(export(run, tmp_path / "e.xlsx", what="events")).sheetnames == ["events"]


def test_a_workbook_is_the_same_bytes_whenever_it_is_written(run, tmp_path, monkeypatch):
    pytest.importorskip("openpyxl")
    one = export(run, tmp_path / "one.xlsx").read_bytes()
    monkeypatch.setattr("time.time", lambda: 1_900_000_000.0)
    other = export(run, tmp_path / "other.xlsx")
    again = export(run, tmp_path / "again.xlsx")

    assert one == other.read_bytes() == again.read_bytes()


def test_workbook_cells_are_text_or_numbers_only(run, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(export(run, tmp_path / "labels.xlsx"))
    cells = [cell for sheet in book for row in sheet.rows for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert book["articles"]["B2"].value == '=HYPERLINK("http://x.example","read") \'quoted\' <b>\\ \nnext'
    assert book["articles"]["B2"].quotePrefix
    assert max(len(str(cell.value)) for cell in cells) == 32_767


def test_workbook_without_openpyxl_names_the_extra(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ImportError, match=r"pip install -e '\.\[excel\]'"):
        export(run, tmp_path / "labels.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_workbook_refuses_more_rows_than_a_sheet_holds(run, tmp_path, monkeypatch):
    pytest.importorskip("openpyxl")
    monkeypatch.setattr(importlib.import_module("topics.export.workbook"), "MOST_ROWS", 3)
    with pytest.raises(ValueError, match="Got 3 articles but a sheet holds 2"):
        export(run, tmp_path / "labels.xlsx")


def test_turtle_names_each_topic_and_its_parent(run, tmp_path):
    text = export(run, tmp_path / "topics.ttl").read_text(encoding="utf-8")
    concepts = dict(re.findall(r"<urn:newstopics:topic:(\w+)> a skos:Concept ;\n(.*?) \.\n", text, flags=re.DOTALL))
    assert set(concepts) == {"t1", "t2", "t3"}
    assert "skos:topConceptOf" in concepts["t1"] and "skos:broader" not in concepts["t1"]
    assert "skos:broader <urn:newstopics:topic:t1>" in concepts["t3"]
    assert re.findall(r'skos:altLabel "(.*)"', concepts["t3"]) == ["Oslo"]


@pytest.mark.parametrize("name", [HOSTILE, '"', "\\", '\\"', "a\nb\tc\rd", '" ; skos:broader <urn:x> ; skos:note "'])
def test_turtle_literals_keep_hostile_names_inside(run, tmp_path, name):
    run.topics["name"] = name
    text = export(run, tmp_path / "topics.ttl").read_text(encoding="utf-8")
    literals = re.findall(r'skos:prefLabel ("(?:[^"\\\n\r]|\\[nrt"\\])*") ;$', text, flags=re.MULTILINE)
    assert len(literals) == 3
    assert json.loads(literals[0]) == name.replace("\x07", "").replace("\uffff", "")


def test_turtle_iris_cannot_be_left(run, tmp_path):
    run.topics["id"] = ["t1", "t2> a <urn:x", "t3"]
    assert "<urn:newstopics:topic:t2%3E%20a%20%3Curn%3Ax>" in export(run, tmp_path / "t.ttl").read_text(
        encoding="utf-8"
    )


def test_graphml_holds_topics_events_and_their_ties(run, tmp_path):
    root = ElementTree.parse(export(run, tmp_path / "run.graphml")).getroot()
    nodes = [node.get("id") for node in root.iterfind(".//g:node", NAMESPACE)]
    edges = {
        (edge.get("source"), edge.get("target"), edge.findtext("g:data", namespaces=NAMESPACE))
        for edge in root.iterfind(".//g:edge", NAMESPACE)
    }
    assert nodes == ["t1", "t2", "t3", "e1", "e2"]
    assert edges == {("t2", "t1", "parent"), ("t3", "t1", "parent"), ("e1", "t2", "event"), ("e2", "t3", "event")}


def test_graphml_is_read_by_networkx(run, tmp_path):
    networkx = pytest.importorskip("networkx")
    graph = networkx.read_graphml(export(run, tmp_path / "run.graphml"))
    assert graph.nodes["t3"]["label"] == "Interest rates" and graph.nodes["t3"]["n_articles"] == 1


def test_html_is_the_page_of_the_views(run, tmp_path, monkeypatch):
    page = ModuleType("topics.views.page")
    page.write_page = lambda run, path: path.write_text(f"{len(run.articles)} articles")
    monkeypatch.setitem(sys.modules, "topics.views.page", page)
    assert export(run, tmp_path / "run.html").read_text() == "3 articles"


def test_an_unknown_suffix_is_answered_with_the_list(run, tmp_path):
    with pytest.raises(ValueError, match=r"'\.docx' but expected one of \.csv \.jsonl"):
        export(run, tmp_path / "run.docx")


def test_an_unknown_table_is_answered_with_the_list(run, tmp_path):
    with pytest.raises(ValueError, match="articles, topics, events"):
        export(run, tmp_path / "run.csv", what="words")


@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix != ".html"])
def test_a_failed_export_leaves_the_old_file_whole(run, tmp_path, suffix):
    path = tmp_path / f"run{suffix}"
    path.write_text("the old file")
    with pytest.raises(Exception, match="."):
        export(SimpleNamespace(articles=run.articles, topics=run.topics[["id"]], events=run.events), path)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(path.name, "the old file")]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".ttl", ".graphml"])
def test_the_same_run_gives_the_same_bytes_and_stays_as_it_was(run, tmp_path, suffix):
    before = run.articles.copy(deep=True)
    first, second = (export(run, tmp_path / f"{name}{suffix}").read_bytes() for name in "ab")
    assert first == second
    pd.testing.assert_frame_equal(run.articles, before)


def test_a_missing_folder_is_made_and_the_suffix_may_be_in_capitals(run, tmp_path):
    assert export(run, str(tmp_path / "new" / "LABELS.CSV")).is_file()
