from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.runs.example import example_run
from topics.runs.periods import periods_of

DAY = pd.Timestamp("2026-01-05", tz="UTC")  # a Monday


def dates(*days):
    return pd.Series([pd.to_datetime(day, utc=True) for day in days])


def test_every_topic_has_a_row_in_every_period_also_where_nothing_was_published(run):
    days = run.articles["published"].where(
        run.articles["published"] < "2026-03-05", run.articles["published"] + pd.Timedelta(days=21)
    )
    table = replace(run, articles=run.articles.assign(published=days)).topics_over_time(every="week")

    assert len(table) == 2 * table["period"].nunique() and table["period"].nunique() == 6
    quiet = table[table["period"] == "2026-03-09"]
    assert quiet[["n_articles", "n_events", "share"]].to_numpy().tolist() == [[0, 0, 0.0]] * 2


def test_copies_count_as_articles_and_an_event_once(run):
    first = run.topics_over_time(1, "month").set_index("name").loc["Ferries"]

    assert (first["n_articles"], first["n_events"]) == (4, 2)


def test_an_event_counts_in_each_period_that_reports_it(run):
    events = run.topics_over_time(every="day").groupby("name")["n_events"].sum()

    assert events["Transport"] == 2 + 2 + 1  # aground and strike on two days each, the night ferry on one


def test_no_article_is_lost_and_those_without_a_date_stand_apart(run):
    table = run.topics_over_time(every="day")
    undated = table.drop_duplicates("topic").set_index("name")["n_undated"]

    assert table["n_articles"].sum() + undated.sum() == len(run.articles)
    assert undated.to_dict() == {"Transport": 1, "Farming": 0}


def test_shares_of_a_period_make_a_whole(run):
    shares = run.topics_over_time(1, "day").groupby("period")["share"].sum()

    assert shares.to_numpy() == pytest.approx(1)


def test_articles_without_a_topic_are_in_the_table_too(run):
    adrift = replace(
        run, articles=run.articles.assign(topic=run.articles["topic"].mask(run.articles["topic"] == "ttrams", ""))
    )
    table = adrift.topics_over_time(every="month")

    assert table.groupby("name", sort=False)["n_articles"].sum().to_dict() == {
        "Transport": 4,
        "Farming": 5,
        "No topic": 2,
    }


def test_without_dates_there_are_no_periods(run):
    never = run.articles["published"].where(pd.Series(False, index=run.articles.index))
    table = replace(run, articles=run.articles.assign(published=never)).topics_over_time()

    assert len(table) == 0 and {"period", "topic", "share"} <= set(table)


def test_the_table_pivots_into_something_that_pandas_can_draw(run):
    wide = run.topics_over_time(every="week").pivot(index="period", columns="name", values="share")

    assert wide.notna().to_numpy().all() and str(wide.index.dtype).startswith("datetime64")


def test_a_layer_that_is_not_there_is_refused(run):
    with pytest.raises(ValueError, match="Got layer=7 but expected one of the layers"):
        run.topics_over_time(7)


@pytest.mark.parametrize(
    "days, every", [(1, "day"), (31, "day"), (32, "week"), (366, "week"), (367, "month"), (9000, "month")]
)
def test_longer_piles_are_counted_in_longer_periods(days, every):
    found = periods_of(dates(DAY, DAY + pd.Timedelta(days=days - 1)))

    assert found.every == every and len(found.starts) <= 320


def test_an_unknown_period_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="Got every='year' but expected one of 'auto', 'day', 'week', 'month'"):
        periods_of(dates(DAY), "year")


@pytest.mark.parametrize(
    "last, complete",
    [("2026-01-18", [True, True]), ("2026-01-17", [True, False]), ("2026-01-18T23:30", [True, True])],
)
def test_a_week_that_is_still_going_on_is_marked(last, complete):
    assert periods_of(dates("2026-01-05", last), "week").complete.tolist() == complete


def test_a_week_that_began_before_the_pile_is_marked_too():
    assert periods_of(dates("2026-01-07", "2026-01-18"), "week").complete.tolist() == [False, True]


@pytest.mark.parametrize(
    "every, days, last",
    [
        ("day", 31, 24),
        ("day", 9, 6),
        ("week", 140, 16),
        ("week", 143, 16),
        ("month", 730, 20),
        ("day", 2, 1),
        ("day", 1, 1),
    ],
)
def test_the_last_stretch_is_short_beside_the_past_and_takes_in_what_has_just_begun(every, days, last):
    start = pd.Timestamp("2024-01-01", tz="UTC")  # a Monday; 143 days end on a Wednesday, 730 before the month does

    assert periods_of(dates(start, start + pd.Timedelta(days=days - 1)), every).last == last


@given(
    st.lists(st.one_of(st.none(), st.integers(-20_000, 30_000)), min_size=1, max_size=20),
    st.sampled_from(["day", "week", "month"]),
)
def test_a_date_lies_in_its_period_and_periods_have_no_gaps(days, every):
    given_days = pd.Series(
        [pd.NaT if day is None else DAY + pd.Timedelta(days=day) for day in days], dtype="datetime64[us, UTC]"
    )
    found = periods_of(given_days, every)

    assert (found.place >= 0).tolist() == given_days.notna().tolist()
    for day, place in zip(given_days, found.place, strict=True):
        if place >= 0:
            assert found.starts[place] <= day
            assert place + 1 == len(found.starts) or day < found.starts[place + 1]


def test_the_order_of_the_articles_does_not_matter():
    run = example_run()
    turned = replace(run, articles=run.articles[::-1].reset_index(drop=True))

    pd.testing.assert_frame_equal(run.topics_over_time(1), turned.topics_over_time(1))
    pd.testing.assert_frame_equal(run.topic_trends(1), turned.topic_trends(1))
