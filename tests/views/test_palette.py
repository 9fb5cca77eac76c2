from __future__ import annotations

import numpy as np
import pytest

from topics.views.palette import DARK, LIGHT, assign_colours, colour_distances


def luminance(colour: str) -> float:
    srgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_every_two_colours_can_be_told_apart_also_without_green_and_red(colours):
    apart = colour_distances(colours)[np.triu_indices(len(colours), 1)]
    assert apart.min() > 0.06


@pytest.mark.parametrize("colours, paper", [(LIGHT, "#fbfbf9"), (DARK, "#15171a")])
def test_every_colour_stands_out_from_the_paper(colours, paper):
    ground = luminance(paper) + 0.05
    ratios = [max(luminance(c) + 0.05, ground) / min(luminance(c) + 0.05, ground) for c in colours]
    assert min(ratios) > 2.5


def test_twelve_topics_get_twelve_colours():
    centres = np.random.default_rng(0).normal(size=(12, 2))
    assert sorted(assign_colours(centres).tolist()) == list(range(12))


def test_the_thirteenth_topic_borrows_from_far_away():
    centres = np.stack([np.arange(13.0), np.zeros(13)], axis=1)
    colours = assign_colours(centres)
    assert colours[12] not in colours[9:12]


def test_topics_without_a_place_still_get_colours():
    assert len(set(assign_colours(np.full((5, 2), np.nan)).tolist())) == 5
