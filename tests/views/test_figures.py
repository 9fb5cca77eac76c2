from __future__ import annotations

import itertools
from dataclasses import replace

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes

from topics.views.figures import plot_map, plot_timeline


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def words(ax: Axes) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in ax.texts]


@pytest.mark.parametrize("layer, names", [(0, 3), (1, 6)])
def test_the_map_names_the_topics_of_a_layer_and_no_name_covers_another(run, layer, names):
    ax = plot_map(run, layer=layer)
    assert isinstance(ax, Axes) and len(words(ax)) == names
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    whole = ax.figure.bbox
    assert all(whole.x0 <= box.x0 and box.x1 <= whole.x1 and whole.y0 <= box.y0 and box.y1 <= whole.y1 for box in boxes)


def test_names_without_room_are_left_out_rather_than_piled_up(run):
    small = plt.figure(figsize=(1.6, 1.2)).add_subplot()
    ax = plot_map(run, layer=1, ax=small)
    ax.figure.canvas.draw()
    assert len(ax.texts) < 6
    assert not any(
        a.get_window_extent().overlaps(b.get_window_extent()) for a, b in itertools.combinations(ax.texts, 2)
    )


def test_the_map_draws_on_the_axes_it_is_given_and_counts_copies_once(run):
    ax = plt.figure().add_subplot()
    assert plot_map(run, ax=ax) is ax
    assert len(ax.collections[-1].get_offsets()) == 48


def test_a_dark_axes_gets_the_dark_colours(run):
    light, dark = plot_map(run), plot_map(run, ax=plt.figure().add_subplot(facecolor="black"))
    assert (light.collections[-1].get_facecolor() != dark.collections[-1].get_facecolor()).any()


def test_a_name_with_dollars_is_not_taken_for_a_formula(hostile_run):
    odd = hostile_run
    odd = replace(
        odd, topics=odd.topics.assign(name=r"$\frac{$ and $x$"), events=odd.events.assign(headline=r"$\bad{$ $1bn")
    )
    for ax in (plot_map(odd), plot_timeline(odd), plot_timeline(odd, "t00")):
        ax.figure.canvas.draw()


def test_a_layer_that_is_not_there_is_refused(run):
    with pytest.raises(ValueError, match="Got layer=2 but expected 0 to 1"):
        plot_map(run, layer=2)


def test_a_run_without_places_says_so(unplaced):
    assert words(plot_map(unplaced)) == ["No map: the articles carry no places"]


def test_the_timeline_has_a_lane_for_each_broad_topic(run):
    ax = plot_timeline(run)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Arms deals", "Harvests", "Space"]
    assert ax.get_title(loc="left") == "All topics: 24 events"


@pytest.mark.parametrize("topic", ["t1", "harvests"])
def test_few_events_are_written_out_with_their_headlines(run, topic):
    ax = plot_timeline(run, topic)
    assert len(words(ax)) == 8 and "Wheat: Accra decides" in words(ax)


def test_a_topic_that_is_not_there_is_named_with_some_that_are(run):
    with pytest.raises(ValueError, match="Got topic='zeppelins' but expected .* 'Arms deals'"):
        plot_timeline(run, "zeppelins")


def test_events_without_dates_are_counted_or_admitted(run, undated):
    first = run.events["first"].mask(run.events.index == 0)
    assert (
        plot_timeline(replace(run, events=run.events.assign(first=first)))
        .get_title(loc="left")
        .endswith("1 more without a date")
    )
    assert words(plot_timeline(undated)) == ["No event here carries a date"]


def test_bursts_are_marked_and_the_mark_is_explained(run):
    assert plot_timeline(run).get_xlabel() == plot_timeline(run, "t1").get_xlabel() == "▲ burst of reports"
    quiet = replace(run, events=run.events.assign(burst=1.9))
    assert plot_timeline(quiet).get_xlabel() == ""


def test_an_empty_run_draws_a_sentence(empty):
    assert words(plot_map(empty)) and words(plot_timeline(empty)) == ["No events"]
