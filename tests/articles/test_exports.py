"""Text exports of news databases: what becomes of every field, and that no character gets lost."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.articles import read_articles
from topics.articles.exports import read_export

EXPORTS = Path(__file__).parent / "exports"
FERRY, GRAIN, QUITO = "Ferry strike ends after nine days", "Grain terminal opens at Constanta", "Quito keeps its rate"

# file, then of each article in order: opening of the title, source, day, place, language, key
EXPECTED = {
    "nexis_older.txt": [
        (FERRY, "Harbour Gazette (Lisbon)", "2026-02-26", "LISBON", "ENGLISH", ""),
        (GRAIN, "Delta Herald", "2026-02-20", "", "ENGLISH", ""),
        (QUITO, "Upland Wire Service", "2026-03-02", "QUITO", "", ""),
    ],
    "nexis_newer.txt": [
        (FERRY, "Harbour Gazette (Lisbon)", "2026-02-26", "", "ENGLISH", ""),
        (GRAIN, "Delta Herald", "2026-02-20", "", "", ""),
    ],
    "factiva_codes.txt": [
        (FERRY, "Harbour Gazette", "2026-02-26", "", "English", "HRBGZT0020260226em2q0001r"),
        (GRAIN, "Delta Herald", "2026-02-20", "", "English", "DLTHRD0020260220em2k00003"),
    ],
    "factiva_plain.txt": [
        (FERRY, "Harbour Gazette", "2026-02-26", "LISBON", "English", "HRBGZT0020260226em2q0001r"),
        (GRAIN, "Delta Herald", "2026-02-20", "", "English", "DLTHRD0020260220em2k00003"),
    ],
    "proquest.txt": [
        (FERRY, "Harbour Gazette", "2026-02-26", "LISBON", "English", "2345678901"),
        (GRAIN, "Delta Herald", "2026-02-20", "", "", "2345678902"),
    ],
}  # fmt: skip
LABELS = (
    "LENGTH",
    "LOAD-DATE",
    "BYLINE",
    "SUBJECT",
    "Copyright",
    "GRAPHIC",
    "Publication title",
    "Author",
    "Document ",
)


def exported(name):
    text = (EXPORTS / name).read_text("utf8")
    export = read_export(text)
    assert export is not None
    return text, export


@pytest.mark.parametrize("name", EXPECTED)
def test_fields_go_where_they_belong(name):
    _, export = exported(name)

    found = [article.fields for article in export.articles]

    for fields, (title, *others) in zip(found, EXPECTED[name], strict=True):
        assert fields["title"].startswith(title)
        told = [
            fields["source"],
            str(fields["published"].date()),
            fields["place"],
            fields.get("lang", ""),
            fields.get("key", ""),
        ]
        assert told == others
    assert export.unread == ()


@pytest.mark.parametrize("name", EXPECTED)
def test_texts_hold_no_label_and_end_where_they_end(name):
    _, export = exported(name)

    bodies = [article.fields["body"] for article in export.articles]

    assert not any(label in body for body in bodies for label in LABELS)
    assert bodies[0].endswith("who speaks for the crews.")


@pytest.mark.parametrize("name", EXPECTED)
def test_every_character_is_part_of_an_article_or_furniture(name):
    text, export = exported(name)

    spans = sorted([*export.furniture, *(span for article in export.articles for span in article.spans)])

    assert spans[0][0] == 0 and spans[-1][1] == len(text)
    assert all(end == start for (_, end), (start, _) in zip(spans, spans[1:], strict=False))


@pytest.mark.parametrize("name", EXPECTED)
def test_what_counts_as_part_of_an_article_is_in_its_fields(name):
    text, export = exported(name)

    for article in export.articles:
        held = Counter(word for start, end in article.spans for word in text[start:end].split())
        told = Counter(" ".join(str(value) for value in article.fields.values()).split())
        dated = {
            "February",
            "March",
            "Feb",
            "Friday",
            "Monday",
            "Thursday",
            "2026",
            "26,",
            "20,",
            "2,",
            "AM",
            "GMT",
            "08:30",
        }
        dateline = {"(Upland", "Wire)", "(Upland)", "-", "LISBON:", "QUITO,", "LISBON", "2", "9:15"}
        left = {word for word in held - told if word not in dated | dateline | {"26", "20"}}
        assert {word for word in left if not word.startswith("https://")} == set()


def test_a_label_inside_the_text_cuts_nothing_off():
    _, older = exported("nexis_older.txt")
    _, proquest = exported("proquest.txt")
    _, codes = exported("factiva_codes.txt")

    assert "Language: that was the sticking point" in older.articles[0].fields["body"]
    assert "Subject: that was the word" in proquest.articles[0].fields["body"]
    assert "IN A STATEMENT the union said" in codes.articles[0].fields["body"]


def test_wrapped_lines_are_one_paragraph():
    _, export = exported("nexis_older.txt")

    assert export.articles[0].fields["title"].endswith("crews return to work on all lines")
    assert (
        export.articles[0]
        .fields["body"]
        .startswith("Crews returned to work on Friday after the two sides agreed a pay rise of four")
    )
    assert export.articles[0].fields["body"].count("\n\n") == 2


def test_a_word_that_a_line_breaks_at_its_hyphen_is_one_word():
    text = (EXPORTS / "nexis_older.txt").read_text("utf8").replace("crews return\nto work", "a semi-\nfinal for crews")

    assert "a semi-final for crews" in read_export(text).articles[0].fields["title"]


def test_the_abstract_of_the_database_is_the_summary():
    _, export = exported("proquest.txt")

    assert export.articles[0].fields["summary"].startswith("Crews are back at work.")
    assert export.articles[0].fields["url"] == "https://database.example/docview/2345678901"


def test_read_articles_counts_the_furniture_and_rejects_nothing(tmp_path):
    articles = read_articles(EXPORTS / "nexis_older.txt")

    assert len(articles) == 3 and articles.attrs["rejected"] == []
    [note] = articles.attrs["notes"]
    assert note["note"].startswith("3 documents of a Nexis export") and note["left_out"] > 500
    assert set(articles["origin"].str.split("#").str[0]) == {"nexis_older.txt"}


def test_a_part_that_is_no_document_is_rejected_with_its_text(tmp_path):
    text = (EXPORTS / "factiva_plain.txt").read_text("utf8")
    stray = "A letter that somebody pasted below the export. " * 8
    (tmp_path / "export.txt").write_text(f"{text}\n\n{stray}\n")

    articles = read_articles(tmp_path / "export.txt")

    [rejected] = articles.attrs["rejected"]
    assert "no document of this Factiva export" in rejected["reason"] and rejected["text"].startswith("A letter")


@pytest.mark.parametrize(
    "text",
    [
        "Ferry strike ends\n\nLISBON: Crews returned to work on Friday.\n\nDocument 2 of 3\n\nGrain terminal opens\n\nMore text.",
        "LENGTH: 12 words\n\nA poem about lengths, which is no export.",
        "Full text: the minister's speech\n\nTitle: none\n\nShe spoke for an hour.",
        "HD video of the ferry\n\nSN is short for supernova.",
    ],
)
def test_other_texts_are_left_to_the_dump(text):
    assert read_export(text) is None


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_export_loses_nothing(data):
    text = (EXPORTS / data.draw(st.sampled_from(sorted(EXPECTED)))).read_text("utf8")
    lines = text.splitlines(keepends=True)
    cut = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=12))
    text = "".join(line for number, line in enumerate(lines) if number not in cut)

    export = read_export(text)

    if export:
        spans = [*export.furniture, *export.unread, *(span for article in export.articles for span in article.spans)]
        assert "".join(text[start:end] for start, end in sorted(spans)) == text
