"""The desk in a real JupyterLab, driven by a real browser, offline: what an analyst does, from "Run All" to the next day.

JupyterLab runs on loopback in a folder of its own, with settings of its own. Nothing may ask for anything elsewhere, and no
error may reach the console.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("jupyterlab", reason="JupyterLab is not installed: pip install -e '.[lab]'")
pytest.importorskip("jscatter", reason="jupyter-scatter is not installed: pip install -e '.[lab]'")
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")

QUICKSTART = Path(__file__).parents[1] / "notebooks" / "00_quickstart.ipynb"
TOKEN = "only-for-this-test"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]
START_SECONDS, CELL_SECONDS = 60, 240
SETTINGS = {"notification": {"fetchNews": "false", "checkForUpdates": False}, "themes": {"theme": "JupyterLab Light"}}
HOSTILE = "<img src=x onerror=window.hacked=1>"
EXAMPLE = f"""from dataclasses import replace

import topics as tp
from topics.runs.example import example_run

run = example_run()
desk = tp.explore(replace(run, articles=run.articles.assign(title=run.articles["title"] + " {HOSTILE}")))
desk
"""

FIELD = "input[placeholder='a new name']"
MAP, READING, LEGEND, STATUS = ".topics-map", ".topics-reading", ".topics-legend", ".topics-good"
CONTRAST = """element => {
  const see_through = colour => /^rgba.*, 0\\)$/.test(colour);
  let ground = element;
  while (see_through(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
  const painter = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d");
  const light = colour => {
    painter.fillStyle = colour;
    painter.fillRect(0, 0, 1, 1);  // over what was painted before: a text may be half see-through
    return [...painter.getImageData(0, 0, 1, 1).data].slice(0, 3).map(part => part / 255)
      .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
      .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  };
  const both = [getComputedStyle(ground).backgroundColor, getComputedStyle(element).color].map(light);
  return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
}"""


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that runs, and the folder that it shows."""

    url: str
    folder: Path

    def notebook(self, name: str, *cells: str) -> str:
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(made, self.folder / name)
        return name


@dataclass
class Bench:
    """A page with a notebook open in JupyterLab, and what it did that it should not do."""

    page: sync_api.Page
    lab: Lab
    noise: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", lambda said: said.type == "error" and self.noise.append(said.text))
        self.page.on("pageerror", lambda error: self.noise.append(str(error)))
        self.page.on("request", lambda request: self._check(request.url))
        self.page.on("websocket", lambda socket: self._check(socket.url))

    def _check(self, url: str) -> None:
        here = self.lab.url, self.lab.url.replace("http", "ws"), "data:", "blob:"
        if not url.startswith(here):
            self.noise.append(url)

    def open(self, name: str) -> None:
        self.page.goto(f"{self.lab.url}/lab/tree/{name}?token={TOKEN}&reset")
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        self.page.locator("#jp-main-statusbar", has_text="| Idle").wait_for()

    def menu(self, title: str, *items: str) -> None:
        self.page.locator(".lm-MenuBar-itemLabel", has_text=title).first.click()
        for item in items:
            self.page.locator(".lm-Menu-item", has_text=item).first.click()

    def run_all(self) -> None:
        """Run every cell; JupyterLab lets the command pass unheard while it is still getting hold of the kernel."""
        started = self.page.locator(".jp-InputPrompt", has_text="[*]").or_(
            self.page.locator(".jp-InputPrompt", has_text="[1]")
        )
        for _ in range(20):
            self.menu("Run", "Run All Cells")
            try:
                started.first.wait_for(timeout=1500)
            except sync_api.TimeoutError:
                continue
            return
        pytest.fail("JupyterLab did not start to run the notebook")

    def run(self, code: str) -> str:
        """Run one more cell at the end of the notebook, and return what it shows."""
        self.page.locator(".jp-Notebook-footer").click()
        cell = self.page.locator(".jp-Notebook .jp-CodeCell").last
        cell.locator(".cm-content").click()
        self.page.keyboard.insert_text(code)
        self.page.keyboard.press("Control+Enter")
        shown = cell.locator(".jp-OutputArea-output")
        shown.first.wait_for(timeout=1000 * CELL_SECONDS)
        return shown.first.inner_text()

    def show_desk(self) -> None:
        canvas = self.page.locator(f"{MAP} canvas").first
        canvas.wait_for(timeout=1000 * CELL_SECONDS)
        self.page.locator(MAP).scroll_into_view_if_needed()
        sync_api.expect(self.page.locator(f"{LEGEND} .topics-dot").first).to_be_visible()

    def lasso(self, *corners: tuple[float, float]) -> None:
        """Draw a loop with the mouse; corners in shares of the width and height of the map."""
        box = self.page.locator(f"{MAP} canvas").first.bounding_box()
        ways = [(box["x"] + across * box["width"], box["y"] + down * box["height"]) for across, down in corners]
        self.page.mouse.move(*ways[0])
        self.page.mouse.down()
        for way in ways[1:]:  # the loop closes itself; back at its start it would be a click
            self.page.mouse.move(*way, steps=12)
        self.page.mouse.up()

    def says(self, selector: str, text: str) -> None:
        sync_api.expect(self.page.locator(selector).first).to_contain_text(text)

    def contrast(self, selector: str) -> float:
        """Contrast of a text with what it stands on, as WCAG counts it: 4.5 is readable."""
        return self.page.locator(selector).first.evaluate(CONTRAST)


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    settings = folder / ".settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    for name, chosen in SETTINGS.items():
        (settings / f"{name}.jupyterlab-settings").write_text(json.dumps(chosen))
    (folder / "notebooks").mkdir()
    shutil.copy(QUICKSTART, folder / "notebooks")
    places = {"JUPYTERLAB_SETTINGS_DIR": ".settings", "JUPYTERLAB_WORKSPACES_DIR": ".workspaces"}
    places |= {"JUPYTER_CONFIG_DIR": ".config", "JUPYTER_RUNTIME_DIR": ".runtime", "IPYTHONDIR": ".ipython"}
    own = {name: str(folder / place) for name, place in places.items()}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={folder}"]
    options += ["--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={TOKEN}", "--no-browser", "--allow-root"]
    with (folder / ".log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env={**os.environ, **own, "HF_HUB_OFFLINE": "1"},
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/api/status?token={TOKEN}", server, folder / ".log")
        yield Lab(f"http://127.0.0.1:{port}", folder)
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(url).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"JupyterLab did not start: {log.read_text('utf8', 'replace')[-2000:]}")


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        named = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
        found = next((path for path in named if path), playwright.chromium.executable_path)
        if not Path(found).exists():
            pytest.skip("no Chromium on this machine: apt-get install chromium")
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@contextmanager
def new_bench(browser: sync_api.Browser, lab: Lab) -> Iterator[Bench]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    made = Bench(context.new_page(), lab)
    made.listen()
    yield made
    context.close()
    assert made.noise == []


@pytest.fixture
def bench(browser, lab) -> Iterator[Bench]:
    with new_bench(browser, lab) as made:
        yield made


@pytest.fixture(scope="module")
def desk(browser, lab) -> Iterator[Bench]:
    """The desk of a small run, open; no test relies on what another one did there."""
    with new_bench(browser, lab) as made:
        made.open(lab.notebook("example.ipynb", EXAMPLE))
        made.run_all()
        made.show_desk()
        yield made


def test_a_topic_renamed_in_the_quickstart_is_renamed_tomorrow(bench, lab):
    bench.open("notebooks/00_quickstart.ipynb")
    bench.run_all()
    bench.show_desk()
    bench.lasso((0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95))
    bench.says(READING, "170 articles")
    bench.page.fill(FIELD, "News of the desk")
    bench.page.get_by_role("button", name="Rename it").click()
    bench.says(STATUS, "to 'News of the desk'. Kept in")
    log = (lab.folder / "runs/quickstart/run/edits.jsonl").read_text("utf8")
    assert json.loads(log.splitlines()[-1])["name"] == "News of the desk"
    assert "News of the desk" in bench.run("desk.run.topics[['name', 'n_articles']]")
    bench.menu("Kernel", "Restart Kernel…")
    bench.page.locator(".jp-Dialog .jp-mod-accept").click()
    code = "import topics as tp\n\ntp.Run.load('../runs/quickstart/run').topics[['name']]"
    assert "News of the desk" in bench.run(code)


def test_enter_renames_and_escape_lets_go(desk):
    desk.page.fill("input[placeholder='words, then Enter']", "kestrel")
    desk.page.keyboard.press("Enter")
    desk.says(READING, "2 articles")
    desk.page.fill(FIELD, "Getting about")
    desk.page.keyboard.press("Enter")
    desk.says(STATUS, "Renamed 'Transport' to 'Getting about'.")
    desk.says(LEGEND, "Getting about")
    desk.page.keyboard.press("Escape")
    desk.says(READING, "Drag a lasso")


def test_pointing_shows_the_title_as_text(desk):
    box = desk.page.locator(f"{MAP} canvas").first.bounding_box()
    title = desk.page.locator(f"{MAP} div", has_text=HOSTILE).last
    for step in range(0, 60, 2):  # the points of the example lie on the diagonal
        desk.page.mouse.move(box["x"] + box["width"] / 2 + step, box["y"] + box["height"] / 2 + step)
        if title.count():
            break
    sync_api.expect(title).to_be_visible()
    assert desk.page.locator(f"{MAP} img").count() == 0 and desk.page.evaluate("window.hacked") is None


def test_the_buttons_of_the_map_are_in_sight(desk):
    frame = desk.page.locator(MAP).bounding_box()
    for button in desk.page.locator(f"{MAP} button").all():
        box = button.bounding_box()
        assert frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]


def test_both_themes_can_be_read(desk):
    desk.page.fill("input[placeholder='words, then Enter']", "ferry")
    desk.page.keyboard.press("Enter")
    desk.says(STATUS, "found")
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        desk.menu("Settings", "Theme", theme)
        desk.page.locator(f"body[data-jp-theme-name='{theme}']").wait_for(state="attached")
        seen = [f"{READING} b", f"{READING} .topics-faint", f"{READING} summary", f"{LEGEND} .topics-entry", STATUS]
        contrasts = {part: round(desk.contrast(part), 1) for part in seen}
        assert {part: found for part, found in contrasts.items() if not 4.5 <= found < 21.1} == {}
        paper = desk.page.locator(f"{MAP} canvas").first.evaluate(
            "e => getComputedStyle(e.parentElement).backgroundColor"
        )
        assert paper == "rgba(0, 0, 0, 0)"
