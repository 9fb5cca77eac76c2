"""A run that follows another keeps its topics, says what it held to, and can be made again from its own record."""

from dataclasses import replace

import pytest

import topics as tp
from topics.runs.drift import topic_drift
from topics.runs.example import example_run
from topics.runs.memory import held_topics, known_topics, memory_of


@pytest.fixture(scope="module")
def weeks():
    """A run over the articles of the first weeks, and one over all of them that follows it."""
    articles = tp.sample_articles()
    old = tp.analyse(articles[articles["published"] < "2026-02-16"], progress=False)
    return old, tp.analyse(articles, progress=False, previous=old)


def test_articles_keep_the_topic_that_they_had(weeks):
    old, new = (run.articles.set_index("id") for run in weeks)
    both = old.index.intersection(new.index)

    assert (old.loc[both, "topic"] == new.loc[both, "topic"]).mean() >= 0.95


def test_a_run_says_what_it_held_to(weeks):
    old, new = weeks
    held = new.articles.set_index("id")["held"]
    stage = next(stage for stage in new.manifest["stages"] if stage["name"] == "topics")

    assert set(held[held != ""].index) == set(old.articles["id"])
    assert stage["fit_of_known"] >= 0.8
    assert not (old.articles["held"] != "").any()


def test_a_run_that_followed_another_comes_out_the_same_after_saving(weeks, tmp_path):
    weeks[1].save(tmp_path / "run")

    assert tp.verify(tp.Run.load(tmp_path / "run")).same


def test_other_settings_of_the_topics_hold_nothing(weeks):
    old, _ = weeks

    assert held_topics(old, old.config.with_(n_broad=6)).topics.empty
    assert held_topics(None, old.config).topics.empty


def test_paths_of_another_depth_are_left_out():
    import numpy as np
    import pandas as pd

    held = pd.Series({"a": "t1/t2", "b": "t1/t3", "c": "t1"})

    assert known_topics(held, ["a", "b", "c"], np.array([0, 1, 2])) == [("t1", "t2"), ("t1", "t3"), None]


@pytest.mark.parametrize(
    "record", [{"look": 5}, {"look": {"a": 1}}, {"look": {"clearness": "x", "weight": 1}}, {"fit_of_known": "much"}]
)
def test_a_foreign_record_of_the_topics_is_none(record):
    stranger = replace(example_run(), manifest={"stages": [{"name": "topics", **record}]})

    assert memory_of(stranger).look is None
    assert str(topic_drift(stranger)) == "Topics were found without looking back at an earlier run."
