"""A made-up run for the tests of the views, and a browser where there is one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest

from topics.views.page import write_page

matplotlib.use("agg")

HOSTILE = "</script><img src=x onerror=\"window.hacked=1\"> & <b>'quoted'</b>"
TREE = {
    "Arms deals": ["Frigates", "Air defence"],
    "Harvests": ["Olive oil", "Wheat"],
    "Space": ["Moon landers", "Weather satellites"],
}
PLACES = ["Lisbon", "Accra", "Osaka", "Turin"]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


@dataclass(frozen=True)
class Tables:
    """A run reduced to what the views read: they must ask for nothing more."""

    articles: pd.DataFrame
    topics: pd.DataFrame
    events: pd.DataFrame
    manifest: Mapping[str, object] = field(default_factory=dict)


START = pd.Timestamp("2026-01-05T08:00", tz="UTC")
OUTLETS = ["Atlas News", "Globe Monitor", "Delta Herald"]
TOPIC_COLUMNS = (
    *("id", "layer", "parent", "name", "keywords", "n_articles", "n_events", "first", "last", "watchlist", "burst"),
)


def make_run(per_event: int = 3) -> Tables:
    """Two dozen events in six fine topics; of the articles of an event the last is a copy of the first."""
    rows, events, topics = [], [], []
    for b, (broad, fine_topics) in enumerate(TREE.items()):
        for f, fine in enumerate(fine_topics):
            for p in range(len(PLACES)):
                rows += [_article(b, f, p, k, per_event) for k in range(per_event)]
                events.append(_event(b, f, p, per_event))
            topics.append(_topic(f"t{b}{f}", f"t{b}", fine, [fine.lower()], 4, per_event))
        words = [broad.lower(), "council"]
        topics.append(_topic(f"t{b}", "", broad, words, 8, per_event, "Weapons" if b == 0 else "", 2.5 * b))
    table = pd.DataFrame(topics, columns=list(TOPIC_COLUMNS)).sort_values(["layer", "id"], ignore_index=True)
    articles = pd.DataFrame(rows).sort_values("id", ignore_index=True)
    return Tables(articles, table, pd.DataFrame(events), {"name": "Test run", "seed": 0})


def _fine(b: int, f: int) -> str:
    return list(TREE.values())[b][f]


def _article(b: int, f: int, p: int, k: int, per_event: int) -> dict[str, object]:
    """The kth report of the pth event of a fine topic."""
    fine, place, copied = _fine(b, f), PLACES[p], k == per_event - 1
    return {
        "id": f"{b}{f}{p}{k:013d}",
        "title": f"{fine}: {place} decides, part {k + 1}",
        "body": f"{place.upper()} — A council met on {fine.lower()}.\n\nIt will meet again. " * 3,
        "summary": "",
        "published": START + pd.Timedelta(days=7 * p + b + k),
        "source": OUTLETS[k % 3],
        "url": f"https://news.example/e{b}{f}{p}/{k}",
        "copy_of": f"{b}{f}{p}{0:013d}" if k and copied else "",
        "topic": f"t{b}{f}",
        "event": f"e{b}{f}{p}",
        "x": 5.0 * b + f + 0.1 * p + (0 if copied else 0.03 * k),
        "y": 3.0 * (b % 2) + 0.4 * p,
        "watchlist": ["Weapons"] if b == 0 else [],
        "why": ["copy of “the first”"] if copied else [place, "same day"],
    }


def _event(b: int, f: int, p: int, per_event: int) -> dict[str, object]:
    """The events of a fine topic are one story, of which the last only repeats the third and also looks back on the first."""
    day = START + pd.Timedelta(days=7 * p + b)
    return {
        "id": f"e{b}{f}{p}",
        "topic": f"t{b}{f}",
        "headline": f"{_fine(b, f)}: {PLACES[p]} decides",
        "first": day,
        "last": day + pd.Timedelta(days=per_event - 1),
        "n_articles": per_event,
        "n_independent": max(per_event - 1, 1),
        "n_sources": 3,
        "entities": [PLACES[p]],
        "peak": day.floor("D"),
        "storyline": f"s{b}{f}0",
        "follows": f"e{b}{f}{p - 1}" if p in (1, 2) else "",
        "same_series": f"e{b}{f}2" if p == 3 else "",
        "part_of": [f"e{b}{f}3"] if p == 0 else [],
        "burst": 3.5 if p == 3 and f == 0 else 0.0,
    }


def _topic(
    topic: str,
    parent: str,
    name: str,
    words: list[str],
    n_events: int,
    per_event: int,
    watch: str = "",
    burst: float = 0.0,
) -> tuple[object, ...]:
    last = START + pd.Timedelta(days=25)
    return topic, int(bool(parent)), parent, name, words, n_events * per_event, n_events, START, last, watch, burst


@pytest.fixture(scope="session")
def run() -> Tables:
    return make_run()


@pytest.fixture(scope="session")
def long() -> Tables:
    """Events of six days with six reports each."""
    return make_run(per_event=6)


@pytest.fixture(scope="session")
def empty(run: Tables) -> Tables:
    return Tables(run.articles.head(0), run.topics.head(0), run.events.head(0))


@pytest.fixture(scope="session")
def tiny(run: Tables) -> Callable[[int], Tables]:
    """The same run with only its first articles, and only what they need."""

    def cut(count: int) -> Tables:
        articles = run.articles.head(count).assign(copy_of="").reset_index(drop=True)
        parents = dict(zip(run.topics["id"], run.topics["parent"], strict=True))
        kept = {topic for home in articles["topic"] for topic in (home, parents[home])}
        topics = run.topics[run.topics["id"].isin(kept)].assign(n_articles=count).reset_index(drop=True)
        events = run.events[run.events["id"].isin(set(articles["event"]))].assign(n_articles=count)
        return Tables(articles, topics, events.reset_index(drop=True))

    return cut


@pytest.fixture(scope="session")
def undated(run: Tables) -> Tables:
    blank = {"first": pd.NaT, "last": pd.NaT, "peak": pd.NaT, "burst": 0.0}
    articles = run.articles.assign(published=pd.to_datetime(pd.Series([None] * len(run.articles)), utc=True))
    return replace(
        run,
        articles=articles,
        topics=run.topics.assign(first=pd.NaT, last=pd.NaT, burst=0.0),
        events=run.events.assign(**blank),
    )


@pytest.fixture(scope="session")
def unplaced(run: Tables) -> Tables:
    return replace(run, articles=run.articles.assign(x=np.nan, y=np.nan))


@pytest.fixture(scope="session")
def hostile_text() -> str:
    return HOSTILE


@pytest.fixture(scope="session")
def hostile_run(run: Tables) -> Tables:
    """Every text that comes from outside tries to be markup."""
    articles = run.articles.assign(
        title=HOSTILE, body=HOSTILE, summary=HOSTILE, source=HOSTILE, url="javascript:alert(1)"
    ).assign(why=[[HOSTILE]] * len(run.articles))
    topics = run.topics.assign(name=HOSTILE, watchlist=HOSTILE, keywords=[[HOSTILE]] * len(run.topics))
    events = run.events.assign(headline=HOSTILE, entities=[[HOSTILE]] * len(run.events))
    return Tables(articles, topics, events, {"name": HOSTILE, "seed": HOSTILE})


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    with sync_api.sync_playwright() as playwright:
        named = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
        found = next((path for path in named if path), playwright.chromium.executable_path)
        if not Path(found).exists():
            pytest.skip("no Chromium on this machine: apt-get install chromium")
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser, tmp_path: Path) -> Iterator[Callable[..., object]]:
    """Open a run as a page; at the end no console message and no request may have been seen."""
    contexts, noise = [], []

    def open_page(
        run: Tables, *, width: int = 1280, height: int = 900, scheme: str = "light", at: str = "", comparison=None
    ):
        viewport = {"width": width, "height": height}
        contexts.append(browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce"))
        page = contexts[-1].new_page()
        path = write_page(run, tmp_path / f"page{len(contexts)}.html", comparison=comparison)
        page.on("console", lambda message: noise.append(message.text))
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("request", lambda request: request.url.startswith("file:") or noise.append(request.url))
        page.goto(path.as_uri() + at)
        page.wait_for_selector("html[data-ready]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert noise == []
