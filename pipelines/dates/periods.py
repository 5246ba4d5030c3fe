"""Rules for intervals longer than a day: weeks, months, quarters, seasons, years, decades, centuries."""

from dataclasses import replace
from datetime import timedelta

from hearsay.pipelines.dates import almanac
from hearsay.pipelines.dates.almanac import unit_from
from hearsay.pipelines.dates.chart import Made, Meanings
from hearsay.pipelines.dates.days import full_year
from hearsay.pipelines.dates.kinds import period
from hearsay.pipelines.dates.when import Anchor, Length, When

meaning = Meanings()


@meaning
def year(_: Anchor, number: int) -> Made:
    """Read '2016'; the words around a bare number decide between a year and another number (see expressions)."""
    return period(unit_from(almanac.date(number), "year"))


@meaning
def any_year(_: Anchor, number: int) -> Made:
    """Read 'the year 476'."""
    return period(unit_from(almanac.date(number), "year")) if number > 31 else None


@meaning
def month(anchor: Anchor, number: int) -> Made:
    """Read 'March'; alone, the word may not be a month (see expressions)."""
    return period(almanac.in_some_year(anchor, number, unit="month"))


@meaning
def month_of_year(_: Anchor, first: int, second: int) -> Made:
    """Read 'March 2019', '2019 March'."""
    number, year_number = (first, second) if first <= 12 else (second, first)
    return period(unit_from(almanac.date(full_year(year_number), number), "month"))


@meaning
def month_short_year(_: Anchor, number: int, year_number: int) -> Made:
    """Read 'August 99': a number too high for a day of the month."""
    return period(unit_from(almanac.date(full_year(year_number), number), "month")) if year_number > 31 else None


@meaning
def month_of_shifted_year(_: Anchor, number: int, within: When) -> Made:
    """Read 'March of last year'."""
    if within.precision != "year" or within.start is None:
        return None
    return period(unit_from(almanac.date(within.start.year, number), "month", is_relative=within.is_relative))


@meaning
def numeric_month(_: Anchor, first: int, second: int) -> Made:
    """Read '2016-11', '11/2016'."""
    number, year_number = (second, first) if first > 12 else (first, second)
    if not 1 <= number <= 12 or year_number < 1000:
        return None
    return period(unit_from(almanac.date(year_number, number), "month"))


@meaning
def shifted_month(anchor: Anchor, shift: int, number: int) -> Made:
    """Read 'last March', 'next June': the last past March, the next future June."""
    start = almanac.date(anchor.at.year, number)
    if start is None:
        return None
    here = almanac.unit_start(anchor.at, "month")
    years = {0: 0, 1: int(start <= here), -1: -int(start >= here)}[shift]
    return period(unit_from(almanac.moved(start, months=12 * years), "month", is_relative=True))


@meaning
def shifted_unit(anchor: Anchor, shift: int, unit: str) -> Made:
    """Read 'next month', 'last year', 'this coming week'."""
    if unit in ("second", "minute", "hour", "day"):
        return None
    return period(almanac.unit_at(anchor, unit, shift))


@meaning
def trailing_unit(anchor: Anchor, unit: str) -> Made:
    """Read 'over the past year': the twelve months until now, not the calendar's last year."""
    return _ahead(almanac.next_units(anchor, Length(((unit, 1),)), -1))


@meaning
def open_units(anchor: Anchor, *values: object) -> Made:
    """Read 'in the coming weeks', 'recent months': their number is unknown, so they are open at the far end."""
    shift, unit = values if len(values) == 2 else (-1, values[0])
    if unit in ("second", "minute", "hour") or not shift:
        return None
    is_past = isinstance(shift, int) and shift < 0
    start, end = (None, anchor.today) if is_past else (anchor.today + almanac.DAY, None)
    return "SPAN", When(start, end, "span", is_relative=True, grain=str(unit))


@meaning
def the_unit(anchor: Anchor, unit: str) -> Made:
    """Read 'the year': only inside another expression, 'the end of the year'."""
    if unit in ("second", "minute", "hour"):
        return None
    when = almanac.unit_at(anchor, unit)
    return ("THE_UNIT", when) if when else None


@meaning
def the_weekend(anchor: Anchor) -> Made:
    """Read 'the weekend' by the lean."""
    days_in = anchor.at.weekday()
    shift = -1 if anchor.lean < 0 and days_in < 5 else 0
    when = almanac.unit_at(anchor, "weekend", shift)
    return period(replace(when, without="week") if when else None)


@meaning
def unit_after_next(anchor: Anchor, unit: str) -> Made:
    """Read 'the week after next'."""
    return period(almanac.unit_at(anchor, unit, 2)) if unit not in ("second", "minute", "hour", "day") else None


@meaning
def unit_before_last(anchor: Anchor, unit: str) -> Made:
    """Read 'the week before last'."""
    return period(almanac.unit_at(anchor, unit, -2)) if unit not in ("second", "minute", "hour", "day") else None


