"""Which texts are read for the names of topics."""

import numpy as np

from topics.labels.readings import OF_EACH, texts_read


def test_a_small_pile_is_read_whole():
    assert texts_read(np.array([1, 0, 1]), most=3).tolist() == [0, 1, 2]


def test_of_a_large_pile_an_even_part_is_read():
    read = texts_read(np.zeros(1_000, dtype=np.int64), most=100)

    assert len(read) < 100 + OF_EACH
    assert read.max() >= 990


def test_every_topic_has_texts_that_are_read():
    topics = np.array([0] * 5_000 + [1] * 7 + [2] * 300)
    read = texts_read(topics, most=100)

    assert np.bincount(topics[read])[1] == 7
    assert np.bincount(topics[read])[2] >= OF_EACH
