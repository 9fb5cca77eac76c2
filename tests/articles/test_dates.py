"""Written dates become one instant in UTC, or None; the answer never depends on the day of the test."""

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.articles.dates import find_date, find_date_in_name, find_date_in_url, parse_date

DAY = datetime(2026, 2, 26, tzinfo=UTC)


def at(hour, minute=0, second=0, microsecond=0):
    return DAY.replace(hour=hour, minute=minute, second=second, microsecond=microsecond)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-26",
        "20260226",
        "2026/02/26",
        "2026.2.26",
        "2026-W09-4",
        "26 February 2026",
        "26 Feb 2026",
        "26-Feb-2026",
        "26-Feb-26",
        "February 26, 2026",
        "Feb. 26, 2026",
        "Feb 26th 2026",
        "26th of February 2026",
        "Thursday, February 26, 2026",
        "THURSDAY, 26 FEBRUARY 2026",
        "26/02/2026",
        "02/26/2026",
        "26.02.2026",
        "02/26/26",
        "2026年2月26日",
        "Published: 26 February 2026",
        "  2026-02-26\n",
        "1772064000",
        "1772064000000",
        "1772064000.0",
    ],
)
def test_a_day_is_its_midnight(text):
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-26T10:30:00Z", at(10, 30)),
        ("2026-02-26 10:30", at(10, 30)),
        ("2026-02-26 10:30:05 UTC", at(10, 30, 5)),
        ("2026-02-26T10:30:00+01:00", at(9, 30)),
        ("2026-02-26T10:30:00.250-0500", at(15, 30, 0, 250_000)),
        ("20260226103005", at(10, 30, 5)),
        ("Thu, 26 Feb 2026 10:30:00 GMT", at(10, 30)),
        ("Thu, 26 Feb 2026 10:30:00 +0530", at(5)),
        ("Thu Feb 26 10:30:00 2026", at(10, 30)),
        ("February 26, 2026 at 5:03 p.m.", at(17, 3)),
        ("February 26, 2026 12:05 AM EST", at(5, 5)),
        ("26 February 2026, 10:30 BST", at(9, 30)),
        ("10:30 GMT, 26 February 2026", at(10, 30)),
        ("1772101800", at(10, 30)),
    ],
)
def test_a_time_is_turned_to_utc(text, expected):
    found = parse_date(text)
    assert (found, found.tzinfo) == (expected, UTC)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("26 février 2026", "fr"),
        ("26. Februar 2026", "de"),
        ("26 de febrero de 2026", "es"),
        ("26 февраля 2026", "ru"),
        ("26 lutego 2026", "pl"),
        ("26. helmikuuta 2026", "fi"),
        ("٢٦ فبراير ٢٠٢٦", "ar"),
    ],
)
def test_other_languages_are_read_with_and_without_their_code(text, language):
    assert parse_date(text, language=language) == parse_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "today", "2 days ago", "last Monday", "in 3 hours", "Thursday", "10:30", "Feb 26", "26.02.",
        "2026", "nan", "None", "NaT", "n/a", "12", "abc", "Feb 30, 2026", "2026-13-01", "31/02/2026", "1499-12-31",
        "2201-01-01", "0000-00-00", "12345678", "99999999", "123456789", "-1", "1e9", "2026-02-26 was a cold day",
        "the minister resigned on 26 February 2026", "x" * 10_000, "1" * 10_000,
    ],
)  # fmt: skip
def test_what_is_no_complete_date_is_refused(text):
    assert parse_date(text) is None


def test_a_month_begins_on_its_first_day():
    assert parse_date("February 2026") == parse_date("2026-02") == datetime(2026, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "options", "month"),
    [
        ("03/04/2026", {}, 3),
        ("03/04/2026", {"language": "en"}, 3),
        ("03/04/2026", {"language": "en-GB"}, 4),
        ("03/04/2026", {"language": "fr"}, 4),
        ("03/04/2026", {"day_first": True}, 4),
        ("03/04/2026", {"language": "fr", "day_first": False}, 3),
        ("03.04.2026", {}, 4),
        ("13/04/2026", {}, 4),
        ("04/13/2026", {"day_first": True}, 4),
    ],
)
def test_the_order_of_day_and_month(text, options, month):
    assert parse_date(text, **options).month == month


@given(st.datetimes(datetime(1500, 1, 2), datetime(2200, 12, 30)), st.integers(-14 * 60, 14 * 60))
def test_iso_dates_come_back(moment, minutes):
    there = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse_date(there.isoformat()) == there


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    found = parse_date(text)
    assert found is None or (1500 <= found.year <= 2200 and found.tzinfo is UTC)


def test_many_dates_are_read_fast():
    texts = [
        f"2026-{n % 12 + 1:02}-{n % 28 + 1:02}T{n % 24:02}:{n % 60:02}:{n // 2000 % 60:02}Z" for n in range(100_000)
    ]
    began = time.perf_counter()
    assert all(map(parse_date, texts))
    assert time.perf_counter() - began < 5


def test_find_date_says_where_the_date_stands():
    text = "Plant opened (Thursday, 26 February 2026 10:30 GMT), a year late"
    found, start, end = find_date(text)
    assert (found, text[start:end]) == (at(10, 30), "Thursday, 26 February 2026 10:30 GMT")


@pytest.mark.parametrize("text", ["in 2026", "on 26 February", "call 2026-02-2655", "26/02", "version 1.2.2026-rc1x"])
def test_find_date_passes_over_parts_of_dates(text):
    assert find_date(text) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://harbour.example/2026/02/26/telecom.html",
        "https://harbour.example/world/2026/feb/26/telecom",
        "https://harbour.example/2026-02-26/telecom",
        "https://harbour.example/telecom-20260226.html",
        "https://harbour.example/telecom?date=2026-02-26&page=2",
        "https://harbour.example/2026/2/26",
    ],
)
def test_a_url_gives_its_day(url):
    assert find_date_in_url(url) == DAY


@pytest.mark.parametrize(
    "url",
    ["", "https://harbour.example/2026/02/", "https://harbour.example/2026/13/40/x", "/story/20261", "/a-2026112-b"],
)
def test_a_url_without_a_day_gives_none(url):
    assert find_date_in_url(url) is None


@pytest.mark.parametrize(
    "name",
    [
        "inbox_2026-02-26.txt",
        "20260226-dump.txt",
        "in/2026_02_26/26.02.2026.txt",
        "dump 2026.02.26 (2).txt",
        "C:\\in\\20260226.txt",
    ],
)
def test_a_file_name_gives_its_day(name):
    assert find_date_in_name(name) == DAY


@pytest.mark.parametrize(
    "name", ["", "004_00519290d93a3d72.txt", "dump.txt", "report-2026.txt", "120260226.txt", "a20260226b.txt"]
)
def test_a_file_name_without_a_day_gives_none(name):
    assert find_date_in_name(name) is None
