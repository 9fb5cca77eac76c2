"""Dumps of invented articles, glued in the ways that people paste them, must come apart where they were glued."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.articles.dump import split_dump

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "seeds"

ARTICLES = [
    (
        "LISBON",
        "Port of Lisbon reopens two days after the storm",
        "The port of Lisbon let its first ships in again on Friday, two days after a storm had torn a crane from its rails.\n"
        "Harbour master Inês Carvalhal said eleven vessels were waiting off the river mouth. Pilots began work at six.\n"
        "Dockers must still clear four hundred containers that slid into the basin. Insurers put the damage at 30 million.",
    ),
    (
        "QUITO",
        "Ecuador's central bank keeps its rate at five per cent",
        "Ecuador's central bank left its policy rate unchanged at five per cent, though prices rose faster in January.\n"
        "Governor Rodrigo Salvatierra said food was to blame and that the board would wait for another month of figures.\n"
        "Economists at two lenders in Guayaquil had expected an increase. The next meeting is due on March 12.",
    ),
    (
        "NAIROBI",
        "Kenyan runners boycott race over unpaid prize money",
        "Forty athletes stayed away from the hill race at Iten on Sunday because last year's prizes were never paid.\n"
        "Their speaker Joseline Cheruto said the organisers owed them nine million shillings and had stopped answering.\n"
        "Only amateurs started. The county sports officer promised to examine the accounts of the club by April.",
    ),
    (
        "OSLO",
        "Norway grounds its new ferries after a battery fire",
        "Six electric ferries were taken off the fjord routes on Tuesday after smoke filled the engine room of one of them.\n"
        "Nobody was hurt. The operator Fjordlink blamed a cooling pump and sent diesel boats in their place.\n"
        "Commuters from Horten queued for an hour. The maker of the batteries has sent inspectors from Trondheim.",
    ),
    (
        "HANOI",
        "Vietnam's coffee farmers count the cost of a late frost",
        "A frost in the central highlands has killed one coffee tree in eight, a survey by the growers' union found.\n"
        "Nguyen Van Khai, who farms three hectares near Da Lat, said the last such night was in his grandfather's time.\n"
        "Exporters expect the harvest to fall by 90,000 tonnes. Roasters abroad have begun to buy Brazilian beans.",
    ),
    (
        "WARSAW",
        "Polish court strikes down ban on night trains",
        "Poland's constitutional court on Wednesday threw out a law that kept freight trains off the tracks after ten.\n"
        "Judge Halina Brzozek said towns could ask for quieter wheels but not for silence. Eleven mayors had sued.\n"
        "Rail companies said the ruling would cut a day from the journey between Gdynia and the Czech border.",
    ),
]  # fmt: skip
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


# What must stay whole


@pytest.mark.parametrize("join", ["\n", "\n\n", "\n\n\n"])
@pytest.mark.parametrize("head", ["{title}\n\n", "{title}\n", ""])
@pytest.mark.parametrize("article", ARTICLES, ids=PLACES)
def test_a_file_of_one_article_stays_one(article, head, join):
    place, title, body = article
    found = split_dump(glued(head=head, join=join, place="{place}: ", articles=[article])).articles
    assert [(a.place, a.body.split()) for a in found] == [(place, body.split())]
    assert found[0].title == title if head else found[0].title_origin == "derived"


def test_a_subheading_in_capitals_does_not_start_an_article():
    title, paragraphs = TITLES[0], ARTICLES[0][2].split("\n")
    text = "\n".join([title, *paragraphs[:2], "DOCKERS AND INSURERS BEGIN TO COUNT", paragraphs[2]])
    assert of(text, "title") == [[title]]


def test_speakers_are_no_datelines():
    talk = [
        "INTERVIEWER: When did you know that the crane would fall?",
        "CARVALHAL: At four. The wind had turned to the south-west and the rails began to sing.",
        "INTERVIEWER: What did you do?",
        "CARVALHAL: I called the pilots home and closed the river. Nobody was on the quay when it came down.",
        "Q: And the containers?",
        "A: We will be fishing for them until the summer, I fear.",
    ]
    text = f"The harbour master on the night of the storm\n\nLISBON: {ARTICLES[0][2]}\n" + "\n".join(talk)
    titles, places, bodies = of(text, "title", "place", "body")
    assert (titles, places) == (["The harbour master on the night of the storm"], ["LISBON"])
    assert all(line in bodies[0] for line in talk)


def test_the_clock_times_of_a_live_page_start_no_article():
    entries = "\n\n".join(f"{hour}:15 GMT\n{line}" for hour, line in enumerate(ARTICLES[0][2].split("\n"), start=9))
    text = f"Storm over Lisbon: live\n\n{entries}\n\n13:40 GMT\nThe harbour master Carvalhal has gone home to sleep."
    assert of(text, "title") == [["Storm over Lisbon: live"]]


def test_hard_wrapped_lines_are_one_paragraph():
    text = (
        "Port of Lisbon reopens two days after the storm\n\n"
        "The port of Lisbon let its first ships in again on Friday, two days\n"
        "after a storm had torn a crane from its rails, the harbour master\n"
        "Carvalhal said. Eleven vessels were waiting off the river mouth and\n"
        "pilots began work at six.\n\n"
        "Dockers must still clear four hundred containers that slid into the\n"
        "basin when the wind turned. Insurers put the damage at 30 million\n"
        "euros, a figure that the port called early.\n"
    )
    assert of(text, "title") == [["Port of Lisbon reopens two days after the storm"]]


# Small and odd texts


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\n", "-----\n=====\n", "Advertisement\n"])
def test_what_tells_nothing_is_furniture(text):
    dump = split_dump(text)
    assert dump.articles == ()
    assert dump.furniture == (((0, len(text)),) if text else ())


def test_one_line_is_one_article():
    sentence = "Norway's new ferries were grounded on Tuesday after a battery fire that hurt nobody, officials said."
    article = split_dump(sentence).articles[0]
    assert (article.body, article.title_origin, article.spans) == (sentence, "derived", ((0, len(sentence)),))
    assert article.title == "Norway's new ferries were grounded on Tuesday after a battery fire"


def test_short_reports_come_apart_too():
    text = (
        "Ferry strike ends after nine days\n\nLISBON: Crews went back to work on Friday, their union said.\n---\n"
        "Grain terminal opens\n\nGDYNIA: The terminal can load forty thousand tonnes a day, the port said.\n"
    )
    assert of(text, "place") == [["LISBON", "GDYNIA"]]


def test_confidence_is_full_for_a_whole_file_and_less_at_doubtful_cuts():
    sure = split_dump(glued(articles=ARTICLES[:1])).articles
    cut = split_dump(LAYOUTS["document counters"]).articles
    assert sure[0].confidence == 1.0
    assert all(0.5 < article.confidence <= 1.0 for article in cut)


def test_furniture_is_in_no_article():
    text = LAYOUTS["document counters"]
    dump = split_dump(text)
    assert "".join(text[a:b] for a, b in dump.furniture).count("Document") == len(ARTICLES)
    assert not any("Document" in text[a:b] for article in dump.articles for a, b in article.spans)


def holds_every_character_once(text):
    dump = split_dump(text)
    spans = sorted([*dump.furniture, *(span for article in dump.articles for span in article.spans)])
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    return all(a == b for a, b in zip(edges[::2], edges[1::2], strict=True)) and all(a < b for a, b in spans)


LINES = [
    "",
    "---",
    "* * *",
    "By Ana Moreira",
    "2026-02-26",
    "- a point",
    "END",
    "Document 2 of 3",
    "# Head",
    "Q: Why?",
    *TITLES,
]


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_any_text_is_held_once(text):
    assert holds_every_character_once(text)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(LINES), st.sampled_from([b for *_, b in ARTICLES]), st.text(max_size=40))))
def test_any_mixture_of_lines_is_held_once(lines):
    assert holds_every_character_once("\n".join(lines))


@pytest.mark.parametrize("piece", ["x", "A, ", "- ", "2026-02-26 ", "LISBON: ", "(", "said. “", "1"])
def test_one_endless_line_takes_seconds(piece):
    text = piece * (2_000_000 // len(piece))
    began = time.perf_counter()
    assert len(split_dump(text).articles) <= 1
    assert time.perf_counter() - began < 8


# The real thing


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed texts are third-party and not part of the package")
def test_the_seeds_come_apart():
    [first], [other] = ([p.read_text("utf8")] for p in sorted(SEEDS.glob("*.txt")))
    assert of(first, "title", "place", "published") == [
        [
            "Turkey says understands NATO concerns over Russian missile deal",
            "Washington presses Syria to shift from Chinese telecom systems",
        ],
        ["ISTANBUL", "DAMASCUS"],
        [None, None],
    ]
    assert of(other, "title_origin", "published", "date_origin") == [
        ["derived"],
        [datetime(2026, 2, 26, tzinfo=UTC)],
        ["mark"],
    ]
