from __future__ import annotations

import itertools
from dataclasses import replace

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from topics.runs.compare import compare
from topics.runs.edits import merge, rename, split
from topics.runs.example import example_run
from topics.views.change_figure import plot_comparison
from topics.views.palette import LIGHT


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def comparison():
    """A merge, a split and a new name."""
    run = example_run()
    new = rename(merge(split(run, "a04", "Night"), ["Trams", "Vineyards"], "Both"), "Olive harvest", "Olives")
    return compare(run, new)


@pytest.fixture(scope="module")
def large(comparison):
    """A hundred topics that stayed, one that is new and one that is gone, all with long names."""
    name = "Harbour works and the new container terminal of the northern port"
    rows = [(0, "kept", f"a{k}", name, f"b{k}", name, 200 - k, 201 - k, 150 - k) for k in range(100)]
    rows += [(0, "born", "", "", "b", f"{name}, new", 0, 9, 0), (0, "gone", "a", f"{name}, gone", "", "", 8, 0, 0)]
    return replace(comparison, topics=pd.DataFrame(rows, columns=comparison.topics.columns))


def words(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def assert_apart(ax: Axes) -> None:
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text()]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    whole = ax.figure.bbox
    assert all(whole.x0 <= box.x0 and box.x1 <= whole.x1 and whole.y0 <= box.y0 and box.y1 <= whole.y1 for box in boxes)


def test_old_topics_stand_on_the_left_and_new_ones_on_the_right(comparison):
    ax = plot_comparison(comparison, layer=1)
    left = {text.get_text() for text in ax.texts if text.get_position()[0] < 0.5}
    right = {text.get_text() for text in ax.texts if text.get_position()[0] > 0.5}

    assert {"Ferries", "Trams", "Vineyards", "Olive harvest"} <= left
    assert {"Ferries", "Night", "Both", "Olives", "split", "merged", "renamed"} <= right
    assert ax.get_title(loc="left") == "Topics of layer 1: 4 before, 4 now"


def test_what_became_of_a_topic_is_said_and_coloured(large):
    ax = plot_comparison(large)

    assert {"born", "gone"} <= set(words(ax))
    assert {to_hex(patch.get_facecolor()) for patch in ax.patches} >= {LIGHT[0], LIGHT[1]}


@pytest.mark.parametrize("layer", [0, 1])
def test_no_words_overlap_and_all_are_on_the_figure(comparison, large, layer):
    assert_apart(plot_comparison(comparison, layer=layer))
    assert_apart(plot_comparison(large))


def test_what_stays_is_left_out_first_and_counted(large):
    ax = plot_comparison(large, most=12)

    assert ax.get_title(loc="left").endswith("101 before, 101 now; 89 smaller rows left out")
    assert {"born", "gone"} <= set(words(ax))


def test_a_small_axes_gets_fewer_topics(large):
    small = plt.figure(figsize=(7, 2.5)).add_subplot()
    ax = plot_comparison(large, ax=small)

    assert ax is small and {"born", "gone"} <= set(words(ax))
    assert_apart(ax)


def test_bands_are_as_thick_as_the_articles_they_carry(comparison):
    ax = plot_comparison(comparison, layer=1)
    bands = [patch.get_path().get_extents() for patch in ax.patches if patch.get_alpha()]

    assert len(bands) == 5  # Ferries to its two parts, two into one, and the renamed one


def test_hostile_names_stay_words(comparison):
    odd = replace(comparison, topics=comparison.topics.assign(new_name=r"$\frac{$ <b>", old_name=r"$x$ and $y"))
    plot_comparison(odd, layer=1).figure.canvas.draw()


def test_nothing_to_compare_is_a_sentence_and_a_missing_layer_is_refused(comparison):
    nothing = replace(comparison, topics=comparison.topics.head(0))

    assert words(plot_comparison(nothing)) == ["No topics in either run"]
    with pytest.raises(ValueError, match="Got layer=4 but expected 0 to 1"):
        plot_comparison(comparison, layer=4)
