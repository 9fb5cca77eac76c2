"""The hard cases as articles tables with their gold events: hand-written sets of `cases.jsonl` and the recurring series.

Both go through `read_articles`, so that what is tested is what a reader's own files would give.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from topics import read_articles

from .recurring import series

CASES = (
    "follow_up", "round_up", "same_place_other_day", "same_actors_other_deed", "updates", "copies", "undated",
    "wrongly_dated", "headlines_only", "two_cities", "same_day_same_company", "sport_same_day",
)  # fmt: skip
ROUND_UPS = ("digest-week-21", "live-15-january", "league-overview-matchday", "eastbrook-overview")


def hard_case(name: str | None = None) -> pd.DataFrame:
    """Articles of one case, or of all: the articles table with `case`, `event` (gold) and `follows` ('' for none)."""
    lines = Path(__file__).with_name("cases.jsonl").read_text(encoding="utf-8").splitlines()
    told = [row for row in map(json.loads, lines) if name in (None, row["case"])]
    if not told:
        raise ValueError(f"Got the case {name!r} but expected one of {', '.join(CASES)}")
    return _table(told, ("case", "event", "follows"))


def recurring_series(name: str | None = None) -> pd.DataFrame:
    """Articles of one recurring series, or of all: the articles table with `series` and `event` (gold)."""
    every = series()
    told = [row for row in every if name in (None, row["series"])]
    if not told:
        known = ", ".join(dict.fromkeys(row["series"] for row in every))
        raise ValueError(f"Got the series {name!r} but expected one of {known}")
    return _table(told, ("series", "event"))


def _table(told: list[dict[str, Any]], gold: tuple[str, ...]) -> pd.DataFrame:
    """The articles table of what is told, with the gold columns; `key` is the id that the text has in its file."""
    rows = pd.DataFrame(told).rename(columns={"id": "key"}).assign(lang="en")
    articles = read_articles(rows[["key", "title", "body", "published", "source", "lang"]], progress=False)
    by_key = rows.set_index("key").reindex(columns=list(gold)).astype(object).fillna("").loc[articles["key"]]
    return articles.assign(**{name: by_key[name].to_numpy() for name in gold})
