"""Dates as pages write them for machines, and the record of a written date."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from hearsay.pipelines.extract.metadata.calendars import in_gregorian_years


class Written(NamedTuple):
    """An instant with its zone and its written precision.

    A day, month or year is stored as the first midnight in UTC; a time without a zone is read as UTC (`has_zone`).
    """

    at: datetime
    precision: str
    has_zone: bool
    text: str
    is_relative: bool = False


_FIRST_YEAR = 1900
_YEARS_END = 2200
_ZONE_SLACK = timedelta(hours=14)
_CLOCK_SLACK = timedelta(minutes=10)
_PARTIAL = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?")
_DAY = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_DAY_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ISO_TIME = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[T ]+(\d{1,2}:\d{2}(?::\d{2}(?:[.,:]\d+)?)?)\s*(Z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.IGNORECASE,
)
_RFC_DATE = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}[\s-][A-Za-z]{3}[\s-]\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?(?!\s*[ap]\.?m)"
)
_RFC_ZONE = re.compile(r"\s*(?:(?:GMT|UTC?|Z|[ECMP][SD]T|[+-]\d{4})(?:\s*\(.*\))?)?")
_WITH_SECONDS = re.compile(r"\d:\d{2}:\d{2}")
_EPOCH = re.compile(r"\d{10}|\d{13}")


def read_machine_date(text: str) -> Written | None:
    """Read a date for machines: ISO 8601 and its variants, RFC 2822, seconds or milliseconds since 1970.

    A year of the Buddhist era is read as its year of the Gregorian calendar.
    """
    text = text.strip()
    match = _ISO_TIME.match(text)
    if match:
        return _iso_time(match, text)
    for pattern in (_DAY, _DAY_RUN):
        if (day := pattern.fullmatch(text)) is not None:
            return written_day(text, int(day[1]), int(day[2]), int(day[3]))
    if (part := _PARTIAL.fullmatch(text)) is not None:
        precision = "month" if part[2] else "year"
        return written_day(text, int(part[1]), int(part[2] or 1), 1, precision)
    if _EPOCH.fullmatch(text):
        at = datetime.fromtimestamp(int(text[:10]), tz=UTC)
        return Written(at, "second", True, text) if at.year > 1990 else None
    return _rfc_date(text)


def _iso_time(match: re.Match[str], text: str) -> Written | None:
    year, month, day, clock, zone = match.groups()
    clock = clock if clock[1] != ":" else "0" + clock
    clock = clock[:8] + clock[8:].replace(",", ".").replace(":", ".")
    zone = (zone or "").upper().replace("UTC", "Z")
    day = f"{in_gregorian_years(int(year)):04d}-{int(month):02d}-{int(day):02d}"
    try:
        at = datetime.fromisoformat(f"{day}T{clock[:15]}{zone}")
    except ValueError:
        return None
    if (at.hour, at.minute, at.second) == (0, 0, 0):
        return written_day(text, at.year, at.month, at.day)
    if not _is_credible(at.year):
        return None
    precision = "second" if match[4].count(":") > 1 else "minute"
    has_zone = at.tzinfo is not None
    return Written(at if has_zone else at.replace(tzinfo=UTC), precision, has_zone, text)


def _rfc_date(text: str) -> Written | None:
    """Read a date of RFC 2822. The library also takes other forms, and loses their 'pm' and their zone."""
    match = _RFC_DATE.match(text)
    if match is None or not _RFC_ZONE.fullmatch(text, match.end()):
        return None
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if not _is_credible(at.year):
        return None
    precision = "second" if _WITH_SECONDS.search(text) else "minute"
    return Written(at if at.tzinfo else at.replace(tzinfo=UTC), precision, at.tzinfo is not None, text)


def written_day(text: str, year: int, month: int, day: int, precision: str = "day") -> Written | None:
    """Return a written day, or the month or year that begins with it; None for a day that no calendar holds.

    The first day of 1970 is a placeholder of publishing systems.
    """
    year = in_gregorian_years(year)
    if not _is_credible(year) or (year, month, day) == (1970, 1, 1):
        return None
    try:
        return Written(datetime(year, month, day, tzinfo=UTC), precision, False, text)
    except ValueError:
        return None


def _is_credible(year: int) -> bool:
    return _FIRST_YEAR <= year < _YEARS_END


def is_future(written: Written, read_at: datetime | None) -> bool:
    """Return True if the date is later than the reading, with more tolerance for a date without a zone."""
    if read_at is None:
        return False
    return written.at > read_at + (_CLOCK_SLACK if written.has_zone else _ZONE_SLACK)
