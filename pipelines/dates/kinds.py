"""The kinds of items in the chart, which patterns name in upper case."""

from hearsay.pipelines.dates.chart import Made
from hearsay.pipelines.dates.when import When

TIMED = ("MOMENT", "DAY_PART", "DAY", "PERIOD", "SPAN", "LENGTH", "BOUND", "VAGUE_PERIOD")
"""The kinds of complete expressions; of two equally long expressions the earlier kind counts.

DAY, PERIOD: a When of one day, of a longer unit. MOMENT: now, a day with a time of day, or a When counted in hours.
DAY_PART: a When of a part of a day. SPAN: a When between two ends, or open at one end. LENGTH: a duration. BOUND: a
least or greatest duration. VAGUE_PERIOD: a period without known ends.
"""

NUMBERS = ("N", "O", "Y", "YY", "RUN", "DEC")
"""Kinds of numbers: any, ordinal, a year of four digits, two digits, eight digits, a decimal."""

SENSES = (
    *("MONTH", "WEEKDAY", "SEASON", "DECADE", "DECADES", "HOLIDAY", "PART", "NAMED"),
    *("UNIT", "ONE_UNIT", "UNITS", "SHIFT", "VAGUE", "EDGE", "NEAR"),
)
"""Kinds of words (see dates/time_words.txt of a language).

UNIT: any number of units; ONE_UNIT, UNITS: its singular and plural. DECADES: a decade with its century.
"""

PARTIAL = (
    *("YEAR_OF", "NTH", "PAIR", "HALF", "CLOCK", "ONE", "THE_UNIT"),
    *("CENTURY", "DECADE_WORD", "WITHIN", "SPAN_EDGE"),
)
"""Kinds that meanings make for other rules.

A year, an ordinal or two numbers that are a day only beside other words; parts of a time of day; a single unit; the
current unit; ends of intervals.
"""

KINDS = frozenset((*TIMED, *NUMBERS, *SENSES, *PARTIAL))


def day(when: When | None) -> Made:
    """Return a DAY item, or None without a value."""
    return ("DAY", when) if when else None


def period(when: When | None) -> Made:
    """Return a PERIOD item, or None without a value."""
    return ("PERIOD", when) if when else None
