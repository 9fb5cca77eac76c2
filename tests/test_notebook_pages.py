"""The notebooks kept as static pages are there, as new as their notebooks, and open without asking anybody for anything."""

from __future__ import annotations

import importlib.util
import re
import shutil
from html import unescape
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
LARGEST = 1_500_000  # bytes
CURE = "its notebook has changed since; run `make docs`"
TAG = re.compile(r"<[^>]*>")

spec = importlib.util.spec_from_file_location("render_notebooks", ROOT / "docs" / "render_notebooks.py")
render = importlib.util.module_from_spec(spec)
spec.loader.exec_module(render)

each_page = pytest.mark.parametrize("name", render.PAGES)


def page_of(name: str) -> Path:
    return ROOT / "docs" / "notebooks" / f"{name}.html"


def notebook_of(name: str):
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)


def test_there_is_a_page_for_each_and_no_other():
    assert sorted(path.stem for path in page_of("").parent.glob("*.html")) == sorted(render.PAGES)


@each_page
def test_it_is_as_new_as_its_notebook(name):
    text, notebook = page_of(name).read_text(encoding="utf-8"), notebook_of(name)
    assert f'<meta name="cells" content="{render.fingerprint(notebook)}">' in text, CURE
    shown = [
        unescape(TAG.sub("", block))
        for block in re.findall(r'<div class="highlight.*?<pre>(.*?)</pre>', text, re.DOTALL)
    ]
    assert [block.strip() for block in shown] == [cell.source for cell in notebook.cells if cell.cell_type == "code"]


@each_page
def test_it_is_small_and_holds_no_script_and_no_path_of_a_machine(name):
    text = page_of(name).read_text(encoding="utf-8")
    assert len(text.encode("utf-8")) < LARGEST
    assert "<script" not in text.lower() and "://" not in text
    assert not re.search(r"/(tmp|home|root|Users)/", TAG.sub("", text))


@each_page
def test_every_figure_says_what_it_shows(name):
    figures = re.findall(r"<img [^>]*>", page_of(name).read_text(encoding="utf-8"))
    assert figures and all(re.search(r'alt="Figure: \w', figure) for figure in figures)


@pytest.mark.browser
@each_page
def test_it_opens_without_a_request_and_without_complaint(name, chromium):
    page, noise = chromium.new_context(offline=True, viewport={"width": 1100, "height": 900}).new_page(), []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("request", lambda request: request.url.startswith(("file:", "data:")) or noise.append(request.url))
    page.goto(page_of(name).as_uri())
    pictures = page.evaluate("[...document.images].map(image => [image.complete, image.naturalWidth, image.width])")
    page.context.close()
    assert noise == []
    assert pictures and all(
        complete and natural > 1_000 and 500 < wide <= 1_000 for complete, natural, wide in pictures
    )


@pytest.mark.browser
@each_page
def test_a_narrow_window_moves_tables_and_not_the_page(name, chromium):
    page = chromium.new_context(offline=True, viewport={"width": 420, "height": 900}).new_page()
    page.goto(page_of(name).as_uri())
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert wide <= 420


@pytest.fixture(scope="module")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    with sync_api.sync_playwright() as playwright:
        named = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
        found = next((path for path in named if path), playwright.chromium.executable_path)
        if not Path(found).exists():
            pytest.skip("no Chromium on this machine: apt-get install chromium")
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        yield browser
        browser.close()
