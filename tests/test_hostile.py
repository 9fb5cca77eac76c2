"""Text that means harm through every exit, and run folders of strangers: nothing executed, nothing written outside."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import unicodedata
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from topics.cli import main
from topics.export import export
from topics.runs import reading
from topics.runs.example import example_run
from topics.runs.run import Run
from topics.runs.store import TABLES
from topics.views.outline import plain

HACK = "window.hacked=1"
TEXTS = {
    "script": f"</script><script>{HACK}</script>",
    "handler": f"<img src=x onerror={HACK}><svg onload={HACK}>\" onmouseover='{HACK}' autofocus onfocus='{HACK}",
    "address": f"javascript:{HACK}",
    "data": f"data:text/html,<script>{HACK}</script>",
    "comment": f"--><!--]]><script>{HACK}</script>",
    "format": "{0.__class__} %s %n ${7*7} {{7*7}} `id` $(id)",
    "direction": "Invoice\u202egnp.exe\u2066\u200b\ufeff",
    "terminal": "\x1b]0;owned\x07\x1b[2J\x9b31m",
    "nul": "a\0b",
    **{f"formula {sign!r}": f"{sign}cmd|'/c calc'!A0" for sign in "=+-@\t\r"},
}
PATHS = ["../../x", "/etc/passwd", "a/../../b", "C:\\x", "..", "."]


def hostile(text: str) -> Run:
    """The example run with one text wherever a text from outside can stand."""
    run = example_run()

    def filled(table, names, lists):
        n = len(table)
        texts = {name: pd.Series([text] * n, dtype=object) for name in names}
        return table.assign(**texts, **{name: pd.Series([[text, "x"]] * n, dtype=object) for name in lists})

    articles = filled(
        run.articles,
        ("title", "body", "summary", "source", "url", "lang", "place", "key", "origin"),
        ("watchlist", "why"),
    )
    topics = filled(run.topics, ("name", "watchlist"), ("keywords",))
    events = filled(run.events, ("headline",), ("entities",))
    manifest = {"name": text, "created": text, "seed": 0, "model": text}
    return replace(run, articles=articles, topics=topics, events=events, manifest=manifest)


@pytest.fixture(params=TEXTS.values(), ids=TEXTS.keys())
def harm(request):
    return request.param


# ---- text through every exit


def test_a_run_of_hostile_text_is_kept_letter_by_letter(harm, tmp_path):
    run = hostile(harm)
    loaded = Run.load(run.save(tmp_path / "week"))
    assert set(loaded.articles["title"]) == {harm} and set(loaded.topics["name"]) == {harm}
    named = loaded.rename(loaded.topics["id"][0], harm, by=harm) if harm.strip() else loaded
    assert named.history["by"].tolist() == [harm]


def test_no_cell_of_a_table_is_a_formula(harm, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    run = hostile(harm)
    for what in ("articles", "topics", "events"):
        rows = list(
            csv.reader(io.StringIO(export(run, tmp_path / f"{what}.csv", what=what).read_text("utf8"), newline=""))
        )
        cells = [cell for row in rows[1:] for cell in row if not re.fullmatch(r"-?[\d.]+", cell)]
        assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n"))]
    book = openpyxl.load_workbook(export(run, tmp_path / "run.xlsx"))
    assert {cell.data_type for sheet in book for row in sheet.rows for cell in row if cell.value is not None} <= {
        "s",
        "n",
    }


def test_what_other_programs_parse_stays_one_text(harm, tmp_path):
    run = hostile(harm)
    rows = [json.loads(line) for line in export(run, tmp_path / "a.jsonl").read_text("utf8").split("\n") if line]
    assert {row["title"] for row in rows} == {harm} and len(rows) == 12
    root = ElementTree.parse(export(run, tmp_path / "a.graphml")).getroot()
    assert len(root.findall(".//{*}node")) == len(run.topics) + len(run.events) and not root.findall(".//{*}script")
    turtle = export(run, tmp_path / "a.ttl").read_text("utf8")
    literals = re.findall(r'skos:prefLabel ("(?:[^"\\\n\r]|\\[nrt"\\])*") ;$', turtle, flags=re.MULTILINE)
    assert len(literals) == len(run.topics)


def test_a_terminal_gets_no_control_characters(harm, capsys, tmp_path):
    run = hostile(harm)
    folder = run.rename(run.topics["id"][0], harm or "x", by=harm).save(tmp_path / "week")
    assert main(["edit", str(folder), "list"]) == 0
    shown = repr(run) + repr(run.event(run.events["id"][0])) + capsys.readouterr().out
    assert {unicodedata.category(char) for char in shown.replace("\n", "")} & {"Cc", "Cf", "Cs"} == set()


def test_ten_megabytes_in_one_cell_are_shown_in_time_and_lost_nowhere(tmp_path):
    pytest.importorskip("matplotlib").use("agg")
    from matplotlib import pyplot

    from topics.views import plot_map, plot_tree

    run, long = example_run(), "Ab <b> " * 1_430_000
    run = replace(
        run,
        articles=run.articles.assign(title=[long, *run.articles["title"][1:]]),
        topics=run.topics.assign(name=[long, *run.topics["name"][1:]]),
    )
    loaded = Run.load(run.save(tmp_path / "week"))
    assert len(loaded.articles["title"][0]) == len(loaded.topics["name"][0]) == len(long)
    assert len(repr(loaded)) < 10_000 and "<b>" not in loaded._repr_html_()
    for draw in (plot_map, plot_tree):
        assert max(len(text.get_text()) for text in draw(loaded).texts) < 1_000
    pyplot.close("all")


# ---- text in a real browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    found = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)
    if not found:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A page that may ask the network for nothing."""
    page, asked = browser.new_page(), []
    page.on("request", lambda request: request.url.startswith(("file:", "about:")) or asked.append(request.url))
    yield page
    assert page.evaluate("window.hacked") is None and asked == []
    page.close()


