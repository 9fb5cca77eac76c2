"""Every command of `topics` on small real input: what it prints and writes, how it ends, what it says of bad use."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import topics as tp
from topics.cli import main

N_ARTICLES = 42  # of the sample, in the order of their days
TABLES = ["articles.parquet", "topics.parquet", "events.parquet"]
RUN_FILES = [*TABLES, "vectors.npy", "edits.jsonl", "rejected.jsonl", "config.toml", "manifest.json"]


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """The sample corpus as `topics sample` writes it, gold labels included."""
    path = tmp_path_factory.mktemp("sample") / "sample.jsonl"
    assert main(["sample", "--out", str(path)]) == 0
    return path


@pytest.fixture(scope="session")
def part(sample):
    """Its first articles."""
    path = sample.with_name("part.jsonl")
    path.write_text("".join(sample.read_text("utf8").splitlines(keepends=True)[:N_ARTICLES]), "utf8")
    return path


@pytest.fixture(scope="session")
def made(part):
    """A run of them: made once, never changed."""
    folder = part.with_name("run")
    assert main(["run", str(part), "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def folder(made, tmp_path):
    """A copy of the run that a test may change."""
    return Path(shutil.copytree(made, tmp_path / "run"))


@pytest.fixture
def call(capsys):
    """Run one command; return its exit code, what it printed, and what it said on stderr."""

    def called(*arguments):
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return called


def refused(answer, *words, code=2):
    """Whether a command ended in one plain sentence on stderr that holds the words."""
    got, out, err = answer
    lines = [line for line in err.splitlines() if line.startswith("topics: ")]
    assert got == code and "Traceback" not in err and len(lines) == 1 and err.rstrip().endswith(lines[0]), err
    assert [word for word in words if word not in lines[0]] == []
    return True


# ---- the commands


def test_run_prints_the_topics_and_writes_the_folder(call, part, tmp_path):
    code, out, err = call("run", part, "--out", tmp_path / "run", "--page", "--seed", "3")
    assert code == 0
    assert out.startswith(f"{N_ARTICLES} articles (") and "•" in out
    assert f"{N_ARTICLES} articles read" in err and "Written to" in err
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == sorted([*RUN_FILES, "report.html"])
    assert tp.Run.load(tmp_path / "run").config == tp.Config(seed=3)


def test_run_takes_settings_and_an_earlier_run(call, part, made, folder, tmp_path):
    assert call("edit", folder, "rename", tp.Run.load(folder).topics["id"].iloc[0], "Told by hand")[0] == 0
    (tmp_path / "settings.toml").write_text("n_layers = 1\nseed = 5\n", "utf8")
    settings = ["--config", tmp_path / "settings.toml", "--seed", "6"]
    code, out, _ = call("run", part, "--out", tmp_path / "next", "--previous", folder, *settings)
    run = tp.Run.load(tmp_path / "next")
    assert code == 0 and (run.config.n_layers, run.config.seed, run.n_layers) == (1, 6, 1)
    assert "Told by hand" in out
    assert set(run.events["id"]) == set(tp.Run.load(made).events["id"])


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet", "xlsx", "ttl", "graphml", "html"])
def test_export_writes_every_format(call, made, tmp_path, suffix):
    code, out, _ = call("export", made, "--to", tmp_path / "new" / f"labels.{suffix}")
    assert code == 0 and out.strip() == str(tmp_path / "new" / f"labels.{suffix}")
    assert (tmp_path / "new" / f"labels.{suffix}").stat().st_size > 1_000


@pytest.mark.parametrize("what", ["articles", "topics", "events"])
def test_export_writes_the_table_asked_for(call, made, tmp_path, what):
    assert call("export", made, "--to", tmp_path / "table.csv", "--what", what)[0] == 0
    table = getattr(tp.Run.load(made), what)
    assert pd.read_csv(tmp_path / "table.csv", dtype=str)["id"].tolist() == table["id"].tolist()


def test_assign_places_known_and_new_articles(call, made, sample, tmp_path):
    rows = sample.read_text("utf8").splitlines(keepends=True)
    chosen = [*rows[:3], *rows[N_ARTICLES : N_ARTICLES + 3], '{"title": ""}\n']
    (tmp_path / "new.jsonl").write_text("".join(chosen), "utf8")
    code, _, err = call("assign", made, tmp_path / "new.jsonl", "--to", tmp_path / "placed.csv")
    placed = pd.read_csv(tmp_path / "placed.csv", dtype=str, keep_default_na=False).set_index("id")
    known = tp.Run.load(made).articles.set_index("id")
    both = placed.index.intersection(known.index)
    assert code == 0 and len(placed) == 6 and "of 6 articles placed" in err
    assert "1 row rejected (`topics read` lists them), such as:\n  new.jsonl:7: no text" in err
    assert len(both) == 3
    assert placed.loc[both, ["topic", "event"]].equals(
        known.loc[both, ["topic", "event"]].astype(placed["topic"].dtype)
    )


def test_inputs_may_stand_behind_the_options(call, made, sample, part, tmp_path):
    rows = sample.read_text("utf8").splitlines(keepends=True)
    (tmp_path / "new.jsonl").write_text("".join(rows[N_ARTICLES : N_ARTICLES + 2]), "utf8")
    assert call("update", made, "--out", tmp_path / "next", tmp_path / "new.jsonl")[0] == 0
    assert call("assign", made, part, "--to", tmp_path / "placed.csv", tmp_path / "new.jsonl")[0] == 0
    assert len(pd.read_csv(tmp_path / "placed.csv")) == len(tp.Run.load(tmp_path / "next").articles) == N_ARTICLES + 2


@pytest.mark.parametrize(
    "words", [["export", "RUN", "FILE", "--to", "a.csv"], ["run", "a.csv", "--out", "R", "--sede", "3"]]
)
def test_what_no_command_knows_is_refused(words):
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2


def test_update_adds_articles_and_keeps_identities(call, made, sample, tmp_path):
    rows = sample.read_text("utf8").splitlines(keepends=True)
    (tmp_path / "new.jsonl").write_text("".join(rows[: N_ARTICLES + 4]), "utf8")
    code, out, err = call("update", made, tmp_path / "new.jsonl", "--out", tmp_path / "next", "--page")
    old, new = tp.Run.load(made), tp.Run.load(tmp_path / "next")
    assert code == 0 and "4 articles added" in err and out.startswith(f"{N_ARTICLES + 4} articles")
    assert set(old.articles["id"]) < set(new.articles["id"])
    assert len(set(old.events["id"]) & set(new.events["id"])) > len(old.events) / 2
    assert "What changed" in (tmp_path / "next" / "report.html").read_text("utf8")


def test_compare_tells_what_an_edit_changed(call, made, folder, tmp_path):
    assert call("edit", folder, "rename", tp.Run.load(folder).topics["name"].iloc[0], "Told by hand")[0] == 0
    code, out, _ = call("compare", made, folder, "--to", tmp_path / "changes.csv")
    changes = pd.read_csv(tmp_path / "changes.csv", dtype=str)
    assert code == 0 and "renamed" in out and "Told by hand" in out
    assert changes["kind"].tolist().count("renamed") == 1 and set(changes["level"]) == {"topic", "event"}


def test_edits_follow_one_another_and_are_taken_back(call, folder):
    before = tp.Run.load(folder)
    finest = before.topics[~before.topics["id"].isin(before.topics["parent"])]
    siblings = finest[finest["layer"] == finest["layer"].max()].sort_values("n_articles", ascending=False)
    first, second = siblings["id"].iloc[0], siblings["id"].iloc[1]
    lone = before.articles[
        (before.articles["topic"] == first) & ~before.articles["id"].isin(before.articles["copy_of"])
    ]
    article = lone.loc[lone["copy_of"] == "", "id"].iloc[0]
    steps = [
        ("rename", first, "By hand"),
        ("move", article, "--to", second),
        ("split", article, "--name", "Alone"),
        ("merge", first, second, "--name", "Both"),
    ]
    for step in steps:
        code, out, err = call("edit", folder, *step)
        assert code == 0 and out.startswith(f"{N_ARTICLES} articles"), err
    after = tp.Run.load(folder)
    assert [line["op"] for line in after.edits] == ["rename", "move", "split", "merge"]
    assert {"Both", "Alone"} <= set(after.topics["name"])
    for _ in steps:
        assert call("edit", folder, "undo")[0] == 0
    again = tp.Run.load(folder)
    pd.testing.assert_frame_equal(again.topics, before.topics)
    pd.testing.assert_frame_equal(again.articles, before.articles)
    assert refused(call("edit", folder, "undo"), "nothing to undo")


def test_evaluate_scores_events_topics_and_copies(call, made, part):
    code, out, _ = call("evaluate", made, "--gold", part, "--json")
    scores = {row["what"]: row for row in json.loads(out)}
    assert code == 0 and {"event", "topic layer 0", "copy_of"} <= set(scores)
    assert scores["copy_of"]["bcubed_f1"] == 1 and scores["event"]["n"] == N_ARTICLES
    assert "bcubed_f1" in call("evaluate", made, "--gold", part)[1]


def test_verify_agrees_with_an_honest_run_and_not_with_another(call, made, folder):
    code, out, _ = call("verify", made)
    assert code == 0 and "every table is the same" in out
    articles = pd.read_parquet(folder / "articles.parquet")
    articles["event"] = articles["event"].iloc[::-1].to_numpy()
    articles.to_parquet(folder / "articles.parquet")
    code, out, _ = call("verify", folder)
    assert code == 1 and "articles.event" in out


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_sample_writes_what_run_reads(call, tmp_path, suffix):
    code, out, _ = call("sample", "--out", tmp_path / f"sample.{suffix}")
    assert code == 0 and out.strip() == str(tmp_path / f"sample.{suffix}")
    assert tp.read_articles(tmp_path)["id"].tolist() == tp.sample_articles()["id"].tolist()


def test_report_writes_the_page_into_the_run_or_elsewhere(call, folder, tmp_path):
    assert call("report", folder)[0] == 0
    assert call("report", folder, "--to", tmp_path / "page.html")[0] == 0
    assert (folder / "report.html").read_bytes() == (tmp_path / "page.html").read_bytes()


def test_rows_that_are_not_used_are_said_and_listed(call, tmp_path):
    (tmp_path / "two.csv").write_text("title,body\nA ferry ran aground off Porto,Nobody was hurt.\n,\n", "utf8")
    code, out, err = call("run", tmp_path / "two.csv", "--out", tmp_path / "run")
    assert code == 0 and out.startswith("1 article,") and "1 row rejected" in err and "two.csv:3" in err
    assert len((tmp_path / "run" / "rejected.jsonl").read_text("utf8").splitlines()) == 1


# ---- bad use: one sentence with what was got, what was expected, and the cure


def test_missing_input(call, tmp_path):
    assert refused(call("run", tmp_path / "nowhere.csv", "--out", tmp_path / "run"), "nowhere.csv")
    assert not (tmp_path / "run").exists()


def test_an_empty_input(call, tmp_path):
    (tmp_path / "empty.csv").write_text("", "utf8")
    assert refused(call("run", tmp_path / "empty.csv", "--out", tmp_path / "run"), "empty.csv")


def test_an_unknown_setting_is_answered_with_the_one_meant(call, part, tmp_path):
    (tmp_path / "settings.toml").write_text("n_neighbours = 10\n", "utf8")
    answer = call("run", part, "--out", tmp_path / "run", "--config", tmp_path / "settings.toml")
    assert refused(answer, "'n_neighbours'", "did you mean 'n_neighbors'?")


@pytest.mark.parametrize(
    ("text", "words"), [("seed = -1", "seed=-1"), ("seed = true", "seed=True"), ("seed = ", "expected TOML")]
)
def test_a_bad_setting(call, part, tmp_path, text, words):
    (tmp_path / "settings.toml").write_text(text, "utf8")
    answer = call("run", part, "--out", tmp_path / "run", "--config", tmp_path / "settings.toml")
    assert refused(answer, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[topic]]\nname = "Ferries"\nphrase = ["ferry"]', "did you mean 'phrases'?"),
        ('[[topic]]\nphrases = ["ferry"]', "without a name"),
        ('[[topic]]\nname = "Ferries"\nphrases = "ferry"', "phrases='ferry'"),
        ('[[topik]]\nname = "Ferries"', "topik"),
    ],
)
def test_a_bad_watchlist(call, part, tmp_path, text, words):
    (tmp_path / "watchlist.toml").write_text(text, "utf8")
    answer = call("run", part, "--out", tmp_path / "run", "--watchlist", tmp_path / "watchlist.toml")
    assert refused(answer, words)


def test_out_that_holds_something_else_is_left_alone(call, part, tmp_path):
    (tmp_path / "letters.txt").write_text("mine", "utf8")
    assert refused(call("run", part, "--out", tmp_path), str(tmp_path), "another folder")
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_an_unknown_topic_or_article(call, folder):
    assert refused(call("edit", folder, "rename", "Zeppelins", "Airships"), "Zeppelins")
    assert refused(call("edit", folder, "move", "0123456789abcdef", "--to", "Zeppelins"), "0123456789abcdef")
    assert (folder / "edits.jsonl").read_text("utf8") == ""


def test_an_unknown_suffix(call, made, tmp_path):
    assert refused(call("export", made, "--to", tmp_path / "labels.doc"), "'.doc'", ".xlsx")
    assert refused(call("sample", "--out", tmp_path / "sample.doc"), "sample.doc", ".jsonl")
    assert list(tmp_path.iterdir()) == []


def test_no_run_at_all(call, tmp_path):
    assert refused(call("report", tmp_path / "nowhere"), "nowhere", "topics run")
    assert refused(call("export", tmp_path, "--to", tmp_path / "a.csv"), "expected a run folder", "articles.parquet")


@pytest.mark.parametrize("name", [*TABLES, "vectors.npy", "edits.jsonl", "manifest.json", "config.toml"])
def test_a_damaged_run_names_the_file(call, folder, name):
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(b"{\n" + content[: len(content) // 2])
    assert refused(call("report", folder), name)


def test_gold_that_fits_no_article(call, made, tmp_path):
    (tmp_path / "gold.csv").write_text("id,event\nnobody,e1\n", "utf8")
    assert refused(call("evaluate", made, "--gold", tmp_path / "gold.csv"), "none matches")


def test_a_failure_that_is_nobodys_bad_use(call, made, tmp_path):
    (tmp_path / "file").write_text("", "utf8")
    assert refused(call("export", made, "--to", tmp_path / "file" / "labels.csv"), "file", code=1)


def test_debug_shows_the_traceback(part, tmp_path):
    with pytest.raises(FileNotFoundError):
        main(["run", str(tmp_path / "nowhere"), "--out", str(tmp_path / "run"), "--debug"])


@pytest.mark.parametrize("arguments", [[], ["rum"], ["run"], ["edit", "run"], ["export", "run"]])
def test_a_command_line_that_is_none(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2 and "usage: topics" in capsys.readouterr().err


# ---- the start


def test_help_answers_without_loading_anything_heavy():
    asked = (
        "import sys; from topics.cli import main\ntry: main(['--help'])\nexcept SystemExit: print(sorted(sys.modules))"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    loaded = done.stdout.splitlines()[-1]
    assert [name for name in ("numpy", "pandas", "torch", "pyarrow", "sklearn", "tqdm") if f"'{name}'" in loaded] == []
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.4


def test_help_names_every_command():
    done = subprocess.run([sys.executable, "-m", "topics", "--help"], capture_output=True, text=True, check=True)
    commands = ["run", "export", "assign", "update", "compare", "edit", "evaluate", "verify", "sample", "watchlist"]
    assert [name for name in [*commands, "report"] if not re.search(rf"^    {name}\b", done.stdout, re.MULTILINE)] == []


def test_python_dash_m_hands_the_exit_code_on(tmp_path):
    missing = [sys.executable, "-m", "topics", "report", str(tmp_path / "nowhere")]
    done = subprocess.run(missing, capture_output=True, text=True, env={**os.environ, "PYTHONWARNINGS": "error"})
    assert done.returncode == 2 and done.stderr.startswith("topics: Got run ") and done.stdout == ""


def test_the_readme_names_every_command_and_no_other(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    known = re.findall(r"^    (\w+)\b", capsys.readouterr().out, re.MULTILINE)
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf8")
    assert re.findall(r"^\| `topics (\w+)", readme, re.MULTILINE) == known
