"""Rules that make days: written out, named, counted from another day, the nth weekday of a month, holidays."""

from dataclasses import replace
from datetime import datetime

from hearsay.pipelines.dates import almanac
from hearsay.pipelines.dates.almanac import stretch
from hearsay.pipelines.dates.chart import Made
from hearsay.pipelines.dates.grammar import GRAMMAR, day
from hearsay.pipelines.dates.when import Anchor, Length, When

rule = GRAMMAR.rule


def full_year(year: int) -> int:
    """A year of two digits as the one of the last seventy years or the next thirty."""
    return year if year >= 100 else 2000 + year if year < 50 else 1900 + year


@rule("MONTH .? -|/? the? N|O", "MONTH .? the? N|O day?")
def month_day(anchor: Anchor, month: int, number: int) -> Made:
    """'Oct. 2', 'May the fourth'."""
    return day(almanac.in_some_year(anchor, month, number)) if 1 <= number <= 31 else None


@rule("the? N|O of|-|/? MONTH .?", "the? O day of MONTH")
def day_month(anchor: Anchor, number: int, month: int) -> Made:
    """'2 Oct', 'the 9th of May'."""
    return day(almanac.in_some_year(anchor, month, number)) if 1 <= number <= 31 else None


@rule(
    "MONTH .? the? N|O ,|of|in|-|/? Y|YEAR_OF",
    "MONTH .? the? N|O ,? of|in Y|YEAR_OF",
    "MONTH .? ,? the? N|O , Y|YEAR_OF",
    "MONTH -|/ N -|/ Y",
)
def month_day_year(_: Anchor, month: int, number: int, year: int) -> Made:
    """'Oct. 2, 2019'."""
    return day(stretch(almanac.date(year, month, number), "day"))


@rule("the? N|O of|-|/|.? MONTH .|,|of|in|-|/? Y|YEAR_OF", "the? N|O of? MONTH .? , Y|YEAR_OF")
def day_month_year(_: Anchor, number: int, month: int, year: int) -> Made:
    """'2 October 2019'."""
    return day(stretch(almanac.date(year, month, number), "day"))


@rule("of ' YY", "of YY", "' YY")
def short_year(_: Anchor, year: int) -> Made:
    """'of 87', "'87"."""
    return "YEAR_OF", full_year(year)


@rule("Y -|/ MONTH -|/ N", "Y -|/ N -|/ MONTH")
def year_first(_: Anchor, year: int, one: int, other: int) -> Made:
    """'2019-Sep-01'; the month comes second or last."""
    found = almanac.date(year, one, other) or almanac.date(year, other, one)
    return day(stretch(found, "day"))


@rule("MONTH - Y - N", "N - Y - MONTH")
def year_between(_: Anchor, one: int, year: int, other: int) -> Made:
    """'Sep-2020-23'."""
    found = almanac.date(year, one, other) or almanac.date(year, other, one)
    return day(stretch(found, "day"))


@rule("Y - N - N", "Y / N / N", "Y . N . N")
def iso_date(_: Anchor, year: int, month: int, number: int) -> Made:
    """'2019-09-01'."""
    return day(stretch(almanac.date(year, month, number), "day"))


