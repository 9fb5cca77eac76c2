"""The options that say where a command works: --engine, --scheduler and --scratch.

They open an engine around the whole command, reading included; no stage knows of them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from topics.engine.blocks import DASK, ENGINES, LOCAL, use_engine


def add_engine(command: argparse.ArgumentParser) -> None:
    """Add the options; `working` opens what they ask for."""
    command.add_argument(
        "--engine", choices=ENGINES, help="where to work: this process, or Dask workers (docs/scale.md)"
    )
    command.add_argument(
        "--scheduler", metavar="ADDRESS", help="of a Dask scheduler, or its file; none: workers on this machine"
    )
    command.add_argument("--scratch", metavar="FOLDER", help="folder that all workers see, to hand data over")


@contextmanager
def working(arguments: argparse.Namespace) -> Iterator[None]:
    """Work on the engine that a command asks for: on its line, else in its settings.

    Examples
    --------
    >>> parser = argparse.ArgumentParser()
    >>> add_engine(parser)
    >>> with working(parser.parse_args(["--engine", "local"])):
    ...     pass
    """
    name, scheduler, scratch = _asked(arguments)
    if name == LOCAL:
        yield
        return
    with use_engine(name, scheduler, scratch) as engine:
        print(f"topics: {engine}", file=sys.stderr)
        yield


def _asked(arguments: argparse.Namespace) -> tuple[str, str, str]:
    name, scheduler = getattr(arguments, "engine", None), getattr(arguments, "scheduler", None)
    scratch = getattr(arguments, "scratch", None)
    if name == LOCAL and (scheduler or scratch):
        raise ValueError("Got --scheduler or --scratch with --engine local but expected --engine dask.")
    if name is None and (scheduler or scratch):
        name = DASK
    if name is None and getattr(arguments, "config", None):
        from topics.runs.config import Config

        config = Config.load(arguments.config)
        name, scheduler, scratch = config.engine, config.scheduler, config.scratch
    return name or LOCAL, scheduler or "", scratch or ""
