"""An edit kept where the run lies, as one line more in its log: quick, on disk at once, never over another one's edit.

At the end of the straight line, above `store`; serves `explore` and the command line. It must never write a line whose edit was
made on other tables than those of the folder.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from topics.runs.edits.log_file import add_lines, is_line, parted
from topics.runs.folders import PAGE, locked, to_disk, told
from topics.runs.reading import is_file
from topics.runs.store import load_run, parsed_manifest, shown_edits, stored_manifest, write_run

if TYPE_CHECKING:
    from topics.runs.run import Run


def append_edits(run: Run, folder: str | Path | None = None) -> Path:
    """Write the edits of a run that its folder does not hold yet to the end of its `edits.jsonl`.

    The tables of the folder stay as they are: they say how many lines they show, `Run.load` lays the others over them, and
    `Run.save` writes them anew. The lines are on disk when this returns; a kill before that leaves the run as it was, or with
    the edit. A page of the run that lies in the folder is taken away, since it shows the run before the edit.

    Parameters
    ----------
    run
        An edited run; the folder holds the same analysis with the first of its edits, or all of them.
    folder
        A run folder; None takes the one that the run was loaded from or saved to. One that is gone is written anew.

    Returns
    -------
    The folder.

    Raises
    ------
    ValueError
        If the run has no folder, or the folder holds another run by now, or edits that this one does not know of.
    BlockingIOError
        If another program is writing there.
    OSError
        If the line cannot be written; the log is then what it was.

    Examples
    --------
    >>> import tempfile
    >>> from topics.runs.example import example_run
    >>> run = example_run()
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     saved = run.save(f"{parent}/week")
    ...     kept = append_edits(run.rename("Trams", "Tram strikes"))
    ...     sorted(type(run).load(kept).topics["name"])[-2:]
    ['Transport', 'Vineyards']
    """
    target = Path(folder) if folder is not None else run.folder
    if target is None:
        raise ValueError("Got a run that lies in no folder but expected one; save it first: run.save(folder).")
    with told(target):
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
        with locked(target):
            _append(run, target)
    return target


def tables_anew(folder: str | Path) -> Path:
    """Write the tables of a run folder anew, with every edit of its log in them.

    Nothing that anybody sees changes, but for readers that know Parquet and nothing of the log. What another program adds to
    the log meanwhile is not lost: it waits until this has finished.

    Raises
    ------
    FileNotFoundError, ValueError
        As in `Run.load`.
    BlockingIOError
        If another program is writing there.

    Examples
    --------
    >>> import tempfile
    >>> from topics.runs.example import example_run
    >>> from topics.runs.store import shown_edits
    >>> run = example_run()
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     folder = run.save(f"{parent}/week")
    ...     kept = append_edits(run.rename("Trams", "Tram strikes"))
    ...     shown_edits(folder), shown_edits(tables_anew(folder))
    (0, 1)
    """
    target = Path(folder)
    load_run(target)  # what is no run is told before anything is locked
    with told(target), locked(target):
        write_run(load_run(target), target)
    return target


def _append(run: Run, folder: Path) -> None:
    if not folder.exists():
        write_run(run, folder)
        return
    log = folder / "edits.jsonl"
    whole, _ = parted(log.read_bytes() if is_file(log) else b"")
    lines = [line for line in whole.split(b"\n") if line.strip()]
    if not _is_older_state(run, folder, lines):
        raise ValueError(
            f"Got a run whose folder {str(folder)!r} was changed by somebody else meanwhile; nothing was written: "
            "load it again with `tp.Run.load`, or save this one to another folder."
        )
    shown = shown_edits(folder)
    if shown is None or shown > len(lines):  # tables that cannot say what is missing in them
        write_run(run, folder)
        return
    if fresh := run.edits[len(lines) :]:
        add_lines(log, fresh)
        to_disk(folder)
        with suppress(FileNotFoundError):
            (folder / PAGE).unlink()


def _is_older_state(run: Run, folder: Path, lines: list[bytes]) -> bool:
    """Whether a folder holds the same analysis and no edit that this run does not have.

    The last line stands for all: every writer held the ones before it against its own before it added one.
    """
    try:
        same = stored_manifest(folder / "manifest.json") == parsed_manifest(run.manifest)
    except (OSError, ValueError, TypeError):
        return False
    if not same or len(lines) > len(run.edits):
        return False
    return not lines or is_line(lines[-1], run.edits[len(lines) - 1])
