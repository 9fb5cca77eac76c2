"""The end of the line: a run -> a file that other programs read, chosen by the suffix.

Must never change the run, never leave half a file behind, and never write text of an article where a program would take
it for a formula or for markup. Imports nothing heavy, so that `topics` can offer `export` itself at no cost.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

    from topics.runs.compare import Comparison
    from topics.runs.run import Run

__all__ = ["SUFFIXES", "What", "export", "write_comparison", "write_table"]

What = Literal["articles", "topics", "events"]
WHATS = ("articles", "topics", "events")


def export(run: Run, path: str | Path, *, what: What | None = None) -> Path:
    """Write a run, or one of its tables, to a file.

    Parameters
    ----------
    run
        The run to be written.
    path
        Where to. The suffix decides: a table as ``.csv``, ``.jsonl``, ``.parquet`` or ``.xlsx``; the topics as SKOS
        concepts in ``.ttl``; topics and events as a graph in ``.graphml``; everything as one page in ``.html``. A
        folder that is missing is made; a file that is there is replaced, at once and whole.
    what
        The table wanted. None means the articles, and in a workbook a sheet for each of the three. Of no effect on
        ``.ttl``, ``.graphml`` and ``.html``.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    ValueError
        If the suffix or `what` is none of the above, or a table is too long for a workbook.
    ImportError
        If a workbook is asked for and openpyxl is not installed.

    Notes
    -----
    Articles gain the names of their topics (``topic_0``, the broadest, ``topic_1``, ...) and the headline of their
    event. Lists stay lists in jsonl and parquet; in csv and xlsx they are joined by ``"; "``. In csv a text that starts
    with = + - @, a tab or a line break gets an apostrophe in front, so that no spreadsheet runs it as a formula; true
    numbers stay as they are. In xlsx such a text is marked as text; control characters are removed, and a cell ends
    after 32,767 characters, which is all that the format holds.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from types import SimpleNamespace
    >>> topics = pd.DataFrame({"id": ["t1"], "layer": [0], "parent": [""], "name": ["=arms deals"]})
    >>> run = SimpleNamespace(articles=None, topics=topics, events=None)
    >>> export(run, tempfile.mkdtemp() + "/topics.csv", what="topics").read_text().splitlines()
    ['id,layer,parent,name,parent_name', "t1,0,,'=arms deals,"]
    """
    path = Path(path)
    write = _writers().get(path.suffix.lower())
    if write is None:
        raise ValueError(f"Got a file name that ends in {path.suffix!r} but expected one of {' '.join(SUFFIXES)}.")
    if what is not None and what not in WHATS:
        raise ValueError(f"Got what={what!r} but expected one of {', '.join(WHATS)}.")
    with _aside(path) as draft:
        write(run, draft, what)
    return path


def write_table(table: pd.DataFrame, path: str | Path) -> Path:
    r"""Write any table, such as newly placed articles, as csv, jsonl or parquet, with the care that `export` takes.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> write_table(pd.DataFrame({"title": ["=1+1"]}), tempfile.mkdtemp() + "/new.csv").read_text()
    "title\n'=1+1\n"
    """
    from topics.export.tables import table_to_csv, table_to_jsonl, table_to_parquet

    path = Path(path)
    write = {".csv": table_to_csv, ".jsonl": table_to_jsonl, ".parquet": table_to_parquet}.get(path.suffix.lower())
    if write is None:
        raise ValueError(f"Got a file name that ends in {path.suffix!r} but expected one of .csv .jsonl .parquet.")
    with _aside(path) as draft:
        write(table, draft)
    return path


def write_comparison(comparison: Comparison, run: Run, path: str | Path) -> Path:
    """Write what changed: as ``.html`` the page of the newer run with the changes at its head, else a table of both levels.

    Parameters
    ----------
    comparison
        Of an earlier run with `run`.
    run
        The newer of the two.
    path
        Where to: ``.html``, or ``.csv``, ``.jsonl`` or ``.parquet`` for the rows of topics and of events, told by `level`.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    ValueError
        If the suffix is none of these.

    Examples
    --------
    >>> import tempfile
    >>> from topics.runs.compare import compare
    >>> from topics.runs.example import example_run
    >>> run = example_run()
    >>> write_comparison(compare(run, run), run, tempfile.mkdtemp() + "/changes.csv").read_text().splitlines()[1]
    '0,kept,ttransport,Transport,ttransport,Transport,7,7,7,topic'
    """
    path = Path(path)
    if path.suffix.lower() == ".html":
        from topics.views.page import write_page

        with _aside(path) as draft:
            write_page(run, draft, comparison=comparison)
        return path
    if path.suffix.lower() not in (".csv", ".jsonl", ".parquet"):
        raise ValueError(f"Got a file name that ends in {path.suffix!r} but expected .html, .csv, .jsonl or .parquet.")
    import pandas as pd

    levels = comparison.topics.assign(level="topic"), comparison.events.assign(level="event")
    table = pd.concat(levels, ignore_index=True)
    return write_table(table.astype({"layer": "Int64"}), path)  # events have none


def _writers() -> dict[str, Callable[[Run, Path, What | None], None]]:
    from topics.export.graphs import write_graphml, write_turtle
    from topics.export.tables import write_csv, write_jsonl, write_parquet
    from topics.export.workbook import write_workbook

    return {
        ".csv": write_csv,
        ".jsonl": write_jsonl,
        ".parquet": write_parquet,
        ".xlsx": write_workbook,
        ".ttl": lambda run, path, what: write_turtle(run, path),
        ".graphml": lambda run, path, what: write_graphml(run, path),
        ".html": _write_html,
    }


SUFFIXES = (".csv", ".jsonl", ".parquet", ".xlsx", ".ttl", ".graphml", ".html")


def _write_html(run: Run, path: Path, what: What | None) -> None:
    from topics.views.page import write_page

    write_page(run, path)


@contextmanager
def _aside(path: Path) -> Iterator[Path]:
    """Yield a name beside the wanted one; what was written there takes its place only when all went well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    draft.unlink(missing_ok=True)  # in the folder of a stranger it may be a link
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