def mixed() -> Run:
    """Each article, topic and event with another of the texts."""
    texts = list(TEXTS.values())
    run = hostile("x")
    titles = [texts[n % len(texts)] for n in range(len(run.articles))]
    return replace(
        run,
        articles=run.articles.assign(
            title=titles, body=titles[::-1], url=titles, source=titles, why=[[t] for t in titles]
        ),
        topics=run.topics.assign(name=titles[: len(run.topics)], keywords=[[t] for t in titles[: len(run.topics)]]),
        events=run.events.assign(headline=titles[: len(run.events)]),
    )


@pytest.mark.browser
def test_the_page_executes_nothing_wherever_one_clicks(page, tmp_path):
    run = mixed()
    page.goto(export(run, tmp_path / "page.html").as_uri())
    page.wait_for_selector("html[data-ready]")
    for article in run.articles["id"]:
        page.evaluate(f"location.hash = '#article-{article}'")
        page.wait_for_timeout(30)
        assert page.locator("img, iframe, object, embed, a[href^='javascript' i], a[href^='data' i]").count() == 0
    page.fill("#q", "onerror")
    page.wait_for_timeout(100)
    assert page.locator("img, iframe").count() == 0


@pytest.mark.browser
def test_what_a_notebook_shows_executes_nothing(page):
    pytest.importorskip("jscatter")
    from topics.views.explore import explore

    run = mixed()
    desk = explore(run)
    shown = [run._repr_html_(), desk.legend.value]
    shown += [run.event(event)._repr_html_() for event in run.events["id"]]
    for word in ("onerror", "script", "javascript", "x"):
        desk.search.value = word
        shown.append(desk.reading.value)
    page.set_content("".join(shown))
    page.wait_for_timeout(100)
    assert page.locator("script, img, iframe, object, a[href^='javascript' i], a[href^='data' i]").count() == 0
    assert page.evaluate(
        "[...document.querySelectorAll('*')].every(e => ![...e.attributes].some(a => /^on/i.test(a.name)))"
    )


# ---- run folders of strangers


def npy(header: str) -> bytes:
    """A NumPy file whose header claims what it likes."""
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + bytes(64)


def array(values, **options) -> bytes:
    stream = io.BytesIO()
    np.save(stream, values, **options)
    return stream.getvalue()


def archive() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, a=np.zeros(3))
    return stream.getvalue()


def table(name: str, **columns) -> bytes:
    """A table of the example run with some columns changed, its types kept."""
    frame = getattr(example_run(), name).assign(**columns)
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, schema=TABLES[name], preserve_index=False), stream)
    return stream.getvalue()


def parquet(columns) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


