"""An article in the making, between a record of any format and a row of the articles table.

Beside `table`, which makes and finishes it. It holds what was given and what was found, and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Draft:
    """An article in the making: its texts are clean, its date is as given."""

    title: str
    body: str
    summary: str
    source: str
    url: str
    lang: str
    place: str
    title_origin: str
    origin: str
    key: str
    file: str
    line: int
    given_date: Any
    given_lang: str
    date_origin: str
    published: datetime | None = field(default=None, init=False)
    id: str = field(default="", init=False)
