"""Runs whose row says "running": which of them nobody carries out any more, and closing those."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from hearsay.warehouse.connection import transaction
from hearsay.warehouse.run_lock import Broken, RunRow, Whereabouts, find_run, lock_path


def running_runs(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> list[tuple[RunRow, Whereabouts]]:
    """The runs that have no end, in the order in which they began, and whether each is over."""
    rows = connection.execute(
        "SELECT run_id, epoch_us(started_at) FROM runs WHERE state = 'running' ORDER BY started_at"
    ).fetchall()
    found = [RunRow(run_id, datetime.fromtimestamp(began / 1e6, UTC)) for run_id, began in rows]
    return [(row, find_run(warehouse, row)) for row in found]


def close_gone_runs(connection: duckdb.DuckDBPyConnection, warehouse: Path, now: datetime) -> list[str]:
    """Close the runs that are over, as they said themselves, or else as interrupted, process_gone; their ids.

    Nobody knows when they ended, so `finished_at` stays empty.
    """
    gone = [(row.run_id, found) for row, found in running_runs(connection, warehouse) if found.is_over]
    with transaction(connection):
        for run_id, found in gone:
            killed = Broken("interrupted", "process_gone", f"{found.told}; seen at {now:%Y-%m-%d %H:%M} UTC")
            connection.execute(
                "UPDATE runs SET state = ?, reason = ?, detail = ? WHERE run_id = ? AND state = 'running'",
                [*(found.broken or killed), run_id],
            )
    for run_id, _ in gone:
        lock_path(warehouse, run_id).unlink(missing_ok=True)
    return [run_id for run_id, _ in gone]
