"""`topics watchlist`: what a list of named topics would find, and why, before a run; and a list to start from.

It makes no run and changes no file but the one it is told to write.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from topics.clustering.watch_scores import WatchScores
    from topics.clustering.watchlist import Watchlist
    from topics.runs.pile import Pile

STARTER = "starter"  # what stands for the list of the package where a file is asked for
SHOWN = 5  # matches and near misses of an entry
NEAR_MISS = 2.0  # score below what is needed down to which an article nearly fits: odds of one to seven
TITLE, EXAMPLE = 76, 48  # terminal columns

Kind = Callable[[Any, str, Callable[..., int], str], argparse.ArgumentParser]


def add_kinds(watchlist: argparse.ArgumentParser, command: Kind) -> None:
    """Add `try` and `starter` to the command; `command` makes one of them."""
    kinds = watchlist.add_subparsers(title="what to do", metavar="DO", required=True)
    trial = command(kinds, "try", try_watchlist, "show what would match and why, and near misses, without a run")
    trial.add_argument("file", metavar="FILE", help=f"watch-list, TOML, or '{STARTER}' for the one of the package")
    trial.add_argument("inputs", nargs="+", metavar="INPUT")
    trial.add_argument("--model", metavar="M", help="name or folder of a sentence-transformers model")
    trial.add_argument(
        "--limit", type=int, default=SHOWN, metavar="N", help=f"articles shown an entry (default {SHOWN})"
    )
    trial.add_argument("--json", action="store_true")
    starter = command(kinds, "starter", write_starter, "write a watch-list of common topics to start from")
    starter.add_argument("--out", metavar="FILE", help="a new file; without it the list is printed")


def given_watchlist(given: str) -> Watchlist:
    """Return the watch-list of a file, or the one of the package for the word "starter"."""
    from topics.clustering.watchlist import Watchlist

    return Watchlist.starter() if given == STARTER and not Path(given).exists() else Watchlist.load(given)


def write_starter(arguments: argparse.Namespace) -> int:
    """Write the starter list, with its comments."""
    text = (resources.files("topics.clustering") / "starter.toml").read_text(encoding="utf8")
    if not arguments.out:
        print(text, end="")
        return 0
    target = Path(arguments.out)
    if target.exists():
        raise ValueError(f"Got --out {str(target)!r}, which exists, but expected a new file; give another name.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf8", newline="\n")
    print(target)
    return 0


def try_watchlist(arguments: argparse.Namespace) -> int:
    """Print what every entry would match, with the reasons, and what it nearly would."""
    from topics.articles import read_articles
    from topics.clustering.watch_scores import score_watchlist
    from topics.runs.config import Config
    from topics.runs.pile import checked_table, encode_with, fold_copies, pile_vectors

    if arguments.limit < 1:
        raise ValueError(f"Got --limit {arguments.limit} but expected 1 or more.")
    watchlist = given_watchlist(arguments.file)
    if not watchlist.topics:
        raise ValueError(f"Got the watch-list {arguments.file!r} without an entry but expected one at least.")
    config = Config().with_(**({"model": arguments.model} if arguments.model else {}))
    table, rejected, _ = checked_table(read_articles(list(arguments.inputs)), None)
    pile = fold_copies(table, config)
    encode = encode_with(config, None, None, True, {})
    scores = score_watchlist(watchlist, pile.texts, pile_vectors(pile, None, encode), encode)
    found = [_entry(scores, entry, pile, arguments.limit) for entry in range(len(watchlist.topics))]
    copies = (
        f", {len(table) - len(pile.texts)} of them copies that are left out" if len(table) > len(pile.texts) else ""
    )
    print(f"{len(table)} articles read{copies}; {len(rejected)} rows rejected.", file=sys.stderr)
    print(json.dumps(found, indent=2, ensure_ascii=False) if arguments.json else _told(found, len(pile.texts)))
    return 0


def _entry(scores: WatchScores, entry: int, pile: Pile, limit: int) -> dict[str, Any]:
    """What one entry finds, best first."""
    column, needed = scores.scores[:, entry], float(scores.needed[entry])
    order = sorted(range(len(column)), key=lambda row: (-column[row], pile.originals["id"].iloc[row]))
    near = [row for row in order if needed - NEAR_MISS <= column[row] < needed]
    fitting = order[: int(scores.fits[:, entry].sum())]
    return {
        "name": scores.watchlist.names[entry],
        "needed": round(needed, 2),
        "n_matches": len(fitting),
        "matches": [_reasons(scores, row, entry, pile) for row in fitting[:limit]],
        "n_near_misses": len(near),
        "near_misses": [_reasons(scores, row, entry, pile) for row in near[:limit]],
    }


def _reasons(scores: WatchScores, row: int, entry: int, pile: Pile) -> dict[str, Any]:
    """One article and why it fits, or nearly does."""
    score = float(scores.scores[row, entry])
    phrase, cosine = scores.nearest(row, entry)
    example = scores.nearest_example(row, entry)
    return {
        "id": str(pile.originals["id"].iloc[row]),
        "title": str(pile.originals["title"].iloc[row]),
        "score": "accepted" if score == float("inf") else round(score, 2),
        "phrases": scores.phrases[entry].of(row),
        "nearest_phrase": phrase,
        "nearest_phrase_cosine": round(cosine, 2),
        "nearest_example": example[0] if example else None,
        "nearest_example_cosine": round(example[1], 2) if example else None,
    }


def _told(found: Sequence[dict[str, Any]], n_articles: int) -> str:
    from topics.views.outline import plain

    lines = []
    for entry in found:
        if entry["matches"] or entry["near_misses"]:
            number = f"{entry['n_matches']:,} of {n_articles:,} articles"
            lines += [f"{plain(entry['name'])}: {number}, from a score of {entry['needed']:.1f}"]
            lines += _rows(entry["matches"], entry["n_matches"])
            if entry["near_misses"]:
                lines += ["  nearly:", *_rows(entry["near_misses"], entry["n_near_misses"])]
            lines.append("")
    if nothing := [plain(entry["name"]) for entry in found if not entry["matches"] and not entry["near_misses"]]:
        lines.append(f"Nothing for: {', '.join(nothing)}")
    return "\n".join(lines).rstrip()


def _rows(articles: Sequence[dict[str, Any]], number: int) -> list[str]:
    from topics.views.outline import plain
    from topics.views.wording import fitted

    lines = []
    for article in articles:
        score = f"{article['score']:.1f}" if isinstance(article["score"], float) else article["score"]
        title = fitted(plain(article["title"]) or "An article without a title", TITLE).rstrip()
        lines += [f"  {score:>5}  {title}", f"         {_because(article)}"]
    return lines + ([f"         and {number - len(articles):,} more"] if number > len(articles) else [])


def _because(article: dict[str, Any]) -> str:
    from topics.views.outline import plain
    from topics.views.wording import fitted

    parts = []
    if article["phrases"]:
        parts.append(f"says {', '.join(f'“{plain(phrase)}”' for phrase in article['phrases'])}")
    parts.append(f"near “{plain(article['nearest_phrase'])}” ({article['nearest_phrase_cosine']:.2f})")
    if article["nearest_example"]:
        example = fitted(plain(article["nearest_example"]), EXAMPLE).rstrip()
        parts.append(f"like the example “{example}” ({article['nearest_example_cosine']:.2f})")
    return "; ".join(parts)
