"""The plots of the report: matplotlib figures as SVG that stands inside an HTML page and asks for nothing."""

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl
from markupsafe import Markup, escape

from hearsay.warehouse.schema import OUTCOMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

COLOURS = {
    "loaded": "#1b6e4b",
    "unchanged": "#4f83b0",
    "duplicate": "#767676",
    "rejected": "#b7791f",
    "failed": "#b3261e",
}
SEVERITY_COLOURS = {"fatal": "#b3261e", "row": "#8a5300", "warn": "#d9a441"}
INK = "#23292f"
WIDTH_INCHES = 5.6
BAR_INCHES = 0.27
RUNS_SHOWN = 12
STEPS_SHOWN = 60
STEPS = {"1d": (1, "%Y-%m-%d"), "1mo": (30, "%Y-%m"), "1y": (365, "%Y")}
"""The steps of a time axis: at least how many days each has, and how it is written."""
OUTLETS_SHOWN = 15

# Text stays text, for search and screen readers; the salt makes the ids, and so the page, the same each time.
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "hearsay",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def plot_runs(runs: pl.DataFrame) -> Markup | None:
    """Inputs by outcome of the latest runs, one stacked bar each, the newest at the bottom; None without runs."""
    latest = runs.sort("started_at").tail(RUNS_SHOWN)
    if latest.is_empty():
        return None
    labels = latest["started_at"].dt.strftime("%Y-%m-%d %H:%M").to_list()
    counts = {outcome: latest[f"inputs_{outcome}"].to_list() for outcome in OUTCOMES}

    def draw(axes: "Axes") -> None:
        start = [0] * len(labels)
        for outcome, widths in counts.items():
            axes.barh(range(len(labels)), widths, left=start, color=COLOURS[outcome], label=outcome, height=0.7)
            start = [left + width for left, width in zip(start, widths, strict=True)]
        _label_bars(axes, labels)
        axes.set_xlabel("inputs")
        axes.legend(ncols=3, loc="lower left", bbox_to_anchor=(0, 1), frameon=False, fontsize=9)

    last = ", ".join(f"{values[-1]:,} {outcome}" for outcome, values in counts.items())
    return _svg(
        "runs",
        f"Bars of the inputs of the last {len(labels)} runs by outcome. Latest: {last}.",
        draw,
        len(labels) + 2,
    )


def plot_trend(trend: pl.DataFrame) -> Markup | None:
    """Failing checks of the latest runs by severity, the newest at the bottom; None for fewer than two runs."""
    latest = trend.select("run_id", "started_at").unique().sort("started_at", "run_id").tail(RUNS_SHOWN)
    if latest.height < 2:
        return None
    labels = latest["started_at"].dt.strftime("%Y-%m-%d %H:%M").to_list()
    counted = {(run, severity): failing for run, _, severity, failing in trend.iter_rows()}
    counts = {name: [counted.get((run, name), 0) for run in latest["run_id"]] for name in SEVERITY_COLOURS}

    def draw(axes: "Axes") -> None:
        start = [0] * len(labels)
        for severity, widths in counts.items():
            colour = SEVERITY_COLOURS[severity]
            axes.barh(range(len(labels)), widths, left=start, color=colour, label=severity, height=0.7)
            start = [left + width for left, width in zip(start, widths, strict=True)]
        _label_bars(axes, labels)
        axes.set_xlim(0, max(1, *start))
        axes.set_xlabel("checks that fail")
        axes.legend(ncols=3, loc="lower left", bbox_to_anchor=(0, 1), frameon=False, fontsize=9)

    last = ", ".join(f"{values[-1]:,} {severity}" for severity, values in counts.items())
    return _svg(
        "trend",
        f"Bars of the checks that fail in the last {len(labels)} runs. Latest: {last}.",
        draw,
        len(labels) + 2,
    )


