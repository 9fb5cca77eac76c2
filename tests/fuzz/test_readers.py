"""Invented and damaged files on every reader, by chance and for some seconds; `test_guided.py` tries them by their structure.

Whatever bytes a file holds, it is read or refused by a ValueError with one sentence; every row of a table is an article or
rejected; and what is twice as long takes about twice as long.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from topics.articles import read_articles
from topics.articles.formats import FORMATS
from topics.articles.sample import write_sample
from topics.runs.example import example_run
from topics.runs.run import Run

SECONDS = float(os.environ.get("FUZZ_SECONDS", "4"))  # of each test
SLOW = 20.0  # seconds that no file of a few kilobytes may take
SUFFIXES = sorted({suffix for form in FORMATS for suffix in form.suffixes})
PIECES = [
    *(b"title,text,date\n", b'{"title": "', b'"text": "', b"[", b"]", b"{", b"}", b'"', b",", b";", b"\t", b"\n", b"\r\n"),
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x1f\x8b", b"PK\x03\x04", b"PAR1", b"%PDF-1.7\n"),
    *(b"<html><body><p>", b"</p>", b"<item><title>", b"<rss><channel>", b"<!ENTITY a 'b'>", b"&a;", b"&#0;", b"]]>"),
    *(b"<![CDATA[", b"{\\rtf1 ", b"LISBON: "),
    *(b"From a@b Mon Jan  1 00:00:00 2026\n", b"Subject: =?utf-8?q?=ff?=\n\n", b"WARC/1.0\r\n", b"Document 1 of 9\n"),
    *(b"26 February 2026", b"9" * 400, b"1e999", b"NaN", b"\\ud800", "‮​é日本".encode(), b" " * 300, b"a" * 3000),
]  # fmt: skip


def seeds(folder: Path) -> dict[str, bytes]:
    """A small good file of each kind that can be written here."""
    for suffix in ("jsonl", "csv", "parquet"):
        write_sample(folder / f"sample.{suffix}")
    lines = (folder / "sample.jsonl").read_bytes().splitlines(keepends=True)[:6]
    rows = [json.loads(line) for line in lines]
    text = "\n\n".join(f"{row['title']}\n\n{row['body']}" for row in rows)
    items = "".join(f"<item><title>{n}</title><description>A ferry ran aground.</description></item>" for n in range(4))
    made = {".jsonl": b"".join(lines), ".json": json.dumps(rows).encode(), ".txt": text.encode()}
    made[".csv"] = b"\n".join((folder / "sample.csv").read_bytes().split(b"\n")[:8])
    made |= {".csv.gz": gzip.compress(made[".csv"]), ".parquet": (folder / "sample.parquet").read_bytes()}
    made |= {".html": f"<html><title>Dam falls</title><body><article><p>{text}</p></article>".encode()}
    return made | {".xml": f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Flip, cut, repeat and insert, some times."""
    for _ in range(chance.choice((1, 2, 5))):
        at, end = sorted(chance.randrange(len(data) + 1) for _ in "ab")
        kind = chance.randrange(5)
        if kind == 0 and data:
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + data[min(end, at + 400) :]
        elif kind == 2:
            data = data[:at] + data[at : min(end, at + 200)] * chance.choice((2, 9)) + data[at:]
        elif kind == 3:
            data = data[:at]
        else:
            data = data[:at] + chance.choice(PIECES) + data[at:]
    return data


def invented(chance: random.Random) -> bytes:
    return b"".join(
        chance.choice(PIECES) if chance.random() < 0.8 else chance.randbytes(5) for _ in range(chance.randrange(40))
    )


def tried(path: Path, read: Callable[[Path], object], faults: Counter[str]) -> None:
    """Read a file and note what is neither an answer nor a sentence, and keep the file beside."""
    start, fault = time.monotonic(), ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read(path)
    except (ValueError, FileNotFoundError) as error:
        if "\n" in str(error) or not re.match(r"(Got|Nothing could be read, [1-9]\d*) .*\w", str(error)):
            fault = f"no sentence: {str(error)[:200]!r}"
    except Exception as error:  # the very thing that is looked for
        fault = f"{type(error).__name__}: {str(error)[:200]}"
    if time.monotonic() - start > SLOW:
        fault = f"{time.monotonic() - start:.0f} seconds"
    if fault:
        faults[f"{path.suffix} {fault}"] += 1
        (path.parent / f"fault{len(faults)}{path.suffix}").write_bytes(path.read_bytes() if path.is_file() else b"")


