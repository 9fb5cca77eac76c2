from __future__ import annotations

import itertools
from dataclasses import replace

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes

from topics.views.over_time import plot_topics_over_time


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def moving(run):
    """Arms deals end early, space comes late; forty events a topic, each reported once, so that chance is ruled out."""
    days = {"t0": range(0, 40), "t1": range(0, 80, 2), "t2": range(72, 82)}
    rows = [
        {"id": f"{topic}-{day}-{part}", "topic": topic + "0", "event": f"{topic}-{day}-{part}", "day": day}
        for topic, all_days in days.items()
        for day in all_days
        for part in range(2)
    ]
    made = pd.DataFrame(rows)
    start = pd.Timestamp("2026-01-05", tz="UTC")
    articles = pd.concat([run.articles.head(1)] * len(made), ignore_index=True).assign(
        id=made["id"],
        topic=made["topic"],
        event=made["event"],
        published=start + pd.to_timedelta(made["day"], unit="D"),
    )
    return replace(run, articles=articles)


def beside(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def names(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


@pytest.mark.parametrize("layer, count", [(0, 3), (1, 6)])
def test_every_topic_has_a_lane_below_that_of_all_articles(run, layer, count):
    ax = plot_topics_over_time(run, layer=layer)

    assert names(ax)[0] == "All articles (up to 6)" and len(names(ax)) == count + 1


def test_no_words_overlap_and_all_are_on_the_figure(moving):
    ax = plot_topics_over_time(moving)
    ax.figure.canvas.draw()
    texts = [*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels(), ax.xaxis.label]
    boxes = [text.get_window_extent() for text in texts if text.get_text()]
    whole = ax.figure.bbox

    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    assert all(whole.x0 <= box.x0 and box.x1 <= whole.x1 and whole.y0 <= box.y0 and box.y1 <= whole.y1 for box in boxes)


def test_what_moves_says_so_in_words_with_its_shares(moving):
    said = beside(plot_topics_over_time(moving))

    assert "■ gone quiet" in said and "✦ new" in said and "since 2 Mar" in said
    assert [word for word in said if word[0] in "✦↗↘■"] == ["■ gone quiet", "✦ new"]


def test_where_nothing_moves_no_word_stands_and_the_note_says_why(run):
    ax = plot_topics_over_time(run)

    assert not any(word[0] in "✦↗↘■" for word in beside(ax)) and "too little to tell" in ax.get_xlabel()


def test_smaller_topics_share_a_lane_and_keep_their_articles(run):
    ax = plot_topics_over_time(run, layer=1, most=2)

    assert names(ax)[-1] == "4 other topics" and len(names(ax)) == 4


def test_articles_without_a_date_are_counted_in_the_title(run, undated):
    some = replace(run, articles=run.articles.assign(published=run.articles["published"].mask(run.articles.index < 5)))

    assert plot_topics_over_time(some).get_title(loc="left").endswith("5 articles without a date left out")
    assert beside(plot_topics_over_time(undated)) == ["No article carries a date"]


@pytest.mark.parametrize("every, note", [("day", False), ("week", True)])
def test_a_period_that_is_not_whole_is_pale_and_the_note_says_so(run, every, note):
    ax = plot_topics_over_time(run, every=every)

    assert ("begins or ends within the week" in ax.get_xlabel()) == note


def test_the_colours_are_those_of_the_map_and_follow_the_ground(run):
    light = plot_topics_over_time(run)
    dark = plot_topics_over_time(run, ax=plt.figure().add_subplot(facecolor="black"))

    assert (light.collections[1].get_facecolor()[0] != dark.collections[1].get_facecolor()[0]).any()


def test_it_draws_on_the_axes_it_is_given(run):
    ax = plt.figure().add_subplot()

    assert plot_topics_over_time(run, ax=ax) is ax


def test_hostile_names_stay_words(hostile_run):
    odd = replace(hostile_run, topics=hostile_run.topics.assign(name=r"$\frac{$ and $x$"))
    plot_topics_over_time(odd).figure.canvas.draw()


def test_an_empty_run_draws_a_sentence_and_one_article_a_lane(empty, tiny):
    assert beside(plot_topics_over_time(empty)) == ["No topics"]
    assert "before" not in beside(plot_topics_over_time(tiny(1)))
