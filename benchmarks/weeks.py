"""The story of eight weeks: ``python benchmarks/weeks.py FILE.jsonl.gz --from 2020-07-01 --weeks 8 [--until 2020-12-31]``.

A run over the first months, thirty edits by hand, then an update a week. What stays, what every update costs, how far the news
has moved, and how far the updated run is from a full run over the same articles. Vectors come from the cache.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

sys.path[0] = str(Path(__file__).resolve().parents[1])  # beside this file, `topics` would be benchmarks/topics.py

from benchmarks.common import model_vectors  # noqa: E402
from topics.evaluation import read_gold, score_clusters  # noqa: E402

WEEK = pd.Timedelta(days=7)
N_RENAMES, N_MERGES, N_SPLITS, N_MOVES, N_PINS, N_ACCEPTS = 8, 4, 4, 6, 4, 4
COLUMNS = (
    ("articles", ",.0f"),
    ("new", ".0f"),
    ("seconds", ".1f"),
    ("full s", ".1f"),
    ("same event", ".3f"),
    ("same topic", ".3f"),
    ("of last full", ".3f"),
    ("edits", ".0f"),
    ("fit", ".3f"),
    ("true fit", ".3f"),
    ("ARI events", ".4f"),
    ("ARI broad", ".3f"),
    ("ARI fine", ".3f"),
    ("fulls broad", ".3f"),
)


def main() -> None:
    """Print a line for every week."""
    parser = argparse.ArgumentParser(description="Follow a run through weekly updates.")
    parser.add_argument("file", type=Path, metavar="FILE", help="dated articles, .jsonl.gz")
    parser.add_argument("--from", dest="first", required=True, metavar="DAY", help="first day of the window")
    parser.add_argument("--until", required=True, metavar="DAY", help="last day of the window")
    parser.add_argument("--weeks", type=int, default=8, help="updates, counted back from the last day (default 8)")
    given = parser.parse_args()
    articles = _window(read_gold(given.file), given.first, given.until)
    model_vectors(articles)  # into the cache, so that seconds are those of the update alone
    _story(articles, pd.Timestamp(given.until, tz="UTC") + pd.Timedelta(days=1), given.weeks)


def _window(articles: pd.DataFrame, first: str, until: str) -> pd.DataFrame:
    days = pd.to_datetime(articles["date"], errors="coerce", utc=True)
    inside = (days >= pd.Timestamp(first, tz="UTC")) & (days < pd.Timestamp(until, tz="UTC") + pd.Timedelta(days=1))
    return articles[inside].reset_index(drop=True)


def _story(articles: pd.DataFrame, end: pd.Timestamp, n_weeks: int) -> None:
    import topics as tp
    from topics.runs.drift import topic_drift
    from topics.runs.update import update

    table = tp.read_articles(articles).drop(columns=["topic", "event"], errors="ignore")
    edges = [end - WEEK * back for back in range(n_weeks, -1, -1)]
    known = table[table["published"] < edges[0]]
    run = tp.analyse(known, watchlist=tp.Watchlist.starter(), progress=False)
    full = run
    run, checks = _edited(run)
    sys.stdout.write(f"{len(known):,} articles, {run!r}"[:90].split("\n")[0] + f"; {len(checks)} edits\n")
    sys.stdout.write("week".ljust(5) + "".join(f"{name:>13}" for name, _ in COLUMNS) + "\n")
    for week, edge in enumerate(edges[1:], 1):
        new = table[(table["published"] >= edges[week - 1]) & (table["published"] < edge)]
        last, last_full = run, full
        run, seconds = _timed(lambda last=last, new=new: update(last, new, progress=False))
        so_far = table[table["published"] < edge]
        full, full_seconds = _timed(
            lambda so_far=so_far: tp.analyse(so_far, watchlist=tp.Watchlist.starter(), progress=False)
        )
        cells = [len(so_far), len(new), seconds, full_seconds, *_stayed(last, run), _stayed(last_full, full)[1]]
        cells += [sum(check(run) for check in checks), topic_drift(run).fit, _true_fit(run, full)]
        cells += [*_agreement(run, full), _agreement(last_full, full)[1]]
        row = "".join(f"{cell:>13{kind}}" for cell, (_, kind) in zip(cells, COLUMNS, strict=True))
        sys.stdout.write(f"{week:<5}{row}  {topic_drift(run)}\n")
        for sentence in run.conflicts["sentence"] if len(run.conflicts) else []:
            sys.stdout.write(f"      edit: {sentence}\n")
        sys.stdout.flush()


def _timed(made: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    return made(), time.perf_counter() - begun


def _edited(run: Any) -> tuple[Any, list[Callable[[Any], bool]]]:
    """Thirty edits as an analyst makes them, and for each whether a later run still shows it."""
    checks: list[Callable[[Any], bool]] = []
    finest = run.topics[run.topics["layer"] == run.n_layers - 1].sort_values(["n_articles", "id"], ascending=False)
    by_parent = [group["id"].tolist() for _, group in finest.groupby("parent", sort=True)]
    pairs = [group[:2] for group in by_parent if len(group) > 3][:N_MERGES]
    rest = [one for one in finest["id"] if one not in {topic for pair in pairs for topic in pair}]
    for number, topic in enumerate(rest[:N_RENAMES]):
        run = run.rename(topic, f"Renamed {number}")
        checks.append(lambda later, name=f"Renamed {number}": name in set(later.topics["name"]))
    for number, pair in enumerate(pairs):
        run = run.merge(pair, f"Merged {number}")
        checks.append(lambda later, name=f"Merged {number}": name in set(later.topics["name"]))
    for number, topic in enumerate(rest[N_RENAMES : N_RENAMES + N_SPLITS]):
        inside = run.articles["id"][(run.articles["topic"] == topic) & (run.articles["copy_of"] == "")].tolist()
        run = run.split(inside[: len(inside) // 2], f"Split {number}")
        checks.append(lambda later, name=f"Split {number}": name in set(later.topics["name"]))
    homes = rest[N_RENAMES + N_SPLITS : N_RENAMES + N_SPLITS + N_MOVES]
    alone = run.articles[(run.articles["copy_of"] == "") & (run.articles["topic"] == rest[-1])]
    alone = pd.concat([alone, run.articles[run.articles["topic"] == rest[-2]]])["id"].tolist()
    for article, topic in zip(alone, homes, strict=False):
        run = run.move(article, topic)
        checks.append(lambda later, article=article, topic=topic: _home(later, article) == topic)
    for topic in rest[N_RENAMES + N_SPLITS + N_MOVES :][:N_PINS]:
        run = run.pin(topic)
        checks.append(lambda later, op="pin", topic=topic: _applied(later, op, topic))
    entry = run.manifest["watchlist"]["topic"][0]["name"]
    for article in run.articles["id"][run.articles["copy_of"] == ""].tolist()[:: len(run.articles) // N_ACCEPTS][
        :N_ACCEPTS
    ]:
        run = run.accept(article, entry)
        checks.append(lambda later, article=article: entry in _tags(later, article))
    return run, checks


def _home(run: Any, article: str) -> str:
    return str(run.articles.set_index("id")["topic"][article])


def _tags(run: Any, article: str) -> list[str]:
    return list(run.articles.set_index("id")["watchlist"][article])


def _applied(run: Any, op: str, topic: str) -> bool:
    return any(
        line["op"] == op and line.get("applied", True) and topic in [one["id"] for one in line["target"]["topics"]]
        for line in run.edits
    )


def _stayed(old: Any, new: Any) -> tuple[float, float]:
    """Share of the articles of both runs that keep the id of their event, and of their topic."""
    then, now = (run.articles.set_index("id") for run in (old, new))
    both = then.index.intersection(now.index)
    shares = [(then.loc[both, column] == now.loc[both, column]).mean() for column in ("event", "topic")]
    return float(shares[0]), float(shares[1])


def _true_fit(run: Any, full: Any) -> float:
    """How clear the topics of a run are beside those of a full run over the same articles."""
    from topics.runs.drift import topic_drift
    from topics.runs.stages import stage_of

    clear = topic_drift(run).fit * stage_of(run, "topics")["look"]["clearness"]
    return float(clear / stage_of(full, "topics")["look"]["clearness"])


def _agreement(run: Any, full: Any) -> list[float]:
    """ARI of events, broadest and finest topics of two runs, over the articles that both have; edits are left out."""
    from topics.runs.edits.log import without_edits

    tables = []
    for one in (without_edits(run), full):
        broad, fine = one.topic_at_layer(0), one.topic_at_layer(one.n_layers - 1)
        columns = {"event": one.articles["event"], "broad": broad, "fine": fine}
        tables.append(pd.DataFrame(columns).set_axis(one.articles["id"].tolist(), axis=0))
    both = tables[0].index.intersection(tables[1].index)
    return [score_clusters(tables[0].loc[both, c], tables[1].loc[both, c]).ari for c in ("event", "broad", "fine")]


if __name__ == "__main__":
    main()
