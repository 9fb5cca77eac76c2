"""A run and its folder: nothing lost, nothing overwritten that is no run, every damage named."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from topics.runs import folders, store
from topics.runs.config import Config
from topics.runs.edits import merge, rename
from topics.runs.run import Run

FILES = {
    *("articles.parquet", "topics.parquet", "events.parquet", "vectors.npy", "edits.jsonl", "rejected.jsonl"),
    *("config.toml", "manifest.json"),
}


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def full(run):
    """A run with something in every file."""
    rejected = [{"file": "in.csv", "line": 3, "reason": "no text", "text": '\u2028 "quoted"\n'}]
    edited = merge(rename(run, "Trams", "Straßenbahn 電車"), ["Ferries", "Vineyards"])
    manifest = {"seed": 3, "inputs": {"in.csv": "ab12"}, "name": "é"}
    return replace(edited, rejected=rejected, manifest=manifest, config=Config(seed=3, model='a "b"\\c'))


def test_save_load_save_gives_the_same_bytes(full, tmp_path):
    first = full.save(tmp_path / "a")
    loaded = Run.load(first)
    assert contents(loaded.save(tmp_path / "b")) == contents(first)
    assert set(contents(first)) == FILES


def test_a_loaded_run_is_the_run_that_was_saved(full, tmp_path):
    loaded = Run.load(full.save(tmp_path / "a"))
    for name in ("articles", "topics", "events"):
        pd.testing.assert_frame_equal(getattr(loaded, name), getattr(full, name))
    for name in ("config", "manifest", "edits", "rejected"):
        assert getattr(loaded, name) == getattr(full, name)
    assert loaded.vectors.dtype == np.float16
    np.testing.assert_array_equal(loaded.vectors, full.vectors)


def test_tables_are_read_by_pyarrow_alone(run, tmp_path):
    table = pq.read_table(run.save(tmp_path / "a") / "topics.parquet")
    assert table.column_names == list(run.topics.columns)
    assert table.schema.metadata == {b"edits": b"0"}  # how many lines of edits.jsonl it shows
    assert table.schema.field("first").type == pa.timestamp("us", tz="UTC")


def test_a_run_without_articles(build, tmp_path):
    nothing = build([], [])
    first = nothing.save(tmp_path / "a")
    assert len(Run.load(first).articles) == 0
    assert contents(Run.load(first).save(tmp_path / "b")) == contents(first)


def test_a_run_replaces_an_older_run_and_leaves_nothing_else(run, full, tmp_path):
    run.save(tmp_path / "a")
    (tmp_path / "a" / "page.html").write_text("of the old run")
    full.save(tmp_path / "a")
    assert set(contents(tmp_path / "a")) == FILES
    assert len(Run.load(tmp_path / "a").edits) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_an_empty_folder_is_taken_and_missing_ones_are_made(run, tmp_path):
    (tmp_path / "empty").mkdir()
    run.save(tmp_path / "empty")
    assert Run.load(run.save(tmp_path / "x" / "y" / "z")).n_layers == 2


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_is_no_run_is_never_overwritten(run, tmp_path, kind):
    target = tmp_path / "out"
    if kind == "folder":
        target.mkdir()
        (target / "thesis.txt").write_text("precious")
    else:
        target.write_text("precious")
    with pytest.raises(
        ValueError, match=r"which holds something other than a run; give another folder, or empty it first\."
    ):
        run.save(target)
    assert (target / "thesis.txt" if kind == "folder" else target).read_text() == "precious"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(("room", "failing"), [(store, "log_text"), (folders, "_swap")])
def test_a_failed_save_leaves_the_old_run_whole(run, full, tmp_path, monkeypatch, room, failing):
    before = contents(run.save(tmp_path / "a"))

    def fails(*args):
        raise OSError("disk full")

    monkeypatch.setattr(room, failing, fails)
    with pytest.raises(OSError, match="disk full"):
        full.save(tmp_path / "a")
    assert contents(tmp_path / "a") == before
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no such folder; `topics run INPUT --out"):
        Run.load(tmp_path / "none")


@pytest.mark.parametrize(
    "name", ["articles.parquet", "topics.parquet", "events.parquet", "config.toml", "manifest.json"]
)
def test_a_missing_file_is_named(run, tmp_path, name):
    (run.save(tmp_path / "a") / name).unlink()
    with pytest.raises(ValueError, match=f"expected a run folder: {name} is missing"):
        Run.load(tmp_path / "a")


def test_a_run_may_lack_vectors_edits_and_rejected_rows(run, tmp_path):
    folder = run.save(tmp_path / "a")
    for name in ("vectors.npy", "edits.jsonl", "rejected.jsonl"):
        (folder / name).unlink()
    with pytest.warns(store.DamagedRunWarning) as said:
        loaded = Run.load(folder)
    assert [str(one.message).split(";")[0] for one in said] == [
        f"Got a run whose {name} is gone" for name in ("vectors.npy", "rejected.jsonl", "edits.jsonl")
    ]
    assert (loaded.vectors.shape, loaded.edits, loaded.rejected) == ((12, 0), [], [])
    assert rename(loaded, "Trams", "T").edits[0]["target"]["topics"][0]["members"] == ["a05", "a06", "a07"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("articles.parquet", b"PAR1 not really", "damaged or foreign table articles.parquet"),
        ("topics.parquet", b"", "damaged or foreign table topics.parquet"),
        ("vectors.npy", b"not an array", "damaged vectors.npy"),
        ("vectors.npy", b"", "damaged vectors.npy"),
        ("manifest.json", b"{", "damaged manifest.json"),
        ("manifest.json", b"\xff\xfe", "damaged manifest.json"),
        ("manifest.json", b"[]", "manifest.json that holds list but expected an object"),
        ("manifest.json", b'{"stages": 5}', "manifest.json whose 'stages' is int but expected list"),
        ("manifest.json", b'{"stages": ["topics"]}', "manifest.json whose 'stages' are no objects"),
        ("manifest.json", b'{"lineage": {"a": 1}}', "manifest.json whose 'lineage' is dict but expected list"),
        ("manifest.json", b'{"held": [1]}', "manifest.json whose 'held' is list but expected dict"),
        ("manifest.json", b'{"taught": "x"}', "manifest.json whose 'taught' is str but expected dict"),
        ("edits.jsonl", b'{"op": "rename"\n', "damaged edits.jsonl"),
        ("rejected.jsonl", b"no line", "damaged rejected.jsonl"),
        ("rejected.jsonl", b"\xff", "damaged rejected.jsonl"),
        ("config.toml", b"seed = ", "expected TOML"),
        ("config.toml", b"sede = 1", "did you mean 'seed'"),
    ],
)
def test_a_damaged_file_is_named(run, tmp_path, name, content, sentence):
    (run.save(tmp_path / "a") / name).write_bytes(content)
    with pytest.raises(ValueError, match=sentence):
        Run.load(tmp_path / "a")


def test_a_table_without_its_columns_is_named(run, tmp_path):
    folder = run.save(tmp_path / "a")
    pq.write_table(pa.table({"id": ["a"], "text": ["b"]}), folder / "articles.parquet")
    with pytest.raises(ValueError, match="damaged or foreign table articles.parquet"):
        Run.load(folder)


def test_vectors_of_another_run_are_refused(run, tmp_path):
    folder = run.save(tmp_path / "a")
    np.save(folder / "vectors.npy", np.zeros((3, 2), np.float16))
    with pytest.raises(
        ValueError, match=r"shape \(3, 2\) and type float16 but expected one row of numbers for each of 12"
    ):
        Run.load(folder)


def test_nothing_in_a_folder_is_unpickled(run, tmp_path):
    folder = run.save(tmp_path / "a")
    np.save(folder / "vectors.npy", np.array([{"a": print}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="damaged vectors.npy"):
        Run.load(folder)


@pytest.mark.parametrize("layer", [-1, 100])
def test_layers_that_cannot_be_are_refused(run, tmp_path, layer):
    replace(run, topics=run.topics.assign(layer=np.int32(layer))).save(tmp_path / "a")
    with pytest.raises(ValueError, match=f"topics.parquet: layers {layer} to {layer}, where 0 to 99 can be"):
        Run.load(tmp_path / "a")


def test_missing_text_in_a_foreign_table_is_empty_text(run, tmp_path):
    folder = run.save(tmp_path / "a")
    table = pq.read_table(folder / "topics.parquet").to_pydict()
    table["name"][0], table["keywords"][0] = None, None
    pq.write_table(pa.table(table, schema=store.TABLES["topics"]), folder / "topics.parquet")
    assert (Run.load(folder).topics["name"][0], Run.load(folder).topics["keywords"][0]) == ("", [])


def test_the_manifest_is_json_that_people_can_read(full, tmp_path):
    text = (full.save(tmp_path / "a") / "manifest.json").read_text(encoding="utf8")
    assert {name: value for name, value in json.loads(text).items() if name != "sum"} == full.manifest
    assert '"name": "é"' in text


def test_a_manifest_that_was_changed_is_told(full, tmp_path):
    folder = full.save(tmp_path / "a")
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text("utf8").replace('"seed": 3', '"seed": 4'), "utf8")
    with pytest.warns(store.DamagedRunWarning, match="manifest.json that is not the one written"):
        assert Run.load(folder).manifest["seed"] == 4
    assert full.manifest["seed"] == 3
