"""On a map that people know nobody moves, and who is new stands among its like."""

import numpy as np

from topics.clustering import places as places_of_a_pile
from topics.clustering.places import place_new


def on_a_map(groups, seed=0):
    return (
        np.eye(6)[groups][:, :2] * 8 + groups[:, None] + np.random.default_rng(seed).normal(size=(len(groups), 2))
    ).astype("f4")


def test_nobody_moves_who_has_a_place(blobs):
    vectors, groups = blobs(5, 30)
    places = on_a_map(groups)
    places[::7] = np.nan

    found = place_new(vectors.astype(np.float32), places)

    given = ~np.isnan(places)
    assert (found[given] == places[given]).all()
    assert np.isfinite(found).all()


def test_new_articles_stand_among_their_like(blobs):
    vectors, groups = blobs(5, 30)
    places = on_a_map(groups)
    middles = np.stack([places[groups == group].mean(axis=0) for group in range(5)])
    new = np.arange(0, 150, 7)
    places[new] = np.nan

    found = place_new(vectors.astype(np.float32), places)

    nearest = np.linalg.norm(found[new][:, None] - middles[None], axis=2).argmin(axis=1)
    assert (nearest == groups[new]).all()


def test_new_articles_of_one_subject_stand_together(blobs):
    vectors, groups = blobs(5, 30)
    places = on_a_map(groups)
    places[groups == 4] = np.nan

    found = place_new(vectors.astype(np.float32), places)

    assert found[groups == 4].std(axis=0).max() < found.std(axis=0).max()


def test_a_full_map_stays_and_the_order_is_of_no_importance(blobs):
    vectors, groups = blobs(3, 10)
    vectors, places = vectors.astype(np.float32), on_a_map(groups)
    order = np.random.default_rng(1).permutation(30)
    some = places.copy()
    some[::4] = np.nan

    assert (place_new(vectors, places) == places).all()
    assert np.allclose(place_new(vectors[order], some[order]), place_new(vectors, some)[order], atol=1e-3)


def test_of_a_large_pile_a_part_is_laid_out_and_the_others_stand_among_their_like(blobs, monkeypatch):
    monkeypatch.setattr(places_of_a_pile, "MOST_LAID_OUT", 60)
    vectors, groups = blobs(5, 36)

    layout = places_of_a_pile.lay_out(vectors.astype(np.float32), 10)

    laid_out, placed = np.arange(0, 180, 3), np.setdiff1d(np.arange(180), np.arange(0, 180, 3))
    middles = np.stack([np.median(layout[laid_out][groups[laid_out] == group], axis=0) for group in range(5)])
    nearest = np.linalg.norm(layout[placed][:, None] - middles, axis=2).argmin(axis=1)
    assert (nearest == groups[placed]).all()
