"""Invented news to paste, and a dump that grows line by line with its gold beside it; the styles use both.

Made for `benchmarks.dumps` alone, the same dumps for the same seed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from textwrap import wrap

from topics.articles import sample_articles

DATELINE = re.compile(r"([A-ZÀ-Þ][A-ZÀ-Þ' .-]{2,30})(?:, [^—:(]{2,20})?\s?(?:\([^)]{2,30}\)\s?)?(?::|—|--|-)\s+")
CITIES = "LISBON QUITO OSLO NAIROBI GDYNIA HANOI TRIESTE MAPUTO VARNA CALLAO".split()
PEOPLE = "Ana Moreira,Piotr Zaleski,Joan Ferrand,Mina Okafor,Lars Bertelsen,Tomas Ibarra".split(",")
SECTIONS = "Home,World,Politics,Business,Opinion,Sport,Culture,Travel,Weather,Video".split(",")


@dataclass(frozen=True)
class News:
    """One invented article to paste."""

    title: str
    paragraphs: tuple[str, ...]
    place: str
    source: str
    day: date
    lang: str = "en"


@dataclass
class Gold:
    """What the reader should find of one pasted article: "" and None for what the style does not tell."""

    title: str
    source: str
    day: date | None
    paragraphs: tuple[str, ...]
    start: int = -1


@dataclass
class Paste:
    """A dump that grows line by line, and what is known of it."""

    end: str = "\n"
    width: int = 0  # characters of a line, 0 for a line a paragraph
    text: str = ""
    articles: list[Gold] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)

    def begin(self, news: News, *, title: bool = True, day: bool = False, source: bool = False) -> None:
        """Begin an article with the next line; say what of it will be told."""
        told = (news.title if title else "", news.source if source else "", news.day if day else None)
        self.articles.append(Gold(*told, news.paragraphs))

    def line(self, *lines: str, gap: int = 0) -> None:
        """Write lines of the article, and blank lines after them."""
        for line in lines:
            if self.articles and self.articles[-1].start < 0:
                self.articles[-1].start = len(self.text) + len(line) - len(line.lstrip())
            rows = wrap(line, self.width, break_long_words=False) if self.width else [line]
            self.text += "".join(row + self.end for row in rows)
        self.blank(gap)

    def body(self, news: News, opening: str = "", *, gap: int = 0) -> None:
        """Write the paragraphs, the first behind its opening."""
        for n, paragraph in enumerate(news.paragraphs):
            self.line((opening if n == 0 else "") + paragraph, gap=gap if n + 1 < len(news.paragraphs) else 0)

    def aside(self, *lines: str, gap: int = 0) -> None:
        """Write furniture."""
        self.furniture += lines
        self.text += "".join(line + self.end for line in lines)
        self.blank(gap)

    def blank(self, number: int = 1) -> None:
        """Write blank lines."""
        self.text += self.end * number


Style = Callable[[Paste, list[News], Random], None]


def make_dumps(style: Style, number: int, languages: Sequence[str] = ()) -> list[Paste]:
    """Make some dumps in one style, in turn in each of the languages (in English where none is given)."""
    dumps = []
    for seed in range(number):
        pick, paste = Random(f"{style.__name__} {seed}"), Paste()
        pool = _foreign(languages[seed % len(languages)]) if languages else _english()
        style(paste, pick.sample(pool, min(len(pool), pick.randint(3, 8))), pick)
        dumps.append(paste)
    return dumps


def _english() -> list[News]:
    rows = sample_articles()
    rows = rows[rows["copy_of"] == ""]
    return [
        _news(row, CITIES[n % len(CITIES)], [part for part in row["body"].split("\n") if part])
        for n, row in enumerate(rows.to_dict("records"))
    ]


def _news(row: dict[str, object], place: str, paragraphs: list[str]) -> News:
    opening = DATELINE.match(paragraphs[0])
    if opening:
        place, paragraphs = opening[1].strip(), [paragraphs[0][opening.end() :], *paragraphs[1:]]
    day = date.fromisoformat(str(row["published"])[:10])
    return News(str(row["title"]), tuple(paragraphs), place, str(row["source"]), day)


def _foreign(lang: str) -> list[News]:
    rows = [json.loads(line) for line in Path(__file__).with_name("dump_news.jsonl").read_text("utf8").splitlines()]
    rows = [row for row in rows if row["lang"] == lang]
    return [
        News(row["title"], tuple(row["paragraphs"]), row["place"], "Northwind", date(2026, 2, 3 + 5 * n), lang)
        for n, row in enumerate(rows)
    ]


def key_point(paragraph: str) -> str:
    """Take a key point from a paragraph: its first dozen words."""
    return " ".join(paragraph.split()[:12]).rstrip(".,;:")


def day_in(news: News) -> str:
    """Write the day of an article in its language."""
    day, month, year = news.day.day, news.day.month, news.day.year
    names = {"fr": ("février", " "), "es": ("de febrero de", " "), "de": ("Februar", ". "), "ru": ("февраля", " ")}
    assert month == 2
    name, after = names[news.lang]
    return f"{day}{after}{name} {year}"
