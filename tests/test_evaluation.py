"""Scores, gold tables, and a run judged against one."""

from __future__ import annotations

import gzip
import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.evaluation import bcubed, evaluate, match_gold, pairwise, read_gold, score_clusters, topic_at_layer

labelled_twice = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30)


@pytest.fixture
def run():
    """Five articles in two broad and three fine topics, two events, one copy."""
    articles = pd.DataFrame(
        {
            "id": ["a", "b", "c", "d", "e"],
            "key": ["1", "2", "3", "4", "5"],
            "url": ["https://x.example/1", "https://x.example/2", "", "", ""],
            "title": ["Dam breaks", "Dam breaks", "Rates rise", "Rates fall", "Ferry late"],
            "copy_of": ["", "a", "", "", ""],
            "topic": ["t-dams", "t-dams", "t-rates", "t-rates", "t-ferries"],
            "event": ["e1", "e1", "e2", "e3", "e4"],
        }
    )
    topics = pd.DataFrame(
        {
            "id": ["t-disasters", "t-economy", "t-dams", "t-ferries", "t-rates"],
            "layer": [0, 0, 1, 1, 1],
            "parent": ["", "", "t-disasters", "t-disasters", "t-economy"],
        }
    )
    return SimpleNamespace(articles=articles, topics=topics)


def same_partition(pairs):
    gold_of, found_of = {}, {}
    for gold, found in pairs:
        gold_of.setdefault(found, set()).add(gold)
        found_of.setdefault(gold, set()).add(found)
    return all(len(labels) == 1 for labels in (*gold_of.values(), *found_of.values()))


@given(labelled_twice)
def test_bcubed_f1_is_one_exactly_for_equal_partitions(pairs):
    assert (bcubed(*zip(*pairs, strict=True)).f1 == 1.0) == same_partition(pairs)


@given(labelled_twice)
def test_pair_f1_is_one_exactly_for_equal_partitions(pairs):
    assert (pairwise(*zip(*pairs, strict=True)).f1 == 1.0) == same_partition(pairs)


@settings(deadline=None)  # the first call imports scikit-learn
@given(labelled_twice, st.randoms(use_true_random=False))
def test_scores_do_not_depend_on_the_order_of_the_rows(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    first, second = (score_clusters(*zip(*rows, strict=True)).as_dict() for rows in (pairs, shuffled))
    assert first == pytest.approx(second, abs=1e-12)


@settings(deadline=None)  # the first call imports scikit-learn
@given(labelled_twice)
def test_names_of_labels_do_not_matter(pairs):
    gold, found = zip(*pairs, strict=True)
    renamed = [f"cluster {(label + 3) % 7}" for label in found]
    assert score_clusters(gold, found) == score_clusters(gold, renamed)


@given(labelled_twice)
def test_bcubed_equals_its_definition(pairs):
    gold, found = (np.array(labels) for labels in zip(*pairs, strict=True))
    both = (gold[:, None] == gold) & (found[:, None] == found)
    precision = (both.sum(1) / (found[:, None] == found).sum(1)).mean()
    recall = (both.sum(1) / (gold[:, None] == gold).sum(1)).mean()
    assert bcubed(gold, found)[:2] == pytest.approx((precision, recall))


def test_bcubed_of_the_published_example():
    """Bagga and Baldwin (1998), their first response: of chains of 5, 2 and 5 the last two are joined."""
    truth = [1] * 5 + [2] * 2 + [3] * 5
    assert bcubed(truth, [1] * 5 + [2] * 7)[:2] == pytest.approx((0.7619, 1.0), abs=1e-4)


def test_rows_without_gold_are_left_out():
    assert score_clusters(["x", "x", None, "", float("nan")], [1, 1, 1, 2, 2]) == score_clusters(["x", "x"], [1, 1])


def test_rows_without_a_found_label_stand_alone():
    assert score_clusters(["x", "x", "y"], ["", None, 1]).n_found == 3


def test_singletons_claim_no_pair():
    assert pairwise(["x", "x", "y"], [1, 2, 3]) == (1.0, 0.0, 0.0)


def test_labels_of_different_length_are_refused():
    with pytest.raises(ValueError, match="Got 2 gold and 1 found labels"):
        bcubed(["x", "y"], [1])


def test_gold_without_labels_is_refused():
    with pytest.raises(ValueError, match="at least one labelled row"):
        pairwise([None, ""], [1, 2])


def test_scores_can_be_written_as_json():
    assert json.loads(json.dumps(score_clusters(["x", "y"], [1, 1]).as_dict()))["n_gold"] == 2


def test_topic_at_layer_walks_up_the_parents(run):
    assert topic_at_layer(run, 0).tolist() == ["t-disasters", "t-disasters", "t-economy", "t-economy", "t-disasters"]
    assert topic_at_layer(run, 1).tolist() == run.articles["topic"].tolist()


def test_topic_at_layer_does_not_depend_on_the_order_of_the_topics(run):
    turned = SimpleNamespace(articles=run.articles, topics=run.topics[::-1])
    assert topic_at_layer(turned, 0).equals(topic_at_layer(run, 0))


def test_topic_at_layer_survives_parents_that_go_round(run):
    run.topics["parent"] = ["t-dams", "t-rates", "t-dams", "t-ferries", "t-nowhere"]
    assert topic_at_layer(run, 0).tolist() == run.articles["topic"].tolist()


def test_topic_at_layer_names_the_layers_there_are(run):
    with pytest.raises(ValueError, match=r"Got layer=2 but .*\[0, 1\]"):
        topic_at_layer(run, 2)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"id": ["e", "a"]}, [4, 0]),
        ({"key": ["5", "1"]}, [4, 0]),
        ({"id": ["5", "1"]}, [4, 0]),
        ({"url": ["https://x.example/2", None], "title": ["Dam breaks", "rates  FALL"]}, [1, 3]),
        ({"url": ["https://x.example/2"], "title": ["Another headline"]}, [1]),
        ({"title": ["Dam breaks", ""]}, [-1, -1]),
        ({"id": ["a", "5", "?"], "title": ["", "", "Ferry late"]}, [0, 4, 4]),
    ],
)
def test_gold_rows_find_their_article(run, columns, expected):
    assert match_gold(run.articles, pd.DataFrame(columns)).tolist() == expected


