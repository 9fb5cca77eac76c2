"""Broken, hostile and odd input: a rejected row or one plain sentence, never an error of a library."""

import codecs
import gzip
import json
import random
import tracemalloc
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from topics.articles import files, read_articles

GOOD = '{"title": "Dam level falls", "text": "By two metres in a week, the water board said."}'
OTHER = '{"title": "Grain terminal opens", "text": "It loads forty thousand tonnes a day."}'


def rejected_of(path, **options):
    """Read a file that holds nothing good, beside one that does, and return what was rejected."""
    good = path.parent / "good.jsonl"
    good.write_text(GOOD)
    articles = read_articles([path, good], **options)
    assert articles["title"].tolist() == ["Dam level falls"]
    return articles.attrs["rejected"]


# What is no input at all


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        ("no/such/file.csv", FileNotFoundError, "no such file or folder exists"),
        ("no/such/*.csv", FileNotFoundError, "no file matches"),
        ([], ValueError, "Got an empty list"),
        ("", ValueError, "expected the name of a file"),
        ("a\0b", ValueError, "expected the name of a file"),
        ("x" * 300, ValueError, "cannot be opened"),
        ("LISBON: Crews returned to work.\n" * 5, ValueError, "Got a text of 160 characters but expected a path"),
        ("https://a.example/feed.json", ValueError, "download it first"),
        (None, ValueError, "Got an object of type NoneType"),
        (7, ValueError, "Got an object of type int"),
        (b"inbox", ValueError, "Got an object of type bytes"),
        (pd.DataFrame({"title": []}), ValueError, "the DataFrame has no rows"),
        ("/dev/null", ValueError, "a device or a pipe"),
    ],
)
def test_what_is_no_input_is_refused_in_one_sentence(source, error, message):
    with pytest.raises(error, match=message) as caught:
        read_articles(source)
    assert "\n" not in str(caught.value)


def test_an_empty_folder_is_refused(tmp_path):
    (tmp_path / ".hidden.txt").write_text("x")
    with pytest.raises(FileNotFoundError, match="holds no files"):
        read_articles(tmp_path)


def test_nothing_readable_says_how_much_was_rejected_and_why(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"title": ""}\n{broken\n')
    with pytest.raises(
        ValueError, match=r"Nothing .* 2 rejected: \w+/a.jsonl line 1: no text.*; \w+/a.jsonl line 2: broken JSON"
    ):
        read_articles(tmp_path)


# Files that are something else


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("photo.txt", b"\x89PNG\r\n\x1a\n\0\0", "a PNG image"),
        ("paper.txt", b"%PDF-1.7\nrest", "PDF file could not be read"),
        ("book.csv", b"PK\x03\x04rest", "the archive is damaged"),
        ("data.jsonl", bytes(range(256)), "binary data"),
        ("noise.txt", random.Random(0).randbytes(5000), "binary data"),
        ("fake.parquet", b"title,text\na,b\n", "not a readable parquet file"),
        ("cut.parquet", b"PAR1 and nothing more", "not a readable parquet file"),
        ("tape.xyz", b"plain text", "Got a .xyz file but expected one of "),
        ("empty.txt", b"", "the file is empty"),
        ("blank.txt", b" \n\n", "the file is empty"),
        ("empty.jsonl", b"", "the file is empty"),
        ("empty.json", b"", "the file is empty"),
        ("empty.csv", b"\n", "the file is empty"),
        ("empty.jsonl.gz", gzip.compress(b""), "the file is empty"),
        ("header.csv", b"title,text\n", "a header but no rows"),
        ("array.json", b"[]", "the array is empty"),
        ("number.json", b"7", "Got a number but expected a JSON object"),
        ("two.json", b'{"a": [{"x": 1}], "b": [{"x": 1}]}', "the arrays a, b"),
    ],
)
def test_files_that_hold_no_articles_are_listed(tmp_path, name, data, reason):
    (tmp_path / name).write_bytes(data)

    [entry] = rejected_of(tmp_path / name)

    assert entry["file"] == name
    assert reason in entry["reason"]


def test_a_parquet_table_without_rows_is_listed(tmp_path):
    pd.DataFrame({"title": pd.Series([], dtype=str)}).to_parquet(tmp_path / "a.parquet")

    assert "a header but no rows" in rejected_of(tmp_path / "a.parquet")[0]["reason"]


@pytest.mark.parametrize("name", ["secret.txt", "secret.jsonl", "secret.json", "secret.csv", "secret.parquet"])
def test_a_file_that_may_not_be_read_is_listed(tmp_path, monkeypatch, name):
    (tmp_path / name).write_text("x")
    whole = Path.open

    def refuse(path, *arguments, **options):
        if path.name == name:
            raise PermissionError(13, "Permission denied")
        return whole(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)

    assert "Permission denied" in rejected_of(tmp_path / name)[0]["reason"]