@rule("RUN")
def run_date(_: Anchor, digits: int) -> Made:
    """'20190901'."""
    year, rest = divmod(digits, 10000)
    return day(stretch(almanac.date(year, rest // 100, rest % 100), "day")) if 1900 <= year < 2100 else None


@rule("N / N / Y", "N - N - Y", "N . N . Y", "N / N / YY", "N - N - YY", "N . N . YY")
def numeric_date(anchor: Anchor, one: int, other: int, year: int) -> Made:
    """'9/18/2015': the order of the anchor, or the other where only that is a date."""
    return day(stretch(_in_order(anchor, full_year(year), one, other), "day"))


def _in_order(anchor: Anchor, year: int, one: int, other: int) -> datetime | None:
    first, second = almanac.date(year, one, other), almanac.date(year, other, one)
    return (second or first) if anchor.is_day_first else (first or second)


@rule("on|by|from|since|until|between|before|after|to N / N", "and|until N / N")
def short_numeric_after_word(anchor: Anchor, one: int, other: int) -> Made:
    """'on 4/22': without such a word it may be a score or a fraction."""
    return _short_numeric(anchor, one, other)


@rule("N / N")
def short_numeric(anchor: Anchor, one: int, other: int) -> Made:
    """'4/22' where only one order is a date; else it may be a fraction, and needs a word before it."""
    return _short_numeric(anchor, one, other) if max(one, other) > 12 else None


@rule("N .|-|/ N")
def dotted_pair(anchor: Anchor, one: int, other: int) -> Made:
    """'5.12': a date only beside a weekday, else a decimal or a score."""
    found = _short_numeric(anchor, one, other)
    return ("PAIR", found[1]) if found else None


def _short_numeric(anchor: Anchor, one: int, other: int) -> Made:
    known = _in_order(anchor, 2000, one, other)
    return day(almanac.in_some_year(anchor, known.month, known.day)) if known else None


@rule("WEEKDAY .? ,? DAY", "DAY ,? PAIR", "WEEKDAY .? ,? PAIR")
def weekday_and_date(anchor: Anchor, named: object, found: When) -> Made:
    """'Wed, 22 of Jan': the date says it all, but for the year, where it is a Wednesday in another one near."""
    if found.without == "week" or found.grain is not None:
        return None
    if found.without != "year" or not isinstance(named, int) or found.start is None:
        return day(found)
    return day(almanac.in_year_of_weekday(anchor, found, named))


@rule("DAY , DAY ,?")
def named_and_date(_: Anchor, one: When, found: When) -> Made:
    """'tomorrow, 13/04/21,': the one that is written out counts."""
    return day(found) if one.is_relative and not found.is_relative else None


@rule("WEEKDAY")
def weekday(anchor: Anchor, number: int) -> Made:
    """'Friday'."""
    return day(almanac.weekday_near(anchor, number))


@rule("WEEKDAY ,? the? O", "WEEKDAY the N")
def weekday_of_month(anchor: Anchor, number: int, count: int) -> Made:
    """'Thursday the 21st'."""
    return day(almanac.day_of_some_month(anchor, count, number)) if 1 <= count <= 31 else None


@rule("on|by|until|till|from|since|before|after|to|the the? O", "the O day of this|the month")
def ordinal_day(anchor: Anchor, number: int) -> Made:
    """'the 21st'; whether it is a date at all is judged by what follows it (see expressions)."""
    return ("NTH", almanac.day_of_some_month(anchor, number)) if 1 <= number <= 31 else None


@rule("NTH")
def nth_day(_: Anchor, found: When | None) -> Made:
    """'the 21st' as a day."""
    return day(found)


@rule("the? N|O day? of|in PERIOD")
def day_of_month(_: Anchor, number: int, month: When) -> Made:
    """'the 20th of next month'."""
    if month.precision != "month" or month.start is None:
        return None
    found = almanac.date(month.start.year, month.start.month, number) if 1 <= number <= 31 else None
    return day(stretch(found, "day", is_relative=month.is_relative))


@rule("NAMED", "this|the NAMED")
def named_day(anchor: Anchor, shift: int) -> Made:
    """'today', 'tomorrow', 'yesterday'."""
    return day(almanac.unit_at(anchor, "day", shift))


@rule("the? day before|after NAMED")
def day_beyond(anchor: Anchor, shift: int) -> Made:
    """'the day before yesterday'."""
    return day(almanac.unit_at(anchor, "day", shift * 2)) if shift else None


@rule("this day")
def this_day(anchor: Anchor) -> Made:
    """'this day'."""
    return day(almanac.unit_at(anchor, "day"))


@rule("SHIFT WEEKDAY")
def shifted_weekday(anchor: Anchor, shift: int, number: int) -> Made:
    """'this Friday' is of this week, 'next Friday' of the next, 'last Friday' of the last."""
    return day(almanac.weekday_of_week(anchor, number, shift))


@rule("this? upcoming|coming WEEKDAY")
def coming_weekday(anchor: Anchor, number: int) -> Made:
    """'this upcoming Friday': the first to come."""
    return day(almanac.weekday_near(replace(anchor, lean=1, at=anchor.at + almanac.DAY), number))


@rule("WEEKDAY of? SHIFT week", "WEEKDAY of the SHIFT week")
def weekday_of_shifted_week(anchor: Anchor, number: int, shift: int) -> Made:
    """'Friday of next week'."""
    return day(almanac.weekday_of_week(anchor, number, shift))


@rule("the? PERIOD ,? on? WEEKDAY")
def weekday_in_week(_: Anchor, week: When, number: int) -> Made:
    """'next week on Tuesday'."""
    return day(almanac.nth_weekday(week, number, 1)) if week.precision == "week" else None


@rule("the? O|last WEEKDAY of|in the? PERIOD", "the? O|last WEEKDAY PERIOD")
def nth_weekday(_: Anchor, *values: object) -> Made:
    """'the second Monday of next month'."""
    *count, number, within = values
    if not isinstance(within, When) or not isinstance(number, int) or within.precision not in ("month", "year"):
        return None
    nth = count[0] if count and isinstance(count[0], int) else -1
    return day(almanac.nth_weekday(within, number, nth))


@rule("LENGTH|ONE ago|earlier")
def ago(anchor: Anchor, length: Length) -> Made:
    """'two weeks ago'."""
    return counted(anchor, length, When(anchor.at, None, "day", is_relative=True), -1)


@rule("in LENGTH|ONE", "LENGTH|ONE from|after now", "LENGTH|ONE later|hence")
def ahead(anchor: Anchor, length: Length) -> Made:
    """'in two weeks', 'two weeks from now'."""
    return counted(anchor, length, When(anchor.at, None, "day", is_relative=True), 1)


@rule("in LENGTH|ONE ' s? time")
def in_time(anchor: Anchor, length: Length) -> Made:
    """'in two weeks' time'."""
    return ahead(anchor, length)


@rule("earlier|later on? DAY", "late|early on DAY")
def some_time_of_day(_: Anchor, found: When) -> Made:
    """'later today', 'late on Tuesday': the day."""
    return day(found)


@rule("LENGTH|ONE from|after DAY")
def after_day(anchor: Anchor, length: Length, base: When) -> Made:
    """'two weeks after Easter'."""
    return counted(anchor, length, base, 1)


@rule("LENGTH|ONE before DAY")
def before_day(anchor: Anchor, length: Length, base: When) -> Made:
    """'two days before yesterday'."""
    return counted(anchor, length, base, -1)


def counted(_: Anchor, length: Length, base: When, sign: int) -> Made:
    """The day (or, counted in hours, the moment) so far from the base."""
    found = length.after(base.start, sign) if base.start else None
    if found is None:
        return None
    unit = length.unit
    if unit in ("hour", "minute", "second"):
        return "MOMENT", When(found, None, "minute", is_relative=base.is_relative, grain=unit)
    start = found.replace(hour=0, minute=0, second=0, microsecond=0)
    return day(stretch(start, "day", is_relative=base.is_relative, grain=None if unit == "day" else unit))


@rule("DAY ,? on WEEKDAY", "DAY WEEKDAY")
def counted_weekday(_: Anchor, found: When, number: int) -> Made:
    """'three weeks from now on Tuesday': the first one from there."""
    return _from_there(found, number)


@rule("on? WEEKDAY ,? DAY")
def weekday_counted(_: Anchor, number: int, found: When) -> Made:
    """'Thursday, two years from now'."""
    return _from_there(found, number)


def _from_there(found: When, number: int) -> Made:
    if found.grain is None or found.start is None:
        return None
    start = found.start + almanac.DAY * ((number - found.start.weekday()) % 7)
    return day(stretch(start, "day", is_relative=found.is_relative))


@rule("HOLIDAY ,? of|in? Y|PERIOD")
def holiday_of_year(_: Anchor, name: str, year: int | When) -> Made:
    """'Easter 2019', 'Christmas last year'."""
    if isinstance(year, When):
        if year.precision != "year" or year.start is None:
            return None
        return day(stretch(almanac.holiday_of(name, year.start.year), "day", is_relative=year.is_relative))
    return day(stretch(almanac.holiday_of(name, year), "day"))


@rule("SHIFT? HOLIDAY")
def holiday(anchor: Anchor, shift: int | None, name: str) -> Made:
    """'Easter', 'last Christmas'."""
    years = range(anchor.at.year - 2, anchor.at.year + 3)
    days = [one for year in years if 1 <= year <= 9998 and (one := almanac.holiday_of(name, year))]
    if shift == 0:
        return day(stretch(almanac.holiday_of(name, anchor.at.year), "day", is_relative=True))
    if shift:
        other = [one for one in days if (one > anchor.today if shift > 0 else one < anchor.today)]
        found = almanac.nearest(replace(anchor, lean=0), other)
    else:
        found = almanac.nearest(anchor, days)
    return day(stretch(found, "day", is_relative=True, without=None if shift else "year"))
