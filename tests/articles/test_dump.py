"""Dumps of invented articles, glued in the ways that people paste them, must come apart where they were glued."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from topics.articles.dump import split_dump

ARTICLES = [
    tuple(json.loads(line).values())
    for line in Path(__file__).with_name("invented.jsonl").read_text("utf8").splitlines()
]
TITLES = [title for _, title, _ in ARTICLES]
PLACES = [place for place, _, _ in ARTICLES]


def glued(between="\n\n", head="{title}\n\n", tail="", join="\n", place="", articles=ARTICLES):
    """Glue the articles: `head` before and `tail` after each body, `join` between its paragraphs."""
    return between.join(
        head.format(title=title, n=n, place=city)
        + place.format(place=city)
        + body.replace("\n", join)
        + tail.format(title=title, n=n)
        for n, (city, title, body) in enumerate(articles, start=1)
    )


def of(text, *fields):
    """The fields of all articles of a dump, one list each."""
    articles = split_dump(text).articles
    return [[getattr(article, field) for article in articles] for field in fields]


LAYOUTS = {
    "rules": glued("\n-----\n"),
    "rules with blank lines": glued("\n\n* * *\n\n", join="\n\n"),
    "page breaks": glued("\n\f"),
    "blank lines and headlines": glued(join="\n\n"),
    "headlines on tight lines": glued("\n", head="{title}\n"),
    "wide gaps": glued("\n\n\n\n", join="\n\n"),
    "document counters": glued("\n\n", head="Document {n} of 6\n\n{title}\n\n"),
    "boxed headlines": glued("\n\n", head="========\n{title}\n========\n"),
    "underlined headlines": glued("\n\n", head="{title}\n------------\n"),
    "markdown": glued("\n\n", head="# {title}\n\n", join="\n\n"),
    "labels": glued("\n\n", head="Title: {title}\nSource: Atlas News\n\n"),
    "end marks": glued("\n\n", tail="\n\nEND OF DOCUMENT"),
    "bylines": glued("\n\n", head="{title}\nBy Ana Moreira\n\n"),
    "double headlines": glued("\n", head="{title}\n{title}\n", place="{place}: "),
    "headlines after the body": glued("\n", head="", tail="\n{title}\n{title}", place="{place}: "),
    "datelines and headlines": glued("\n\n", place="{place}, Feb 26 (Northwind) — "),
}


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS.keys())
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_each_layout_comes_apart_where_it_was_glued(text, line_end):
    assert of(text.replace("\n", line_end), "title") == [TITLES]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("dateline", ["{place}: ", "{place}, Feb 26 (Northwind) - ", "{place} (AP) — ", "{place} -- "])
def test_datelines_alone_part_articles_and_become_places(between, dateline):
    places, bodies, origins = of(glued(between, head="", place=dateline), "place", "body", "title_origin")
    assert places == PLACES
    assert bodies == [body for _, _, body in ARTICLES]
    assert set(origins) == {"derived"}


def test_headlines_in_capitals_part_articles():
    [titles] = of(glued(articles=[(p, t.upper(), b) for p, t, b in ARTICLES], join="\n\n"), "title")
    assert titles == [title.upper() for title in TITLES]


def test_rules_part_articles_without_headlines():
    [bodies] = of(glued("\n---\n", head=""), "body")
    assert bodies == [body for _, _, body in ARTICLES]


@pytest.mark.parametrize(
    "mark", ["Published: {day} February 2026", "date 2026-02-{day}", "Atlas News | Feb {day}, 2026", "2026-02-{day}"]
)
def test_date_marks_part_articles_and_leave_the_body(mark):
    text = "\n\n".join(f"{mark.format(day=10 + n)}\n{body}" for n, (_, _, body) in enumerate(ARTICLES))
    dates, origins, bodies = of(text, "published", "date_origin", "body")
    assert dates == [datetime(2026, 2, 10 + n, tzinfo=UTC) for n in range(len(ARTICLES))]
    assert set(origins) == {"mark"}
    assert bodies == [body for _, _, body in ARTICLES]


def test_a_date_at_the_opening_of_the_text_is_a_mark():
    article = split_dump(f" date 2026-02-26 {ARTICLES[0][2]}").articles[0]
    assert (article.published, article.date_origin) == (datetime(2026, 2, 26, tzinfo=UTC), "mark")
    assert article.body == ARTICLES[0][2]


def test_a_dateline_with_its_year_dates_the_article():
    article = split_dump(f"LISBON, Feb 26, 2026 (Northwind) - {ARTICLES[0][2]}").articles[0]
    assert (article.published, article.date_origin) == (datetime(2026, 2, 26, tzinfo=UTC), "dateline")
    assert (article.place, article.source) == ("LISBON", "Northwind")


def test_no_date_is_made_up():
    text = glued(place="{place}, Feb 26 (Northwind) — ") + "\nThe first bridge there was opened on 3 May 1998."
    dates, origins = of(text, "published", "date_origin")
    assert set(dates) == {None} and set(origins) == {""}


def test_the_source_mark_names_the_source():
    [sources] = of(glued(head="{title}\nSource: Atlas News\n\n"), "source")
    assert sources == ["Atlas News"] * len(ARTICLES)


BULLETS = (
    "\n- A storm had torn a crane from its rails\n- Dockers must clear four hundred containers from the basin\n",
    "\n* Food was to blame for prices in January\n* Economists in Guayaquil had expected an increase\n",
)


@pytest.mark.parametrize("head", [True, False], ids=["bullets before", "bullets after"])
def test_bullets_that_repeat_the_body_are_its_summary(head):
    parts = [
        f"{title}{bullets}\n{body}" if head else f"{title}\n\n{body}{bullets}"
        for (_, title, body), bullets in zip(ARTICLES, BULLETS, strict=False)
    ]
    titles, summaries, bodies = of("\n\n".join(parts), "title", "summary", "body")
    assert titles == TITLES[:2]
    assert summaries == ["\n".join(line[2:] for line in bullets.strip().splitlines()) for bullets in BULLETS]
    assert bodies == [body for _, _, body in ARTICLES[:2]]


def test_headline_and_bullets_after_one_body_stand_before_the_headline_of_the_next():
    (_, first, one), (_, second, two) = ARTICLES[:2]
    text = f"LISBON: {one}\n{first}\n{first}{BULLETS[0]}{second}{BULLETS[1]}QUITO: {two}\n"
    assert of(text, "title", "place", "body") == [[first, second], ["LISBON", "QUITO"], [one, two]]


def test_a_list_of_the_bodys_own_stays_in_the_body():
    lines = "- bring a torch\n- wear boots\n- tell somebody where you go"
    article = split_dump(f"{TITLES[3]}\n\n{ARTICLES[3][2]}\nBefore you set out:\n{lines}\nThat is all.").articles[0]
    assert article.summary == "" and lines in article.body


def test_a_subheading_is_no_cut_where_only_this_text_has_blank_lines():
    """Texts pasted from two sites: one without blank lines between its paragraphs, one with a blank line at each."""
    tight = [
        "LISBON: Crews of the river ferries returned to work on Friday after nine days of strike, their union said.",
        *(f"The union and the owner of the lines met for the {n} time, and the crews waited at the quay." for n in
          ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")),
    ]  # fmt: skip
    airy = [
        "date 2026-02-20 The port of Constanta has opened a grain terminal that loads forty thousand tonnes a day.",
        "The authority told reporters of its plans at the new quay, where the first ship was taking on barley.",
        "Farmers of the plain had asked for years for a quay of their own, since trains to the north are slow.",
        "Barley fetched a good price this winter, and most of it left by road for want of a ship to carry it.",
        "But not all of the silos are finished, and the belts that serve them are still being tried out.",
        "Bridge over the canal named as barrier to lorries",
        "Farmers whose lorries carry the barley of the plain are glad of the quay, but their lorries cannot reach it.",
        "The bridge over the canal carries twenty tonnes at most, and the next one is an hour away by road.",
        "The Ministry of Roads will rebuild it by summer, an official in Bucharest said on Friday.",
        "Until then the lorries unload on the far bank, and small boats carry the sacks across.",
        "It costs a fifth of the price, Radu said.",
    ]  # fmt: skip

    dump = split_dump("\n".join(tight) + "\n\n\n\n" + "\n\n".join(airy))

    assert len(dump.articles) == 2 and "Bridge over the canal" in dump.articles[1].body


def test_soft_hyphens_are_no_part_of_what_is_told():
    soft = [(title[:4] + "\u00ad" + title[4:], body.replace("ing ", "\u00ading ")) for _, title, body in ARTICLES]
    assert of("\n\n".join(f"{title}\n\n{body}" for title, body in soft), "title", "body") == [
        TITLES,
        [b for *_, b in ARTICLES],
    ]


def test_words_that_the_end_of_a_line_breaks_are_whole_again():
    text = (
        "The harbour master of Lisbon spoke to all his men before they went out again to bring the con\u00ad\n"
        "tainers in, and a tug from Set\u00fabal came up the river with the ebb to help them, as it had bro-\n"
        "ken its own tow the night before. It was the third in a fort-\n"
        "night, and a mid-\n"
        "river buoy had broken loose; the mid-river buoys are the port's own, which it lights and mends.\n"
    )
    body = split_dump(text).articles[0].body
    assert (
        "the containers in" in body and "broken its own" in body and "a mid-river buoy" in body and "fortnight" in body
    )


@pytest.mark.parametrize("head", ["{title} | Atlas News\n{title}\n\n", "{title}\n{title} - Atlas News\n\n"])
def test_of_two_headlines_the_one_without_the_name_of_the_site_is_the_title(head):
    assert of(glued(head=head), "title") == [TITLES]


def test_a_name_behind_a_headline_that_stands_alone_stays():
    assert (
        split_dump(f"Ferry strike ends | Atlas News\n\n{ARTICLES[0][2]}").articles[0].title
        == "Ferry strike ends | Atlas News"
    )
