"""Runs whose row says "running": which of them nobody carries out any more, and closing those."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.connection import transaction
from warehouse.run_lock import RunRow, Whereabouts, find_run, lock_path


def running_runs(
    connection: duckdb.DuckDBPyConnection, warehouse: Path, now: datetime
) -> list[tuple[RunRow, Whereabouts]]:
    """The runs that have no end, in the order in which they began, and whether each is over."""
    rows = connection.execute(
        "SELECT run_id, epoch_us(started_at), schema_version FROM runs WHERE state = 'running' ORDER BY started_at"
    ).fetchall()
    found = [RunRow(run_id, datetime.fromtimestamp(began / 1e6, UTC), schema) for run_id, began, schema in rows]
    return [(row, find_run(warehouse, row, now)) for row in found]


def close_gone_runs(connection: duckdb.DuckDBPyConnection, warehouse: Path, now: datetime) -> list[str]:
    """Close the runs that are over as interrupted, process_gone; their ids.

    Nobody knows when they ended, so `finished_at` stays empty.
    """
    gone = [(row.run_id, found.told) for row, found in running_runs(connection, warehouse, now) if found.is_over]
    with transaction(connection):
        for run_id, told in gone:
            connection.execute(
                "UPDATE runs SET state = 'interrupted', reason = 'process_gone', detail = ? "
                "WHERE run_id = ? AND state = 'running'",
                [f"{told}; seen at {now:%Y-%m-%d %H:%M} UTC", run_id],
            )
    for run_id, _ in gone:
        lock_path(warehouse, run_id).unlink(missing_ok=True)
    return [run_id for run_id, _ in gone]
