"""A run comes out the same from its own record; where it does not, a table says what, and which versions differ."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import topics as tp
from topics.runs.update import update
from topics.runs.verify import verify

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
ONE_THREAD = """
import sys, torch, topics as tp
torch.set_num_threads(1)
articles = tp.sample_articles().sample(frac=1, random_state=3)
tp.analyse(articles, cache=sys.argv[1] + "/vectors.sqlite", progress=False).save(sys.argv[1] + "/run")
"""


@pytest.fixture(scope="module")
def run():
    return tp.analyse(tp.sample_articles(), progress=False)


def changed(run, column, value):
    return replace(run, articles=run.articles.assign(**{column: value}))


def test_a_run_of_one_thread_and_another_order_comes_out_the_same(tmp_path):
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    subprocess.run([sys.executable, "-c", ONE_THREAD, str(tmp_path)], check=True, env=environment)

    found = verify(tp.Run.load(tmp_path / "run"), cache=tmp_path / "again.sqlite")

    assert found.same, found


def test_updates_come_out_the_same_after_saving_and_edits(tmp_path):
    articles = tp.sample_articles().sort_values("published")
    weeks = np.array_split(np.arange(len(articles)), [120, 150, 180])
    made = tp.analyse(articles.iloc[weeks[0]], progress=False)
    for week in weeks[1:]:
        made = update(made.rename(made.topics["id"].iloc[1], f"Week {week[0]}"), articles.iloc[week], progress=False)
    made.merge(made.topics["id"][made.topics["layer"] == 0].tolist()[:2]).save(tmp_path / "run")

    found = verify(tp.Run.load(tmp_path / "run"))

    assert found.same, found
    assert found.n_kept == 180


def test_a_taught_watchlist_comes_out_the_same():
    articles = tp.sample_articles()
    rates = tp.Watchlist.from_dict({"topic": [{"name": "Rates", "phrases": ["interest rate"]}]})
    old = tp.analyse(articles[:150], watchlist=rates, progress=False)
    new = update(old.accept(old.articles["id"].iloc[0], "Rates"), articles, progress=False)

    assert verify(new.reject(new.articles["id"].iloc[1], "Rates")).same


@pytest.mark.parametrize(
    ("column", "stage"), [("event", "events"), ("topic", "topics"), ("x", "map"), ("copy_of", "copies")]
)
def test_what_differs_is_named_with_its_stage(run, column, stage):
    found = verify(changed(run, column, run.articles[column].iloc[::-1].to_numpy()))
    row = found.differences.set_index("column").loc[column]

    assert not found.same
    assert (row["stage"], row["table"], row["n_rows"]) == (stage, "articles", len(run.articles))
    assert len(row["examples"]) == 3 and f"articles.{column}" in repr(found)


def test_a_text_that_was_changed_is_found(run):
    bodies = [f"{body} Sic." if place == 7 else body for place, body in enumerate(run.articles["body"])]

    first = verify(changed(run, "body", bodies)).differences.iloc[0]

    assert first["stage"] == "read"
    assert first["examples"] == [run.articles["id"].iloc[7]]


def test_vectors_of_another_model_are_found(run):
    turned = np.roll(run.vectors, 1, axis=1)

    assert "vector" in set(verify(replace(run, vectors=turned)).differences["column"])


def test_versions_and_weights_that_have_changed_are_listed(run):
    manifest = json.loads(json.dumps(run.manifest))
    manifest["versions"]["scikit-learn"] = "1.0.0"
    next(stage for stage in manifest["stages"] if stage["name"] == "encode")["fingerprint"] = "0" * 16

    found = verify(replace(run, manifest=manifest))

    assert found.same
    assert set(found.versions["package"]) == {"scikit-learn", "weights of the model"}
    assert "scikit-learn 1.0.0 -> " in repr(found)


def test_the_manifest_pins_input_settings_versions_and_weights(run):
    encoded = next(stage for stage in run.manifest["stages"] if stage["name"] == "encode")

    assert len(run.manifest["input"]["hash"]) == 32
    assert {"numpy", "scikit-learn", "umap-learn", "torch"} <= set(run.manifest["versions"])
    assert run.manifest["weights_sha256"].startswith(encoded["fingerprint"].split("-")[0])


def test_verification_is_a_table(run):
    found = verify(run)

    assert list(found.differences) == ["stage", "table", "column", "n_different", "n_rows", "examples"]
    assert isinstance(found.versions, pd.DataFrame) and "every table is the same" in repr(found)
