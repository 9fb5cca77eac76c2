"""The command `topics`: the same line as in a notebook, for the terminal and for scripts.

Nothing imports this module. It prints, and turns what a user can cause into one plain sentence: exit code 2 for bad use, 1 for
failure, a traceback only with --debug.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from topics.commands.edit import add_edits
from topics.commands.engine import add_engine, working
from topics.commands.fetching import add_fetching, fetching
from topics.commands.models import add_models, opened
from topics.commands.page import add_report, report_run
from topics.commands.read import IN_NO_RUN, add_read, read, read_inputs
from topics.commands.run import add_run, run_inputs
from topics.commands.update import add_update, update_run, verify_run
from topics.commands.watchlist import add_kinds

BAD_USE, FAILURE, INTERRUPTED = 2, 1, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    arguments = _parsed(argv)
    with warnings.catch_warnings():
        warnings.showwarning = partial(_warn, warnings.showwarning)
        return _done(arguments)


def _parsed(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line; inputs may stand before and behind the options, which argparse alone takes for too many."""
    top = parser()
    arguments, rest = top.parse_known_args(argv)
    if rest and (not hasattr(arguments, "inputs") or any(word.startswith("-") for word in rest)):
        top.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        arguments.inputs = [*arguments.inputs, *rest]
    return arguments


def _warn(usual: Callable[..., None], message: Warning | str, category: type[Warning], *place: Any) -> None:
    """Print a warning of this package as the sentence that it is."""
    if category.__module__.startswith("topics."):
        print(f"topics: {message}", file=sys.stderr)
    else:
        usual(message, category, *place)


def _done(arguments: argparse.Namespace) -> int:
    if arguments.debug:
        return _worked(arguments)
    try:
        return _worked(arguments)
    except (ValueError, FileNotFoundError, ImportError, TypeError) as error:
        return _complain(error, BAD_USE)
    except (OSError, RuntimeError, MemoryError) as error:
        return _complain(error, FAILURE)
    except KeyboardInterrupt:
        print("topics: stopped; what was encoded is kept for the next run.", file=sys.stderr)
        return INTERRUPTED


def _worked(arguments: argparse.Namespace) -> int:
    with working(arguments):
        return int(arguments.command(arguments))


def _complain(error: BaseException, code: int) -> int:
    from topics.runs.folders import in_words

    sentence = " ".join(in_words(error).split()) or type(error).__name__
    print(f"topics: {sentence}", file=sys.stderr)
    return code


def parser() -> argparse.ArgumentParser:
    """Build the parser; it loads nothing heavy, so that --help answers at once."""
    top = argparse.ArgumentParser(prog="topics", description="News text in, topics and events out.")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    add_read(_command(commands, "read", read, "show what files hold and what could not be read, before any run"))

    add_run(_command(commands, "run", run_inputs, "find topics and events in files, folders or globs"))

    export = _command(commands, "export", _export, "write labels: csv, jsonl, parquet, xlsx, ttl, graphml or html")
    export.add_argument("run", metavar="RUN")
    export.add_argument("--to", required=True, metavar="FILE")
    export.add_argument("--what", choices=["articles", "topics", "events"])

    assign = _command(commands, "assign", _assign, "place new articles in the topics and events of a run")
    assign.add_argument("run", metavar="RUN")
    assign.add_argument("inputs", nargs="+", metavar="INPUT")
    assign.add_argument("--to", required=True, metavar="FILE")
    add_models(assign)
    add_fetching(assign)
    add_engine(assign)

    add_update(
        _command(commands, "update", update_run, "add articles to a run; topics, ids, names and edits carry over")
    )

    compare = _command(commands, "compare", _compare, "what was born, gone, split, merged, moved or renamed")
    compare.add_argument("old", metavar="RUN1")
    compare.add_argument("new", metavar="RUN2")
    compare.add_argument(
        "--to", metavar="FILE", help="the page of RUN2 with the changes (html), or a table (csv, jsonl, parquet)"
    )

    add_edits(_command(commands, "edit", None, "rename, merge, split, move, pin, ban, accept, reject, undo"), _command)

    evaluate = _command(commands, "evaluate", _evaluate, "score a run against gold labels")
    evaluate.add_argument("run", metavar="RUN")
    evaluate.add_argument("--gold", required=True, metavar="FILE")
    evaluate.add_argument("--json", action="store_true")

    verify = _command(commands, "verify", verify_run, "make a run again from its own record and compare")
    verify.add_argument("run", metavar="RUN")
    add_models(verify)

    sample = _command(commands, "sample", _sample, "write the bundled sample corpus: jsonl, csv or parquet")
    sample.add_argument("--out", required=True, metavar="FILE")

    add_kinds(_command(commands, "watchlist", None, "try a list of named topics, or write one to start from"), _command)

    add_report(_command(commands, "report", report_run, "write the page of a run"))
    return top


def _command(commands: Any, name: str, function: Callable[..., int] | None, text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=text, description=text[0].upper() + text[1:] + "."
    )
    command.add_argument("--debug", action="store_true", help="show the traceback of an error")
    command.set_defaults(command=function)
    return command


def _export(arguments: argparse.Namespace) -> int:
    from topics.export import export
    from topics.runs.run import Run

    print(export(Run.load(arguments.run), arguments.to, what=arguments.what))
    return 0


def _assign(arguments: argparse.Namespace) -> int:
    from topics.export import write_table
    from topics.runs.assign import assign

    run, encoder = opened(arguments)
    placed = assign(run, read_inputs(arguments.inputs, IN_NO_RUN, **fetching(arguments)), encoder=encoder)
    print(write_table(placed, arguments.to))
    known = int((placed["topic"] != "").sum())
    print(f"{known} of {len(placed)} articles placed in {placed['topic'].nunique()} topics.", file=sys.stderr)
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    from topics.export import write_comparison
    from topics.runs.compare import compare
    from topics.runs.run import Run

    new = Run.load(arguments.new)
    found = compare(Run.load(arguments.old), new)
    print(found)
    if arguments.to:
        print(write_comparison(found, new, arguments.to))
    return 0


def _evaluate(arguments: argparse.Namespace) -> int:
    from topics.evaluation import evaluate
    from topics.runs.run import Run

    scores = evaluate(Run.load(arguments.run), arguments.gold)
    print(json.dumps(scores.to_dict("records"), indent=2) if arguments.json else scores.T.to_string(header=False))
    return 0


def _sample(arguments: argparse.Namespace) -> int:
    from topics.articles import write_sample

    write_sample(arguments.out)
    print(arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
