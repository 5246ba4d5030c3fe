"""Figures of the data-quality report, about a run and about the whole warehouse."""

from typing import Any, NamedTuple

import duckdb
import polars as pl

from hearsay.errors import UsageError
from hearsay.warehouse.schema import TABLES
from hearsay.warehouse.timeline import Period, choose_period, count_by_date, count_left_out, last_seen_on

RUNS_SHOWN = 12
CLAIMS_SHOWN = 15


class Overview(NamedTuple):
    """Frames and counts of the report. The fields are those of expectations.figures.ReportData."""

    run: dict[str, Any]
    runs: pl.DataFrame
    inputs: pl.DataFrame
    checks: pl.DataFrame
    quarantine: pl.DataFrame
    outlets: pl.DataFrame
    dates: pl.DataFrame
    claims: pl.DataFrame
    totals: dict[str, int]
    trend: pl.DataFrame
    queries: dict[str, str]
    left_out: dict[str, int]


def read_overview(connection: duckdb.DuckDBPyConnection, run_id: str | None) -> Overview:
    """Return the figures of the report about a run.

    Args:
        connection: The warehouse.
        run_id: Id of the run or its first characters; None: the last run.

    Raises:
        UsageError: No run matches, or several do.
    """
    run = _find_run(connection, run_id)
    of_run = {"run": run["run_id"]}
    by_date = count_by_date(connection)
    period = choose_period(by_date, last_seen_on(connection))
    queries = queries_behind(run["run_id"], period)
    totals = {name: _height(connection, name) for name in TABLES}

    def ask(sql: str) -> pl.DataFrame:
        return connection.sql(sql).pl()

    def ask_run(table: str) -> pl.DataFrame:
        key = ", ".join(TABLES[table].key)
        return connection.sql(f"FROM {table} WHERE run_id = $run ORDER BY {key}", params=of_run).pl()

    claims = ask(f"FROM who_said_what ORDER BY published_at DESC NULLS LAST, claim_id LIMIT {CLAIMS_SHOWN}")
    return Overview(
        run=run,
        runs=ask(f"FROM runs {_LATEST}"),
        inputs=ask_run("inputs"),
        checks=ask_run("checks"),
        quarantine=ask_run("quarantine"),
        outlets=ask("FROM outlet_coverage ORDER BY domain, language"),
        dates=ask(queries["dates"]) if "dates" in queries else pl.DataFrame(),
        claims=claims,
        totals=totals,
        trend=ask(queries["trend"]),
        queries=queries,
        left_out={
            "runs": max(totals["runs"] - RUNS_SHOWN, 0),
            "trend": max(_count(connection, "SELECT count(DISTINCT run_id) FROM checks") - RUNS_SHOWN, 0),
            "claims": _count(connection, "SELECT count(*) FROM who_said_what") - claims.height,
            **count_left_out(by_date, period),
        },
    )


def queries_behind(run_id: str, period: Period | None) -> dict[str, str]:
    """Return the SQL query behind each table and plot of the report, by the name of the table or plot.

    `period` is the period of the plot of articles by date. Without a period there is no such plot and no query.
    """
    queries = {name: query.replace("THIS_RUN", run_id).replace("LATEST", _LATEST) for name, query in _BEHIND.items()}
    return queries if period is None else queries | {"dates": period.query}


_LATEST = f"ORDER BY started_at DESC, run_id DESC LIMIT {RUNS_SHOWN}"
_SUMS = """sum(articles) AS articles, sum(articles_without_date) AS without_date,
  sum(articles_without_claims) AS without_claims, sum(claims) AS claims"""
_BEHIND = {
    "outcomes": """SELECT outcome, reason, count(*) AS inputs, sum(seconds) AS seconds
FROM inputs WHERE run_id = 'THIS_RUN' GROUP BY ALL ORDER BY inputs DESC""",
    "runs": """SELECT started_at, state, reason,
  inputs_loaded, inputs_unchanged, inputs_duplicate, inputs_rejected, inputs_failed
FROM runs LATEST""",
    "problems": """SELECT input_number, outcome, reason, given, detail
FROM inputs WHERE run_id = 'THIS_RUN' AND outcome IN ('failed', 'rejected') ORDER BY outcome, input_number""",
    "checks": """SELECT suite, rule, severity, is_success, unexpected_count, checked_count, why, observed
FROM checks WHERE run_id = 'THIS_RUN' ORDER BY is_success, severity""",
    "trend": """SELECT run_id, started_at, severity, count(*) FILTER (NOT is_success) AS failing
FROM checks JOIN runs USING (run_id)
WHERE run_id IN (SELECT run_id FROM runs SEMI JOIN checks USING (run_id) LATEST)
GROUP BY ALL ORDER BY started_at DESC, run_id DESC, severity""",
    "quarantine": """SELECT table_name, rule, count(*) AS rows
FROM quarantine WHERE run_id = 'THIS_RUN' GROUP BY ALL ORDER BY rows DESC""",
    "outlets": "SELECT domain, "
    + _SUMS
    + """, max(last_published_at) AS newest, max(last_seen_at) AS last_seen
FROM outlet_coverage GROUP BY ALL ORDER BY articles DESC, domain""",
    "languages": "SELECT language, "
    + _SUMS
    + """
FROM outlet_coverage GROUP BY ALL ORDER BY articles DESC""",
    "claims": """SELECT source_text, source_entity, source_type, cue_text, content_text, certainty, polarity,
  title, url, published_at
FROM who_said_what ORDER BY published_at DESC NULLS LAST, claim_id""",
}


def _find_run(connection: duckdb.DuckDBPyConnection, run_id: str | None) -> dict[str, Any]:
    if run_id is None:
        runs = connection.sql("FROM runs ORDER BY started_at DESC LIMIT 1").pl()
    else:
        runs = connection.sql("FROM runs WHERE starts_with(run_id, $id)", params={"id": run_id}).pl()
    if runs.height != 1:
        raise UsageError(
            f'{run_id!r} names {runs.height} runs; see: hearsay query "FROM runs"'
            if run_id
            else "the warehouse has no run yet; start a run: hearsay ingest SOURCE"
        )
    return runs.row(0, named=True)


def _height(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return connection.table(table).count("*").fetchall()[0][0]  # type: ignore[no-any-return]


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return connection.execute(sql).fetchall()[0][0]  # type: ignore[no-any-return]