pieces = st.sampled_from(
    [b'{"title": "', b'"text": ', b"[", b"]", b"{", b"}", b'"', b",", b";", b"\t", b"\n", b"\r", b"title", b"date",
     b"\xff", b"\xc3\xa9", b"\xed\xa0\x80", b"1e999", b"9" * 30, b"null", b"NaN", b"\\ud800", b"LISBON: ", b"PAR1",
     b"\x1f\x8b\x08"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.one_of(pieces, st.binary(max_size=8)), max_size=30).map(b"".join),
    st.sampled_from(
        [".txt", ".jsonl", ".json", ".csv", ".tsv", ".parquet", ".csv.gz", ".html", ".xml", ".mhtml", ".opml", ".warc"]
    ),
    st.booleans(),
)
def test_no_bytes_at_all_raise_anything_but_a_plain_sentence(tmp_path, data, suffix, packed):
    (tmp_path / f"a{suffix}").write_bytes(gzip.compress(data) if packed else data)
    try:
        articles = read_articles(tmp_path / f"a{suffix}")
    except ValueError as error:
        assert str(error).startswith("Nothing could be read")
    else:
        assert len(articles) > 0


# Size


def test_a_line_beyond_the_limit_is_rejected_in_little_memory(tmp_path):
    with (tmp_path / "a.jsonl").open("w") as stream:
        stream.write(GOOD + '\n{"title": "Endless", "text": "')
        for _ in range(300):
            stream.write("x" * 1_000_000)
        stream.write('"}\n' + OTHER + "\n")

    tracemalloc.start()
    articles = read_articles(tmp_path / "a.jsonl")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    [entry] = articles.attrs["rejected"]
    assert len(articles) == 2
    assert (entry["line"], entry["reason"]) == (2, "the line is longer than 20,000,000 characters")
    assert entry["text"].startswith('{"title": "Endless"') and len(entry["text"]) <= 200
    assert peak < 150_000_000


def test_limits_hold_for_every_format(tmp_path, monkeypatch):
    for module in ("files", "table", "csv_rows"):
        monkeypatch.setattr(f"topics.articles.{module}.MAX_LINE_CHARS", 100)
    long = {"title": "Endless", "text": "x" * 101}
    pd.DataFrame([long]).to_parquet(tmp_path / "a.parquet")
    (tmp_path / "b.json").write_text(json.dumps([long]))
    (tmp_path / "c.csv").write_text(f"title,text\nEndless,{'x' * 101}\n")
    (tmp_path / "d.txt").write_text("x" * 101)

    for path in sorted(tmp_path.iterdir()):
        assert "longer than 100 characters" in rejected_of(path)[0]["reason"]


def test_a_document_beyond_the_limit_is_rejected(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_DOCUMENT_BYTES", 200)
    monkeypatch.setattr("topics.articles.dump_rows.MAX_DOCUMENT_BYTES", 200)
    (tmp_path / "a.txt").write_text("one line of a dump\n" * 20)
    (tmp_path / "b.json").write_text(json.dumps([json.loads(GOOD)] * 5))

    for name in ("a.txt", "b.json"):
        assert "holds more than 200" in rejected_of(tmp_path / name)[0]["reason"]


# Gzip


def test_rows_before_the_end_of_a_truncated_gzip_file_are_kept(tmp_path):
    lines = [json.dumps({"title": f"Report {i}", "text": str(random.Random(i).random())}) for i in range(2000)]
    packed = gzip.compress("\n".join(lines).encode())
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])

    articles = read_articles(tmp_path / "a.jsonl.gz")

    assert 500 < len(articles) < 1500
    assert [entry["line"] for entry in articles.attrs["rejected"]] == [len(articles) + 1]
    assert "cut off here" in articles.attrs["rejected"][0]["reason"]


def test_damage_inside_a_gzip_file_is_reported(tmp_path):
    packed = bytearray(gzip.compress(random.Random(0).randbytes(20_000).hex().encode()))
    packed[6000:6100] = bytes(100)
    (tmp_path / "a.jsonl.gz").write_bytes(packed)

    assert "gzip" in rejected_of(tmp_path / "a.jsonl.gz")[-1]["reason"]


def test_a_gzip_bomb_is_stopped(tmp_path):
    bomb = gzip.compress(GOOD.encode() + b"\n" + b" " * 200_000_000, compresslevel=9)
    (tmp_path / "a.jsonl.gz").write_bytes(bomb)

    articles = read_articles(tmp_path / "a.jsonl.gz")

    assert len(articles) == 1
    assert "unpacks to more than" in articles.attrs["rejected"][0]["reason"]


def test_a_gzip_file_of_several_members_and_padding_is_read_whole(tmp_path):
    packed = gzip.compress(f"{GOOD}\n".encode()) + gzip.compress(f"{OTHER}\n".encode()) + bytes(512)
    (tmp_path / "a.jsonl.gz").write_bytes(packed)

    articles = read_articles(tmp_path / "a.jsonl.gz")

    assert len(articles) == 2 and articles.attrs["rejected"] == []


# JSON


