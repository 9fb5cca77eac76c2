"""Does predict say what fit said: ``python -m benchmarks.predict FILE.jsonl.gz... [--peers topics,bertopic] [--limit N]``.

Nine articles in ten are fitted and predicted again; the others are predicted in one batch and one by one, and for this package
also by a run that was saved and loaded.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.common import lead_texts, model_vectors, read_labelled

HELD_OUT = 0.1
LIMIT = 3_000


def main() -> None:
    """Print a line for every file and peer."""
    parser = argparse.ArgumentParser(description="Compare what predict says with what fit said.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="labelled articles, .jsonl.gz")
    parser.add_argument("--peers", default="topics,bertopic", help="comma-separated")
    parser.add_argument("--limit", type=int, default=LIMIT, help=f"articles of each file (default {LIMIT})")
    given = parser.parse_args()
    for file in given.files:
        articles = read_labelled(file, "topic", given.limit)
        vectors = model_vectors(articles).astype(np.float32)
        new = np.random.default_rng(0).random(len(articles)) < HELD_OUT
        sys.stdout.write(f"\n{file.name}: {(~new).sum():,} articles fitted, {new.sum():,} new\n")
        for peer in given.peers.split(","):
            for line in PEERS[peer](articles, vectors, new):
                sys.stdout.write(f"  {line}\n")
                sys.stdout.flush()


def ours(articles: pd.DataFrame, vectors: NDArray[np.float32], new: NDArray[np.bool_]) -> list[str]:
    """Lines for the estimator, and for whole runs."""
    import topics as tp

    clusters = tp.TopicClusterer().fit(vectors[~new])
    batch = clusters.predict(vectors[new])
    alone = [int(clusters.predict(row[None])[0]) for row in vectors[new]]
    again = same(clusters.labels_, clusters.predict(vectors[~new]))
    table = tp.read_articles(articles)
    is_new = table["id"].isin(tp.read_articles(articles[new])["id"]).to_numpy()
    run, later = tp.analyse(table[~is_new], progress=False), table[is_new]
    with tempfile.TemporaryDirectory() as folder:
        loaded = tp.Run.load(run.save(Path(folder) / "run"))
    placed, after = (tp.assign(one, later, progress=False)["topic"] for one in (run, loaded))
    singly = [tp.assign(run, later.iloc[[row]], progress=False)["topic"].iat[0] for row in range(min(len(later), 20))]
    known = tp.assign(run, run.articles, progress=False)["topic"]
    return [
        f"{'TopicClusterer':16}fitted {again:.4f}   one by one {same(batch, alone):.4f}",
        f"{'assign':16}fitted {same(run.articles['topic'], known):.4f}   one by one {same(placed[: len(singly)], singly):.4f}"
        f" (of {len(singly)})   saved and loaded {same(placed, after):.4f}",
    ]


def bertopic(articles: pd.DataFrame, vectors: NDArray[np.float32], new: NDArray[np.bool_]) -> list[str]:
    """The line for BERTopic with its defaults."""
    from bertopic import BERTopic

    texts = np.array(lead_texts(articles), dtype=object)
    model = BERTopic()
    fitted, _ = model.fit_transform(texts[~new].tolist(), embeddings=vectors[~new])
    again, _ = model.transform(texts[~new].tolist(), embeddings=vectors[~new])
    batch, _ = model.transform(texts[new].tolist(), embeddings=vectors[new])
    some = np.flatnonzero(new)[:50]
    alone = [model.transform([texts[row]], embeddings=vectors[row : row + 1])[0][0] for row in some]
    return [f"{'bertopic':16}fitted {same(fitted, again):.4f}   one by one {same(batch[: len(some)], alone):.4f}"]


def same(one: Sequence[Any] | NDArray[Any] | pd.Series, other: Sequence[Any] | NDArray[Any] | pd.Series) -> float:
    """Share of equal places."""
    return float((np.asarray(one) == np.asarray(other)).mean())


PEERS: dict[str, Callable[[pd.DataFrame, NDArray[np.float32], NDArray[np.bool_]], list[str]]] = {
    "topics": ours,
    "bertopic": bertopic,
}


if __name__ == "__main__":
    main()
