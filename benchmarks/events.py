"""Events against gold: ``python benchmarks/events.py FILE.jsonl.gz... [--peers a,b] [--seeds 0,1,2] [--limit N]``."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # beside this file, `topics` would be benchmarks/topics.py

from benchmarks.common import benchmark, options  # noqa: E402
from benchmarks.peers import PEERS  # noqa: E402

if __name__ == "__main__":
    benchmark("events", "event", options("events", list(PEERS["events"])))
