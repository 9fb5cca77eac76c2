"""What an import may load, and which room of the package may know of which."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "topics"
ROOMS = "engine articles copies encoding smallest neighbours clustering labels runs views export evaluation commands cli".split()
DEAR = {"torch", "umap", "numba", "sklearn", "matplotlib", "sentence_transformers", "transformers"}
# A result shows itself in a notebook: the one look to the right, taken only when it is asked to.
WHEN_ASKED = {("runs/run.py", "views"), ("runs/compare.py", "views"), ("copies.py", "views")}

MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def room_of(path):
    return Path(path).parts[0].removesuffix(".py")


def imports_of(source):
    """(name of a module of this package, how it is imported: at once, when asked, for types) for each import."""
    found = []

    def visit(node, how):
        for child in ast.iter_child_nodes(node):
            inside = how
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                inside = "when asked"
            elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                inside = "for types"
            elif isinstance(child, ast.ImportFrom) and not child.level:
                found.extend((f"{child.module}.{alias.name}", how) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                found.append(("." * child.level, how))
            elif isinstance(child, ast.Import):
                found.extend((alias.name, how) for alias in child.names)
            visit(child, inside)

    visit(ast.parse(source), "at once")
    return found


def looks_right(path, name, how):
    """Whether a module imports one that stands further right on the straight line."""
    here, parts = room_of(path), name.split(".")
    if here not in ROOMS or parts[0] != "topics" or parts[1] not in ROOMS or how == "for types":
        return False
    allowed = how == "when asked" and (path, parts[1]) in WHEN_ASKED
    return ROOMS.index(parts[1]) > ROOMS.index(here) and not allowed


@pytest.mark.parametrize("path", MODULES)
def test_no_room_knows_of_a_room_to_its_right(path):
    found = imports_of((PACKAGE / path).read_text("utf8"))

    assert [name for name, how in found if looks_right(path, name, how)] == []


@pytest.mark.parametrize("path", MODULES)
def test_imports_name_their_module_in_full(path):
    assert [name for name, _ in imports_of((PACKAGE / path).read_text("utf8")) if name.startswith(".")] == []


def test_the_check_sees_an_import_to_the_right():
    (name, how), *_ = imports_of("def find_copies():\n    from topics.runs.run import Run\n")

    assert looks_right("copies.py", name, how)


def test_every_room_stands_on_the_line():
    assert {room_of(path) for path in MODULES} - {"__init__", "__main__"} == set(ROOMS)


def test_nothing_but_the_command_itself_imports_the_command_line():
    sources = {path: (PACKAGE / path).read_text("utf8") for path in MODULES}
    users = {path for path, text in sources.items() for name, _ in imports_of(text) if name.startswith("topics.cli")}

    assert users <= {"__main__.py"}


def loaded_after(statement):
    script = f"import sys\n{statement}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    return set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    )


@pytest.mark.parametrize("statement", ["import topics", "import topics.runs.pipeline, topics.runs.run, topics.copies"])
def test_importing_loads_no_dear_library(statement):
    assert loaded_after(statement) & DEAR == set()


def test_every_public_name_can_be_had():
    import topics

    assert [name for name in topics.__all__ if not callable(getattr(topics, name))] == []


def test_an_unknown_name_is_refused_with_the_known_ones():
    import topics

    with pytest.raises(AttributeError, match=r"no attribute 'analyze'; it has .*analyse"):
        topics.analyze  # noqa: B018
