"""How well and how fast web pages are read: invented pages in seven layouts, what was taken from them, and what it cost.

    python -m benchmarks.pages [--pages 1000]

The news is made of invented words, so that no word of an article can stand in a menu by chance: words kept and words of
furniture are told apart exactly.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import tempfile
import time
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from topics.articles import read_articles

NAME = re.compile(r"\d{5}\.html")
SYLLABLES = "ba ko ri ten la mu so vi der pa ne tor il ga fu sem cha lo wi nar".split()
NAMES = "Home World Economy Sport Weather Culture Opinion Subscribe Newsletter Login".split()
MENU = "<ul>" + "".join(f'<li><a href="/{name}">{name}</a></li>' for name in NAMES) + "</ul>"
CARDS = "".join(
    f'<div class="card"><a href="/{i}"><h3>Related story number {i}</h3></a><p>Teaser.</p></div>' for i in range(8)
)
NOTES = (
    "<div class='cookie-consent'>We use cookies. Accept all. Reject.</div><div class='newsletter'>Sign up now.</div>"
)
STATE = {f"key{i}": list(range(20)) for i in range(300)}
NOISE = f"<script>window.state = {STATE};</script><style>{'p { margin: 0 } ' * 200}</style>"


class News(NamedTuple):
    """One invented article."""

    title: str
    day: date
    paragraphs: tuple[str, ...]

    def told(self) -> str:
        """Mark the paragraphs up."""
        return "".join(f"<p>{text}</p>" for text in self.paragraphs)


class Words:
    """Invented words and sentences, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def word(self) -> str:
        """Put two to four syllables together."""
        return "".join(self.random.choices(SYLLABLES, k=self.random.randint(2, 4)))

    def sentence(self) -> str:
        """Put 9 to 22 words together."""
        return " ".join(self.word() for _ in range(self.random.randint(9, 22))).capitalize() + "."

    def paragraph(self) -> str:
        """Put one to four sentences together."""
        return " ".join(self.sentence() for _ in range(self.random.randint(1, 4)))


def news(seed: int) -> News:
    """Invent one article of 3 to 14 paragraphs."""
    words = Words(seed)
    day = date(2026, words.random.randint(1, 12), words.random.randint(1, 28))
    paragraphs = tuple(words.paragraph() for _ in range(words.random.randint(3, 14)))
    return News(" ".join(words.word() for _ in range(8)).capitalize(), day, paragraphs)


def page(article: News, layout: str) -> str:
    """Lay an article out, with everything that stands around one."""
    if layout == "tables":
        return (
            f"<html><head><title>{article.title} - Gazette</title></head><body><table><tr><td>{MENU}</td><td>"
            f"<font size=5>{article.title}</font><br><i class='date'>{article.day}</i>{article.told()}</td><td>{CARDS}</td>"
            "</tr></table><center>Imprint. All rights reserved.</center></body></html>"
        )
    top = f"<h1>{article.title}</h1>{_visible_date(article.day, layout)}{article.told()}"
    main = f"<div class='story'>{top}</div>" if layout == "blocks" else f"<article>{top}</article>"
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{article.title} | Gazette</title>{NOISE}"
        f"{_declared(article, layout)}</head><body><header><nav>{MENU}</nav></header>{NOTES}"
        f"<main>{main}<div class='share'>Share Print Copy link</div></main><aside>{CARDS}</aside>"
        f"<footer>{MENU}<p>Imprint. All rights reserved.</p></footer></body></html>"
    )


def _declared(article: News, layout: str) -> str:
    moment = f"{article.day}T08:00:00Z"
    if layout == "declared":
        data = {
            "@type": "NewsArticle", "headline": article.title, "datePublished": moment,
            "publisher": {"@type": "Organization", "name": "Gazette"},
        }  # fmt: skip
        return f'<script type="application/ld+json">{json.dumps(data)}</script>'
    if layout == "open graph":
        named = {"og:title": f"{article.title} - Gazette", "og:site_name": "Gazette", "og:type": "article"}
        named["article:published_time"] = moment
        return "".join(f'<meta property="{name}" content="{value}">' for name, value in named.items())
    if layout == "address":
        return f'<link rel="canonical" href="https://gazette.example/{article.day:%Y/%m/%d}/story.html">'
    return ""


def _visible_date(day: date, layout: str) -> str:
    if layout == "time element":
        return f'<time datetime="{day}">{day:%d.%m.}</time>'
    if layout == "byline":
        return f'<p class="byline">By Ana Prata, {day:%d %B %Y}</p>'
    return f"<span class='date'>{day}</span>" if layout == "blocks" else ""


LAYOUTS = ("declared", "open graph", "time element", "byline", "address", "blocks", "tables")


def main() -> None:
    """Write the pages, read them, and print a table by layout."""
    parser = argparse.ArgumentParser(description="How well and how fast web pages are read.")
    parser.add_argument("--pages", type=int, default=1_000)
    number = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as folder:
        truth = {}
        size = 0
        for i in range(number):
            name, layout = f"{i:05d}.html", LAYOUTS[i % len(LAYOUTS)]
            truth[name] = (news(i), layout)
            size += Path(folder, name).write_text(page(truth[name][0], layout), encoding="utf-8")
        read_articles(Path(folder, "00000.html"))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began, used = time.perf_counter(), time.process_time()
        articles = read_articles(folder, progress=False)
        seconds, used = time.perf_counter() - began, time.process_time() - used
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report(articles, truth)
    pace = f"{number / seconds:.0f} a second, {number / used:.0f} a processor second"
    print(f"\n{number:,} pages of {size / number / 1000:.0f} KB: {pace};")
    print(f"peak memory {peak / 1024:.0f} MB, of which {(peak - before) / 1024:.0f} MB for these pages")


def report(articles: pd.DataFrame, truth: dict[str, tuple[News, str]]) -> None:
    """Print, by layout, how often title and day are right and how many words were lost or come from elsewhere."""
    found: dict[str, list[tuple[bool, ...]]] = defaultdict(list)
    for row in articles.to_dict("records"):
        article, layout = truth[NAME.findall(row["origin"])[-1]]
        want, got = " ".join(article.paragraphs).split(), row["body"].split()
        lost, strange = len(set(want) - set(got)) / len(set(want)), len(set(got) - set(want)) / len(set(want))
        day = str(row["published"])[:10] == str(article.day)
        found[layout].append((row["title"] == article.title, day, lost, strange))
    print(f"{'layout':<14}{'articles':>9}{'title':>8}{'day':>8}{'words lost':>12}{'words of furniture':>20}")
    for layout in LAYOUTS:
        rows = found[layout]
        title, day, lost, strange = (sum(column) / max(1, len(rows)) for column in zip(*rows, strict=True))
        print(f"{layout:<14}{len(rows):>9}{title:>8.3f}{day:>8.3f}{lost:>12.4f}{strange:>20.4f}")


if __name__ == "__main__":
    main()
