"""read_articles: formats, columns, encodings, dates, names of origins, and the promise that nothing is lost."""

import gzip
import json
import os
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from topics.articles import read_articles
from topics.articles.table import COLUMNS

FERRY = {
    "title": "Ferry strike ends after nine days",
    "text": "LISBON: Crews returned to work on Friday after the two sides agreed a pay rise of four percent.",
    "date": "2026-02-27T08:30:00Z",
    "source": "Harbour Gazette",
    "url": "https://harbour-gazette.example/ferry-strike",
}
GRAIN = {
    "title": "Grain terminal opens at Constanta",
    "text": "The terminal can load forty thousand tonnes a day, twice what the old quay managed.",
    "date": "2026-02-20T11:00:00Z",
    "source": "Delta Herald",
    "url": "https://delta-herald.example/grain",
}


def write_lines(path: Path, rows: list, encoding: str = "utf-8") -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding=encoding)
    return path


def content(articles: pd.DataFrame) -> list:
    """Everything the table says about the articles, without where they were read."""
    return articles.drop(columns="origin").astype(str).to_numpy().tolist()


def reasons(articles: pd.DataFrame) -> list[str]:
    return [entry["reason"] for entry in articles.attrs["rejected"]]


# Formats


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet"])
@pytest.mark.parametrize("packed", [False, True])
def test_every_table_format_gives_the_same_articles(tmp_path, suffix, packed):
    rows = pd.DataFrame([FERRY, GRAIN])
    path = tmp_path / f"export{suffix}"
    if suffix in (".jsonl", ".ndjson"):
        write_lines(path, [FERRY, GRAIN])
    elif suffix == ".json":
        path.write_text(json.dumps([FERRY, GRAIN], indent=2))
    elif suffix == ".parquet":
        rows.to_parquet(path)
    else:
        rows.to_csv(path, index=False, sep="\t" if suffix == ".tsv" else ",")
    if packed:
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()

    articles = read_articles(tmp_path)

    assert content(articles) == content(read_articles(rows))
    assert articles.attrs["rejected"] == []


@pytest.mark.parametrize("name", ["monday.txt", "monday.text", "monday.md", "monday", "Report 2.5 final", "a.txt.gz"])
def test_text_files_are_dumps(tmp_path, name):
    text = f"{FERRY['title']}\n\n{FERRY['text']}\n"
    data = text.encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)

    articles = read_articles(tmp_path / name)

    assert len(articles) == 1
    start, end = articles["origin"][0].removeprefix(f"{name}#").split("-")
    assert "pay rise of four percent" in text[int(start) : int(end)]


@pytest.mark.parametrize(
    "document",
    [
        [FERRY, GRAIN],
        {"status": "ok", "totalResults": 2, "articles": [FERRY, GRAIN]},
        {"response": {"status": "ok", "results": [FERRY, GRAIN], "tags": ["a"]}},
        {"title": "My feed", "items": [FERRY, GRAIN]},
    ],
)
def test_json_documents_of_many_shapes(tmp_path, document):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(document))

    assert sorted(read_articles(path)["title"]) == [FERRY["title"], GRAIN["title"]]


def test_json_document_with_one_article(tmp_path):
    path = tmp_path / "one.json"
    path.write_text(json.dumps({**FERRY, "tags": [{"name": "strike"}]}, indent=1))

    assert read_articles(path)["title"].tolist() == [FERRY["title"]]


@pytest.mark.parametrize("name", ["rows.json", "rows.txt", "rows"])
def test_json_lines_are_known_by_their_content(tmp_path, name):
    assert len(read_articles(write_lines(tmp_path / name, [FERRY, GRAIN]))) == 2


def test_parquet_is_known_by_its_content(tmp_path):
    pd.DataFrame([FERRY]).to_parquet(tmp_path / "table.parquet")
    (tmp_path / "table.parquet").rename(tmp_path / "table.dat")

    assert len(read_articles(tmp_path / "table.dat")) == 1