def plot_days(days: pl.DataFrame) -> Markup | None:
    """Articles by the day, month or year in which they were published, gaps included; None without dated articles."""
    dated = days.drop_nulls("published_on").filter(pl.col("articles") > 0)
    if dated.is_empty():
        return None
    every = _step(dated["published_on"])
    counted = dated.group_by(pl.col("published_on").dt.truncate(every)).agg(pl.col("articles").sum())
    counted = counted.sort("published_on").upsample("published_on", every=every).tail(STEPS_SHOWN)
    labels = counted["published_on"].dt.strftime(STEPS[every][1]).to_list()
    counts = counted["articles"].fill_null(0).to_list()

    def draw(axes: "Axes") -> None:
        axes.bar(range(len(labels)), counts, color=COLOURS["loaded"], width=0.8)
        ticks = range(0, len(labels), -(-len(labels) // 6))
        axes.set_xticks(list(ticks), [labels[tick] for tick in ticks], rotation=30, ha="right")
        axes.set_ylabel("articles")
        _count_in_whole_numbers(axes.yaxis)

    said = f"Bars of articles by date of publication: {sum(counts):,} articles from {labels[0]} to {labels[-1]}."
    return _svg("days", said, draw, 7)


def _step(dates: pl.Series) -> str:
    """The finest step of which the plot can show as many as the dates span, or else years."""
    span = (dates.max() - dates.min()).days  # type: ignore[operator, union-attr]
    return next((every for every, (days, _) in STEPS.items() if span < days * STEPS_SHOWN), "1y")


def plot_outlets(outlets: pl.DataFrame) -> Markup | None:
    """Articles and claims of the outlets with the most articles; None without outlets. `outlets` has one row each."""
    top = outlets.sort("articles", "domain", descending=[True, False]).head(OUTLETS_SHOWN)
    if top.is_empty():
        return None
    labels = [domain or "no address" for domain in top["domain"]]

    def draw(axes: "Axes") -> None:
        axes.barh(range(len(labels)), top["articles"].to_list(), color=COLOURS["loaded"], height=0.7)
        _label_bars(axes, labels)
        axes.set_xlabel("articles")

    said = f"Bars of articles by outlet. Most: {labels[0]} with {top['articles'][0]:,}."
    return _svg("outlets", said, draw, len(labels) + 1)


def _label_bars(axes: "Axes", labels: Sequence[str]) -> None:
    """Names beside horizontal bars, first on top. Outlets choose their names, so none is read as mathematics."""
    axes.set_yticks(range(len(labels)), [_short(label) for label in labels], parse_math=False)
    axes.invert_yaxis()
    _count_in_whole_numbers(axes.xaxis)


def _count_in_whole_numbers(axis: "Axis") -> None:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    axis.set_major_locator(MaxNLocator(nbins=5, integer=True))


def _short(label: str) -> str:
    label = "".join(character if character.isprintable() else "\ufffd" for character in label)
    return label if len(label) <= 30 else label[:29] + "…"


def _svg(name: str, said: str, draw: Any, bars: int) -> Markup:
    """The SVG of one figure, with `said` for who cannot see it; ids carry the name, so that plots share a page."""
    from matplotlib import rc_context  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    with rc_context(_STYLE):
        figure = Figure(figsize=(WIDTH_INCHES, 0.9 + BAR_INCHES * bars), layout="constrained")
        draw(figure.subplots())
        written = io.StringIO()
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    return Markup(_for_page(written.getvalue(), name, said))  # noqa: S704 - matplotlib escapes its labels


def _for_page(svg: str, name: str, said: str) -> str:
    """The part of an SVG file that an HTML page takes: no prologue, metadata, style sheet or size, ids of its own."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", svg, flags=re.DOTALL)
    head, body = svg.split(">", 1)
    head = re.sub(r'\s(?:xmlns(?::\w+)?|width|height|version)="[^"]*"', "", head)
    head = head.replace("<svg", f'<svg role="img" aria-label="{escape(said)}"', 1)
    body = body.replace("xlink:href", "href")
    body = re.sub(r'\bid="', f'id="{name}-', body)
    body = re.sub(r'((?:href="|url\()#)', rf"\g<1>{name}-", body)
    return f"{head}>{body}"
