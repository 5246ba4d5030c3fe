"""Calendar arithmetic: weeks, quarters, decades and holidays around a moment."""

from dataclasses import replace
from datetime import datetime, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from hearsay.pipelines.dates.when import Anchor, Length, When

DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
TOO_FAR = timedelta(days=320)
"""Limit for a date without a year: the text would state a year this far away, so the nearest date is meant."""


def date(year: int, month: int = 1, day: int = 1) -> datetime | None:
    """Return the midnight at the start of a day, or None if the calendar has no such day."""
    try:
        return datetime(year, month, day)
    except ValueError:
        return None


def moved(moment: datetime, *, months: int = 0, days: int = 0) -> datetime | None:
    """Add months and days to a moment; None outside the calendar."""
    try:
        shifted: datetime = moment + relativedelta(months=months, days=days)
    except (ValueError, OverflowError):
        return None
    return shifted


def unit_from(start: datetime | None, unit: str, **more: object) -> When | None:
    """Return the unit from `start`; `more` are further fields of When."""
    if start is None:
        return None
    if unit in MONTHS or unit == "season":
        end = moved(start, months=MONTHS.get(unit, 3))
    else:
        end = moved(start, days=2 if unit == "weekend" else _DAYS[unit])
    return When(start, end, unit, **more) if end else None  # type: ignore[arg-type]


