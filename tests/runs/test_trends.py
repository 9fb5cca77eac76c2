from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from topics.runs.example import assembled

MONDAY = pd.Timestamp("2026-01-05", tz="UTC")


def weekly(reports, per_event=1):
    """A run from the articles of each topic in each week: {"Ports": [3, 0, 9]}; so many in a row are one event."""
    rows = []
    for name, weeks in reports.items():
        total = 0
        for week, count in enumerate(weeks):
            for number in range(count):
                day = (MONDAY + pd.Timedelta(days=7 * week + number % 7)).date().isoformat()
                rows.append((f"{name}{week}-{number:04d}", name, day, f"e-{name}-{total // per_event}"))
                total += 1
    table = pd.DataFrame(rows, columns=["id", "topic", "published", "event"])
    table = table.assign(title=table["id"], source="Coast Wire", copy_of="")
    return assembled(table, tuple((name, 0, "", name, [name]) for name in reports))


def trend_of(run, name="Ports"):
    return run.topic_trends(every="week").set_index("name").loc[name]


OTHERS = {"Rail": [30] * 16, "Farms": [30] * 16}


@pytest.mark.parametrize(
    "weeks, trend",
    [
        ([0] * 12 + [2] * 4, "new"),
        ([4] * 12 + [15] * 4, "rising"),
        ([6] * 16, "no clear change"),
        ([15] * 12 + [4] * 4, "fading"),
        ([6] * 12 + [0] * 4, "gone quiet"),
        ([1] * 12 + [0] * 4, "too few to tell"),
        ([0] * 12 + [1] * 4, "too few to tell"),
    ],
)
def test_a_topic_is_judged_against_its_own_past(weeks, trend):
    assert trend_of(weekly({"Ports": weeks, **OTHERS}))["trend"] == trend


def test_a_topic_that_grows_with_all_others_does_not_rise():
    grown = [5] * 12 + [15] * 4
    assert set(weekly({"Ports": grown, "Rail": grown, "Farms": grown}).topic_trends(every="week")["trend"]) == {
        "no clear change"
    }


def test_many_reports_of_one_event_are_no_trend():
    weeks = [4] * 12 + [15] * 4
    assert trend_of(weekly({"Ports": weeks, **OTHERS}, per_event=20))["trend"] == "too few to tell"


def test_the_figures_behind_a_trend_are_given():
    found = trend_of(weekly({"Ports": [4] * 12 + [15] * 4, **OTHERS}))

    assert found["last_from"] == MONDAY + pd.Timedelta(weeks=12)
    assert (found["n_articles_before"], found["n_articles_last"]) == (48, 60)
    assert (found["share_before"], found["share_last"]) == pytest.approx((48 / 768, 60 / 300))
    assert found["expected_last"] == pytest.approx(108 * 0.25, rel=0.01) and found["chance"] < 1e-6


def test_one_week_is_no_past():
    found = weekly({"Ports": [40], "Rail": [40]}).topic_trends(every="week")

    assert set(found["trend"]) == {"too few to tell"} and found["last_from"].isna().all()


def test_articles_without_a_date_are_counted_apart():
    run = weekly({"Ports": [6] * 16, **OTHERS})
    blank = run.articles["published"].mask(run.articles["topic"] == "Ports")
    found = trend_of(type(run)(**{**vars(run), "articles": run.articles.assign(published=blank)}))

    assert (found["n_undated"], found["n_articles_before"], found["trend"]) == (96, 0, "too few to tell")


def test_chance_alone_seldom_makes_a_trend():
    rng = np.random.default_rng(0)
    trends = []
    for _ in range(30):
        steady = {f"T{number}": rng.poisson(5, 12).tolist() for number in range(8)}
        trends += weekly(steady, per_event=3).topic_trends(every="week")["trend"].tolist()

    assert sum(trend in ("rising", "fading", "gone quiet") for trend in trends) <= 5
