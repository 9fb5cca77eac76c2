"""`topics edit`: every kind of edit from the terminal, and what there is to read of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from topics.cli import main
from topics.clustering.watchlist import Watchlist
from topics.commands.edit import conflicts_text
from topics.runs.example import example_run
from topics.runs.run import Run

WATCHLIST = {"topic": [{"name": "Sea"}, {"name": "Strikes", "phrases": ["walk out"]}]}


@pytest.fixture
def folder(tmp_path):
    run = example_run()
    return replace(run, manifest={**run.manifest, "watchlist": WATCHLIST}).save(tmp_path / "week 1")


@pytest.fixture
def call(capsys, folder):
    """Run `topics edit FOLDER ...`; return its exit code, what it printed, and what it said on stderr."""

    def called(*arguments):
        capsys.readouterr()
        code = main(["edit", str(folder), *map(str, arguments)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return called


STEPS = (
    (("rename", "Trams", "Tram strikes", "--by", "Ada"), "call 'Trams' 'Tram strikes'"),
    (("merge", "Ferries", "Tram strikes", "--name", "Public transport"), "one topic, 'Public transport'"),
    (("split", "a05", "a06", "--name", "Walkout"), "make 2 articles of 'Public transport' a topic, 'Walkout'"),
    (("move", "a07", "--to", "Walkout"), "put 1 article in 'Walkout'"),
    (("pin", "Walkout"), "keep 'Walkout' together, 3 articles"),
    (("ban", "Vineyards"), "never show 'Vineyards' as a topic, 2 articles"),
    (("accept", "a05", "a06", "--entry", "Strikes"), "2 articles about 'Strikes'"),
    (("reject", "a07", "--entry", "Strikes"), "1 article not about 'Strikes'"),
    (("undo",), "take back line 8, reject"),
    (("redo",), "make line 8 again, reject"),
    (("forget", "1"), "give up line 1, rename, for later runs"),
)


def test_every_kind_of_edit_is_one_line_more(call, folder):
    tables = {path: path.stat().st_mtime_ns for path in folder.glob("*.parquet")}
    for number, (step, done) in enumerate(STEPS, 1):
        code, out, err = call(*step)
        assert code == 0 and err == f"Line {number} of {folder / 'edits.jsonl'}: {err.split(': ', 1)[1]}"
        assert done in err
        assert out.startswith("12 articles") or (step[0] in ("pin", "accept", "reject", "forget") and not out)
    assert {path: path.stat().st_mtime_ns for path in folder.glob("*.parquet")} == tables
    assert set(Run.load(folder).topics["name"]) == {
        *("Transport", "Farming", "Public transport", "Walkout", "Olive harvest")
    }


def test_list_shows_every_edit_and_whether_it_stands(call):
    assert call("list")[1] == "Nobody has edited this run.\n"
    for step, _ in STEPS:
        call(*step)
    lines = call("list")[1].splitlines()
    assert len(lines) == len(STEPS)
    assert lines[0].startswith(" 1" if lines[0][0] == " " else "1 ") and "Ada" in lines[0]
    assert lines[0].endswith("call 'Trams' 'Tram strikes'  (not made in later runs)")
    assert lines[7].endswith("1 article not about 'Strikes'")


def test_a_page_that_showed_the_old_names_goes_and_that_is_said(call, folder):
    (folder / "report.html").write_text("old")
    _, _, err = call("rename", "Trams", "T")
    assert f"report.html showed the run before this edit and is gone; `topics report '{folder}'` writes it anew." in err
    assert not (folder / "report.html").exists()


def test_save_writes_the_tables_anew(call, folder):
    import pyarrow.parquet as pq

    call("rename", "Trams", "T")
    assert "T" not in pq.read_table(folder / "topics.parquet")["name"].to_pylist()
    code, out, _ = call("save")
    assert code == 0 and out.strip() == str(folder)
    assert "T" in pq.read_table(folder / "topics.parquet")["name"].to_pylist()


def test_the_taught_watchlist_is_one_that_a_run_reads(call, tmp_path):
    call("accept", "a05", "--entry", "Strikes")
    call("reject", "a01", "--entry", "Sea")
    code, out, _ = call("watchlist")
    assert code == 0 and out.count("[[topic]]") == 2
    assert call("watchlist", "--out", tmp_path / "new" / "list.toml")[0] == 0
    sea, strikes = Watchlist.load(tmp_path / "new" / "list.toml").topics
    assert (len(sea.rejected), len(strikes.examples), strikes.phrases) == (1, 1, ("walk out",))
    code, _, err = call("watchlist", "--out", tmp_path / "new" / "list.toml")
    assert code == 2 and "which exists" in err


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (("pin", "Tram"), "did you mean 'Trams'"),
        (("accept", "a05", "--entry", "Strike"), "did you mean 'Strikes'"),
        (("redo",), "nothing to make again"),
        (("forget", "3"), "`topics edit RUN list` shows them"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(call, folder, step, words):
    code, out, err = call(*step)
    assert (code, out) == (2, "") and err.startswith("topics: Got ") and words in err and err.count("\n") == 1
    assert (folder / "edits.jsonl").read_bytes() == b""


@pytest.mark.filterwarnings("always::topics.runs.edits.log_file.TornLineWarning")
def test_a_torn_line_is_told_in_a_sentence_and_the_next_edit_takes_its_place(call, folder):
    call("rename", "Trams", "T")
    log = folder / "edits.jsonl"
    log.write_bytes(log.read_bytes()[:50])
    code, _, err = call("rename", "Trams", "Next")
    assert code == 0 and err.startswith("topics: Got a last line of edits.jsonl that is cut off after 50 bytes")
    assert Run.load(folder).history["what"].tolist() == ["call 'Trams' 'Next'"]


def test_conflicts_are_told_with_commands_that_can_be_copied(folder):
    problems = [
        {"line": 1, "op": "rename", "at": "", "applied": False, "sentence": "'A \x1b[31m' fell apart.", "proposal": p}
        for p in ["If 'B' is meant: `topics edit RUN rename t1 'topics edit RUN'`."]
    ]
    run = Run.load(folder).rename("Trams", "T")
    text = conflicts_text(replace(run, manifest={**run.manifest, "edit_problems": problems}), folder)
    assert text.splitlines() == [
        "1 edit of the earlier run could not be made again, or only in part; later runs try again:",
        "  line 1, rename: 'A [31m' fell apart.",
        f"    If 'B' is meant: `topics edit '{folder}' rename t1 'topics edit RUN'`.",
        f"`topics edit '{folder}' forget LINE` gives one up.",
    ]
