"""What the benchmarks share: labelled files in, one process a peer, scores and tables out.

Peers run one at a time, each in a process of its own with the same files and the same number of threads, so that
seconds and memory can be compared. Nothing of the texts is kept: the working folder is removed at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.evaluation import read_gold, score_clusters

ROOT = Path(__file__).resolve().parents[1]
THREADS = 2
THREAD_SETTINGS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
LEAD = 1500  # characters of the body beside the title: what every method is given
FIELDS = ("id", "title", "text", "date", "source", "url", "lang")

# Heading, name in the results, digits after the point.
COLUMNS = (
    ("AMI", "ami", 3),
    ("ARI", "ari", 3),
    ("found", "n_found", 0),
    ("gold", "n_gold", 0),
    ("left out", "left_out", 3),
    ("B3 P", "bcubed_precision", 3),
    ("B3 R", "bcubed_recall", 3),
    ("B3 F1", "bcubed_f1", 3),
    ("seeds ARI", "seeds_ari", 3),
    ("seconds", "seconds", 1),
    ("start", "start_seconds", 1),
    ("peak MB", "peak_mb", 0),
)


def options(what: str, peers: Sequence[str]) -> argparse.Namespace:
    """Read the command line that the benchmarks of topics and of events share."""
    parser = argparse.ArgumentParser(description=f"Score {what} against gold labels, this package beside its peers.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="labelled articles, .jsonl.gz")
    parser.add_argument("--peers", default=",".join(peers), help=f"comma-separated; default {','.join(peers)}")
    parser.add_argument("--seeds", default="0", help="comma-separated; scores are means over them (default 0)")
    parser.add_argument("--limit", type=int, help="take at most about this many labelled articles of each file")
    parser.add_argument("--vectors", choices=["model", "lsa"], default="model", help="lsa: tf-idf + SVD, for trials")
    parser.add_argument("--timeout", type=float, default=3600, help="seconds that one fit may take (default 3600)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a file instead of a table")
    given = parser.parse_args()
    given.peers = given.peers.split(",")
    given.seeds = [int(seed) for seed in given.seeds.split(",")]
    unknown = sorted(set(given.peers) - set(peers))
    if unknown:
        parser.error(f"got --peers {','.join(unknown)} but expected some of {','.join(peers)}")
    return given


def benchmark(task: str, label: str, given: argparse.Namespace) -> None:
    """Run every peer on every file and print what came out, file by file."""
    for file in given.files:
        articles = read_labelled(file, label, given.limit)
        if articles.empty:
            sys.stdout.write(f"{file.name}: no {label} labels\n")
            continue
        with tempfile.TemporaryDirectory() as folder:
            save_pile(Path(folder), articles, label, given.vectors)
            results = [row for peer in given.peers for row in peer_rows(task, peer, Path(folder), given)]
        if given.json:
            report = {"file": file.name, "task": task, "n": len(articles), "vectors": given.vectors, "results": results}
            sys.stdout.write(json.dumps(report) + "\n")
        else:
            sys.stdout.write(f"\n{file.name}: {len(articles):,} articles with a {label}\n{table(results)}\n")
        sys.stdout.flush()


def read_labelled(file: Path, label: str, limit: int | None) -> pd.DataFrame:
    """Return the articles that have the label; under a limit, a sample that keeps events whole."""
    articles = read_gold(file)
    articles = articles[articles[label].notna()].reset_index(drop=True)
    if not limit or len(articles) <= limit:
        return articles
    rng = np.random.default_rng(0)
    if label == "event":
        events = rng.permutation(articles["event"].unique().tolist())
        sizes = articles["event"].value_counts().loc[events].cumsum()
        return articles[articles["event"].isin(sizes[sizes <= limit].index)].reset_index(drop=True)
    return articles.iloc[np.sort(rng.choice(len(articles), limit, replace=False))].reset_index(drop=True)


def save_pile(folder: Path, articles: pd.DataFrame, label: str, vectors: str) -> None:
    """Write what every peer reads: the articles without their labels, the vectors, and the gold for the oracles."""
    articles.reindex(columns=list(FIELDS)).to_json(folder / "articles.jsonl", orient="records", lines=True)
    (folder / "gold.json").write_text(json.dumps(articles[label].astype(str).tolist()))
    given = model_vectors(articles) if vectors == "model" else lsa_vectors(articles)
    np.save(folder / "vectors.npy", given.astype(np.float32))


def lead_texts(articles: pd.DataFrame) -> list[str]:
    """Return title and start of the body of every article: the text of tf-idf and of peers that read words."""
    pairs = zip(articles["title"].fillna(""), articles["text"].fillna(""), strict=True)
    return [f"{title}. {body[:LEAD]}" for title, body in pairs]


def model_vectors(articles: pd.DataFrame) -> NDArray[Any]:
    """Encode the articles as the package does by default; known texts come from its cache."""
    from topics.encoding.cache import default_cache, encode
    from topics.encoding.encoders import lead_text, load_encoder

    pairs = zip(articles["title"].fillna(""), articles["text"].fillna(""), strict=True)
    return encode([lead_text(title, body, LEAD) for title, body in pairs], load_encoder(), cache=default_cache())


def lsa_vectors(articles: pd.DataFrame) -> NDArray[Any]:
    """Return unit vectors made without a model, good enough to try a benchmark out."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    words = TfidfVectorizer(sublinear_tf=True, min_df=2, max_df=0.5, stop_words="english")
    counts = words.fit_transform(lead_texts(articles))
    reduced = TruncatedSVD(min(100, counts.shape[1] - 1), random_state=0).fit_transform(counts)
    return np.asarray(normalize(reduced))


