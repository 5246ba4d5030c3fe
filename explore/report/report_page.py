"""The data-quality report of a run: an HTML page that needs no network and begins with the main result."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from hearsay.expectations.figures import Figures, ReportData, report_figures
from hearsay.explore.charts.drawing import charts_css
from hearsay.explore.report.plots import NAMELESS_OUTLET, Plot, plot_dates, plot_outlets, plot_runs, plot_trend

PROBLEMS_SHOWN = 50
QUARANTINED_SHOWN = 50
OUTLETS_SHOWN = 30
JSON_SHOWN = 2000
"""Most characters of a quarantined row on the page; the whole row is in the warehouse."""

Rows = list[dict[str, Any]]


def render_report(data: ReportData) -> str:
    """Return the HTML page, always the same for the same data. Text from pages is escaped, never used as markup."""
    figures = report_figures(data)
    return _template().render(
        run=data.run,
        answer=figures.answer,
        alarms=figures.alarms,
        outcomes=figures.outcomes,
        problems=figures.problems.head(PROBLEMS_SHOWN).to_dicts(),
        failed_checks=[check for check in figures.checks if not check["is_success"]],
        checks=figures.checks,
        suites=figures.suites,
        reasons=figures.reasons,
        quarantined=_shortened(figures.quarantined),
        quarantined_count=data.quarantine.height,
        outlets=figures.outlets.head(OUTLETS_SHOWN).to_dicts(),
        outlet_count=figures.outlets.height,
        languages=figures.languages,
        plots=_plots(data, figures),
        charts_css=charts_css(),
        nameless_outlet=NAMELESS_OUTLET,
        broken_runs=figures.broken_runs,
        queries=data.queries,
        claims=data.claims.to_dicts(),
        claim_count=data.claims.height + data.left_out.get("claims", 0),
        totals=data.totals,
    )


def _plots(data: ReportData, figures: Figures) -> dict[str, Plot | None]:
    """Return the plots by name. Their bars link to details on the page; the template has the anchors."""
    this_run = data.run["run_id"]
    broken_runs = {run["run_id"]: f"#run-{run['run_id']}" for run in figures.broken_runs}
    of_this_run = {this_run: "#outcomes"} if data.inputs.height else {}
    is_failing = not data.checks["is_success"].all()
    return {
        "runs": plot_runs(data.runs, broken_runs | of_this_run, data.left_out.get("runs", 0)),
        "trend": plot_trend(
            data.trend, {this_run: "#failed-checks" if is_failing else "#checks"}, data.left_out.get("trend", 0)
        ),
        "dates": plot_dates(data.dates, data.left_out),
        "outlets": plot_outlets(figures.outlets, "#outlet-"),
    }


def _shortened(quarantined: pl.DataFrame) -> Rows:
    """Return the first quarantined rows, with long JSON cut off."""
    first = quarantined.head(QUARANTINED_SHOWN)
    is_long = pl.col("row_json").str.len_chars() > JSON_SHOWN
    return first.with_columns(
        pl.when(is_long)
        .then(pl.col("row_json").str.slice(0, JSON_SHOWN) + "…")
        .otherwise("row_json")
        .alias("row_json")
    ).to_dicts()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["web_address"] = _is_web_address
    return environment.get_template("report.html.j2")


def _is_web_address(value: object) -> bool:
    """Return whether the value may be a link. The address of an untrusted page can be a script."""
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def _shown(value: object) -> object:
    """Return a value for display: a dash for nothing, instants in UTC, commas in numbers, no control characters."""
    shown = value
    match value:
        case None | "":
            shown = "–"
        case datetime():
            shown = value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
        case date():
            shown = value.isoformat()
        case bool() | Markup():
            pass
        case int():
            shown = f"{value:,}"
        case float():
            shown = f"{value:,.2f}"
        case str():
            shown = "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in value)
    return shown
