"""The axis of a chart of counts: from zero to the largest count, with ticks at round whole numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, takewhile

from hearsay.explore.charts.labels import width

MOST_INTERVALS = 5


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from zero to `end`. Ticks are whole numbers at equal distances; the last tick may be before the end."""

    end: int
    ticks: tuple[int, ...]

    def percent(self, number: int) -> float:
        """Return the position of a number along the axis, in percent."""
        return round(100 * number / self.end, 3)


def fit_axis(most: int, room_ems: float | None = None) -> Axis:
    """Return an axis with the most round ticks below a limit.

    Args:
        most: The largest count. The axis ends there, or at 1.
        room_ems: The width for the numbers of the ticks, in ems. Without a width, MOST_INTERVALS is the only limit.
    """
    end = max(most, 1)
    intervals = MOST_INTERVALS
    if room_ems is not None:
        intervals = min(intervals, max(1, int(room_ems / (width(f"{end:,}") + 1))))
    steps = list(takewhile(lambda number: number <= end, _round_numbers()))
    step = next((step for step in steps if end // step <= intervals), steps[-1])
    return Axis(end, tuple(range(0, end + 1, step)[: intervals + 1]))


def _round_numbers() -> Iterator[int]:
    """Yield 1, 2, 5, 10, 20, 50 and so on."""
    for power in count():
        yield from (10**power, 2 * 10**power, 5 * 10**power)
