"""Rules for now, parts of a day, and days with a time of day.

A date has no time, so the time of day is not kept. Its words are read because they stand between a day and its cue
("said at 3 p.m. on Tuesday") and may look like a date ("Monday 11-4").
"""

from dataclasses import replace

from hearsay.pipelines.dates import almanac
from hearsay.pipelines.dates.chart import Made
from hearsay.pipelines.dates.grammar import GRAMMAR
from hearsay.pipelines.dates.when import Anchor, When

rule = GRAMMAR.rule

HOURS = 24


@rule("now|currently|presently", "right now", "at present", "at this|the time|moment|point", "as of now")
def now(anchor: Anchor) -> Made:
    """Read 'now'."""
    return "MOMENT", When(anchor.at, None, "second", is_relative=True)


@rule("a . m .|,?", "a m", "am", "p . m .|,?", "p m", "pm")
def half(_: Anchor) -> Made:
    """Read 'a.m.'."""
    return "HALF", None


@rule("N : YY", "N : YY : YY", "N .? HALF", "N :|. YY HALF", "N : YY : YY HALF")
@rule("noon|midday|midnight", "N|O o ' clock")
def clock(_: Anchor, *__: object) -> Made:
    """Read '8.30 pm', 'noon'."""
    return "CLOCK", None


@rule(
    "DAY|STRETCH ,? at|by|around|about|for? CLOCK",
    "at|around|by? CLOCK ,|on|of? DAY|STRETCH",
    "from|between? N|CLOCK -|to|and|until CLOCK ,|on|of? DAY|STRETCH",
)
def day_clock(_: Anchor, *values: object) -> Made:
    """Read 'tomorrow at 8 pm', 'from 6 to 9 pm on Friday': the day."""
    when = _day_in(values)
    return ("MOMENT", when) if when else None


@rule("DAY ,|from|between? N -|to|and N|CLOCK")
def day_hours(_: Anchor, when: When, low: int, high: int | None) -> Made:
    """Read 'Monday 8-9am', 'Monday 11-4': hours, not the 4th of November."""
    return _part(when) if low <= HOURS and (high or 0) <= HOURS else None


@rule("DAY ,|in|on? the? PART", "DAY 's? PART", "in? the? PART of|on? DAY")
def day_part(_: Anchor, *values: object) -> Made:
    """Read 'Tuesday afternoon', 'the morning of 3 May'."""
    return _part(_day_in(values))


@rule("SHIFT PART")
def shifted_part(anchor: Anchor, shift: int, _: str) -> Made:
    """Read 'this morning', 'last night'."""
    return _part(almanac.unit_at(anchor, "day", shift))


@rule("tonight|tonite", "later tonight")
def tonight(anchor: Anchor) -> Made:
    """Read 'tonight'."""
    return _part(almanac.unit_at(anchor, "day"))


def _part(when: When | None) -> Made:
    """Return a part of a day, which has the date of its day."""
    return ("STRETCH", replace(when, precision="part", grain=None)) if when and when.start else None


def _day_in(values: tuple[object, ...]) -> When | None:
    return next((value for value in values if isinstance(value, When)), None)
