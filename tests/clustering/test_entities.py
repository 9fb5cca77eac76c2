"""Names found by a model: what a setting turns into, what is said where it cannot, and that the events are found with them."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.clustering.channels import find_channels
from topics.clustering.entities import name_finder, single_words
from topics.clustering.events import find_events

REPORTS = ["the ferry aurora sank off porto", "off porto the aurora went down", "the council of oslo meets"]
RULES = [("SHIP", "aurora"), ("GPE", "porto"), ("ORG", "council of oslo"), ("DATE", "monday")]
TEXT = "on monday the aurora sank off porto"


@pytest.fixture
def spacy_folder(tmp_path):
    """Function: the folder of a spaCy pipeline with an entity ruler for some rules, or with no stage at all."""
    spacy = pytest.importorskip("spacy", reason="needs the extra `entities`")

    def saved(rules):
        pipeline = spacy.blank("en")
        if rules:
            patterns = [{"label": label, "pattern": pattern} for label, pattern in rules]
            pipeline.add_pipe("entity_ruler").add_patterns(patterns)
        pipeline.to_disk(tmp_path / "pipeline")
        return tmp_path / "pipeline"

    return saved


def test_capitals_need_no_model():
    assert name_finder("capitals") is None


@pytest.mark.parametrize("setting", ["", "spacy", "spacy:", "flair:ner", "Capitals", "capitals:", 3])
def test_a_setting_that_does_not_exist_is_refused_with_those_that_do(setting):
    with pytest.raises(ValueError, match="expected 'capitals', 'spacy:NAME_OR_FOLDER' or 'gliner:NAME_OR_FOLDER'"):
        name_finder(setting)


@pytest.mark.parametrize(
    ("library", "cure"), [("spacy", r"newstopics\[entities\]"), ("gliner", "pip install 'gliner==")]
)
def test_a_library_that_is_missing_is_named_with_its_cure(monkeypatch, library, cure):
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(ImportError, match=f"Got entities='{library}:some' but {library} is not installed; .*{cure}"):
        name_finder(f"{library}:some")


def test_a_pipeline_names_everything_but_figures_and_days(spacy_folder):
    assert name_finder(f"spacy:{spacy_folder(RULES)}")([TEXT, "", "x"]) == [["aurora", "porto"], [], []]


def test_what_was_used_is_noted(spacy_folder):
    name_finder(f"spacy:{spacy_folder(RULES)}", entry := {})

    assert entry["entities"].startswith("en_pipeline 0.0.0, spacy 3.")


def test_a_pipeline_that_does_not_exist_is_refused_with_a_cure(spacy_folder):
    with pytest.raises(ValueError, match="Got entities='spacy:nowhere' but expected .* installed .* or a folder"):
        name_finder("spacy:nowhere")


def test_a_pipeline_that_finds_no_entities_is_refused(spacy_folder):
    with pytest.raises(ValueError, match="a pipeline of nothing, but expected one with ner or entity_ruler"):
        name_finder(f"spacy:{spacy_folder([])}")


def test_a_gliner_model_is_asked_for_kinds_of_names(monkeypatch):
    def inference(texts, labels, threshold, batch_size):
        assert "person" in labels
        return [[{"text": word} for word in text.split() if word.istitle()] for text in texts]

    model = SimpleNamespace(from_pretrained=lambda name: SimpleNamespace(inference=inference))
    monkeypatch.setitem(sys.modules, "gliner", SimpleNamespace(GLiNER=model))
    monkeypatch.setattr("topics.clustering.entities.version", lambda library: "1.0")

    assert name_finder("gliner:some", entry := {})(["the Aurora sank", ""]) == [["Aurora"], []]
    assert entry["entities"] == "some, gliner 1.0"


def test_a_gliner_model_that_does_not_load_is_refused_with_the_reason(monkeypatch):
    def from_pretrained(name):
        raise OSError("no such repository")

    monkeypatch.setitem(sys.modules, "gliner", SimpleNamespace(GLiNER=SimpleNamespace(from_pretrained=from_pretrained)))

    with pytest.raises(ValueError, match=r"Got entities='gliner:some' but expected .* \(no such repository\)"):
        name_finder("gliner:some")


def test_the_evidence_has_the_words_of_the_names(spacy_folder):
    channels = find_channels(
        REPORTS, np.eye(3), np.full(3, np.nan), entities=name_finder(f"spacy:{spacy_folder(RULES)}")
    )

    assert channels.anchor_counts[:, 1].tolist() == [2, 2, 3]  # aurora and porto, twice; council, of, oslo


def test_texts_without_capitals_have_no_names_without_a_model():
    assert not find_channels(REPORTS, np.eye(3), np.full(3, np.nan)).anchor_counts[:, 1].any()


@pytest.mark.parametrize(("shared", "events"), [(["Porto", "Bento Sousa"], [0, 0, 1]), ([], [0, 1, 2])])
def test_events_rest_on_the_names_that_are_given(shared, events):
    texts = ["a ferry sank off porto", "a ship with tourists went down", "rates rise in oslo"]
    vectors, days = np.array([[0.8, 0.6], [0.5, 0.87], [-1, 0.2]]), np.array([100.0, 100.2, 100.0])

    assert find_events(texts, vectors, days, entities=lambda texts: [shared, shared, ["Oslo"]]).tolist() == events


@given(st.lists(st.text()))
def test_words_of_names_are_bare(names):
    assert all(word == word.strip() and len(word.split()) == 1 and len(word) > 1 for word in single_words(names))
