"""How well watch-lists find their articles: ``python benchmarks/watchlists.py FILE.jsonl.gz... [--off FILE...] [--draws N]``.

For every file there is a watch-list of its name in `benchmarks/watchlists`. It is scored with no examples and with some that the
gold accepts or rejects, beside a plain cosine whose threshold is chosen on the gold. An off-topic pile is another file, of which
only the labels that no entry is about are taken; there every match is false.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

sys.path[0] = str(Path(__file__).resolve().parents[1])  # beside this file, `topics` would be another module

from benchmarks.common import LEAD, model_vectors, read_labelled  # noqa: E402
from topics.clustering.watch_scores import score_watchlist  # noqa: E402
from topics.clustering.watchlist import Watchlist  # noqa: E402
from topics.encoding.cache import default_cache, encode  # noqa: E402
from topics.encoding.encoders import lead_text, load_encoder, unit_rows  # noqa: E402
from topics.evaluation import read_gold  # noqa: E402

FOLDER = Path(__file__).parent / "watchlists"
LABELS = {  # gold label: entry, where the two are not the same word
    **{"earn": "Company earnings", "acq": "Mergers and acquisitions", "crude": "Crude oil", "trade": "Foreign trade"},
    **{"money-fx": "Foreign exchange and money market", "interest": "Interest rates", "ship": "Shipping"},
    **{"Gun Control and Gun Rights": "Gun control", "Free Speech": "Free speech"},
    **{"Sexual Misconduct": "Sexual misconduct", "Budget - Debt": "Budget and debt"},
    "Voting Rights and Voter Fraud": "Voting rights and voter fraud",
}
TECHNICAL = ("comp.", "misc.forsale", "sci.electronics", "rec.autos", "rec.motorcycles")  # newsgroups about no news
NO_COMPUTERS = (  # entries of the categories that have nothing to do with the newsgroups on computers, cars and electronics
    *("Armed conflicts and attacks", "Health and environment", "Politics and elections", "International relations"),
    *("Law and crime", "Disasters and accidents", "Business and economy", "Sports", "Arts and culture"),
)
OFF_TOPIC = {  # which entries of a list have nothing to do with which file: None for all; the others are left out there
    ("reuters_r8", "gva_2013_2015"): None,
    ("reuters_r8", "newsgroups20"): None,
    ("wcep_stories_2002_2020", "newsgroups20"): NO_COMPUTERS,
    ("wcep_stories_2002_2020", "reuters_r8"): ("Health and environment", "Sports", "Arts and culture"),
}
CASES = ((0, False), (5, False), (20, False), (5, True), (20, True))  # examples accepted, and whether as many rejected
RULES = ("shipped", "cosine")


@dataclass(frozen=True)
class Pile:
    """Articles with their vectors, and which entry each is about by the gold, shape (n_articles, n_entries)."""

    texts: list[str]
    vectors: NDArray[np.float32]
    gold: NDArray[np.bool_]


def main() -> None:
    """Score every file's watch-list and print a table."""
    parser = argparse.ArgumentParser(description="Measure watch-lists.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="labelled articles")
    parser.add_argument("--off", nargs="*", type=Path, default=[], metavar="FILE", help="piles about something else")
    parser.add_argument("--draws", type=int, default=3, help="random draws of the examples (default 3)")
    parser.add_argument("--limit", type=int, help="take at most this many labelled articles of each file")
    given = parser.parse_args()
    for file in given.files:
        watchlist = Watchlist.load(FOLDER / f"{stem(file)}.toml")
        pile = labelled(file, watchlist, given.limit)
        others = [other for other in given.off if (stem(file), stem(other)) in OFF_TOPIC]
        off = [unrelated(file, other, watchlist) for other in others]
        print(f"\n{file.name}: {len(pile.texts):,} articles, {len(watchlist.topics)} entries")
        print(f"{'':24}{'P':>7}{'R':>7}{'F1':>7}{'macro':>7}  false matches on {', '.join(map(stem, others))}")
        for n, both in CASES:
            rows = [
                row for draw in range(given.draws if n else 1) for row in one_draw(watchlist, pile, off, n, both, draw)
            ]
            for rule, scores in pd.DataFrame(rows).groupby("rule", sort=False):
                print(
                    line(
                        f"{n}{f' + {n} rejected' if both else ''}: {rule}", scores.drop(columns="rule").mean().tolist()
                    )
                )


def stem(file: Path) -> str:
    """Return the name of a set."""
    return file.name.split(".")[0]


def labelled(file: Path, watchlist: Watchlist, limit: int | None) -> Pile:
    """Read the articles that have a topic."""
    articles = read_labelled(file, "topic", limit)
    entries = articles["topic"].astype(str).map(lambda label: LABELS.get(label, label).casefold())
    gold = np.column_stack([(entries == name.casefold()).to_numpy() for name in watchlist.names])
    return Pile(lead_texts_of(articles), vectors_of(articles), gold)


def unrelated(file: Path, other: Path, watchlist: Watchlist) -> tuple[Pile, list[int]]:
    """Read a pile that is about something else, and which entries are asked for there."""
    articles = read_gold(other)
    if stem(other) == "newsgroups20":
        articles = articles[articles["topic"].str.startswith(TECHNICAL)].reset_index(drop=True)
    kept = OFF_TOPIC[stem(file), stem(other)] or tuple(watchlist.names)
    nothing = np.zeros((len(articles), len(watchlist.topics)), dtype=bool)
    return Pile(lead_texts_of(articles), vectors_of(articles), nothing), [watchlist.names.index(name) for name in kept]


def lead_texts_of(articles: pd.DataFrame) -> list[str]:
    """Return what a run reads of every article."""
    pairs = zip(articles["title"].fillna(""), articles["text"].fillna(""), strict=True)
    return [lead_text(title, body, LEAD) for title, body in pairs]


def vectors_of(articles: pd.DataFrame) -> NDArray[np.float32]:
    """Return unit vectors, from the cache of the package."""
    return unit_rows(model_vectors(articles))


ENCODER = load_encoder()
KNOWN: dict[str, NDArray[Any]] = {}


def encoded(texts: list[str]) -> NDArray[Any]:
    """Encode with the default model; what was asked for before comes from memory."""
    missing = sorted({text for text in texts if text not in KNOWN})
    KNOWN.update(zip(missing, encode(missing, ENCODER, cache=default_cache(), progress=False), strict=True))
    return np.stack([KNOWN[text] for text in texts])


def one_draw(
    watchlist: Watchlist, pile: Pile, off: list[tuple[Pile, list[int]]], n: int, both: bool, draw: int
) -> list[dict[str, Any]]:
    """Teach every entry some examples and score the articles that were none: one row for each rule."""
    judged = np.zeros_like(pile.gold)
    base = score_watchlist(watchlist, pile.texts, pile.vectors, encoded).scores if both else None
    for entry, name in enumerate(watchlist.names if n else []):
        rng = np.random.default_rng([draw, entry])
        accepted = drawn(rng, np.flatnonzero(pile.gold[:, entry]), n)
        rejected = drawn(rng, looks_right(pile, base[:, entry], entry, n), n) if base is not None else []
        good = {pile.texts[row] for row in accepted}
        bad = {pile.texts[row] for row in rejected} - good
        watchlist = watchlist.with_examples(name, accepted=sorted(good), rejected=sorted(bad))
        judged[[*accepted, *rejected], entry] = True
    shipped = score_watchlist(watchlist, pile.texts, pile.vectors, encoded).fits
    near = nearest(watchlist, pile)
    cut = best_cut(near, pile.gold, ~judged)
    finds: dict[str, Callable[[Pile], NDArray[np.bool_]]] = {
        "shipped": lambda other: score_watchlist(watchlist, other.texts, other.vectors, encoded).fits,
        "cosine": lambda other: nearest(watchlist, other) >= cut,
    }
    found = {"shipped": shipped, "cosine": near >= cut}
    return [
        {"rule": rule, **scores(found[rule], pile.gold, ~judged)}
        | {f"off {i}": finds[rule](other)[:, kept].any(axis=1).mean() for i, (other, kept) in enumerate(off)}
        for rule in RULES
    ]


def drawn(rng: np.random.Generator, rows: NDArray[np.intp], n: int) -> list[int]:
    """Draw some rows, half of them at most: the rest is scored."""
    return [int(row) for row in rng.choice(rows, min(n, len(rows) // 2), replace=False)]


def looks_right(pile: Pile, score: NDArray[np.float64], entry: int, n: int) -> NDArray[np.intp]:
    """Return articles of other labels that score high: what an analyst would be shown and turn down."""
    best = np.argsort(-score, kind="stable")[: max(3 * n, 2 * int(pile.gold[:, entry].sum()))]
    return best[~pile.gold[best, entry]]


def nearest(watchlist: Watchlist, pile: Pile) -> NDArray[np.float32]:
    """Cosine of every article to the nearest of an entry's description, phrases in a row and examples."""
    columns = []
    for topic in watchlist.topics:
        queries = [f"{topic.name}. {topic.description}", f"{topic.name}: {', '.join(topic.phrases)}", *topic.examples]
        columns.append((pile.vectors @ unit_rows(encoded(queries)).T).max(axis=1))
    return np.column_stack(columns)


def best_cut(near: NDArray[np.float32], gold: NDArray[np.bool_], counted: NDArray[np.bool_]) -> float:
    """Return the one threshold for all entries whose F1 on the gold is best: an oracle."""
    order = np.argsort(-near[counted])
    hits = np.cumsum(gold[counted][order])
    f1 = 2 * hits / (np.arange(1, len(hits) + 1) + gold[counted].sum())
    return float(near[counted][order][np.argmax(f1)])


def scores(found: NDArray[np.bool_], gold: NDArray[np.bool_], counted: NDArray[np.bool_]) -> dict[str, float]:
    """Precision, recall and F1 over all pairs of article and entry, and the mean F1 of the entries."""
    found, gold = found & counted, gold & counted
    hits, n_found, n_gold = ((part.sum(axis=0)) for part in (found & gold, found, gold))
    each = 2 * hits / np.maximum(n_found + n_gold, 1)
    precision, recall = hits.sum() / max(n_found.sum(), 1), hits.sum() / n_gold.sum()
    f1 = 2 * hits.sum() / (n_found.sum() + n_gold.sum())
    return {"P": precision, "R": recall, "F1": f1, "macro": float(each[n_gold > 0].mean())}


def line(what: str, numbers: list[float]) -> str:
    """Lay one row of the table out."""
    return f"{what:24}" + "".join(f"{n:7.3f}" for n in numbers[:4]) + "  " + "".join(f"{n:9.4f}" for n in numbers[4:])


if __name__ == "__main__":
    main()
