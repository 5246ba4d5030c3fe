"""Values of time expressions: an interval of the calendar, a length; and their anchor."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True, slots=True)
class Anchor:
    """The reference for resolving expressions.

    `at`: the moment of writing, without zone.
    `lean`: the direction of a date without a year or week: -1 before `at`, 1 after it, 0 as the tense around it says.
    `is_day_first`: 3/4 is 3 April.
    `is_southern`: summer is at the turn of the year.
    """

    at: datetime
    lean: int = 0
    is_day_first: bool = False
    is_southern: bool = False

    @property
    def today(self) -> datetime:
        """Return the midnight at the start of the day of writing."""
        return self.at.replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class When:
    """An interval of the calendar, `start` to `end` (exclusive); None: open on that side.

    `precision`: the named unit ('day', 'week', 'part' of a day …); 'span' for an interval between two ends.
    `named_end`: the start of the last named part: of 'from 2010 to 2012', the start of 2012.
    `grain`: the unit of counting if it is coarser: 'two years ago' is a day, counted in years.
    `without`: the unit that the text leaves open: 'year' for '3 May', 'week' for 'Friday'.
    """

    start: datetime | None
    end: datetime | None
    precision: str
    is_relative: bool = False
    named_end: datetime | None = None
    grain: str | None = None
    without: str | None = None


SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "weekend": 172800}
SECONDS |= {"fortnight": 1209600, "month": 2592000, "quarter": 7776000, "half": 15552000, "year": 31536000}
SECONDS |= {"decade": 315360000, "century": 3153600000}
"""Seconds of each unit for the comparison of lengths: months of 30 days, years of 365."""


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time, as counts of units."""

    counts: tuple[tuple[str, float], ...]

    @property
    def seconds(self) -> float:
        """Return its approximate number of seconds (see SECONDS)."""
        return sum(SECONDS[unit] * count for unit, count in self.counts)

    @property
    def unit(self) -> str:
        """Return the finest of its units."""
        return min((unit for unit, _ in self.counts), key=SECONDS.__getitem__)

    def after(self, moment: datetime, sign: int = 1) -> datetime | None:
        """Add the length to the moment (or, with sign -1, subtract it); None outside the calendar."""
        months = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
        try:
            for unit, count in self.counts:
                whole, rest = divmod(count, 1)
                if unit in months:
                    moment += sign * relativedelta(months=int(whole) * months[unit] + round(rest * months[unit]))
                else:
                    moment += sign * timedelta(seconds=count * SECONDS[unit])
        except (OverflowError, ValueError):
            return None
        return moment
