"""Do topics hold still: ``python benchmarks/stability.py FILE.jsonl.gz... [--peers a,b] [--repeats N] [--limit N]``.

Three questions, for this package and its peers, vectors from the cache: the same articles under another seed; the same without a
few of them; and, for this package alone, an update of an earlier run: without a few articles, and with one more week.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

sys.path[0] = str(Path(__file__).resolve().parents[1])  # beside this file, `topics` would be benchmarks/topics.py

from sklearn.metrics import adjusted_rand_score  # noqa: E402

from benchmarks.common import model_vectors, read_labelled  # noqa: E402
from benchmarks.peers import PEERS, Pile  # noqa: E402

REMOVED = (0.02, 0.1)  # shares of the articles that are taken out
WEEK = pd.Timedelta(days=7)
Layers = list[NDArray[Any]]  # topic of every article, broadest layer first; a peer has one


def main() -> None:
    """Print a table for every file."""
    parser = argparse.ArgumentParser(description="Measure how far topics stay the same.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="labelled articles, .jsonl.gz")
    parser.add_argument("--peers", default="topics,bertopic,plscan,peax", help="comma-separated")
    parser.add_argument("--label", default="topic", help="only articles with this label are taken (default topic)")
    parser.add_argument("--repeats", type=int, default=3, help="seeds, and subsamples of each size (default 3)")
    parser.add_argument("--limit", type=int, help="take at most about this many articles of each file")
    given = parser.parse_args()
    for file in given.files:
        articles = read_labelled(file, given.label, given.limit)
        vectors = model_vectors(articles).astype(np.float32)
        sys.stdout.write(f"\n{file.name}: {len(articles):,} articles, ARI, mean of {given.repeats}\n")
        for peer in given.peers.split(","):
            for row in (
                _of_ours(articles, vectors, given.repeats)
                if peer == "topics"
                else _of_peer(peer, articles, vectors, given.repeats)
            ):
                sys.stdout.write(f"  {row}\n")
                sys.stdout.flush()


def _of_peer(peer: str, articles: pd.DataFrame, vectors: NDArray[np.float32], repeats: int) -> list[str]:
    fit = PEERS["topics"][peer]()

    def layers(rows: NDArray[np.int64], seed: int) -> Layers:
        part = articles.iloc[rows].reset_index(drop=True)
        return [next(iter(fit(Pile(part, vectors[rows], [""] * len(rows)), seed).values()))]

    return [f"{peer:24}{line}" for line in _independent(layers, len(articles), repeats)]


def _of_ours(articles: pd.DataFrame, vectors: NDArray[np.float32], repeats: int) -> list[str]:
    import topics as tp
    from topics.evaluation import match_gold, topic_at_layer

    table = tp.read_articles(articles)
    row_of = np.full(len(table), -1)
    matched = match_gold(table, articles)
    row_of[matched[matched >= 0]] = np.flatnonzero(matched >= 0)

    def made(rows: NDArray[np.int64], seed: int = 0, previous: Any = None) -> Any:
        part = table.iloc[rows].reset_index(drop=True)
        return tp.analyse(part, tp.Config(seed=seed), vectors=vectors[row_of[rows]], previous=previous, progress=False)

    def layers(rows: NDArray[np.int64], seed: int) -> Layers:
        run = made(rows, seed)
        broadest, finest = (topic_at_layer(run, layer) for layer in (0, run.n_layers - 1))
        ids = table["id"].iloc[rows]
        return [
            pd.Series(home.to_numpy(), run.articles["id"]).loc[ids].to_numpy(dtype=str) for home in (broadest, finest)
        ]

    names = ("topics, broadest layer", "topics, finest layer")
    rows = [f"{name:24}{line}" for name, line in zip(names, _independent(layers, len(table), repeats), strict=True)]
    return [*rows, *_updates(table, made, repeats)]


def _independent(layers: Callable[[NDArray[np.int64], int], Layers], n: int, repeats: int) -> list[str]:
    """Agreement of runs that know nothing of each other, a line a layer."""
    everything = np.arange(n)
    first = layers(everything, 0)
    seeds = [layers(everything, seed) for seed in range(1, repeats)]
    found = {"other seed": [[adjusted_rand_score(a, b) for a, b in zip(first, one, strict=True)] for one in seeds]}
    for share in REMOVED:
        found[f"-{share:.0%}"] = []
        for repeat in range(repeats):
            kept = np.sort(np.random.default_rng(repeat).permutation(n)[: round(n * (1 - share))])
            part = layers(kept, 0)
            found[f"-{share:.0%}"].append([adjusted_rand_score(a[kept], b) for a, b in zip(first, part, strict=True)])
    return [
        "".join(f"{name} {np.mean([one[layer] for one in scores]):.3f}   " for name, scores in found.items() if scores)
        for layer in range(len(first))
    ]


def _updates(table: pd.DataFrame, made: Callable[..., Any], repeats: int) -> list[str]:
    """Share of the articles that are in both runs and have the same topic id in both, with `previous`."""
    n = len(table)
    run = made(np.arange(n))
    found = {"other seed": [_same_ids(run, made(np.arange(n), 1, run))]}
    for share in REMOVED:
        kept = [np.sort(np.random.default_rng(r).permutation(n)[: round(n * (1 - share))]) for r in range(repeats)]
        found[f"-{share:.0%}"] = [_same_ids(run, made(rows, 0, run)) for rows in kept]
    if table["published"].notna().mean() > 0.3:
        last = table["published"].max() - WEEK
        before = np.flatnonzero((table["published"] < last).to_numpy() | table["published"].isna().to_numpy())
        old = made(before)
        found["one more week"] = [_same_ids(old, made(np.arange(n), 0, old))]
    told = "".join(f"{name} {np.mean(shares):.3f}   " for name, shares in found.items())
    return [f"{'topics, same finest id':24}{told}"]


def _same_ids(old: Any, new: Any) -> float:
    then, now = (run.articles.set_index("id")["topic"] for run in (old, new))
    both = then.index.intersection(now.index)
    return float((then.loc[both] == now.loc[both]).mean())


if __name__ == "__main__":
    main()