def test_what_two_articles_share_identifies_neither(run):
    run.articles["key"] = ["1", "1", "3", "4", "5"]
    assert match_gold(run.articles, pd.DataFrame({"key": ["1", "3"]})).tolist() == [-1, 2]


def test_evaluate_compares_events_layers_and_copies(run):
    gold = pd.DataFrame(
        {
            "id": ["1", "2", "3", "4", "5"],
            "event": ["x", "x", "y", "y", "z"],
            "topic": ["bad", "bad", "money", "money", "bad"],
            "copy_of": [None, "1", None, None, None],
        }
    )
    table = evaluate(run, gold).set_index("what")
    assert list(table.index) == ["event", "topic layer 0", "topic layer 1", "copy_of"]
    assert table["bcubed_f1"].round(3).tolist() == [0.889, 1.0, 0.846, 1.0]
    assert table.loc["copy_of", ["pair_precision", "pair_recall"]].tolist() == [1.0, 1.0]


def test_evaluate_follows_a_copy_of_a_copy(run):
    run.articles["copy_of"] = ["", "a", "a", "", ""]
    gold = pd.DataFrame({"id": ["a", "b", "c"], "copy_of": ["", "a", "b"]})
    assert evaluate(run, gold)["pair_f1"].tolist() == [1.0]


def test_evaluate_counts_the_gold_rows_without_an_article(run):
    gold = pd.DataFrame({"id": ["a", "b", "gone", "lost"], "event": ["x", "x", "y", None]})
    assert evaluate(run, gold)[["n", "n_unmatched"]].to_numpy().tolist() == [[2, 1]]


def test_evaluate_does_not_depend_on_the_order_of_either_table(run):
    gold = pd.DataFrame({"id": list("abcde"), "event": list("xxyyz"), "topic": list("ppqqp")})
    turned = SimpleNamespace(articles=run.articles[::-1].reset_index(drop=True), topics=run.topics[::-1])
    assert evaluate(run, gold).round(12).equals(evaluate(turned, gold[::-1]).round(12))


def test_what_evaluate_returns_can_be_written_as_json(run):
    table = evaluate(run, pd.DataFrame({"id": list("abc"), "event": list("xxy")}))
    assert json.loads(json.dumps(table.to_dict("records")))[0]["what"] == "event"


def test_evaluate_refuses_gold_without_labels(run):
    with pytest.raises(ValueError, match=r"Got gold columns \['id'\]"):
        evaluate(run, pd.DataFrame({"id": ["a"]}))


def test_evaluate_refuses_gold_of_another_pile(run):
    with pytest.raises(ValueError, match="none matches an article"):
        evaluate(run, pd.DataFrame({"id": ["zzz"], "event": ["x"]}))


def test_evaluate_leaves_out_a_label_column_that_no_matched_row_fills(run):
    gold = pd.DataFrame({"id": ["a", "gone"], "event": ["x", "y"], "topic": [None, "money"]})
    assert evaluate(run, gold)["what"].tolist() == ["event"]


ROWS = [{"id": "007", "event": "dam\u2028breach"}, {"id": "8", "event": None}]


@pytest.mark.parametrize("name", ["gold.jsonl", "gold.jsonl.gz", "gold.csv", "gold.csv.gz", "gold.parquet"])
def test_every_kind_of_gold_file_says_the_same(tmp_path, name):
    path, table = tmp_path / name, pd.DataFrame(ROWS, dtype=object)
    if "jsonl" in name:
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS).encode()
        path.write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    elif "csv" in name:
        table.to_csv(path, index=False)
    else:
        table.to_parquet(path)
    found = read_gold(path)
    assert found["id"].tolist() == ["007", "8"]
    assert found["event"].fillna("").tolist() == ["dam\u2028breach", ""]


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("gold.txt", "id", "expected .jsonl"),
        ("gold.jsonl", '{"id": 1}\nnot json', "line 2 of gold.jsonl"),
        ("gold.jsonl", "[1, 2]", "expected a JSON object"),
    ],
)
def test_a_gold_file_that_cannot_be_read_is_named(tmp_path, name, text, complaint):
    (tmp_path / name).write_text(text)
    with pytest.raises(ValueError, match=complaint):
        read_gold(tmp_path / name)


def test_a_missing_gold_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="expected an existing file"):
        evaluate(SimpleNamespace(), tmp_path / "none.csv")
