"""New articles among the topics and events of a run: known ones stay where they are, any table will do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from topics.articles.table import COLUMNS
from topics.runs.assign import assign
from topics.runs.edits import move
from topics.runs.example import example_run


class Circle:
    """The vectors of the example run for its own titles, east for all else."""

    def encode(self, texts):
        run = example_run()
        known = dict(zip(run.articles["title"], run.vectors.tolist(), strict=True))
        return np.array([known.get(text.split(". ")[0], [1.0, 0.0]) for text in texts])


def placed(run, articles):
    return assign(run, articles, encoder=Circle(), cache=":memory:", progress=False)


def test_a_known_article_stays_where_the_analyst_put_it():
    run = move(example_run(), "a06", "Ferries")

    assert run.events.set_index("id")["topic"]["estrike"] == "ttrams"
    assert placed(run, run.articles[list(COLUMNS)])["topic"].tolist() == run.articles["topic"].tolist()


def test_a_table_of_any_columns_is_read():
    found = placed(
        example_run(), pd.DataFrame({"headline": ["Ferry stuck"], "text": ["A ferry is stuck off the coast."]})
    )

    assert found["title"].tolist() == ["Ferry stuck"] and found["topic"].tolist() != [""]


def test_a_run_without_vectors_places_nothing():
    bare = replace(example_run(), vectors=np.zeros((12, 0), np.float16))
    with pytest.raises(ValueError, match="Got vectors of 2 dimensions but expected 0, as in the run; give the encoder"):
        placed(bare, bare.articles[list(COLUMNS)])