def test_a_list_mixes_everything(tmp_path):
    write_lines(tmp_path / "a.jsonl", [FERRY])
    (tmp_path / "sub").mkdir()
    write_lines(tmp_path / "sub" / "b.jsonl", [GRAIN])
    frame = pd.DataFrame({"headline": ["Dam level falls"]})

    articles = read_articles([tmp_path / "a.jsonl", str(tmp_path / "sub" / "*.jsonl"), frame])

    assert set(articles["origin"]) == {"a.jsonl:1", "sub/b.jsonl:1", "DataFrame:1"}


# Shape of the table


def test_table_has_the_columns_of_the_contract(tmp_path):
    articles = read_articles(write_lines(tmp_path / "a.jsonl", [FERRY, {"headline": "Dam level falls again"}]))

    assert tuple(articles.columns) == COLUMNS
    assert str(articles["published"].dtype) == "datetime64[us, UTC]"
    assert isinstance(articles.index, pd.RangeIndex)
    assert articles["id"].is_monotonic_increasing
    assert not articles.drop(columns="published").isna().any(axis=None)


def test_origins_name_folder_and_line_but_never_the_machine(tmp_path):
    inbox = tmp_path / "inbox" / "feb"
    inbox.mkdir(parents=True)
    write_lines(inbox / "a.jsonl", [FERRY])

    assert read_articles(tmp_path / "inbox")["origin"].tolist() == ["inbox/feb/a.jsonl:1"]
    assert read_articles(inbox / "a.jsonl")["origin"].tolist() == ["a.jsonl:1"]
    assert read_articles(str(tmp_path / "inbox" / "*" / "*.jsonl"))["origin"].tolist() == ["inbox/feb/a.jsonl:1"]


def test_a_relative_path_is_named_as_typed(tmp_path, monkeypatch):
    (tmp_path / "inbox").mkdir()
    write_lines(tmp_path / "inbox" / "a.jsonl", [FERRY])
    monkeypatch.chdir(tmp_path)

    for typed in ("inbox", "inbox/a.jsonl", "inbox/*.jsonl"):
        assert read_articles(typed)["origin"].tolist() == ["inbox/a.jsonl:1"]


def test_hidden_files_are_left_out_and_a_file_named_twice_is_read_once(tmp_path):
    path = write_lines(tmp_path / "a.jsonl", [FERRY])
    write_lines(tmp_path / ".draft.jsonl", [GRAIN])

    articles = read_articles([tmp_path, path, path])

    assert articles["title"].tolist() == [FERRY["title"]]
    assert articles.attrs["rejected"] == []


# Columns


def test_columns_are_guessed_whatever_their_spelling():
    rows = pd.DataFrame(
        {
            "HEAD_LINE": ["Ferry strike ends after nine days"],
            "Article": ["Crews returned to work."],
            "Publish Date": ["2026-02-27"],
            "Outlet": ["Harbour Gazette"],
            "Link": ["https://harbour-gazette.example/1"],
            "Language": ["English"],
            "Location": ["Lisbon"],
            "GUID": [17],
            "Lead": ["The strike is over."],
            "votes": [3],
        }
    )
    row = read_articles(rows).iloc[0]

    assert row["title"] == "Ferry strike ends after nine days"
    assert (row["body"], row["summary"]) == ("Crews returned to work.", "The strike is over.")
    assert (row["source"], row["lang"], row["place"], row["key"]) == ("Harbour Gazette", "en", "Lisbon", "17")
    assert row["url"] == "https://harbour-gazette.example/1"
    assert row["published"] == pd.Timestamp("2026-02-27", tz="UTC")


def test_description_serves_as_body_where_there_is_none():
    articles = read_articles(pd.DataFrame({"title": ["Dam level falls"], "description": ["By two metres in a week."]}))

    assert articles[["body", "summary"]].values.tolist() == [["By two metres in a week.", ""]]


def test_told_columns_win_over_guesses():
    rows = pd.DataFrame({"title": ["internal note"], "Hed": ["Dam level falls"], "Txt": ["By two metres."]})

    articles = read_articles(rows, columns={"title": "Hed", "body": "Txt"})

    assert articles[["title", "body"]].values.tolist() == [["Dam level falls", "By two metres."]]


