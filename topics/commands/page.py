"""`topics report`: the page of a run, beside its tables or wherever it is told to write it.

It reads the run folder and writes one file; the run stays as it is.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from topics.runs.folders import PAGE

if TYPE_CHECKING:
    from topics.runs.run import Run


def add_report(report: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    report.add_argument("run", metavar="RUN")
    report.add_argument("--to", metavar="FILE", help=f"default: RUN/{PAGE}")


def report_run(arguments: argparse.Namespace) -> int:
    """Write the page of a run folder."""
    from topics.runs.run import Run

    print_page(Run.load(arguments.run), Path(arguments.to or Path(arguments.run) / PAGE))
    return 0


def print_page(run: Run, path: Path) -> None:
    """Write the page of a run and say where it is."""
    from topics.views.page import write_page

    print(write_page(run, path))
