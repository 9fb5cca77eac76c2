"""The shapes in which complete dates are written: one pattern for running text, and the moment that a match stands for.

Serves `dates` and, through it, the splitting of dumps. Holds words and shapes only: it must never know what day it is.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

_MONTH_ROWS = (
    "january jan janvier januar januari enero gennaio janeiro ocak styczeń stycznia января",
    "february feb février fevrier févr februar februari febrero febbraio fevereiro şubat luty lutego февраля",
    "march mar mars märz maart marzo março marco mart marzec marca марта",
    "april apr avril abril aprile nisan kwiecień kwietnia апреля",
    "may mai mei maj mayo maggio maio mayıs maja мая",
    "june jun juin juni junio giugno junho haziran czerwiec czerwca июня",
    "july jul juillet juil juli julio luglio julho temmuz lipiec lipca июля",
    "august aug août aout agosto augustus augusti ağustos sierpień sierpnia августа",
    "september sep sept septembre septiembre settembre setembro eylül wrzesień września сентября",
    "october oct octobre oktober okt octubre ottobre outubro ekim październik października октября",
    "november nov novembre noviembre novembro kasım listopad listopada ноября",
    "december dec décembre decembre dezember dez diciembre dicembre dezembro aralık grudzień grudnia декабря",
)
MONTHS = {name: number for number, row in enumerate(_MONTH_ROWS, start=1) for name in row.split()}

_WEEKDAYS = (
    "monday mon tuesday tues tue wednesday wed thursday thurs thur thu friday fri saturday sat sunday sun "
    "lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag"
)

# Hours east of Greenwich. Abbreviations with several meanings take the one that news agencies use.
ZONES = {
    "z": 0.0, "utc": 0.0, "gmt": 0.0, "wet": 0.0, "bst": 1.0, "cet": 1.0, "cest": 2.0, "eet": 2.0, "eest": 3.0,
    "msk": 3.0, "ist": 5.5, "hkt": 8.0, "sgt": 8.0, "jst": 9.0, "kst": 9.0, "aest": 10.0, "aedt": 11.0,
    "est": -5.0, "edt": -4.0, "et": -5.0, "cst": -6.0, "cdt": -5.0, "ct": -6.0,
    "mst": -7.0, "mdt": -6.0, "pst": -8.0, "pdt": -7.0, "pt": -8.0,
}  # fmt: skip


def _any_of(words: str) -> str:
    # The longest first: a regular expression takes the first that fits, and "mar" would hide "march".
    return "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True))


def _clock(side: str) -> str:
    # A bare number is no clock: it needs minutes or a half of the day.
    zone = rf"(?:utc|gmt)[+-]\d{{1,2}}|(?:{_any_of(' '.join(ZONES))})\b|[+-]\d{{2}}:?\d{{2}}"
    return (
        rf"(?P<{side}hour>\d{{1,2}})(?:[:.h](?P<{side}minute>\d{{2}})(?::(?P<{side}second>\d{{2}})(?:[.,]\d{{1,9}})?)?"
        rf"\s{{0,2}}(?P<{side}half>[ap]\.?m\b\.?)?|\s{{0,2}}(?P<{side}full_half>[ap]\.?m\b\.?))"
        rf"(?:\s{{0,2}}(?P<{side}bracket>\()?(?P<{side}zone>{zone})(?({side}bracket)\)))?"
    )


_MONTH = rf"(?:{_any_of(' '.join(_MONTH_ROWS))})"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?"
_YEAR = r"(?:1[5-9]|2[012])\d\d"

# One complete date, with its weekday before it and its time on either side when they are given. Every repetition is
# bounded, so that a search is linear in the text.
DATE = re.compile(
    rf"(?<![\w/-])(?:{_clock('pre_')},?\s{{1,2}}(?:on\s|[|–—-]\s)?)?(?:(?:{_any_of(_WEEKDAYS)})\b\.?,?\s{{1,3}})?"
    rf"(?:(?P<y1>{_YEAR})(?P<sep1>[-/.])(?P<m1>\d{{1,2}})(?P=sep1)(?P<d1>\d{{1,2}})(?!\d|[-/]\d)"
    rf"|(?P<d2>{_DAY})[\s-]{{1,2}}(?:de\s|of\s)?(?P<m2>{_MONTH})\b\.?,?[\s-]{{1,2}}(?:de\s)?(?P<y2>{_YEAR})(?!\d)"
    rf"|(?P<m3>{_MONTH})\b\.?[\s-]{{1,2}}(?P<d3>{_DAY}),?[\s-]{{1,2}}(?P<y3>{_YEAR})(?!\d)"
    rf"|(?P<a4>\d{{1,2}})(?P<sep4>[-/.])(?P<b4>\d{{1,2}})(?P=sep4)(?P<y4>{_YEAR})(?!\d|[-/]\w)"
    r"|(?P<y5>\d{4})\s?[年년]\s?(?P<m5>\d{1,2})\s?[月월]\s?(?P<d5>\d{1,2})\s?[日일])"
    rf"(?:(?:T|,?\s{{1,3}}(?:at\s|um\s|à\s|[|–—-]\s)?){_clock('')})?",
    re.IGNORECASE,
)


def moment_of(match: re.Match[str], day_first: bool) -> datetime | None:
    """Turn a match of `DATE` into a datetime, naive when no time zone is written; None for a day that does not exist.

    Examples
    --------
    >>> moment_of(DATE.search("Thursday, February 26, 2026 10:32 AM EST"), day_first=False).isoformat()
    '2026-02-26T10:32:00-05:00'
    """
    part = match.groupdict()
    if part["a4"]:
        first, second = int(part["a4"]), int(part["b4"])
        # Dots are a day-first habit everywhere; a number above 12 settles the order by itself.
        swap = second <= 12 and (first > 12 or day_first or part["sep4"] == ".")
        year, month, day = part["y4"], second if swap else first, str(first if swap else second)
    else:
        form = next(number for number in "1235" if part["y" + number])
        year, day, written = part["y" + form], part["d" + form], part["m" + form]
        month = MONTHS.get(written.lower()) or int(written)
    try:
        return _at_clock(datetime(int(year), month, int(re.sub(r"\D", "", day))), part)
    except ValueError:
        return None


def _at_clock(day: datetime, part: dict[str, str | None]) -> datetime:
    side = "" if part["hour"] else "pre_"
    if not part[side + "hour"]:
        return day
    hour, minute, second = (int(part[side + name] or 0) for name in ("hour", "minute", "second"))
    half = (part[side + "half"] or part[side + "full_half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    try:
        return day.replace(hour=hour, minute=minute, second=second, tzinfo=_zone(part[side + "zone"] or ""))
    except ValueError:
        return day  # an impossible clock ("25:61") spoils the time, not the day


def _zone(name: str) -> timezone | None:
    if not name or name.lower() in ZONES:
        return timezone(timedelta(hours=ZONES[name.lower()])) if name else None
    sign = -1 if "-" in name else 1
    digits = re.sub(r"\D", "", name)
    hours, minutes = (digits[:2], digits[2:]) if len(digits) == 4 else (digits, "")
    return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes or 0)))
