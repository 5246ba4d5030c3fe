"""Rules for times of day, parts of the day, and moments: a time of a day."""

from dataclasses import replace
from datetime import datetime, timedelta

from hearsay.pipelines.dates import almanac
from hearsay.pipelines.dates.chart import Made
from hearsay.pipelines.dates.grammar import GRAMMAR
from hearsay.pipelines.dates.when import Anchor, Clock, ClockSpan, When

rule = GRAMMAR.rule
_HOUR = 3600
PARTS = {
    "morning": (8 * _HOUR, 12 * _HOUR),
    "mornings": (8 * _HOUR, 12 * _HOUR),
    "afternoon": (12 * _HOUR, 16 * _HOUR),
    "afternoons": (12 * _HOUR, 16 * _HOUR),
    "evening": (16 * _HOUR, 20 * _HOUR),
    "evenings": (16 * _HOUR, 20 * _HOUR),
    "night": (20 * _HOUR, 24 * _HOUR - 1),
    "nights": (20 * _HOUR, 24 * _HOUR - 1),
    "daytime": (8 * _HOUR, 18 * _HOUR),
    "lunchtime": (11 * _HOUR, 13 * _HOUR),
}
"""Parts of the day in seconds after midnight, with the bounds of Microsoft's Recognizers-Text."""


@rule("a . m .|,?", "a m", "am", "a")
def am(_: Anchor) -> Made:
    """Read the first half of the day."""
    return "HALF", 0


@rule("p . m .|,?", "p m", "pm", "p")
def pm(_: Anchor) -> Made:
    """Read the second half of the day."""
    return "HALF", 12


@rule("N : YY")
def hour_minute(_: Anchor, hour: int, minute: int) -> Made:
    """Read '14:30'."""
    return _time(hour, minute)


@rule("N : YY : YY")
def hour_minute_second(_: Anchor, hour: int, minute: int, second: int) -> Made:
    """Read '14:30:05'."""
    return _time(hour, minute, second)


