"""What must stay whole when a dump is split, small and odd texts, and what holds for any text at all."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.articles.dump import split_dump

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "seeds"
ARTICLES = [
    tuple(json.loads(line).values())
    for line in Path(__file__).with_name("invented.jsonl").read_text("utf8").splitlines()
]
TITLES = [title for _, title, _ in ARTICLES]
COUNTED = "\n\n".join(f"Document {n} of 6\n\n{title}\n\n{body}" for n, (_, title, body) in enumerate(ARTICLES, 1))


def of(text, *fields):
    """The fields of all articles of a dump, one list each."""
    articles = split_dump(text).articles
    return [[getattr(article, field) for article in articles] for field in fields]


# What must stay whole


@pytest.mark.parametrize("join", ["\n", "\n\n", "\n\n\n"])
@pytest.mark.parametrize("head", ["{title}\n\n", "{title}\n", ""])
@pytest.mark.parametrize("article", ARTICLES, ids=TITLES)
def test_a_file_of_one_article_stays_one(article, head, join):
    place, title, body = article
    found = split_dump(head.format(title=title) + f"{place}: {body}".replace("\n", join)).articles
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
    assert article.title == "Norway's new ferries were grounded on Tuesday after a battery fire that hurt nobody"


def test_short_reports_come_apart_too():
    text = (
        "Ferry strike ends after nine days\n\nLISBON: Crews went back to work on Friday, their union said.\n---\n"
        "Grain terminal opens\n\nGDYNIA: The terminal can load forty thousand tonnes a day, the port said.\n"
    )
    assert of(text, "place") == [["LISBON", "GDYNIA"]]


def test_confidence_is_full_for_a_whole_file_and_less_at_doubtful_cuts():
    sure = split_dump("\n\n".join(ARTICLES[0][1:])).articles
    cut = split_dump(COUNTED).articles
    assert sure[0].confidence == 1.0
    assert all(0.5 < article.confidence <= 1.0 for article in cut)


def test_furniture_is_in_no_article():
    dump = split_dump(COUNTED)
    assert "".join(COUNTED[a:b] for a, b in dump.furniture).count("Document") == len(ARTICLES)
    assert not any("Document" in COUNTED[a:b] for article in dump.articles for a, b in article.spans)


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
    "Share",
    "Related stories",
    "We use cookies to improve your experience.",
    "The quay at dawn. Photo: Ana Moreira",
    "© 2026 Atlas News. All rights reserved.",
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


def test_time_grows_with_the_text_and_not_faster():
    def seconds(copies):
        began = time.process_time()
        split_dump(f"{COUNTED}\n\nShare\nFacebook\n\n" * copies)
        return time.process_time() - began

    small, large = min(seconds(10) for _ in range(3)), seconds(100)
    assert large < 20 * small


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
