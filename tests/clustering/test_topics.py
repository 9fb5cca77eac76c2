"""Every article has a place in every layer, equal articles the same one, and structure is found, not invented."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import NotFittedError
from sklearn.metrics import adjusted_rand_score
from sklearn.utils.estimator_checks import check_estimator
from threadpoolctl import threadpool_limits

from topics.clustering import topics as module
from topics.clustering.topics import TopicClusterer

SIZES = [1, 2, 3, 5, 11, 12, 13, 20, 50]
NOT_MET = {
    "check_clustering": "three Euclidean blobs of fifty points on a plane are asked for; topics are compared by cosine, "
    "which blobs share, and fifty articles are cut into more than three"
}


def scattered(n, seed=0):
    return np.random.default_rng(seed).normal(size=(n, 16))


def nested(layers):
    """Whether every topic of a layer lies in one topic of the layer above it."""
    return all(
        len(set(zip(finer, broader, strict=True))) == len(set(finer))
        for broader, finer in zip(layers.T, layers.T[1:], strict=False)
    )


def test_it_is_an_estimator_of_scikit_learn():
    check_estimator(TopicClusterer(), expected_failed_checks=NOT_MET, on_skip=None)


@pytest.mark.parametrize("n", SIZES)
def test_every_article_is_placed_in_every_layer_of_a_pile_of_any_size(n):
    layers = TopicClusterer().fit(scattered(n)).layers_

    assert len(layers) == n and all(set(layer) == set(range(layer.max() + 1)) for layer in layers.T)


@pytest.mark.parametrize("n", SIZES)
def test_layers_are_nested_in_a_pile_of_any_size(n):
    assert nested(TopicClusterer().fit(scattered(n)).layers_)


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("vectors", [np.zeros(16), np.ones(16), np.eye(16)[0]], ids=["zeros", "ones", "axis"])
def test_equal_articles_are_one_topic(n, vectors):
    assert TopicClusterer().fit(np.tile(vectors, (n, 1))).labels_.tolist() == [0] * n


@pytest.mark.parametrize("n", SIZES)
def test_a_repeated_article_stands_where_its_twin_does(n):
    vectors = np.repeat(scattered(n), 3, axis=0)
    layers = TopicClusterer().fit(vectors).layers_

    assert (layers[::3] == layers[1::3]).all() and (layers[::3] == layers[2::3]).all()


def test_articles_of_no_direction_do_not_break_the_others(blobs):
    vectors, topics = blobs(6, 20)
    with_zeros = np.concatenate([vectors, np.zeros((7, vectors.shape[1]))])

    assert adjusted_rand_score(topics, TopicClusterer().fit(with_zeros).layers_[:-7, 0]) > 0.95


@pytest.mark.parametrize(
    ("n_groups", "size"), [(2, 10), (2, 40), (3, 10), (3, 20), (3, 200), (5, 12), (6, 30), (10, 30)]
)
def test_separate_groups_are_the_broad_topics(blobs, n_groups, size):
    vectors, topics = blobs(n_groups, size)

    assert adjusted_rand_score(topics, TopicClusterer().fit(vectors).layers_[:, 0]) == 1


@pytest.mark.parametrize("size", [3, 20, 60, 300])
def test_one_group_alone_is_one_broad_topic(blobs, size):
    vectors, _ = blobs(1, size)

    assert not TopicClusterer().fit(vectors).layers_[:, 0].any()


@pytest.mark.parametrize("n", [1, 3, 20, 50])
def test_a_small_pile_has_one_layer_of_no_more_topics_than_a_person_holds_in_mind(n):
    layers = TopicClusterer().fit(scattered(n)).layers_

    assert layers.shape[1] == 1 and layers.max() < 15


def test_a_handful_of_unlike_texts_are_topics_of_their_own():
    assert len(set(TopicClusterer().fit(np.eye(5)).labels_)) == 5


def test_a_handful_of_texts_on_one_theme_are_one_topic(blobs):
    vectors, _ = blobs(1, 6, spread=0.03)

    assert len(set(TopicClusterer().fit(vectors).labels_)) == 1


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_the_articles_changes_no_topic(blobs, same_partition, seed):
    vectors, _ = blobs(8, 12)
    order = np.random.default_rng(seed).permutation(len(vectors))
    found, shuffled = TopicClusterer().fit(vectors), TopicClusterer().fit(vectors[order])

    assert same_partition(shuffled.layers_[:, 0], found.layers_[order, 0])


@pytest.mark.parametrize("n", [7, 60])
def test_the_same_articles_give_the_same_topics_again(n):
    one, two = TopicClusterer().fit(scattered(n)), TopicClusterer().fit(scattered(n))

    assert (one.layers_ == two.layers_).all() and (one.confidence_ == two.confidence_).all()


@pytest.mark.parametrize("n", [40, 700])
def test_the_number_of_threads_changes_no_topic(n):
    with threadpool_limits(1):
        one = TopicClusterer().fit(scattered(n)).layers_
    with threadpool_limits(2):
        two = TopicClusterer().fit(scattered(n)).layers_

    assert (one == two).all()


@pytest.mark.parametrize("n_broad", [1, 2, 4, 7])
@pytest.mark.parametrize("size", [2, 20])
def test_as_many_broad_topics_as_asked_for(blobs, n_broad, size):
    vectors, _ = blobs(8, size)

    assert TopicClusterer(n_broad=n_broad).fit(vectors).layers_[:, 0].max() + 1 == n_broad


@pytest.mark.parametrize("n_layers", [1, 2, 3])
def test_no_more_layers_than_asked_for(blobs, n_layers):
    vectors, _ = blobs(8, 60)

    assert TopicClusterer(n_layers=n_layers).fit(vectors).layers_.shape[1] == n_layers


def test_topics_are_numbered_from_the_largest_down(blobs):
    vectors, topics = blobs(6, 30)
    some = vectors[~((topics == 2) & (np.arange(len(topics)) % 2 == 0))]

    assert (np.diff(np.bincount(TopicClusterer().fit(some).layers_[:, 0])) <= 0).all()


def test_weights_decide_which_topic_is_the_largest(blobs):
    vectors, topics = blobs(6, 20)
    found = TopicClusterer(n_broad=6).fit(vectors, sample_weight=np.where(topics == 4, 9, 1))

    assert set(found.layers_[topics == 4, 0]) == {0}


def test_a_row_of_weight_zero_joins_its_neighbours_without_a_say(blobs):
    vectors, topics = blobs(6, 20)
    weights = np.ones(len(vectors))
    weights[::5] = 0
    without = TopicClusterer(n_broad=6).fit(vectors[weights > 0])
    found = TopicClusterer(n_broad=6).fit(vectors, sample_weight=weights)

    assert (found.layers_[weights > 0] == without.layers_).all()
    assert adjusted_rand_score(topics, found.layers_[:, 0]) == 1


@pytest.mark.parametrize("weights", [np.zeros(20), np.full(20, -1.0), np.full(20, np.nan)])
def test_weights_that_weigh_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="Got a sample_weight that is negative or zero everywhere"):
        TopicClusterer().fit(scattered(20), sample_weight=weights)


def test_weights_must_be_one_a_row():
    with pytest.raises(ValueError, match=r"Got sample_weight of shape \(3,\) but expected \(20,\), one a row of X"):
        TopicClusterer().fit(scattered(20), sample_weight=[1, 1, 1])


@pytest.mark.parametrize("wrong", [{"n_neighbors": 1}, {"n_layers": 0}, {"n_broad": 0}])
def test_settings_out_of_range_are_refused_when_fitting(wrong):
    with pytest.raises(ValueError, match=r"Got n_neighbors=.* but expected n_neighbors of at least 2"):
        TopicClusterer(**wrong).fit(scattered(20))


@pytest.mark.parametrize("n", SIZES)
def test_confidence_is_a_share(n):
    confidence = TopicClusterer().fit(scattered(n)).confidence_

    assert confidence.dtype == np.float32 and (confidence > 0).all() and (confidence <= 1).all()


def test_an_article_amid_its_topic_is_surer_than_one_between_two(blobs):
    vectors, _ = blobs(6, 20)
    between = vectors[0] + vectors[20]
    found = TopicClusterer(n_layers=1).fit(np.concatenate([vectors, [between]]))

    assert found.confidence_[-1] < found.confidence_[:20].mean()


@pytest.mark.parametrize("n", SIZES)
def test_a_fitted_article_is_predicted_where_it_is(n):
    found = TopicClusterer().fit(scattered(n))

    assert (found.predict(scattered(n)) == found.labels_).all()


def test_a_new_article_goes_to_the_topic_of_its_neighbours(blobs):
    vectors, topics = blobs(6, 20)
    found = TopicClusterer(n_broad=6, n_layers=1).fit(vectors)
    new, new_topics = blobs(6, 3, seed=1)

    assert adjusted_rand_score(new_topics, found.predict(new)) == 1


def test_an_unfitted_clusterer_predicts_nothing():
    with pytest.raises(NotFittedError):
        TopicClusterer().predict(scattered(3))


def test_a_pile_too_large_for_one_tree_is_placed_whole(blobs, monkeypatch):
    monkeypatch.setattr(module, "TREE_SIZE", 90)
    vectors, topics = blobs(6, 40)

    assert adjusted_rand_score(topics, TopicClusterer().fit(vectors).layers_[:, 0]) == 1


def test_no_layer_repeats_the_one_above_it(blobs):
    vectors, _ = blobs(12, 20, spread=0.01)
    clusters = TopicClusterer().fit(np.repeat(vectors, 3, axis=0))

    assert (np.diff(clusters.layers_.max(axis=0)) > 0).all()


def test_one_heavy_article_among_light_ones_is_one_topic(blobs):
    vectors, _ = blobs(6, 10, spread=0.3)
    weights = np.ones(60)
    weights[0] = 1e6

    assert TopicClusterer().fit(vectors, sample_weight=weights).layers_.shape == (60, 1)
