"""The scale of a chart of counts: from zero to the largest count, with ticks at round whole numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, takewhile

from hearsay.explore.charts.labels import width

MOST_INTERVALS = 5


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from zero to `end`. The ticks are whole numbers at equal distances; the last may lie before the end."""

    end: int
    ticks: tuple[int, ...]

    def percent(self, number: int) -> float:
        """Return how far along the axis a number lies, in percent."""
        return round(100 * number / self.end, 3)


def fit_axis(most: int, room_ems: float | None = None) -> Axis:
    """Return an axis from zero to `most`, at least to 1, with the smallest round step that fits the tick limits.

    With `room_ems`, the numbers of the ticks fit beside each other in this width.
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