@meaning
def next_lengths(anchor: Anchor, *values: object) -> Made:
    """Read 'the next three months', 'over the past year', 'within five days'."""
    shift, length = values if len(values) == 2 else (None, values[0])
    if not isinstance(length, Length) or shift == 0:
        return None
    if isinstance(shift, int) and shift:
        return _ahead(almanac.next_units(anchor, length, shift))
    return _ahead(_within(anchor, length))


@meaning
def within_next(anchor: Anchor, length: Length) -> Made:
    """Read 'within the next ten months': from now on."""
    return ("WITHIN", made[1]) if (made := _ahead(_within(anchor, length))) else None


@meaning
def within(_: Anchor, when: When) -> Made:
    """Read 'within the next ten months'."""
    return _ahead(when)


def _within(anchor: Anchor, length: Length) -> When | None:
    is_timed = length.unit in ("hour", "minute", "second")
    start = anchor.at if is_timed else anchor.today
    end = length.after(start)
    return When(start, end, "part" if is_timed else "span", is_relative=True) if end else None


def _ahead(when: When | None) -> Made:
    if when is None:
        return None
    return ("DAY_PART" if when.precision == "part" else "SPAN"), when


@meaning
def counted_units(anchor: Anchor, count: int, shift: int, unit: str) -> Made:
    """Read 'two upcoming months'."""
    return _ahead(almanac.next_units(anchor, Length(((unit, count),)), shift)) if shift else None


@meaning
def into_future(anchor: Anchor, length: Length) -> Made:
    """Read 'four weeks into the future'."""
    return _ahead(almanac.next_units(anchor, length, 1))


@meaning
def nth_unit(_: Anchor, *values: object) -> Made:
    """Read 'the third quarter of 2016', 'the last week of May'."""
    *count, unit, where = values
    whole = unit_from(almanac.date(where), "year") if isinstance(where, int) else where
    if not isinstance(whole, When) or whole.start is None or whole.end is None:
        return None
    number = count[0] if count and isinstance(count[0], int) else -1
    return period(_nth_unit(whole, str(unit), number))


def _nth_unit(whole: When, unit: str, number: int) -> When | None:
    assert whole.start is not None  # noqa: S101 - `nth_unit` checks both
    assert whole.end is not None  # noqa: S101
    if unit == "week":
        first = almanac.unit_start(whole.start + timedelta(days=3), "week")
        if whole.start.weekday() > 3:
            first = almanac.unit_start(whole.start, "week") + timedelta(days=7)
        last = almanac.unit_start(whole.end - timedelta(days=4), "week")
        monday = last if number < 0 else first + timedelta(days=7 * (number - 1))
        return unit_from(monday, "week", is_relative=whole.is_relative) if monday < whole.end else None
    if unit not in almanac.MONTHS or almanac.MONTHS[unit] >= almanac.MONTHS.get(whole.precision, 0):
        return None
    count = almanac.MONTHS[unit]
    start = almanac.moved(whole.start, months=count * (number - 1))
    if number < 0:
        start = almanac.moved(whole.end, months=-count)
    inside = start is not None and whole.start <= start < whole.end
    return unit_from(start, unit, is_relative=whole.is_relative) if inside else None


@meaning
def nth_unit_here(anchor: Anchor, number: int, unit: str) -> Made:
    """Read 'the third quarter', 'the first half', without their year: also those of a match (see expressions)."""
    if unit not in ("quarter", "half") or number > 12 // almanac.MONTHS[unit]:
        return ("CENTURY", number) if unit == "century" else None
    return period(_near(anchor, unit, number))


def _near(anchor: Anchor, unit: str, number: int) -> When | None:
    """Return the quarter or half with this number, by the lean."""
    months = almanac.MONTHS[unit]
    shifts = (-1, 0) if anchor.lean < 0 else (0, 1)
    starts = [almanac.date(anchor.at.year + shift, months * (number - 1) + 1) for shift in shifts]
    at = almanac.unit_start(anchor.at, unit)
    fitting = [candidate for candidate in starts if candidate and (candidate - at).days * anchor.lean >= 0]
    start = min(fitting, key=lambda candidate: abs(candidate - at), default=None)
    return unit_from(start, unit, is_relative=True, without="year")


@meaning
def quarter(anchor: Anchor, number: int) -> Made:
    """Read 'Q3'."""
    return period(_near(anchor, "quarter", number)) if 1 <= number <= 4 else None


@meaning
def quarter_year(_: Anchor, first: int, second: int) -> Made:
    """Read 'Q3 2016', '2016 Q3'."""
    number, year_number = (first, second) if first <= 4 else (second, first)
    return _numbered("quarter", number, year_number) if 1 <= number <= 4 else None


@meaning
def half_year(_: Anchor, first: int, second: int) -> Made:
    """Read 'H1 2016'."""
    number, year_number = (first, second) if first <= 2 else (second, first)
    return _numbered("half", number, year_number) if 1 <= number <= 2 else None


def _numbered(unit: str, number: int, year_number: int) -> Made:
    return period(unit_from(almanac.date(full_year(year_number), almanac.MONTHS[unit] * (number - 1) + 1), unit))


