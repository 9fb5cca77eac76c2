"""JSON lines and JSON documents -> rows. What cannot be read is handed on as rejected, with its line and the reason.

Numbers that JSON does not know (NaN, Infinity) are read as missing; no error of the json module leaves this file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from topics.articles.columns import guess_columns, has_text
from topics.articles.encodings import decode_text
from topics.articles.files import EXCERPT_CHARS, read_document, read_lines
from topics.articles.rows import Item, Rejected, Row

ARRAY_DEPTH = 3  # objects around the array of articles, e.g. {"response": {"results": [...]}}
_ARRAY_OF_OBJECTS = re.compile(r"\[\s*(?=\{)")
_BETWEEN_ITEMS = re.compile(r"[\s,]*")


def read_json_lines(path: Path) -> Iterator[Item]:
    """Read one JSON object a line; blank lines are skipped."""
    for number, text, problem in read_lines(path):
        if problem:
            yield Rejected(problem, number, text)
        elif text and not text.isspace():
            yield _parsed_line(text, number)


def read_json(path: Path) -> Iterator[Item]:
    """Read a JSON document: an array of objects, an object that holds one such array, one article, or JSON lines.

    Of a damaged array the objects before the damage are kept.
    """
    data, problem = read_document(path)
    text = decode_text(data).strip()
    if not text:
        yield Rejected(problem or "the file is empty", 0)
    elif text.startswith("["):
        yield from _array_items(text, 1, problem)
    else:
        yield from _object_document(path, text, problem)


def _parsed_line(text: str, number: int) -> Item:
    try:
        value = _parse_json(text)
    except (ValueError, RecursionError) as error:
        return Rejected(_json_error(error), number, text[:EXCERPT_CHARS])
    return _object_row(value, number, text)


def _parse_json(text: str) -> Any:
    return json.loads(text, parse_constant=_no_number)


def _no_number(_name: str) -> None:
    """Read NaN and Infinity, which Python writes but JSON does not know, as missing."""


def _json_error(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"broken JSON: {error.msg} at line {error.lineno}, character {error.colno}"
    return "broken JSON: nested too deeply" if isinstance(error, RecursionError) else f"broken JSON: {error}"


def _object_row(value: object, number: int, text: str) -> Item:
    if isinstance(value, dict):
        return Row(value, number)
    kind = {list: "an array", str: "a text", type(None): "null"}.get(type(value), "a number")
    return Rejected(f"Got {kind} but expected a JSON object with a title or a text", number, text[:EXCERPT_CHARS])


def _array_items(text: str, start: int, problem: str) -> Iterator[Item]:
    decoder = json.JSONDecoder(parse_constant=_no_number)
    number, position = 1, _skip(text, start)
    while position < len(text) and text[position] != "]":
        try:
            value, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            reason = f"{_json_error(error)}; this record and all after it were not read"
            yield Rejected(problem or reason, number, text[position : position + EXCERPT_CHARS])
            return
        yield _object_row(value, number, text[position:end])
        number, position = number + 1, _skip(text, end)
    rest = text[position + 1 :].strip()
    if problem or rest or position >= len(text) or number == 1:
        reason = "text follows the end of the array" if rest else "the array is never closed: the file may be cut off"
        empty = "the array is empty" if number == 1 and not rest else ""
        yield Rejected(problem or empty or reason, number, rest[:EXCERPT_CHARS])


def _skip(text: str, position: int) -> int:
    match = _BETWEEN_ITEMS.match(text, position)
    return match.end() if match else position


def _object_document(path: Path, text: str, problem: str) -> Iterator[Item]:
    try:
        value = _parse_json(text)
    except (ValueError, RecursionError) as error:
        array = _ARRAY_OF_OBJECTS.search(text)
        if "Extra data" in str(error):
            yield from read_json_lines(path)
        elif array:
            yield from _array_items(text, array.end(), problem or _json_error(error))
        else:
            yield Rejected(problem or _json_error(error), 0, text[:EXCERPT_CHARS])
        return
    yield from _object_items(value, text)


def _object_items(value: object, text: str) -> Iterator[Item]:
    if not isinstance(value, dict):
        yield _object_row(value, 0, text)
        return
    plan = guess_columns(value)
    arrays = dict(_arrays(value))
    if any(isinstance(value[name], str) for name in plan.get("body", ())) or not arrays:
        yield Row(value, 1)
    elif len(arrays) == 1:
        for number, item in enumerate(next(iter(arrays.values())), start=1):
            yield Row(item, number)
    elif has_text(plan):
        yield Row(value, 1)
    else:
        named = ", ".join(name[:40] for name in list(arrays)[:5])
        reason = f"Got an object with the arrays {named} but expected one array of articles; keep that one"
        yield Rejected(reason, 0, text[:EXCERPT_CHARS])


def _arrays(value: Mapping[str, Any], depth: int = 1) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name, held in value.items():
        if isinstance(held, list) and held and all(isinstance(item, dict) for item in held):
            yield name, held
        elif isinstance(held, dict) and depth < ARRAY_DEPTH:
            yield from _arrays(held, depth + 1)
