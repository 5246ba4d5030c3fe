"""The figures of a run's data-quality report: its answer in a sentence, counts, and what is wrong, in order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from hearsay.expectations.rule import DEPENDS_ON_QUARANTINED, FATAL, ROW, WARN
from hearsay.warehouse.schema import INSTANT, OUTCOMES

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
    outside `dates`: `before` the first label, `after` the last label, with a date too `coarse`, and
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


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a report, each in the order of the page.

    answer: the run in one sentence. alarms: warnings for every reader. broken_runs: unfinished runs, with
    `why`. outcomes: inputs by outcome and reason. problems: failed and rejected inputs. checks: those of the run.
    suites: passed checks by suite and severity. reasons: quarantined rows by table and rule. quarantined: the rows
    themselves. outlets, languages: articles and claims of each.
    """

    answer: str
    alarms: tuple[str, ...]
    broken_runs: Rows
    outcomes: Rows
    problems: pl.DataFrame
    checks: Rows
    suites: Rows
    reasons: Rows
    quarantined: pl.DataFrame
    outlets: pl.DataFrame
    languages: Rows


def report_figures(data: ReportData) -> Figures:
    """Return the figures of a run, always the same for the same data."""
    return Figures(
        answer=answer(data),
        alarms=tuple(_alarms(data)),
        broken_runs=_broken_runs(data.runs),
        outcomes=_outcomes(data.inputs),
        problems=_problems(data.inputs),
        checks=_checks(data.checks),
        suites=_suites(data.checks),
        reasons=_quarantine_reasons(data.quarantine),
        quarantined=_quarantined(data.quarantine),
        outlets=_by_outlet(data.outlets),
        languages=_by_language(data.outlets),
    )


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
    """Return warnings for every reader: a stopped publication, or inconsistent numbers."""
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
    """Return the unfinished runs, newest first, with reasons."""
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


def _problems(inputs: pl.DataFrame) -> pl.DataFrame:
    """Return the failed and rejected inputs, failed inputs first."""
    bad = inputs.filter(pl.col("outcome").is_in(["failed", "rejected"]))
    return bad.sort("outcome", "input_number")


def _checks(checks: pl.DataFrame) -> Rows:
    """Return checks, failed checks first, then by severity."""
    rows = checks.to_dicts()
    return sorted(
        rows, key=lambda row: (row["is_success"], _SEVERITY_ORDER[row["severity"]], row["suite"], row["rule"])
    )


def _suites(checks: pl.DataFrame) -> Rows:
    """Return the number of checks of each severity, and of passed checks, for each suite."""
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


def _quarantined(quarantine: pl.DataFrame) -> pl.DataFrame:
    """Return the quarantined rows: rows with a broken rule first, then their dependent rows."""
    hangs_on = (pl.col("rule") == DEPENDS_ON_QUARANTINED).alias("hangs_on")
    return quarantine.sort(hangs_on, "table_name", "row_id", "rule")


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
