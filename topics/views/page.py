"""One HTML file with the whole run in it, to be opened, mailed and kept: no server, no library, no request.

The page itself is `page.html`, written by hand; this module packs a run into it. Text from articles travels as
compressed data, never as markup, so that no title can become part of the page.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd

from topics.views.outline import Outline, RunLike, day_numbers, outline, plain
from topics.views.palette import DARK, LIGHT, NO_TOPIC, topic_colours

_GRID = 65_535  # places on the map are whole numbers up to this: finer than any screen, shorter than a float
_PER_BLOCK = 256  # articles whose texts are unpacked together when one of them is opened
_NAME = "Topics and events"
_RECORDED = ("created", "model", "seed")  # what the colophon quotes from the manifest, where it is there


def write_page(run: RunLike, path: str | Path, *, title: str = "", characters: int = 1_500) -> Path:
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
    aside = target.with_name(target.name + ".part")
    aside.write_text(page_html(run, title=title, characters=characters), encoding="utf-8", newline="\n")
    return aside.replace(target)


def page_html(run: RunLike, *, title: str = "", characters: int = 1_500) -> str:
    """Build the page that `write_page` writes.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    title
        Heading of the page; left out, the name in the manifest or "Topics and events".
    characters
        How much of each body the page carries.

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
    blocks = [_island("head", _head(run, heading))]
    for number, start in enumerate(range(0, len(run.articles), _PER_BLOCK)):
        texts = _texts(run.articles.iloc[start : start + _PER_BLOCK], characters)
        blocks.append(_island(f"text-{number}", texts))
    return _filled(html.escape(heading), "\n".join(blocks))


def _filled(heading: str, blocks: str) -> str:
    """Put heading and data into the template, and let the policy admit the page's own script and no other."""
    page = (files(__package__) / "page.html").read_text(encoding="utf-8").replace("\r\n", "\n")
    script = page.partition("<script>")[2].partition("</script>")[0]
    seal = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    before, _, after = page.replace("SCRIPT_SEAL", f"sha256-{seal}", 1).partition("<!-- DATA -->")
    return before.replace("PAGE_TITLE", heading, 1) + blocks + after


