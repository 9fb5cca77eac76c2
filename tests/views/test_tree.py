from __future__ import annotations

import itertools
from dataclasses import replace

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes

from topics.views.tree import plot_tree


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def wide(run):
    """Forty broad topics with six finer ones each, named at length."""
    names = "Harbour works and the new container terminal of the northern port"
    rows = [(f"t{b}", 0, "", f"{names} {b}", 300 - b) for b in range(40)]
    rows += [(f"t{b}{f}", 1, f"t{b}", f"{names} {b}.{f}", 50 - b - f) for b in range(40) for f in range(6)]
    table = pd.DataFrame(rows, columns=["id", "layer", "parent", "name", "n_articles"])
    return replace(run, topics=table, articles=run.articles.assign(topic="t00"))


def words(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def assert_apart(ax: Axes) -> None:
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    whole = ax.figure.bbox
    assert all(whole.x0 <= box.x0 and box.x1 <= whole.x1 and whole.y0 <= box.y0 and box.y1 <= whole.y1 for box in boxes)


def test_every_topic_stands_in_the_tree_with_its_articles(run):
    ax = plot_tree(run)

    assert {"Arms deals", "Frigates", "Air defence", "Harvests", "Space", "Wheat"} <= set(words(ax))
    assert words(ax).count("24") == 3 and words(ax).count("12") == 6
    assert ax.get_title(loc="left") == "9 topics in 2 layers, 72 articles"


@pytest.mark.parametrize("of", ["run", "wide", "hostile_run"])
def test_no_words_overlap_and_all_are_on_the_figure(of, request):
    assert_apart(plot_tree(request.getfixturevalue(of)))


def test_where_there_are_too_many_the_largest_are_drawn_and_the_rest_counted(wide):
    ax = plot_tree(wide, most=30)
    lines = {round(text.get_position()[1]) for text in ax.texts}

    assert any("other topics, " in word for word in words(ax)) and any("more, " in word for word in words(ax))
    assert ax.get_title(loc="left").endswith("largest drawn") and len(lines) <= 31 + 1


def test_a_small_axes_gets_fewer_lines(wide):
    small = plt.figure(figsize=(7, 2)).add_subplot()
    ax = plot_tree(wide, ax=small)

    assert ax is small and len(words(ax)) < 30
    assert_apart(ax)


def test_a_topic_left_whole_by_a_finer_layer_is_drawn_once(run):
    whole = run.topics[~run.topics["id"].isin(["t01", "t11", "t21"])]
    assert words(plot_tree(replace(run, topics=whole))).count("Frigates") == 0


def test_the_colours_are_those_of_the_map_and_follow_the_ground(run):
    light, dark = plot_tree(run), plot_tree(run, ax=plt.figure().add_subplot(facecolor="black"))
    colours = [{patch.get_facecolor() for patch in ax.patches if patch.get_fill()} for ax in (light, dark)]

    assert len(colours[0]) == 3 and not colours[0] & colours[1]


def test_dollars_start_no_formula(run):
    odd = replace(run, topics=run.topics.assign(name=r"$\frac{$ and $x$ for $1bn"))
    plot_tree(odd).figure.canvas.draw()


def test_nothing_to_draw_is_a_sentence_and_a_bad_number_is_refused(empty, run):
    assert words(plot_tree(empty)) == ["No topics"]
    with pytest.raises(ValueError, match="Got most=0 but expected 1 or more"):
        plot_tree(run, most=0)