def test_an_unknown_column_is_refused_with_its_neighbours():
    rows = pd.DataFrame({"Headlines": ["Dam level falls"], "body": ["By two metres."]})

    with pytest.raises(ValueError, match="no table read has a column 'Headline'; did you mean 'Headlines'"):
        read_articles(rows, columns={"title": "Headline"})
    with pytest.raises(ValueError, match="Got columns=.*'titel'.* did you mean 'title'"):
        read_articles(rows, columns={"titel": "Headlines"})


def test_a_table_without_text_says_which_columns_it_has(tmp_path):
    (tmp_path / "prices.csv").write_text("day,price\n2026-02-27,3\n")

    with pytest.raises(ValueError, match=r"Got the columns 'day', 'price' but expected a title .* columns=\{'title'"):
        read_articles(tmp_path)


def test_an_articles_table_read_again_stays_the_same(tmp_path):
    articles = read_articles(write_lines(tmp_path / "a.jsonl", [{**FERRY, "id": "f1"}, {**GRAIN, "id": "g1"}]))

    assert content(read_articles(articles)) == content(articles)


# Values


def test_values_that_are_not_text(tmp_path):
    rows = [
        {**FERRY, "id": 7, "source": {"id": None, "name": "Harbour Gazette"}, "text": ["One paragraph.", "Another."]},
        {"title": ["nested", {"deep": 1}], "text": "x"},
        {"title": "Dam level falls", "url": {"href": "?"}},
    ]
    articles = read_articles(write_lines(tmp_path / "a.jsonl", rows))
    ferry = articles[articles["key"] == "7"].iloc[0]

    assert (ferry["source"], ferry["body"]) == ("Harbour Gazette", "One paragraph.\n\nAnother.")
    assert reasons(articles) == ["title holds a list where text was expected"]
    assert articles.attrs["notes"][0]["note"] == "url holds a dict where text was expected; it was left empty"


def test_nan_and_infinity_count_as_missing(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "Dam falls", "text": NaN, "source": Infinity}\n{"title": NaN, "text": -Infinity}\n')

    articles = read_articles(path)

    assert articles[["title", "body", "source"]].values.tolist() == [["Dam falls", "", ""]]
    assert reasons(articles) == ["no text: title and body are both empty"]


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NaT, pd.NA, "", "  "])
def test_missing_values_of_a_dataframe_become_empty_text(missing):
    rows = pd.DataFrame({"title": ["Dam level falls"], "source": [missing], "date": [missing]}, dtype=object)

    row = read_articles(rows).iloc[0]

    assert row["source"] == "" and pd.isna(row["published"]) and row["date_origin"] == ""


# Dates


@pytest.mark.parametrize(
    "given",
    [
        "2026-02-26T10:00:00Z",
        "Thu, 26 Feb 2026 11:00:00 +0100",
        1772100000,
        1772100000000,
        1772100000.0,
        datetime(2026, 2, 26, 10),
        pd.Timestamp("2026-02-26 11:00", tz="Europe/Berlin"),
    ],
)
def test_given_dates_become_utc(given):
    articles = read_articles(pd.DataFrame({"title": ["Dam level falls"], "date": pd.Series([given], dtype=object)}))

    assert articles["published"][0] == pd.Timestamp("2026-02-26 10:00", tz="UTC")
    assert articles["date_origin"][0] == "given"


def test_a_date_that_cannot_be_read_keeps_the_article_and_leaves_a_note(tmp_path):
    articles = read_articles(write_lines(tmp_path / "a.jsonl", [{**FERRY, "date": "the other day"}]))

    assert pd.isna(articles["published"][0]) and articles["date_origin"][0] == ""
    assert articles.attrs["rejected"] == []
    assert articles.attrs["notes"] == [
        {
            "file": "a.jsonl",
            "line": 1,
            "note": "Got the date 'the other day', which could not be understood; the article has none",
        }
    ]


