"""Looks at parts of a pile take their neighbours from the graph of the whole."""

from __future__ import annotations

import numpy as np
import pytest

from topics.clustering.looks import KEPT, looks, parts, spare_graph
from topics.neighbours import nearest


def test_a_look_has_the_neighbours_that_a_search_in_its_part_finds(blobs):
    vectors, _ = blobs(4, 60)
    for look in looks(vectors, spare_graph(vectors, 12), 12, 4):
        anew = nearest(vectors[look.kept], 12)
        assert (look.graph.indices == anew.indices).all()
        assert (look.graph.distances == anew.distances).all()


@pytest.mark.parametrize("known", [3, 240])
def test_too_small_a_graph_is_made_up_for(blobs, known):
    vectors, _ = blobs(4, 60)
    look = next(looks(vectors, nearest(vectors, known), 12, 1))
    assert (np.sort(look.graph.indices) == np.sort(nearest(vectors[look.kept], 12).indices)).all()


def test_units_left_out_join_the_nearest_that_is_in(blobs):
    vectors, _ = blobs(4, 60)
    look = next(looks(vectors, spare_graph(vectors, 12), 12, 1))
    assert (look.joins == nearest(vectors, 1, vectors[look.kept]).indices[:, 0]).all()


def test_each_part_leaves_out_about_a_tenth_and_others_each_time(blobs):
    vectors, _ = blobs(4, 250)
    found = list(parts(vectors, 6))
    assert all(abs(len(kept) / len(vectors) - KEPT) < 0.05 for kept in found)
    assert len({tuple(kept) for kept in found}) == 6
