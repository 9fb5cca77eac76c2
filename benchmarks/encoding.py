"""How fast texts become vectors: ``python -m benchmarks.encoding FILE.jsonl.gz... [--limit N] [--times N] [--json]``.

This package beside `SentenceTransformer.encode` with its defaults, on the same texts and the same machine, by turns, so that
whatever else the machine does befalls both. Loading is timed apart. Each file is taken as it is: full texts as title and first
1,500 characters, headlines as headlines.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import LEAD
from topics.encoding.encoders import DEFAULT_MODEL, STATIC, find_model, lead_text, load_encoder, unit_rows
from topics.evaluation import read_gold

PEER = "SentenceTransformer.encode"
OURS = {"topics": {}, "topics, float32": {"precision": "float32"}, "topics, static": {"model": STATIC}}
WARM_UP = 32  # texts: the first call compiles and allocates
# Heading, width, what is printed of a row.
COLUMNS: tuple[tuple[str, int, Callable[[dict[str, Any]], str]], ...] = (
    ("method", 27, lambda row: row["method"]),
    ("start s", 8, lambda row: f"{row['start']:.1f}"),
    ("articles/s", 11, lambda row: f"{row['speed']:,.1f}"),
    ("x peer", 7, lambda row: f"{row['ratio']:.2f}"),
    ("of each turn", 14, lambda row: f"{row['lowest']:.2f}-{row['highest']:.2f}"),
    ("GFLOP/s", 8, lambda row: "-" if row["gflops"] is None else f"{row['gflops']:.0f}"),
    ("cosine min", 11, lambda row: "-" if row["least"] is None else f"{row['least']:.5f}"),
    ("same bytes", 11, lambda row: "yes" if row["same"] else "NO"),
)

Encode = Callable[[list[str]], NDArray[np.float32]]


def main() -> None:
    """Print a table for every file."""
    parser = argparse.ArgumentParser(description="Articles a second, beside SentenceTransformer.encode.")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="articles, .jsonl.gz; a fixed sample is taken"
    )
    parser.add_argument("--limit", type=int, default=600, help="texts of each file (default 600)")
    parser.add_argument("--times", type=int, default=3, help="turns of every method; medians are printed (default 3)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line instead of a table")
    given = parser.parse_args()
    import sentence_transformers  # noqa: F401  # the import is no part of loading a model

    methods = {PEER: loaded(peer)} | {name: loaded(ours(**chosen)) for name, chosen in OURS.items()}
    for file in given.files:
        texts = sample(file, given.limit)
        sizes = token_counts(texts)
        if not given.json:
            told = f"{file.name}: {len(texts)} texts, {np.mean(sizes):.0f} tokens each, {max(sizes)} at most"
            sys.stdout.write(f"\n{told}\n" + "".join(f"{name:>{width}}" for name, width, _ in COLUMNS) + "\n")
        for row in measured(methods, texts, sizes, given.times):
            sys.stdout.write(
                json.dumps({"file": file.name, "n": len(texts), **row}) + "\n" if given.json else line(row)
            )
            sys.stdout.flush()


def sample(file: Path, limit: int) -> list[str]:
    """Return texts of a file as the package reads them; no text twice, since the package encodes none twice."""
    articles = read_gold(file).sample(frac=1, random_state=0)
    pairs = zip(articles["title"].fillna(""), articles["text"].fillna(""), strict=True)
    return list(dict.fromkeys(lead_text(title, body, LEAD) for title, body in pairs))[:limit]


def peer() -> Encode:
    """Load the model as anybody would."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(find_model(DEFAULT_MODEL)), device="cpu")
    return lambda texts: unit_rows(model.encode(texts))


def ours(**chosen: Any) -> Callable[[], Encode]:
    """Return what loads an encoder of the package."""

    def load() -> Encode:
        encoder = load_encoder(device="cpu", **chosen)
        encoder.encode(["a"])  # the package loads a model with the first text
        return encoder.encode

    return load


def loaded(load: Callable[[], Encode]) -> tuple[Encode, float]:
    """Load a method and say in how many seconds."""
    start = time.perf_counter()
    return load(), time.perf_counter() - start


def token_counts(texts: Sequence[str]) -> list[int]:
    """Tokens of every text as the model reads it, the marks that frame it included."""
    from topics.encoding.static import tokenizer_of

    tokenizer = tokenizer_of(find_model(DEFAULT_MODEL))
    tokenizer.enable_truncation(256)
    return [len(made.ids) for made in tokenizer.encode_batch_fast(list(texts))]


def measured(
    methods: dict[str, tuple[Encode, float]], texts: list[str], sizes: Sequence[int], times: int
) -> Iterator[dict[str, Any]]:
    """Yield a row for every method, once all have had their turns."""
    seconds: dict[str, list[float]] = {name: [] for name in methods}
    made: dict[str, list[NDArray[np.float32]]] = {name: [] for name in methods}
    for encode, _ in methods.values():
        encode(texts[:WARM_UP])
    for _ in range(times):
        for name, (encode, _) in methods.items():
            start = time.perf_counter()
            made[name].append(encode(texts))
            seconds[name].append(time.perf_counter() - start)
    work = sum(flops(size) for size in sizes)
    for name, (_, start) in methods.items():
        took = statistics.median(seconds[name])
        ratios = [theirs / our for theirs, our in zip(seconds[PEER], seconds[name], strict=True)]
        alike = made[name][0].shape == made[PEER][0].shape
        yield {
            "method": name,
            "start": start,
            "speed": len(texts) / took,
            "ratio": statistics.median(ratios),
            "lowest": min(ratios),
            "highest": max(ratios),
            "gflops": work / took / 1e9 if alike else None,
            "least": float((made[name][0] * made[PEER][0]).sum(axis=1).min()) if alike else None,
            "same": all(one.tobytes() == made[name][0].tobytes() for one in made[name]),
        }


def flops(n_tokens: int) -> float:
    """Floating-point operations that a text of so many tokens asks of the default model, without any padding.

    Six layers of four products of 384 x 384 and two of 384 x 1,536 for a token, and two products of 384 with every other token.
    """
    return 2 * 6 * n_tokens * (4 * 384 * 384 + 2 * 384 * 1536 + 2 * 384 * n_tokens)


def line(row: dict[str, Any]) -> str:
    """Return a row of the table."""
    return "".join(f"{told(row):>{width}}" for _, width, told in COLUMNS) + "\n"


if __name__ == "__main__":
    main()
