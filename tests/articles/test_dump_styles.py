"""Twenty ways to paste news, one dump of each: what `python -m benchmarks.dumps` reports must not fall behind."""

import pytest

dumps = pytest.importorskip("benchmarks.dumps", reason="run from the root of the checkout")

STYLES = [*dumps.BUILT.items(), *dumps.ASIDE.items()]


@pytest.fixture(scope="module")
def scores():
    return {row["style"]: row for row in dumps.score_styles(dict(STYLES), 1)}


def test_every_character_is_in_one_article_or_in_the_furniture(scores):
    assert {row["astray"] for row in scores.values()} == {0}


@pytest.mark.parametrize("style", [style.__name__ for style in dumps.BUILT])
def test_the_styles_that_the_reader_is_built_with_come_apart(scores, style):
    row = scores[style]
    assert min(row["F1 near"], row["day"], row["title"], row["source"]) == 1.0
    assert (row["furniture"], row["lost"]) == (0.0, pytest.approx(0.0, abs=0.05))


def test_all_styles_together_reach_what_is_asked_of_dumps(scores):
    assert scores["all"]["F1 near"] >= 0.95 and scores["all"]["day"] >= 0.95


def test_dumps_are_the_same_each_time():
    style = next(iter(dumps.BUILT))
    assert dumps.make_dumps(style, 2)[1].text == dumps.make_dumps(style, 2)[1].text
