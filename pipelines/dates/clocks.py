"""Rules that make times of day, parts of the day, and moments: a time of a day."""

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
    """The first half of the day."""
    return "HALF", 0


@rule("p . m .|,?", "p m", "pm", "p")
def pm(_: Anchor) -> Made:
    """The second half of the day."""
    return "HALF", 12


@rule("N : YY")
def hour_minute(_: Anchor, hour: int, minute: int) -> Made:
    """'14:30'."""
    return _time(hour, minute)


@rule("N : YY : YY")
def hour_minute_second(_: Anchor, hour: int, minute: int, second: int) -> Made:
    """'14:30:05'."""
    return _time(hour, minute, second)


@rule("N .? HALF")
def hour_half(_: Anchor, hour: int, half: int) -> Made:
    """'8 pm'."""
    if 100 < hour < 1260:  # 715pm
        return _time(hour // 100, hour % 100, half=half)
    return _time(hour, half=half)


@rule("N :|. YY HALF")
def hour_minute_half(_: Anchor, hour: int, minute: int, half: int) -> Made:
    """'8.30 pm'."""
    return _time(hour, minute, half=half)


@rule("N : YY : YY HALF")
def hour_minute_second_half(_: Anchor, hour: int, minute: int, second: int, half: int) -> Made:
    """'8:00:31am'."""
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
    """'four o'clock'."""
    return _time(hour)


@rule("N past N", "N minutes past N", "N past N o ' clock")
def past(_: Anchor, minute: int, hour: int) -> Made:
    """'ten past nine'."""
    return _time(hour, minute) if minute < 60 and hour < 13 else None


@rule("a? quarter past N")
def quarter_past(_: Anchor, hour: int) -> Made:
    """'a quarter past nine'."""
    return _time(hour, 15)


@rule("a? quarter to N")
def quarter_to(_: Anchor, hour: int) -> Made:
    """'a quarter to nine'."""
    return _time(hour - 1, 45) if hour > 1 else None


@rule("half past N")
def half_past(_: Anchor, hour: int) -> Made:
    """'half past nine'."""
    return _time(hour, 30)


@rule("noon|noonish|midday", "12 noon", "mid - day")
def noon(_: Anchor) -> Made:
    """'noon'."""
    return "CLOCK", Clock(12 * _HOUR, "hour", is_half_known=True)


@rule("midnight", "mid - night", "mid night")
def midnight(_: Anchor) -> Made:
    """'midnight': the one with which the day begins."""
    return "CLOCK", Clock(0, "hour", is_half_known=True)


@rule("at|by|around|about|circa|until|till|before|after|from N")
def at_number(_: Anchor, hour: int) -> Made:
    """'at 8': an hour only beside a day (see below)."""
    found = _time(hour) if 1 <= hour <= 23 else None
    return ("AT", found[1]) if found else None


@rule("at|around|by N . YY")
def at_dotted(_: Anchor, hour: int, minute: int) -> Made:
    """'at 2.30': a time only beside a day, else a price."""
    found = _time(hour, minute)
    return ("AT", found[1]) if found else None


@rule("N")
def bare_hour(_: Anchor, hour: int) -> Made:
    """A number that may be an hour in a range."""
    found = _time(hour) if 1 <= hour <= 23 else None
    return ("HOUR", found[1]) if found else None


@rule("N N")
def spoken_time(_: Anchor, hour: int, minute: int) -> Made:
    """'three thirty': an hour only in a range or beside a day."""
    found = _time(hour, minute) if 1 <= hour <= 12 and 10 <= minute <= 59 else None
    return ("HOUR", found[1]) if found else None


@rule("in|during|at the? PART", "PART")
def part(_: Anchor, name: str) -> Made:
    """'in the morning', 'morning'."""
    return "HOURS", ClockSpan(*PARTS[name], part=name)


@rule("early in? the? PART")
def early_part(_: Anchor, name: str) -> Made:
    """'early in the morning': its first half."""
    low, high = PARTS[name]
    return "HOURS", ClockSpan(low, (low + high) // 2, part=name)


@rule("late|later in? the? PART")
def late_part(_: Anchor, name: str) -> Made:
    """'late afternoon': its second half."""
    low, high = PARTS[name]
    return "HOURS", ClockSpan((low + high) // 2, high, part=name)


@rule("CLOCK|AT in? the? PART", "HOUR in the PART", "CLOCK|AT|HOUR at night")
def clock_in_part(_: Anchor, time: Clock, name: str = "night") -> Made:
    """'5 in the morning'."""
    seconds = time.seconds
    if not time.is_half_known and name.rstrip("s") in ("afternoon", "evening", "night") and seconds >= _HOUR:
        seconds = seconds % (12 * _HOUR) + 12 * _HOUR
    return "CLOCK", replace(time, seconds=seconds, is_half_known=True)


@rule("in? the? PART at|around? CLOCK|AT|HOUR")
def part_with_clock(anchor: Anchor, name: str, time: Clock) -> Made:
    """'in the morning at 7'."""
    return clock_in_part(anchor, time, name)


@rule("DAY ,? at|by|around|about|for|@? CLOCK", "DAY ,? AT", "DAY at? HOUR o ' clock")
def day_clock(_: Anchor, found: When, time: Clock) -> Made:
    """'tomorrow at 8'."""
    return _moment(found, time)


@rule("CLOCK|AT ,|on|of? DAY", "at|around|by? CLOCK ,? on? DAY")
def clock_day(_: Anchor, time: Clock, found: When) -> Made:
    """'8 pm on Friday'."""
    return _moment(found, time)


@rule("PARTDAY at|around|,? CLOCK|AT", "PARTDAY around|at HOUR")
def part_of_day_clock(anchor: Anchor, found: tuple[When, str], time: Clock) -> Made:
    """'tonight at 8'."""
    fixed = clock_in_part(anchor, time, found[1])
    is_small = found[1] == "night" and not time.is_half_known and time.seconds < 6 * _HOUR
    return _moment(found[0], time if is_small or fixed is None else fixed[1])  # type: ignore[arg-type]


@rule("CLOCK|AT ,? PARTDAY", "HOUR , PARTDAY")
def clock_part_of_day(anchor: Anchor, time: Clock, found: tuple[When, str]) -> Made:
    """'8am this morning'."""
    return part_of_day_clock(anchor, found, time)


def _moment(found: When, time: Clock) -> Made:
    if found.start is None:
        return None
    at = found.start + timedelta(seconds=time.seconds)
    return "MOMENT", replace(found, start=at, end=None, precision=time.precision, grain=None)


@rule("DAY ,|in|on? the? PART", "DAY 's? PART")
def day_part(_: Anchor, found: When, name: str) -> Made:
    """'Tuesday afternoon'."""
    return "PARTDAY", (found, name)


@rule("the? PART of|on? DAY", "in the PART of|on? DAY")
def part_of_day(_: Anchor, name: str, found: When) -> Made:
    """'the morning of 3 May'."""
    return "PARTDAY", (found, name)


@rule("SHIFT PART")
def shifted_part(anchor: Anchor, shift: int, name: str) -> Made:
    """'this morning', 'last night'."""
    found = almanac.unit_at(anchor, "day", shift)
    return ("PARTDAY", (found, name)) if found else None


@rule("tonight|tonite", "later tonight")
def tonight(anchor: Anchor) -> Made:
    """'tonight'."""
    return "PARTDAY", (almanac.unit_at(anchor, "day"), "night")


@rule("overnight")
def overnight(anchor: Anchor) -> Made:
    """'overnight': the night before the day of writing, unless the text looks ahead."""
    found = almanac.unit_at(anchor, "day", 0 if anchor.lean > 0 else -1)
    return ("PARTDAY", (replace(found, without="day"), "night")) if found else None


@rule("DAY HALF")
def half_of_day(_: Anchor, found: When, half: int) -> Made:
    """'today pm'."""
    return "PARTDAY", (found, "afternoon" if half else "morning")


@rule("PARTDAY")
def part_as_stretch(_: Anchor, found: tuple[When, str]) -> Made:
    """A part of a day as a stretch of the calendar."""
    return _hours_of(found[0], ClockSpan(*PARTS[found[1]], part=found[1]))


@rule("early PARTDAY", "early on PARTDAY")
def early_part_of_day(_: Anchor, found: tuple[When, str]) -> Made:
    """'early this morning'."""
    low, high = PARTS[found[1]]
    return _hours_of(found[0], ClockSpan(low, (low + high) // 2))


@rule("late PARTDAY", "late on PARTDAY", "later PARTDAY")
def late_part_of_day(_: Anchor, found: tuple[When, str]) -> Made:
    """'late this morning'."""
    low, high = PARTS[found[1]]
    return _hours_of(found[0], ClockSpan((low + high) // 2, high))


@rule("DAY ,|on? HOURS", "DAY HOURS PART?")
def day_hours(_: Anchor, found: When, hours: ClockSpan, __: str | None = None) -> Made:
    """'Monday 8-9am'."""
    return _hours_of(found, hours) if hours.part is None else None


@rule("HOURS ,|on|of? DAY", "HOURS of? DAY PART")
def hours_day(_: Anchor, hours: ClockSpan, found: When, __: str | None = None) -> Made:
    """'from 5 to 6 pm on 22 April'."""
    return _hours_of(found, hours) if hours.part is None else None


@rule("HOURS PARTDAY")
def hours_part_of_day(_: Anchor, hours: ClockSpan, found: tuple[When, str]) -> Made:
    """'between 7 and 9 last night'."""
    return _hours_of(found[0], _in_half(hours, found[1])) if hours.part is None else None


@rule("PARTDAY HOURS")
def part_of_day_hours(_: Anchor, found: tuple[When, str], hours: ClockSpan) -> Made:
    """'this evening from 7 to 9'."""
    return _hours_of(found[0], _in_half(hours, found[1])) if hours.part is None else None


def _in_half(hours: ClockSpan, name: str) -> ClockSpan:
    if name in ("morning", "daytime") or hours.start is None or hours.end is None or hours.end > 12 * _HOUR:
        return hours
    return ClockSpan(hours.start + 12 * _HOUR, hours.end + 12 * _HOUR)


def _hours_of(found: When, hours: ClockSpan) -> Made:
    if found.start is None:
        return None
    ends = [
        None if second is None else found.start + timedelta(seconds=second) for second in (hours.start, hours.end)
    ]
    return "STRETCH", replace(found, start=ends[0], end=ends[1], precision="part", grain=None)


@rule(
    "from|between? CLOCK|HOUR -|to|and|until|till|through CLOCK",
    "from|between? CLOCK -|to|and|until|till|through HOUR",
)
def clock_range(_: Anchor, low: Clock, high: Clock) -> Made:
    """'from 5 to 6 pm', '8am-3'."""
    return _hours(low, high)


@rule("from|between HOUR -|to|and|until|till|through HOUR")
def hour_range(_: Anchor, low: Clock, high: Clock) -> Made:
    """'between 10 and 11:30'; numbers alone are hours only beside a day."""
    found = _hours(low, high)
    return ("BARE_HOURS", found[1]) if found else None


@rule("HOUR -|to HOUR")
def bare_range(anchor: Anchor, low: Clock, high: Clock) -> Made:
    """'10-4': only beside a day."""
    return hour_range(anchor, low, high)


@rule("DAY ,|from|between? BARE_HOURS", "DAY BARE_HOURS PART?")
def day_bare_hours(_: Anchor, found: When, hours: ClockSpan, __: str | None = None) -> Made:
    """'Monday 11-4'."""
    return _hours_of(found, hours)


@rule("BARE_HOURS ,|on? DAY", "BARE_HOURS DAY PART?")
def bare_hours_day(_: Anchor, hours: ClockSpan, found: When, __: str | None = None) -> Made:
    """'6-8 next Monday'."""
    return _hours_of(found, hours)


@rule("BARE_HOURS PARTDAY")
def bare_hours_part(_: Anchor, hours: ClockSpan, found: tuple[When, str]) -> Made:
    """'between 7 and 9 last night'."""
    return _hours_of(found[0], _in_half(hours, found[1]))


@rule("PARTDAY BARE_HOURS")
def part_bare_hours(_: Anchor, found: tuple[When, str], hours: ClockSpan) -> Made:
    """'this evening from 7 to 9'."""
    return _hours_of(found[0], _in_half(hours, found[1]))


def _hours(low: Clock, high: Clock) -> Made:
    """From one time to the other; what one of them says of the half of the day holds for both, if it can."""
    start, end = low.seconds, high.seconds
    if high.is_half_known and not low.is_half_known and end > 12 * _HOUR and start + 12 * _HOUR < end:
        start += 12 * _HOUR
    if not high.is_half_known and end <= start:
        end += 12 * _HOUR
    return ("HOURS", ClockSpan(start, end)) if start != end else None


@rule("now|currently|presently", "right now", "at present", "at this|the time|moment|point", "as of now")
def now(anchor: Anchor) -> Made:
    """'now'."""
    return "MOMENT", When(anchor.at, None, "second", is_relative=True)


@rule("at the? end of the? DAY", "end of|at the? DAY", "the? end of the? day", "the? eod")
def day_end(anchor: Anchor, found: When | None = None) -> Made:
    """'the end of tomorrow'."""
    start: datetime | None = found.start if found else anchor.today
    if start is None:
        return None
    return "MOMENT", When(
        start + timedelta(seconds=86399), None, "second", is_relative=found is None or found.is_relative
    )