def _island(name: str, value: object) -> str:
    """Pack a value so that no browser can take it for markup: base64 has no '<'."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    packed = base64.b64encode(gzip.compress(text.encode("utf-8", "replace"), mtime=0)).decode("ascii")
    return f'<script type="application/octet-stream" id="{name}">{packed}</script>'


def _head(run: RunLike, heading: str) -> dict[str, object]:
    """Everything the page needs at once: columns, not rows, with days counted from the first one."""
    nested = outline(run)
    days = pd.concat([run.articles["published"], run.events["first"], run.events["last"]], ignore_index=True)
    known = day_numbers(days)
    first_day = int(np.nanmin(known)) if np.isfinite(known).any() else 0
    return {
        "title": heading,
        "made": _colophon(run.manifest),
        "day0": first_day,
        "block": _PER_BLOCK,
        "light": [*LIGHT, NO_TOPIC["light"]],
        "dark": [*DARK, NO_TOPIC["dark"]],
        "a": _article_columns(run, nested, first_day),
        "t": _topic_columns(run, nested, first_day),
        "e": _event_columns(run, first_day),
    }


def _article_columns(run: RunLike, nested: Outline, first_day: int) -> dict[str, object]:
    articles, (x, y) = run.articles, _grid_places(run.articles)
    sources, source_names = pd.factorize(pd.Series([plain(cell) for cell in articles["source"]], dtype=object))
    tags = [_words(cell) for cell in articles["watchlist"]]
    names = sorted({name for cell in tags for name in cell})
    return {
        "id": _strings(articles["id"]),
        "title": _strings(articles["title"]),
        "source": sources.tolist(),
        "sources": list(source_names),
        "day": _days(articles["published"], first_day),
        "x": x,
        "y": y,
        "topic": nested.home.tolist(),
        "event": _rows(articles["event"], run.events["id"]),
        "copy": _rows(articles["copy_of"], articles["id"]),
        "watch": [[names.index(name) for name in cell] for cell in tags],
        "watched": names,
    }


def _topic_columns(run: RunLike, nested: Outline, first_day: int) -> dict[str, object]:
    topics = run.topics
    return {
        "id": _strings(topics["id"]),
        "name": [plain(cell) or "Unnamed topic" for cell in topics["name"]],
        "parent": nested.parent.tolist(),
        "layer": nested.layer.tolist(),
        "colour": topic_colours(run, nested).tolist(),
        "words": [_words(cell) for cell in topics["keywords"]],
        "n": [int(cell) for cell in topics["n_articles"]],
        "first": _days(topics["first"], first_day),
        "last": _days(topics["last"], first_day),
        "watch": _strings(topics["watchlist"]),
    }


def _event_columns(run: RunLike, first_day: int) -> dict[str, object]:
    events = run.events
    return {
        "id": _strings(events["id"]),
        "topic": _rows(events["topic"], run.topics["id"]),
        "head": [plain(cell) or "Event without a headline" for cell in events["headline"]],
        "first": _days(events["first"], first_day),
        "last": _days(events["last"], first_day),
        "n": [int(cell) for cell in events["n_articles"]],
        "who": [_words(cell) for cell in events["entities"]],
    }


def _texts(articles: pd.DataFrame, characters: int) -> dict[str, list[str] | list[int]]:
    """The texts of one block of articles, with what was left off counted, and only links a browser may follow."""
    bodies = ["" if pd.isna(cell) else str(cell).strip() for cell in articles["body"]]
    kept = [_cropped(body, characters) for body in bodies]
    return {
        "body": kept,
        "left": [len(body) - len(part) for body, part in zip(bodies, kept, strict=True)],
        "lead": _strings(articles["summary"]),
        "url": [url if url.lower().startswith(("http://", "https://")) else "" for url in _strings(articles["url"])],
    }


def _cropped(text: str, characters: int) -> str:
    """Cut at the last blank before the limit, unless that would cost more than a long word."""
    if len(text) <= characters:
        return text
    at_blank = text.rfind(" ", max(characters - 40, 0), characters + 1)
    return text[: at_blank if at_blank > 0 else characters].rstrip()


def _grid_places(articles: pd.DataFrame) -> tuple[list[int], list[int]]:
    """Places as whole numbers on one scale for both directions; -1 for an article without a place."""
    places = articles[["x", "y"]].to_numpy(dtype=np.float64)
    placed = np.isfinite(places).all(axis=1)
    if not placed.any():
        return [-1] * len(places), [-1] * len(places)
    low, high = places[placed].min(axis=0), places[placed].max(axis=0)
    scale = _GRID / max(float((high - low).max()), 1e-9)
    whole = np.where(placed[:, None], np.round((places - low) * scale), -1).astype(np.int64)
    return whole[:, 0].tolist(), whole[:, 1].tolist()


def _days(times: pd.Series, first_day: int) -> list[int]:
    days = day_numbers(times) - first_day
    return [-1 if np.isnan(day) else int(day) for day in days]


def _rows(keys: pd.Series, ids: pd.Series) -> list[int]:
    row_of = {str(key): row for row, key in enumerate(ids)}
    return [row_of.get(str(key), -1) for key in keys]


def _strings(cells: pd.Series) -> list[str]:
    return [plain(cell) for cell in cells]


def _words(cell: object) -> list[str]:
    """The words of a list cell, which parquet hands back as an array."""
    if isinstance(cell, str) or not isinstance(cell, Iterable):
        return []
    return [word for word in map(plain, cell) if word]


def _colophon(manifest: Mapping[str, object]) -> list[str]:
    versions = manifest.get("versions")
    version = plain(versions.get("topics")) if isinstance(versions, Mapping) else ""
    facts = [f"topics {version}"] if version else []
    return facts + [f"{key} {plain(manifest[key])}" for key in _RECORDED if isinstance(manifest.get(key), str | int)]
