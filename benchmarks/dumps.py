"""How well dumps come apart: invented news pasted in 44 styles, half of which the reader was not built with.

    python -m benchmarks.dumps [--dumps 4] [--built]

`furniture` is the share of its lines that stand in a body, `lost` the share of paragraphs that stand in none.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterator, Mapping

import pandas as pd

from benchmarks.dump_pastes import Gold, Paste, Style, make_dumps
from benchmarks.dump_styles import BUILT
from benchmarks.dump_styles_aside import ASIDE
from benchmarks.dump_styles_second import BUILT_SECOND
from benchmarks.dump_styles_second_aside import ASIDE_SECOND
from topics.articles.dump import Dump, DumpArticle, split_dump

NEAR = 40  # characters by which a boundary may be off in the lenient score
SHARES = ("title", "day", "source")
BUILT_GROUPS = (("built for", BUILT), ("built for, second", BUILT_SECOND))
ASIDE_GROUPS = (("kept aside", ASIDE), ("kept aside, second", ASIDE_SECOND))


def main() -> None:
    """Split the dumps of every style and print a table."""
    parser = argparse.ArgumentParser(description="How well dumps come apart.")
    parser.add_argument("--dumps", type=int, default=4, help="of each style")
    parser.add_argument("--built", action="store_true", help="only the styles that the reader was built with")
    given = parser.parse_args()
    for name, styles in BUILT_GROUPS + (() if given.built else ASIDE_GROUPS):
        rows = list(score_styles(styles, given.dumps))
        print(f"{name}\n{table(rows)}\n")


def score_styles(styles: Mapping[Style, tuple[str, ...]], number: int) -> Iterator[dict[str, float | str]]:
    """Score some dumps of every style, and at last all of them together."""
    counts = []
    for style, languages in styles.items():
        dumps = make_dumps(style, number, languages)
        counts.append(pd.DataFrame([score_dump(dump) for dump in dumps]).sum())
        yield {"style": style.__name__, **rates(counts[-1])}
    yield {"style": "all", **rates(pd.DataFrame(counts).sum())}


def score_dump(paste: Paste) -> dict[str, float]:
    """Split one dump and count what was found."""
    began = time.perf_counter()
    dump = split_dump(paste.text)
    seconds = time.perf_counter() - began
    want, got = ([article.start for article in articles][1:] for articles in (paste.articles, dump.articles))
    pairs = [(gold, _covering(dump, gold)) for gold in paste.articles]
    lines = {_plain(line) for article in dump.articles for line in article.body.splitlines()}
    bodies = _plain(" ".join(article.body for article in dump.articles))
    paragraphs = [_plain(text) for gold in paste.articles for text in gold.paragraphs]
    return {
        "expected": len(paste.articles), "found": len(dump.articles), "want": len(want), "got": len(got),
        "exact": len(set(want) & set(got)), "near": _near(want, got),
        "title": sum(_same_title(gold, found) for gold, found in pairs),
        "day": sum(found is not None and (found.published and found.published.date()) == gold.day for gold, found in pairs),
        "source": sum(found is not None and found.source.lower() == gold.source.lower() for gold, found in pairs),
        "astray": _astray(dump, len(paste.text)),
        "asides": len(paste.furniture), "left": sum(_plain(line) in lines for line in paste.furniture),
        "paragraphs": len(paragraphs), "missing": sum(text not in bodies for text in paragraphs),
        "seconds": seconds, "characters": len(paste.text),
    }  # fmt: skip


def rates(n: pd.Series) -> dict[str, float]:
    """Turn counts into what the table shows."""
    ends = n["want"] + n["got"]  # no boundary where one article stands alone: all is right if none was found
    exact, near = (2 * n[name] / ends if ends else 1.0 for name in ("exact", "near"))
    return {
        "expected": n["expected"], "found": n["found"], "F1 exact": exact, "F1 near": near,
        **{name: n[name] / n["expected"] for name in SHARES}, "astray": n["astray"],
        "furniture": n["left"] / max(1, n["asides"]), "lost": n["missing"] / max(1, n["paragraphs"]),
        "kB/s": n["characters"] / n["seconds"] / 1000,
    }  # fmt: skip


def table(rows: list[dict[str, float | str]]) -> str:
    """Lay rows out in columns: counts without, shares with three digits."""
    shown = pd.DataFrame(rows).set_index("style")
    counts = ["expected", "found", "astray", "kB/s"]
    return shown.to_string(float_format="{:.3f}".format, formatters=dict.fromkeys(counts, "{:.0f}".format))


def _covering(dump: Dump, gold: Gold) -> DumpArticle | None:
    """Return the article in which the paste's article begins, or nearly."""
    held = [article for article in dump.articles if article.start <= gold.start + NEAR and gold.start < article.end]
    return max(held, key=lambda article: article.start, default=None)


def _near(want: list[int], got: list[int]) -> int:
    """Count the boundaries that were found nearly, each found one serving once."""
    left = sorted(got)
    for start in want:
        near = min(left, key=lambda other: abs(other - start), default=None)
        if near is not None and abs(near - start) <= NEAR:
            left.remove(near)
    return len(got) - len(left)


def _same_title(gold: Gold, found: DumpArticle | None) -> bool:
    if found is None:
        return False
    return found.title == gold.title if gold.title else found.title_origin == "derived"


def _astray(dump: Dump, size: int) -> int:
    """Count the characters that are held by no span, and those held twice."""
    spans = sorted([*dump.furniture, *(span for article in dump.articles for span in article.spans)])
    edges = [0, *(edge for span in spans for edge in span), size]
    return sum(abs(a - b) for a, b in zip(edges[::2], edges[1::2], strict=True))


def _plain(text: str) -> str:
    """Leave out what a reader may keep or mend: spaces, marks without width, hyphens at the ends of lines."""
    text = re.sub("[\u00ad\u200b\u200f\ufeff]", "", text)
    return re.sub(r"(?<=[^\W\d_])- (?=[a-z])", "", " ".join(text.split()))


if __name__ == "__main__":
    main()
