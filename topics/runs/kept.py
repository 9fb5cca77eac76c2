"""Edits kept where the run lies, one at a time, so that a closed notebook loses nothing.

At the end of the straight line, above `store`; serves the desk of `explore`. It must never write over what somebody else
put into the folder meanwhile.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.runs.store import save_run

if TYPE_CHECKING:
    from topics.runs.run import Run


def keep_edits(run: Run) -> Path | None:
    """Write an edited run to the folder that it was loaded from or saved to.

    Parameters
    ----------
    run
        A run; its `edits` begin with those that the folder holds.

    Returns
    -------
    Path or None
        The folder, None for a run that has none.

    Raises
    ------
    ValueError
        If the folder holds another run by now, or edits that this one does not know of.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from topics.runs.example import example_run
    >>> run = example_run()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     saved = run.save(f"{folder}/week")
    ...     kept = keep_edits(run.rename("Trams", "Tram strikes"))
    ...     len((kept / "edits.jsonl").read_text().splitlines())
    1
    """
    if run.folder is None:
        return None
    if run.folder.exists() and not _is_older_state(run, run.folder):
        raise ValueError(
            f"Got a run whose folder {str(run.folder)!r} was changed by somebody else meanwhile; nothing was written: "
            "load it again with `tp.Run.load`, or save this one to another folder."
        )
    return save_run(run, run.folder)


def _is_older_state(run: Run, folder: Path) -> bool:
    """Whether a folder holds the same analysis and no edit that this run does not have."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf8"))
        lines = [json.loads(line) for line in _lines(folder / "edits.jsonl")]
    except (OSError, ValueError):
        return False
    return _as_json(manifest) == _as_json(run.manifest) and _as_json(lines) == _as_json(run.edits[: len(lines)])


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf8") if path.is_file() else ""
    return [line for line in text.split("\n") if line.strip()]


def _as_json(value: Any) -> str:
    """The same text for what JSON cannot tell apart, such as a tuple and a list."""
    written = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return written.encode("utf8", "replace").decode("utf8")
