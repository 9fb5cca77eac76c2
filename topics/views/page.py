"""One HTML file with the whole run in it, to be opened, mailed and kept: no server, no library, no request.

The page itself is `page.html`, written by hand; this module packs into it what `page_data` makes of a run. Text from
articles travels as compressed data, never as markup, so that no title can become part of the page.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from importlib.resources import files
from pathlib import Path

from topics.views.change_rows import ComparisonLike
from topics.views.outline import RunLike, plain
from topics.views.page_changes import changes_data
from topics.views.page_data import head_data, reasons, text_blocks

_NAME = "Topics and events"


def write_page(
    run: RunLike,
    path: str | Path,
    *,
    title: str = "",
    characters: int = 1_500,
    comparison: ComparisonLike | None = None,
) -> Path:
    """Write a run as one self-contained HTML page.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    path
        The file to write; an older one is replaced only once the new one is complete.
    title
        Heading of the page; left out, the name in the manifest or "Topics and events".
    characters
        How much of each body the page carries; the page says how much it leaves out. 0 leaves bodies out.
    comparison
        Of an earlier run with this one; what changed then stands at the head of the page.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    FileNotFoundError
        If the folder of `path` does not exist.

    Examples
    --------
    >>> import tempfile
    >>> from topics.runs.example import example_run
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_page(example_run(), f"{folder}/news.html").name
    'news.html'
    """
    target = Path(path)
    if not target.parent.is_dir():
        raise FileNotFoundError(f"Got path={str(path)!r} but expected its folder to exist; create the folder first.")
    page = page_html(run, title=title, characters=characters, comparison=comparison)
    aside = target.with_name(target.name + ".part")
    aside.unlink(missing_ok=True)  # in the folder of a stranger it may be a link
    try:
        aside.write_text(page, encoding="utf-8", newline="\n")
        return aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def page_html(
    run: RunLike, *, title: str = "", characters: int = 1_500, comparison: ComparisonLike | None = None
) -> str:
    """Build the page that `write_page` writes.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    title
        Heading of the page; left out, the name in the manifest or "Topics and events".
    characters
        How much of each body the page carries.
    comparison
        Of an earlier run with this one.

    Returns
    -------
    str
        HTML that asks the network for nothing; the same run gives the same text.

    Raises
    ------
    ValueError
        If `characters` is negative.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> page_html(example_run(), title="<Week 3>").count("&lt;Week 3&gt;")
    1
    """
    if characters < 0:
        raise ValueError(f"Got characters={characters} but expected 0 or more; 0 leaves bodies out of the page.")
    heading = plain(title) or plain(run.manifest.get("name")) or _NAME
    blocks = [_island("head", head_data(run, heading)), _island("why", reasons(run))]
    blocks += [_island(f"text-{number}", block) for number, block in enumerate(text_blocks(run, characters))]
    if comparison is not None:
        blocks += [_island("changes", changes_data(comparison, run)), _template("page_changes.html")]
    return _filled(html.escape(heading), "\n".join(blocks))


def _filled(heading: str, blocks: str) -> str:
    """Put heading and data into the template, and let the policy admit the page's own scripts and no other."""
    before, _, after = _template("page.html").partition("<!-- DATA -->")
    seals = " ".join(f"'sha256-{seal}'" for seal in map(_seal, (after, blocks)) if seal)
    return before.replace("'SCRIPT_SEAL'", seals, 1).replace("PAGE_TITLE", heading, 1) + blocks + after


def _template(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _seal(page: str) -> str:
    """Seal of the script in a part of a page; nothing where there is none."""
    script = page.partition("<script>")[2].partition("</script>")[0]
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() if script else ""


def _island(name: str, value: object) -> str:
    """Pack a value so that no browser can take it for markup: base64 has no '<'."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    packed = base64.b64encode(gzip.compress(text.encode("utf-8", "replace"), mtime=0)).decode("ascii")
    return f'<script type="application/octet-stream" id="{name}">{packed}</script>'
