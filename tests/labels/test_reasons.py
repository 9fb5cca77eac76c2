"""Each report of an event is told why it is there, in words that stand in it."""

from __future__ import annotations

import numpy as np

from topics.labels.reasons import find_reasons

TEXTS = [
    "The ferry Aurora sank off Porto on Monday, 12 dead. Captain Silva survived.",
    "Captain Silva of the ferry Aurora was questioned in Porto; 12 people died.",
    "Norway's central bank raised its rate.",
    "Oslo votes.",
]
DAYS = np.array([1.0, 1.3, 1.0, np.nan])
EVENTS = np.array([0, 0, 1, 2])


def test_the_facts_stand_in_the_text():
    for text, facts in zip(TEXTS, find_reasons(TEXTS, DAYS, EVENTS), strict=True):
        assert all(fact.strip("“”") in (text if fact[0] != "“" else text.casefold()) for fact in facts[:-1])


def test_names_and_figures_come_first_then_the_day():
    facts = find_reasons(TEXTS, DAYS, EVENTS)[0]

    assert {"Aurora", "Porto", "Silva", "12"} >= set(facts[:3]) and facts[-1] == "same day"


def test_a_single_report_needs_no_reason():
    assert find_reasons(TEXTS, DAYS, EVENTS)[2:] == [[], []]


def test_reports_days_apart_say_so():
    assert find_reasons(TEXTS[:2], np.array([1.0, 4.0]), np.array([0, 0]))[0][-1] == "3 days apart"


def test_unknown_days_say_nothing():
    assert not any("day" in fact for fact in find_reasons(TEXTS[:2], np.array([1.0, np.nan]), np.array([0, 0]))[0])


def test_no_texts_have_no_reasons():
    assert find_reasons([], np.zeros(0), np.zeros(0, dtype=np.int64)) == []
