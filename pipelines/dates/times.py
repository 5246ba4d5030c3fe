"""Rules for now, parts of a day, and days with a time of day.

A date has no time, so the time of day is not kept. Its words are read because they stand between a day and its cue
("said at 3 p.m. on Tuesday") and may look like a date ("Monday 11-4").
"""

from dataclasses import replace

from hearsay.pipelines.dates import almanac
from hearsay.pipelines.dates.chart import Made, Meanings
from hearsay.pipelines.dates.when import Anchor, When

meaning = Meanings()

HOURS = 24


@meaning
def now(anchor: Anchor) -> Made:
    """Read 'now'."""
    return "MOMENT", When(anchor.at, None, "second", is_relative=True)


@meaning
def half(_: Anchor) -> Made:
    """Read 'a.m.'."""
    return "HALF", None


@meaning
def clock(_: Anchor, *__: object) -> Made:
    """Read '8.30 pm', 'noon'."""
    return "CLOCK", None


@meaning
def day_clock(_: Anchor, *values: object) -> Made:
    """Read 'tomorrow at 8 pm', 'from 6 to 9 pm on Friday': the day."""
    when = _day_in(values)
    return ("MOMENT", when) if when else None


@meaning
def day_hours(_: Anchor, when: When, low: int, high: int | None) -> Made:
    """Read 'Monday 8-9am', 'Monday 11-4': hours, not the 4th of November."""
    return _part(when) if low <= HOURS and (high or 0) <= HOURS else None


@meaning
def day_part(_: Anchor, *values: object) -> Made:
    """Read 'Tuesday afternoon', 'the morning of 3 May'."""
    return _part(_day_in(values))


@meaning
def shifted_part(anchor: Anchor, shift: int, _: str) -> Made:
    """Read 'this morning', 'last night'."""
    return _part(almanac.unit_at(anchor, "day", shift))


@meaning
def tonight(anchor: Anchor) -> Made:
    """Read 'tonight'."""
    return _part(almanac.unit_at(anchor, "day"))


def _part(when: When | None) -> Made:
    """Return a part of a day, which has the date of its day."""
    return ("DAY_PART", replace(when, precision="part", grain=None)) if when and when.start else None


def _day_in(values: tuple[object, ...]) -> When | None:
    return next((value for value in values if isinstance(value, When)), None)
