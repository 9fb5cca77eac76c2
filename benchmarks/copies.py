"""What copies do to topics: ``python -m benchmarks.copies FILE.jsonl.gz... [--peers topics,bertopic] [--limit N]``.

One article in twenty is copied ten times with small edits, as newsrooms make them, and everything is clustered again. Scores are
those of the articles that were there before.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from benchmarks.common import lead_texts, model_vectors, read_labelled

SHARE, COPIES = 0.05, 10
LIMIT = 3_000
Found = tuple[NDArray[Any], list[str]]  # broadest topic of every article, names of these topics


def main() -> None:
    """Print a line for every file and peer."""
    parser = argparse.ArgumentParser(description="Measure what copies do to topics.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="labelled articles, .jsonl.gz")
    parser.add_argument("--peers", default="topics,bertopic", help="comma-separated")
    parser.add_argument("--limit", type=int, default=LIMIT, help=f"articles of each file (default {LIMIT})")
    given = parser.parse_args()
    for file in given.files:
        articles = read_labelled(file, "topic", given.limit)
        more = pd.concat([articles, copied(articles)], ignore_index=True)
        sys.stdout.write(f"\n{file.name}: {len(articles):,} articles, then {len(more) - len(articles):,} copies more\n")
        for peer in given.peers.split(","):
            before, after = (PEERS[peer](pile) for pile in (articles, more))
            sys.stdout.write(f"  {peer:10}{_line(before, after, articles['topic'].astype(str))}\n")
            sys.stdout.flush()


def copied(articles: pd.DataFrame) -> pd.DataFrame:
    """Copies of some of the articles, each with its own small edits."""
    rng = np.random.default_rng(0)
    chosen = rng.permutation(len(articles))[: round(len(articles) * SHARE)]
    rows = articles.iloc[np.repeat(chosen, COPIES)].reset_index(drop=True)
    texts = [edited(text or "", number, rng) for number, text in enumerate(rows["text"])]
    return rows.assign(text=texts, id=[f"{one}-copy-{number}" for number, one in enumerate(rows["id"])])


def edited(text: str, number: int, rng: np.random.Generator) -> str:
    """Make the text another newsroom's: an agency mark, a word less, a line at the end."""
    words = text.split()
    for _ in range(min(2, len(words) // 20)):
        del words[int(rng.integers(len(words)))]
    opened = ("", "(Agency) - ", "LONDON: ", "UPDATE 1: ")[number % 4]
    ended = ("", " Additional reporting by our staff.", " All rights reserved.")[number % 3]
    return f"{opened}{' '.join(words)}{ended}"


def ours(articles: pd.DataFrame) -> Found:
    """Topics of the broadest layer."""
    import topics as tp
    from topics.evaluation import match_gold, topic_at_layer

    run = tp.analyse(tp.read_articles(articles), progress=False)
    names = run.topics[run.topics["layer"] == 0].set_index("id")["name"]
    return topic_at_layer(run, 0).to_numpy()[match_gold(run.articles, articles)], sorted(names)


def bertopic(articles: pd.DataFrame) -> Found:
    """BERTopic with its defaults."""
    from bertopic import BERTopic

    model = BERTopic()
    found = np.asarray(
        model.fit_transform(lead_texts(articles), embeddings=model_vectors(articles).astype(np.float32))[0]
    )
    return found, sorted(
        model.get_topic_info().query("Topic >= 0")["Representation"].map(lambda words: ", ".join(words[:4]))
    )


def _line(before: Found, after: Found, gold: pd.Series) -> str:
    n = len(gold)
    scores = [adjusted_mutual_info_score(gold, found[0][:n]) for found in (before, after)]
    kept = len(set(before[1]) & set(after[1])) / max(len(before[1]), 1)
    return (
        f"broad topics {len(before[1])} -> {len(after[1])}   AMI {scores[0]:.3f} -> {scores[1]:.3f}   "
        f"ARI of both {adjusted_rand_score(before[0], after[0][:n]):.3f}   names kept {kept:.0%}"
    )


PEERS: dict[str, Callable[[pd.DataFrame], Found]] = {"topics": ours, "bertopic": bertopic}


if __name__ == "__main__":
    main()
