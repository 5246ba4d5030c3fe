"""The grammar, with the rules of times, days, periods and stretches, and the kinds of items.

DAY, PERIOD: a When of one day, of a longer unit. MOMENT: now, a day with a time of day, or a When counted in hours.
STRETCH: a When of a part of a day. SPAN: a When between two ends, or open at one end. LENGTH: a duration.
"""

from hearsay.pipelines.dates.chart import Grammar, Made
from hearsay.pipelines.dates.when import When

GRAMMAR = Grammar()

TIMED = ("MOMENT", "STRETCH", "DAY", "PERIOD", "SPAN", "LENGTH", "BOUND", "VAGUE_PERIOD")
"""The kinds of complete expressions; of two equally long expressions the earlier kind counts."""


def day(when: When | None) -> Made:
    """Return a DAY item, or None without a value."""
    return ("DAY", when) if when else None


def period(when: When | None) -> Made:
    """Return a PERIOD item, or None without a value."""
    return ("PERIOD", when) if when else None
