"""Years and days of other calendars as those of the Gregorian calendar."""

from datetime import date
from typing import Any

PERSIAN = "persian"
"""The solar calendar of Iran and Afghanistan."""

_BUDDHIST = 543
_BUDDHIST_YEARS = range(2400, 2700)
_SHORT_BUDDHIST_YEARS = range(60, 100)
_PERSIAN_YEARS = range(1300, 1421)
_MINGUO = 1911
_MINGUO_YEARS = range(90, 200)
_LAST_CENTURY = 70
"""Years of two digits from here on belong to the twentieth century."""


def in_gregorian_years(year: int) -> int:
    """Return a year of the Buddhist era (2400 to 2699) as its year of the Gregorian calendar; another as it is."""
    return year - _BUDDHIST if year in _BUDDHIST_YEARS else year


def full_year(year: int, *, is_buddhist: bool = False) -> int:
    """Return the year that two digits stand for, in the Gregorian calendar."""
    if is_buddhist and year in _SHORT_BUDDHIST_YEARS:
        return 2500 + year - _BUDDHIST
    return year + (1900 if year >= _LAST_CENTURY else 2000)


def from_minguo(year: int) -> int:
    """Return a year of the Republic of China (90 to 199) as its year of the Gregorian calendar; another as it is."""
    return year + _MINGUO if year in _MINGUO_YEARS else year


def is_persian_year(year: int) -> bool:
    """Return True for a year that is of our time in the Persian calendar, and in the past in the Gregorian one."""
    return year in _PERSIAN_YEARS


def from_persian(year: int, month: int, day: int) -> tuple[int, int, int] | None:
    """Return a day of the Persian calendar as year, month and day of the Gregorian one; None if there is none."""
    from persiantools.jdatetime import JalaliDate  # noqa: PLC0415 - only Persian pages need it

    try:
        persian: Any = JalaliDate
        at: date = persian(year, month, day).to_gregorian()
    except ValueError:
        return None
    return at.year, at.month, at.day
