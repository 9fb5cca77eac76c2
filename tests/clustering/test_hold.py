"""Topics of an earlier run are kept, what is new joins them or is born, and old topics that no longer fit give way."""

import numpy as np

from topics.clustering.hold import hold_topics
from topics.clustering.topics import TopicClusterer


def known(groups, names="abcdefgh"):
    return [(names[group], f"{names[group]}{group}") for group in groups]


def test_known_units_keep_their_topics_and_new_ones_join_the_nearest(blobs):
    vectors, groups = blobs(5, 30)
    before = known(groups)
    before[::7] = [None] * len(before[::7])

    held = hold_topics(vectors.astype(np.float32), np.ones(150), np.stack([groups, groups], axis=1), before)

    assert held.fit == 1
    assert (np.unique(held.layers[:, 1], return_inverse=True)[1] == groups).all()


def test_a_group_of_new_units_becomes_a_topic_of_its_own(blobs):
    vectors, groups = blobs(5, 30)
    before = [None if group == 4 else one for group, one in zip(groups, known(groups), strict=True)]

    held = hold_topics(vectors.astype(np.float32), np.ones(150), np.stack([groups, groups], axis=1), before)

    assert len(np.unique(held.layers[:, 0])) == 5
    assert len(np.unique(held.layers[groups == 4, 0])) == 1


def test_topics_that_no_longer_fit_give_way(blobs):
    vectors, groups = blobs(6, 30)
    mixed = np.random.default_rng(0).permutation(groups)

    held = hold_topics(vectors.astype(np.float32), np.ones(180), groups[:, None], [(str(one),) for one in mixed])

    assert held.fit < 0.8
    assert (held.layers[:, 0] == groups).all()


def test_layers_stay_nested(blobs):
    vectors, groups = blobs(8, 30, spread=0.2)
    first = TopicClusterer().fit(vectors[:200])
    names = [tuple(f"{layer}.{topic}" for layer, topic in enumerate(row)) for row in first.layers_]

    layers = TopicClusterer().fit(vectors, known=[*names, *[None] * 40]).layers_

    for broad, fine in zip(layers.T, layers.T[1:], strict=False):
        assert len(np.unique(np.stack([broad, fine]), axis=1).T) == len(np.unique(fine))


def test_without_anything_known_the_topics_are_new(blobs):
    vectors, groups = blobs(3, 20)

    held = hold_topics(vectors.astype(np.float32), np.ones(60), groups[:, None], [None] * 60)

    assert np.isnan(held.fit)
    assert (held.layers[:, 0] == groups).all()
