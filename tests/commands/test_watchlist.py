"""`topics watchlist` shows what a list would find and why, and writes the list to start from; it makes no run."""

from __future__ import annotations

import json
import tomllib

import pytest

import topics as tp
from topics.cli import main
from topics.commands.watchlist import given_watchlist

LIST = """
[[topic]]
name = "Interest rates"
description = "Central banks raise, cut or hold interest rates."
phrases = ["central bank", "interest rate", "rate cut"]
examples = ["The bank held its rate at four percent."]

[[topic]]
name = "Beekeeping"
phrases = ["beehive", "honey harvest"]
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "sample.jsonl"
    tp.sample_articles().query("topic in ['Central banks', 'Football']").drop(columns=["topic", "event"]).to_json(
        path, orient="records", lines=True, date_format="iso"
    )
    return path


@pytest.fixture
def watchlist(tmp_path):
    path = tmp_path / "watchlist.toml"
    path.write_text(LIST, "utf8")
    return path


def said(capsys, *arguments, code=0):
    assert main(["watchlist", *map(str, arguments)]) == code
    return capsys.readouterr()


def test_try_shows_what_matches_and_why(watchlist, sample, capsys):
    out = said(capsys, "try", watchlist, sample).out

    assert out.startswith("Interest rates: ") and "says “central bank”" in out
    assert "like the example “The bank held its rate at four percent.” (0." in out
    assert "Nothing for: Beekeeping" in out or "Beekeeping: 0 of " in out


def test_try_shows_as_many_as_asked_for(watchlist, sample, capsys):
    (rates, _) = json.loads(said(capsys, "try", watchlist, sample, "--limit", 2, "--json").out)

    assert len(rates["matches"]) == 2 < rates["n_matches"]


def test_try_finds_what_a_run_finds(watchlist, sample, capsys):
    entries = json.loads(said(capsys, "try", watchlist, sample, "--limit", 999, "--json").out)
    run = tp.analyse(tp.read_articles(sample), watchlist=tp.Watchlist.load(watchlist), progress=False)
    originals = run.articles[run.articles["copy_of"] == ""]
    for entry in entries:
        fitting = {row["id"] for row in entry["matches"]}
        assert fitting == set(originals["id"][[entry["name"] in names for names in originals["watchlist"]]])
        assert all(row["score"] < entry["needed"] for row in entry["near_misses"])


def test_starter_is_printed_or_written_once(tmp_path, capsys):
    printed = said(capsys, "starter").out
    said(capsys, "starter", "--out", tmp_path / "new" / "list.toml")

    assert (tmp_path / "new" / "list.toml").read_text("utf8") == printed
    assert tp.Watchlist.from_dict(tomllib.loads(printed)) == tp.Watchlist.starter()
    complaint = said(capsys, "starter", "--out", tmp_path / "new" / "list.toml", code=2).err
    assert "list.toml', which exists, but expected a new file; give another name" in complaint


def test_the_word_starter_stands_for_the_list_of_the_package(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert given_watchlist("starter") == tp.Watchlist.starter()

    (tmp_path / "starter").write_text(LIST, "utf8")
    assert given_watchlist("starter").names == ["Interest rates", "Beekeeping"]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["nowhere.toml", "."], "topics: Got watch-list 'nowhere.toml' but there is no such file."),
        (["starter", "nowhere.csv"], "nowhere.csv"),
        (["starter", ".", "--limit", "0"], "topics: Got --limit 0 but expected 1 or more."),
        (["empty.toml", "."], "Got the watch-list 'empty.toml' without an entry but expected one at least."),
    ],
)
def test_bad_use_is_answered_with_one_sentence(options, complaint, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.toml").write_text("topic = []\n", "utf8")
    err = said(capsys, "try", *options, code=2).err

    assert complaint in err and "Traceback" not in err


def test_what_an_article_says_reaches_the_terminal_as_plain_text(tmp_path, watchlist, capsys):
    row = {"title": "Central bank\x1b[31m cuts interest rate", "body": "The central bank cut its interest rate again."}
    (tmp_path / "hostile.jsonl").write_text(json.dumps(row), "utf8")
    out = said(capsys, "try", watchlist, tmp_path / "hostile.jsonl").out

    assert "cuts interest rate" in out and "\x1b" not in out


def test_a_run_takes_the_starter_list_by_its_name(sample, tmp_path):
    assert main(["run", str(sample), "--out", str(tmp_path / "run"), "--watchlist", "starter"]) == 0

    run = tp.Run.load(tmp_path / "run")
    tagged = {name for names in run.articles["watchlist"] for name in names}
    assert {"Central banks", "Football"} <= tagged
    assert set(run.topics["name"]) & {"Central banks", "Football"} == set(run.topics["watchlist"]) - {""}
