"""`topics read`: what files hold, before any run: articles, dates, titles made, copies, what was cut, and what was rejected.

It makes no run; it writes the articles table where it is told to, and nothing else. Other commands read by `read_inputs`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from topics.commands.engine import add_engine
from topics.commands.fetching import Leave, add_fetching, fetching

if TYPE_CHECKING:
    import pandas as pd

    from topics.views.overview import Overview

DOUBTFUL = 1  # exit code of --strict
SUFFIXES = (".parquet", ".jsonl")
REASONS_SHOWN = 3
IN_RUN = "listed in rejected.jsonl"
IN_NO_RUN = "`topics read` lists them"


def add_read(command: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    command.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders, globs")
    command.add_argument("--to", metavar="FILE", help="also write the articles table: parquet or jsonl")
    command.add_argument(
        "--strict", action="store_true", help="fail where anything is rejected or in doubt; write nothing"
    )
    command.add_argument("--json", action="store_true", help="print all that is known of every file as JSON")
    add_fetching(command)
    add_engine(command)


def read(arguments: argparse.Namespace) -> int:
    """Read, show what became of every file, and write the table."""
    from topics.articles import read_articles
    from topics.copies import find_copies
    from topics.export import write_table
    from topics.views.overview import overview

    target = _target(arguments.to)
    articles = read_articles(list(arguments.inputs), **fetching(arguments))
    found = overview(articles, find_copies(articles))
    print(json.dumps(_as_json(found), indent=2, ensure_ascii=False) if arguments.json else found)
    if arguments.strict and not found.is_clean:
        number = f"{len(found.rejected):,} rejected and {len(found.doubts):,} in doubt"
        print(f"topics: Got {number} but expected none with --strict; nothing was written.", file=sys.stderr)
        return DOUBTFUL
    if target:
        target.parent.mkdir(parents=True, exist_ok=True)
        print(f"\nWritten to {write_table(articles, target)}", file=sys.stderr)
    return 0


def _target(given: str | None) -> Path | None:
    """Check where to write before anything is read."""
    if given is None:
        return None
    target = Path(given)
    if target.suffix.lower() not in SUFFIXES:
        raise ValueError(f"Got --to {given!r} but expected a file that ends in {' or '.join(SUFFIXES)}.")
    if target.is_dir():
        raise ValueError(f"Got --to {given!r}, which is a folder, but expected a file.")
    return target


def _as_json(found: Overview) -> dict[str, Any]:
    tables = {"files": found.files, "rejected": found.rejected, "doubts": found.doubts, "left_out": found.accounts}
    return {name: json.loads(table.to_json(orient="records", date_format="iso")) for name, table in tables.items()}


def read_inputs(inputs: Sequence[str], listed: str = IN_RUN, **leave: Unpack[Leave]) -> pd.DataFrame:
    """Read articles and say on stderr how many, and what was rejected or kept with a doubt; `listed` says where all of it is."""
    from topics.articles import read_articles

    articles = read_articles(list(inputs), **leave)
    rejected, notes = articles.attrs.pop("rejected", []), articles.attrs.pop("notes", [])
    line = f"{counted(len(articles), 'article')} read"
    if rejected:
        reasons = [f"{row['file']}:{row['line']}: {row['reason']}" for row in rejected[:REASONS_SHOWN]]
        line += "\n  ".join([f", {counted(len(rejected), 'row')} rejected ({listed}), such as:", *reasons])
    if notes:
        line += f"\n{counted(len(notes), 'note')}, such as: {notes[0]['file']}:{notes[0]['line']}: {notes[0]['note']}"
    print(line, file=sys.stderr)
    articles.attrs["rejected"] = rejected
    return articles


def counted(number: int, thing: str) -> str:
    """Return "1 row" or "2 rows"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