def test_broken_lines_are_listed_with_their_number_and_beginning(tmp_path):
    lines = [GOOD, '{"title": "cut', "", "7", '["a"]', "not json", "1" * 5000, "[" * 100_000, OTHER]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))

    articles = read_articles(tmp_path / "a.jsonl")
    rejected = {entry["line"]: entry for entry in articles.attrs["rejected"]}

    assert len(articles) == 2
    assert list(rejected) == [2, 4, 5, 6, 7, 8]
    assert "broken JSON" in rejected[2]["reason"] and rejected[2]["text"] == '{"title": "cut'
    assert rejected[5]["reason"] == "Got an array but expected a JSON object with a title or a text"
    assert "nested too deeply" in rejected[8]["reason"]
    assert all(len(entry["text"]) <= 200 for entry in rejected.values())


@pytest.mark.parametrize("opening", ["[", '{"articles": ['])
def test_objects_before_the_damage_of_an_array_are_kept(tmp_path, opening):
    (tmp_path / "a.json").write_text(f'{opening}{GOOD}, {OTHER}, {{"title": "cut')

    articles = read_articles(tmp_path / "a.json")

    assert len(articles) == 2
    assert [entry["line"] for entry in articles.attrs["rejected"]] == [3]


# CSV


def test_ragged_rows_say_how_many_cells_they_have(tmp_path):
    (tmp_path / "a.csv").write_text("title,text\nDam falls,By two metres\nToo,many,cells\nfew\nOK,trailing commas,,\n")

    articles = read_articles(tmp_path / "a.csv")

    assert set(articles["title"]) == {"Dam falls", "OK"}
    assert [(entry["line"], entry["reason"], entry["text"]) for entry in articles.attrs["rejected"]] == [
        (3, "Got 3 cells but expected 2, as in the header", "Too,many,cells"),
        (4, "Got 1 cells but expected 2, as in the header", "few"),
    ]


def test_lines_are_counted_through_cells_of_several_lines(tmp_path):
    (tmp_path / "a.csv").write_text('title,text\nDam falls,"One.\n\nTwo."\nToo,many,cells\n')

    articles = read_articles(tmp_path / "a.csv")

    assert articles["body"].tolist() == ["One.\n\nTwo."]
    assert [entry["line"] for entry in articles.attrs["rejected"]] == [5]


def test_an_unclosed_quotation_mark_swallows_nothing_silently(tmp_path):
    (tmp_path / "a.csv").write_text('title,text\nDam falls,By two metres\nBroken,"never closed\nLost,row\n')

    articles = read_articles(tmp_path / "a.csv")

    assert articles["title"].tolist() == ["Dam falls"]
    assert articles.attrs["rejected"][0]["reason"] == (
        "a quotation mark in this row is never closed: lines 3 to 4 would be one row"
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_the_delimiter_is_found_whatever_the_suffix_says(tmp_path, delimiter, suffix):
    cells = [["Published", "Headline", "Text"], ["2026-02-26", '"Dam falls, again; how far"', "By two metres"]]
    path = tmp_path / f"a{suffix}"
    path.write_text("\n".join(delimiter.join(row) for row in cells) + "\n")

    assert read_articles(path)["title"].tolist() == ["Dam falls, again; how far"]


def test_of_two_columns_with_one_name_the_first_is_read(tmp_path):
    (tmp_path / "a.csv").write_text("title,text,title\nDam falls,By two metres,internal\n")

    articles = read_articles(tmp_path / "a.csv")

    assert articles["title"].tolist() == ["Dam falls"]
    assert articles.attrs["notes"][0]["note"] == "several columns are called 'title': the first of each was read"


def test_cells_longer_than_the_limit_of_the_csv_module_are_read(tmp_path):
    (tmp_path / "a.csv").write_text(f"title,text\nLong,{'word ' * 50_000}\n")

    assert len(read_articles(tmp_path / "a.csv")["body"][0]) == 249_999


# Encodings


def test_each_line_may_have_its_own_encoding(tmp_path):
    lines = [("Łódź opens a tram line", "utf-8"), ("Café fire in Köln", "cp1252"), ("Wasser für Málaga", "utf-8-sig")]
    data = b"\n".join(json.dumps({"title": title}, ensure_ascii=False).encode(name) for title, name in lines)
    (tmp_path / "a.jsonl").write_bytes(data)

    articles = read_articles(tmp_path / "a.jsonl")

    assert set(articles["title"]) == {title for title, _ in lines}
    assert articles.attrs["rejected"] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252"])
def test_a_table_in_an_older_encoding_is_read(tmp_path, encoding):
    text = "title,text\nCafé fire,Der Brand in der Küche war gegen Mitternacht gelöscht\n"
    mark = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    (tmp_path / "a.csv").write_bytes(mark + text.encode(encoding))

    body = read_articles(tmp_path / "a.csv")["body"][0]
    assert body == "Der Brand in der Küche war gegen Mitternacht gelöscht"


def test_lone_surrogates_and_control_characters_are_mended(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"title": "Dam \\ud83d falls\\u0000\\u0007", "text": "itâ€™s two metres"}')

    articles = read_articles(tmp_path / "a.jsonl")

    assert articles["title"].tolist() == ["Dam \ufffd falls"]
    assert articles["body"].tolist() == ["it’s two metres"]
    articles.to_parquet(tmp_path / "articles.parquet")
