"""The page under axe-core, which looks for what shuts readers out: contrast, names, roles, order."""

from __future__ import annotations

from importlib.resources import files

import pytest

from topics.runs.compare import compare
from topics.runs.edits import merge
from topics.runs.example import example_run

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")
PLACES = ("", "#topic-t1", "#topic-t10", "#event-e003", "#article-0000000000000000")


@pytest.fixture(scope="module")
def axe() -> str:
    pytest.importorskip("axe_playwright_python", reason="axe is not installed: pip install axe-playwright-python")
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def findings(page, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{one['id']}: {node['html']}" for one in found if one["impact"] in GRAVE for node in one["nodes"]]


def go(page, place: str) -> None:
    page.evaluate("place => { location.hash = place || '#all'; }", place)
    page.wait_for_timeout(50)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_grave_is_found_wherever_one_reads(opened, run, axe, scheme, width):
    page = opened(run, width=width, scheme=scheme)
    for place in PLACES:
        go(page, place)
        assert findings(page, axe) == [], place
    page.fill("#q", "Olive")
    page.wait_for_selector("#pane mark")
    assert findings(page, axe) == []
    for tab in ("Topics", "Timeline") if width == 390 else ():
        page.click(f".tabs >> text={tab}")
        assert findings(page, axe) == [], tab
    page.click("text=Topics over time")
    assert findings(page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_grave_is_found_on_a_page_that_compares(opened, axe, scheme, width):
    new = merge(example_run(), ["Trams", "Vineyards"], "Both")
    page = opened(new, width=width, scheme=scheme, comparison=compare(example_run(), new))
    assert findings(page, axe) == []
    if width == 390:
        page.click(".tabs >> text=Timeline")
        assert findings(page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_grave_is_found_where_there_is_much_to_scroll_and_an_event_is_long(opened, long, axe, scheme):
    page = opened(long, height=420, scheme=scheme, at="#topic-t1")
    assert page.evaluate("$('lanes').scrollHeight > $('lanes').clientHeight")
    assert findings(page, axe) == []
    go(page, "#event-e003")
    assert page.is_visible(".facts svg") and findings(page, axe) == []


@pytest.mark.parametrize("of", ["empty", "undated", "unplaced"])
def test_nothing_grave_is_found_where_something_is_missing(opened, axe, of, request):
    assert findings(opened(request.getfixturevalue(of)), axe) == []


def test_axe_would_see_it(opened, run, axe):
    page = opened(run)
    page.evaluate("document.querySelector('h1').style.color = '#ddd'")
    assert findings(page, axe)
