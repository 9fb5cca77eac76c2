"""The bundled corpus: complete, consistent, and the same through every format."""

import pandas as pd
import pytest

from topics.articles import read_articles, sample_articles, write_sample
from topics.articles.table import COLUMNS


def test_sample_is_an_articles_table_with_gold_columns():
    articles = sample_articles()

    assert tuple(articles.columns) == (*COLUMNS, "topic", "event", "copy_of")
    assert articles["id"].is_unique and articles["key"].is_unique
    assert articles["published"].notna().all()
    assert (articles[["topic", "event", "body", "source"]] != "").all(axis=None)
    assert articles.attrs["rejected"] == [] and articles.attrs["notes"] == []


def test_copies_point_to_an_original_of_the_same_event():
    articles = sample_articles().set_index("id")
    copies = articles[articles["copy_of"] != ""]
    originals = articles.loc[copies["copy_of"]]

    assert len(copies) > 0
    assert (originals["copy_of"] == "").all()
    assert (originals["event"].to_numpy() == copies["event"].to_numpy()).all()
    assert (originals["topic"].to_numpy() == copies["topic"].to_numpy()).all()


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_a_written_sample_is_read_as_the_same_articles(tmp_path, suffix):
    path = tmp_path / f"sample{suffix}"
    write_sample(path)

    sample = sample_articles()[list(COLUMNS)]
    articles = read_articles(path)

    pd.testing.assert_frame_equal(articles.drop(columns="origin"), sample.drop(columns="origin"))


def test_another_suffix_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"Got the file name 'sample.xlsx' but expected one that ends in .jsonl"):
        write_sample(tmp_path / "sample.xlsx")
