"""`topics edit`: the edits of the notebook, one a call, and what there is to read of them.

An edit is one line more in the log of the run. It prints what the run is now, and says on stderr what was done.
"""

from __future__ import annotations

import argparse
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.runs.folders import PAGE

if TYPE_CHECKING:
    from topics.runs.run import Run

Kind = Callable[[Any, str, Callable[..., int], str], argparse.ArgumentParser]

GIVEN = ("topic", "topics", "articles", "name", "entry", "line", "by")  # what an edit may be told
UNSEEN = ("pin", "accept", "reject", "forget")  # edits that the table of topics does not show
MOST_CONFLICTS = 20  # that are printed after a run; `topics edit RUN list` has them all


def add_edits(edit: argparse.ArgumentParser, command: Kind) -> None:
    """Add every kind of edit to the command; `command` makes one of them."""
    edit.add_argument("run", metavar="RUN")
    kinds = edit.add_subparsers(title="edits", metavar="EDIT", required=True)

    def kind(name: str, text: str) -> argparse.ArgumentParser:
        made = command(kinds, name, make_edit, text)
        made.set_defaults(kind=name)
        made.add_argument("--by", default="", metavar="WHO", help="who makes the edit")
        return made

    rename = kind("rename", "give a topic a name")
    rename.add_argument("topic", metavar="TOPIC", help="id or name")
    rename.add_argument("name", metavar="NAME")
    merge = kind("merge", "make several topics of one layer one")
    merge.add_argument("topics", nargs="+", metavar="TOPIC")
    merge.add_argument("--name")
    split = kind("split", "make articles of one topic a topic of their own")
    split.add_argument("articles", nargs="+", metavar="ARTICLE", help="article id")
    split.add_argument("--name", required=True)
    move = kind("move", "move articles to another topic")
    move.add_argument("articles", nargs="+", metavar="ARTICLE", help="article id")
    move.add_argument("--to", dest="topic", required=True, metavar="TOPIC", help="id or name")
    for name, text in (
        ("pin", "keep the articles of a topic together in later runs"),
        ("ban", "say that this is no topic, here and in later runs; its articles go to the nearest beside it"),
    ):
        kind(name, text).add_argument("topic", metavar="TOPIC", help="id or name")
    for name, text in (
        ("accept", "say that articles are about an entry of the watch-list"),
        ("reject", "say that articles are not about an entry of the watch-list"),
    ):
        judge = kind(name, text)
        judge.add_argument("articles", nargs="+", metavar="ARTICLE", help="article id")
        judge.add_argument("--entry", required=True, metavar="ENTRY", help="name of the entry")
    kind("undo", "take the last edit back")
    kind("redo", "make the edit again that was taken back last")
    forget = kind("forget", "give an edit up for later runs; this one keeps it")
    forget.add_argument("line", type=int, metavar="LINE", help="its number, as `list` tells it")
    command(kinds, "list", list_edits, "show every edit, and those of the previous run that could not be made again")
    command(kinds, "save", save_tables, "write the tables of the run anew, with every edit in them")
    taught = command(
        kinds, "watchlist", write_taught, "write the watch-list that accepted and rejected articles taught"
    )
    taught.add_argument("--out", metavar="FILE", help="a new file; without it the list is printed")


def make_edit(arguments: argparse.Namespace) -> int:
    """Make one edit and keep it in the folder of the run."""
    from topics.runs.append import append_edits
    from topics.runs.run import Run

    folder = Path(arguments.run)
    run = Run.load(folder)
    given = {key: value for key, value in vars(arguments).items() if key in GIVEN and value is not None}
    edited: Run = getattr(run, arguments.kind)(**given)
    had_page = (folder / PAGE).exists()
    append_edits(edited, folder)
    if arguments.kind not in UNSEEN:
        print(edited)
    done = edited.history.iloc[-1]
    print(f"Line {done['line']} of {folder / 'edits.jsonl'}: {_plain(done['what'])}.", file=sys.stderr)
    if had_page:
        command = f"topics report {shlex.quote(str(folder))}"
        print(f"{PAGE} showed the run before this edit and is gone; `{command}` writes it anew.", file=sys.stderr)
    return 0


def list_edits(arguments: argparse.Namespace) -> int:
    """Print the log in words, then the conflicts."""
    from topics.runs.run import Run

    run = Run.load(arguments.run)
    rows = run.history.to_dict("records")
    if not rows:
        print("Nobody has edited this run.")
    widths = {key: max((len(_plain(row[key])) for row in rows), default=0) for key in ("line", "at", "by", "op")}
    for row in rows:
        facts = (_plain(row[key]).ljust(width) for key, width in widths.items() if width)
        print("  ".join([*facts, _plain(row["what"]) + _state(row)]))
    if told := conflicts_text(run, arguments.run, None):
        print(f"\n{told}")
    return 0


def save_tables(arguments: argparse.Namespace) -> int:
    """Write the folder anew; for readers that know Parquet and nothing of the log."""
    from topics.runs.append import tables_anew

    print(tables_anew(arguments.run))
    return 0


def write_taught(arguments: argparse.Namespace) -> int:
    """Write the watch-list of a run with its judged articles as examples."""
    from topics.clustering.watch_topic import topic_toml
    from topics.runs.run import Run

    taught = Run.load(arguments.run).watchlist()
    if not arguments.out:
        print("\n".join(map(topic_toml, taught.topics)), end="")
        return 0
    target = Path(arguments.out)
    if target.exists():
        raise ValueError(f"Got --out {str(target)!r}, which exists, but expected a new file; give another name.")
    target.parent.mkdir(parents=True, exist_ok=True)
    taught.save(target)
    print(target)
    return 0


def tell_conflicts(run: Run, folder: str | Path) -> None:
    """Say on stderr which edits of the previous run could not be made again, if any."""
    if told := conflicts_text(run, folder):
        print(f"\n{told}", file=sys.stderr)


def conflicts_text(run: Run, folder: str | Path, most: int | None = MOST_CONFLICTS) -> str:
    """Return the conflicts of a run in lines, with commands that can be copied as they stand; "" if there are none.

    >>> from topics.runs.example import example_run
    >>> conflicts_text(example_run(), "runs/week")
    ''
    """
    found = run.conflicts
    if found.empty:
        return ""
    edit = f"topics edit {shlex.quote(str(folder))}"
    edits = "1 edit" if len(found) == 1 else f"{len(found)} edits"
    lines = [f"{edits} of the earlier run could not be made again, or only in part; later runs try again:"]
    for row in found.head(most or len(found)).to_dict("records"):
        proposal = re.sub(r"(?<=`)topics edit RUN\b", lambda _: edit, str(row["proposal"]))
        lines += [f"  line {row['line']}, {_plain(row['op'])}: {_plain(row['sentence'])}", f"    {_plain(proposal)}"]
    if most and len(found) > most:
        lines.append(f"  and {len(found) - most} more: `{edit} list`")
    return "\n".join([*lines, f"`{edit} forget LINE` gives one up."])


def _state(row: dict[Any, Any]) -> str:
    if row["stands"] and not row["applied"]:
        return "  (not made in this run)"
    return "" if row["stands"] or row["op"] in ("undo", "redo", "forget") else "  (not made in later runs)"


def _plain(value: object) -> str:
    from topics.views.outline import plain

    return plain(str(value))
