"""The grammar that the rules of days, periods, clocks and stretches are part of, and the kinds they make.

DAY, PERIOD: a When of one day, of a longer unit. MOMENT: a When with a time of day. STRETCH: of a part of a day.
SPAN: a When between two ends, or open at one. CLOCK, HOURS: a time of day, a stretch of it. LENGTH: how long.
"""

from hearsay.pipelines.dates.chart import Grammar, Made
from hearsay.pipelines.dates.when import When

GRAMMAR = Grammar()

TIMED = ("MOMENT", "STRETCH", "DAY", "PERIOD", "SPAN", "HOURS", "CLOCK", "LENGTH", "BOUND", "VAGUE_PERIOD")
"""The kinds that a whole expression can be, the first preferred where two are equally long."""


def day(found: When | None) -> Made:
    """A DAY, if there is one."""
    return ("DAY", found) if found else None


def period(found: When | None) -> Made:
    """A PERIOD, if there is one."""
    return ("PERIOD", found) if found else None
