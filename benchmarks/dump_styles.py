"""Ten ways to paste news, with which the reader of dumps is built: look at what it gets wrong here.

The ten of `dump_styles_aside` are for the score alone.
"""

from __future__ import annotations

from random import Random

from benchmarks.dump_pastes import PEOPLE, SECTIONS, News, Paste, Style, day_in, key_point


def pages(paste: Paste, news: list[News], pick: Random) -> None:
    """Pages of one site, copied whole."""
    site = news[0].source
    for one in news:
        byline, shot = (
            f"By {pick.choice(PEOPLE)}",
            f"A view of {one.place.title()} last week. Photo: {pick.choice(PEOPLE)}",
        )
        paste.aside(
            "Skip to content", *pick.sample(SECTIONS, 6), f"{pick.choice(SECTIONS)} > {pick.choice(SECTIONS)}", gap=1
        )
        paste.begin(one, day=True)
        paste.line(one.title, gap=1)
        paste.aside(byline)
        paste.line(f"Published {one.day:%d %B %Y}")
        paste.aside("Share", "Facebook", "Twitter", "WhatsApp", "Email", gap=1)
        paste.aside(shot, gap=1)
        for n, paragraph in enumerate(one.paragraphs):
            paste.line(paragraph, gap=1)
            if n == 1:
                paste.aside(f"Read more: {pick.choice(news).title}", gap=1)
        paste.aside(f"© 2026 {site}. All rights reserved.", "Sign up for our morning newsletter", gap=1)


def headline_after(paste: Paste, news: list[News], pick: Random) -> None:
    """The body under its dateline, then the headline, once or twice."""
    times = pick.choice((1, 2))
    for one in news:
        paste.begin(one)
        paste.body(one, f"{one.place}: ")
        paste.line(*[one.title] * times)


def bullets_before(paste: Paste, news: list[News], pick: Random) -> None:
    """Headline, key points, outlet and day, text."""
    mark = pick.choice(("- ", "• ", "* "))
    for one in news:
        paste.begin(one, day=True, source=True)
        paste.line(one.title, *(mark + key_point(part) for part in one.paragraphs[:2]))
        paste.line(f"{one.source} | {one.day:%d %b %Y}", gap=1)
        paste.body(one, gap=1)
        paste.blank(2)


def tight_datelines(paste: Paste, news: list[News], pick: Random) -> None:
    """Headline and text under an agency's dateline, no blank line anywhere."""
    for one in news:
        paste.begin(one, day=True, source=True)
        paste.line(one.title)
        paste.body(one, f"{one.place}, {one.day:%b} {one.day.day}, {one.day.year} ({one.source}) - ")


def date_marks(paste: Paste, news: list[News], pick: Random) -> None:
    """No headlines: each text behind its date."""
    gap, form = pick.choice((0, 1)), pick.choice((" date {} ", "[{}] ", "date: {} "))
    for one in news:
        paste.begin(one, title=False, day=True)
        paste.body(one, form.format(one.day), gap=gap)
        paste.blank(gap)


def live(paste: Paste, news: list[News], pick: Random) -> None:
    """A live blog of many entries, then ordinary articles."""
    blog, *others = news
    paste.begin(blog, day=True)
    paste.line(f"{blog.title}", f"{blog.day:%d %B %Y}", gap=1)
    for n, paragraph in enumerate(blog.paragraphs):
        paste.line(f"{17 - n}:{pick.randint(10, 59)} GMT")
        paste.line(paragraph, gap=1)
    for one in others:
        paste.begin(one, day=True)
        paste.line(one.title, f"{one.day:%d %B %Y}", gap=1)
        paste.body(one, gap=1)
        paste.blank(1)


def capitals(paste: Paste, news: list[News], pick: Random) -> None:
    """Headlines in capitals, lines end as in Windows."""
    paste.end = "\r\n"
    for one in news:
        paste.begin(one)
        paste.articles[-1].title = one.title.upper()
        paste.line(one.title.upper())
        paste.body(one)


def wrapped(paste: Paste, news: list[News], pick: Random) -> None:
    """Lines broken at a fixed width."""
    paste.width = pick.choice((64, 72, 78))
    rule = pick.choice(("-" * 40, "", "***"))
    for one in news:
        paste.begin(one, source=True)
        paste.line(one.title, f"Source: {one.source}", gap=1)
        paste.body(one, gap=1)
        paste.blank()
        if rule:
            paste.aside(rule, gap=1)


def romance(paste: Paste, news: list[News], pick: Random) -> None:
    """French or Spanish."""
    for one in news:
        paste.begin(one, day=True)
        paste.line(one.title)
        paste.aside(("Par " if one.lang == "fr" else "Por ") + pick.choice(PEOPLE))
        paste.line(day_in(one), gap=1)
        paste.body(one, gap=1)
        paste.aside("Lire aussi" if one.lang == "fr" else "Compartir", gap=1)


def untitled(paste: Paste, news: list[News], pick: Random) -> None:
    """Texts under bare datelines, a blank line at every paragraph."""
    dash = pick.choice((": ", " — ", " (AP) — "))
    for one in news:
        paste.begin(one, title=False, source=False)
        paste.articles[-1].source = "AP" if "AP" in dash else ""
        paste.body(one, one.place + dash, gap=1)
        paste.blank(1)


BUILT: dict[Style, tuple[str, ...]] = {
    **dict.fromkeys(
        (pages, headline_after, bullets_before, tight_datelines, date_marks, live, capitals, wrapped, untitled), ()
    ),
    romance: ("fr", "es"),
}
