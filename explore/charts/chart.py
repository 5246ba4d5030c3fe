"""Bar charts as data: counts with labels, without layout and colours."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from hearsay.explore.charts.labels import shorten

Tone = Literal["good", "calm", "muted", "odd", "bad"]
"""The meanings of colours. templates/charts.css.j2 has the colours, for light and dark pages."""

LONGEST_IN_TITLE = 60
"""The width of the longest label in a tooltip, in ems."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The noun for the counted things."""

    one: str
    many: str

    def count(self, number: int) -> str:
        """Return the number with the noun: 1 article, 2 articles."""
        return f"{number:,} {self.one if number == 1 else self.many}"


@dataclass(frozen=True, slots=True)
class Series:
    """A kind into which every bar is divided."""

    name: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: a label, a count for each series of the chart, and an optional link.

    The label can be text from a page.

    Raises:
        ValueError: A count is negative, or the link has another scheme than http and https.
    """

    label: str
    counts: tuple[int, ...]
    href: str | None = None

    def __post_init__(self) -> None:
        """Validate counts and link."""
        if any(count < 0 for count in self.counts):
            raise ValueError(f"the bar {self.label!r} has a negative count: {self.counts}")
        if self.href is not None and urlsplit(self.href).scheme not in ("", "http", "https"):
            raise ValueError(f"the bar {self.label!r} links to {self.href!r}; use a web address or an anchor")

    @property
    def total(self) -> int:
        """The length of the bar."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars on an axis that begins at zero. `summary` describes the bars in words.

    Raises:
        ValueError: There are no series, or a bar does not have a count for each series.
    """

    summary: str
    unit: Unit
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]

    def __post_init__(self) -> None:
        """Validate the bars."""
        if not self.series:
            raise ValueError("a chart needs at least one series")
        for bar in self.bars:
            if len(bar.counts) != len(self.series):
                raise ValueError(f"the bar {bar.label!r} has {len(bar.counts)} counts for {len(self.series)} series")

    @property
    def most(self) -> int:
        """The length of the longest bar."""
        return max((bar.total for bar in self.bars), default=0)

    @property
    def is_linked(self) -> bool:
        """True if a bar has a link."""
        return any(bar.href is not None for bar in self.bars)

    def describe(self, bar: Bar) -> str:
        """Return a bar in words: label, total and, if there are several series, parts."""
        description = f"{shorten(bar.label, LONGEST_IN_TITLE)}: {self.unit.count(bar.total)}"
        parts = [f"{count:,} {series.name}" for count, series in zip(bar.counts, self.series, strict=True) if count]
        return f"{description} ({', '.join(parts)})" if parts and len(self.series) > 1 else description
