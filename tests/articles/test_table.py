"""make_table and article_id: identity by content, whatever the origin, order or time zone."""

from datetime import UTC, date, datetime, timedelta, timezone

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.articles import article_id, make_table

NOON = datetime(2026, 2, 26, 12, tzinfo=UTC)
ARTICLE = ("Ferry strike ends", "Crews returned to work.", NOON, "https://a.example/1")


def test_the_id_of_an_article_never_changes_between_versions():
    assert article_id(*ARTICLE) == "8f3b18e02ea0733c"


@pytest.mark.parametrize(
    "same",
    [
        ("FERRY  strike\nends ", "Crews returned to work.", NOON, "https://a.example/1"),
        ("Ferry strike ends", "Crews\u00a0returned to work.", NOON, "HTTPS://a.example/1"),
        ("Ｆｅｒｒｙ strike ends", "Crews returned to work.", NOON, "https://a.example/1"),
        (*ARTICLE[:2], NOON.astimezone(timezone(timedelta(hours=5))), ARTICLE[3]),
        (*ARTICLE[:2], NOON.replace(tzinfo=None), ARTICLE[3]),
        (*ARTICLE[:2], pd.Timestamp(NOON), ARTICLE[3]),
    ],
)
def test_spelling_of_the_same_content_does_not_matter(same):
    assert article_id(*same) == article_id(*ARTICLE)


@pytest.mark.parametrize(
    "other",
    [
        ("Ferry strike end", *ARTICLE[1:]),
        (ARTICLE[0], "", *ARTICLE[2:]),
        (*ARTICLE[:2], None, ARTICLE[3]),
        (*ARTICLE[:3], ""),
        (ARTICLE[0] + " " + ARTICLE[1], "", *ARTICLE[2:]),
    ],
)
def test_other_content_has_another_id(other):
    assert article_id(*other) != article_id(*ARTICLE)


def test_nat_is_no_date():
    assert article_id("a", "b", pd.NaT, "") == article_id("a", "b", None, "")


@given(st.lists(st.text(max_size=5), min_size=3, max_size=3, unique_by=lambda text: text.casefold()))
def test_parts_are_never_mixed_up(parts):
    title, body, url = ["".join(letter for letter in part if letter.isalnum()) for part in parts]
    if title.casefold() != body.casefold():
        assert article_id(title, body, None, url) != article_id(body, title, None, url)


def test_ids_follow_from_the_rows_of_the_table():
    table = make_table([{"title": "Dam falls", "body": "By two metres.", "published": "2026-02-26", "url": "u"}])
    row = table.iloc[0]

    assert row["id"] == article_id(row["title"], row["body"], row["published"], row["url"])


def test_of_one_article_met_twice_the_most_complete_record_stays():
    bare = {"title": "Dam falls", "body": "By two metres."}
    full = {**bare, "source": "Delta Herald", "origin": "b.csv:9"}

    for records in ([bare, full], [full, bare]):
        table = make_table(records)
        assert table["source"].tolist() == ["Delta Herald"]
        assert [entry["reason"] for entry in table.attrs["rejected"]] == ["the same article as b.csv:9"]


def test_no_records_make_an_empty_table_of_the_same_shape():
    empty, full = make_table([]), make_table([{"title": "Dam falls"}])

    assert list(empty.columns) == list(full.columns)
    assert empty.dtypes.tolist() == full.dtypes.tolist()


def test_a_record_says_where_it_came_from():
    table = make_table([{"title": "Dam falls", "file": "a.txt", "line": 3, "origin": "a.txt#10-90"}, {"file": "b.txt"}])

    assert table["origin"].tolist() == ["a.txt#10-90"]
    assert table.attrs["rejected"] == [
        {"file": "b.txt", "line": 2, "reason": "no text: title and body are both empty", "text": ""}
    ]


NO_DATES = [
    datetime(9999, 12, 31),
    datetime(1, 1, 1),
    date(9999, 12, 31),
]  # with which databases say that there is none


@pytest.mark.parametrize(
    "published", ["nonsense", float("inf"), {"$date": 1}, True, "31/31/2026", 10**30, 10**400, *NO_DATES]
)
def test_dates_of_no_sense_leave_a_note(published):
    table = make_table([{"title": "Dam falls", "published": published}])

    assert pd.isna(table["published"][0])
    assert len(table.attrs["notes"]) == 1


def test_lines_inside_a_title_are_joined_and_paragraphs_of_a_body_kept():
    table = make_table([{"title": " Dam\n falls ", "body": "\nOne.\r\n\r\nTwo.\n"}])

    assert table[["title", "body"]].values.tolist() == [["Dam falls", "One.\n\nTwo."]]


def test_an_article_without_title_takes_one_from_its_first_sentence():
    table = make_table([{"body": "The dam is two metres lower. More follows."}])

    assert table[["title", "title_origin"]].values.tolist() == [["The dam is two metres lower", "derived"]]
