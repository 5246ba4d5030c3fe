"""What the data-quality report asks of the warehouse about one run, and about the whole."""

from typing import Any, NamedTuple

import duckdb
import polars as pl

from warehouse.errors import UsageError
from warehouse.schema import TABLES

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
    )


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
