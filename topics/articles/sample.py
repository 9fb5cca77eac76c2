"""The bundled sample corpus: fictional news with gold topics, events and copies, for trying the package and its tests.

Read through `read_articles` like any other input, so that what it shows is what the reader's own files will give.
"""

from __future__ import annotations

import json
import os
from importlib import resources
from pathlib import Path

import pandas as pd

from topics.articles.readers import read_articles

GOLD = ("topic", "event", "copy_of")
_FILE = "sample.jsonl"


def sample_articles() -> pd.DataFrame:
    """Read the sample corpus.

    Returns
    -------
    DataFrame
        The articles table with three more columns: `topic` and `event` (gold labels), and `copy_of` (id of the article
        whose text this one takes over, '' for originals).

    Examples
    --------
    >>> articles = sample_articles()
    >>> articles["topic"].nunique() > 5, set(articles["copy_of"]) - set(articles["id"])
    (True, {''})
    """
    with resources.as_file(resources.files(__package__) / _FILE) as path:
        articles = read_articles(path, progress=False)
    gold = _corpus().set_index("key").loc[articles["key"], list(GOLD)]
    ids = dict(zip(articles["key"], articles["id"], strict=True))
    copy_of = [ids.get(key, "") for key in gold["copy_of"]]
    return articles.assign(**{name: gold[name].to_numpy() for name in GOLD} | {"copy_of": copy_of})


def write_sample(path: str | os.PathLike[str]) -> None:
    """Write the sample corpus as a file, gold labels included, to try `topics run` on.

    Parameters
    ----------
    path
        A file whose suffix tells the format: .jsonl, .csv or .parquet. In it `copy_of` is the `key` of the original.

    Raises
    ------
    ValueError
        For another suffix.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_sample(Path(folder, "sample.csv"))
    ...     articles = read_articles(folder)
    >>> articles["id"].tolist() == sample_articles()["id"].tolist()
    True
    """
    target = Path(path)
    corpus = _corpus()
    if target.suffix == ".jsonl":
        corpus.to_json(target, orient="records", lines=True, force_ascii=False)
    elif target.suffix == ".csv":
        corpus.to_csv(target, index=False)
    elif target.suffix == ".parquet":
        corpus.to_parquet(target, index=False)
    else:
        raise ValueError(f"Got the file name {target.name!r} but expected one that ends in .jsonl, .csv or .parquet")


def _corpus() -> pd.DataFrame:
    text = (resources.files(__package__) / _FILE).read_text(encoding="utf-8")
    rows = pd.DataFrame([json.loads(line) for line in text.splitlines() if line])
    return rows.assign(copy_of=rows["copy_of"].fillna(""))
