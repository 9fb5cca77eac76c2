"""`topics run`: the whole line from files to a run folder.

What may stand in the way is told before anything is read: a misspelt setting, a card that is not there, edits that would be lost.
"""

from __future__ import annotations

import argparse
import sys

from topics.commands.edit import tell_conflicts
from topics.commands.engine import add_engine
from topics.commands.fetching import add_fetching, fetching
from topics.commands.page import print_page
from topics.commands.read import read_inputs
from topics.commands.watchlist import given_watchlist
from topics.runs.folders import PAGE

SETTINGS = ("model", "device", "seed", "granularity", "entities")  # those that have an option of their own


def add_run(run: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    run.add_argument("inputs", nargs="+", metavar="INPUT")
    run.add_argument("--out", required=True, metavar="RUN", help="folder to write")
    _settings(run)
    run.add_argument("--previous", metavar="RUN", help="earlier run whose ids, names and edits are carried over")
    run.add_argument("--page", action="store_true", help=f"also write RUN/{PAGE}")
    add_fetching(run)
    add_engine(run)


def _settings(command: argparse.ArgumentParser) -> None:
    command.add_argument("--config", metavar="FILE", help="settings, TOML")
    command.add_argument("--watchlist", metavar="FILE", help="topics named beforehand, TOML, or 'starter'")
    command.add_argument("--model", metavar="M", help="name or folder of a sentence-transformers model, or 'static'")
    command.add_argument("--device", metavar="D", help="where texts are encoded: auto, cpu, cuda, cuda:1 or mps")
    command.add_argument("--seed", type=int, metavar="N", help="seed of the map")
    command.add_argument("--entities", metavar="E", help="what finds names: capitals, spacy:MODEL or gliner:MODEL")
    command.add_argument("--granularity", choices=["event", "storyline"], help="single happenings, or longer stories")


def run_inputs(arguments: argparse.Namespace) -> int:
    """Find topics and events in the inputs, write the run and print it."""
    from topics.encoding.devices import found_device
    from topics.runs.config import Config
    from topics.runs.overwrite import check_edits_come_along
    from topics.runs.pipeline import analyse
    from topics.runs.run import Run
    from topics.runs.store import check_target

    # `working` has seen where to work.
    config = Config.load(arguments.config).at_home() if arguments.config else Config()
    given = ((name, getattr(arguments, name)) for name in SETTINGS)
    config = config.with_(**{name: value for name, value in given if value is not None})
    found_device(config.device)  # a card that is not there is told before minutes of reading
    watchlist = given_watchlist(arguments.watchlist) if arguments.watchlist else None
    previous = Run.load(arguments.previous) if arguments.previous else None
    check_target(arguments.out)
    check_edits_come_along(arguments.out, previous)
    articles = read_inputs(arguments.inputs, **fetching(arguments))
    run = analyse(articles, config, watchlist=watchlist, previous=previous)
    folder = run.save(arguments.out)
    print(run)
    tell_conflicts(run, folder)
    if arguments.page:
        print_page(run, folder / PAGE)
    print(f"\nWritten to {folder}", file=sys.stderr)
    return 0