@meaning
def numbered_week(anchor: Anchor, number: int, where: int | When | None = None) -> Made:
    """Read 'week 31'; without a year, in the year of writing."""
    year_number = where if isinstance(where, int) else anchor.at.year
    if isinstance(where, When):
        if where.precision != "year" or where.start is None:
            return None
        year_number = where.start.year
    is_relative = not isinstance(where, int)
    return period(unit_from(almanac.nth_week(year_number, number), "week", is_relative=is_relative))


@meaning
def week_of(_: Anchor, inside: When) -> Made:
    """Read 'the week of 4 February'."""
    if inside.start is None:
        return None
    return period(unit_from(almanac.unit_start(inside.start, "week"), "week", is_relative=inside.is_relative))


@meaning
def weekend_of(_: Anchor, inside: When, within: When | None = None) -> Made:
    """Read 'the weekend of 4 February': the weekend at the end of the day's week."""
    if inside.start is None or within is not None:
        return None
    saturday = almanac.unit_start(inside.start, "week") + timedelta(days=5)
    return period(unit_from(saturday, "weekend", is_relative=inside.is_relative))


@meaning
def shifted_season(anchor: Anchor, shift: int, season: int) -> Made:
    """Read 'last summer': the last past summer; 'next summer': the next summer to begin."""
    seasons = _seasons(anchor, season)
    if shift == 0:
        here = [item for item in seasons if item.end and item.end > anchor.at]
        return period(here[0] if here else None)
    if shift < 0:
        over = [item for item in seasons if item.end and item.end <= anchor.at]
        return period(over[-1] if over else None)
    coming = [item for item in seasons if item.start and item.start > anchor.at]
    return period(coming[0] if coming else None)


@meaning
def season_near(anchor: Anchor, season: int) -> Made:
    """Read 'in the summer': the summer by the lean."""
    seasons = _seasons(anchor, season)
    if anchor.lean < 0:
        seasons = [item for item in seasons if item.start and item.start <= anchor.at][-1:]
    else:
        seasons = [item for item in seasons if item.end and item.end > anchor.at]
    return period(seasons[0] if seasons else None)


def _seasons(anchor: Anchor, season: int) -> list[When]:
    """Return a season in the nearest five years, in order."""
    seasons = []
    for year_number in range(anchor.at.year - 2, anchor.at.year + 3):
        item = almanac.season_of(year_number, season, is_southern=anchor.is_southern) if year_number > 0 else None
        if item:
            seasons.append(When(item.start, item.end, "season", is_relative=True, without="year"))
    return seasons


@meaning
def season_of_year(anchor: Anchor, season: int, where: int | When) -> Made:
    """Read 'summer 2016', 'the spring of next year'."""
    if isinstance(where, When):
        if where.precision != "year" or where.start is None:
            return None
        when = almanac.season_of(where.start.year, season, is_southern=anchor.is_southern)
        return period(When(when.start, when.end, "season", is_relative=where.is_relative) if when else None)
    return period(almanac.season_of(where, season, is_southern=anchor.is_southern))


@meaning
def decade(_: Anchor, start: int) -> Made:
    """Read 'the 1970s'."""
    unit = "century" if start % 100 == 0 and start < 2000 else "decade"
    return period(unit_from(almanac.date(start), unit)) if start % 10 == 0 else None


@meaning
def short_decade(anchor: Anchor, start: int) -> Made:
    """Read 'the 70s': of the last century, or of this century if the decade has begun."""
    if start % 10 or (start < 20 and start != 10):
        return None
    century = 2000 if 2000 + start <= anchor.at.year and start <= 20 else 1900
    return ("DECADE_WORD", unit_from(almanac.date(century + start), "decade"))


@meaning
def decade_word(_: Anchor, *values: object) -> Made:
    """Read 'the seventies'; without the article, the word may be an age (see expressions)."""
    return period(values[-1]) if isinstance(values[-1], When) else None


@meaning
def bare_decade(_: Anchor, when: When) -> Made:
    """Read 'seventies'."""
    return period(when)


@meaning
def two_thousands(_: Anchor) -> Made:
    """Read 'the two thousands': the first decade."""
    return period(unit_from(almanac.date(2000), "decade"))


@meaning
def century(_: Anchor, number: int) -> Made:
    """Read 'the 21st century', from 2000 on, as in the news."""
    return period(unit_from(almanac.date(max((number - 1) * 100, 1)), "century")) if number <= 30 else None


@meaning
def fiscal_year(_: Anchor, *__: object) -> Made:
    """Read a fiscal year: an expression without a value, because its beginning depends on the company or state."""
    return "VAGUE_PERIOD", When(None, None, "year")


@meaning
def double_year(_: Anchor, first: int, second: int) -> Made:
    """Read '2015-16': a season or a budget over two years, unless the numbers are a month."""
    if (first + 1) % 100 != second or second <= 12:
        return None
    start, end = almanac.date(first), almanac.date(first + 2)
    return (
        ("SPAN", When(start, end, "span", named_end=almanac.date(first + 1), grain="year")) if start and end else None
    )
