"""What a notebook shows, on light and on dark ground, in a real browser."""

from __future__ import annotations

from importlib.resources import files

import pytest

from topics.articles import sample_articles
from topics.copies import find_copies
from topics.runs.compare import compare
from topics.runs.edits import merge
from topics.runs.example import example_run
from topics.views import parts
from topics.views.palette import LIGHT

pytestmark = pytest.mark.browser

# ink, ground, ground of every other row: those of JupyterLab
GROUNDS = {"light": ("rgba(0,0,0,.87)", "#ffffff", "#f5f5f5"), "dark": ("#ffffff", "#111111", "#212121")}
SEEN = 2.4  # contrast from which a dot of this size is seen beside its name
CONTRAST = """() => [...document.querySelectorAll('span')].map(e => {
  const c = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const light = colour => { c.fillStyle = colour; c.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...c.getImageData(0, 0, 1, 1).data].map(v => v / 255)
      .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b + .05; };
  const [a, b] = [light(getComputedStyle(document.body).backgroundColor), light(getComputedStyle(e).color)];
  return Math.max(a, b) / Math.min(a, b);
})"""


def shown(browser, html: str, ground: str):
    ink, paper, other = GROUNDS[ground]
    page = browser.new_page()
    style = f"body{{color:{ink};background:{paper};font:13px sans-serif}} tr:nth-child(even){{background:{other}}}"
    page.set_content(f'<html lang="en"><title>Output</title><style>{style}</style><body><main>{html}</main>')
    return page


def results() -> dict[str, str]:
    run = example_run()
    merged = merge(run, ["Trams", "Vineyards"], "Both")
    shows = run, run.event("eolives"), find_copies(sample_articles(), threshold=0.8), compare(run, merged)
    return {type(one).__name__: one._repr_html_() for one in shows}


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_dot_is_seen_on_its_ground(browser, ground):
    page = shown(browser, "".join(parts.dot(colour) for colour in LIGHT), ground)
    contrasts = page.evaluate(CONTRAST)
    page.close()

    assert len(contrasts) == len(LIGHT) and min(contrasts) > SEEN


@pytest.mark.parametrize("ground", GROUNDS)
def test_what_a_notebook_shows_can_be_read(browser, ground):
    pytest.importorskip("axe_playwright_python", reason="axe is not installed: pip install axe-playwright-python")
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    for name, html in results().items():
        page = shown(browser, html, ground)
        page.evaluate(axe)
        found = page.evaluate("axe.run('main', {resultTypes: ['violations']})")["violations"]
        page.close()
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == [], name
