"""How every format is read: ``python -m benchmarks.formats [--files 10000] [--json]``.

Files of all formats are made from the bundled sample and read in one go, in a process of its own. For each format: articles
expected and found, titles and dates right, characters lost; for all together: articles a second, peak memory, and whether every
file is accounted for. Needs the extra `formats`.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.common import run_apart
from benchmarks.format_files import BROKEN, MAKERS, Made
from topics.articles.datelines import parse_dateline

BROKEN_SHARE = 0.03
TIMEOUT = 3600.0
MAX_PARAGRAPHS = 3


def main() -> None:
    """Make the files, read them apart, print the table."""
    parser = argparse.ArgumentParser(description="Read files of every format, made from the bundled sample.")
    parser.add_argument("--files", type=int, default=10_000, help="number of files (default 10,000)")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--read", metavar="FOLDER", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        sys.stdout.write(json.dumps(_read(Path(given.read))) + "\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        truth = make_files(Path(folder, "inbox"), given.files)
        told = run_apart("benchmarks.formats", ["--read", folder], TIMEOUT)
        if "error" in told:
            parser.error(told["error"])
        rows = score(Path(folder), truth)
    sys.stdout.write(json.dumps({**told, "formats": rows}) + "\n" if given.json else _table(rows, told))


def make_files(folder: Path, number: int) -> dict[str, tuple[str, list[Made]]]:
    """Write files of all formats in turn; return for each name its format and what it holds."""
    folder.mkdir()
    rng, texts, count = random.Random(0), _texts(), 0
    kinds, truth = list(MAKERS), {}
    for n in range(number):
        if rng.random() < BROKEN_SHARE:
            kind = rng.choice(list(BROKEN))
            suffix, data = BROKEN[kind]
            held: list[Made] = []
        else:
            kind = kinds[n % len(kinds)]
            suffix, make, most = MAKERS[kind]
            size = rng.randint(1, most)
            # Numbered, so that no article is there twice.
            held = [_numbered(rng.choice(texts), count + i) for i in range(size)]
            count, data = count + size, make(held)
        name = f"{n:06}{suffix}"
        (folder / name).write_bytes(data)
        truth[f"inbox/{name}"] = (kind, held)
    return truth


def score(folder: Path, truth: dict[str, tuple[str, list[Made]]]) -> list[dict[str, Any]]:
    """Compare what was read with what was written, format by format."""
    articles, files = pd.read_parquet(folder / "articles.parquet"), pd.read_json(folder / "files.jsonl", lines=True)
    top = articles["origin"].str.extract(r"^(inbox/[^/#:]+)")[0]
    found = {str(name): part for name, part in articles.groupby(top)}
    accounted = files["file"].str.extract(r"^(inbox/[^/]+)")[0]
    cut = files.groupby(accounted)["left_out"].sum().to_dict()
    known = {*accounted, *found}
    rows: dict[str, Counter[str]] = {}
    for name, (kind, held) in truth.items():
        row = rows.setdefault(kind, Counter())
        part = found.get(name, articles.iloc[:0])
        row.update(files=1, expected=len(held), found=len(part), unaccounted=int(name not in known))
        row.update(titles=_right(part["title"], [made.title for made in held]))
        row.update(dates=_right(part["published"].dt.strftime("%Y-%m-%d"), [f"{made.day:%Y-%m-%d}" for made in held]))
        row.update(lost=max(0, _lost(kind, held, part) - int(cut.get(name, 0))))
    return [{"format": kind, **rows[kind]} for kind in (*MAKERS, *BROKEN) if kind in rows]


def _read(folder: Path) -> dict[str, Any]:
    from topics.articles import read_articles
    from topics.export import write_table
    from topics.views.overview import overview

    began, worked = time.perf_counter(), time.process_time()
    articles = read_articles(folder / "inbox", progress=False)
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    files = overview(articles).files
    write_table(articles, folder / "articles.parquet")
    files.to_json(folder / "files.jsonl", orient="records", lines=True, date_format="iso")
    return {
        "articles": len(articles),
        "seconds": seconds,
        "processor": processor,
        "peak_mb": peak,
        "rejected": int(files["rejected"].sum()),
    }


def _texts() -> list[Made]:
    from topics.articles import sample_articles

    return [made for made in _made(sample_articles()) if _is_western(f"{made.title} {made.body}")]


def _is_western(text: str) -> bool:
    """Tell whether the font of the PDFs has all letters of a text."""
    return text.encode("cp1252", "ignore").decode("cp1252") == text


def _made(sample: pd.DataFrame) -> Iterator[Made]:
    for row in sample.to_dict("records"):
        paragraphs = tuple(text for text in str(row["body"]).split("\n\n") if text.strip())[:MAX_PARAGRAPHS]
        yield Made(str(row["title"]), paragraphs, row["published"].to_pydatetime(), str(row["source"]), 0)


def _numbered(made: Made, number: int) -> Made:
    return replace(
        made, number=number, paragraphs=(*made.paragraphs[:-1], f"{made.paragraphs[-1]} Report {number} was filed.")
    )


def _right(found: pd.Series[str], expected: list[str]) -> int:
    return sum((Counter(found.dropna()) & Counter(expected)).values())


def _lost(kind: str, held: list[Made], part: pd.DataFrame) -> int:
    """Count the characters of the words that were written and stand in no field of what was read.

    Datelines count as read: they become place, source and date, and no format but a letter keeps them in the text. So does a word
    of a PDF whose hyphen was taken for the end of a line.
    """
    written = " ".join(made.title if kind == "GDELT GKG" else f"{made.title} {_told(made.body)}" for made in held)
    fields = part[["title", "body", "summary", "place", "source"]].to_numpy().ravel().tolist()
    left = Counter(written.replace("-", "").split()) - Counter(" ".join(fields).replace("-", "").split())
    return sum(len(word) * number for word, number in left.items())


def _told(body: str) -> str:
    line = parse_dateline(body)
    return body[line.end :] if line else body


def _table(rows: list[dict[str, Any]], told: dict[str, Any]) -> str:
    columns = ("files", "expected", "found", "titles", "dates", "lost", "unaccounted")
    lines = [f"{'format':24}" + "".join(f"{name:>12}" for name in columns)]
    lines += [f"{row['format']:24}" + "".join(f"{row.get(name, 0):>12,}" for name in columns) for row in rows]
    speed, alone = (told["articles"] / told[clock] for clock in ("seconds", "processor"))
    lines.append(
        f"{told['articles']:,} articles in {told['seconds']:.1f} s ({speed:,.0f} a second), {told['processor']:.1f} s of a "
        f"processor ({alone:,.0f} a second); {told['peak_mb']:,.0f} MB at most, {told['rejected']:,} rejected"
    )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
