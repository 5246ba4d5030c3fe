"""The grammar, with the rules of days, periods, clocks and stretches, and the kinds of items.

DAY, PERIOD: a When of one day, of a longer unit. MOMENT: a When with a time of day. STRETCH: a When of a part of a
day. SPAN: a When between two ends, or open at one end. CLOCK, HOURS: a time of day, an interval of the day. LENGTH: a
duration.
"""

from hearsay.pipelines.dates.chart import Grammar, Made
from hearsay.pipelines.dates.when import When

GRAMMAR = Grammar()

TIMED = ("MOMENT", "STRETCH", "DAY", "PERIOD", "SPAN", "HOURS", "CLOCK", "LENGTH", "BOUND", "VAGUE_PERIOD")
"""The kinds of complete expressions; of two equally long expressions the earlier kind counts."""


def day(when: When | None) -> Made:
    """Return a DAY item, or None without a value."""
    return ("DAY", when) if when else None


def period(when: When | None) -> Made:
    """Return a PERIOD item, or None without a value."""
    return ("PERIOD", when) if when else None
