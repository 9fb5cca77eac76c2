"""The raw input that the package was made for, through the command line; skipped where those texts are not at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import topics as tp
from topics.cli import main

SEEDS = Path(__file__).parents[2] / "shared" / "data" / "seeds"
N_OTHERS = 16  # articles of the sample in each of two files that are read along
WATCHLIST = """
[[topic]]
name = "Arms deals"
description = "Governments buy or sell weapons: missiles, warplanes, warships, tanks."
phrases = ["missile deal", "air defence system", "fighter jet", "arms purchase", "weapons"]

[[topic]]
name = "Telecom sanctions"
description = "Governments keep equipment of foreign makers out of phone and data networks."
phrases = ["telecom equipment", "telecom system", "Chinese technology", "export controls", "mobile operator"]
"""

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed texts are third-party and not part of the package")


def analysed(inputs, folder):
    """The run of some inputs, made and read back through the command line's folder."""
    (folder / "watchlist.toml").write_text(WATCHLIST, "utf8")
    options = ["--out", str(folder / "run"), "--watchlist", str(folder / "watchlist.toml")]
    assert main(["run", *map(str, inputs), *options]) == 0
    return folder / "run"


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    return analysed([SEEDS], tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """The seeds among a CSV and a JSONL of other news."""
    folder = tmp_path_factory.mktemp("mixed")
    sample = tp.sample_articles().drop(columns=["topic", "event", "copy_of", "id"]).sort_values("published")
    sample.head(N_OTHERS).to_csv(folder / "others.csv", index=False)
    others = sample.iloc[N_OTHERS : 2 * N_OTHERS]
    others.to_json(folder / "others.jsonl", orient="records", lines=True, date_format="iso")
    return analysed([folder / "others.csv", SEEDS, folder / "others.jsonl"], folder)


@pytest.fixture(params=["alone", "mixed"])
def folder(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def seeds(folder):
    """The articles of the seeds, Turkey first, then the dump's second article, then the other file's."""
    articles = tp.Run.load(folder).articles
    order = articles["origin"].str.extract(r"(00\d_\w+)\.txt#(\d+)").astype({1: float})
    return articles.assign(file=order[0], start=order[1]).dropna(subset="file").sort_values(["file", "start"])


def test_three_articles_with_their_titles_places_and_the_one_date(seeds):
    assert seeds["title"].tolist()[:2] == [
        "Turkey says understands NATO concerns over Russian missile deal",
        "Washington presses Syria to shift from Chinese telecom systems",
    ]
    assert len(seeds) == 3 and seeds["title"].iloc[2] != ""
    assert seeds["place"].tolist() == ["ISTANBUL", "DAMASCUS", ""]
    assert seeds["published"].isna().tolist() == [True, True, False]
    assert str(seeds["published"].iloc[2].date()) == "2026-02-26"


def test_the_bullets_are_summaries_and_no_part_of_the_bodies(seeds):
    assert seeds["summary"].str.contains("S-400").tolist() == [True, False, False]
    assert seeds["summary"].str.contains("procuring Chinese technology").tolist() == [False, True, False]
    assert not seeds["body"].str.contains("Turkey says understands", regex=False).any()


def test_the_syria_reports_are_one_event_and_the_missiles_another(seeds):
    turkey, syria, again = seeds["event"]
    assert syria == again != turkey


def test_the_watchlist_finds_each_article_once(seeds):
    found = [list(names) for names in seeds["watchlist"]]
    assert found == [["Arms deals"], ["Telecom sanctions"], ["Telecom sanctions"]]


def test_nothing_is_rejected_and_nothing_lost(mixed):
    run = tp.Run.load(mixed)
    assert len(run.articles) == 2 * N_OTHERS + 3 and run.rejected == []


def test_verify_comes_to_the_same(folder, capsys):
    assert main(["verify", str(folder)]) == 0
    assert "every table is the same" in capsys.readouterr().out
