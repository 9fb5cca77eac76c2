"""The fuzzer sees what it looks for: each way in which the promise can be broken is broken here once."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from . import cases
from .cases import Case, Fault, check_file
from .engine import Keeper, named

TABLE = Case({"a.csv": b"title,text\nDam falls,By two metres\nFerry strike,It ends\n"}, rows=2)


@pytest.fixture
def reading(monkeypatch):
    """Let something happen before each reading."""
    read = cases.read_articles

    def first(deed):
        monkeypatch.setattr(cases, "read_articles", lambda source: (deed(), read(source))[1])

    return first


def test_a_table_that_is_read_passes():
    check_file(TABLE)


def test_a_row_that_is_lost_is_seen():
    with pytest.raises(Fault, match="3 rows became 2 articles and 0 rejected"):
        check_file(Case(TABLE.files, rows=3))


def test_a_table_that_is_refused_whole_is_seen():
    with pytest.raises(Fault, match="2 rows were refused"):
        check_file(Case({"a.csv": b"a,b\n1,2\n3,4\n"}, rows=2))


def test_an_error_that_is_no_sentence_is_seen(reading):
    reading(lambda: int("x"))
    with pytest.raises(Fault, match="no sentence: .invalid literal"):
        check_file(Case(TABLE.files))


@pytest.mark.parametrize(
    ("deed", "seen"),
    [
        (lambda: Path(tempfile.gettempdir(), "..", "..", "topics-fuzz-deed").write_text(""), "outside: open"),
        (lambda: Path(tempfile.gettempdir(), "left").write_text(""), r"left behind: \['left'\]"),
        (lambda: subprocess.run([sys.executable, "-c", ""], check=True), "outside: subprocess.Popen"),
        (lambda: socket.getaddrinfo("localhost", 80), "outside: socket.getaddrinfo"),
        (lambda: sys.stderr.write("Dam falls"), "said something to the terminal"),
    ],
)
def test_what_reading_has_no_business_with_is_seen(reading, deed, seen):
    reading(deed)
    try:
        with pytest.raises(Fault, match=seen):
            check_file(TABLE)
    finally:
        Path(tempfile.gettempdir(), "topics-fuzz-deed").unlink(missing_ok=True)


def test_a_fault_of_the_package_that_is_told_as_one_of_the_file_is_seen(monkeypatch):
    """The reader of ninjs is made to fail on the way from its own lines; what it raises on purpose is no fault."""
    monkeypatch.setattr("topics.articles.ninjs.MAIN_ROLES", None)
    item = b'{"uri": "u", "versioncreated": "", "headline": "Dam falls", "bodies": [{"role": "main", "value": "x"}]}'
    with pytest.raises(Fault, match="covered up: TypeError") as fault:
        check_file(Case({"a.json": item}))
    assert named(fault.value)[1].startswith("ninjs.py:")


def test_the_smallest_input_of_a_finding_is_kept_with_its_traceback(tmp_path):
    keeper = Keeper("cells", tmp_path, float("inf"))

    def check(case):
        raise Fault("3 rows became 2")

    for text in (b"title\nDam\n", b"title\n", b"title\nFerry\n"):
        keeper.tell(Case({"a.csv": text}), check)
    [found] = (tmp_path / "found").iterdir()
    assert (found / "a.csv").read_bytes() == b"title\n" and "rows became" in (found / "why.txt").read_text()
