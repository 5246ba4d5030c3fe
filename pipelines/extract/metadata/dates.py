"""Dates as pages write them: for machines, for readers, and relative to the time of reading."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import NamedTuple

from dateparser.date import DateDataParser

from hearsay.pipelines.language import Language, Languages

_RELATIVE_DAYS = "published/relative_days"
_RELATIVE_WORDS = "published/relative_words"
_APPROXIMATE_WORDS = "published/approximate_words"
_ONE_WORDS = "published/one_words"
_CLOCK_WORDS = "published/clock_words"
_MONTH_NAMES = "published/month_names"
_ORDINAL_ENDINGS = "published/ordinal_endings"


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
_RFC_DATE = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}[\s-][A-Za-z]{3}[\s-]\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?(?!\s*[ap]\.?m)"
)
_RFC_ZONE = re.compile(r"\s*(?:(?:GMT|UTC?|Z|[ECMP][SD]T|[+-]\d{4})(?:\s*\(.*\))?)?")
_WITH_SECONDS = re.compile(r"\d:\d{2}:\d{2}")
_EPOCH = re.compile(r"\d{10}|\d{13}")
_MONTH_WORD = r"[^\W\d_]{3,12}\.?"
_NAMED_DAY = re.compile(
    r"(?:(?P<month>[^\W\d_]{3,12})\.?\s+(?P<day>\d{1,2}),?|(?P<earlier_day>\d{1,2})\s+(?P<later_month>[^\W\d_]{3,12})\.?,?)"
    r"\s+(?P<year>\d{4})"
)
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
    """Read a date of RFC 2822. The library also takes other forms, and loses their 'pm' and their zone."""
    match = _RFC_DATE.match(text)
    if match is None or not _RFC_ZONE.fullmatch(text, match.end()):
        return None
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


def read_visible_date(
    text: str, codes: tuple[str, ...], is_month_first: bool, languages: Languages
) -> Written | None:
    """Find the first date in a short text for readers, with its time if present; never a bare year.

    Args:
        text: The short text.
        codes: Languages in which the date is read, in order.
        is_month_first: True if 3/4/2026 is the fourth of March.
        languages: The languages whose forms of a date are found.
    """
    ending = languages.pattern("published/dropped_ending")
    for match in languages.made(_expression_pattern).finditer(text):
        expression = match[0].strip(" ,|·•–-")
        machine = read_machine_date(expression)
        if machine is not None:
            return machine
        named = _named_day(expression, languages.of(codes[0]))
        if named is not None:
            return named
        for code in codes:
            parsed = _absolute_parser(code, is_month_first).get_date_data(ending.sub("", expression))
            if parsed.date_obj is not None:
                return _from_parser(parsed.date_obj, str(parsed.period), expression)
    return None


def _named_day(expression: str, language: Language | None) -> Written | None:
    """Read a day without a time, with the month by name; dateparser takes a hundred times as long.

    dateparser also compiles the names of all time zones for its first date, which takes 0.2 s.
    """
    match = _NAMED_DAY.fullmatch(expression)
    if match is None or language is None:
        return None
    month_name, day = match["month"] or match["later_month"], match["day"] or match["earlier_day"]
    month = language.table(_MONTH_NAMES).get(month_name.casefold())
    return _written(expression, "day", int(match["year"]), int(month[0]), int(day)) if month else None


def _from_parser(at: datetime, period: str, text: str) -> Written | None:
    if not _FIRST_YEAR <= at.year < 2200:
        return None
    if period != "time":
        return _written(text, "day", at.year, at.month, at.day)
    precision = "second" if at.second else "minute"
    return Written(at if at.tzinfo else at.replace(tzinfo=UTC), precision, at.tzinfo is not None, text)


def relative_expression(text: str, codes: tuple[str, ...], languages: Languages) -> str | None:
    """Return the part of a short text that is relative to the time of reading ("about 2 hours ago"), or None."""
    match = languages.made(_relative_pattern).search(text)
    return match[0].strip() if match and resolve_relative(match[0], _ANY_TIME, codes) else None


def resolve_relative(expression: str, read_at: datetime, codes: tuple[str, ...]) -> Written | None:
    """Resolve a relative expression against the time of reading; None if that fails.

    The precision is that of the unit, and the instant is the start of that day, month or year. Weeks have the
    precision of a month, since their days are approximate.
    """
    for code in codes:
        parsed = _relative_parser(code, read_at.replace(tzinfo=None)).get_date_data(expression)
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
def _absolute_parser(code: str, is_month_first: bool) -> DateDataParser:
    settings = {
        "PARSERS": ["absolute-time"],
        "RETURN_TIME_AS_PERIOD": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "DATE_ORDER": "MDY" if is_month_first else "DMY",
    }
    return DateDataParser(languages=[_BOKMAL.get(code, code)], settings=settings)


def _relative_parser(code: str, base: datetime) -> DateDataParser:
    settings = {"PARSERS": ["relative-time"], "RETURN_TIME_AS_PERIOD": True, "RELATIVE_BASE": base}
    return DateDataParser(languages=[_BOKMAL.get(code, code)], settings=settings)


def _relative_pattern(languages: Languages) -> re.Pattern[str]:
    words, days, about, single = (
        languages.alternatives(name) for name in (_RELATIVE_WORDS, _RELATIVE_DAYS, _APPROXIMATE_WORDS, _ONE_WORDS)
    )
    amount = rf"(?:(?:{about})\s+)?(?:\d{{1,3}}\s?|(?:{single})\s)"
    unit = r"[^\W\d_]{1,12}\.?"
    return re.compile(
        rf"(?<!\w)(?:{amount}{unit}\s?(?:{words})|(?:{words})\s{amount}{unit}|{days})(?!\w)", re.IGNORECASE
    )


def _expression_pattern(languages: Languages) -> re.Pattern[str]:
    """Match a day, month and year as any language writes them, with a time of day if present."""
    endings = languages.alternatives(_ORDINAL_ENDINGS)
    before_month = languages.pattern("published/before_month").pattern
    before_year = languages.pattern("published/before_year").pattern
    own_order_date = languages.pattern("published/own_order_date").pattern
    return re.compile(
        r"(?<!\d)(?:"
        r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?"
        r"|\d{1,2}[./-]\d{1,2}[./-]\d{4}"
        rf"|\d{{1,2}}(?:{endings}|\.)?\s+(?:(?:{before_month})\s+)?{_MONTH_WORD},?\s+(?:(?:{before_year})\s+)?\d{{4}}"
        rf"|{own_order_date}"
        rf")(?!\d){_clock_expression(languages)}",
        re.IGNORECASE,
    )


def _clock_expression(languages: Languages) -> str:
    """Return the expression for a time of day behind a day."""
    before, after = languages.alternatives(_CLOCK_WORDS), languages.pattern("published/after_clock").pattern
    return (
        rf"(?:[\s,|·•–-]{{0,4}}(?:{before}|@|-)?\s{{0,2}}\d{{1,2}}[:.h]\d{{2}}(?::\d{{2}})?"
        rf"(?:\s?(?:{after}))?(?:\s?(?:UTC|GMT|[A-Z]{{2,3}}T)\b)?)?"
    )
