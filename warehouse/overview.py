"""What the data-quality report asks of the warehouse about one run, and about the whole."""

from typing import Any, NamedTuple

import duckdb
import polars as pl

from hearsay.warehouse.errors import UsageError
from hearsay.warehouse.schema import TABLES

RUNS_SHOWN = 30
DAYS_SHOWN = 60
CLAIMS_SHOWN = 15


class Overview(NamedTuple):
    """Frames and counts for expectations.report.ReportData, field by field."""

    run: dict[str, Any]
    runs: pl.DataFrame
    inputs: pl.DataFrame
    checks: pl.DataFrame
    quarantine: pl.DataFrame
    outlets: pl.DataFrame
    days: pl.DataFrame
    claims: pl.DataFrame
    totals: dict[str, int]
    trend: pl.DataFrame
    queries: dict[str, str]


def read_overview(connection: duckdb.DuckDBPyConnection, run_id: str | None) -> Overview:
    """The overview of a run, named by its id's first characters, or of the last. Raises UsageError for no or many."""
    run = _one_run(connection, run_id)
    of_run = {"run": run["run_id"]}

    def ask(sql: str) -> pl.DataFrame:
        return connection.sql(sql).pl()

    def ask_run(table: str) -> pl.DataFrame:
        key = ", ".join(TABLES[table].key)
        return connection.sql(f"FROM {table} WHERE run_id = $run ORDER BY {key}", params=of_run).pl()

    return Overview(
        run=run,
        runs=ask(f"FROM runs ORDER BY started_at DESC LIMIT {RUNS_SHOWN}"),
        inputs=ask_run("inputs"),
        checks=ask_run("checks"),
        quarantine=ask_run("quarantine"),
        outlets=ask("FROM outlet_coverage ORDER BY domain, language"),
        days=ask(
            "SELECT published_at::DATE AS published_on, count(*) AS articles FROM articles "
            "WHERE is_current AND published_at IS NOT NULL GROUP BY 1 ORDER BY 1"
        ).tail(DAYS_SHOWN),
        claims=ask(f"FROM who_said_what ORDER BY published_at DESC NULLS LAST, claim_id LIMIT {CLAIMS_SHOWN}"),
        totals={name: _height(connection, name) for name in TABLES},
        trend=connection.sql(
            "SELECT run_id, started_at, severity, count(*) FILTER (NOT is_success) AS failing FROM checks "
            "JOIN (FROM runs ORDER BY started_at DESC LIMIT $most) USING (run_id) "
            "GROUP BY ALL ORDER BY started_at, severity",
            params={"most": RUNS_SHOWN},
        ).pl(),
        queries=queries_behind(run["run_id"]),
    )


def queries_behind(run_id: str) -> dict[str, str]:
    """For each table and plot of the report, by its name there, an SQL query that gives its figures."""
    return {name: query.replace("THIS_RUN", run_id) for name, query in _BEHIND.items()}


_SUMS = """sum(articles) AS articles, sum(articles_without_date) AS without_date,
  sum(articles_without_claims) AS without_claims, sum(claims) AS claims"""
_BEHIND = {
    "outcomes": """SELECT outcome, reason, count(*) AS inputs, sum(seconds) AS seconds
FROM inputs WHERE run_id = 'THIS_RUN' GROUP BY ALL ORDER BY inputs DESC""",
    "runs": """SELECT started_at, state, reason,
  inputs_loaded, inputs_unchanged, inputs_duplicate, inputs_rejected, inputs_failed
FROM runs ORDER BY started_at DESC""",
    "problems": """SELECT input_number, outcome, reason, given, detail
FROM inputs WHERE run_id = 'THIS_RUN' AND outcome IN ('failed', 'rejected') ORDER BY outcome, input_number""",
    "checks": """SELECT suite, rule, severity, is_success, unexpected_count, checked_count, why, observed
FROM checks WHERE run_id = 'THIS_RUN' ORDER BY is_success, severity""",
    "trend": """SELECT started_at, severity, count(*) FILTER (NOT is_success) AS failing
FROM checks JOIN runs USING (run_id) GROUP BY ALL ORDER BY started_at DESC""",
    "quarantine": """SELECT table_name, rule, count(*) AS rows
FROM quarantine WHERE run_id = 'THIS_RUN' GROUP BY ALL ORDER BY rows DESC""",
    "days": """SELECT published_at::DATE AS published_on, count(*) AS articles
FROM articles WHERE is_current AND published_at IS NOT NULL GROUP BY ALL ORDER BY published_on""",
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


def _one_run(connection: duckdb.DuckDBPyConnection, run_id: str | None) -> dict[str, Any]:
    if run_id is None:
        found = connection.sql("FROM runs ORDER BY started_at DESC LIMIT 1").pl()
    else:
        found = connection.sql("FROM runs WHERE starts_with(run_id, $id)", params={"id": run_id}).pl()
    if found.height != 1:
        raise UsageError(
            f'{run_id!r} names {found.height} runs; see: hearsay query "FROM runs"'
            if run_id
            else "the warehouse has no run yet; make one with: hearsay ingest SOURCE"
        )
    return found.row(0, named=True)


def _height(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return connection.table(table).count("*").fetchall()[0][0]  # type: ignore[no-any-return]
