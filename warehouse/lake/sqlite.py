"""The control plane of a lake in a SQLite file: a lock file for the only writer, and a file with the next number."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import tenacity

from hearsay.errors import WarehouseBusyError, WarehouseError
from hearsay.warehouse.lake.address import Lake

_BUSY_SECONDS = 60


@contextmanager
def writer_lock(lake: Lake, wait_seconds: float) -> Iterator[None]:
    """Hold the lock of the only writer. The operating system frees it when the process ends.

    Raises:
        WarehouseBusyError: Another writer holds the lock for too long.
        WarehouseError: The folder of the catalog cannot be written.
    """
    catalog = Path(lake.catalog)
    try:
        catalog.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(catalog.with_name(f".{catalog.name}.writer"), os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise WarehouseError(
            f"{catalog.parent} cannot be written: {error.strerror}. Give another --warehouse"
        ) from error
    try:
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(BlockingIOError),
            wait=tenacity.wait_random_exponential(multiplier=0.02, max=0.25),
            stop=tenacity.stop_after_delay(wait_seconds),
            reraise=True,
        )
        retrying(fcntl.flock, file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not catalog.is_file():
            _make_numbers(lake)
        yield
    except BlockingIOError as error:
        raise WarehouseBusyError(
            f"{lake} was locked by others for {wait_seconds:.0f} s; try again when they have ended"
        ) from error
    finally:
        os.close(file)


def _numbers_file(lake: Lake) -> Path:
    """Return the file with the next number. It stands beside the catalog, which is in use while numbers are taken."""
    return Path(f"{lake.catalog}.numbers")


def _make_numbers(lake: Lake) -> None:
    """Make the file with the next number, for a new lake."""
    with closing(sqlite3.connect(_numbers_file(lake), isolation_level=None, timeout=_BUSY_SECONDS)) as numbers:
        numbers.execute("CREATE TABLE IF NOT EXISTS numbers (row_number INTEGER PRIMARY KEY, next_number INTEGER)")
        numbers.execute("INSERT OR IGNORE INTO numbers VALUES (1, 1)")


def take_numbers(lake: Lake, count: int) -> int:
    """Take consecutive numbers, and return the first.

    Raises:
        WarehouseError: The file with the next number was left behind, so numbers of the lake would be given again.
    """
    file = _numbers_file(lake)
    if not file.is_file():
        raise WarehouseError(
            f"{file} is missing, which belongs to the catalog {lake.catalog}; bring it back, or copy the lake into a "
            f"new one: hearsay copy '{lake}' NEW"
        )
    with closing(sqlite3.connect(file, isolation_level=None, timeout=_BUSY_SECONDS)) as numbers:
        taken = max(count, 1)
        row = numbers.execute(
            "UPDATE numbers SET next_number = next_number + ? RETURNING next_number - ?", [taken, taken]
        ).fetchone()
    return int(row[0])


def last_snapshot(lake: Lake) -> int | None:
    """Return the number of the last snapshot; None without a catalog."""
    if not Path(lake.catalog).is_file():
        return None
    with closing(sqlite3.connect(f"file:{lake.catalog}?mode=ro", uri=True, timeout=_BUSY_SECONDS)) as catalog:
        try:
            row = catalog.execute("SELECT max(snapshot_id) FROM ducklake_snapshot").fetchone()
        except sqlite3.DatabaseError:
            return None
    return int(row[0]) if row[0] is not None else None
