"""Topics are kept without a look while nothing speaks against it; growth, blur and strange news are reasons to look."""

import numpy as np
import pytest

from topics.clustering.clearness import clearness
from topics.clustering.hold import Joined
from topics.clustering.keep import Look, keep_topics, unborn


@pytest.fixture
def pile(blobs):
    """(vectors, groups, names of the topics): five groups of thirty, all known."""
    vectors, groups = blobs(5, 30)
    return vectors.astype(np.float32), groups, [(f"t{group}", f"f{group}") for group in groups]


def look(vectors, groups, weight=150.0, waiting=0.0):
    return Look(clearness(vectors, np.ones(len(groups)), groups), weight, waiting)


def test_new_units_join_the_topics_of_their_neighbours(pile):
    vectors, groups, known = pile
    some = [None if place % 10 == 0 else one for place, one in enumerate(known)]

    kept = keep_topics(vectors, np.ones(150), some, look(vectors, groups))

    assert (kept.reason, kept.paths) == ("", known)
    assert kept.fit == pytest.approx(1.0)


def test_a_pile_that_has_grown_by_more_than_a_quarter_is_looked_at(pile):
    vectors, groups, known = pile

    assert keep_topics(vectors, np.ones(150), known, look(vectors, groups, weight=110.0)).reason == "grown"
    assert keep_topics(vectors, np.ones(150), known, look(vectors, groups, weight=130.0)).reason == ""


def test_topics_that_have_become_less_clear_are_looked_at(pile):
    vectors, groups, known = pile
    mixed = [known[place] for place in np.random.default_rng(0).permutation(150)]

    kept = keep_topics(vectors, np.ones(150), mixed, look(vectors, groups))

    assert (kept.reason, kept.paths) == ("unclear", [])
    assert kept.fit < 0.5


def test_a_group_of_strange_units_is_looked_at_once(pile):
    vectors, groups, known = pile
    some = [None if group == 4 else one for group, one in zip(groups, known, strict=True)]
    joined = [Joined(("t0", "f0")) if group == 4 else one for group, one in zip(groups, known, strict=True)]
    clear = Look(0.01, 150.0)

    assert unborn(vectors, np.ones(150), some) == unborn(vectors, np.ones(150), joined) == 30.0
    assert unborn(vectors, np.ones(150), known) == 0.0
    assert keep_topics(vectors, np.ones(150), some, clear).reason == "new subject"
    assert keep_topics(vectors, np.ones(150), joined, Look(0.01, 150.0, unborn=30.0)).reason == ""


def test_without_a_record_there_is_nothing_to_keep(pile):
    vectors, groups, known = pile
    few = [one if place < 20 else None for place, one in enumerate(known)]

    assert keep_topics(vectors, np.ones(150), known, None).reason == "nothing known"
    assert keep_topics(vectors, np.ones(150), few, look(vectors, groups)).reason == "nothing known"
