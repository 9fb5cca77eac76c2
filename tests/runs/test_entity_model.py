"""A run whose names come from a model: the run keeps the setting, and whoever reads the run uses it."""

from __future__ import annotations

import shutil

import pytest
from sklearn.feature_extraction.text import HashingVectorizer

import topics as tp
from topics.runs.assign import assign
from topics.runs.verify import verify


class Words:
    """An encoder without a model."""

    fingerprint = "words"

    def encode(self, texts):
        return HashingVectorizer(n_features=64).transform(texts).toarray()


@pytest.fixture
def folder(tmp_path):
    spacy = pytest.importorskip("spacy", reason="needs the extra `entities`")
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Washington"}])
    pipeline.to_disk(tmp_path / "pipeline")
    return tmp_path / "pipeline"


@pytest.fixture
def articles():
    return tp.sample_articles().head(20)


@pytest.fixture
def run(articles, folder):
    vectors = Words().encode(articles["body"].tolist())
    return tp.analyse(articles, tp.Config(entities=f"spacy:{folder}"), vectors=vectors, progress=False)


def test_a_run_says_what_found_its_names(run, folder):
    stage = next(stage for stage in run.manifest["stages"] if stage["name"] == "events")

    assert run.config.entities == stage["settings"]["entities"] == f"spacy:{folder}"
    assert stage["entities"].startswith("en_pipeline")


def test_a_run_comes_out_the_same_with_the_model_it_was_made_with(run):
    assert verify(run).same


def test_new_articles_are_placed_with_the_model_of_the_run(run, articles, folder):
    assert len(assign(run, articles, encoder=Words(), progress=False)) == 20

    shutil.rmtree(folder)
    with pytest.raises(ValueError, match="Got entities='spacy:"):
        assign(run, articles, encoder=Words(), progress=False)


def test_what_finds_no_names_is_refused_before_anything_is_read():
    with pytest.raises(ValueError, match="Got entities='nltk' but expected 'capitals'"):
        tp.Config(entities="nltk")
