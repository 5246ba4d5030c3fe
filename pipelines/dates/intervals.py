"""Rules for lengths, edges of periods, and intervals between two ends or open at one end."""

from dataclasses import replace
from datetime import datetime, timedelta

from hearsay.pipelines.dates import almanac
from hearsay.pipelines.dates.almanac import unit_from
from hearsay.pipelines.dates.chart import Made, Meanings
from hearsay.pipelines.dates.when import Anchor, Length, When

meaning = Meanings()


@meaning
def length(_: Anchor, *values: object) -> Made:
    """Read 'three years', 'a few days', 'a couple of weeks', '2.5 hours'."""
    *counts, unit = values
    total = sum(float(count) for count in counts if isinstance(count, int | float))
    return "LENGTH", Length(((str(unit), total),))


@meaning
def one_unit(_: Anchor, unit: str) -> Made:
    """Read 'a week': a length only in certain patterns (see below)."""
    return "ONE", Length(((unit, 1),))


@meaning
def whole_unit(_: Anchor, unit: str) -> Made:
    """Read 'all week', 'an hour'."""
    return "LENGTH", Length(((unit, 1),))


@meaning
def single_unit(_: Anchor, unit: str) -> Made:
    """Read 'a week'."""
    return "LENGTH", Length(((unit, 1),))


@meaning
def half_unit(_: Anchor, unit: str) -> Made:
    """Read 'half an hour'."""
    return "LENGTH", Length(((unit, 0.5),))


@meaning
def and_half(_: Anchor, count: int, unit: str) -> Made:
    """Read 'two and a half hours'."""
    return "LENGTH", Length(((unit, count + 0.5),))


@meaning
def length_and_half(_: Anchor, duration: Length) -> Made:
    """Read 'an hour and a half'."""
    ((unit, count), *rest) = duration.counts
    return ("LENGTH", Length(((unit, count + 0.5),))) if not rest else None


@meaning
def length_and_length(_: Anchor, first: Length, second: Length) -> Made:
    """Read 'one month and 21 days'."""
    units = {unit for unit, _ in (*first.counts, *second.counts)}
    return (
        ("LENGTH", Length((*first.counts, *second.counts)))
        if len(units) == len(first.counts) + len(second.counts)
        else None
    )


@meaning
def rough_length(_: Anchor, duration: Length) -> Made:
    """Read 'about four days'."""
    return "LENGTH", duration


@meaning
def bounded_length(_: Anchor, duration: Length) -> Made:
    """Read 'more than four days': a bound, which gives no day when counted from a day."""
    return "BOUND", duration


@meaning
def edge(anchor: Anchor, name: str, whole: When) -> Made:
    """Read 'early 2019', 'the end of next week'."""
    part = _edge(anchor, name, whole)
    return ("SPAN" if whole.precision != "day" else "DAY_PART", part) if part else None


@meaning
def edge_of_unit(anchor: Anchor, name: str, unit: str) -> Made:
    """Read 'end of year'."""
    if unit in ("second", "minute", "hour", "day") or name not in ("late", "early"):
        return None
    whole = almanac.unit_at(anchor, unit)
    return edge(anchor, name, whole) if whole else None


