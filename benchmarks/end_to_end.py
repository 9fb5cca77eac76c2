"""Seconds a stage and peak memory, size by size: ``python benchmarks/end_to_end.py FILE.jsonl.gz --sizes 1000,10000 [--json]``.

Each size runs twice, each time in a process of its own: cold, with no vector known and no compiled code kept, then warm with what
the cold run left. Peers get the vectors and run beside.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # beside this file, `topics` would be benchmarks/topics.py

from benchmarks.common import FIELDS, run_apart, save_pile  # noqa: E402
from benchmarks.peers import PEERS, peak_megabytes  # noqa: E402
from benchmarks.piles import pile_of  # noqa: E402
from topics.evaluation import read_gold  # noqa: E402

REREAD = "--one-run"  # how this script calls itself for one measured run
BEFORE = ("read_articles", "encode")  # stages that a peer that is given vectors does not have


def main() -> None:
    """Run every size cold and warm, and the peers, and print the seconds of each stage."""
    parser = argparse.ArgumentParser(description="Time the whole line, stage by stage, cold and warm.")
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="articles, .jsonl.gz; a larger size is filled up, see piles.py"
    )
    parser.add_argument("--sizes", default="1000", help="comma-separated numbers of articles (default 1000)")
    parser.add_argument("--model", default="", help="as in topics run; default the package's own")
    parser.add_argument("--peers", default="", help="comma-separated, see README.md; default none")
    parser.add_argument("--timeout", type=float, default=7200, help="seconds that one run may take (default 7200)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    peers = [peer for peer in given.peers.split(",") if peer]
    if unknown := sorted(set(peers) - set(PEERS["topics"])):
        parser.error(f"got --peers {','.join(unknown)} but expected some of {','.join(PEERS['topics'])}")
    articles = read_gold(given.file).reindex(columns=list(FIELDS))
    runs = [run for size in given.sizes.split(",") for run in runs_of(articles, int(size), peers, given)]
    sys.stdout.write(json.dumps({"file": given.file.name, "runs": runs}) + "\n" if given.json else stage_table(runs))


def runs_of(articles: Any, size: int, peers: Sequence[str], given: argparse.Namespace) -> list[dict[str, Any]]:
    """Return what a size took cold, warm, and with each peer."""
    with tempfile.TemporaryDirectory() as folder:
        pile = Path(folder) / "articles.jsonl"
        chosen = pile_of(articles, size)
        chosen.to_json(pile, orient="records", lines=True)
        kept = {"TOPICS_CACHE": f"{folder}/vectors", "NUMBA_CACHE_DIR": f"{folder}/compiled"}
        arguments = [REREAD, str(pile), given.model]
        runs = [
            {"n": size, "state": state, **run_apart("benchmarks.end_to_end", arguments, given.timeout, **kept)}
            for state in ("cold", "warm")
        ]
        if peers:
            save_pile(Path(folder), chosen.assign(topic=""), "topic", "model")
        for peer in peers:
            found = run_apart("benchmarks.peers", ["topics", peer, folder, "0"], given.timeout)
            runs.append({"n": size, "state": peer, "stages": {}, "import_seconds": found.get("start_seconds"), **found})
    return [{key: value for key, value in run.items() if key != "labels"} for run in runs]


def stage_table(runs: Sequence[Mapping[str, Any]]) -> str:
    """Lay the runs out: one column a run, one line a stage."""
    done = [run for run in runs if "error" not in run]
    stages = list(dict.fromkeys(name for run in done for name in run["stages"]))
    lines = [[f"{run['n']:,} {run['state']}" for run in done]]
    lines += [[f"{run['stages'][stage]:,.1f}" if stage in run["stages"] else "-" for run in done] for stage in stages]
    lines += [[f"{run[key]:,.1f}" for run in done] for key in ("seconds", "import_seconds", "peak_mb")]
    lines += [[f"{after_encoding(run):,.1f}" for run in done]]
    names = ["", *stages, "all, seconds", "imports, seconds", "peak memory, MB", "after encoding, seconds"]
    width, column = max(map(len, names)), 2 + max(map(len, lines[0]))
    text = "".join(
        f"{n:<{width}}" + "".join(f"{c:>{column}}" for c in cells) + "\n" for n, cells in zip(names, lines, strict=True)
    )
    return text + "".join(f"{run['n']:,} {run['state']}: {run['error']}\n" for run in runs if "error" in run)


def after_encoding(run: Mapping[str, Any]) -> float:
    """Seconds without reading and encoding: what a method that is given vectors can be held against."""
    return float(run["seconds"] - sum(run["stages"].get(stage, 0.0) for stage in BEFORE))


def one_run(pile: Path, model: str) -> dict[str, Any]:
    """Read, analyse and save a pile as the command line does, and return what each stage took."""
    begun = time.perf_counter()
    import topics as tp

    started = time.perf_counter()
    articles = tp.read_articles(pile)
    read = time.perf_counter()
    run = tp.analyse(articles, tp.Config(model=model) if model else tp.Config(), progress=False)
    analysed = time.perf_counter()
    run.save(pile.parent / f"run-{begun}")
    ended = time.perf_counter()
    stages = {stage["name"]: stage["seconds"] for stage in run.manifest["stages"]}
    return {
        "stages": {"read_articles": read - started, **stages, "save": ended - analysed},
        "seconds": ended - started,
        "import_seconds": started - begun,
        "peak_mb": peak_megabytes(),
        "n_topics": len(run.topics),
        "n_events": len(run.events),
    }


if __name__ == "__main__":
    if sys.argv[1:2] == [REREAD]:
        sys.stdout.write(json.dumps(one_run(Path(sys.argv[2]), sys.argv[3])) + "\n")
    else:
        main()
