"""Key phrases tell a topic from the others, by what its events say and by what they mean."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.labels.keyphrases import CANDIDATES, distinct, key_phrases
from topics.labels.phrases import find_phrases

STOP_WORDS = ["the", "of", "in", "and", "to", "said"]
CONTENT = ["ferry", "Aurora", "central bank", "policy rate", "olive harvest", "drought", "tram line", "Porto", "fog"]
sentences = st.lists(st.sampled_from(STOP_WORDS + CONTENT), min_size=1, max_size=12).map(
    lambda words: " ".join(words) + "."
)
piles = st.lists(st.tuples(sentences, st.integers(0, 2)), min_size=1, max_size=12)
REPORTS = [
    "The central bank raised its policy rate to 4.5 percent on Thursday.",
    "Chile's central bank left the policy rate unchanged, Coast Wire reported.",
    "Olive harvest halved by drought, growers in Jaen said.",
    "Olive oil prices rise after a poor olive harvest.",
    "Ferry Aurora runs aground off Porto in fog.",
    "Fog halts every ferry off Porto.",
]
TOPICS = np.array([0, 0, 1, 1, 2, 2])


def numbered(labels):
    """Labels as 0, 1, ... without gaps."""
    return np.unique(labels, return_inverse=True)[1]


def test_phrases_tell_a_topic_from_the_others():
    strongest = [found[0].text.casefold() for found in key_phrases(find_phrases(REPORTS), TOPICS)]

    assert strongest[0] in ("central bank", "policy rate")
    assert strongest[1] in ("olive", "harvest", "olive harvest")
    assert strongest[2] in ("ferry", "fog", "porto")


@settings(max_examples=60, deadline=None)
@given(piles)
def test_a_phrase_of_a_topic_stands_in_several_of_its_texts(pile):
    texts, topics = [text for text, _ in pile], numbered([topic for _, topic in pile])
    table = find_phrases(texts)
    for topic, found in enumerate(key_phrases(table, topics)):
        inside = set(np.flatnonzero(topics == topic))
        shared = [len(set(phrase.holders)) for phrase in found]
        assert all(set(phrase.holders) <= inside for phrase in found)
        assert min(shared, default=1) >= min(2, len(inside)) or set(shared) <= {1}


@settings(max_examples=60, deadline=None)
@given(piles, st.randoms(use_true_random=False))
def test_the_order_of_the_texts_changes_no_phrase(pile, random):
    shuffled = random.sample(pile, len(pile))
    found, again = (
        key_phrases(find_phrases([text for text, _ in one]), numbered([topic for _, topic in one]))
        for one in (pile, shuffled)
    )

    assert [[p.text for p in topic] for topic in found] == [[p.text for p in topic] for topic in again]


def test_a_much_reported_event_does_not_outweigh_two_others():
    texts = ["the dam broke"] * 6 + ["a bridge, a flood", "the flood and the bridge", "the rates", "the rates"]
    topics, events = np.array([0] * 8 + [1] * 2), np.array([0] * 6 + [1, 2, 3, 4])

    assert key_phrases(find_phrases(texts), topics, events=events)[0][0].text in ("bridge", "flood")


def test_the_name_of_a_person_in_two_events_of_many_does_not_lead():
    texts = [
        "Ana Silva was at the flood",
        "a flood, then Ana Silva came",
        "a flood",
        "a flood",
        "the flood",
        "rates",
        "the rate",
    ]
    found = key_phrases(find_phrases(texts), np.array([0] * 5 + [1] * 2))[0]

    assert [phrase.text for phrase in found] == ["flood", "Ana Silva"]


def test_a_topic_whose_texts_share_nothing_is_told_by_what_one_of_them_says():
    found = key_phrases(find_phrases(["the olive harvest", "a tram line"]), np.zeros(2, int))[0]

    assert {phrase.text for phrase in found} == {"olive harvest", "tram line"}


def test_no_more_phrases_than_asked_for():
    texts = [" and ".join(f"the {a}{b}rk" for a in "abcdefghij" for b in "aeiou")] * 2
    found = key_phrases(find_phrases(texts), np.zeros(2, int))[0]

    assert len(found) == CANDIDATES and len(distinct(found, 3)) == 3


def test_no_phrase_repeats_the_words_of_a_stronger_one():
    found = key_phrases(find_phrases(["a missile deal", "the missile deals grow", "missiles"]), np.zeros(3, int))[0]

    assert sum("missile" in phrase for phrase in distinct(found)) == 1


def test_one_topic_alone_has_phrases():
    found = key_phrases(find_phrases(REPORTS[:2]), np.zeros(2, int))[0]

    assert [phrase.text for phrase in found] == ["central bank", "policy rate"]


def test_a_fine_topic_is_told_from_its_siblings():
    texts = [
        "flood in Porto shuts tram line",
        "flood shuts tram line",
        "flood in Faro shuts school",
        "flood shuts school",
    ]
    texts += ["rates rise", "rates fall"]
    found = key_phrases(find_phrases(texts), np.array([0, 0, 1, 1, 2, 2]), np.array([0, 0, 0, 0, 1, 1]))

    assert "tram" in found[0][0].text and "school" in found[1][0].text


def test_phrases_near_to_the_meaning_of_the_topic_come_first():
    texts = ["a ferry in fog", "fog, a ferry"]
    towards = {"ferry": [1.0, 0.0], "fog": [0.1, 0.9]}

    def encode(phrases):
        return np.array([towards[phrase] for phrase in phrases])

    found = key_phrases(find_phrases(texts), np.zeros(2, int), encode=encode, centroids=np.array([[1.0, 0.0]]))

    assert [phrase.text for phrase in found[0]] == ["ferry", "fog"] and found[0][0].fit > found[0][1].fit


def test_topics_without_words_have_no_phrases():
    assert key_phrases(find_phrases(["", ""]), np.array([0, 1])) == [[], []]