@rule("N .? HALF")
def hour_half(_: Anchor, hour: int, half: int) -> Made:
    """Read '8 pm'."""
    if 100 < hour < 1260:  # 715pm
        return _time(hour // 100, hour % 100, half=half)
    return _time(hour, half=half)


@rule("N :|. YY HALF")
def hour_minute_half(_: Anchor, hour: int, minute: int, half: int) -> Made:
    """Read '8.30 pm'."""
    return _time(hour, minute, half=half)


@rule("N : YY : YY HALF")
def hour_minute_second_half(_: Anchor, hour: int, minute: int, second: int, half: int) -> Made:
    """Read '8:00:31am'."""
    return _time(hour, minute, second, half=half)


def _time(hour: int, minute: int = 0, second: int = 0, *, half: int | None = None) -> Made:
    if hour > 24 or minute > 59 or second > 59 or (half is not None and not 1 <= hour <= 12 and hour <= 12):
        return None
    if half is not None and hour <= 12:
        hour = hour % 12 + half
    is_known = half is not None or hour > 12 or hour == 0
    precision = "second" if second else "minute" if minute else "hour"
    return "CLOCK", Clock((hour % 24) * _HOUR + minute * 60 + second, precision, is_known)


@rule("N|O o ' clock", "N oclock", "N ish", "N o ' clock")
def oclock(_: Anchor, hour: int) -> Made:
    """Read 'four o'clock'."""
    return _time(hour)


@rule("N past N", "N minutes past N", "N past N o ' clock")
def past(_: Anchor, minute: int, hour: int) -> Made:
    """Read 'ten past nine'."""
    return _time(hour, minute) if minute < 60 and hour < 13 else None


@rule("a? quarter past N")
def quarter_past(_: Anchor, hour: int) -> Made:
    """Read 'a quarter past nine'."""
    return _time(hour, 15)


@rule("a? quarter to N")
def quarter_to(_: Anchor, hour: int) -> Made:
    """Read 'a quarter to nine'."""
    return _time(hour - 1, 45) if hour > 1 else None


@rule("half past N")
def half_past(_: Anchor, hour: int) -> Made:
    """Read 'half past nine'."""
    return _time(hour, 30)


@rule("noon|noonish|midday", "12 noon", "mid - day")
def noon(_: Anchor) -> Made:
    """Read 'noon'."""
    return "CLOCK", Clock(12 * _HOUR, "hour", is_half_known=True)


@rule("midnight", "mid - night", "mid night")
def midnight(_: Anchor) -> Made:
    """Read 'midnight': the start of the day."""
    return "CLOCK", Clock(0, "hour", is_half_known=True)


@rule("at|by|around|about|circa|until|till|before|after|from N")
def at_number(_: Anchor, hour: int) -> Made:
    """Read 'at 8': an hour only beside a day (see below)."""
    clock = _time(hour) if 1 <= hour <= 23 else None
    return ("AT", clock[1]) if clock else None


@rule("at|around|by N . YY")
def at_dotted(_: Anchor, hour: int, minute: int) -> Made:
    """Read 'at 2.30': a time only beside a day, else a price."""
    clock = _time(hour, minute)
    return ("AT", clock[1]) if clock else None


@rule("N")
def bare_hour(_: Anchor, hour: int) -> Made:
    """Read a number that may be an hour in a range."""
    clock = _time(hour) if 1 <= hour <= 23 else None
    return ("HOUR", clock[1]) if clock else None


@rule("N N")
def spoken_time(_: Anchor, hour: int, minute: int) -> Made:
    """Read 'three thirty': an hour only in a range or beside a day."""
    clock = _time(hour, minute) if 1 <= hour <= 12 and 10 <= minute <= 59 else None
    return ("HOUR", clock[1]) if clock else None


@rule("in|during|at the? PART", "PART")
def part(_: Anchor, name: str) -> Made:
    """Read 'in the morning', 'morning'."""
    return "HOURS", ClockSpan(*PARTS[name], part=name)


@rule("early in? the? PART")
def early_part(_: Anchor, name: str) -> Made:
    """Read 'early in the morning': its first half."""
    low, high = PARTS[name]
    return "HOURS", ClockSpan(low, (low + high) // 2, part=name)


@rule("late|later in? the? PART")
def late_part(_: Anchor, name: str) -> Made:
    """Read 'late afternoon': its second half."""
    low, high = PARTS[name]
    return "HOURS", ClockSpan((low + high) // 2, high, part=name)


@rule("CLOCK|AT in? the? PART", "HOUR in the PART", "CLOCK|AT|HOUR at night")
def clock_in_part(_: Anchor, time: Clock, name: str = "night") -> Made:
    """Read '5 in the morning'."""
    seconds = time.seconds
    if not time.is_half_known and name.rstrip("s") in ("afternoon", "evening", "night") and seconds >= _HOUR:
        seconds = seconds % (12 * _HOUR) + 12 * _HOUR
    return "CLOCK", replace(time, seconds=seconds, is_half_known=True)


@rule("in? the? PART at|around? CLOCK|AT|HOUR")
def part_with_clock(anchor: Anchor, name: str, time: Clock) -> Made:
    """Read 'in the morning at 7'."""
    return clock_in_part(anchor, time, name)


@rule("DAY ,? at|by|around|about|for|@? CLOCK", "DAY ,? AT", "DAY at? HOUR o ' clock")
def day_clock(_: Anchor, when: When, time: Clock) -> Made:
    """Read 'tomorrow at 8'."""
    return _moment(when, time)


@rule("CLOCK|AT ,|on|of? DAY", "at|around|by? CLOCK ,? on? DAY")
def clock_day(_: Anchor, time: Clock, when: When) -> Made:
    """Read '8 pm on Friday'."""
    return _moment(when, time)


@rule("PARTDAY at|around|,? CLOCK|AT", "PARTDAY around|at HOUR")
def part_of_day_clock(anchor: Anchor, part_day: tuple[When, str], time: Clock) -> Made:
    """Read 'tonight at 8'."""
    fixed = clock_in_part(anchor, time, part_day[1])
    is_small = part_day[1] == "night" and not time.is_half_known and time.seconds < 6 * _HOUR
    return _moment(part_day[0], time if is_small or fixed is None else fixed[1])  # type: ignore[arg-type]


@rule("CLOCK|AT ,? PARTDAY", "HOUR , PARTDAY")
def clock_part_of_day(anchor: Anchor, time: Clock, part_day: tuple[When, str]) -> Made:
    """Read '8am this morning'."""
    return part_of_day_clock(anchor, part_day, time)


def _moment(when: When, time: Clock) -> Made:
    if when.start is None:
        return None
    at = when.start + timedelta(seconds=time.seconds)
    return "MOMENT", replace(when, start=at, end=None, precision=time.precision, grain=None)


@rule("DAY ,|in|on? the? PART", "DAY 's? PART")
def day_part(_: Anchor, when: When, name: str) -> Made:
    """Read 'Tuesday afternoon'."""
    return "PARTDAY", (when, name)


@rule("the? PART of|on? DAY", "in the PART of|on? DAY")
def part_of_day(_: Anchor, name: str, when: When) -> Made:
    """Read 'the morning of 3 May'."""
    return "PARTDAY", (when, name)


@rule("SHIFT PART")
def shifted_part(anchor: Anchor, shift: int, name: str) -> Made:
    """Read 'this morning', 'last night'."""
    when = almanac.unit_at(anchor, "day", shift)
    return ("PARTDAY", (when, name)) if when else None


@rule("tonight|tonite", "later tonight")
def tonight(anchor: Anchor) -> Made:
    """Read 'tonight'."""
    return "PARTDAY", (almanac.unit_at(anchor, "day"), "night")


@rule("overnight")
def overnight(anchor: Anchor) -> Made:
    """Read 'overnight': the night before the day of writing, or the next night if the text looks ahead."""
    when = almanac.unit_at(anchor, "day", 0 if anchor.lean > 0 else -1)
    return ("PARTDAY", (replace(when, without="day"), "night")) if when else None


@rule("DAY HALF")
def half_of_day(_: Anchor, when: When, half: int) -> Made:
    """Read 'today pm'."""
    return "PARTDAY", (when, "afternoon" if half else "morning")


@rule("PARTDAY")
def part_as_stretch(_: Anchor, part_day: tuple[When, str]) -> Made:
    """Turn a part of a day into an interval of the calendar."""
    return _hours_of(part_day[0], ClockSpan(*PARTS[part_day[1]], part=part_day[1]))


@rule("early PARTDAY", "early on PARTDAY")
def early_part_of_day(_: Anchor, part_day: tuple[When, str]) -> Made:
    """Read 'early this morning'."""
    low, high = PARTS[part_day[1]]
    return _hours_of(part_day[0], ClockSpan(low, (low + high) // 2))


@rule("late PARTDAY", "late on PARTDAY", "later PARTDAY")
def late_part_of_day(_: Anchor, part_day: tuple[When, str]) -> Made:
    """Read 'late this morning'."""
    low, high = PARTS[part_day[1]]
    return _hours_of(part_day[0], ClockSpan((low + high) // 2, high))


@rule("DAY ,|on? HOURS", "DAY HOURS PART?")
def day_hours(_: Anchor, when: When, hours: ClockSpan, __: str | None = None) -> Made:
    """Read 'Monday 8-9am'."""
    return _hours_of(when, hours) if hours.part is None else None


@rule("HOURS ,|on|of? DAY", "HOURS of? DAY PART")
def hours_day(_: Anchor, hours: ClockSpan, when: When, __: str | None = None) -> Made:
    """Read 'from 5 to 6 pm on 22 April'."""
    return _hours_of(when, hours) if hours.part is None else None


@rule("HOURS PARTDAY")
def hours_part_of_day(_: Anchor, hours: ClockSpan, part_day: tuple[When, str]) -> Made:
    """Read 'between 7 and 9 last night'."""
    return _hours_of(part_day[0], _in_half(hours, part_day[1])) if hours.part is None else None


@rule("PARTDAY HOURS")
def part_of_day_hours(_: Anchor, part_day: tuple[When, str], hours: ClockSpan) -> Made:
    """Read 'this evening from 7 to 9'."""
    return _hours_of(part_day[0], _in_half(hours, part_day[1])) if hours.part is None else None


def _in_half(hours: ClockSpan, name: str) -> ClockSpan:
    if name in ("morning", "daytime") or hours.start is None or hours.end is None or hours.end > 12 * _HOUR:
        return hours
    return ClockSpan(hours.start + 12 * _HOUR, hours.end + 12 * _HOUR)


def _hours_of(when: When, hours: ClockSpan) -> Made:
    if when.start is None:
        return None
    ends = [None if second is None else when.start + timedelta(seconds=second) for second in (hours.start, hours.end)]
    return "STRETCH", replace(when, start=ends[0], end=ends[1], precision="part", grain=None)


@rule(
    "from|between? CLOCK|HOUR -|to|and|until|till|through CLOCK",
    "from|between? CLOCK -|to|and|until|till|through HOUR",
)
def clock_range(_: Anchor, low: Clock, high: Clock) -> Made:
    """Read 'from 5 to 6 pm', '8am-3'."""
    return _hours(low, high)


@rule("from|between HOUR -|to|and|until|till|through HOUR")
def hour_range(_: Anchor, low: Clock, high: Clock) -> Made:
    """Read 'between 10 and 11:30'; numbers alone are hours only beside a day."""
    hours = _hours(low, high)
    return ("BARE_HOURS", hours[1]) if hours else None


@rule("HOUR -|to HOUR")
def bare_range(anchor: Anchor, low: Clock, high: Clock) -> Made:
    """Read '10-4': only beside a day."""
    return hour_range(anchor, low, high)


@rule("DAY ,|from|between? BARE_HOURS", "DAY BARE_HOURS PART?")
def day_bare_hours(_: Anchor, when: When, hours: ClockSpan, __: str | None = None) -> Made:
    """Read 'Monday 11-4'."""
    return _hours_of(when, hours)


@rule("BARE_HOURS ,|on? DAY", "BARE_HOURS DAY PART?")
def bare_hours_day(_: Anchor, hours: ClockSpan, when: When, __: str | None = None) -> Made:
    """Read '6-8 next Monday'."""
    return _hours_of(when, hours)


@rule("BARE_HOURS PARTDAY")
def bare_hours_part(_: Anchor, hours: ClockSpan, part_day: tuple[When, str]) -> Made:
    """Read 'between 7 and 9 last night'."""
    return _hours_of(part_day[0], _in_half(hours, part_day[1]))


@rule("PARTDAY BARE_HOURS")
def part_bare_hours(_: Anchor, part_day: tuple[When, str], hours: ClockSpan) -> Made:
    """Read 'this evening from 7 to 9'."""
    return _hours_of(part_day[0], _in_half(hours, part_day[1]))


def _hours(low: Clock, high: Clock) -> Made:
    """Return the interval between two times; the known half of the day of either time holds for both, if possible."""
    start, end = low.seconds, high.seconds
    if high.is_half_known and not low.is_half_known and end > 12 * _HOUR and start + 12 * _HOUR < end:
        start += 12 * _HOUR
    if not high.is_half_known and end <= start:
        end += 12 * _HOUR
    return ("HOURS", ClockSpan(start, end)) if start != end else None


@rule("now|currently|presently", "right now", "at present", "at this|the time|moment|point", "as of now")
def now(anchor: Anchor) -> Made:
    """Read 'now'."""
    return "MOMENT", When(anchor.at, None, "second", is_relative=True)


@rule("at the? end of the? DAY", "end of|at the? DAY", "the? end of the? day", "the? eod")
def day_end(anchor: Anchor, when: When | None = None) -> Made:
    """Read 'the end of tomorrow'."""
    start: datetime | None = when.start if when else anchor.today
    if start is None:
        return None
    return "MOMENT", When(
        start + timedelta(seconds=86399), None, "second", is_relative=when is None or when.is_relative
    )
