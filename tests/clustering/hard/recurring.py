"""Recurring news: twenty series of ten instances each, told by outlets that fill in their own form every time.

Each file of `series/` holds the facts of ten instances and the forms of two or three outlets. Two instances told by one
outlet are nearly the same text and never the same event; two outlets on one instance share facts and hardly a phrase.
Nothing here may depend on chance, on the clock or on the package under test.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

SERIES = Path(__file__).parent / "series"
CELL, OTHERWISE = " | ", "||"  # between the cells of a row of facts; between the alternatives of a sentence


def series() -> list[dict[str, str]]:
    """Every text of every series: id, title, body, published, source, event ("series/instance") and series."""
    return [article for path in sorted(SERIES.glob("*.toml")) for article in _articles(path)]


def _articles(path: Path) -> Iterator[dict[str, str]]:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    for number, facts in enumerate(_rows(told["facts"])):
        for letter, outlet in zip("abc", told["outlets"], strict=False):
            filled = facts | outlet.get("words", {}).get(facts.get("way"), {})
            published = facts["at"] + timedelta(hours=outlet["hours_later"])
            yield {
                "id": f"{path.stem}-{number:02}-{letter}",
                "title": _fill(outlet["title"], filled, number),
                "body": _fill(outlet["body"], filled, number),
                "published": f"{published:%Y-%m-%dT%H:%M:%SZ}",
                "source": outlet["source"],
                "event": f"{path.stem}/{facts['instance']}",
                "series": path.stem,
            }


def _rows(table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table whose first line names its columns; `at` becomes a moment, and is the instance if none is named."""
    names, *rows = ([cell.strip() for cell in line.split(CELL)] for line in table.strip().splitlines())
    for row in rows:
        facts = dict(zip(names, row, strict=True))
        at = datetime.fromisoformat(facts["at"])
        yield {"instance": f"{at:%Y-%m-%d}", **facts, "at": at, "day": at.day}


def _fill(form: str, facts: dict[str, Any], number: int) -> str:
    """The paragraphs of a form (a sentence a line, a blank line between paragraphs) with the facts in their places."""
    paragraphs = [paragraph.splitlines() for paragraph in form.strip().split("\n\n")]
    told = [[_choose(line, number + n).format_map(facts) for n, line in enumerate(lines)] for lines in paragraphs]
    return "\n\n".join(" ".join(line[0].upper() + line[1:] for line in lines if line) for lines in told if any(lines))


def _choose(sentence: str, turn: int) -> str:
    """One of a sentence's alternatives, each in its turn; an empty one leaves the sentence out."""
    alternatives = sentence.split(OTHERWISE)
    return alternatives[turn % len(alternatives)].strip()
