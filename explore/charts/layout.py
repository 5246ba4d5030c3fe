"""Positions of the parts of a chart: horizontal positions in percent, so that a chart fits any page, others in ems.

Percentages are relative to the plot, which is the area of the bars. Labels and numbers are in the gutters beside the
plot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from hearsay.explore.charts.axis import Axis, fit_axis
from hearsay.explore.charts.chart import Bar, BarChart, Tone
from hearsay.explore.charts.labels import shorten, width

GUTTERS = range(1, 17)
"""Widths of gutters in ems: whole numbers, so that one style sheet has a rule for each width."""

NARROW_EMS, WIDE_EMS = 22, 48
"""Page widths for the two sets of ticks: a small phone, and a page with room for more ticks."""

NARROWEST_PLOT = 4
"""Smallest width of the bars in ems on a narrow page; long labels are shortened for it."""
LABEL_GAP = 0.6
WIDEST_COLUMN_LABEL = 8
MOST_LABELS = 12
COLUMN_SHARE = 0.8
"""Share of a column in its band; the rest is the gap to the next column."""
WIDEST_COLUMN = 8.0
"""Largest width of a column, in percent of the plot, so that a single column does not fill the plot."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A position on an axis and its text. `anchor` is the part of the text at that position."""

    at: float
    text: str
    anchor: Literal["start", "middle", "end"] = "middle"


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a bar for a series, in percent of the axis of counts."""

    start: float
    length: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with a label, a total, a title as a tooltip, and a position across the axis of counts."""

    label: str
    total: str
    title: str
    href: str | None
    at: float
    end: float
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of horizontal bars, and the common part of all layouts. `left` and `right` are gutters.

    The horizontal axis has the ticks `few` on narrow pages and `many` on wide pages.
    """

    chart: BarChart
    bars: tuple[DrawnBar, ...]
    left: int
    right: int
    few: tuple[Tick, ...]
    many: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class ColumnLayout(Layout):
    """The layout of vertical bars. A column of `thickness` is in the middle of its `band`; `counts` are its ticks."""

    band: float
    thickness: float
    counts: tuple[Tick, ...]


def lay_out_rows(chart: BarChart) -> Layout:
    """Return the layout of horizontal bars, each with its label at the left and its total at the end."""
    right = _gutter(width(f"{chart.most:,}"))
    widest = max(gutter for gutter in GUTTERS if gutter + right <= NARROW_EMS - NARROWEST_PLOT)
    labels = [shorten(bar.label, widest - LABEL_GAP) for bar in chart.bars]
    left = _gutter(max(map(width, labels), default=0))
    few, many = (fit_axis(chart.most, page - left - right) for page in (NARROW_EMS, WIDE_EMS))
    bars = tuple(
        _draw(chart, many, bar, label, number)
        for number, (bar, label) in enumerate(zip(chart.bars, labels, strict=True))
    )
    return Layout(chart, bars, left, right, _ticks(few), _ticks(many))


def lay_out_columns(chart: BarChart) -> ColumnLayout:
    """Return the layout of vertical bars over a row of labels. Only as many labels are written as have room."""
    axis = fit_axis(chart.most)
    left, right = _gutter(width(f"{chart.most:,}")), GUTTERS[0]
    band = 100 / max(len(chart.bars), 1)
    bars = tuple(
        _draw(chart, axis, bar, shorten(bar.label, WIDEST_COLUMN_LABEL), round(number * band, 3))
        for number, bar in enumerate(chart.bars)
    )
    return ColumnLayout(
        chart,
        bars,
        left,
        right,
        few=_spread_labels(bars, band, NARROW_EMS - left - right),
        many=_spread_labels(bars, band, WIDE_EMS - left - right),
        band=round(band, 3),
        thickness=round(min(band * COLUMN_SHARE, WIDEST_COLUMN), 3),
        counts=_ticks(axis),
    )


def _draw(chart: BarChart, axis: Axis, bar: Bar, label: str, at: float) -> DrawnBar:
    segments = []
    start = 0
    for count, series in zip(bar.counts, chart.series, strict=True):
        if count:
            segments.append(Segment(axis.percent(start), axis.percent(count), series.tone))
        start += count
    return DrawnBar(
        label=label,
        total=f"{bar.total:,}",
        title=chart.describe(bar),
        href=bar.href,
        at=at,
        end=axis.percent(bar.total),
        segments=tuple(segments),
    )


def _ticks(axis: Axis) -> tuple[Tick, ...]:
    return tuple(Tick(axis.percent(number), f"{number:,}") for number in axis.ticks)


def _gutter(text_ems: float) -> int:
    """Return the narrowest gutter with room for the text, or else the widest gutter."""
    return next((gutter for gutter in GUTTERS if gutter >= text_ems + LABEL_GAP), GUTTERS[-1])


def _spread_labels(bars: Sequence[DrawnBar], band: float, plot_ems: float) -> tuple[Tick, ...]:
    """Return as many labels as have room, at equal distances, with the labels of the first and last column."""
    for number in range(min(len(bars), MOST_LABELS), 1, -1):
        chosen = [bars[round(position * (len(bars) - 1) / (number - 1))] for position in range(number)]
        labels = tuple(_label_column(bar, band, plot_ems) for bar in chosen)
        if all(_end(before, plot_ems) + 1 <= _start(after, plot_ems) for before, after in pairwise(labels)):
            return labels
    return tuple(_label_column(bar, band, plot_ems) for bar in bars[:1])


def _label_column(bar: DrawnBar, band: float, plot_ems: float) -> Tick:
    """Return a label below the middle of its column, or at the plot's edge if the label would stick out."""
    label = Tick(round(bar.at + band / 2, 3), bar.label)
    if _start(label, plot_ems) < 0:
        return Tick(0, bar.label, "start")
    if _end(label, plot_ems) > plot_ems:
        return Tick(100, bar.label, "end")
    return label


def _start(tick: Tick, plot_ems: float) -> float:
    return tick.at * plot_ems / 100 - width(tick.text) * {"start": 0, "middle": 0.5, "end": 1}[tick.anchor]


def _end(tick: Tick, plot_ems: float) -> float:
    return _start(tick, plot_ems) + width(tick.text)