def _edge(_: Anchor, name: str, whole: When) -> When | None:
    """Return the early, middle or late part of a period, or None if a side of the period is open.

    'Early' and 'late' are halves of a month, a day, or a relative year; three and four days of a week; thirds of
    other periods.
    """
    if whole.start is None or whole.end is None:
        return None
    start, end = whole.start, whole.end
    low, high = start + (end - start) / 3, start + (end - start) * 2 / 3
    if whole.precision == "month":
        low = high = start + timedelta(days=15)
        middle = (start + timedelta(days=9), start + timedelta(days=19))
    elif whole.precision in ("week", "fortnight"):
        low = high = start + timedelta(days=3)
        middle = (start + timedelta(days=1), start + timedelta(days=5))
    elif whole.precision == "day":
        low = high = start + timedelta(hours=12)
        middle = (start + timedelta(hours=10), start + timedelta(hours=14))
    else:
        months = max(almanac.MONTHS.get(whole.precision, 3) // 3, 1)
        low, high = almanac.moved(start, months=months) or low, almanac.moved(end, months=-months) or high
        middle = (low, high)
        if whole.is_relative and whole.precision == "year":
            low = high = almanac.moved(start, months=6) or low
    bounds = {"early": (start, low), "mid": middle, "late": (high, end)}[name]
    precision = "part" if whole.precision == "day" else "span"
    return replace(whole, start=bounds[0], end=bounds[1], precision=precision, grain=whole.precision)


@meaning
def later_in(anchor: Anchor, whole: When) -> Made:
    """Read 'later this year', 'the rest of the year': from now to the end of the period."""
    if whole.start is None or whole.end is None or not whole.start <= anchor.today < whole.end:
        return None
    return "SPAN", replace(whole, start=anchor.today, precision="span", grain=whole.precision)


@meaning
def earlier_in(anchor: Anchor, whole: When) -> Made:
    """Read 'earlier this year': from the start of the period to now; a whole period that began today."""
    if whole.start is None or whole.end is None or not whole.start <= anchor.today < whole.end:
        return None
    if whole.start == anchor.today:
        return "SPAN", whole
    return "SPAN", replace(whole, end=anchor.today, precision="span", grain=whole.precision)


@meaning
def since(_: Anchor, when: When) -> Made:
    """Read 'since March': open towards the end."""
    return "SPAN", When(when.start, None, "span", when.is_relative, grain=_grain(when), without=when.without)


@meaning
def after(_: Anchor, when: When) -> Made:
    """Read 'after 2010': from the end of the named period; of a day, from the start of that day."""
    start = when.start if when.precision in ("day", "minute", "hour", "second") else when.end
    kind = "DAY_PART" if when.precision in ("minute", "hour", "second") else "SPAN"
    precision = "part" if kind == "DAY_PART" else "span"
    return kind, When(start, None, precision, when.is_relative, grain=_grain(when), without=when.without)


@meaning
def before(_: Anchor, when: When) -> Made:
    """Read 'before 2018': up to the start of the named period."""
    return "SPAN", When(None, when.start, "span", when.is_relative, grain=_grain(when), without=when.without)


@meaning
def before_moment(_: Anchor, when: When) -> Made:
    """Read 'before noon on Friday': up to that day; 'before now': up to the moment."""
    if when.end is None:
        return "DAY_PART", When(None, when.start, "part", when.is_relative, without=when.without)
    return "SPAN", When(None, when.end, "span", when.is_relative, without=when.without)


@meaning
def since_edge(_: Anchor, when: When) -> Made:
    """Read 'since the end of 1989', 'after the beginning of March'."""
    return "SPAN", When(when.start, None, "span", when.is_relative, grain=when.grain)


@meaning
def before_edge(_: Anchor, when: When) -> Made:
    """Read 'by the end of the year': up to the end of the named period."""
    if when.start is None or when.end is None or when.grain is None:
        return None
    return "SPAN", When(None, when.end, "span", when.is_relative, grain=when.grain)


@meaning
def until(anchor: Anchor, when: When) -> Made:
    """Read 'by 2030', 'until Friday': open at the start, with the named period as its last part."""
    if when.end is None:
        return before_moment(anchor, when)
    grain = _grain(when)
    return "SPAN", When(None, when.end, "span", when.is_relative, when.start, grain, when.without)


def _grain(when: When) -> str:
    return when.grain or when.precision


@meaning
def between(_: Anchor, low: When, high: When) -> Made:
    """Read 'from April to June', 'between 2010 and 2012', 'Nov 18 – Dec 19, 2015'."""
    if low.start is None or high.start is None:
        return None
    if low.without == "year" and high.without is None and not high.is_relative:
        low = _to_year(low, high.start)
    elif high.without in ("year", "week", "month"):
        high = _first_after(low, high)
    if low.start is None or high.start is None or low.start >= high.start:
        return None
    is_relative = low.is_relative or high.is_relative
    without = low.without if low.without == high.without else None
    grain = high.precision if high.precision == low.precision else None
    named_end = high.end if high.precision == "edge" else high.start
    return "SPAN", When(low.start, high.end, "span", is_relative, named_end, grain, without)


_REFITTED = ("day", "week", "month", "quarter", "half", "season")
"""Units that the parser can move to another year, month or week."""


def _to_year(low: When, limit: datetime) -> When:
    """Return the day or month of `low` in the last year in which it begins before `limit`."""
    assert low.start is not None  # noqa: S101 - `between` checks it
    for year in (limit.year, limit.year - 1):
        start = almanac.date(year, low.start.month, low.start.day)
        if start and start < limit and low.precision in _REFITTED:
            return unit_from(start, low.precision) or low
    return low


def _first_after(low: When, high: When) -> When:
    """Return `high` in the first year (or week, or month) in which it begins after `low`."""
    assert low.start is not None  # noqa: S101 - `between` checks both
    assert high.start is not None  # noqa: S101
    if high.precision not in _REFITTED:
        return high
    step = {"year": {"months": 12}, "month": {"months": 1}, "week": {"days": 7}}[high.without or "year"]
    start: datetime | None = high.start
    back = {name: -count for name, count in step.items()}
    while start and (earlier := almanac.moved(start, **back)) and earlier > low.start:
        start = earlier
    while start and start <= low.start:
        start = almanac.moved(start, **step)
    shifted = unit_from(start, high.precision, is_relative=low.is_relative, without=low.without)
    return shifted or high


@meaning
def edge_as_end(_: Anchor, when: When) -> Made:
    """Read 'the end of 2008' as an end of an interval: from its start, to its end."""
    if when.start is None or when.end is None or when.named_end or when.grain is None:
        return None
    return "SPAN_EDGE", replace(when, precision="edge")


@meaning
def from_now(anchor: Anchor, high: When) -> Made:
    """Read 'between now and 15 November'."""
    if high.without in ("year", "week", "month") and high.start and high.start <= anchor.today:
        high = _first_after(When(anchor.today, None, "day"), high)
    if high.start is None or high.start < anchor.today:
        return None
    return "SPAN", When(anchor.today, high.end, "span", is_relative=True, named_end=high.start, grain=high.precision)


@meaning
def until_now(anchor: Anchor, low: When) -> Made:
    """Read 'between 22 January and now'."""
    if low.start and low.start > anchor.today and low.without == "year":
        low = _to_year(low, anchor.today)
    if low.start is None or low.start > anchor.today:
        return None
    end = anchor.today + almanac.DAY
    return "SPAN", When(low.start, end, "span", is_relative=True, named_end=anchor.today, grain=low.precision)


@meaning
def days_of_month(anchor: Anchor, *values: object) -> Made:
    """Read 'from 3 to 5 May', 'November 19-20', 'between the 4th and the 22nd of this month'."""
    match values:
        case (int(low), When() as high):
            return _days(low, high)
        case (int(month), int(low), int(high), int(year)):
            last_day = unit_from(almanac.date(year, month, high) if month <= 12 else None, "day")
            return _days(low, last_day) if last_day else None
        case (int(month), int(low), int(high), None):
            last_day = almanac.in_some_year(anchor, month, high) if month <= 12 and 1 <= high <= 31 else None
            return _days(low, last_day) if last_day else None
        case (int(low), int(high), When() as whole) if whole.precision == "month" and whole.start:
            end = unit_from(
                almanac.date(whole.start.year, whole.start.month, high),
                "day",
                is_relative=whole.is_relative,
                without=whole.without,
            )
            return _days(low, end) if end else None
    return None


def _days(low: int, high: When) -> Made:
    """Return the interval from a day to another day of the same month."""
    if high.start is None or high.precision != "day" or not 1 <= low < high.start.day:
        return None
    start = high.start.replace(day=low)
    return "SPAN", replace(high, start=start, precision="span", named_end=high.start, grain="day")


@meaning
def to_ordinal(_: Anchor, low: When, number: int) -> Made:
    """Read 'April the ninth to the seventeenth'."""
    if low.start is None or not 1 <= number <= 31:
        return None
    high = almanac.date(low.start.year, low.start.month, number)
    if high is None or high <= low.start:
        following = almanac.moved(low.start.replace(day=1), months=1)
        high = almanac.date(following.year, following.month, number) if following else None
    if high is None:
        return None
    return "SPAN", replace(low, end=high + almanac.DAY, precision="span", named_end=high, grain="day")


@meaning
def weekdays_of_week(_: Anchor, week: When, low: int, high: int) -> Made:
    """Read 'next week between Wednesday and Friday'."""
    if week.precision != "week" or week.start is None or low >= high:
        return None
    start, end = week.start + almanac.DAY * low, week.start + almanac.DAY * high
    return "SPAN", When(start, end + almanac.DAY, "span", week.is_relative, end, "day")


@meaning
def length_from(_: Anchor, first: Length | When, second: Length | When) -> Made:
    """Read 'for three days from today'."""
    duration, base = (first, second) if isinstance(first, Length) else (second, first)
    if not isinstance(duration, Length) or not isinstance(base, When) or base.start is None:
        return None
    end = duration.after(base.start)
    return ("SPAN", When(base.start, end, "span", base.is_relative, grain=duration.unit)) if end else None


@meaning
def less_after(_: Anchor, duration: Length, base: When) -> Made:
    """Read 'less than three days after tomorrow'."""
    end = duration.after(base.start) if base.start else None
    return ("SPAN", When(base.start, end, "span", base.is_relative, grain=duration.unit)) if end else None


@meaning
def more_before(anchor: Anchor, duration: Length, base: When | None = None) -> Made:
    """Read 'more than two weeks before today'."""
    from_day = base.start if base else anchor.today
    end = duration.after(from_day, -1) if from_day else None
    return ("SPAN", When(None, end, "span", is_relative=True, grain=duration.unit)) if end else None
