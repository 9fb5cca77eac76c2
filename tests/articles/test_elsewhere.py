"""Files that are read elsewhere give the same table, the same rejected rows and the same notes as files that are read here."""

from __future__ import annotations

import gzip
import json
import zipfile

import pandas as pd
import pytest

from topics.articles import elsewhere, read_articles
from topics.articles.sources import Source
from topics.engine import blocks

STORY = "The car ferry Aurora ran aground off Porto in thick fog early on Monday with 212 people on board."


class LastFirst:
    """An engine that is done with the last block first."""

    name, elsewhere = "dask", True

    def each(self, task, blocks, shared, *, name, a_task=1):
        yield from reversed([(position, task(block, *shared)) for position, block in enumerate(blocks)])


def rows(*dates):
    return "headline,text,date\n" + "".join(f"Ferry {i},{STORY} {i},{date}\n" for i, date in enumerate(dates))


@pytest.fixture
def inbox(tmp_path):
    """Tables, a dump, a zip file, a saved page with its folder, a repeated article and rows that are none."""
    folder = tmp_path / "inbox"
    (folder / "page_files").mkdir(parents=True)
    (folder / "a.csv").write_text(rows("25/04/2026", "03/04/2026"))
    (folder / "b.csv").write_text(rows("04/25/2026", "03/04/2026", "not a day"))
    (folder / "again.csv").write_text(rows("25/04/2026"))
    (folder / "empty.csv").write_text("")
    (folder / "none.csv").write_text("number,colour\n1,red\n")
    (folder / "dump.txt").write_text(
        f"Grain deal holds\n\nODESSA: {STORY}\n\n***\n\nRates rise in Oslo\n\nOSLO: {STORY} Rates.\n"
    )
    (folder / "lines.jsonl.gz").write_bytes(gzip.compress(json.dumps({"title": "Trams stop", "body": STORY}).encode()))
    (folder / "page.html").write_text(
        f"<html><title>Ferry</title><body><article><p>{STORY}</p></article></body></html>"
    )
    (folder / "page_files" / "ad.html").write_text("<p>Buy now</p>")
    with zipfile.ZipFile(folder / "box.zip", "w") as box:
        box.writestr("inner.csv", rows("13/05/2026"))
    return folder


def read_elsewhere(source, **given):
    with blocks._in_use(LastFirst()):
        return read_articles(source, progress=False, **given)


def assert_same(here, there):
    pd.testing.assert_frame_equal(here, there)
    assert here.attrs == there.attrs


def test_a_folder_of_everything_reads_the_same(inbox):
    here = read_articles(inbox, progress=False)

    assert len(here) > 6 and len(here.attrs["rejected"]) > 2 and here.attrs["notes"]
    assert_same(here, read_elsewhere(inbox))


def test_files_of_one_name_settle_their_dates_together(tmp_path):
    for name, dates in (("monday", ["25/04/2026"]), ("tuesday", ["03/04/2026"])):
        (tmp_path / name / "inbox").mkdir(parents=True)
        (tmp_path / name / "inbox" / "rows.csv").write_text(rows(*dates).replace("Ferry", name))
    folders = [tmp_path / "monday" / "inbox", tmp_path / "tuesday" / "inbox"]
    here = read_articles(folders, progress=False)

    assert here["published"].dt.month.unique().tolist() == [4]
    assert_same(here, read_elsewhere(folders))


def test_columns_that_are_named_are_checked_over_all_files(inbox):
    assert_same(
        read_articles(inbox, columns={"title": "headline"}, progress=False),
        read_elsewhere(inbox, columns={"title": "headline"}),
    )
    with pytest.raises(ValueError, match="hedline"):
        read_elsewhere(inbox, columns={"title": "hedline"})


def test_relative_names_stay_as_they_were_typed(inbox, monkeypatch):
    monkeypatch.chdir(inbox)

    assert_same(read_articles("*.csv", progress=False), read_elsewhere("*.csv"))


def test_a_file_that_no_worker_sees_is_read_here(inbox, monkeypatch):
    here = read_articles(inbox, progress=False)
    monkeypatch.setattr(elsewhere, "_read", lambda files, given: None)

    assert_same(here, read_elsewhere(inbox))


def test_a_worker_takes_no_other_file_of_the_same_name(inbox):
    path = inbox / "a.csv"
    seen = elsewhere._seen(Source(path, "a.csv"))
    path.write_text(rows("26/04/2026", "04/04/2026", "05/04/2026"))

    assert elsewhere._read([seen], {}) is None
    assert elsewhere._read([seen._replace(source=Source(inbox / "gone.csv", "a.csv"))], {}) is None
    assert len(elsewhere._read([elsewhere._seen(seen.source)], {}).drafts) == 3
