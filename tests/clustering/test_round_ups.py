"""Round-ups: recognised by paragraphs that tell of one event each, never by one that comes back to its own."""

import numpy as np

from topics.clustering.round_ups import find_mentions

from .hard.cases import hard_case

REPORTS = [
    "Aurora ferry sank off stormy Porto harbour.",
    "Oslo bank raised rates past every forecast.",
    "Quito crater spewed ashes onto mountain villages.",
    "Dakar fishermen ended their blockade peacefully.",
]


def test_a_digest_mentions_what_its_paragraphs_tell_of():
    found = find_mentions([*REPORTS, "\n".join(REPORTS)], np.array([0, 1, 2, 3, 4]))

    assert found == [(4, 0), (4, 1), (4, 2), (4, 3)]


def test_a_long_report_of_one_event_is_no_round_up():
    assert find_mentions([*REPORTS, "\n".join([REPORTS[0]] * 5)], np.array([0, 1, 2, 3, 0])) == []


def test_texts_without_paragraphs_mention_nothing():
    assert find_mentions(REPORTS, np.arange(4)) == []
    assert find_mentions([], np.zeros(0, dtype=np.int64)) == []


def test_the_digest_and_the_live_blog_of_the_hard_cases_are_recognised():
    articles = hard_case("round_up")
    events = np.unique(articles["event"], return_inverse=True)[1]

    found = find_mentions((articles["title"] + "\n" + articles["body"]).tolist(), events)

    mentions = articles["event"].iloc[[article for article, _ in found]].value_counts().to_dict()
    assert mentions == {"live-15-january": 4, "digest-week-21": 5}
