"""Seconds a stage and peak memory: ``python benchmarks/end_to_end.py FILE.jsonl.gz --sizes 1000,5000 [--json]``.

Each size runs twice, each time in a process of its own: cold with an empty cache of vectors, then warm with the cache
that the cold run filled.
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

from benchmarks.common import FIELDS, run_apart  # noqa: E402
from benchmarks.peers import peak_megabytes  # noqa: E402
from topics.evaluation import read_gold  # noqa: E402

REREAD = "--one-run"  # how this script calls itself for one measured run


def main() -> None:
    """Run every size cold and warm and print the seconds of each stage."""
    parser = argparse.ArgumentParser(description="Time the whole line, stage by stage, cold and warm.")
    parser.add_argument("file", type=Path, metavar="FILE", help="articles, .jsonl.gz; the first ones are taken")
    parser.add_argument("--sizes", default="1000", help="comma-separated numbers of articles (default 1000)")
    parser.add_argument("--timeout", type=float, default=7200, help="seconds that one run may take (default 7200)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    articles = read_gold(given.file).reindex(columns=list(FIELDS))
    runs: list[dict[str, Any]] = []
    for size in (int(size) for size in given.sizes.split(",")):
        if size > len(articles):
            parser.error(f"got size {size} but {given.file.name} holds {len(articles)} articles")
        with tempfile.TemporaryDirectory() as folder:
            pile = Path(folder) / "articles.jsonl"
            articles.head(size).to_json(pile, orient="records", lines=True)
            for state in ("cold", "warm"):
                outcome = run_apart("benchmarks.end_to_end", [REREAD, str(pile)], given.timeout, TOPICS_CACHE=folder)
                runs.append({"n": size, "state": state, **outcome})
    sys.stdout.write(json.dumps({"file": given.file.name, "runs": runs}) + "\n" if given.json else stage_table(runs))


def stage_table(runs: Sequence[Mapping[str, Any]]) -> str:
    """Lay the runs out: one column a run, one line a stage."""
    done = [run for run in runs if "error" not in run]
    stages = list(dict.fromkeys(name for run in done for name in run["stages"]))
    lines = [[f"{run['n']:,} {run['state']}" for run in done]]
    lines += [[f"{run['stages'].get(stage, 0):,.1f}" for run in done] for stage in stages]
    lines += [[f"{run[key]:,.1f}" for run in done] for key in ("seconds", "import_seconds", "peak_mb")]
    names = ["", *stages, "read and analyse, seconds", "import topics, seconds", "peak memory, MB"]
    width = max(map(len, names))
    text = "".join(
        f"{n:<{width}}" + "".join(f"{c:>14}" for c in cells) + "\n" for n, cells in zip(names, lines, strict=True)
    )
    return text + "".join(f"{run['n']:,} {run['state']}: {run['error']}\n" for run in runs if "error" in run)


def one_run(pile: Path) -> dict[str, Any]:
    """Analyse a pile with default settings and return what each stage took."""
    begun = time.perf_counter()
    import topics as tp

    started = time.perf_counter()
    articles = tp.read_articles(read_gold(pile))
    read = time.perf_counter()
    run = tp.analyse(articles, tp.Config())
    ended = time.perf_counter()
    stages = {stage["name"]: stage["seconds"] for stage in run.manifest["stages"]}
    stages.setdefault("read_articles", read - started)
    return {
        "stages": stages,
        "seconds": ended - started,
        "import_seconds": started - begun,
        "peak_mb": peak_megabytes(),
        "n_topics": len(run.topics),
        "n_events": len(run.events),
    }


if __name__ == "__main__":
    if sys.argv[1:2] == [REREAD]:
        sys.stdout.write(json.dumps(one_run(Path(sys.argv[2]))) + "\n")
    else:
        main()
