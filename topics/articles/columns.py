"""The columns of any table -> the fields of an article, by name; the values of one row -> text and date.

A guess rests on the names alone, never on the values, so that the same table is always read the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from numbers import Number
from typing import Any

import pandas as pd

from topics.articles.encodings import decode_text

# Field of an article -> names that tables give it, best first, in lower case without spaces and punctuation.
FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline", "hl", "webtitle", "heading"),
    "body": ("body", "text", "content", "article", "fulltext", "articlebody", "articletext", "maintext", "contenttext"),
    "summary": ("summary", "description", "abstract", "lead"),
    "published": (
        "published", "date", "pubdate", "publishdate", "publishedat", "datepublished", "publicationdate",
        "webpublicationdate", "seendate", "timestamp", "datetime", "created", "createdat",
    ),
    "source": ("source", "publisher", "outlet", "domain", "sourcename", "sourcedomain", "publication"),
    "url": ("url", "link", "weburl"),
    "lang": ("lang", "language", "sourcelanguage"),
    "place": ("place", "location"),
    "key": ("key", "id", "guid", "uid"),
}  # fmt: skip
TEXT_FIELDS = ("title", "body", "summary")

_PUNCTUATION = re.compile(r"[\W_]+")
_NAME_KEYS = ("name", "title", "text", "value")  # where an object such as {"id": 3, "name": "Atlas News"} has it


class NestedValue(ValueError):
    """A cell holds a table of its own where text was expected."""


def guess_columns(names: Iterable[str], given: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    """Say which columns of a table hold which field of an article.

    Parameters
    ----------
    names
        The column names of the table. Case, spaces and punctuation are ignored.
    given
        Field to column name, as told by the user. Wins over any guess; a column told here serves no other field.

    Returns
    -------
    dict
        Field to its columns, best first: of a row, the first one that is not empty counts.

    Examples
    --------
    >>> guess_columns(["Head_Line", "Text", "Pub Date", "votes"])
    {'title': ['Head_Line'], 'body': ['Text'], 'published': ['Pub Date']}
    >>> guess_columns(["Hed", "Text"], {"title": "Hed"})
    {'title': ['Hed'], 'body': ['Text']}
    """
    distinct = dict.fromkeys(names)
    told = {field: name for field, name in (given or {}).items() if name in distinct}
    spelled: dict[str, list[str]] = {}
    for name in distinct:
        if name not in told.values():
            spelled.setdefault(_PUNCTUATION.sub("", name.casefold()), []).append(name)
    plan = {}
    for field, known in FIELD_NAMES.items():
        guessed = [name for alias in known for name in spelled.get(alias, ())]
        columns = [told[field]] if field in told else guessed
        if columns:
            plan[field] = columns
    return plan


def check_columns(given: Mapping[str, str], met: Iterable[str] | None = None) -> None:
    """Refuse a `columns=` that names an unknown field or, where `met` tells the columns met, an unknown column.

    Raises
    ------
    ValueError
        With the nearest names that exist.
    """
    for field, name in given.items():
        if field not in FIELD_NAMES:
            near = _nearest(str(field), FIELD_NAMES)
            raise ValueError(f"Got columns={{{field!r}: ...}} but expected one of {', '.join(FIELD_NAMES)}{near}")
        if met is not None and name not in (known := list(met)):
            raise ValueError(
                f"Got columns={{{field!r}: {name!r}}} but no table read has a column {name!r}"
                f"{_nearest(str(name), known)}; the columns are {_listed(known)}"
            )


def has_text(plan: Mapping[str, object]) -> bool:
    """Tell whether a table has any column that makes a row an article."""
    return any(field in plan for field in TEXT_FIELDS)


def no_text_column(names: Iterable[str]) -> str:
    """Say why a table without title and text was rejected, and the cure."""
    return (
        f"Got the columns {_listed(names)} but expected a title (title, headline) or a text (text, body, content, "
        "article); name them: columns={'title': ..., 'body': ...}"
    )


def pick_fields(values: Mapping[str, Any], plan: Mapping[str, list[str]]) -> dict[str, Any]:
    """Take the fields of one article out of one row: of several columns for a field, the first that is not empty."""
    picked = {}
    for field, names in plan.items():
        for name in names:
            value = values.get(name)
            if not is_missing(value):
                picked[field] = value
                break
    return picked


def is_missing(value: object) -> bool:
    """Tell whether a cell is empty: None, NaN, NaT, NA or blank text.

    Examples
    --------
    >>> [is_missing(value) for value in (None, float("nan"), " ", 0)]
    [True, True, True, False]
    """
    if isinstance(value, str):
        return not value or value.isspace()
    if value is None:
        return True
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))  # type: ignore[call-overload]


def as_text(value: object) -> str:
    r"""Turn one cell into text; a list of texts becomes paragraphs, a named thing its name.

    Raises
    ------
    NestedValue
        For what is a table rather than a text.

    Examples
    --------
    >>> as_text(["One paragraph.", "Another."]), as_text({"id": None, "name": "Harbour Gazette"}), as_text(2026)
    ('One paragraph.\n\nAnother.', 'Harbour Gazette', '2026')
    """
    if isinstance(value, str):
        return value
    if hasattr(value, "tolist"):  # an array of numpy or a scalar of it
        value = value.tolist()
    if is_missing(value):
        return ""
    if isinstance(value, bytes):
        return decode_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return "\n\n".join(value)
    if isinstance(value, Mapping):
        name = next((value[key] for key in _NAME_KEYS if isinstance(value.get(key), str)), None)
        if name is not None:
            return str(name)
    raise NestedValue(f"holds a {type(value).__name__} where text was expected")


def _nearest(name: str, known: Iterable[str]) -> str:
    by_plain = {_PUNCTUATION.sub("", other.casefold()): other for other in known}
    near = get_close_matches(_PUNCTUATION.sub("", name.casefold()), by_plain, n=3, cutoff=0.5)
    return f"; did you mean {' or '.join(repr(by_plain[match]) for match in near)}?" if near else ""


def _listed(names: Iterable[str], most: int = 20) -> str:
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return (", ".join(repr(name[:40]) for name in names[:most]) or "none") + more
