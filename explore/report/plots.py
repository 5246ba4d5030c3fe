"""The plots of the report: its figures as charts, with a note on the data that a chart leaves out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl
from markupsafe import Markup

from hearsay.explore.charts.chart import Bar, BarChart, Series, Unit
from hearsay.explore.charts.drawing import draw_columns, draw_rows
from hearsay.explore.charts.labels import clean
from hearsay.warehouse.schema import OUTCOMES

OUTLETS_SHOWN = 15
NAMELESS_OUTLET = "no address"

ARTICLES = Unit("article", "articles")
_OUTCOME_SERIES = {
    "loaded": Series("loaded", "good"),
    "unchanged": Series("unchanged", "calm"),
    "duplicate": Series("duplicate", "muted"),
    "rejected": Series("rejected", "odd"),
    "failed": Series("failed", "bad"),
}
_SEVERITY_SERIES = {"fatal": Series("fatal", "bad"), "row": Series("row", "odd"), "warn": Series("warn", "muted")}


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing and the note below it. The note is empty if nothing is left out."""

    drawing: Markup
    note: str


def plot_runs(runs: pl.DataFrame, links: Mapping[str, str], earlier: int) -> Plot | None:
    """Draw the inputs of each run by outcome, the newest run at the bottom; return None without runs.

    `links` maps the id of a run to an anchor on the page. `earlier` is the number of runs that are not in `runs`.
    """
    if runs.is_empty():
        return None
    bars = tuple(
        Bar(
            _moment(run["started_at"]),
            tuple(run[f"inputs_{outcome}"] for outcome in OUTCOMES),
            links.get(run["run_id"]),
        )
        for run in runs.sort("started_at", "run_id").to_dicts()
    )
    series = tuple(_OUTCOME_SERIES[outcome] for outcome in OUTCOMES)
    summary = f"Bars of the inputs of the last {_runs(bars)} by outcome. Latest: {_parts(series, bars[-1])}."
    return Plot(draw_rows(BarChart(summary, Unit("input", "inputs"), series, bars)), _earlier_runs(earlier, ""))


def plot_trend(trend: pl.DataFrame, links: Mapping[str, str], earlier: int) -> Plot | None:
    """Draw the failed checks of each run by severity, the newest at the bottom; return None for fewer than 2 runs.

    `links` and `earlier` are the same as for plot_runs.
    """
    runs = trend.select("started_at", "run_id").unique().sort("started_at", "run_id").rows()
    if len(runs) < 2:
        return None
    failing = {(run_id, severity): count for run_id, _, severity, count in trend.iter_rows()}
    bars = tuple(
        Bar(
            _moment(started_at),
            tuple(failing.get((run_id, severity), 0) for severity in _SEVERITY_SERIES),
            links.get(run_id),
        )
        for started_at, run_id in runs
    )
    series = tuple(_SEVERITY_SERIES.values())
    summary = f"Bars of the checks that fail in the last {_runs(bars)}. Latest: {_parts(series, bars[-1])}."
    unit = Unit("check that fails", "checks that fail")
    return Plot(draw_rows(BarChart(summary, unit, series, bars)), _earlier_runs(earlier, " with checks"))


def plot_dates(dates: pl.DataFrame, left_out: Mapping[str, int]) -> Plot | None:
    """Draw the number of articles of each day, month or year; return None without dated articles.

    `dates` has a column of labels, with the name of the step, and the column `articles`. `left_out` counts the
    articles `before` the first or `after` the last label, with a date too `coarse` for the step, or `undated`.
    """
    if dates.is_empty():
        return None
    step, _ = dates.columns
    bars = tuple(Bar(label, (articles,)) for label, articles in dates.iter_rows())
    first, last = bars[0].label, bars[-1].label
    shown = ARTICLES.count(sum(bar.total for bar in bars))
    summary = f"Bars of articles by {step} of publication: {shown} from {first} to {last}."
    coarser = "year" if step == "month" else "month or year"
    note = _not_shown(
        (left_out.get("before", 0), f"before {first}"),
        (left_out.get("after", 0), f"after {last}"),
        (left_out.get("coarse", 0), f"dated only to the {coarser}"),
        (left_out.get("undated", 0), "without a date"),
    )
    return Plot(draw_columns(BarChart(summary, ARTICLES, (Series("articles", "good"),), bars)), note)


def plot_outlets(outlets: pl.DataFrame, anchor: str) -> Plot | None:
    """Draw the number of articles of the largest outlets; return None without outlets.

    `outlets` has a row for each outlet, the largest first. Each bar links to `anchor` with the bar's number.
    """
    if outlets.is_empty():
        return None
    top, others = outlets.head(OUTLETS_SHOWN), outlets.slice(OUTLETS_SHOWN)
    bars = tuple(
        Bar(domain or NAMELESS_OUTLET, (articles,), f"{anchor}{number}")
        for number, (domain, articles) in enumerate(top.select("domain", "articles").iter_rows(), start=1)
    )
    summary = f"Bars of articles by outlet. Most: {clean(bars[0].label)} with {bars[0].total:,}."
    note = ""
    if others.height:
        more = Unit("more outlet", "more outlets").count(others.height)
        articles = ARTICLES.count(int(others["articles"].sum()))
        note = f"{more} with {articles} {_is_or_are(others.height)} not shown."
    return Plot(draw_rows(BarChart(summary, ARTICLES, (Series("articles", "good"),), bars)), note)


def _moment(started_at: datetime) -> str:
    return started_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def _runs(bars: Sequence[Bar]) -> str:
    return f"{len(bars)} runs" if len(bars) > 1 else "run"


def _parts(series: Sequence[Series], bar: Bar) -> str:
    return ", ".join(f"{count:,} {part.name}" for part, count in zip(series, bar.counts, strict=True))


def _earlier_runs(earlier: int, which: str) -> str:
    if not earlier:
        return ""
    return f"{Unit('earlier run', 'earlier runs').count(earlier)}{which} {_is_or_are(earlier)} not shown."


def _not_shown(*left_out: tuple[int, str]) -> str:
    """Return a sentence about the articles that a plot leaves out, or "" if there are none."""
    groups = [(count, why) for count, why in left_out if count]
    if not groups:
        return ""
    phrases = [f"{count:,} {why}" for count, why in groups]
    phrases[0] = f"{ARTICLES.count(groups[0][0])} {groups[0][1]}"
    listed = " and ".join(filter(None, (", ".join(phrases[:-1]), phrases[-1])))
    return f"{listed} {_is_or_are(sum(count for count, _ in groups))} not shown."


def _is_or_are(count: int) -> str:
    return "is" if count == 1 else "are"
