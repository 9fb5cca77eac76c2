"""What became of every file: numbers, dates, copies, and what was rejected, doubted and left out."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import topics as tp

FERRY = "Crews returned to work on Friday after the two sides agreed a pay rise of four percent, ending the longest stoppage."
HOSTILE = "<script>alert(1)</script>\x1b[31m"


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    row = {"title": "Ferry strike ends", "text": f"{FERRY} {FERRY.lower()}", "date": "2026-02-26"}
    lines = [row, row, {**row, "title": "Boats sail again", "date": "soon"}, {"title": ""}]
    (folder / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "b.txt").write_text(f"---\n\nLISBON: {FERRY}\n\nIt was a long time, said Rui Mota.\n")
    (folder / "c.xyz").write_bytes(b"\0\1")
    return folder


@pytest.fixture
def articles(inbox):
    return tp.read_articles(inbox)


def test_every_file_has_a_row_with_its_numbers(articles):
    files = tp.overview(articles, tp.find_copies(articles)).files.set_index("file")

    assert files.index.tolist() == ["inbox/a.jsonl", "inbox/b.txt", "inbox/c.xyz"]
    assert files["format"].tolist() == ["JSON lines", "dump", ""]
    assert files["articles"].tolist() == [2, 1, 0] and files["undated"].tolist() == [1, 1, 0]
    assert files["titles_made"].tolist() == [0, 1, 0] and files["repeats"].tolist() == [1, 0, 0]
    assert files["rejected"].tolist() == [1, 0, 1] and files["doubts"].tolist() == [1, 0, 0]
    assert files["copies"].sum() >= 1 and files["left_out"].tolist()[1] > 0
    assert str(files["first"].iloc[0].date()) == "2026-02-26" and files["first"].isna().tolist() == [False, True, True]


def test_copies_are_missing_where_nobody_looked_for_them(articles):
    assert tp.overview(articles).files["copies"].isna().all()


def test_what_is_left_out_knowingly_and_read_twice_is_no_trouble(tmp_path):
    (tmp_path / "a.txt").write_text(f"---\n\nFerry strike ends\n\n{FERRY}\n")
    (tmp_path / "b.txt").write_text(f"---\n\nFerry strike ends\n\n{FERRY}\n")

    found = tp.overview(tp.read_articles(tmp_path))

    assert found.is_clean and found.files["repeats"].sum() == 1 and found.accounts["left_out"].gt(0).all()


def test_an_export_is_named_as_such(tmp_path):
    head = "1 of 1 DOCUMENT\n\nGazette\n\nFebruary 26, 2026\n\nFerry strike ends\n\nLENGTH: 9 words\n\n"
    text = head + "BODY:\n\nCrews sail again.\n\nLOAD-DATE: February 27, 2026"
    (tmp_path / "a.txt").write_text(text)

    assert tp.overview(tp.read_articles(tmp_path)).files["format"].tolist() == ["Nexis export"]


def test_the_text_tells_numbers_and_trouble_and_the_same_trouble_once(inbox):
    for number in range(40):
        (inbox / f"{number:02}.xyz").write_bytes(b"\0\1")

    articles = tp.read_articles(inbox)
    text = repr(tp.overview(articles))

    assert text.startswith("3 articles from 43 files, 26 Feb 2026; 42 rejected; 1 in doubt")
    assert "and 40 more\n    Got binary data" in text and "and 18 more files" in text
    assert "Got the date 'soon'" in text and text.count("binary data") == 1


def test_what_articles_say_is_escaped_for_html_and_clean_for_the_terminal(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": "Ferry strike ends", "date": HOSTILE}))

    found = tp.overview(tp.read_articles(tmp_path))

    assert "<script>" not in found._repr_html_() and "&lt;script&gt;" in found._repr_html_()
    assert "\x1b" not in repr(found)


def test_articles_without_a_record_of_reading_are_shown_as_well():
    articles = tp.sample_articles()
    articles.attrs = {}

    found = tp.overview(articles)

    assert found.files["articles"].sum() == len(articles) and found.is_clean and "nothing rejected" in repr(found)


def test_a_frame_is_a_file_of_its_own():
    found = tp.overview(tp.read_articles(pd.DataFrame({"title": ["Ferry strike ends"]})))

    assert found.files["file"].tolist() == ["DataFrame"] and "no day known" in repr(found)
