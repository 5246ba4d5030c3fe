"""Dates as pages write them: for machines, for readers, and relative to the time of reading."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import NamedTuple

from dateparser.date import DateDataParser

from hearsay.pipelines.lexicon import word_set

_RELATIVE_DAYS = "extract/metadata/data/relative_days.txt"
_RELATIVE_WORDS = "extract/metadata/data/relative_words.txt"


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
_ZONE_SLACK = timedelta(hours=14)
_CLOCK_SLACK = timedelta(minutes=10)
_PARTIAL = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?")
_DAY = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_DAY_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ISO_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ]+(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(Z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.IGNORECASE,
)
_WITH_SECONDS = re.compile(r"\d:\d{2}:\d{2}")
_EPOCH = re.compile(r"\d{10}|\d{13}")
_MONTH_WORD = r"[^\W\d_]{3,12}\.?"
_CLOCK = (
    r"(?:[\s,|·•–-]{0,4}(?:at|um|à|kl\.?|alle|ore|om|@|-)?\s{0,2}\d{1,2}[:.h]\d{2}(?::\d{2})?"
    r"(?:\s?(?:[ap]\.?m\b\.?|uhr))?(?:\s?(?:UTC|GMT|[A-Z]{2,3}T)\b)?)?"
)
_EXPRESSION = re.compile(
    r"(?<!\d)(?:"
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+)?{_MONTH_WORD},?\s+(?:de\s+|del\s+)?\d{{4}}"
    rf"|{_MONTH_WORD}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    r"|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]?"
    rf")(?!\d){_CLOCK}",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_ANY_TIME = datetime(2000, 6, 15, 12, tzinfo=UTC)
_BOKMAL = {"no": "nb"}


def read_machine_date(text: str) -> Written | None:
    """Read a date for machines: ISO 8601 and its variants, RFC 2822, seconds or milliseconds since 1970."""
    text = text.strip()
    match = _ISO_TIME.match(text)
    if match:
        return _iso_time(match, text)
    for pattern in (_DAY, _DAY_RUN):
        if (day := pattern.fullmatch(text)) is not None:
            return _written(text, "day", *(int(part) for part in day.groups()))
    if (part := _PARTIAL.fullmatch(text)) is not None:
        precision = "month" if part[2] else "year"
        return _written(text, precision, int(part[1]), int(part[2] or 1), 1)
    if _EPOCH.fullmatch(text):
        at = datetime.fromtimestamp(int(text[:10]), tz=UTC)
        return Written(at, "second", True, text) if at.year > 1990 else None
    return _rfc_date(text)


def _iso_time(match: re.Match[str], text: str) -> Written | None:
    clock = match[2].replace(",", ".") if match[2][1] != ":" else "0" + match[2]
    zone = (match[3] or "").upper().replace("UTC", "Z")
    try:
        at = datetime.fromisoformat(f"{match[1]}T{clock[:15]}{zone}")
    except ValueError:
        return None
    if (at.hour, at.minute, at.second) == (0, 0, 0):
        return _written(text, "day", at.year, at.month, at.day)
    if not _FIRST_YEAR <= at.year < 2200:
        return None
    precision = "second" if match[2].count(":") > 1 else "minute"
    has_zone = at.tzinfo is not None
    return Written(at if has_zone else at.replace(tzinfo=UTC), precision, has_zone, text)


def _rfc_date(text: str) -> Written | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if not _FIRST_YEAR <= at.year < 2200:
        return None
    precision = "second" if _WITH_SECONDS.search(text) else "minute"
    return Written(at if at.tzinfo else at.replace(tzinfo=UTC), precision, at.tzinfo is not None, text)


def _written(text: str, precision: str, year: int, month: int, day: int) -> Written | None:
    if not _FIRST_YEAR <= year < 2200 or (year, month, day) == (1970, 1, 1):
        return None
    try:
        return Written(datetime(year, month, day, tzinfo=UTC), precision, False, text)
    except ValueError:
        return None


def read_visible_date(text: str, languages: tuple[str, ...], is_month_first: bool) -> Written | None:
    """Find the first date in a short text for readers, with its time if present; never a bare year."""
    for match in _EXPRESSION.finditer(text):
        expression = match[0].strip(" ,|·•–-")
        machine = read_machine_date(expression)
        if machine is not None:
            return machine
        for language in languages:
            parsed = _absolute_parser(language, is_month_first).get_date_data(_ORDINAL.sub("", expression))
            if parsed.date_obj is not None:
                return _from_parser(parsed.date_obj, str(parsed.period), expression)
    return None


def _from_parser(at: datetime, period: str, text: str) -> Written | None:
    if not _FIRST_YEAR <= at.year < 2200:
        return None
    if period != "time":
        return _written(text, "day", at.year, at.month, at.day)
    precision = "second" if at.second else "minute"
    return Written(at if at.tzinfo else at.replace(tzinfo=UTC), precision, at.tzinfo is not None, text)


def relative_expression(text: str, languages: tuple[str, ...]) -> str | None:
    """Return the part of a short text that is relative to the time of reading ("about 2 hours ago"), or None."""
    match = _relative_pattern().search(text)
    return match[0].strip() if match and resolve_relative(match[0], _ANY_TIME, languages) else None


def resolve_relative(expression: str, read_at: datetime, languages: tuple[str, ...]) -> Written | None:
    """Resolve a relative expression against the time of reading; None if that fails.

    The precision is that of the unit, and the instant is the start of that day, month or year. Weeks have the
    precision of a month, since their days are approximate.
    """
    for language in languages:
        parsed = _relative_parser(language, read_at.replace(tzinfo=None)).get_date_data(expression)
        if parsed.date_obj is None:
            continue
        at = parsed.date_obj.replace(tzinfo=read_at.tzinfo)
        if parsed.period == "time":
            precision = "minute" if read_at - at < timedelta(hours=1) else "hour"
            return Written(at, precision, True, expression, is_relative=True)
        at = at.astimezone(UTC)
        precision = "month" if parsed.period == "week" else str(parsed.period)
        day = at.day if precision == "day" else 1
        month = 1 if precision == "year" else at.month
        start = datetime(at.year, month, day, tzinfo=UTC)
        return Written(start, precision, False, expression, is_relative=True)
    return None


def is_future(written: Written, read_at: datetime | None) -> bool:
    """Return True if the date is later than the reading, with more tolerance for a date without a zone."""
    if read_at is None:
        return False
    return written.at > read_at + (_CLOCK_SLACK if written.has_zone else _ZONE_SLACK)


@cache
def _absolute_parser(language: str, is_month_first: bool) -> DateDataParser:
    settings = {
        "PARSERS": ["absolute-time"],
        "RETURN_TIME_AS_PERIOD": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "DATE_ORDER": "MDY" if is_month_first else "DMY",
    }
    return DateDataParser(languages=[_BOKMAL.get(language, language)], settings=settings)


def _relative_parser(language: str, base: datetime) -> DateDataParser:
    settings = {"PARSERS": ["relative-time"], "RETURN_TIME_AS_PERIOD": True, "RELATIVE_BASE": base}
    return DateDataParser(languages=[_BOKMAL.get(language, language)], settings=settings)


@cache
def _relative_pattern() -> re.Pattern[str]:
    entries = _alternatives(_RELATIVE_WORDS)
    amount = (
        r"(?:(?:about|over|almost|etwa|circa|environ|alrededor de)\s+)?(?:\d{1,3}\s?|(?:an?|one|eine[mnr]?|une?)\s)"
    )
    unit = r"[^\W\d_]{1,12}\.?"
    return re.compile(
        rf"(?<!\w)(?:{amount}{unit}\s?(?:{entries})|(?:{entries})\s{amount}{unit}|{_alternatives(_RELATIVE_DAYS)})(?!\w)",
        re.IGNORECASE,
    )


def _alternatives(word_list: str) -> str:
    return "|".join(map(re.escape, sorted(word_set(word_list), key=len, reverse=True)))
