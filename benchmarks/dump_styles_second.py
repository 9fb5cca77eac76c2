"""Twelve more ways to paste news, with which the reader of dumps may be built: look at what it gets wrong here.

Written without a look at the reader. Of each two ideas that are akin a coin put one here and one into
`dump_styles_second_aside`, so that both halves are alike in kind and difficulty.
"""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from benchmarks.dump_pastes import PEOPLE, SECTIONS, News, Paste, Style, key_point

SENTENCE = re.compile(r"(?<=[a-z]{4}\.) (?=[A-Z])")  # not behind "Jan." or "p.m."
SUBHEADS = "What happens next,A slow start,The cost,Voices from the town,Long in the making,Doubts remain,By the numbers".split(
    ","
)
TEAMS = "Norbridge,Harwick Town,Sable Rovers,Eastmere,Port Anselm,Carrow United".split(",")
GOODS = "Wheat (t),Copper (t),Cocoa (t),Diesel (l),Sugar (t),Cotton (lb)".split(",")
STROPHES = (
    (
        "The river took the lower street,",
        "the baker and his bread,",
        "and left a boat without an oar",
        "upon the baker's bed.",
    ),
    (
        "Who counts the lamps along the quay",
        "when all the boats are in?",
        "The harbour keeps its own account",
        "of what the tides begin.",
    ),
)
LETTERS = (
    (
        "Dear editor,",
        "I have taken the 7.40 for thirty years and never once had a seat. A new timetable will not change that.",
    ),
    ("Dear neighbours,", "we shall close the shop on Friday at noon, and we thank you for every morning since 1988."),
)


def headlines(paste: Paste, news: list[News], pick: Random) -> None:
    """Nothing but headlines, a line each: under days, or with the outlet behind."""
    dated = pick.random() < 0.5
    mark = pick.choice(("", "* ", "- "))
    for n, one in enumerate(sorted(news, key=lambda item: item.day)):
        if dated and (n == 0 or paste.articles[-1].day != one.day):
            paste.blank(1 if n else 0)
            paste.aside(f"{one.day.day} {one.day:%B %Y}")
        paste.begin(replace(one, paragraphs=()), day=dated, source=not dated)
        paste.line(mark + (one.title if dated else f"{one.title} ({one.source})"))


def caps_dash(paste: Paste, news: list[News], pick: Random) -> None:
    """Headlines in capitals, the text on the same line behind a dash."""
    dash, gap = pick.choice((" - ", " — ", " – ", ". - ")), pick.choice((0, 1))
    for one in news:
        paste.begin(one)
        paste.articles[-1].title = one.title.upper()
        paste.body(one, one.title.upper() + dash, gap=pick.choice((0, gap)))
        paste.blank(gap)


def outlets(paste: Paste, news: list[News], pick: Random) -> None:
    """A press review: the outlet stands above each article, with the day or the page."""
    paste.aside(pick.choice(("PRESS REVIEW", "Press review of the week", "Media monitoring")), gap=2)
    capital, dated = pick.random() < 0.5, pick.random() < 0.6
    for one in news:
        paste.begin(one, day=dated, source=True)
        paste.line(one.source.upper() if capital else one.source)
        if dated:
            paste.line(f"{one.day.day} {one.day:%B %Y}")
        else:
            paste.aside(f"page {pick.randint(1, 38)}")
        paste.blank(pick.choice((0, 1)))
        paste.line(one.title, gap=pick.choice((0, 1)))
        paste.body(one, gap=pick.choice((0, 1)))
        paste.blank(2)


def chat(paste: Paste, news: list[News], pick: Random) -> None:
    """A chat in which colleagues paste articles and talk in between."""
    stamped = pick.random() < 0.5
    talk = "thanks!,did you see this one?,ok for the briefing,this goes to the desk too,hm not sure about the figures,+1".split(
        ","
    )
    minute = pick.randint(480, 700)
    for one in news:
        for said in [*pick.sample(talk, pick.randint(0, 2)), None]:
            minute += pick.randint(1, 9)
            who, at = pick.choice(PEOPLE), f"{minute // 60:02d}:{minute % 60:02d}"
            prefix = f"[{one.day:%d/%m/%Y}, {at}] {who}: " if stamped else ""
            if not stamped:
                paste.aside(f"{who}  {at}")
            if said:
                paste.aside(prefix + said)
        paste.begin(one, day=stamped)
        paste.line(prefix + one.title)
        paste.body(one, gap=pick.choice((0, 1)))
        paste.blank(0 if stamped else 1)


