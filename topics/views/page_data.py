"""A run as the page carries it: columns of numbers and clean strings, which `page` packs and `page.html` unpacks.

Every string is one line without control characters, every link one that a browser may follow; nothing here is markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from topics.views.outline import Outline, RunLike, day_numbers, days_in_words, has_text, outline, plain
from topics.views.page_time import periods_data
from topics.views.palette import DARK, LIGHT, NO_TOPIC, topic_colours
from topics.views.wording import BURST

_GRID = 65_535  # places on the map are whole numbers up to this: finer than any screen, shorter than a float
_PER_BLOCK = 256  # articles whose texts are unpacked together when one of them is opened
_RECORDED = ("created", "model", "seed")  # what the colophon quotes from the manifest, where it is there


def head_data(run: RunLike, heading: str) -> dict[str, object]:
    """Gather everything the page needs at once: columns, not rows, with days counted from the first one.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    heading
        Of the page.

    Returns
    -------
    dict[str, object]
        What JSON can hold.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> head_data(example_run(), "News")["t"]["name"][:2]
    ['Transport', 'Farming']
    """
    nested = outline(run)
    days = pd.concat([run.articles["published"], run.events["first"], run.events["last"]], ignore_index=True)
    known = day_numbers(days)
    first_day = int(np.nanmin(known)) if np.isfinite(known).any() else 0
    return {
        "title": heading,
        "made": _colophon(run.manifest),
        "day0": first_day,
        "block": _PER_BLOCK,
        "bursting": BURST,
        "light": [*LIGHT, NO_TOPIC["light"]],
        "dark": [*DARK, NO_TOPIC["dark"]],
        "a": _article_columns(run, nested, first_day),
        "t": _topic_columns(run, nested, first_day),
        "e": _event_columns(run, first_day),
        "o": periods_data(run, first_day),
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
        "burst": _bursts(topics["burst"]),
    }


def _event_columns(run: RunLike, first_day: int) -> dict[str, object]:
    events = run.events
    row_of = {str(key): row for row, key in enumerate(events["id"])}
    return {
        "id": _strings(events["id"]),
        "topic": _rows(events["topic"], run.topics["id"]),
        "head": [plain(cell) or "Event without a headline" for cell in events["headline"]],
        "first": _days(events["first"], first_day),
        "last": _days(events["last"], first_day),
        "n": [int(cell) for cell in events["n_articles"]],
        "who": [_words(cell) for cell in events["entities"]],
        "peak": _days(events["peak"], first_day),
        "burst": _bursts(events["burst"]),
        "story": pd.factorize(events["storyline"].where(has_text(events, "storyline")))[0].tolist(),
        "follows": _rows(events["follows"], events["id"]),
        "series": _rows(events["same_series"], events["id"]),
        "part": [[row_of[one] for one in _words(cell) if one in row_of] for cell in events["part_of"]],
    }


def reasons(run: RunLike) -> list[list[str]]:
    """Gather why each article is in its event, but for copies, whose reason is to be seen.

    Parameters
    ----------
    run
        A run, or anything with its tables.

    Returns
    -------
    list[list[str]]
        One list an article.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> reasons(example_run())[1:3]
    [['Aurora', 'same day'], []]
    """
    copies = has_text(run.articles, "copy_of")
    return [[] if copy else _words(cell) for copy, cell in zip(copies, run.articles["why"], strict=True)]


def text_blocks(run: RunLike, characters: int) -> Iterator[dict[str, list[str] | list[int]]]:
    """Cut the texts into blocks that the page unpacks when one of theirs is opened.

    Parameters
    ----------
    run
        A run, or anything with its tables.
    characters
        How much of each body to keep.

    Yields
    ------
    dict[str, list[str] | list[int]]
        Bodies, what was left off of them, leads and links.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> [block["body"][0] for block in text_blocks(example_run(), 12)]
    ['Ferry Aurora']
    """
    for start in range(0, len(run.articles), _PER_BLOCK):
        yield _texts(run.articles.iloc[start : start + _PER_BLOCK], characters)


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


def _bursts(cells: pd.Series) -> list[float]:
    return [0.0 if pd.isna(cell) else round(float(cell), 1) for cell in cells]


def _rows(keys: Iterable[object], ids: pd.Series) -> list[int]:
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
    return facts + [_recorded(key, manifest[key]) for key in _RECORDED if isinstance(manifest.get(key), str | int)]


def _recorded(key: str, value: object) -> str:
    """One fact of the manifest, a time without its hour."""
    if key != "created":
        return f"{key} {plain(value)}"
    day = pd.to_datetime(str(value), utc=True, errors="coerce")
    return f"made {plain(value) if pd.isna(day) else days_in_words(day, day, short=False)}"
