"""Seconds at the desk on a large pile: ``python -m benchmarks.explore [--articles 50000] [--keep FOLDER]``.

Made-up articles with bodies of real length, a tenth of them copies, in three layers of topics. Every line is what a click
costs the kernel until its widgets are told, and the megabytes that then go to the browser; edits include the disk.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from topics.runs.example import assembled
from topics.runs.run import Run
from topics.views.explore import Explorer, explore

WORDS_A_BODY = 400
LASSO = 5_000  # points
BROAD, FINER, FINEST = 12, 5, 5  # topics, and how many each of them is split into
ARTICLES_AN_EVENT = 3
DIMENSIONS = 384
_START = pd.Timestamp("2026-01-01")


def main() -> None:
    """Print what every step costs."""
    parser = argparse.ArgumentParser(description="Time the desk of explore on a made-up run.")
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the run there, to open it in JupyterLab")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch) / "run"
        _seconds("making the run", lambda: made_up(given.articles).save(folder))
        run = _seconds("Run.load", lambda: Run.load(folder))
        desk = _seconds("explore", lambda: explore(run))
        sys.stdout.write(f"{'  state sent to the browser':36}{'':>9}{_state_size(desk) / 1e6:>9.1f} MB\n")
        for words, step in _steps(desk).items():
            _seconds(words, step, desk)
        assert "tram strikes" in set(Run.load(folder).topics["name"])


def _steps(desk: Explorer) -> dict[str, Callable[[], object]]:
    def name_and(kind: str) -> None:
        desk.actions.name.value = "tram strikes" if kind == "rename" else f"{kind} of these"
        desk.actions.do(kind)

    def lasso(places: Any) -> None:
        desk.map.widget.selection = np.asarray(places, dtype=np.uint32)

    def two_topics() -> None:
        homes = desk.run.articles["topic"].to_numpy()[desk.desk.points]
        lasso(np.flatnonzero(np.isin(homes, ["t0.0.0", "t0.0.1"])))

    return {
        "layer switch": lambda: setattr(desk.layer, "value", 1),
        "layer switch, the finest": lambda: setattr(desk.layer, "value", 2),
        "colour by day": lambda: setattr(desk.colour, "value", "day"),
        "colour by topic": lambda: setattr(desk.colour, "value", "topic"),
        "first search": lambda: setattr(desk.search, "value", "harbour budget"),
        "second search": lambda: setattr(desk.search, "value", "tram"),
        f"lasso of {LASSO:,}": lambda: lasso(range(LASSO)),
        "first rename": lambda: name_and("rename"),
        "second rename": lambda: name_and("rename"),
        "lasso of two topics": two_topics,
        "merge them": lambda: name_and("merge"),
        "undo": lambda: name_and("undo"),
    }


def _seconds(words: str, step: Callable[[], Any], desk: Explorer | None = None) -> Any:
    sent = _counted(desk) if desk else [0]
    start = time.perf_counter()
    result = step()
    spent = time.perf_counter() - start
    megabytes = f"{sum(sent) / 1e6:>9.1f} MB" if desk else ""
    sys.stdout.write(f"{words:36}{spent:>8.2f}s{megabytes}\n")
    sys.stdout.flush()
    return result


def _counted(desk: Explorer) -> list[int]:
    """Bytes of every change of the map that the browser is told of from now on."""
    sent: list[int] = []
    widget = desk.map.widget
    widget.unobserve_all("points"), widget.unobserve_all("labels")
    widget.observe(lambda change: sent.append(_bytes(change["new"])), names=["points", "labels"])
    return sent


def _state_size(desk: Explorer) -> int:
    return sum(_bytes(value) for value in desk.map.widget.get_state().values()) + len(desk.reading.value)


def _bytes(value: Any) -> int:
    """Size of a trait or of its state as a message carries it, text for what is neither array nor table."""
    if isinstance(value, memoryview | np.ndarray):
        return int(value.nbytes)
    if isinstance(value, pd.DataFrame):
        return int(value.memory_usage(deep=True).sum())
    if isinstance(value, dict):
        return sum(map(_bytes, value.values()))
    return len(str(value))


def made_up(number: int) -> Run:
    """Make up a run of this many articles, the same each time."""
    rng = np.random.default_rng(0)
    topics = _topics()
    finest = [one for one, layer, *_ in topics if layer == 2]
    event = rng.integers(0, max(number // ARTICLES_AN_EVENT, 1), number)
    home = event % len(finest)
    ids = [f"{row:016x}" for row in range(number)]
    copy = (rng.random(number) < 0.1) & (np.arange(number) > 0)
    first_of_event = pd.Series(np.arange(number)).groupby(event).transform("min").to_numpy()
    copy &= first_of_event != np.arange(number)
    words = np.array(_words(), dtype=object)
    articles = pd.DataFrame(
        {
            "id": ids,
            "title": [" ".join(words[rng.integers(0, len(words), 9)]) for _ in range(number)],
            "published": (_START + pd.to_timedelta(event % 60, unit="D")).strftime("%Y-%m-%d"),
            "source": [f"Outlet {row % 40}" for row in range(number)],
            "copy_of": [ids[at] if copied else "" for at, copied in zip(first_of_event, copy, strict=True)],
            "topic": [finest[at] for at in home],
            "event": [f"e{at:06x}" for at in event],
        }
    )
    run = assembled(articles, topics)
    angle, spread = home * 2.399963, np.sqrt(home + 1)  # a sunflower: neighbouring topics do not touch
    places = np.column_stack([np.cos(angle), np.sin(angle)]) * spread[:, None] + rng.normal(0, 0.35, (number, 2))
    bodies = [" ".join(words[rng.integers(0, len(words), WORDS_A_BODY)]) for _ in range(number)]
    table = run.articles.assign(body=bodies, x=places[:, 0], y=places[:, 1])
    vectors = rng.normal(size=(number, DIMENSIONS)).astype(np.float16)
    return replace(run, articles=table.astype({"x": np.float32, "y": np.float32}), vectors=vectors)


def _topics() -> tuple[tuple[str, int, str, str, list[str]], ...]:
    broad = [(f"t{a}", 0, "", f"theme {a}", ["theme"]) for a in range(BROAD)]
    finer = [(f"t{a}.{b}", 1, f"t{a}", f"theme {a} part {b}", ["part"]) for a in range(BROAD) for b in range(FINER)]
    finest = [
        (f"{one}.{c}", 2, one, f"{name} side {c}", ["side"]) for one, _, _, name, _ in finer for c in range(FINEST)
    ]
    return *broad, *finer, *finest


def _words() -> list[str]:
    """A vocabulary of several thousand made-up words, some real ones in front."""
    starts, ends = "ba ke li mo nu pa ri so tu vel dor fin".split(), "ren lax mit dol par sen tor vin gal hem".split()
    middles = ["", *"ar en il os um".split()]
    return [
        "harbour",
        "budget",
        "tram",
        *(a + b + c + d for a in starts for b in middles for c in ends for d in middles),
    ]


if __name__ == "__main__":
    main()
