"""Rules for days: written out, named, counted from another day, the nth weekday of a month, holidays."""

from dataclasses import replace
from datetime import datetime

from hearsay.pipelines.dates import almanac
from hearsay.pipelines.dates.almanac import unit_from
from hearsay.pipelines.dates.chart import Made, Meanings
from hearsay.pipelines.dates.kinds import day
from hearsay.pipelines.dates.when import Anchor, Length, When

meaning = Meanings()


def full_year(year: int) -> int:
    """Return the year of two digits within the last seventy years or the next thirty."""
    return year if year >= 100 else 2000 + year if year < 50 else 1900 + year


@meaning
def month_day(anchor: Anchor, month: int, number: int) -> Made:
    """Read 'Oct. 2', 'May the fourth'."""
    return day(almanac.in_some_year(anchor, month, number)) if 1 <= number <= 31 else None


@meaning
def day_month(anchor: Anchor, number: int, month: int) -> Made:
    """Read '2 Oct', 'the 9th of May'."""
    return day(almanac.in_some_year(anchor, month, number)) if 1 <= number <= 31 else None


@meaning
def month_day_year(_: Anchor, month: int, number: int, year: int) -> Made:
    """Read 'Oct. 2, 2019'."""
    return day(unit_from(almanac.date(year, month, number), "day"))


@meaning
def day_month_year(_: Anchor, number: int, month: int, year: int) -> Made:
    """Read '2 October 2019'."""
    return day(unit_from(almanac.date(year, month, number), "day"))


@meaning
def short_year(_: Anchor, year: int) -> Made:
    """Read 'of 87', "'87"."""
    return "YEAR_OF", full_year(year)


@meaning
def year_first(_: Anchor, year: int, first: int, second: int) -> Made:
    """Read '2019-Sep-01'; the month comes second or last."""
    start = almanac.date(year, first, second) or almanac.date(year, second, first)
    return day(unit_from(start, "day"))


@meaning
def year_between(_: Anchor, first: int, year: int, second: int) -> Made:
    """Read 'Sep-2020-23'."""
    start = almanac.date(year, first, second) or almanac.date(year, second, first)
    return day(unit_from(start, "day"))


@meaning
def iso_date(_: Anchor, year: int, month: int, number: int) -> Made:
    """Read '2019-09-01'."""
    return day(unit_from(almanac.date(year, month, number), "day"))


