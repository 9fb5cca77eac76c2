"""The registry: every line of it leads to a function, and no file is told to be two things."""

from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from topics.articles.formats import FORMATS, HERE, Format, find_format, read_items, root_name
from topics.articles.rows import Rejected


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.reader)
def test_every_reader_exists(form):
    module, function = form.reader.split(":")

    assert callable(getattr(import_module(HERE + module), function))


def test_a_suffix_stands_for_one_format():
    assert not [
        suffix for suffix, count in Counter(suffix for form in FORMATS for suffix in form.suffixes).items() if count > 1
    ]


def test_a_binary_format_is_known_by_its_content():
    assert all(form.known_by for form in FORMATS if form.binary)


@pytest.mark.parametrize(
    ("head", "root"),
    [
        (b"<rss version='2.0'>", "rss"),
        (b"\n <?xml version='1.0'?>\n<!-- made by <a program> -->\n<!DOCTYPE rss [<!ENTITY a '>'>]><rss>", "rss"),
        (b"<rdf:RDF xmlns:rdf='x'>", "rdf"),
        (b"<!DOCTYPE html PUBLIC '-//W3C//DTD'><HTML lang='en'>", "html"),
        (b"no markup", ""),
        (b"3 < 4", ""),
        (b"<!-- never closed", ""),
        (b"", ""),
    ],
)
def test_the_root_of_a_document_is_found_behind_what_stands_before_it(head, root):
    assert root_name(head) == root


def broken(path):
    raise KeyError("the library fell over\nwith a long story")
    yield


def missing(path):
    import no_such_library_at_all  # noqa: F401

    yield


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        (broken, "the rest of this odd file could not be read: KeyError: 'the library fell over"),
        (missing, "expected the library no_such_library_at_all to be installed; pip install -e '.[formats]'"),
    ],
)
def test_a_library_that_fails_or_is_missing_is_a_rejected_file(monkeypatch, reader, reason):
    from topics.articles import json_rows

    monkeypatch.setattr(json_rows, "odd", reader, raising=False)
    [item] = read_items(Format("odd", (".odd",), "json_rows:odd", extra="formats"), Path("a.odd"), {})

    assert isinstance(item, Rejected)
    assert reason in item.reason


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.txt", b"Ferry strike ends", "dump"),
        ("a.csv", b"<html>,b", "cells"),
        ("a.txt", b"<!doctype html><p>x", "web page"),
        ("a.xml", b"<html xmlns='x'><p>x</p></html>", "web page"),
        ("a.html", b"<rss></rss>", "feed"),
        ("a.json", b'{"version": "https://jsonfeed.org/version/1", "items": []}', "JSON feed"),
        ("a.txt", b"<opml></opml>", "list of feeds"),
        ("a.html", b"WARC/1.0\r\n", "web archive"),
        ("a.html", b"PAR1", "parquet"),
    ],
)
def test_content_that_is_plain_comes_before_the_suffix(tmp_path, name, data, form):
    (tmp_path / name).write_bytes(data)

    assert find_format(tmp_path / name).name == form
