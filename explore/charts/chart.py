"""The data of a bar chart: counts and labels. This module does not draw."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from hearsay.explore.charts.labels import shorten

Tone = Literal["good", "calm", "muted", "odd", "bad"]
"""Names of the colours by meaning; templates/charts.css.j2 has the colours, for light and dark mode."""

LONGEST_IN_TITLE = 60
"""Width of the longest label inside a tooltip, in ems."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The noun for the counted things, in singular and plural."""

    singular: str
    plural: str

    def count(self, number: int) -> str:
        """Return the number with its noun: 1 article, 2 articles."""
        return f"{number:,} {self.singular if number == 1 else self.plural}"


@dataclass(frozen=True, slots=True)
class Series:
    """A kind of counted things; every bar has a part for each series."""

    name: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled bar: a count for each series of its chart, and the address of its link.

    The label may come from a stranger. Raises ValueError for a negative count, and for an address with a scheme other
    than http and https.
    """

    label: str
    counts: tuple[int, ...]
    href: str | None = None

    def __post_init__(self) -> None:
        """Refuse counts and addresses that cannot be drawn."""
        if any(count < 0 for count in self.counts):
            raise ValueError(f"the bar {self.label!r} has a negative count: {self.counts}")
        if self.href is not None and urlsplit(self.href).scheme not in ("", "http", "https"):
            raise ValueError(f"the bar {self.label!r} would lead to {self.href!r}; give a web address or an anchor")

    @property
    def total(self) -> int:
        """The length of the whole bar."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars over a scale that begins at zero. `summary` describes the bars in words.

    Raises ValueError for no series, and for a bar without exactly one count for each series.
    """

    summary: str
    unit: Unit
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]

    def __post_init__(self) -> None:
        """Refuse bars that do not fit the series."""
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
        """True if any bar has a link."""
        return any(bar.href is not None for bar in self.bars)

    def describe(self, bar: Bar) -> str:
        """Return a bar in words: the label, the total and, if there are several series, the parts."""
        total = f"{shorten(bar.label, LONGEST_IN_TITLE)}: {self.unit.count(bar.total)}"
        parts = [f"{count:,} {series.name}" for count, series in zip(bar.counts, self.series, strict=True) if count]
        return f"{total} ({', '.join(parts)})" if parts and len(self.series) > 1 else total