SHAPED = "{'descr': '<f2', 'fortran_order': False, 'shape': (12, WIDTH), }"
DEEP = "[" * 400 + "]" * 400
LINE = '{"op": "rename", "name": "x", "after": {"added": [], "articles": {}, "confidence": {}, "events": {}, "topics": [%s]}}'
BROKEN = {
    "a vector file that claims terabytes": ("vectors.npy", npy(SHAPED.replace("WIDTH", "9" * 13))),
    "more than any number": ("vectors.npy", npy(SHAPED.replace("WIDTH", "9" * 30))),
    "sizes that are sums": ("vectors.npy", npy(SHAPED.replace("WIDTH", "10**13"))),
    "negative sizes": ("vectors.npy", npy(SHAPED.replace("WIDTH", "-5"))),
    "a header that is code": ("vectors.npy", npy("__import__('os').system('touch hacked')")),
    "a header of brackets": ("vectors.npy", npy("(" * 5000)),
    "a pickle": ("vectors.npy", array(np.array([{"a": print}] * 12, dtype=object), allow_pickle=True)),
    "records": ("vectors.npy", array(np.zeros(12, dtype=[("a", "f2")]))),
    "words": ("vectors.npy", array(np.array([["a"]] * 12))),
    "an archive": ("vectors.npy", archive()),
    "no number": ("vectors.npy", array(np.full((12, 2), np.nan, np.float16))),
    "infinite numbers": ("vectors.npy", array(np.full((12, 2), np.inf, np.float32))),
    "a deep manifest": ("manifest.json", b'{"a": ' + DEEP.encode() + b"}"),
    "a bottomless manifest": ("manifest.json", b"[" * 200_000),
    "a manifest with a long number": ("manifest.json", b'{"seed": ' + b"9" * 6_000 + b"}"),
    "versions that are a list": ("manifest.json", b'{"versions": [1], "input": 3, "watchlist": "x", "edit_problems": {"a": 1}}'),
    "problems that are numbers": ("manifest.json", b'{"edit_problems": [1, null]}'),
    "a deep edit": ("edits.jsonl", b'{"op": ' + DEEP.encode() + b"}\n"),
    "an edit with an absurd layer": ("edits.jsonl", (LINE % '{"id": "t", "layer": 1e30}').encode() + b"\n"),
    "an edit beyond all numbers": ("edits.jsonl", (LINE % ('{"id": "t", "layer": 1' + "0" * 40 + "}")).encode() + b"\n"),
    "an edit of lists": ("edits.jsonl", (LINE % '{"id": ["t"], "name": {}}').encode() + b"\n"),
    "other settings": ("config.toml", b'[a]\nb = "c"\n'),
    "settings that are code": ("config.toml", b"seed = __import__('os')"),
    "deep settings": ("config.toml", b"seed = " + DEEP.encode()),
    "another table": ("articles.parquet", parquet({"id": ["a"]})),
    "numbers for texts": ("topics.parquet", parquet({name: [1] for name in TABLES["topics"].names})),
    "ids twice": ("topics.parquet", table("topics", id="t")),
    "no ids": ("events.parquet", table("events", id="")),
    "topics in a circle": ("topics.parquet", table("topics", parent=example_run().topics["id"].to_numpy()[::-1])),
    "topics in themselves": ("topics.parquet", table("topics", parent=example_run().topics["id"].to_numpy())),
    "counts below nothing": ("topics.parquet", table("topics", n_articles=np.int32(-5), layer=np.int32(-7))),
    "layers without end": ("topics.parquet", table("topics", layer=np.int32(2**31 - 1))),
    "infinite places": ("articles.parquet", table("articles", x=np.float32(np.inf), topic_confidence=np.float32(np.nan))),
    "infinite bursts": ("topics.parquet", table("topics", burst=np.float32(np.inf))),
    "days before history": (
        "articles.parquet", table("articles", published=pd.Series(["0002-01-01"] * 12).astype("datetime64[us, UTC]"))
    ),
    "days at the end of time": (
        "events.parquet", table("events", last=pd.Series(np.full(7, 2**62), dtype="int64").astype("datetime64[us, UTC]"))
    ),
}  # fmt: skip


