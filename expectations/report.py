"""The data-quality report of a run: a single HTML page that opens offline and begins with the main result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from hearsay.expectations.charts.drawing import charts_css
from hearsay.expectations.plots import NAMELESS_OUTLET, Plot, plot_dates, plot_outlets, plot_runs, plot_trend
from hearsay.expectations.rule import DEPENDS_ON_QUARANTINED, FATAL, ROW, WARN
from hearsay.warehouse.schema import INSTANT, OUTCOMES

PROBLEMS_SHOWN = 50
QUARANTINED_SHOWN = 50
OUTLETS_SHOWN = 30
JSON_SHOWN = 2000
"""The most characters of a quarantined row on the page. The whole row is in the warehouse."""

TREND_SCHEMA = pl.Schema(
    [("run_id", pl.String), ("started_at", INSTANT), ("severity", pl.String), ("failing", pl.Int64)]
)

Rows = list[dict[str, Any]]

_SEVERITY_ORDER = {FATAL: 0, ROW: 1, WARN: 2}


@dataclass(frozen=True, slots=True)
class ReportData:
    """The data of a report, from the warehouse. Frames may be empty, and other columns are ignored.

    run: the row of `runs`. runs: the latest rows of `runs`, in any order. inputs, checks, quarantine: all rows of
    this run. outlets: rows of the view `outlet_coverage`. dates: `day`, `month` or `year` (text) and `articles`,
    counted over current articles; no columns if no article has a date. claims: the newest rows of the view
    `who_said_what`. totals: the number of rows by table. trend: run_id, started_at, severity and `failing` (number of
    failing checks) of the latest runs. queries: the SQL of tables and plots by name.

    left_out: the number of `runs`, of runs in `trend` and of `claims` beyond these frames, and the number of articles
    that `dates` does not count: `before` the first label, `after` the last label, with a date too `coarse`, and
    `undated`.
    """

    run: Mapping[str, Any]
    runs: pl.DataFrame
    inputs: pl.DataFrame
    checks: pl.DataFrame
    quarantine: pl.DataFrame
    outlets: pl.DataFrame
    dates: pl.DataFrame
    claims: pl.DataFrame
    totals: Mapping[str, int]
    trend: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TREND_SCHEMA))
    queries: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)


def render_report(data: ReportData) -> str:
    """Return the page, which depends on the data alone. Text from pages is escaped, and never becomes markup."""
    outlets = _by_outlet(data.outlets)
    return _template().render(
        run=data.run,
        answer=answer(data),
        alarms=_alarms(data),
        outcomes=_outcomes(data.inputs),
        problems=_problems(data.inputs),
        failed_checks=_checks(data.checks.filter(~pl.col("is_success"))),
        checks=_checks(data.checks),
        suites=_suites(data.checks),
        reasons=_quarantine_reasons(data.quarantine),
        quarantined=_quarantined(data.quarantine),
        quarantined_count=data.quarantine.height,
        outlets=outlets.head(OUTLETS_SHOWN).to_dicts(),
        outlet_count=outlets.height,
        languages=_by_language(data.outlets),
        plots=_plots(data, outlets),
        charts_css=charts_css(),
        nameless_outlet=NAMELESS_OUTLET,
        broken_runs=_broken_runs(data.runs),
        queries=data.queries,
        claims=data.claims.to_dicts(),
        claim_count=data.claims.height + data.left_out.get("claims", 0),
        totals=data.totals,
    )


def _plots(data: ReportData, outlets: pl.DataFrame) -> dict[str, Plot | None]:
    """Return the plots by name. Their bars link to the details on the page; the template has the anchors."""
    this_run = data.run["run_id"]
    broken_runs = {run["run_id"]: f"#run-{run['run_id']}" for run in _broken_runs(data.runs)}
    of_this_run = {this_run: "#outcomes"} if data.inputs.height else {}
    is_failing = not data.checks["is_success"].all()
    return {
        "runs": plot_runs(data.runs, broken_runs | of_this_run, data.left_out.get("runs", 0)),
        "trend": plot_trend(
            data.trend, {this_run: "#failed-checks" if is_failing else "#checks"}, data.left_out.get("trend", 0)
        ),
        "dates": plot_dates(data.dates, data.left_out),
        "outlets": plot_outlets(outlets, "#outlet-"),
    }


def answer(data: ReportData) -> str:
    """Return the result of the run in a sentence: inputs by outcome, the balance of rows, and failing checks."""
    counts = [(outcome, int(data.run[f"inputs_{outcome}"])) for outcome in OUTCOMES]
    inputs = _counted(sum(count for _, count in counts), "input")
    outcomes = ", ".join(f"{count:,} {outcome}" for outcome, count in counts if count) or "nothing came in"
    extracted, loaded, quarantined = (
        int(data.run[f"rows_{state}"]) for state in ("extracted", "loaded", "quarantined")
    )
    rows = f"{_counted(extracted, 'row')} extracted = {loaded:,} loaded + {quarantined:,} quarantined"
    failing = data.checks.filter(~pl.col("is_success"))
    by_severity = [(name, failing.filter(pl.col("severity") == name).height) for name in _SEVERITY_ORDER]
    nouns = {FATAL: "fatal check", ROW: "row check", WARN: "warning"}
    failed = ", ".join(_counted(count, nouns[name]) for name, count in by_severity if count)
    return f"{inputs}: {outcomes}; {rows}; {f'failing: {failed}' if failed else 'every check holds'}."


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _alarms(data: ReportData) -> list[str]:
    """Return warnings that a reader must not miss: a stopped publication, or numbers that do not add up."""
    run = data.run
    alarms = []
    if run["state"] == "stopped":
        alarms.append("The audit stopped the publication: a fatal check failed. Its chunk was not published.")
    if run["state"] == "failed":
        alarms.append(f"The run ended in an error: {_why(run)}.")
    if run["state"] == "interrupted":
        alarms.append(f"The run was interrupted: {_why(run)}. The next run of the same sources resumes the work.")
    if run["rows_extracted"] != run["rows_loaded"] + run["rows_quarantined"]:
        alarms.append("The rows do not balance: some extracted rows were neither loaded nor quarantined.")
    counted = {outcome: data.inputs.filter(pl.col("outcome") == outcome).height for outcome in OUTCOMES}
    differing = [outcome for outcome in OUTCOMES if counted[outcome] != run[f"inputs_{outcome}"]]
    if differing:
        alarms.append(f"The ledger and the run's counts differ for these outcomes: {', '.join(differing)}.")
    return alarms


def _broken_runs(runs: pl.DataFrame) -> Rows:
    """Return the runs that did not finish, newest first, with reasons."""
    broken = runs.filter(pl.col("state").is_in(("stopped", "failed", "interrupted"))).sort(
        "started_at", "run_id", descending=True
    )
    return [{**run, "why": _why(run)} for run in broken.to_dicts()]


def _why(run: Mapping[str, Any]) -> str:
    return ": ".join(filter(None, (run["reason"], (run["detail"] or "").rstrip(".")))) or "no reason is known"


def _outcomes(inputs: pl.DataFrame) -> Rows:
    """Return the number of inputs by outcome and reason: outcomes in fixed order, frequent reasons first."""
    counted = inputs.group_by("outcome", "reason").agg(pl.len().alias("inputs"), pl.col("seconds").sum())
    order = {outcome: number for number, outcome in enumerate(OUTCOMES)}
    rows = counted.to_dicts()
    return sorted(rows, key=lambda row: (order[row["outcome"]], -row["inputs"], row["reason"]))


def _problems(inputs: pl.DataFrame) -> Rows:
    """Return the first failed and rejected inputs, failed inputs first."""
    bad = inputs.filter(pl.col("outcome").is_in(["failed", "rejected"]))
    return bad.sort("outcome", "input_number").head(PROBLEMS_SHOWN).to_dicts()


def _checks(checks: pl.DataFrame) -> Rows:
    """Return checks, failed checks first, then by severity."""
    rows = checks.to_dicts()
    return sorted(
        rows, key=lambda row: (row["is_success"], _SEVERITY_ORDER[row["severity"]], row["suite"], row["rule"])
    )


def _suites(checks: pl.DataFrame) -> Rows:
    """Return the number of checks of each severity, and of those that hold, for each suite."""
    held = [
        pl.col("is_success").filter(pl.col("severity") == name).sum().alias(f"{name}_held")
        for name in _SEVERITY_ORDER
    ]
    total = [(pl.col("severity") == name).sum().alias(name) for name in _SEVERITY_ORDER]
    rows = checks.group_by("suite", maintain_order=True).agg(pl.col("checked_count").max(), *held, *total)
    return rows.to_dicts()


def _quarantine_reasons(quarantine: pl.DataFrame) -> Rows:
    """Return the number of quarantined rows by table and rule."""
    counted = quarantine.group_by("table_name", "rule").agg(pl.len().alias("rows"))
    return counted.sort("rows", "table_name", "rule", descending=[True, False, False]).to_dicts()


def _quarantined(quarantine: pl.DataFrame) -> Rows:
    """Return the first quarantined rows: first rows that broke a rule, then their dependents."""
    is_dependent = (pl.col("rule") == DEPENDS_ON_QUARANTINED).alias("is_dependent")
    first = quarantine.sort(is_dependent, "table_name", "row_id", "rule").head(QUARANTINED_SHOWN)
    is_long = pl.col("row_json").str.len_chars() > JSON_SHOWN
    return first.with_columns(
        pl.when(is_long)
        .then(pl.col("row_json").str.slice(0, JSON_SHOWN) + "…")
        .otherwise("row_json")
        .alias("row_json")
    ).to_dicts()


def _by_outlet(coverage: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each outlet, by number of articles, largest first."""
    summed = coverage.group_by("domain").agg(
        pl.col("articles", "articles_without_date", "articles_without_claims", "claims").sum(),
        pl.col("last_published_at", "last_seen_at").max(),
    )
    return summed.sort("articles", "domain", descending=[True, False], nulls_last=True)


def _by_language(coverage: pl.DataFrame) -> Rows:
    """Return articles and claims of each language, the most frequent language first."""
    summed = coverage.group_by("language").agg(
        pl.col("articles", "articles_without_date", "articles_without_claims", "claims").sum()
    )
    return summed.sort("articles", "language", descending=[True, False]).to_dicts()


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
    """Return True if a link may lead to the value. A page's own address can be a script."""
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def _shown(value: object) -> object:
    """Return the display form of a value.

    Empty values are a dash, instants are in UTC, numbers have commas, and control characters are replaced.
    """
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
