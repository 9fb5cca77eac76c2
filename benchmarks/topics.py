"""Topics against gold: ``python benchmarks/topics.py FILE.jsonl.gz... [--peers a,b] [--seeds 0,1,2] [--limit N]``."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # beside this file, `topics` would be this file

from benchmarks.common import benchmark, options  # noqa: E402
from benchmarks.peers import PEERS  # noqa: E402

if __name__ == "__main__":
    benchmark("topics", "topic", options("topics", list(PEERS["topics"])))
