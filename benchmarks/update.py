"""What an update costs: ``python benchmarks/update.py FILE.jsonl.gz [--old 10000] [--new 100] [--near]``.

The oldest articles of a file as a run, saved and loaded; then the next as an update, beside a full run over both. Vectors are
from the cache. With --near, also what it would give to group only the neighbourhood of the new articles anew.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path[0] = str(Path(__file__).resolve().parents[1])  # beside this file, `topics` would be benchmarks/topics.py

from benchmarks.common import model_vectors  # noqa: E402
from topics.evaluation import read_gold, score_clusters  # noqa: E402


def main() -> None:
    """Print the seconds of each stage, and whether the events are those of the full run."""
    parser = argparse.ArgumentParser(description="Time an update beside a full run.")
    parser.add_argument("file", type=Path, metavar="FILE", help="dated articles, .jsonl.gz")
    parser.add_argument("--old", type=int, default=10_000, help="articles of the run (default 10000)")
    parser.add_argument("--new", type=int, default=100, help="articles added (default 100)")
    parser.add_argument("--near", action="store_true", help="also group only the neighbourhood of the new articles")
    given = parser.parse_args()
    articles = read_gold(given.file)
    articles = articles[articles["date"].notna()].sort_values(["date", "id"]).head(given.old + given.new)
    model_vectors(articles)
    _report(articles.reset_index(drop=True), given.new, near=given.near)


def _report(articles: pd.DataFrame, n_new: int, *, near: bool) -> None:
    import topics as tp
    from topics.runs.drift import topic_drift
    from topics.runs.update import update

    table = tp.read_articles(articles).sort_values(["published", "id"], ignore_index=True)
    old, new = table.iloc[:-n_new], table.iloc[-n_new:]
    warm = tp.analyse(table.head(200), progress=False)  # what is compiled or loaded once is paid for here
    update(warm, table.iloc[200:210], progress=False)
    with tempfile.TemporaryDirectory() as folder:
        first, *_ = _timed("a run of the old ones", lambda: tp.analyse(old, progress=False))
        first.save(Path(folder) / "run")
        loaded, *_ = _timed("loading it", lambda: tp.Run.load(Path(folder) / "run"))
        run, *_ = _timed("an update with the new ones", lambda: update(loaded, new, progress=False))
        _timed("saving it", lambda: run.save(Path(folder) / "next"))
    full, *_ = _timed("a full run over both", lambda: tp.analyse(table, progress=False))
    both = run.articles["id"].isin(loaded.articles["id"]).to_numpy()
    events = score_clusters(run.articles["event"], full.articles["event"]).ari
    moved = (
        run.articles.set_index("id")["topic"].loc[loaded.articles["id"]].to_numpy() != loaded.articles["topic"]
    ).mean()
    sys.stdout.write(
        f"{topic_drift(run)}\n{int((~both).sum())} new articles; {moved:.2%} of the old ones changed topic\n"
    )
    sys.stdout.write(f"ARI of the events to those of the full run {events:.6f}\n")
    sys.stdout.write(f"new articles among their map's neighbours: {_same_topic_nearby(run, ~both):.3f} of one topic, ")
    sys.stdout.write(f"in the full run's own map {_same_topic_nearby(full, ~both):.3f}\n")
    if near:
        _near(run, full, loaded)


def _timed(what: str, made: Any) -> tuple[Any, float]:
    begun = time.perf_counter()
    found = made()
    seconds = time.perf_counter() - begun
    stages = getattr(found, "manifest", {}).get("stages", []) if what.startswith(("a ", "an ")) else []
    told = "  ".join(f"{stage['name']} {stage['seconds']:.2f}" for stage in stages)
    sys.stdout.write(f"{seconds:8.2f} s  {what:<28}{told}\n")
    sys.stdout.flush()
    return found, seconds


def _same_topic_nearby(run: Any, rows: np.ndarray) -> float:
    """Share of the fifteen nearest articles on the map that have the broad topic of a new one."""
    places, topics = run.articles[["x", "y"]].to_numpy(), run.topic_at_layer(0).to_numpy()
    shares = []
    for row in np.flatnonzero(rows):
        distance = ((places - places[row]) ** 2).sum(axis=1)
        distance[row] = np.inf
        shares.append((topics[np.argsort(distance, kind="stable")[:15]] == topics[row]).mean())
    return float(np.mean(shares))


def _near(run: Any, full: Any, old: Any) -> None:
    """Place the new articles among the events of the old run as `topics assign` does."""
    import topics as tp

    new = run.articles[~run.articles["id"].isin(old.articles["id"])]
    placed, _ = _timed("only the neighbourhood", lambda: tp.assign(old, new, progress=False))
    event = pd.concat([old.articles.set_index("id")["event"], placed.set_index("id")["event"]])
    event = event.where(event != "", event.index.to_series())
    ari = score_clusters(event.loc[full.articles["id"]], full.articles["event"]).ari
    sys.stdout.write(f"ARI of the events so found to those of the full run {ari:.6f}\n")


if __name__ == "__main__":
    main()
