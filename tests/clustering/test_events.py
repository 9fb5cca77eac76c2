"""Reports of one happening are put together, whatever the order, the threads and the size of the pile."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from topics.clustering.assign import best_events
from topics.clustering.channels import days_between
from topics.clustering.events import find_events
from topics.encoding.encoders import unit_rows
from topics.evaluation import bcubed

REPORTS = [
    "Ferry Aurora runs aground off Porto, 212 passengers taken off. The coast guard said nobody was hurt in the fog.",
    "Ferry Aurora aground near Porto: all 212 passengers safe. Fog was to blame, the coast guard said.",
    "Norway's central bank raises its policy rate to 4.5 percent. Governor Lie said inflation had not been beaten yet.",
    "Olive harvest in Andalusia halved by drought. Growers in Jaen ask for aid as wells run dry.",
]
DAYS = np.array([100.0, 100.4, 100.1, 101.0])
SIZES = [1, 2, 3, 5, 11, 12, 13, 20, 50]


def vectors_of(*cosines_to_the_first):
    """Unit vectors of four axes, the second turned towards the first."""
    vectors = np.eye(len(cosines_to_the_first))
    vectors[:, 0] += cosines_to_the_first
    return unit_rows(vectors)


def test_two_reports_of_one_happening_are_one_event():
    assert find_events(REPORTS, vectors_of(0, 2, 0, 0), DAYS).tolist() == [0, 0, 1, 2]


def test_reports_without_days_are_put_together_by_what_they_say():
    assert find_events(REPORTS, vectors_of(0, 2, 0, 0), np.full(4, np.nan)).tolist() == [0, 0, 1, 2]


@pytest.mark.parametrize("n", SIZES)
def test_every_article_has_an_event_in_a_pile_of_any_size(pile, n):
    events = find_events(*pile.take(np.arange(n)).told)

    assert len(events) == n and set(events) == set(range(events.max() + 1))


@pytest.mark.parametrize("n", SIZES)
def test_events_are_numbered_as_they_appear(pile, n):
    events = find_events(*pile.take(np.arange(n)).told)

    assert list(dict.fromkeys(events)) == list(range(events.max() + 1))


def test_no_articles_have_no_events():
    assert find_events([], np.zeros((0, 4)), np.zeros(0)).tolist() == []


@pytest.mark.parametrize("vectors", [np.zeros((20, 8)), np.ones((20, 8)), np.tile(np.eye(8)[:2], (10, 1))])
def test_vectors_that_tell_nothing_are_survived(pile, vectors):
    some = pile.take(np.arange(20))

    assert len(find_events(some.texts, vectors, some.days)) == 20


@pytest.mark.parametrize("text", ["", "the of and", "Ferry Aurora aground off Porto"])
def test_equal_texts_of_one_day_are_one_event_or_all_apart(text):
    events = find_events([text] * 13, np.tile(np.eye(4)[0], (13, 1)), np.full(13, 100.0))

    assert len(set(events)) in (1, 13)


def test_the_sample_events_are_mostly_found_by_words_alone(pile):
    assert bcubed(pile.gold, find_events(*pile.told)).f1 > 0.7


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_the_articles_changes_no_event(pile, same_partition, seed):
    some = pile.take(np.arange(60))
    order = np.random.default_rng(seed).permutation(60)

    assert same_partition(find_events(*some.take(order).told), find_events(*some.told)[order])


def test_the_number_of_threads_changes_no_event(pile):
    with threadpool_limits(1):
        one = find_events(*pile.told)
    with threadpool_limits(2):
        two = find_events(*pile.told)

    assert (one == two).all()


def test_a_new_report_joins_the_event_it_tells_of():
    texts = [REPORTS[0], REPORTS[2], REPORTS[1]]

    assert best_events(texts, vectors_of(0, 0, 2), DAYS[[0, 2, 1]], np.array([0, 1])).tolist() == [0]


def test_a_new_report_of_something_else_joins_no_event():
    texts = [REPORTS[0], REPORTS[2], REPORTS[3]]

    assert best_events(texts, vectors_of(0, 0, 0), DAYS[[0, 2, 3]], np.array([0, 1])).tolist() == [-1]


def test_no_new_report_joins_nothing():
    assert best_events(REPORTS, vectors_of(0, 2, 0, 0), DAYS, np.array([0, 0, 1, 2])).tolist() == []


def test_new_reports_do_not_disturb_one_another(pile):
    events = find_events(*pile.take(np.arange(60)).told)
    both = best_events(*pile.take(np.arange(62)).told, events)
    swapped = best_events(*pile.take(np.array([*range(60), 61, 60])).told, events)

    assert both.tolist() == swapped[::-1].tolist()


@pytest.mark.parametrize("first", range(5))
def test_new_reports_go_where_a_run_over_everything_puts_them(pile, first):
    n = len(pile.texts)
    new = np.arange(first, n, 10)
    known = np.setdiff1d(np.arange(n), new)
    before, everything = find_events(*pile.take(known).told), find_events(*pile.told)

    found = best_events(*pile.take(np.concatenate([known, new])).told, before)

    met = [before[everything[known] == everything[one]] for one in new]
    expected = [np.bincount(events).argmax() if len(events) else -1 for events in met]
    assert np.mean(found == expected) >= 0.98


def test_a_day_without_an_hour_is_the_same_day_as_any_hour_of_it():
    assert days_between(np.array([100.0, 100.0, np.nan]), np.array([100.95, 101.05, 100.0]))[:2].tolist() == [0, 1]
