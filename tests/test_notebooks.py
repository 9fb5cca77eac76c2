"""Every notebook runs from top to bottom, offline and in a folder of its own, and is kept without outputs."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from topics import Run

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
LEAVES = {  # what each promises to leave in runs/ or runs/notebooks/; what has no suffix is a run to load
    "00_quickstart": ("quickstart/run", "quickstart/labels.xlsx", "quickstart/news.html"),
    "01_articles_and_copies": ("articles_and_copies/originals.parquet",),
    "02_topics_on_the_map": ("topics_on_the_map",),
    "03_read_rename_merge": ("read_rename_merge/week_1", "read_rename_merge/week_2"),
    "04_events_in_time": ("events_in_time/run", "events_in_time/events.csv"),
    "05_compare_runs": ("compare_runs/20_february", "compare_runs/27_february"),
    "06_export": ("export/run", "export/news.xlsx", "export/news.ttl", "export/news.graphml", "export/news.html"),
    "07_how_good_is_it": ("how_good_is_it/run", "how_good_is_it/scores.csv"),
}
READ_IN_TABLES = {"01_articles_and_copies", "06_export", "07_how_good_is_it"}  # the others show figures
SECONDS_A_CELL = 300
LONGEST_FUNCTION = 5  # lines; longer ones belong in the package
LONGEST_LINE = 120  # characters: beyond it a cell has to be moved sideways

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs_of(notebook):
    return [output for cell in code_cells(notebook) for output in cell.outputs]


def test_every_notebook_says_what_it_leaves():
    assert [path.stem for path in NOTEBOOKS] == list(LEAVES)


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def executed(request, tmp_path_factory):
    """The name of a notebook, the notebook after its run, and the folder beside which it ran."""
    folder = tmp_path_factory.mktemp(request.param.stem)
    (folder / "notebooks").mkdir()
    notebook = nbformat.read(request.param, as_version=4)
    resources = {"metadata": {"path": str(folder / "notebooks")}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        NotebookClient(
            notebook, timeout=SECONDS_A_CELL, kernel_name="python3", allow_errors=True, resources=resources
        ).execute()
    return request.param.stem, notebook, folder


def test_it_runs_from_top_to_bottom(executed):
    _, notebook, _ = executed
    errors = [(output.ename, output.evalue) for output in outputs_of(notebook) if output.output_type == "error"]
    assert errors == []
    assert [cell.source for cell in code_cells(notebook) if cell.execution_count is None] == []


def test_it_warns_of_nothing(executed):
    _, notebook, _ = executed
    said = [
        output.text for output in outputs_of(notebook) if output.output_type == "stream" and output.name == "stderr"
    ]
    assert [text for text in said if "warning" in text.lower()] == []


def test_it_shows_what_it_found(executed):
    name, notebook, _ = executed
    shown = {kind for output in outputs_of(notebook) for kind in output.get("data", {})}
    assert ("text/html" if name in READ_IN_TABLES else "image/png") in shown


def test_it_leaves_what_it_promises(executed):
    name, _, folder = executed
    place = folder / "runs" if name == "00_quickstart" else folder / "runs" / "notebooks"
    left = [place / promised for promised in LEAVES[name]]
    assert [path.name for path in left if not path.exists()] == []
    assert all(len(Run.load(path).articles) for path in left if not path.suffix)


@each_notebook
def test_it_is_valid_and_kept_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert [cell.source for cell in code_cells(notebook) if cell.outputs or cell.execution_count is not None] == []


@each_notebook
def test_it_opens_with_a_question_and_calls_the_package(path):
    notebook = nbformat.read(path, as_version=4)
    assert notebook.cells[0].cell_type == "markdown" and "?" in notebook.cells[0].source.splitlines()[0]
    functions = [
        node
        for cell in code_cells(notebook)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.FunctionDef)
    ]
    assert [node.name for node in functions if node.end_lineno - node.lineno >= LONGEST_FUNCTION] == []


@each_notebook
def test_its_code_can_be_read_without_moving_it_sideways(path):
    lines = [line for cell in code_cells(nbformat.read(path, as_version=4)) for line in cell.source.splitlines()]
    assert [line for line in lines if len(line) > LONGEST_LINE] == []
