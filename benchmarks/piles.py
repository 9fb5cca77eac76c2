"""A pile of any size from a labelled file: a fixed sample of it, and beyond its size articles made by honest perturbation.

A made article is a real one in which every second long word, drawn by lot, gives way to a long word of another article, and whose
day is moved by up to half a year: words stay as common as they are, and neither copies nor events are made.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

LONG = 4  # letters of a word that may give way
SHARE = 0.5  # of them that do
MOST_DAYS = 180


def pile_of(articles: pd.DataFrame, size: int) -> pd.DataFrame:
    """Return `size` articles, always the same ones."""
    rng = np.random.default_rng(0)
    if size <= len(articles):
        return articles.iloc[np.sort(rng.permutation(len(articles))[:size])].reset_index(drop=True)
    base = rng.integers(0, len(articles), size - len(articles))
    other = rng.integers(0, len(articles), len(base))
    made = articles.iloc[base].reset_index(drop=True)
    for column in ("title", "text"):
        words = [str(text or "").split() for text in articles[column].tolist()]
        made[column] = [mixed(words[a], words[b], rng) for a, b in zip(base.tolist(), other.tolist(), strict=True)]
    days = pd.to_datetime(made["date"], utc=True, errors="coerce")
    moved = days + pd.to_timedelta(rng.integers(-MOST_DAYS, MOST_DAYS, len(made)), unit="D")
    made["date"] = moved.dt.strftime("%Y-%m-%d").where(moved.notna(), None)
    made["id"], made["url"] = [f"made-{row}" for row in range(len(made))], ""
    return pd.concat([articles, made], ignore_index=True)


def mixed(words: list[str], others: list[str], rng: np.random.Generator) -> str:
    """Return the words with every second long one, by lot, replaced by long words of the others in their order.

    >>> mixed("Ships collide off Porto".split(), "Oslo raised rates again".split(), np.random.default_rng(2))
    'Oslo raised off rates'
    """
    long = [word for word in others if len(word) >= LONG]
    if not long:
        return " ".join(words)
    lots = rng.random(len(words)) < SHARE
    found, used = [], 0
    for word, gives_way in zip(words, lots.tolist(), strict=True):
        if gives_way and len(word) >= LONG:
            word, used = long[used % len(long)], used + 1
        found.append(word)
    return " ".join(found)