def test_the_address_gives_a_missing_date():
    articles = read_articles(pd.DataFrame({"title": ["Dam falls"], "url": ["https://a.example/2026/02/26/dam.html"]}))

    assert articles["published"][0] == pd.Timestamp("2026-02-26", tz="UTC")
    assert articles["date_origin"][0] == "url"


def test_the_name_of_a_dump_gives_a_missing_date_but_its_age_on_disk_never_does(tmp_path):
    for name in ("inbox_2026-02-26.txt", "undated.txt"):
        (tmp_path / name).write_text(f"Notes on {name}\n\nThe dam stands two metres lower than it did a week before.\n")

    articles = read_articles(tmp_path).set_index(read_articles(tmp_path)["origin"].str.contains("undated"))

    assert articles.loc[False, "published"] == pd.Timestamp("2026-02-26", tz="UTC")
    assert articles.loc[False, "date_origin"] == "file name"
    assert pd.isna(articles.loc[True, "published"]) and articles.loc[True, "date_origin"] == ""


def test_one_unmistakable_day_settles_the_order_of_the_whole_file(tmp_path):
    rows = [{"title": f"Report {i}", "date": day, "lang": "en"} for i, day in enumerate(["03/04/2026", "25/04/2026"])]
    articles = read_articles(write_lines(tmp_path / "a.jsonl", rows)).set_index("title")

    assert articles.loc["Report 0", "published"] == pd.Timestamp("2026-04-03", tz="UTC")


# Languages


def test_languages_are_given_in_any_spelling_or_detected():
    rows = pd.DataFrame(
        {
            "title": [
                "Le gouvernement annonce une hausse du prix du gaz pour les ménages",
                "Dam level falls by two metres in a week",
                "Der Pegel sinkt",
                "Hm",
            ],
            "lang": [None, "en-US", "German", None],
        }
    )
    articles = read_articles(rows).set_index("title")

    assert articles["lang"].to_dict() == dict(zip(rows["title"], ["fr", "en", "de", ""], strict=True))


# Repeats


def test_the_same_article_appears_once_and_the_repeat_is_listed(tmp_path):
    write_lines(tmp_path / "a.jsonl", [FERRY])
    write_lines(tmp_path / "b.jsonl", [GRAIN, {**FERRY, "title": FERRY["title"].upper()}])

    articles = read_articles(tmp_path)
    [repeat] = articles.attrs["rejected"]

    assert len(articles) == 2
    names = {entry.rsplit("/", 1)[-1] for entry in (articles["origin"].tolist())}
    assert repeat["reason"].startswith("the same article as ")
    assert repeat["reason"].rsplit("/", 1)[-1] in names


# Nothing is lost

words = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
nested = st.one_of(st.lists(words, max_size=2), st.dictionaries(words, words))
values = st.one_of(st.none(), words, st.integers(), st.floats(), nested)
fields = ["title", "text", "date", "url", "summary", "id", "x"]
records = st.fixed_dictionaries({}, optional=dict.fromkeys(fields, values))
tables = st.lists(records, min_size=1, max_size=6)
patient = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@patient
@given(tables)
def test_each_row_is_in_the_table_or_rejected(tmp_path, rows):
    rows = [*rows, FERRY]
    articles = read_articles(write_lines(tmp_path / "a.jsonl", rows))

    assert len(articles) + len(articles.attrs["rejected"]) == len(rows)


@patient
@given(st.lists(st.tuples(words, words), min_size=1, max_size=6))
def test_each_row_of_a_csv_is_in_the_table_or_rejected(tmp_path, rows):
    table = pd.DataFrame([*rows, ("Dam level falls", "x")], columns=["title", "text"])
    table.to_csv(tmp_path / "a.csv", index=False, quoting=1)

    articles = read_articles(tmp_path / "a.csv")

    assert len(articles) + len(articles.attrs["rejected"]) == len(table)


