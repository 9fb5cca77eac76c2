"""`topics read` shows what files hold and writes the articles; with --strict a doubt is an error."""

from __future__ import annotations

import json

import pytest

import topics as tp
from topics.cli import main

FERRY = {"title": "Ferry strike ends", "text": "Crews returned to work on Friday.", "date": "2026-02-26"}


@pytest.fixture
def clean(tmp_path):
    (tmp_path / "clean.jsonl").write_text(json.dumps(FERRY) + "\n")
    return tmp_path / "clean.jsonl"


@pytest.fixture
def doubtful(tmp_path):
    (tmp_path / "doubtful.jsonl").write_text(
        json.dumps(FERRY) + "\n" + json.dumps({**FERRY, "title": "B", "date": "soon"}) + "\n{\n"
    )
    return tmp_path / "doubtful.jsonl"


@pytest.mark.parametrize("name", ["articles.parquet", "new/articles.jsonl"])
def test_the_table_is_written_and_reads_back_as_the_same_articles(clean, tmp_path, name, capsys):
    assert main(["read", str(clean), "--to", str(tmp_path / name)]) == 0

    assert tp.read_articles(tmp_path / name)["id"].tolist() == tp.read_articles(clean)["id"].tolist()
    assert "Written to" in capsys.readouterr().err


def test_what_became_of_the_files_is_printed(doubtful, capsys):
    assert main(["read", str(doubtful)]) == 0

    out = capsys.readouterr().out
    assert out.startswith("2 articles from 1 file, 26 Feb 2026; 1 rejected; 1 in doubt")
    assert "doubtful.jsonl:3" in out and "broken JSON" in out and "Got the date 'soon'" in out


def test_strict_passes_what_is_clean(clean):
    assert main(["read", str(clean), "--strict"]) == 0


def test_strict_fails_on_a_doubt_and_writes_nothing(doubtful, tmp_path, capsys):
    target = tmp_path / "articles.parquet"

    assert main(["read", str(doubtful), "--strict", "--to", str(target)]) == 1

    assert not target.exists() and "Got 1 rejected and 1 in doubt but expected none" in capsys.readouterr().err


def test_json_tells_all(doubtful, capsys):
    assert main(["read", str(doubtful), "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["files"][0]["articles"] == 2 and told["files"][0]["first"].startswith("2026-02-26")
    assert [len(told[name]) for name in ("rejected", "doubts", "left_out")] == [1, 1, 0]


@pytest.mark.parametrize("target", ["articles.xlsx", "articles"])
def test_another_suffix_is_refused_before_anything_is_read(clean, target, capsys):
    assert main(["read", str(clean), "--to", target]) == 2

    assert "expected a file that ends in .parquet or .jsonl" in capsys.readouterr().err


def test_nothing_readable_is_one_sentence(tmp_path, capsys):
    (tmp_path / "a.jsonl").write_text("{\n")

    assert main(["read", str(tmp_path)]) == 2

    assert capsys.readouterr().err.startswith("topics: Nothing could be read, 1 rejected")
