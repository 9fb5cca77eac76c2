"""How good the names of topics are: ``python benchmarks/names.py [FILE.jsonl.gz...] [--layer 0] [--peers bertopic]``.

A name is used as a query: the encoder's cosine of the name with every article should rank the topic's articles first (average
precision). And its words should stand in them: the share of articles that hold all words of the name, or of one of its two
phrases. Without a file, the bundled sample is named.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path[0] = str(Path(__file__).resolve().parents[1])  # beside this file, `topics` would be another module

import topics as tp  # noqa: E402
from topics.encoding.cache import default_cache, encode  # noqa: E402
from topics.encoding.encoders import lead_text, load_encoder, unit_rows  # noqa: E402
from topics.labels.keyphrases import LINKS  # noqa: E402
from topics.labels.words import WORD  # noqa: E402
from topics.runs.layers import topic_at_layer  # noqa: E402

WIDTH = 52  # characters of a name in the table
PARTS = re.compile(r", | and ")
ENOUGH = 0.3  # share of its articles that a name should reach
PEER_WORDS = 4  # words that BERTopic puts into a name


@dataclass(frozen=True)
class Named:
    """Topics with names, as somebody found them.

    Attributes
    ----------
    names
        Name of every topic.
    topics
        Shape (n_articles,), topic of every article, -1 for one that was left out.
    """

    names: list[str]
    topics: NDArray[np.int64]


def main() -> None:
    """Name every file's topics and print how good the names are."""
    parser = argparse.ArgumentParser(description="Measure the names of topics.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="articles; none takes the bundled sample")
    parser.add_argument("--layer", type=int, default=0, help="layer of topics to look at, 0 being the broadest")
    parser.add_argument("--peers", default="", help="'bertopic' names the same articles beside us")
    given = parser.parse_args()
    for file in given.files or [None]:
        articles = tp.read_articles(file) if file else tp.sample_articles()
        run = tp.analyse(articles, progress=False)
        originals = (run.articles["copy_of"] == "").to_numpy()
        rows, vectors = run.articles[originals], unit_rows(run.vectors[originals].astype(np.float32))
        texts = [
            lead_text(title, body, run.config.lead_chars)
            for title, body in zip(rows["title"], rows["body"], strict=True)
        ]
        heading = f"{file.name if file else 'sample'}, {len(texts):,} articles"
        report(f"{heading}, layer {given.layer}", ours(run, originals, given.layer), texts, vectors)
        if "bertopic" in given.peers:
            found = bertopic(texts, vectors)
            if found is None:
                sys.stdout.write("BERTopic: left out, since it is not installed (pip install -e '.[bench]')\n")
            else:
                report(f"{heading}, BERTopic", found, texts, vectors)


def ours(run: tp.Run, kept: NDArray[np.bool_], layer: int) -> Named:
    """Names and topics of one layer of a run."""
    rows = run.topics[run.topics["layer"] == layer]
    place = {topic: number for number, topic in enumerate(rows["id"])}
    return Named(rows["name"].tolist(), topic_at_layer(run, layer)[kept].map(place).to_numpy(dtype=np.int64))


def bertopic(texts: Sequence[str], vectors: NDArray[np.float32]) -> Named | None:
    """Names and topics of BERTopic with its own settings, on the same vectors; None where it is not installed."""
    try:
        from bertopic import BERTopic
    except ImportError:
        return None
    model = BERTopic()
    topics, _ = model.fit_transform(list(texts), embeddings=vectors)
    found = np.asarray(topics, dtype=np.int64)
    words = [[word for word, _ in model.get_topic(topic)[:PEER_WORDS]] for topic in range(int(found.max()) + 1)]
    return Named([", ".join(word for word in one if word) for one in words], found)


def report(heading: str, named: Named, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
    """Print a line a topic, and the means."""
    scores = measures(named, texts, vectors)
    lines = [f"\n{heading}", f"{'name':<{WIDTH}}  articles  precision  words stand in"]
    for name, (size, precision, share) in zip(named.names, scores, strict=True):
        lines.append(f"{name[:WIDTH]:<{WIDTH}}  {size:>8,.0f}  {precision:>9.3f}  {share:>14.0%}")
    means = scores.mean(axis=0)
    lines.append(f"{f'mean of {len(scores)} topics':<{WIDTH}}  {means[0]:>8,.0f}  {means[1]:>9.3f}  {means[2]:>14.0%}")
    enough, out = np.mean(scores[:, 2] >= ENOUGH), np.mean(named.topics < 0)
    lines.append(
        f"names whose words stand in {ENOUGH:.0%} of their articles: {enough:.0%}; articles left out: {out:.0%}"
    )
    sys.stdout.write("\n".join(lines) + "\n")


def measures(named: Named, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Articles, average precision of the name as a query, and share of articles with its words; shape (n_topics, 3)."""
    from sklearn.metrics import average_precision_score

    queries = encode(named.names, load_encoder(), cache=default_cache(), progress=False).astype(np.float32)
    bags = [words_of(text) for text in texts]
    rows: list[tuple[float, float, float]] = []
    for topic, name in enumerate(named.names):
        inside = named.topics == topic
        precision = average_precision_score(inside, vectors @ queries[topic])
        held = [any(part <= bags[row] for part in map(words_of, PARTS.split(name))) for row in np.flatnonzero(inside)]
        rows.append((float(inside.sum()), float(precision), float(np.mean(held))))
    return np.array(rows)


def words_of(text: str) -> set[str]:
    """The words of a text in small letters, without the mark of the plural, so that "floods" stands where "flood" does."""
    words = {re.sub(r"['’]s$", "", word.casefold()) for word in WORD.findall(text)} - LINKS
    return {re.sub(r"(?<=[^\Wsui])s$", "", re.sub(r"ies$", "y", word)) for word in words}


if __name__ == "__main__":
    main()
