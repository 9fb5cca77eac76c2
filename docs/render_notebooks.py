"""Notebooks -> static pages with their figures, to be read without running anything.

Beside the straight line, called by `make docs`. A page must never ask a server for anything, hold a script, or show a path
of the machine it was made on.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import re
import sys
import tempfile
from pathlib import Path
from string import Template

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from PIL import Image
from pygments.formatters import HtmlFormatter

HERE = Path(__file__).parent
NOTEBOOKS = HERE.parent / "notebooks"
PAGES = ("02_topics_on_the_map", "04_events_in_time")
SHARP = "--InlineBackend.figure_formats={'retina'}"  # two pixels for one, so that small letters can be read
COLOURS = 256  # of a figure: a third of the bytes, and no eye sees it
SECONDS_A_CELL = 300


def main() -> None:
    """Write the page of every notebook that has one."""
    for name in PAGES:
        notebook = executed(nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4))
        path = HERE / "notebooks" / f"{name}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(page(notebook, name), encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(HERE.parent)}: {path.stat().st_size / 1e6:.1f} MB\n")


def executed(notebook: NotebookNode) -> NotebookNode:
    """Run a notebook in an empty folder, as the tests do, and return it with what a reader should see of the outputs."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "notebooks")
        place.mkdir()
        NotebookClient(
            notebook,
            timeout=SECONDS_A_CELL,
            kernel_name="python3",
            store_widget_state=False,
            extra_arguments=[SHARP],
            resources={"metadata": {"path": str(place)}},
        ).execute()
    words = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            words = cell.source
        else:
            cell.outputs = [output for output in cell.outputs if _is_for_readers(output)]
            for figure in (output for output in cell.outputs if "image/png" in output.get("data", {})):
                figure.data["image/png"] = _smaller(figure.data["image/png"])
                figure.metadata.setdefault("image/png", {})["alt"] = f"Figure: {_lead(words)}"
    return notebook


def page(notebook: NotebookNode, name: str) -> str:
    """Return an executed notebook as one HTML page."""
    # The basic template writes cells only; what frames them elsewhere comes from servers.
    exporter = HTMLExporter(template_name="basic", exclude_input_prompt=True, exclude_output_prompt=True)
    exporter.exclude_anchor_links = True
    body, _ = exporter.from_notebook_node(notebook)
    template = Template((HERE / "notebook_page.html").read_text(encoding="utf-8"))
    return template.substitute(
        name=name,
        title=html.escape(notebook.cells[0].source.splitlines()[0].lstrip("# ")),
        cells=fingerprint(notebook),
        highlighting=HtmlFormatter(style="xcode", nobackground=True).get_style_defs(".highlight"),
        body=body.strip(),
    )


def fingerprint(notebook: NotebookNode) -> str:
    """Return what tells that a page was made from these cells, in this order."""
    cells = "\0".join(f"{cell.cell_type}\n{cell.source}" for cell in notebook.cells)
    return hashlib.sha256(cells.encode("utf-8")).hexdigest()


def _is_for_readers(output: NotebookNode) -> bool:
    """Bars of progress and notes to the console belong to the moment."""
    console = output.output_type == "stream" and output.name == "stderr"
    return not console and "application/vnd.jupyter.widget-view+json" not in output.get("data", {})


def _smaller(figure: str) -> str:
    """Return a figure, both as base64, with a palette of its own."""
    picture = Image.open(io.BytesIO(base64.b64decode(figure))).convert("RGB")
    stream = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(stream, "png", optimize=True)
    return base64.b64encode(stream.getvalue()).decode("ascii")


def _lead(words: str) -> str:
    """Return the bold words above a figure: what it shows, for those who cannot see it."""
    lead = re.search(r"\*\*(.+?)\*\*", words, re.DOTALL)
    return " ".join(lead[1].split()).rstrip(".,:") if lead else "of this notebook"


if __name__ == "__main__":
    main()
