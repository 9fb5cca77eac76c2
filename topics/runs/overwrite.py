"""A folder that a run is about to be written to -> a refusal where edits in it would be lost.

Asked by the command line before any work is done. It must let a script write the same run again.
"""

from __future__ import annotations

from pathlib import Path

from topics.runs.edits.log_file import Line, read_log
from topics.runs.run import Run


def check_edits_come_along(out: str | Path, previous: Run | None) -> None:
    """Make sure that every edit in the folder is one of the earlier run's, and so of the new one's.

    Parameters
    ----------
    out
        Folder to write a run to; there may be none yet.
    previous
        The run whose edits are carried over, if any.

    Raises
    ------
    ValueError
        If the folder holds other edits.
    """
    carried = {_mark(line) for line in previous.edits} if previous is not None else set()
    lost = [line for line in read_log(Path(out) / "edits.jsonl") if _mark(line) not in carried]
    if lost:
        raise ValueError(
            f"Got --out {str(out)!r}, a run with {len(lost)} edit{'' if len(lost) == 1 else 's'} that would be lost, but "
            "expected a folder without edits, or `topics run --previous` with that run, whose edits come along; name another."
        )


def _mark(line: Line) -> str:
    """What stays of an edit when it is made again: its target and what it changed may be others then."""
    return repr([line.get(key) for key in ("at", "by", "op")] if isinstance(line, dict) else line)
