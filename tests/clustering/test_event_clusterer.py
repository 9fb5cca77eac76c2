"""Events of vectors and days alone, as an estimator of scikit-learn's kind."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.utils.estimator_checks import check_estimator

from topics.clustering.channels import find_channels
from topics.clustering.event_clusterer import EventClusterer, vector_pairs
from topics.clustering.pair_model import PairModel


def test_it_keeps_the_contract_of_scikit_learn():
    check_estimator(EventClusterer())


@pytest.fixture
def reports(blobs):
    """(vectors, days, events) of ten happenings with four reports each, all of one day."""
    vectors, events = blobs(10, 4)
    return vectors, np.full(len(events), 100.0), events


def test_reports_of_one_happening_are_one_event(reports, same_partition):
    vectors, days, events = reports

    assert same_partition(EventClusterer().fit(vectors, days=days).labels_, events)


def test_days_in_between_speak_against_one_event(reports):
    vectors, days, _ = reports
    apart = find_channels([""] * 40, vectors, days + 40.0 * (np.arange(40) % 2))
    first, second, odds = vector_pairs(apart, PairModel.shipped("vectors"))
    same_group, same_day = first // 4 == second // 4, apart.days[first] == apart.days[second]

    assert odds[same_group & same_day].mean() > odds[same_group & ~same_day].mean()


def test_days_are_not_needed(reports, same_partition):
    vectors, _, events = reports

    assert same_partition(EventClusterer().fit(vectors).labels_, events)


def test_a_stricter_cut_makes_no_larger_events(reports):
    vectors, days, _ = reports
    strict, lenient = (EventClusterer(leniency).fit(vectors, days=days).labels_ for leniency in (-30.0, 0.0))

    assert len(set(strict)) == len(vectors) > len(set(lenient))


def test_a_fitted_report_is_placed_where_it_is(reports):
    vectors, days, _ = reports
    clusterer = EventClusterer().fit(vectors, days=days)

    assert (clusterer.predict(vectors, days=days) == clusterer.labels_).all()


def test_a_report_of_something_new_belongs_to_no_event(reports):
    vectors, days, _ = reports
    new = np.eye(vectors.shape[1])[[-1]]

    assert EventClusterer().fit(vectors, days=days).predict(new, days=[100.0]).tolist() == [-1]


def test_days_of_another_length_are_refused(reports):
    with pytest.raises(ValueError, match=r"Got days of shape \(3,\) but expected \(40,\)"):
        EventClusterer().fit(reports[0], days=[1.0, 2.0, 3.0])