def unit_start(moment: datetime, unit: str) -> datetime:
    """Return the start of the unit around the moment; a weekend belongs to the preceding week."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "day":
        return midnight
    if unit in ("week", "fortnight"):
        return midnight - DAY * midnight.weekday()
    if unit == "weekend":
        return midnight + DAY * (5 - midnight.weekday())
    count = MONTHS[unit]
    if count <= 12:
        return midnight.replace(month=(midnight.month - 1) // count * count + 1, day=1)
    years = count // 12
    return midnight.replace(year=max(midnight.year // years * years, 1), month=1, day=1)


def unit_at(anchor: Anchor, unit: str, shift: int = 0) -> When | None:
    """Return the calendar unit around the anchor, or the unit `shift` units later."""
    start = unit_start(anchor.at, unit)
    if unit in MONTHS:
        return unit_from(moved(start, months=shift * MONTHS[unit]), unit, is_relative=True)
    return unit_from(moved(start, days=shift * _DAYS.get(unit, 7)), unit, is_relative=True)


def next_units(anchor: Anchor, length: Length, sign: int) -> When | None:
    """Return the interval of a length before (-1) or after (1) the anchor, from tomorrow on.

    Quarters, halves, decades and centuries are whole calendar units.
    """
    unit, count = length.unit, int(length.counts[0][1])
    if unit in ("quarter", "half", "decade", "century") and len(length.counts) == 1:
        first = unit_at(anchor, unit, 1 if sign > 0 else -count)
        last = unit_at(anchor, unit, count if sign > 0 else -1)
        return When(first.start, last.end, "span", is_relative=True, grain=unit) if first and last else None
    is_timed = unit in ("hour", "minute", "second")
    base = anchor.at if is_timed else anchor.today + DAY if sign > 0 else anchor.today
    other = length.after(base, sign)
    if other is None:
        return None
    start, end = (base, other) if sign > 0 else (other, base)
    return When(start, end, "part" if is_timed else "span", is_relative=True, grain=None if is_timed else unit)


def nearest(anchor: Anchor, candidates: list[datetime]) -> datetime | None:
    """Return the candidate in the direction of the lean, today included; without such a candidate, the nearest."""
    candidates = sorted(candidates)
    before = [day for day in candidates if day <= anchor.today]
    after = [day for day in candidates if day >= anchor.today]
    if anchor.lean < 0 and before:
        return before[-1]
    if anchor.lean > 0 and after:
        return after[0]
    return min(candidates, key=lambda day: abs(day - anchor.today), default=None)


def in_some_year(anchor: Anchor, month: int, day: int = 1, unit: str = "day") -> When | None:
    """Resolve a day or month without its year. A begun month counts as past and as future.

    A day that is far away in the direction of the lean may be near in the other one, such as 'would be played on 30
    December' in an article of 1 January. But 'will close in December' is the next December.
    """
    years = range(anchor.at.year - 8, anchor.at.year + 9)
    days = [start for year in years if 1 <= year <= 9998 and (start := date(year, month, day))]
    if unit == "month" and month == anchor.at.month:
        return unit_from(date(anchor.at.year, month), unit, is_relative=True, without="year")
    chosen = nearest(anchor, days)
    is_ahead = unit == "month" and anchor.lean > 0
    if chosen is not None and abs(chosen - anchor.today) >= TOO_FAR and not is_ahead:
        chosen = nearest(replace(anchor, lean=0), days)
    return unit_from(chosen, unit, is_relative=True, without="year")


def in_year_of_weekday(anchor: Anchor, when: When, weekday: int) -> When:
    """Resolve a day without its year to the nearest year, within six, in which the day has the weekday.

    Returns:
        The same day if its weekday is right already, or if no such year exists.
    """
    if when.start is None or when.start.weekday() == weekday:
        return when
    years = (date(anchor.at.year + shift, when.start.month, when.start.day) for shift in range(-6, 7))
    days = [day for day in years if day and day.weekday() == weekday]
    chosen = min(days, key=lambda day: abs(day - anchor.today), default=None)
    return unit_from(chosen, "day", is_relative=True) or when


def weekday_near(anchor: Anchor, weekday: int) -> When | None:
    """Resolve a weekday without its week: the last or the next such day, including today."""
    back = (anchor.at.weekday() - weekday) % 7
    shift = (7 - back) % 7 if anchor.lean > 0 else -back
    return unit_from(moved(anchor.today, days=shift), "day", is_relative=True, without="week")


def weekday_of_week(anchor: Anchor, weekday: int, shift: int) -> When | None:
    """Return the weekday of this week (0), of the next (1) or of the last (-1)."""
    monday = unit_start(anchor.at, "week")
    return unit_from(moved(monday, days=weekday + 7 * shift), "day", is_relative=True)


def day_of_some_month(anchor: Anchor, day: int, weekday: int | None = None) -> When | None:
    """Resolve 'the 21st' in the month of the lean; with a weekday, in the nearest month where both agree."""
    first = unit_start(anchor.at, "month")
    reach = 13 if weekday is not None else 2
    months = [moved(first, months=count) for count in range(-reach, reach + 1)]
    days = [start for month in months if month and (start := date(month.year, month.month, day))]
    if weekday is not None:
        days = [start for start in days if start.weekday() == weekday]
    return unit_from(nearest(anchor, days), "day", is_relative=True, without="month")


def nth_weekday(period: When, weekday: int, count: int) -> When | None:
    """Return the first, second … (or, with -1, last) such weekday of a month or another interval."""
    if period.start is None or period.end is None:
        return None
    if count < 0:
        back = (period.end - DAY).weekday() - weekday
        day = period.end - DAY * (1 + back % 7)
    else:
        day = period.start + DAY * ((weekday - period.start.weekday()) % 7 + 7 * (count - 1))
    return unit_from(day, "day", is_relative=period.is_relative) if period.start <= day < period.end else None


def nth_week(year: int, number: int) -> datetime | None:
    """Return the Monday of a week of a year, numbered according to ISO 8601."""
    try:
        return datetime.fromisocalendar(year, number, 1)
    except ValueError:
        return None


def season_of(year: int, season: int, *, is_southern: bool = False) -> When | None:
    """Return a season of a year, in whole months from March; a winter begins in the year of its name."""
    month = (season * 3 + 3 + (6 if is_southern else 0) - 1) % 12 + 1
    return unit_from(date(year, month), "season")


def holiday_of(rule: str, year: int) -> datetime | None:
    """Return the day of a holiday in a year, by a rule as in dates/holidays.txt of a language."""
    kind, *numbers = rule.split()
    values = [int(number) for number in numbers]
    if kind == "fixed":
        return date(year, *values)
    if kind == "easter":
        sunday = easter(year) if 1583 <= year <= 4099 else None
        return moved(datetime(sunday.year, sunday.month, sunday.day), days=values[0]) if sunday else None
    month, weekday, count, *later = values
    period = unit_from(date(year, month), "month")
    day = nth_weekday(period, weekday, count) if period else None
    return moved(day.start, days=sum(later)) if day and day.start else None
