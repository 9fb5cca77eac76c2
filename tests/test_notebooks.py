"""Every notebook runs from top to bottom, offline and in a folder of its own, and is kept without outputs."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from topics import Run

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
SECONDS_A_CELL = 300
LONGEST_FUNCTION = 5  # lines; longer ones belong in the package

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_is_a_notebook_to_start_with():
    assert "00_quickstart" in [path.stem for path in NOTEBOOKS]


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def executed(request, tmp_path_factory):
    """A notebook after its run, and the folder beside which it ran."""
    folder = tmp_path_factory.mktemp(request.param.stem)
    (folder / "notebooks").mkdir()
    notebook = nbformat.read(request.param, as_version=4)
    resources = {"metadata": {"path": str(folder / "notebooks")}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        NotebookClient(
            notebook, timeout=SECONDS_A_CELL, kernel_name="python3", allow_errors=True, resources=resources
        ).execute()
    return notebook, folder


def test_it_runs_from_top_to_bottom(executed):
    notebook, _ = executed
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    assert [(output.ename, output.evalue) for output in outputs if output.output_type == "error"] == []
    assert [cell.source for cell in code_cells(notebook) if cell.execution_count is None] == []


def test_it_shows_a_figure_and_leaves_a_run_to_load(executed):
    notebook, folder = executed
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    kept = [Run.load(found.parent) for found in folder.rglob("manifest.json")]
    assert kept and all(len(run.articles) for run in kept)


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
