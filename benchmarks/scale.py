"""Seconds and memory as the pile grows: ``python -m benchmarks.scale FILE.jsonl.gz [--sizes 1000,10000] [--peers a,b]``.

Every peer gets the same articles, a fixed sample, and the same vectors, and runs in a process of its own. This package reads,
finds copies and events, lays out a map and names topics in its seconds; a peer that does less has less to do.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.common import run_apart, save_pile
from topics.evaluation import read_gold


def main() -> None:
    """Print a line for every size and peer."""
    parser = argparse.ArgumentParser(description="Time topics beside a peer, vectors given, as the pile grows.")
    parser.add_argument("file", type=Path, metavar="FILE", help="articles, .jsonl.gz")
    parser.add_argument("--sizes", default="1000,10000", help="comma-separated numbers of articles")
    parser.add_argument("--peers", default="topics,bertopic", help="comma-separated, see README.md")
    parser.add_argument("--timeout", type=float, default=7200, help="seconds that one run may take (default 7200)")
    given = parser.parse_args()
    articles = read_gold(given.file)
    sys.stdout.write(f"{'':24}{'articles':>10}{'seconds':>10}{'imports':>9}{'MB':>8}{'topics':>8}\n")
    for size in (int(size) for size in given.sizes.split(",")):
        if size > len(articles):
            parser.error(f"got size {size} but {given.file.name} holds {len(articles)} articles")
        chosen = np.sort(np.random.default_rng(0).permutation(len(articles))[:size])
        with tempfile.TemporaryDirectory() as folder:
            save_pile(Path(folder), articles.iloc[chosen].reset_index(drop=True), "topic", "model")
            for peer in given.peers.split(","):
                found = run_apart("benchmarks.peers", ["topics", peer, folder, "0"], given.timeout)
                sys.stdout.write(f"{peer:24}{size:>10,}{_line(found)}\n")
                sys.stdout.flush()


def _line(found: dict[str, Any]) -> str:
    if "error" in found:
        return f"  {found['error']}"
    broadest = next(iter(found["labels"].values()))
    n_topics = len(set(broadest) - {-1})
    return f"{found['seconds']:>10,.1f}{found['start_seconds']:>9,.1f}{found['peak_mb']:>8,.0f}{n_topics:>8,}"


if __name__ == "__main__":
    main()
