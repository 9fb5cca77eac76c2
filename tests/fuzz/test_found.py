"""What the fuzzer has found, each in its smallest form."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from topics.articles import read_articles

from .cases import Case, check_file
from .packed import zipped


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "title,text\nDam falls,A file that begins with %PDF-1.7 is a PDF\n"),
        ("a.jsonl", '{"title": "Dam falls", "text": "A file that begins with %PDF-1.7 is a PDF"}\n'),
        ("a.txt", "Dam falls\n\nA file that begins with %PDF-1.7 is a PDF, the library of Kestrel said.\n"),
    ],
)
def test_news_of_the_mark_of_a_pdf_is_no_pdf(tmp_path, name, text):
    """It was refused as a damaged PDF, and every row of the table with it."""
    (tmp_path / name).write_text(text)
    assert read_articles(tmp_path / name)["title"].tolist() == ["Dam falls"]


def test_an_item_whose_bodies_are_a_number_is_read(tmp_path):
    check_file(Case({"a.json": b'{"uri": "u", "versioncreated": "", "headline": "Dam falls", "bodies": 3}'}, rows=1))


def test_times_in_a_zone_that_nobody_knows_are_read():
    """No row of the table was read, and the error was no sentence."""
    moments = pa.array([1_772_100_000_000], pa.int64()).cast(pa.timestamp("ms", "Nowhere/Land"))
    stream = io.BytesIO()
    pq.write_table(pa.table([pa.array(["Dam falls"]), moments], names=["title", "date"]), stream)
    check_file(Case({"a.parquet": stream.getvalue()}, rows=1))


def test_times_of_a_table_stay_the_moments_they_are(tmp_path):
    moment = pd.Timestamp("2026-02-26T10:00", tz="Asia/Tokyo")
    pd.DataFrame({"title": ["Dam falls"], "date": [moment]}).to_parquet(tmp_path / "a.parquet")
    assert read_articles(tmp_path / "a.parquet")["published"].tolist() == [moment]


def test_an_archive_of_hidden_files_alone_is_refused_for_that(tmp_path):
    """It said that nothing could be read, and no reason."""
    (tmp_path / "a.zip").write_bytes(zipped([(".hidden", b"Dam falls")]))
    with pytest.raises(
        ValueError, match=r"the archive holds no file to read; left out of the archive: hidden or system files \(1\)"
    ):
        read_articles(tmp_path / "a.zip")


def test_hidden_files_in_an_archive_in_an_archive_are_refused_for_that():
    check_file(Case({"a.zip": zipped([("b.zip", zipped([(".hidden", b"Dam falls")]))])}))


def test_a_file_in_an_archive_may_have_no_name():
    """It ended in an IndexError."""
    check_file(
        Case(
            {"a.zip": zipped([("", b"Dam falls\n\nBy two metres in a week, the water board said on Friday.\n")])},
            rows=1,
        )
    )


def test_a_record_longer_than_it_says_is_told_of_and_not_on_the_terminal(tmp_path, capsys):
    page = b"<html><title>Dam falls</title><body><p>By two metres in a week, the water board said on Friday.</p></body></html>"
    head = b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://a.example/\r\nContent-Type: text/html\r\n"
    data = head + b"Content-Length: %d\r\n\r\n" % (len(page) - 7) + page + b"\r\n\r\n"
    (tmp_path / "a.warc").write_bytes(data)
    articles = read_articles(tmp_path / "a.warc")
    assert capsys.readouterr().err == ""
    assert [note["note"] for note in articles.attrs["notes"]] == [
        "records that hold more than they say, of which the rest was not read: 1"
    ]
