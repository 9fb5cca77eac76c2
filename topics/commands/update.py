"""`topics update` and `topics verify`: a run goes on with new articles, and a run is made again from its record.

They print what the run is now, and say on stderr how far the news has moved away from its topics.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from topics.commands.edit import tell_conflicts
from topics.commands.engine import add_engine
from topics.commands.fetching import add_fetching, fetching
from topics.commands.models import add_models, opened
from topics.commands.read import counted, read_inputs
from topics.runs.folders import PAGE

if TYPE_CHECKING:
    from topics.runs.run import Run

DIFFERENT = 1  # exit code where a run does not come out the same


def add_update(update: argparse.ArgumentParser) -> None:
    """Add the arguments of `topics update`."""
    update.add_argument("run", metavar="RUN")
    update.add_argument("inputs", nargs="*", metavar="INPUT", help="new articles; none with --anew")
    update.add_argument("--out", required=True, metavar="RUN2", help="folder to write")
    update.add_argument(
        "--anew", action="store_true", help="find topics, names and map anew over all articles; edits carry over"
    )
    update.add_argument("--page", action="store_true", help=f"also write RUN2/{PAGE}, with what changed at its head")
    add_models(update)
    add_fetching(update)
    add_engine(update)


def update_run(arguments: argparse.Namespace) -> int:
    """Add articles to a run, write the new one and say how its topics stand."""
    from topics.export import write_comparison
    from topics.runs.compare import compare
    from topics.runs.drift import topic_drift
    from topics.runs.overwrite import check_edits_come_along
    from topics.runs.store import check_target
    from topics.runs.update import update

    if not arguments.inputs and not arguments.anew:
        raise ValueError("Got no INPUT but expected files with new articles, or --anew to find topics anew.")
    old, encoder = opened(arguments)
    check_target(arguments.out)
    check_edits_come_along(arguments.out, old)
    new = read_inputs(arguments.inputs, **fetching(arguments)) if arguments.inputs else None
    run = update(old, new, anew=arguments.anew, encoder=encoder)
    folder = run.save(arguments.out)
    if arguments.page:
        write_comparison(compare(old, run), run, folder / PAGE)
    print(run)
    tell_conflicts(run, folder)
    print(f"\n{topic_drift(run)}", file=sys.stderr)
    print(f"{_added(old, run)} Written to {folder}", file=sys.stderr)
    return 0


def _added(old: Run, run: Run) -> str:
    new = run.articles[~run.articles["id"].isin(old.articles["id"])]
    told = old.events["id"]
    joined = int(new["event"].isin(told).sum())
    number = f"{counted(len(new), 'article')} added"
    return f"{number}, {joined} of them to events that were known." if joined else f"{number}."


def verify_run(arguments: argparse.Namespace) -> int:
    """Make a run again and print what came out differently."""
    from topics.runs.verify import verify

    run, encoder = opened(arguments)
    found = verify(run, encoder=encoder, progress=True)
    print(found)
    return 0 if found.same else DIFFERENT