def word(paste: Paste, news: list[News], pick: Random) -> None:
    """A document turned to text: page heads, page numbers and feet stand within the articles, even within sentences."""
    head, foot = (
        f"Daily briefing, {news[0].day:%d.%m.%Y}",
        pick.choice(("Internal use only", "Prepared by the press office")),
    )
    number, room, paste.width = 1, pick.randint(4, 9), pick.choice((84, 90, 96))
    paste.aside(head, gap=1)
    for one in news:
        paste.begin(one, source=True)
        paste.line(one.title, f"({one.source})", gap=1)
        for paragraph in one.paragraphs:
            words = paragraph.split()
            room -= 1 + len(paragraph) // paste.width
            if room > 0:
                paste.line(paragraph, gap=1)
                continue
            cut = pick.choice((len(words) // 2, len(words)))
            paste.line(" ".join(words[:cut]))
            paste.aside("", foot, pick.choice((f"Page {number}", f"{number}", f"- {number} -")), "\f" + head, "")
            paste.line(*[" ".join(words[cut:])] * (cut < len(words)), gap=1)
            number, room = number + 1, pick.randint(6, 12)
        paste.blank()
    paste.furniture = [line for line in paste.furniture if line]


def markdown(paste: Paste, news: list[News], pick: Random) -> None:
    """Notes in Markdown: marked titles, links, rules."""
    mark, linked, rule = pick.choice(("# ", "## ", "### ")), pick.random() < 0.4, pick.choice(("---", "***", ""))
    if mark != "# ":
        paste.aside(f"# Reading list {pick.randint(1, 52)}", gap=1)
    for one in news:
        address = f"https://{one.source.split()[-1].lower()}.example/{pick.randint(1000, 9999)}"
        paste.begin(one, day=True, source=True)
        paste.line(mark + (f"[{one.title}]({address})" if linked else one.title), gap=1)
        paste.line(f"*{one.source}, {one.day}*" if linked else f"**{one.source}** · {one.day}", gap=1)
        paste.body(one, gap=1)
        paste.blank()
        if not linked:
            paste.aside(f"[Link]({address})", gap=1)
        if rule:
            paste.aside(rule, gap=1)


def lengths(paste: Paste, news: list[News], pick: Random) -> None:
    """Items of one sentence beside very long ones, a blank line between all paragraphs."""
    for n, one in enumerate(news):
        short = pick.random() < 0.5
        if short:
            parts: tuple[str, ...] = (key_point(one.paragraphs[0]) + ".",)
        else:
            parts = tuple(part for long in one.paragraphs for part in SENTENCE.split(long))
        item = replace(one, paragraphs=parts)
        paste.begin(item, day=True)
        paste.line(one.title, f"{one.day:%d %B %Y}", gap=1)
        paste.body(item, gap=1)
        paste.blank(1 if n % 2 else 2)


def subheads(paste: Paste, news: list[News], pick: Random) -> None:
    """Articles with subheadings within, which are no boundaries; each begins with title, byline and day."""
    space = pick.choice((1, 2))
    for one in news:
        heads = iter(pick.sample(SUBHEADS, len(SUBHEADS)))
        parts = [part for n, part in enumerate(one.paragraphs) for part in ((next(heads), part) if n % 2 else (part,))]
        item = replace(one, paragraphs=tuple(parts))
        paste.begin(item, day=True)
        paste.line(one.title)
        paste.aside(f"By {pick.choice(PEOPLE)}")
        paste.line(f"{one.day:%B} {one.day.day}, {one.day.year}", gap=1)
        paste.body(item, gap=1)
        paste.blank(space)


def inserts(paste: Paste, news: list[News], pick: Random) -> None:
    """Lists, results, prices, poems, letters and long quotes within the articles."""
    for one in news:
        score = [
            f"{a} {pick.randint(0, 4)}-{pick.randint(0, 4)} {b}" for a, b in zip(TEAMS[::2], TEAMS[1::2], strict=True)
        ]
        prices = [f"{good}\t{pick.uniform(1, 900):.2f}\t{pick.uniform(-3, 3):+.1f}%" for good in pick.sample(GOODS, 4)]
        points = [f"{n}. {key_point(part)}" for n, part in enumerate(one.paragraphs, start=1)]
        quote = [f"“{one.paragraphs[-1].replace('“', '').replace('”', '')}”"]
        insert = pick.choice(
            (score, ["\tPrice\tChange", *prices], points, list(pick.choice(STROPHES)), pick.choice(LETTERS), quote)
        )
        item = replace(one, paragraphs=(*one.paragraphs[:2], *insert, *one.paragraphs[2:]))
        paste.begin(item, source=True)
        paste.line(one.title, one.source, gap=1)
        paste.line(*(part for part in one.paragraphs[:2]), gap=1)
        paste.line(*insert, gap=1)
        paste.line(*one.paragraphs[2:], gap=2)


def updates(paste: Paste, news: list[News], pick: Random) -> None:
    """Corrections and updates above or below, a word about the author at the end."""
    for one in news:
        who, corrected = pick.choice(PEOPLE), pick.random() < 0.4
        paste.begin(one, day=True)
        paste.line(one.title, gap=1)
        paste.aside(f"By {who}")
        paste.line(f"First published {one.day:%d %B %Y}", gap=1)
        if pick.random() < 0.6:
            paste.aside(
                f"This story was updated at {pick.randint(8, 22)}:{pick.randint(10, 59)} with new figures.", gap=1
            )
        paste.body(one, gap=1)
        paste.blank()
        if corrected:
            paste.aside("Correction: an earlier version of this article misspelt the name of a witness.", gap=1)
        paste.aside(f"{who} covers {pick.choice(SECTIONS).lower()} from {one.place.title()}.", gap=2)


def odd_blanks(paste: Paste, news: list[News], pick: Random) -> None:
    """No-break spaces, zero-width characters and tabs, lines end as in Windows; blank lines hold a space."""
    paste.end = "\r\n"
    odd, lead = pick.choice(("\u00a0", "\u200b", "\u2009")), pick.choice(("\t", "\u00a0\u00a0", ""))
    for one in news:
        paste.begin(one, day=True, source=True)
        paste.line(f"{one.title}{odd}", f"{one.source}{chr(0xA0)}|{chr(0xA0)}{one.day:%d %b %Y}")
        paste.text += odd + paste.end
        for paragraph in one.paragraphs:
            first, _, rest = paragraph.partition(" ")
            paste.line(f"{lead}{first}{' ' if odd == chr(0x200B) else ''}{odd}{rest}")
            paste.text += odd + paste.end
        paste.blank(pick.choice((1, 2)))


def arabic(paste: Paste, news: list[News], pick: Random) -> None:
    """Arabic, with the furniture of a page, or under datelines, or with marks of direction."""
    form = pick.choice(("page", "dateline", "marks"))
    for one in news:
        mark = "\u200f" if form == "marks" else ""
        paste.begin(one, day=True)
        paste.line(mark + one.title)
        paste.line(f"{mark}{one.day.day} فبراير {one.day.year}", gap=1)
        paste.body(one, f"{one.place} - " if form == "dateline" else mark, gap=1)
        paste.blank()
        if form == "page":
            paste.aside("شارك", "اقرأ أيضا", gap=1)


BUILT_SECOND: dict[Style, tuple[str, ...]] = {
    **dict.fromkeys((headlines, caps_dash, outlets, chat, word, markdown, lengths, subheads, inserts, updates, odd_blanks), ()),
    arabic: ("ar",),
}  # fmt: skip
