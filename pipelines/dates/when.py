"""What a time expression comes to: a stretch of the calendar, a time of day, a length; and its anchor."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an expression is resolved against.

    `at` is the moment of writing, without zone; `lean` says where a date without a year or week lies: -1 before
    `at`, 1 after it, 0 wherever the tense around it tells. `is_day_first` reads 3/4 as 3 April; `is_southern`
    puts summer at the turn of the year.
    """

    at: datetime
    lean: int = 0
    is_day_first: bool = False
    is_southern: bool = False

    @property
    def today(self) -> datetime:
        """The midnight at which the day of writing began."""
        return self.at.replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of the calendar, `start` to `end` (exclusive); None: open on that side.

    `precision` is the unit that was named ('day', 'week', 'part' of a day …), 'span' for a stretch between two ends.
    `named_end` is where the last part that was named begins: of 'from 2010 to 2012', the start of 2012. `grain` is
    the unit it was counted in where that is coarser: 'two years ago' is a day, counted in years. `without` is the
    unit that the text leaves open: 'year' for '3 May', 'week' for 'Friday', 'day' for 'overnight'.
    """

    start: datetime | None
    end: datetime | None
    precision: str
    is_relative: bool = False
    named_end: datetime | None = None
    grain: str | None = None
    without: str | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in seconds after midnight; `is_half_known` when the text says which half of the day."""

    seconds: int
    precision: str
    is_half_known: bool = False


@dataclass(frozen=True, slots=True)
class ClockSpan:
    """A stretch of a day, in seconds after midnight; None: open on that side. `part` names a part of the day."""

    start: int | None
    end: int | None
    part: str | None = None


SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "weekend": 172800}
SECONDS |= {"fortnight": 1209600, "month": 2592000, "quarter": 7776000, "half": 15552000, "year": 31536000}
SECONDS |= {"decade": 315360000, "century": 3153600000}
"""Seconds of a unit as lengths are compared: months of 30 days, years of 365."""


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time, as counts of units."""

    counts: tuple[tuple[str, float], ...]

    @property
    def seconds(self) -> float:
        """About how many seconds it has (see SECONDS)."""
        return sum(SECONDS[unit] * count for unit, count in self.counts)

    @property
    def unit(self) -> str:
        """The finest unit it is counted in."""
        return min((unit for unit, _ in self.counts), key=SECONDS.__getitem__)

    def after(self, moment: datetime, sign: int = 1) -> datetime | None:
        """The moment so much later (or, with sign -1, earlier); None outside the calendar."""
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