@pytest.mark.parametrize("way", ["damaged", "invented"])
def test_no_file_raises_anything_but_a_sentence(tmp_path, way):
    (tmp_path / "seeds").mkdir()
    made, faults, tries = seeds(tmp_path / "seeds"), Counter(), 0
    chance, until = random.Random(int(os.environ.get("FUZZ_SEED", "0"))), time.monotonic() + SECONDS
    while time.monotonic() < until:
        suffix = chance.choice(list(made) if way == "damaged" else SUFFIXES)
        path = tmp_path / f"a{suffix}"
        path.write_bytes(damaged(made[suffix], chance) if way == "damaged" else invented(chance))
        tried(path, read_articles, faults)
        path.unlink()
        tries += 1
    sys.stdout.write(f"{way}: {tries} files tried" + "\n")
    assert dict(faults) == {}, tmp_path


def test_no_damaged_run_raises_anything_but_a_sentence(tmp_path):
    example_run().rename("Trams", "T").merge(["Ferries", "T"], "Both").save(tmp_path / "week")
    good = {path: path.read_bytes() for path in sorted((tmp_path / "week").iterdir())}
    chance, until, faults, tries = random.Random(1), time.monotonic() + SECONDS, Counter(), 0
    while time.monotonic() < until:
        path = chance.choice(list(good))
        path.write_bytes(damaged(good[path], chance))
        tried(path, lambda path: repr(Run.load(path.parent).undo().history), faults)
        path.write_bytes(good[path])
        tries += 1
    sys.stdout.write(f"runs: {tries} folders tried" + "\n")
    assert dict(faults) == {}, tmp_path


def test_every_row_of_a_table_is_an_article_or_rejected(tmp_path):
    chance, until, tries = random.Random(2), time.monotonic() + SECONDS, 0
    words = [
        "Dam level falls",
        "",
        "By two metres in a week.",
        "=1",
        '"',
        "a,b",
        "é\u202e",
        "2026-02-26",
        "x" * 50,
        "\x07",
    ]
    while time.monotonic() < until:
        rows = [
            [f"Report {n} {chance.choice(words)}", *(chance.choice(words) for _ in "ab")]
            for n in range(chance.randrange(1, 9))
        ]
        stream = io.StringIO(newline="")
        csv.writer(stream, lineterminator="\n").writerows([["title", "text", "note"], *rows])
        (tmp_path / "a.csv").write_text(stream.getvalue(), "utf8", newline="")
        articles = read_articles(tmp_path / "a.csv")
        assert len(articles) + len(articles.attrs["rejected"]) == len(rows), stream.getvalue()
        tries += 1
    sys.stdout.write(f"rows: {tries} tables tried" + "\n")


@pytest.mark.parametrize(
    "piece", [*PIECES[:1], b"<div>", b"<a href='", b"((((", b'{"a":', b"- ", b"\n\n", b"LISBON: A\n", b"1. "]
)
@pytest.mark.parametrize("suffix", [".txt", ".html", ".jsonl", ".csv"])
def test_what_is_longer_takes_no_longer_than_it_is(tmp_path, suffix, piece):
    def seconds(size: int) -> float:
        (tmp_path / f"a{suffix}").write_bytes(b"Dam level falls\n\n" + piece * (size // len(piece)))
        start = time.process_time()
        try:
            read_articles(tmp_path / f"a{suffix}")
        except ValueError:
            pass
        return time.process_time() - start

    seconds(1_000)  # loads what is loaded once
    short, long = seconds(20_000), seconds(160_000)
    assert long < 0.5 or long < 24 * short, f"{short:.2f} s for 20,000 bytes, {long:.2f} s for 160,000"


def test_a_web_archive_without_a_page_is_rejected_with_what_it_holds(tmp_path):
    """Found here: it was left out without a word."""
    (tmp_path / "a.warc").write_bytes(b"WARC/1.0\r\n\n")
    with pytest.raises(ValueError, match=r"1 rejected: .*a.warc: 1 records hold no page and were not read: None 1"):
        read_articles(tmp_path)