@patient
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_files_does_not_matter(tmp_path, rows, random):
    rows = [*rows, FERRY, GRAIN, {**FERRY, "source": "Another outlet"}]
    first = read_articles(write_lines(tmp_path / "a.jsonl", rows))
    random.shuffle(rows)
    half = len(rows) // 2
    paths = [write_lines(tmp_path / "b.jsonl", rows[:half]), write_lines(tmp_path / "c.jsonl", rows[half:])]
    random.shuffle(paths)
    second = read_articles(paths)

    assert content(first) == content(second)
    assert len(first.attrs["rejected"]) == len(second.attrs["rejected"])


def test_a_progress_bar_shows_when_asked_and_never_on_standard_output(tmp_path, capsys):
    path = write_lines(tmp_path / "a.jsonl", [FERRY, GRAIN])
    read_articles(path)
    quiet = capsys.readouterr()
    read_articles(path, progress=True)
    asked = capsys.readouterr()

    assert (quiet.out, quiet.err, asked.out) == ("", "", "")
    assert "reading" in asked.err


def test_articles_of_a_dump_carry_what_the_dump_says_and_the_line_they_begin_on(tmp_path):
    text = (
        "Ferry strike ends after nine days\n\n"
        "LISBON, Feb 27, 2026 - Crews returned to work on Friday, their union said.\n"
        "They will be paid four percent more.\n---\n"
        "Grain terminal opens\n\nCONSTANTA: The terminal can load forty thousand tonnes a day, the port said.\n"
    )
    (tmp_path / "dump.txt").write_text(text)

    articles = read_articles(tmp_path / "dump.txt")
    ferry, grain = (articles[articles["place"] == place].iloc[0] for place in ("LISBON", "CONSTANTA"))

    assert (ferry["title"], grain["title"]) == ("Ferry strike ends after nine days", "Grain terminal opens")
    assert (ferry["published"], ferry["date_origin"]) == (pd.Timestamp("2026-02-27", tz="UTC"), "dateline")
    for article in (ferry, grain):
        start, end = map(int, article["origin"].removeprefix("dump.txt#").split("-"))
        assert text[start:end].startswith(article["title"])
    assert "furniture" in articles.attrs["notes"][0]["note"]


def test_a_repeat_inside_a_dump_is_listed_with_its_line(tmp_path):
    text = "Grain terminal opens\n\nCONSTANTA: The terminal can load forty thousand tonnes a day, the port said.\n"
    (tmp_path / "a.txt").write_text(text)
    (tmp_path / "b.txt").write_text(f"\n\n\n{text}")

    articles = read_articles(tmp_path)
    [repeat] = articles.attrs["rejected"]

    assert (repeat["file"].split("/")[1], repeat["line"]) == ("b.txt", 4)
    assert repeat["reason"] == f"the same article as {articles['origin'][0]}"


@pytest.mark.parametrize("hint", ["sep=;", '"sep=;"', "SEP=;\r"])
def test_a_line_that_tells_the_delimiter_is_no_header(tmp_path, hint):
    rows = f'{hint}\ntitle;text\nFerry, at last;"Crews\n\nreturn."\n'
    (tmp_path / "rows.csv").write_text(rows, newline="")

    articles = read_articles(tmp_path / "rows.csv")

    assert articles[["title", "body", "origin"]].values.tolist() == [
        ["Ferry, at last", "Crews\n\nreturn.", "rows.csv:3"]
    ]


def test_a_folder_that_may_not_be_opened_is_listed(tmp_path, monkeypatch):
    (tmp_path / "inbox" / "secret").mkdir(parents=True)
    (tmp_path / "inbox" / "monday.csv").write_text("title\nFerry strike ends\n")

    def scandir(place, usual=os.scandir):
        if Path(place).name == "secret":
            raise PermissionError(13, "Permission denied", str(place))
        return usual(place)

    monkeypatch.setattr(os, "scandir", scandir)
    articles = read_articles(tmp_path / "inbox")

    assert len(articles) == 1
    assert [row["file"] for row in articles.attrs["rejected"]] == ["inbox/secret"]
