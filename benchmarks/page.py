"""How large the page is and how fast it opens: ``python -m benchmarks.page FILE.jsonl.gz [--sizes 250,2000,20000] [--json]``.

Each size is analysed with default settings, written as a page and opened in Chromium, each time in a new profile. Opened means:
the map is on the screen and the list can be used. Headlines have no text, so each size is also written with made-up ones.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.common import FIELDS, model_vectors
from topics.evaluation import read_gold

BODY = 1_500  # characters of a made-up text: what the page carries of a real one
WINDOW = {"width": 1280, "height": 900}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
COLUMNS = (
    ("articles", 10),
    ("texts", 7),
    ("written s", 11),
    ("MB", 8),
    ("opened s", 10),
    ("search s", 10),
    ("topic s", 9),
)

# The second frame after the page calls itself ready is the first in which everything is on the screen.
WATCH = """new MutationObserver((_, o) => { const said = document.documentElement.dataset; if (said.ready) { o.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => { said.opened = performance.now(); })); } })
  .observe(document, {attributes: true, subtree: true, attributeFilter: ['data-ready']});"""
# Each in milliseconds, until the frame after the answer.
SEARCH = """async word => { const t = performance.now(); await search(word);
  await new Promise(requestAnimationFrame); return performance.now() - t; }"""
TOPIC = """async () => { const t = performance.now(); go('topic', T.tops[0]);
  await new Promise(r => setTimeout(r)); await new Promise(requestAnimationFrame); return performance.now() - t; }"""


def main() -> None:
    """Print a line for every size, without and with texts."""
    parser = argparse.ArgumentParser(description="Size of the page and seconds until it can be used.")
    parser.add_argument("file", type=Path, metavar="FILE", help="articles, .jsonl.gz; a fixed sample is taken")
    parser.add_argument("--sizes", default="250,2000,20000", help="comma-separated numbers of articles")
    parser.add_argument(
        "--times", type=int, default=5, help="how often each page is opened; medians are printed (default 5)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line instead of a table")
    given = parser.parse_args()
    if not given.json:
        sys.stdout.write("".join(f"{name:>{width}}" for name, width in COLUMNS) + "\n")
    for row in measured(read_gold(given.file), [int(size) for size in given.sizes.split(",")], given.times):
        sys.stdout.write(json.dumps(row) + "\n" if given.json else _line(row))
        sys.stdout.flush()


def measured(articles: pd.DataFrame, sizes: Sequence[int], times: int) -> Iterator[dict[str, Any]]:
    """Analyse each size, write its page and open it, first with headlines alone, then with texts."""
    import topics as tp
    from topics.views.page import write_page

    for size in sizes:
        chosen = np.sort(np.random.default_rng(0).permutation(len(articles))[:size])
        pile = articles.iloc[chosen].reindex(columns=list(FIELDS)).reset_index(drop=True)
        model_vectors(pile)  # into the cache, where `analyse` finds them
        run = tp.analyse(tp.read_articles(pile), tp.Config(), progress=False)
        told = replace(run, articles=run.articles.assign(body=_made_up(run.articles["title"])))
        for name, one in (("no", run), ("yes", told)):
            with tempfile.TemporaryDirectory() as folder:
                begun = time.perf_counter()
                path = write_page(one, Path(folder) / "page.html")
                written = time.perf_counter() - begun
                seconds = opened(path, times)
                yield {"articles": size, "texts": name, "written": written, "mb": path.stat().st_size / 1e6, **seconds}


def opened(path: Path, times: int) -> dict[str, float]:
    """Open a page several times, search it and open a topic; medians in seconds."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        each = [_once(chromium, path) for _ in range(times)]
        chromium.close()
    return {name: statistics.median(one[name] for one in each) / 1000 for name in each[0]}


def _once(chromium: Any, path: Path) -> dict[str, float]:
    context = chromium.new_context(viewport=WINDOW, reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-opened] #pane .item")
    found = {
        "opened": page.evaluate("Number(document.documentElement.dataset.opened)"),
        "topic": page.evaluate(TOPIC),
        "search": page.evaluate(SEARCH, "minister"),
    }
    context.close()
    return found


def _made_up(titles: pd.Series) -> list[str]:
    """As many characters of other titles, drawn with a fixed seed: no text, but its size and its words."""
    rng, words = np.random.default_rng(0), titles.to_numpy(dtype=object)
    each = BODY // max(int(titles.str.len().mean()), 1) + 1
    return [". ".join(words[rng.integers(0, len(words), each)])[:BODY] for _ in range(len(words))]


def _line(row: dict[str, Any]) -> str:
    cells = [f"{row['articles']:,}", row["texts"], f"{row['written']:.1f}", f"{row['mb']:.2f}"]
    cells += [f"{row[name]:.2f}" for name in ("opened", "search", "topic")]
    return "".join(f"{text:>{width}}" for text, (_, width) in zip(cells, COLUMNS, strict=True)) + "\n"


if __name__ == "__main__":
    main()