def peer_rows(task: str, peer: str, folder: Path, given: argparse.Namespace) -> list[dict[str, Any]]:
    """Run one peer under every seed and return a row for each of its answers (ours: one a layer)."""
    gold = json.loads((folder / "gold.json").read_text())
    outcomes = []
    for seed in given.seeds:
        outcome = run_apart("benchmarks.peers", [task, peer, str(folder), str(seed)], given.timeout)
        if "error" in outcome:
            return [{"method": peer, "error": outcome["error"]}]
        outcomes.append(outcome)
        if not outcome["seeded"]:
            break
    names = list(dict.fromkeys(name for outcome in outcomes for name in outcome["labels"]))
    return [mean_row(name, [outcome for outcome in outcomes if name in outcome["labels"]], gold) for name in names]


def run_apart(module: str, arguments: Sequence[str], timeout: float, **settings: str) -> dict[str, Any]:
    """Run a module of the benchmarks in a process of its own and return the JSON object it prints last."""
    environment = {**os.environ, **dict.fromkeys(THREAD_SETTINGS, str(THREADS)), "HF_HUB_OFFLINE": "1", **settings}
    command = [sys.executable, "-m", module, *arguments]
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        return {"error": f"no answer after {timeout:.0f} s"}
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
        return {"error": f"failed: {last[0][:160]}"}
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def mean_row(name: str, outcomes: Sequence[Mapping[str, Any]], gold: Sequence[str]) -> dict[str, Any]:
    """Return the means over the seeds, with how far the seeds agree with each other."""
    found = [outcome["labels"][name] for outcome in outcomes]
    scores = pd.DataFrame([score_with_outliers(gold, labels) for labels in found])
    costs = pd.DataFrame([{key: o[key] for key in ("seconds", "start_seconds", "peak_mb")} for o in outcomes])
    means = {str(key): float(value) for key, value in pd.concat([scores, costs], axis=1).mean().items()}
    row = {"method": name, **means, "n_seeds": len(outcomes)}
    agreed = [score_clusters(alone(one), alone(other)).ari for one, other in combinations(found, 2)]
    return {**row, "seeds_ari": float(np.mean(agreed)) if agreed else None, "each": scores.to_dict("records")}


def score_with_outliers(gold: Sequence[str], found: Sequence[int]) -> dict[str, float]:
    """Score labels in which -1 means left out: such rows are clusters of one, and are not counted among the found."""
    labels = np.asarray(found)
    scores = score_clusters(gold, alone(found)).as_dict()
    return {**scores, "n_found": len(np.unique(labels[labels >= 0])), "left_out": float((labels < 0).mean())}


def alone(found: Sequence[int]) -> list[int]:
    """Give each row that was left out a label of its own."""
    return [label if label >= 0 else -1 - row for row, label in enumerate(found)]


def table(results: Iterable[Mapping[str, Any]]) -> str:
    """Lay the results out in columns; a peer that gave none keeps its line, with the reason."""
    rows = list(results)
    width = max([len(row["method"]) for row in rows] + [len("method")])
    lines = ["  ".join([f"{'method':<{width}}", *(f"{heading:>9}" for heading, _, _ in COLUMNS)])]
    for row in rows:
        cells = [row["error"]] if "error" in row else [cell(row[key], digits) for _, key, digits in COLUMNS]
        lines.append("  ".join([f"{row['method']:<{width}}", *cells]))
    return "\n".join(lines)


def cell(value: float | None, digits: int) -> str:
    """Return a number in nine places, a dash for none."""
    return f"{'-':>9}" if value is None else f"{round(value, digits) + 0.0:>9,.{digits}f}"  # + 0.0: no "-0.000"
