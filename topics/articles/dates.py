"""Any written date -> one UTC datetime, for tables, dumps, addresses and file names alike.

The answer depends on the text alone: words such as "yesterday" and dates without a year are refused, never completed
from today's date, since a run must come out the same next year.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

from topics.articles.written_dates import DATE, MONTHS, moment_of

FIRST_YEAR, LAST_YEAR = 1500, 2200
LONGEST_DATE = 80  # characters; what is longer is prose, and the general parser is slow on prose
CACHED_DATES = 1 << 16

_DIGITS = re.compile(r"(\d{8,19})(?:\.0*)?")
_COMPACT = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_UNIX_PER_SECOND = {10: 1, 13: 10**3, 16: 10**6, 19: 10**9}
_LABEL = re.compile(
    r"(?:date|dated|published|posted|(?:last )?updated|modified|created)\b(?:\s(?:on|at))?\s?:?\s?", re.I
)
_SHORT_YEAR = re.compile(r"(\d{1,2}([ /.-])(?:\d{1,2}|[^\W\d_]{3,10})\2)(\d{2})(?=\s|,|$)")
# What the general parser is asked at all: a day, a year and at most six words, in any script.
_DATE_LIKE = re.compile(r"(?=.*(?<!\d)\d{1,2}(?!\d))(?=.*(?<!\d)\d{4}(?!\d))(?=.*[^\W\d_])\S+(?:\s+\S+){0,7}")
_MONTH_ONLY = re.compile(r"(?:(\d{4})[-/](\d{1,2})|([^\W\d_]{3,12})\.?,?\s+(\d{4}))")
_ONE_NAME = re.compile(r"(?<![0-9A-Za-z])(\d{4})([-_.]?)(\d{2})\2(\d{2})(?![0-9A-Za-z])")
_ONE_NAME_DAY_FIRST = re.compile(r"(?<![0-9A-Za-z])(\d{2})([-_.])(\d{2})\2(\d{4})(?![0-9A-Za-z])")
_URL_DAY = re.compile(r"[/=_-](\d{4})([/_-]?)(\d{1,2}|[a-z]{3,9})\2(\d{1,2})(?=[/?#&._-]|$)", re.I)
_MONTH_FIRST_COUNTRIES = {"", "en", "en-us", "en-ph"}


def parse_date(text: str, *, language: str | None = None, day_first: bool | None = None) -> datetime | None:
    """Read one written date as an instant in UTC.

    ISO 8601, RFC 2822, compact digits (20260226, 20260226103000), Unix seconds to nanoseconds, numeric forms and month
    names of a dozen languages are read here; what remains and holds a letter goes to `dateparser`, absolute dates only.

    Parameters
    ----------
    text
        One date, with or without a time, a time zone or a label such as "Published:".
    language
        Language code of the text, e.g. "en", "en-GB", "fr". Helps with month names, and settles 03/04/2026.
    day_first
        How to read 03/04/2026 when the caller knows. By default dots mean day first (03.04.2026 is 3 April); other
        separators mean month first for English, American and unknown texts, day first elsewhere ("en-GB", "fr", ...).
        A number above 12 settles the order by itself.

    Returns
    -------
    datetime or None
        Aware, in UTC; a date without time is midnight, a time without zone is UTC, a month without day is its first.
        None for anything else: relative words, missing years, years outside 1500 to 2200, nonsense.

    Examples
    --------
    >>> parse_date("Thu, 26 Feb 2026 10:30:00 +0100").isoformat()
    '2026-02-26T09:30:00+00:00'
    >>> parse_date("26 février 2026", language="fr").date().isoformat()
    '2026-02-26'
    >>> parse_date("yesterday") is None
    True
    """
    return _parse(text.strip(), (language or "").lower().replace("_", "-"), day_first)


@lru_cache(maxsize=CACHED_DATES)
def _parse(text: str, language: str, day_first: bool | None) -> datetime | None:
    if not 6 <= len(text) <= LONGEST_DATE or not any(map(str.isdigit, text)):
        return None
    digits = _DIGITS.fullmatch(text)
    if digits:
        return _from_digits(digits[1])
    # The ISO reader also takes week dates and bare hours; a date of articles starts with its year.
    if text[:4].isdecimal():
        try:
            return _in_utc(datetime.fromisoformat(text))
        except (ValueError, OverflowError):
            pass
    if day_first is None:
        day_first = language not in _MONTH_FIRST_COUNTRIES
    text = _LABEL.sub("", text, count=1) if _LABEL.match(text) else text
    for reader in (_from_pattern, _from_rfc_2822, _from_short_year, _from_month):
        found = reader(text, day_first)
        if found is not None:
            return found
    return _from_any_language(text, language)


def find_date(text: str, *, day_first: bool = False) -> tuple[datetime, int, int] | None:
    """Find the first complete date (day, month and year) in running text.

    Parameters
    ----------
    text
        Running text; keep it short, each call reads it once.
    day_first
        How to read 03/04/2026.

    Returns
    -------
    (datetime, int, int) or None
        The date in UTC, and the characters from which and up to which it stands in the text.

    Examples
    --------
    >>> when, start, end = find_date("The plant opened on 26 February 2026, a year late.")
    >>> when.date().isoformat(), start, end
    ('2026-02-26', 20, 36)
    """
    for match in DATE.finditer(text):
        moment = moment_of(match, day_first)
        found = _in_utc(moment) if moment else None
        if found is not None:
            return found, match.start(), match.end()
    return None


def find_date_in_url(url: str) -> datetime | None:
    """Find the day in a web address such as `/2026/02/26/`, `/2026/feb/26/`, `-20260226.html` or `?d=2026-02-26`.

    A year and a month alone give None: no day is invented.

    Examples
    --------
    >>> find_date_in_url("https://harbour.example/world/2026/02/26/telecom.html").date().isoformat()
    '2026-02-26'
    """
    for match in _URL_DAY.finditer(url[:2000]):
        year, _, month, day = match.groups()
        number = MONTHS.get(month.lower(), 0) if month.isalpha() else int(month)
        # Without separators only full widths are a date: 2026112 is a serial number.
        if match[2] or (len(month) == 2 and len(day) == 2):
            found = _plausible_day(int(year), number, int(day))
            if found is not None:
                return found
    return None


def find_date_in_name(name: str) -> datetime | None:
    """Find the day in a file name such as `inbox_2026-02-26.txt`, `20260226-dump.txt` or `26.02.2026.txt`.

    Digits inside a longer run of letters and digits (hashes, serial numbers) are not dates.

    Examples
    --------
    >>> find_date_in_name("inbox/dump_20260226.txt").date().isoformat()
    '2026-02-26'
    """
    name = name.replace("\\", "/").rsplit("/", 1)[-1].replace("_", "-")
    for match in _ONE_NAME.finditer(name):
        found = _plausible_day(int(match[1]), int(match[3]), int(match[4]))
        if found is not None:
            return found
    late = _ONE_NAME_DAY_FIRST.search(name)
    return _plausible_day(int(late[4]), int(late[3]), int(late[1])) if late else None


def _in_utc(moment: datetime) -> datetime | None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _from_digits(digits: str) -> datetime | None:
    if len(digits) in _COMPACT:
        try:
            return _in_utc(datetime.strptime(digits, _COMPACT[len(digits)]))
        except ValueError:
            return None
    per_second = _UNIX_PER_SECOND.get(len(digits))
    if per_second is None:
        return None
    seconds, rest = divmod(int(digits), per_second)
    since = timedelta(seconds=seconds, microseconds=rest * 10**6 // per_second)
    return _in_utc(datetime(1970, 1, 1, tzinfo=UTC) + since)


def _from_pattern(text: str, day_first: bool) -> datetime | None:
    match = DATE.fullmatch(text.rstrip(".,;| "))
    found = moment_of(match, day_first) if match else None
    return _in_utc(found) if found else None


def _from_rfc_2822(text: str, _day_first: bool) -> datetime | None:
    try:
        return _in_utc(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _from_short_year(text: str, day_first: bool) -> datetime | None:
    match = _SHORT_YEAR.match(text)
    if not match:
        return None
    century = "19" if int(match[3]) > 68 else "20"  # the turning point of POSIX
    return _from_pattern(match[1] + century + text[match.start(3) :], day_first)


def _from_month(text: str, _day_first: bool) -> datetime | None:
    match = _MONTH_ONLY.fullmatch(text)
    if not match:
        return None
    month = int(match[2]) if match[2] else MONTHS.get(match[3].lower(), 0)
    return _in_utc(datetime(int(match[1] or match[4]), month, 1)) if 1 <= month <= 12 else None


def _from_any_language(text: str, language: str) -> datetime | None:
    if not _DATE_LIKE.fullmatch(text) or DATE.search(text):  # a known form of an impossible day stays impossible
        return None
    import dateparser

    # A fixed base: nothing that the parser fills in may come from the clock of this machine.
    settings: Any = {
        "PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"], "RELATIVE_BASE": datetime(2000, 1, 1),
        "TIMEZONE": "UTC", "TO_TIMEZONE": "UTC", "RETURN_AS_TIMEZONE_AWARE": True,
        "PREFER_DAY_OF_MONTH": "first", "PREFER_DATES_FROM": "past",
    }  # fmt: skip
    try:
        found = dateparser.parse(text, languages=[language[:2]] if language else None, settings=settings)
    except (ValueError, TypeError, OverflowError, KeyError, AttributeError):
        return None
    return _in_utc(found) if found is not None else None


def _plausible_day(year: int, month: int, day: int) -> datetime | None:
    if not 1900 <= year <= 2100:  # addresses and names are full of numbers: only years of the web and of archives count
        return None
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
