"""Many looks at a pile: they agree on what is there, and single units do not tip them."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from topics.clustering.clearness import clearest_cut, clearness, many_topics
from topics.clustering.consensus import consensus, settle
from topics.clustering.looks import parts, spare_graph


def test_units_of_one_group_lie_together_and_others_apart(blobs):
    vectors, groups = blobs(4, 30)
    found = consensus(vectors, np.ones(120), spare_graph(vectors, 14), 10, 4, 2.0)
    middles = np.array([found[groups == group].mean(axis=0) for group in range(4)])
    apart = ((middles[:, None] - middles[None]) ** 2).sum(axis=2)[np.triu_indices(4, 1)]

    assert apart.min() > 10 * max(found[groups == group].var(axis=0).sum() for group in range(4))


def test_a_part_leaves_out_the_same_units_whatever_else_is_in_the_pile(blobs):
    vectors = blobs(3, 50)[0].astype(np.float32)
    whole = [set(kept.tolist()) for kept in parts(vectors, 5)]
    fewer = [set(kept.tolist()) for kept in parts(vectors[:100], 5)]

    assert [kept & set(range(100)) for kept in whole] == fewer
    assert 0.8 < np.mean([len(kept) for kept in whole]) / len(vectors) < 0.97


def test_settling_moves_a_unit_to_the_nearest_topic_and_drops_empty_ones():
    coordinates = np.array([[0.0], [0.1], [1.0], [1.1], [0.05]])

    assert settle(coordinates, np.array([0, 0, 1, 1, 1])).tolist() == [0, 0, 1, 1, 0]
    assert settle(coordinates, np.array([4, 4, 4, 4, 4])).tolist() == [0] * 5


def test_true_groups_are_clearer_than_joined_or_cut_ones(blobs):
    vectors, groups = blobs(8, 30, spread=0.15)
    weights = np.ones(len(vectors))
    cuts = [groups // 2, groups, 2 * groups + np.arange(len(groups)) % 2]

    assert clearest_cut(vectors, weights, cuts)[0].max() == 7
    assert clearness(vectors, weights, np.zeros(len(vectors), dtype=int)) == 0


def test_more_than_fifteen_topics_only_where_they_are_much_clearer(blobs):
    vectors = blobs(20, 20, n_dimensions=30, spread=0.1)[0].astype(np.float32)
    weights = np.ones(len(vectors))

    assert (many_topics(vectors, weights, 15, few=0.2) or 0) > 15
    assert many_topics(vectors, weights, 15, few=0.9) is None
    assert many_topics(vectors[:30], weights[:30], 15, few=0.0) is None


@pytest.mark.parametrize("seed", range(3))
def test_fewer_units_give_nearly_the_same_topics(blobs, seed):
    from topics.clustering.topics import TopicClusterer

    vectors, _ = blobs(12, 40, spread=0.25)
    kept = np.sort(np.random.default_rng(seed).permutation(len(vectors))[:470])

    one = TopicClusterer().fit(vectors).layers_[kept, 0]
    other = TopicClusterer().fit(vectors[kept]).layers_[:, 0]

    assert adjusted_rand_score(one, other) >= 0.9


@pytest.mark.parametrize("seed", range(3))
def test_the_last_bits_of_the_vectors_change_no_look(blobs, seed):
    vectors = blobs(10, 30, spread=0.3)[0].astype(np.float32)
    noisy = vectors + np.random.default_rng(seed).normal(scale=1e-7, size=vectors.shape).astype(np.float32)

    assert all(np.array_equal(one, other) for one, other in zip(parts(vectors, 9), parts(noisy, 9), strict=True))
