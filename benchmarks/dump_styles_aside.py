"""Ten ways to paste news that are kept aside: look at the scores of these, never at what the reader gets wrong.

Written with those of `dump_styles`, before the reader was tried on either.
"""

from __future__ import annotations

import re
from random import Random

from benchmarks.dump_pastes import PEOPLE, SECTIONS, News, Paste, Style, day_in, key_point
from benchmarks.dump_styles import bullets_before, date_marks, tight_datelines


def clippings(paste: Paste, news: list[News], pick: Random) -> None:
    """Clippings as a press office sends them round by e-mail."""
    paste.aside("Good morning,", "please find today's clippings below.", gap=1)
    for one in news:
        paste.begin(one, day=True, source=True)
        paste.line(f"Subject: {one.title}", f"Source: {one.source}", f"Date: {one.day:%a, %d %b %Y}", gap=1)
        paste.body(one, gap=1)
        paste.blank()
        paste.aside(f"https://{one.source.split()[-1].lower()}.example/{pick.randint(1000, 9999)}", gap=1)
    paste.aside("Kind regards,", "Press office", "This message is confidential.")


def digest(paste: Paste, news: list[News], pick: Random) -> None:
    """A numbered digest with its contents on top."""
    paste.aside("In this issue", *(f"{n}. {one.title}" for n, one in enumerate(news, start=1)), gap=2)
    for n, one in enumerate(news, start=1):
        paste.begin(one, day=True, source=True)
        paste.line(f"{n}. {one.title}", f"{one.source}, {one.day:%d %B %Y}", gap=1)
        paste.body(one)
        paste.blank()
        paste.aside("Back to top", gap=1)


def bullets_after(paste: Paste, news: list[News], pick: Random) -> None:
    """Headline, text, key points."""
    for one in news:
        paste.begin(one)
        paste.line(one.title, gap=1)
        paste.body(one, f"{one.place}, {one.day:%b} {one.day.day} — ", gap=pick.choice((0, 1)))
        paste.line(*("• " + key_point(part) for part in one.paragraphs[:3]), gap=1)


def double(paste: Paste, news: list[News], pick: Random) -> None:
    """The title of the window, then the headline, then times."""
    for one in news:
        paste.begin(one, day=True)
        paste.line(f"{one.title} | {one.source}", one.title)
        paste.aside(f"{pick.choice(PEOPLE)}, {one.place.title()}")
        paste.line(f"Published {one.day:%B} {one.day.day}, {one.day.year} 14:{pick.randint(10, 59)} GMT")
        paste.aside(f"{pick.randint(2, 7)} min read", gap=1)
        paste.body(one)
        paste.blank(pick.choice((1, 2)))


def reader(paste: Paste, news: list[News], pick: Random) -> None:
    """Copied from a feed reader, lines end as in Windows."""
    paste.end = "\r\n"
    for one in news:
        paste.begin(one, day=True, source=True)
        paste.line(one.title, f"{one.source} · {one.day:%d %b %Y}")
        paste.body(one)
        paste.aside("Mark as unread", "Open in browser", "♡ Save   ↗ Share")


def epaper(paste: Paste, news: list[News], pick: Random) -> None:
    """Columns of a printed paper: soft hyphens, running heads."""
    for n, one in enumerate(news):
        paste.aside(f"{news[0].source.upper()}   {pick.choice(SECTIONS).upper()}   PAGE {n + 3}", gap=1)
        paste.begin(one)
        paste.line(one.title, gap=1)
        paste.aside(f"By {pick.choice(PEOPLE)}", gap=1)
        for paragraph in one.paragraphs:
            paste.line(re.sub(r"\b([a-z]{4})(?=[a-z]{4})", "\\1\u00ad", paragraph))
        paste.blank()


def mixed(paste: Paste, news: list[News], pick: Random) -> None:
    """Every article in another style."""
    for one in news:
        pick.choice((bullets_before, tight_datelines, date_marks, bullets_after, double))(paste, [one], pick)
        paste.blank(pick.choice((1, 2, 3)))


def eastern(paste: Paste, news: list[News], pick: Random) -> None:
    """German or Russian."""
    for one in news:
        paste.begin(one, day=True)
        paste.line(one.title)
        paste.line(day_in(one), gap=1)
        paste.body(one, f"{one.place} — " if pick.random() < 0.5 else "", gap=1)
        paste.aside("Artikel teilen" if one.lang == "de" else "Поделиться", gap=1)


def sidebars(paste: Paste, news: list[News], pick: Random) -> None:
    """Pages with cookie notes, boxes of related news and comments."""
    for one in news:
        others = [other.title for other in pick.sample(news, 3) if other is not one]
        paste.aside("We use cookies to improve your experience. By continuing you accept our cookie policy.", gap=1)
        paste.begin(one, day=True)
        paste.line(one.title, gap=1)
        paste.aside(f"{pick.choice(PEOPLE)} | {one.source}")
        paste.line(f"{one.day:%d/%m/%Y}" if one.day.day > 12 else f"{one.day}", gap=1)
        for n, paragraph in enumerate(one.paragraphs):
            paste.line(paragraph, gap=1)
            if n == 0:
                paste.aside("ADVERTISEMENT", "Story continues below", gap=1)
        paste.aside("Related stories", *others, gap=1)
        paste.aside(f"{pick.randint(2, 90)} Comments", "Log in to comment", f"Copyright 2026 {one.source}", gap=2)


def ticker(paste: Paste, news: list[News], pick: Random) -> None:
    """The ticker of an agency, with slugs and end marks."""
    for n, one in enumerate(news):
        paste.aside(f"NWW{pick.randint(1000, 9999)} 4 gen {pick.randint(100, 400)} NWW-{n:04d}")
        paste.begin(one)
        paste.line(one.title, gap=1)
        paste.body(one, f"{one.place}, {one.day.day} {one.day:%b} (Northwind) -- ")
        paste.articles[-1].source = "Northwind"
        paste.aside("(ends)", "am/pz", gap=1)


ASIDE: dict[Style, tuple[str, ...]] = {
    **dict.fromkeys((clippings, digest, bullets_after, double, reader, epaper, mixed, sidebars, ticker), ()),
    eastern: ("de", "ru"),
}
