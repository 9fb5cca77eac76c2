"""Twelve more ways to paste news that are kept aside: look at the scores of these, never at what the reader gets wrong.

Written with those of `dump_styles_second`, without a look at the reader.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from textwrap import wrap

from benchmarks.dump_pastes import PEOPLE, SECTIONS, News, Paste, Style, day_in, key_point
from benchmarks.dump_styles_second import SUBHEADS

ASKED = (
    "Why now?,How did it come to this?,What do you expect of the coming weeks?,And if it fails?,Who pays for it?".split(
        ","
    )
)
WORDS = "Stalemate,Aftermath,Reprieve,Homecoming,Blackout,Thaw,Deadlock,Relief".split(",")


def search(paste: Paste, news: list[News], pick: Random) -> None:
    """A page of search results: headline, snippet, outlet, hours ago."""
    paste.aside(f"About {pick.randint(200, 9000)} results", "All   News   Images   Videos", gap=1)
    above = pick.random() < 0.5
    for one in news:
        snippet = replace(one, paragraphs=(key_point(one.paragraphs[0]) + " ...",))
        ago = f"{pick.randint(2, 23)} hours ago"
        paste.begin(snippet, source=True)
        if above:
            paste.line(one.source)
        paste.line(one.title)
        paste.body(snippet)
        if not above:
            paste.line(one.source)
        paste.aside(ago, gap=1)
    paste.aside("1 2 3 4 5 Next")


def wire(paste: Paste, news: list[News], pick: Random) -> None:
    """A wire: slugs, URGENT, a word on what is new, MORE TO COME."""
    for n, one in enumerate(news):
        urgent = pick.random() < 0.4
        paste.aside(f"{pick.choice(SECTIONS).upper()}-{one.place.split()[0]}/{pick.randint(1, 9)}")
        if urgent:
            paste.aside("URGENT")
        paste.begin(one)
        paste.articles[-1].source = "Northwind"
        paste.line(one.title)
        if pick.random() < 0.5:
            paste.aside(
                pick.choice(("(Updates with quotes, background)", "(Adds details)", f"(Recasts, paragraph {n + 1})"))
            )
        paste.blank()
        paste.body(one, f"{one.place}, {one.day:%b} {one.day.day} (Northwind) - ", gap=pick.choice((0, 1)))
        paste.aside("MORE TO COME" if urgent else f"(Reporting by {pick.choice(PEOPLE)})", gap=1)


def rules(paste: Paste, news: list[News], pick: Random) -> None:
    """Articles parted by rules, or by the outlet in brackets at the end."""
    rule = pick.choice(("***", "-- --", "=====", "* * *", "____________", ""))
    for one in news:
        paste.begin(one, source=not rule or pick.random() < 0.5)
        paste.line(one.title, gap=pick.choice((0, 1)))
        paste.body(one, gap=pick.choice((0, 1)))
        if paste.articles[-1].source:
            paste.line(f"({one.source})")
        if rule:
            paste.aside(rule)


def mail(paste: Paste, news: list[News], pick: Random) -> None:
    """E-mail at 72 columns: some messages quote the article behind marks, with a word of the sender above."""
    for one in news:
        mark = pick.choice(("", "> "))
        if mark:  # the day of the message stands for the day of the article, as in a chat
            paste.aside(f"On {one.day:%d %b %Y}, {pick.choice(PEOPLE)} wrote:")
        paste.begin(one, day=bool(mark), source=True)
        rows = [
            [one.title],
            [f"Source: {one.source}"],
            *(wrap(part, 70, break_long_words=False) for part in one.paragraphs),
        ]
        for n, part in enumerate(rows):
            paste.line(*(mark + row for row in part))
            paste.text += (mark.rstrip() + paste.end) * (0 < n < len(rows) - 1)
        paste.blank()
        paste.aside(*["-- ", pick.choice(PEOPLE)] * (pick.random() < 0.5), gap=1)


def columns(paste: Paste, news: list[News], pick: Random) -> None:
    """Narrow columns of a printed page, hyphens at line ends; in some dumps two columns stand side by side."""
    width, beside = pick.randint(32, 42), pick.random() < 0.3
    for one in news:
        paste.begin(one)
        paste.line(one.title)
        rows = [row for part in one.paragraphs for row in _hyphenated(part, width)]
        half = (len(rows) + 1) // 2
        if beside:
            rows = [f"{a:<{width + 4}}{b}".rstrip() for a, b in zip(rows[:half], [*rows[half:], ""], strict=False)]
        paste.line(*rows, gap=1)
        if pick.random() < 0.4:
            paste.aside(f"{pick.choice(SECTIONS)} {pick.randint(2, 40)}", gap=1)


def _hyphenated(text: str, width: int) -> list[str]:
    rows = [""]
    for word in text.split():
        room = width - len(rows[-1]) - 1
        if len(word) <= room:
            rows[-1] = f"{rows[-1]} {word}".lstrip()
        elif word.isalpha() and word.islower() and len(word) > 7 and room > 5:
            cut = min(room - 1, len(word) - 3)
            rows[-1] = f"{rows[-1]} {word[:cut]}-".lstrip()
            rows.append(word[cut:])
        else:
            rows.append(word)
    return [row for row in rows if row]


def sheet(paste: Paste, news: list[News], pick: Random) -> None:
    """A column of a spreadsheet: cells in quotes, inner quotes doubled; in some dumps a column of days before."""
    dated, head = pick.random() < 0.5, pick.random() < 0.5
    if head:
        paste.aside("Date\tText" if dated else "Text")
    for one in news:
        paste.begin(one, day=dated)
        cells = [part.replace('"', '""') for part in (one.title, *one.paragraphs)]
        cells[0] = (f"{one.day}\t" if dated else "") + f'"{cells[0]}'
        paste.line(*cells[:-1], f'{cells[-1]}"')


def questions(paste: Paste, news: list[News], pick: Random) -> None:
    """Titles of one word and titles that ask, with or without the day below."""
    dated, gap = pick.random() < 0.5, pick.choice((0, 1))
    words = pick.sample(WORDS, len(WORDS))
    for one, word in zip(news, words, strict=False):
        start = pick.choice(("Who gains from", "What is behind", "What comes after"))
        asked = f"{start} the {word.lower()} in {one.place.title()}?"
        item = replace(one, title=pick.choice((word, asked)))
        paste.begin(item, day=dated)
        paste.line(item.title, *[f"{one.day.day} {one.day:%B %Y}"] * dated, gap=1)
        paste.body(item, gap=gap)
        paste.blank(2)


def alone(paste: Paste, news: list[News], pick: Random) -> None:
    """One article alone, plain or with a subheading above every paragraph."""
    one, many = news[0], pick.random() < 0.6
    heads = pick.sample(SUBHEADS, len(SUBHEADS))
    parts = [part for pair in zip(heads, one.paragraphs, strict=False) for part in pair] if many else one.paragraphs
    item = replace(one, paragraphs=tuple(parts))
    paste.begin(item, day=True)
    paste.line(one.title, f"{one.day:%d %B %Y}", gap=1)
    paste.body(item, gap=1)


def interviews(paste: Paste, news: list[News], pick: Random) -> None:
    """Interviews: a question and an answer in turn, by letters, by names or bare."""
    for one in news:
        who = pick.choice(PEOPLE)
        ask, answer = pick.choice((("Q: ", "A: "), (f"{one.source}: ", f"{who}: "), ("", "")))
        turns = [
            turn for n, part in enumerate(one.paragraphs[1:]) for turn in (ask + ASKED[n % len(ASKED)], answer + part)
        ]
        item = replace(one, paragraphs=(one.paragraphs[0], *turns))
        paste.begin(item, day=True)
        paste.line(one.title, f"{one.day:%d %B %Y}", gap=1)
        paste.body(item, gap=pick.choice((0, 1)))
        paste.blank(2)


def bilingual(paste: Paste, news: list[News], pick: Random) -> None:
    """Each article in two languages, paragraph by paragraph, or each in one of its two."""
    both = pick.random() < 0.5
    for one in news:
        side = pick.choice((0, 1))
        item = one if both else replace(one, title=one.title.split(" / ")[side], paragraphs=one.paragraphs[side::2])
        paste.begin(item, day=True)
        paste.line(item.title, f"{one.day:%d.%m.%Y}" if one.day.day > 12 else f"{one.day}", gap=1)
        paste.body(item, gap=1)
        paste.blank(pick.choice((1, 2)))


def indents(paste: Paste, news: list[News], pick: Random) -> None:
    """German or Spanish: the first line of a paragraph is indented, a blank line stands nowhere."""
    indent = pick.choice(("\t", "   ", "\u3000"))
    for one in news:
        paste.begin(one, day=True)
        paste.line(one.title, day_in(one), *(indent + part for part in one.paragraphs))


def east_asian(paste: Paste, news: list[News], pick: Random) -> None:
    """Chinese or Japanese, without spaces: title, day, text; in some dumps the title in brackets."""
    indent, held = pick.choice(("", "\u3000\u3000" if news[0].lang == "zh" else "\u3000")), pick.random() < 0.3
    for one in news:
        paste.begin(one, day=True)
        paste.line(
            f"【{one.title}】" if held else one.title, f"{one.day.year}年{one.day.month}月{one.day.day}日", gap=1
        )
        paste.line(*(indent + part for part in one.paragraphs), gap=1)


ASIDE_SECOND: dict[Style, tuple[str, ...]] = {
    **dict.fromkeys((search, wire, rules, mail, columns, sheet, questions, alone, interviews), ()),
    bilingual: ("two",), indents: ("de", "es"), east_asian: ("zh", "ja"),
}  # fmt: skip
