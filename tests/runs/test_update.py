"""An update: events as in a run over everything, topics and map that stay, only new texts encoded, a word on the drift."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import topics as tp
from topics.clustering.events import find_events
from topics.encoding.encoders import unit_rows
from topics.evaluation import score_clusters
from topics.runs.drift import topic_drift
from topics.runs.memory import memory_in, memory_of
from topics.runs.update import update


class Counter:
    """The default encoder, with the texts that it was asked to encode."""

    def __init__(self):
        self.encoder = tp.load_encoder()
        self.fingerprint, self.asked = self.encoder.fingerprint, []

    def encode(self, texts):
        self.asked += texts
        return self.encoder.encode(texts)


def parted(articles, *days):
    """The articles before the first day, those up to the next, and so on."""
    edges = pd.to_datetime(list(days), utc=True)
    place = np.searchsorted(edges, articles["published"], side="right")
    return [articles[place == number] for number in range(len(days) + 1)]


@pytest.fixture(scope="module")
def sample():
    return tp.sample_articles()


@pytest.fixture(scope="module")
def full(sample):
    return tp.analyse(sample, progress=False)


@pytest.fixture(scope="module")
def weeks(sample):
    """The run of the first weeks, and its update with the last few days."""
    first, last = parted(sample, "2026-02-23")
    old = tp.analyse(first, progress=False)
    return old, update(old, last, progress=False)


def same_groups(one, other):
    return score_clusters(one, other).ari == 1.0


@given(seed=st.integers(0, 2**16), n_parts=st.integers(2, 3))
@settings(max_examples=2, deadline=None)
def test_whatever_order_articles_come_in_the_events_are_those_of_a_full_run(sample, full, seed, n_parts):
    order = np.random.default_rng(seed).permutation(len(sample))
    parts = [sample.iloc[np.sort(part)] for part in np.array_split(order, n_parts)]

    run = tp.analyse(parts[0], progress=False)
    for part in parts[1:]:
        run = update(run, part, progress=False)

    assert run.articles["copy_of"].tolist() == full.articles["copy_of"].tolist()
    assert same_groups(run.articles["event"], full.articles["event"])


@given(seed=st.integers(0, 2**16))
@settings(max_examples=25, deadline=None)
def test_events_of_made_up_vectors_rest_on_no_order(seed):
    rng = np.random.default_rng(seed)
    vectors = np.repeat(rng.normal(size=(30, 16)), 3, axis=0) + rng.normal(scale=0.2, size=(90, 16))
    days, order = np.repeat(rng.uniform(0, 40, 30), 3), rng.permutation(90)
    texts = [f"Harbour report {number // 3}x {number}y" for number in range(90)]

    found = find_events(texts, unit_rows(vectors), days)
    again = find_events([texts[place] for place in order], unit_rows(vectors)[order], days[order])

    assert found.max() < 80
    assert same_groups(found[order], again)


def test_an_update_encodes_new_texts_alone(sample, tmp_path):
    first, last = parted(sample, "2026-02-23")
    encoder = Counter()
    old = tp.analyse(first, encoder=encoder, cache=tmp_path / "one.sqlite", progress=False)
    old.save(tmp_path / "run")
    encoder.asked.clear()

    update(tp.Run.load(tmp_path / "run"), last, encoder=encoder, cache=tmp_path / "two.sqlite", progress=False)

    known = set(old.articles["title"])
    assert not [text for text in encoder.asked if any(text.startswith(f"{title}. ") for title in known)]


def test_topics_names_and_places_stay(weeks):
    old, new = (run.articles.set_index("id") for run in weeks)
    both = old.index.intersection(new.index)
    originals = [one for one in both if old.at[one, "copy_of"] == new.at[one, "copy_of"]]
    names = [dict(zip(run.topics["id"], run.topics["name"], strict=True)) for run in weeks]

    assert (old.loc[both, "topic"] == new.loc[both, "topic"]).mean() >= 0.98
    assert (old.loc[originals, ["x", "y"]] == new.loc[originals, ["x", "y"]]).all(axis=None)
    assert all(names[1][topic] == name for topic, name in names[0].items() if topic in names[1])


def test_new_articles_stand_near_to_articles_of_their_topic(weeks):
    old, new = weeks
    added = ~new.articles["id"].isin(old.articles["id"])
    places, topics = new.articles[["x", "y"]].to_numpy(), new.articles["topic"].to_numpy()
    distance = np.linalg.norm(places[added][:, None] - places[~added][None], axis=2)

    assert (topics[~added][distance.argmin(axis=1)] == topics[added]).mean() >= 0.7


def test_a_run_says_how_far_the_news_has_moved(weeks):
    drift = topic_drift(weeks[1])

    assert drift.kept and not drift.due
    assert 0.8 < drift.fit < 1.3
    assert 0 < drift.new_share < 0.4
    assert re.search(
        r"\d+% as clear as .+; \d+% of the articles came after they were found. No full run is due.", str(drift)
    )


def test_news_of_another_kind_is_looked_at(weeks):
    old, _ = weeks
    texts = [f"Chess master {name} wins the {place} open after a long endgame" for name in NAMES for place in PLACES]
    chess = pd.DataFrame({"title": texts, "text": texts, "date": ["2026-03-05"] * len(texts)})

    new = update(old, chess, progress=False)
    drift = topic_drift(new)

    assert drift.looked and drift.reason in ("grown", "new subject", "unclear")


NAMES = ["Anand", "Polgar", "Karlsen", "Ding"]
PLACES = ["Biel", "Reykjavik", "Linares", "Wijk", "Dortmund"]


def test_anew_finds_topics_as_a_full_run_does_and_carries_names_over(weeks, full, sample):
    old = weeks[0].rename(weeks[0].topics["id"].iloc[0], "Told by hand")

    new = update(old, sample, anew=True, progress=False)

    assert same_groups(new.articles["topic"], full.articles["topic"])
    assert "Told by hand" in set(new.topics["name"])
    assert not (new.articles["held"] != "").any()


def test_an_article_that_only_joined_is_no_founder(weeks):
    old, new = weeks
    again = memory_of(new).topics
    late = set(new.articles["id"]) - set(old.articles["id"])

    assert not again[[one for one in again.index if one not in late]].str.endswith("+").any()
    assert again[sorted(late)].str.endswith("+").mean() > 0.5


def test_what_was_kept_is_on_record(weeks):
    before, record = memory_of(weeks[0]), memory_in(weeks[1])

    assert record.quick and record.look == before.look
    assert record.topics[record.topics != ""].to_dict() == before.topics.to_dict()


def test_the_watchlist_is_the_taught_one_and_the_written_one_stays(sample):
    first, last = parted(sample, "2026-02-23")
    watchlist = tp.Watchlist.from_dict({"topic": [{"name": "Rates", "phrases": ["interest rate"]}]})
    old = tp.analyse(first, watchlist=watchlist, progress=False)
    taught = old.accept(old.articles["id"].iloc[0], "Rates")

    new = update(taught, last, progress=False)
    undone = update(new.undo(), None, progress=False)

    assert len(new.manifest["taught"]["topic"][0]["examples"]) == 1
    assert new.manifest["watchlist"] == old.manifest["watchlist"]
    assert new.watchlist().to_dict() == new.manifest["taught"]
    assert not undone.manifest["taught"]["topic"][0].get("examples")


def test_a_run_that_lost_its_vectors_is_encoded_again(weeks, sample):
    old, new = weeks
    bare = replace(old, vectors=old.vectors[:, :0])
    with pytest.raises(ValueError, match="Got a run without its vectors but expected them"):
        tp.verify(bare)

    assert same_groups(update(bare, sample, progress=False).articles["topic"], new.articles["topic"])


def test_a_watchlist_without_entries_is_in_nobodys_way(sample):
    old = tp.analyse(sample.head(20), watchlist=tp.Watchlist(), progress=False)

    assert len(update(old, sample.head(21), progress=False).articles) == 21
