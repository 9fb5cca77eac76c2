"""Furniture is told from text by its shape, by its place and by coming again; what it is taken from stays whole."""

import json
import time
from pathlib import Path

import pytest

from topics.articles.dump import split_dump
from topics.articles.furniture import mark_furniture
from topics.articles.lines import read_units
from topics.articles.marks import Kind, look_at

ARTICLES = [
    tuple(json.loads(line).values())
    for line in Path(__file__).with_name("invented.jsonl").read_text("utf8").splitlines()
]
TITLES, BODIES = [title for _, title, _ in ARTICLES], [body for *_, body in ARTICLES]


def pairs():
    return list(zip(TITLES, BODIES, strict=True))


def taken(text):
    """The texts of the furniture of a dump, line by line."""
    return [line for a, b in split_dump(text).furniture for line in text[a:b].split("\n") if line]


def labels(text):
    units = read_units(text)
    mark_furniture(units)
    return [unit.evidence.label if unit.kind is Kind.MENU else "" for unit in units]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("We use cookies to improve your experience.", "notice"),
        ("Wir verwenden Cookies, um unsere Seiten zu verbessern.", "notice"),
        ("Sign up for our morning newsletter.", "notice"),
        ("Story continues below", "notice"),
        ("Contact Ana Moreira at ana.moreira@atlas.example or find her on Twitter.", "notice"),
        ("FILE PHOTO: The port of Lisbon in January. Photo: Joan Ferrand", "caption"),
        ("The crane on its side in the basin. (Photo: Atlas News)", "caption"),
        ("A ship off the river mouth [Joan Ferrand/Reuters]", "caption"),
        ("Home > World > Europe", "menu"),
        ("Partager", "menu"),
        ("Читайте также: Паром вернулся в порт", "menu"),
        ("Read also: Norway grounds its new ferries after a battery fire.", "menu"),
        ("More from Atlas News", "menu"),
    ],
)
def test_furniture_is_known_by_its_shape(line, label):
    assert (look_at(line).kind, look_at(line).label) == (Kind.MENU, label)


@pytest.mark.parametrize(
    "line",
    [
        "Cookies are baked in the port for all its crews, the master said on Friday.",
        "More in common than they think",
        "The minister pictured the port as a ship without a rudder.",
        "Photographers waited at the gate for the whole night, a guard said.",
        "World champion Cheruto stays away from the race",
        "Support for the government fell to a third, two polls showed.",
    ],
)
def test_text_about_such_things_is_no_furniture(line):
    assert look_at(line).kind is not Kind.MENU


def test_a_menu_is_a_run_of_names_of_which_some_are_known():
    assert labels("Home\nHarbour\nMarkets\nPeople\n\nA port reopens after the storm") == ["menu"] * 4 + [""]
    assert labels("Best film\nBest actor\nBest song\nBest light") == [""] * 4


def test_a_box_ends_before_the_headline_of_the_text_below():
    tight = f"{BODIES[0]}\nRelated stories\n{TITLES[2]}\n{TITLES[3]}\n{TITLES[1]}\n{BODIES[1]}"
    parted = f"{BODIES[0]}\n\nRelated stories\n\n{TITLES[2]}\n{TITLES[3]}\n\n{TITLES[1]}\n\n{BODIES[1]}"
    for text in (tight, parted):
        assert taken(text) == ["Related stories", TITLES[2], TITLES[3]]
        assert split_dump(text).articles[-1].title == TITLES[1]


def pages(tail="", top="", join="\n\n"):
    return join.join(f"{top}{title}\n\n{body}\n{tail}" for title, body in pairs())


def test_lines_that_come_again_in_many_articles_are_furniture_and_part_them():
    text = pages(tail="Hear us on the wireless\nA paper of the coast", top="Mark this as unread\n")
    dump = split_dump(text)
    assert [article.title for article in dump.articles] == TITLES
    assert [article.body for article in dump.articles] == BODIES
    assert sorted(set(taken(text))) == ["A paper of the coast", "Hear us on the wireless", "Mark this as unread"]


def test_a_sentence_about_the_paper_under_every_article_is_furniture():
    note = (
        "The Atlas is an independent paper of the coast that is owned by its eight thousand readers and by nobody else."
    )
    assert taken(pages(tail=note)) == [note] * len(TITLES)


def test_the_short_last_line_of_a_text_that_is_pasted_several_times_stays():
    long = BODIES[0].replace("\n", " ") + " " + BODIES[1].replace("\n", " ")
    text = "\n\n".join(f"{title}\n\n{body}\n\n{TITLES[0]}\n\n{long}\nNobody was hurt." for title, body in pairs()[1:])
    assert taken(text) == []


def test_lines_that_differ_only_in_a_number_are_the_same():
    text = "\n\n".join(f"{title}\n{body}\nSeen {n * 7} times today" for n, (title, body) in enumerate(pairs()))
    assert len(taken(text)) == len(TITLES)


def test_a_refrain_inside_one_article_stays():
    lines = BODIES[0].split("\n")
    text = "\n".join([TITLES[0], *(f"{line}\nNobody came." for line in lines)])
    assert split_dump(text).articles[0].body.count("Nobody came.") == len(lines)


def test_a_text_that_is_pasted_several_times_is_no_furniture():
    text = "\n\n".join(f"{title}\n\n{body}\n\n{TITLES[0]}\n\n{BODIES[0]}" for title, body in pairs())
    found = split_dump(text).articles
    assert [article.title for article in found].count(TITLES[0]) == len(TITLES) + 1
    assert taken(text) == []


def test_a_headline_that_stands_in_boxes_too_stays_the_headline_of_its_text():
    boxes = "\n".join(["Most read", *TITLES])
    text = "\n\n".join(f"{title}\n\n{body}\n\n{boxes}\n" for title, body in pairs())
    dump = split_dump(text)
    assert [(article.title, article.body) for article in dump.articles] == pairs()


def test_marking_takes_time_in_proportion_to_the_text():
    def seconds(copies):
        units = read_units(
            "\n".join(f"{pages(tail='Hear us on the wireless')}\nLine {n} of many" for n in range(copies))
        )
        began = time.process_time()
        mark_furniture(units)
        return time.process_time() - began

    small, large = min(seconds(40) for _ in range(3)), seconds(400)
    assert large < 25 * small + 0.05
