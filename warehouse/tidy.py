"""Upkeep of a warehouse: fold states, merge small files, expire old snapshots, delete files that nothing needs.

A chunk adds a file of a few kilobytes to each table of a lake, and every change makes a snapshot. Without upkeep a
query opens thousands of files.
"""

from dataclasses import dataclass

import duckdb

from hearsay.errors import WarehouseError
from hearsay.warehouse.connection import DEFAULT_WAIT_SECONDS, open_for_writing
from hearsay.warehouse.folding import fold_states
from hearsay.warehouse.lake import upkeep
from hearsay.warehouse.lake.address import Lake
from hearsay.warehouse.location import Location
from hearsay.warehouse.migrate import check_version


@dataclass(frozen=True, slots=True)
class Storage:
    """The size of a warehouse. A file is one file, without snapshots."""

    size_bytes: int
    files: int = 1
    snapshots: int = 0


@dataclass(frozen=True, slots=True)
class Tidied:
    """The size of a warehouse before and after its upkeep."""

    before: Storage
    after: Storage
    states_folded: int
    """States that a later state replaced, and that were deleted."""

    def as_text(self) -> str:
        """Return what was kept and what was freed. Replaced files of a lake are freed by a later tidy."""
        before, after = self.before, self.after

        def gone(earlier: int, later: int) -> str:
            return f"{max(0, earlier - later):,}"

        lines = [
            f"{after.size_bytes:,} bytes kept, {gone(before.size_bytes, after.size_bytes)} freed",
            f"{self.states_folded:,} replaced states deleted",
        ]
        if before.snapshots:
            lines += [
                f"{after.files:,} data files kept, {gone(before.files, after.files)} merged or deleted",
                f"{after.snapshots:,} snapshots kept, {gone(before.snapshots, after.snapshots)} expired",
            ]
        return "\n".join(lines)


def tidy_warehouse(
    location: Location, keep_days: float, keep_files_hours: float, wait_seconds: float = DEFAULT_WAIT_SECONDS
) -> Tidied:
    """Tidy a warehouse: fold its states. Files of a lake are merged, its old snapshots expired, old files deleted.

    Args:
        location: The warehouse.
        keep_days: Age in days from which a snapshot of a lake is expired. The last one stays.
        keep_files_hours: Time for which a replaced file of a lake stays, for readers that have begun.
        wait_seconds: Longest wait for the lock of the warehouse.

    Raises:
        WarehouseError: The warehouse cannot be written, or DuckDB refuses.
    """
    try:
        return _tidy(location, keep_days, keep_files_hours, wait_seconds)
    except (duckdb.Error, OSError) as error:
        raise WarehouseError(f"{location} could not be tidied: {error}; its rows are as before") from error


def _tidy(location: Location, keep_days: float, keep_files_hours: float, wait_seconds: float) -> Tidied:
    if isinstance(location, Lake):
        return _tidy_lake(location, keep_days, keep_files_hours, wait_seconds)
    before = Storage(location.stat().st_size) if location.is_file() else Storage(0)
    with open_for_writing(location, wait_seconds) as connection:
        check_version(connection, location)
        folded = fold_states(connection)
        connection.execute("FORCE CHECKPOINT")
    return Tidied(before, Storage(location.stat().st_size), folded)


def _tidy_lake(lake: Lake, keep_days: float, keep_files_hours: float, wait_seconds: float) -> Tidied:
    with open_for_writing(lake, wait_seconds) as connection:
        check_version(connection, lake)
        before = _storage(connection, lake)
        folded = fold_states(connection)
        upkeep.merge_files(connection)
        upkeep.expire_snapshots(connection, keep_days)
        upkeep.delete_old_files(connection, keep_files_hours)
        return Tidied(before, _storage(connection, lake), folded)


def _storage(connection: duckdb.DuckDBPyConnection, lake: Lake) -> Storage:
    return Storage(
        size_bytes=sum(file.stat().st_size for file in lake.data.rglob("*") if file.is_file()),
        files=upkeep.count_files(connection),
        snapshots=upkeep.count_snapshots(connection),
    )
