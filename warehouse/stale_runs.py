"""Runs whose row says running: find those whose process is gone, and close them."""

from datetime import UTC, datetime

import duckdb

from hearsay.warehouse.connection import transaction
from hearsay.warehouse.live_runs import find_run, forget_run
from hearsay.warehouse.location import Location
from hearsay.warehouse.run_lock import ProcessState, RunEnd, RunRow


def running_runs(connection: duckdb.DuckDBPyConnection, warehouse: Location) -> list[tuple[RunRow, ProcessState]]:
    """Return the runs without an end and the states of their processes, the earliest run first."""
    rows = connection.execute(
        "SELECT run_id, epoch_us(started_at) FROM runs WHERE state = 'running' ORDER BY started_at"
    ).fetchall()
    runs = [RunRow(run_id, datetime.fromtimestamp(began / 1e6, UTC)) for run_id, began in rows]
    return [(run, find_run(warehouse, run)) for run in runs]


def close_stale_runs(connection: duckdb.DuckDBPyConnection, warehouse: Location, now: datetime) -> list[str]:
    """Close the runs whose process is gone, and return their ids.

    State and reason come from the lock, if the run left them there. Otherwise they are interrupted and process_gone.
    `finished_at` stays NULL, because the time of the end is unknown.
    """
    stale = [(run.run_id, process) for run, process in running_runs(connection, warehouse) if process.is_over]
    with transaction(connection):
        for run_id, process in stale:
            killed = RunEnd("interrupted", "process_gone", f"{process.description}; seen at {now:%Y-%m-%d %H:%M} UTC")
            connection.execute(
                "UPDATE runs SET state = ?, reason = ?, detail = ? WHERE run_id = ? AND state = 'running'",
                [*(process.end or killed), run_id],
            )
    for run_id, _ in stale:
        forget_run(warehouse, run_id)
    return [run_id for run_id, _ in stale]
