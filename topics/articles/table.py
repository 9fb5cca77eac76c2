"""Records of any origin -> the articles table: one row an article, identified by its content, sorted by id.

Nothing is dropped silently: a record that is no article, or is there already, is listed in `attrs["rejected"]`, and
what was kept with a doubt (an unreadable date) in `attrs["notes"]`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from topics.articles.columns import TEXT_FIELDS, NestedValue, as_text, is_missing
from topics.articles.dates import FIRST_YEAR, LAST_YEAR, find_date_in_url, parse_date
from topics.articles.derived_titles import derive_title
from topics.articles.draft import Draft
from topics.articles.encodings import mend_text
from topics.articles.files import EXCERPT_CHARS, MAX_LINE_CHARS
from topics.articles.languages import load_language, normalise_language
from topics.articles.ledger import Ledger

COLUMNS = (
    "id", "title", "body", "summary", "published", "source", "url", "lang", "place",
    "title_origin", "date_origin", "origin", "key",
)  # fmt: skip
LINE_FIELDS = ("source", "url", "lang", "place", "key")
BODY_CHARS_FOR_LANGUAGE = 1_000

_SEPARATOR = "\x1f"  # counts as white space, so it cannot occur inside a normalised part
_DAY_AND_MONTH = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b")


def article_id(title: str, body: str, published: datetime | None, url: str) -> str:
    r"""Identify an article by its content: the same article has the same id wherever and in whatever order it is read.

    Case, white space and compatibility forms of characters (NFKC) make no difference.

    Parameters
    ----------
    title, body, url
        As in the articles table; '' where there is none.
    published
        Instant of publication, None or NaT where unknown. Without a time zone it counts as UTC.

    Returns
    -------
    str
        16 hex digits of BLAKE2b.

    Examples
    --------
    >>> article_id("Ferry  strike ENDS", "Boats sail again.", None, "") == article_id(
    ...     "Ferry strike ends", "Boats sail\nagain.", None, "")
    True
    """
    moment = "" if published is None or pd.isna(published) else _in_utc(published).isoformat()
    parts = (_normalised(title), _normalised(body), moment, _normalised(url))
    content = _SEPARATOR.join(parts).encode("utf-8", "replace")
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def make_table(records: Iterable[Mapping[str, Any] | Draft], ledger: Ledger | None = None) -> pd.DataFrame:
    """Build the articles table from records.

    Parameters
    ----------
    records
        Mappings with any of the fields title, body, summary, published, source, url, lang, place, key, title_origin,
        date_origin, origin; other keys are ignored. `file` and `line` say where a record came from. A record without
        body takes its summary for it, one without title the first sentence of its body. Articles in the making, see
        `make_drafts`, may stand among them.
    ledger
        What reading has rejected so far; it is continued.

    Returns
    -------
    DataFrame
        One row an article, sorted by id, with `attrs["rejected"]` and `attrs["notes"]` (see `read_articles`).
        Of records with one id the most complete is kept.

    Examples
    --------
    >>> table = make_table([{"title": "Ferry strike ends", "published": "2026-02-26"}, {"title": ""}])
    >>> table[["title", "published"]].values.tolist()
    [['Ferry strike ends', Timestamp('2026-02-26 00:00:00+0000', tz='UTC')]]
    >>> table.attrs["rejected"][0]["reason"]
    'no text: title and body are both empty'
    """
    ledger = ledger or Ledger()
    table = _frame(_without_repeats(make_drafts(records, ledger), ledger))
    table.attrs["rejected"] = sorted(ledger.rejected, key=lambda entry: (entry["file"], entry["line"], entry["reason"]))
    table.attrs["notes"] = sorted(ledger.notes, key=lambda entry: (entry["file"], entry["line"], entry["note"]))
    table.attrs["formats"] = dict(sorted(ledger.formats.items()))
    return table


def make_drafts(records: Iterable[Mapping[str, Any] | Draft], ledger: Ledger) -> list[Draft]:
    """Make articles of records, clean, dated and with their ids; what is none goes into the ledger, what is one already stays."""
    candidates = (_draft(record, number, ledger) for number, record in enumerate(records, start=1))
    drafts = [draft for draft in candidates if draft is not None]
    fresh = [draft for draft in drafts if not draft.id]
    _date(fresh, ledger)
    for draft in fresh:
        draft.id = article_id(draft.title, draft.body, draft.published, draft.url)
    return drafts


def _draft(record: Mapping[str, Any] | Draft, number: int, ledger: Ledger) -> Draft | None:
    if isinstance(record, Draft):
        return record
    file, line = str(record.get("file", "records")), int(record.get("line", number))
    try:
        texts = _clean_texts(record, partial(ledger.note, file, line))
    except NestedValue as error:
        ledger.reject(file, line, str(error), str(record)[:EXCERPT_CHARS])
        return None
    title, body = texts["title"], texts["body"]
    if not title and not body:
        ledger.reject(file, line, "no text: title and body are both empty", " ".join(filter(None, texts.values())))
        return None
    if len(title) + len(body) > MAX_LINE_CHARS:
        ledger.reject(file, line, f"the text is longer than {MAX_LINE_CHARS:,} characters", title or body)
        return None
    given_lang = texts.pop("lang")
    lang = normalise_language(given_lang) or load_language(f"{title}\n{body[:BODY_CHARS_FOR_LANGUAGE]}".strip())
    texts["title"] = title or derive_title(body)
    return Draft(
        **texts, lang=lang, given_lang=given_lang, file=file, line=line,
        title_origin=str(record.get("title_origin") or "given") if title else "derived",
        date_origin=str(record.get("date_origin") or "given"),
        origin=str(record.get("origin") or f"{file}:{line}"),
        given_date=record.get("published"),
    )  # fmt: skip


def _clean_texts(record: Mapping[str, Any], note: Callable[[str], None]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name in (*TEXT_FIELDS, *LINE_FIELDS):
        try:
            text = mend_text(as_text(record.get(name)))
        except NestedValue as error:
            if name in TEXT_FIELDS:
                raise NestedValue(f"{name} {error}") from error
            note(f"{name} {error}; it was left empty")
            text = ""
        texts[name] = text.strip() if name in ("body", "summary") else " ".join(text.split())
    if not texts["body"]:
        texts["body"], texts["summary"] = texts["summary"], ""
    return texts


def _date(drafts: list[Draft], ledger: Ledger) -> None:
    day_first = _day_first_by_file(drafts)
    for draft in drafts:
        given = not is_missing(draft.given_date)
        if given:
            draft.published = _instant(draft.given_date, draft.given_lang or draft.lang, day_first.get(draft.file))
        if draft.published is None:
            draft.published = find_date_in_url(draft.url)
            draft.date_origin = "url" if draft.published else ""
            if given:
                instead = "the one in the address was taken" if draft.published else "the article has none"
                shown = str(draft.given_date)[:80]
                ledger.note(draft.file, draft.line, f"Got the date {shown!r}, which could not be understood; {instead}")


def _day_first_by_file(drafts: list[Draft]) -> dict[str, bool]:
    """Settle 03/04/2026 for each file that has a date such as 25/04/2026 and none such as 04/25/2026, or vice versa."""
    seen: dict[str, set[bool]] = {}
    for draft in drafts:
        match = _DAY_AND_MONTH.match(draft.given_date) if isinstance(draft.given_date, str) else None
        if match and max(int(match[1]), int(match[2])) > 12:
            seen.setdefault(draft.file, set()).add(int(match[1]) > 12)
    return {file: orders.pop() for file, orders in seen.items() if len(orders) == 1}


def _instant(value: Any, language: str, day_first: bool | None) -> datetime | None:
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        return None  # such as 9999-12-31, with which databases say that there is none
    if isinstance(value, datetime):
        return _in_utc(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not isinstance(value, str):
        try:
            value = f"{float(value):.0f}"  # 20260226 or Unix time, as numbers come out of tables
        except (TypeError, ValueError, OverflowError):
            return None
    return parse_date(value, language=language or None, day_first=day_first)


def _in_utc(moment: datetime) -> datetime:
    if isinstance(moment, pd.Timestamp):
        moment = moment.to_pydatetime(warn=False)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _normalised(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _without_repeats(drafts: list[Draft], ledger: Ledger) -> list[Draft]:
    """Keep the most complete article of each id, chosen by content so that the order of reading does not matter."""

    def preference(draft: Draft) -> tuple[int, tuple[str, ...], str, int]:
        texts = tuple(getattr(draft, name) for name in COLUMNS if name not in {"published", "origin"})
        return -sum(map(bool, texts)), texts, draft.file, draft.line

    kept: dict[str, Draft] = {}
    for draft in sorted(drafts, key=preference):
        first = kept.setdefault(draft.id, draft)
        if first is not draft:
            ledger.reject(draft.file, draft.line, f"the same article as {first.origin}", draft.title or draft.body)
    return [kept[name] for name in sorted(kept)]


def _frame(drafts: list[Draft]) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for name in COLUMNS:
        values = [getattr(draft, name) for draft in drafts]
        if name == "published":
            columns[name] = pd.Series(pd.DatetimeIndex(values, dtype="datetime64[us, UTC]"))
        else:
            columns[name] = pd.Series(values, dtype=str)
    return pd.DataFrame(columns)
