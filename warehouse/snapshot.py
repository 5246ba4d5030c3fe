"""Snapshot of a warehouse before a rebuild: two Parquet files beside the warehouse, until the rebuild has ended.

A killed rebuild leaves the snapshot behind. The resumed rebuild uses this snapshot, so the report still compares old
and new results.
"""

import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hearsay.warehouse.connection import open_for_reading, open_for_writing, transaction
from hearsay.warehouse.location import Location, companion
from hearsay.warehouse.readings import close_retired
from hearsay.warehouse.statements import load_sql
from hearsay.warehouse.writing import append_states

SNAPSHOT_FILES = {"pages": "pages_of_rebuild", "claims": "claims_of_rebuild"}
"""Statement of each file of a snapshot."""


def snapshot_folder(warehouse: Location) -> Path:
    """Return the folder of the snapshot."""
    return companion(warehouse, ".before-rebuild")


def write_snapshot(source: Location, folder: Path, wait_seconds: float) -> None:
    """Write the snapshot of a warehouse. The folder appears with all files, or not at all."""
    fresh = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}.new")
    fresh.mkdir(parents=True)
    try:
        with open_for_reading(source, wait_seconds) as connection:
            for name, statement in SNAPSHOT_FILES.items():
                connection.sql(load_sql(statement)).write_parquet(str(fresh / f"{name}.parquet"), compression="zstd")
        os.replace(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def drop_snapshot_after(folder: Path) -> Iterator[None]:
    """Delete the snapshot when the block ends. After an error the snapshot stays for the next attempt."""
    yield
    shutil.rmtree(folder, ignore_errors=True)


def unfinished_rebuilds(warehouse: Location, made_by: tuple[str, str], wait_seconds: float) -> tuple[str, ...]:
    """Return the ids of unfinished rebuilds by an extractor and a reader, since the last finished rebuild.

    Args:
        warehouse: The warehouse.
        made_by: Versions of the extractor and of the reader.
        wait_seconds: Longest wait for a locked warehouse.
    """
    with open_for_reading(warehouse, wait_seconds) as connection:
        rows = connection.execute(load_sql("unfinished_rebuilds"), list(made_by)).fetchall()
    return tuple(row[0] for row in rows)


def retire_versions(warehouse: Location, run_ids: Iterable[str], wait_seconds: float) -> int:
    """Retire article versions that a rebuild processed and that no capture contains any more; close their claims.

    The present extraction may find an article at another address, or no article at all. Without this step the old
    version would stay current beside the new one, or for ever.

    Returns:
        The number of versions that were current until now.
    """
    with open_for_writing(warehouse, wait_seconds) as connection, transaction(connection):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE retired AS SELECT version_number, version_id, is_current FROM articles "
            "WHERE version_id NOT IN (SELECT version_id FROM captures WHERE version_id IS NOT NULL) "
            "AND capture_id IN (SELECT capture_id FROM inputs WHERE list_contains(?, run_id))",
            [list(run_ids)],
        )
        row = connection.execute("SELECT count(*) FROM retired WHERE is_current").fetchone()
        retired = connection.sql("SELECT version_number, false AS is_current FROM retired WHERE is_current").pl()
        append_states(connection, "articles", retired)
        close_retired(connection)
        connection.execute("DROP TABLE retired")
    return int(row[0]) if row else 0