@meaning
def run_date(_: Anchor, digits: int) -> Made:
    """Read '20190901'."""
    year, rest = divmod(digits, 10000)
    return day(unit_from(almanac.date(year, rest // 100, rest % 100), "day")) if 1900 <= year < 2100 else None


@meaning
def numeric_date(anchor: Anchor, first: int, second: int, year: int) -> Made:
    """Read '9/18/2015' in the anchor's order, or in the other order if only that gives a date."""
    return day(unit_from(_in_order(anchor, full_year(year), first, second), "day"))


def _in_order(anchor: Anchor, year: int, first: int, second: int) -> datetime | None:
    month_first, day_first = almanac.date(year, first, second), almanac.date(year, second, first)
    return (day_first or month_first) if anchor.is_day_first else (month_first or day_first)


@meaning
def short_numeric_after_word(anchor: Anchor, first: int, second: int) -> Made:
    """Read 'on 4/22': without a word such as 'on', the numbers may be a score or a fraction."""
    return _short_numeric(anchor, first, second)


@meaning
def short_numeric(anchor: Anchor, first: int, second: int) -> Made:
    """Read '4/22' if only one order gives a date; otherwise the numbers may be a fraction and need a word before."""
    return _short_numeric(anchor, first, second) if max(first, second) > 12 else None


@meaning
def dotted_pair(anchor: Anchor, first: int, second: int) -> Made:
    """Read '5.12': a date only beside a weekday, else a decimal or a score."""
    made = _short_numeric(anchor, first, second)
    return ("PAIR", made[1]) if made else None


def _short_numeric(anchor: Anchor, first: int, second: int) -> Made:
    leap_year_day = _in_order(anchor, 2000, first, second)
    return day(almanac.in_some_year(anchor, leap_year_day.month, leap_year_day.day)) if leap_year_day else None


@meaning
def weekday_and_date(anchor: Anchor, named: object, when: When) -> Made:
    """Read 'Wed, 22 of Jan' as that date; a missing year becomes the nearest year with that weekday."""
    if when.without == "week" or when.grain is not None:
        return None
    if when.without != "year" or not isinstance(named, int) or when.start is None:
        return day(when)
    return day(almanac.in_year_of_weekday(anchor, when, named))


@meaning
def named_and_date(_: Anchor, named: When, written_out: When) -> Made:
    """Read 'tomorrow, 13/04/21,' as the date that is written out."""
    return day(written_out) if named.is_relative and not written_out.is_relative else None


@meaning
def weekday(anchor: Anchor, number: int) -> Made:
    """Read 'Friday'."""
    return day(almanac.weekday_near(anchor, number))


@meaning
def weekday_of_month(anchor: Anchor, number: int, count: int) -> Made:
    """Read 'Thursday the 21st'."""
    return day(almanac.day_of_some_month(anchor, count, number)) if 1 <= count <= 31 else None


@meaning
def ordinal_day(anchor: Anchor, number: int) -> Made:
    """Read 'the 21st'; the words after the number decide between a date and another meaning (see expressions)."""
    return ("NTH", almanac.day_of_some_month(anchor, number)) if 1 <= number <= 31 else None


@meaning
def nth_day(_: Anchor, when: When | None) -> Made:
    """Read 'the 21st' as a day."""
    return day(when)


@meaning
def day_of_month(_: Anchor, number: int, month: When) -> Made:
    """Read 'the 20th of next month'."""
    if month.precision != "month" or month.start is None:
        return None
    start = almanac.date(month.start.year, month.start.month, number) if 1 <= number <= 31 else None
    return day(unit_from(start, "day", is_relative=month.is_relative))


@meaning
def named_day(anchor: Anchor, shift: int) -> Made:
    """Read 'today', 'tomorrow', 'yesterday'."""
    return day(almanac.unit_at(anchor, "day", shift))


@meaning
def day_beyond(anchor: Anchor, shift: int) -> Made:
    """Read 'the day before yesterday'."""
    return day(almanac.unit_at(anchor, "day", shift * 2)) if shift else None


@meaning
def this_day(anchor: Anchor) -> Made:
    """Read 'this day'."""
    return day(almanac.unit_at(anchor, "day"))


@meaning
def shifted_weekday(anchor: Anchor, shift: int, number: int) -> Made:
    """Read 'this Friday' in this week, 'next Friday' in the next, 'last Friday' in the last."""
    return day(almanac.weekday_of_week(anchor, number, shift))


@meaning
def coming_weekday(anchor: Anchor, number: int) -> Made:
    """Read 'this upcoming Friday': the next Friday."""
    return day(almanac.weekday_near(replace(anchor, lean=1, at=anchor.at + almanac.DAY), number))


@meaning
def weekday_of_shifted_week(anchor: Anchor, number: int, shift: int) -> Made:
    """Read 'Friday of next week'."""
    return day(almanac.weekday_of_week(anchor, number, shift))


@meaning
def weekday_in_week(_: Anchor, week: When, number: int) -> Made:
    """Read 'next week on Tuesday'."""
    return day(almanac.nth_weekday(week, number, 1)) if week.precision == "week" else None


@meaning
def nth_weekday(_: Anchor, *values: object) -> Made:
    """Read 'the second Monday of next month'."""
    *count, number, within = values
    if not isinstance(within, When) or not isinstance(number, int) or within.precision not in ("month", "year"):
        return None
    nth = count[0] if count and isinstance(count[0], int) else -1
    return day(almanac.nth_weekday(within, number, nth))


@meaning
def ago(anchor: Anchor, length: Length) -> Made:
    """Read 'two weeks ago'."""
    return counted(anchor, length, When(anchor.at, None, "day", is_relative=True), -1)


@meaning
def ahead(anchor: Anchor, length: Length) -> Made:
    """Read 'in two weeks', 'two weeks from now'."""
    return counted(anchor, length, When(anchor.at, None, "day", is_relative=True), 1)


@meaning
def in_time(anchor: Anchor, length: Length) -> Made:
    """Read 'in two weeks' time'."""
    return ahead(anchor, length)


@meaning
def some_time_of_day(_: Anchor, when: When) -> Made:
    """Read 'later today', 'late on Tuesday': the day."""
    return day(when)


@meaning
def after_day(anchor: Anchor, length: Length, base: When) -> Made:
    """Read 'two weeks after Easter'."""
    return counted(anchor, length, base, 1)


@meaning
def before_day(anchor: Anchor, length: Length, base: When) -> Made:
    """Read 'two days before yesterday'."""
    return counted(anchor, length, base, -1)


def counted(_: Anchor, length: Length, base: When, sign: int) -> Made:
    """Return the day (or, counted in hours, the moment) at that distance from the base."""
    moment = length.after(base.start, sign) if base.start else None
    if moment is None:
        return None
    unit = length.unit
    if unit in ("hour", "minute", "second"):
        return "MOMENT", When(moment, None, "minute", is_relative=base.is_relative, grain=unit)
    start = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return day(unit_from(start, "day", is_relative=base.is_relative, grain=None if unit == "day" else unit))


@meaning
def counted_weekday(_: Anchor, when: When, number: int) -> Made:
    """Read 'three weeks from now on Tuesday': the first Tuesday from that day on."""
    return _from_there(when, number)


@meaning
def weekday_counted(_: Anchor, number: int, when: When) -> Made:
    """Read 'Thursday, two years from now'."""
    return _from_there(when, number)


def _from_there(when: When, number: int) -> Made:
    if when.grain is None or when.start is None:
        return None
    start = when.start + almanac.DAY * ((number - when.start.weekday()) % 7)
    return day(unit_from(start, "day", is_relative=when.is_relative))


@meaning
def holiday_of_year(_: Anchor, rule: str, year: int | When) -> Made:
    """Read 'Easter 2019', 'Christmas last year'."""
    if isinstance(year, When):
        if year.precision != "year" or year.start is None:
            return None
        return day(unit_from(almanac.holiday_of(rule, year.start.year), "day", is_relative=year.is_relative))
    return day(unit_from(almanac.holiday_of(rule, year), "day"))


@meaning
def holiday(anchor: Anchor, shift: int | None, rule: str) -> Made:
    """Read 'Easter', 'last Christmas'."""
    years = range(anchor.at.year - 2, anchor.at.year + 3)
    days = [holiday_at for year in years if 1 <= year <= 9998 and (holiday_at := almanac.holiday_of(rule, year))]
    if shift == 0:
        return day(unit_from(almanac.holiday_of(rule, anchor.at.year), "day", is_relative=True))
    if shift:
        beyond = [
            holiday_at
            for holiday_at in days
            if (holiday_at > anchor.today if shift > 0 else holiday_at < anchor.today)
        ]
        start = almanac.nearest(replace(anchor, lean=0), beyond)
    else:
        start = almanac.nearest(anchor, days)
    return day(unit_from(start, "day", is_relative=True, without=None if shift else "year"))