def used(folder: Path, capsys) -> list[tuple[int, str]]:
    """Do with a run what one does with a run; return exit codes and what was said."""
    seen = []
    for command in (
        ["edit", str(folder), "list"],
        ["report", str(folder)],
        ["export", str(folder), "--to", str(folder.parent / "a.csv")],
        ["edit", str(folder), "rename", "ttrams", "Trains"],
        ["edit", str(folder), "undo"],
        ["edit", str(folder), "save"],
    ):
        code = main(command)
        seen.append((code, capsys.readouterr().err.strip()))
    return seen


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.fixture
def stranger(tmp_path):
    """A run folder in an inbox, and a file of one's own beside the inbox."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "letters.txt").write_text("precious\n")
    return example_run().save(tmp_path / "inbox" / "week")


def assert_clean(seen):
    for code, said in seen:
        assert code in (0, 1, 2)
        if code:
            assert said.splitlines()[-1].startswith("topics: Got ") and said.endswith((".", "?")), said


@pytest.mark.parametrize(("name", "content"), BROKEN.values(), ids=BROKEN.keys())
def test_a_folder_with_a_broken_file_is_used_or_refused_in_a_sentence(stranger, capsys, monkeypatch, name, content):
    monkeypatch.chdir(stranger.parent)
    (stranger / name).write_bytes(content)
    assert_clean(used(stranger, capsys))
    assert not list(stranger.parents[1].rglob("hacked"))


LINKED = ["articles.parquet", "vectors.npy", "edits.jsonl", "rejected.jsonl", "manifest.json", "config.toml"]


@pytest.mark.parametrize("target", ["own/letters.txt", "own/missing.txt", "/dev/zero", "own"])
@pytest.mark.parametrize("name", [*LINKED, "report.html", "report.html.part", "../.week.lock", "../.week.old-abcdefgh"])
def test_a_link_in_a_folder_leads_nowhere(stranger, capsys, name, target):
    own = stranger.parents[1] / "own"
    before = contents(own)
    (stranger / name).unlink(missing_ok=True)
    (stranger / name).symlink_to(stranger.parents[1] / target)
    seen = used(stranger, capsys)
    assert_clean(seen)
    assert contents(own) == before and [path.name for path in own.iterdir()] == ["letters.txt"]
    if name in LINKED:
        assert {code for code, _ in seen} == {2} and "that is a link" in seen[0][1]


@pytest.mark.parametrize("name", LINKED)
@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_a_folder_or_a_pipe_in_the_place_of_a_file_is_refused(stranger, capsys, name, kind):
    (stranger / name).unlink()
    (stranger / name).mkdir() if kind == "folder" else os.mkfifo(stranger / name)
    seen = used(stranger, capsys)
    assert_clean(seen)
    assert {code for code, _ in seen} == {2} and "but expected a file" in seen[0][1]


def test_a_table_that_unpacks_to_more_than_it_may_is_stopped(stranger, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 1_000_000)
    frame = example_run().articles.assign(body="x" * 5_000_000)
    pq.write_table(
        pa.Table.from_pandas(frame, schema=TABLES["articles"], preserve_index=False), stranger / "articles.parquet"
    )
    with pytest.raises(ValueError, match="articles.parquet: it unpacks to more than"):
        Run.load(stranger)


def test_more_rows_than_a_run_can_have_are_not_read(stranger, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 5)
    with pytest.raises(ValueError, match="12 rows, where 5 are the most"):
        Run.load(stranger)


@pytest.mark.parametrize("name", PATHS)
def test_ids_that_are_paths_are_names_and_nothing_else(stranger, capsys, name):
    run = example_run()
    ids = {one: f"{name}{number}" for number, one in enumerate(run.articles["id"])}
    articles = run.articles.assign(id=run.articles["id"].map(ids), copy_of=run.articles["copy_of"].map(ids).fillna(""))
    topics = run.topics.assign(id=[f"{name}{number}" for number in range(len(run.topics))], parent="")
    folder = replace(run, articles=articles, topics=topics).save(stranger.parent / "ids")
    before = sorted(path.name for path in stranger.parents[1].iterdir())
    assert_clean(used(folder, capsys))
    assert sorted(path.name for path in stranger.parents[1].iterdir()) == before


def test_the_name_of_a_folder_adds_no_column(tmp_path):
    folder = example_run().save(tmp_path / "lang=xx" / "topic=3")
    assert set(Run.load(folder).articles["lang"]) == {"en"}


def test_a_line_of_a_log_that_was_changed_is_named(stranger):
    run = Run.load(stranger).rename("Trams", "Tram strikes")
    run.save(stranger)
    log = stranger / "edits.jsonl"
    log.write_bytes(log.read_bytes().replace(b"Tram strikes", b"Tram strixes"))
    with pytest.raises(ValueError, match="line 1 is not what was written; mend or remove the line, and take its"):
        Run.load(stranger)
    line = json.loads(log.read_text("utf8"))
    log.write_text(json.dumps({key: value for key, value in line.items() if key != "sum"}) + "\n", "utf8")
    assert plain(Run.load(stranger).edits[0]["name"]) == "Tram strixes"  # changed by hand, on purpose
