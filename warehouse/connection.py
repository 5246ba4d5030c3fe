"""Connections to the warehouse: one writer or many readers, with a limit on the wait for the lock.

DuckDB locks a file: an open writer excludes all other processes, an open reader excludes writers. So a connection
stays open as briefly as possible, and opening is retried while another process holds the lock. A lake has one writer
too, and its readers see a snapshot.
"""

import errno
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ParamSpec, TypeVar

import duckdb
import tenacity

from hearsay.errors import WarehouseBusyError, WarehouseError, WarehouseFullError, WarehouseUnreachableError
from hearsay.warehouse.lake.address import Lake
from hearsay.warehouse.lake.catalog import open_reader, open_writer
from hearsay.warehouse.lake.postgres import is_passing
from hearsay.warehouse.location import Location
from hearsay.warehouse.statements import ROW_IDS_TO_SCANS

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

_log = logging.getLogger(__name__)

_locations: dict[int, Location] = {}
"""Warehouses by the id of their open connection."""

DEFAULT_WAIT_SECONDS = 60.0
_LONG_WAIT_SECONDS = 1.0
WRITE_AHEAD = "64MB"
"""Largest write-ahead log. DuckDB reads the whole log at opening; this size takes some tenths of a second."""

SANDBOX: Mapping[str, str | bool | int] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""Restrictions of a connection for a user's SQL. `lock_configuration` must be set before the SQL runs."""


def warehouse_of(connection: duckdb.DuckDBPyConnection) -> Location:
    """Return the warehouse of a connection of this module. Raises KeyError for another connection."""
    return _locations[id(connection)]


@contextmanager
def _noted(connection: duckdb.DuckDBPyConnection, path: Location) -> Iterator[None]:
    """Note the warehouse of a connection for a block, and let its joins pass row ids on."""
    connection.execute(ROW_IDS_TO_SCANS)
    _locations[id(connection)] = path
    try:
        yield
    finally:
        del _locations[id(connection)]


def _is_locked(error: BaseException) -> bool:
    # The message contains the path, so "lock" alone would match block.duckdb.
    return isinstance(error, duckdb.IOException) and "Could not set lock" in str(error)


_FULL = tuple(os.strerror(code) for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


def _is_full(error: BaseException) -> bool:
    # DuckDB quotes the system's message, and quotes it again in the errors of later statements.
    return any(words in str(error) for words in _FULL)


def _warn_once(path: Path) -> Callable[[tenacity.RetryCallState], None]:
    """Return a function that logs a wait of more than a second for the lock of a warehouse, a single time."""
    is_logged = False

    def warn(state: tenacity.RetryCallState) -> None:
        nonlocal is_logged
        if not is_logged and (state.seconds_since_start or 0.0) > _LONG_WAIT_SECONDS:
            is_logged = True
            _log.warning("%s is locked by another process; waiting for the lock", path)

    return warn


def _connect(
    path: Path, *, read_only: bool, config: Mapping[str, str | bool | int], wait_seconds: float
) -> duckdb.DuckDBPyConnection:
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(_is_locked),
        wait=tenacity.wait_random_exponential(multiplier=0.02, max=0.25),
        stop=tenacity.stop_after_delay(wait_seconds),
        before_sleep=_warn_once(path),
        reraise=True,
    )
    try:
        connection: duckdb.DuckDBPyConnection = retrying(
            duckdb.connect, str(path), read_only=read_only, config=dict(config)
        )
    except duckdb.Error as error:
        if _is_locked(error):
            raise WarehouseBusyError(
                f"{path} was locked by others for {wait_seconds:.0f} s; try again when they have ended ({error})"
            ) from error
        if _is_full(error):
            raise WarehouseFullError(
                f"there is no room to open {path} ({error}); make room at {path.parent}"
            ) from error
        raise WarehouseError(
            f"{path} cannot be opened as a warehouse: {error}. Give another file with --warehouse"
        ) from error
    # Without this, DuckDB draws a bar on standard output, inside the answer, when a statement takes two seconds.
    connection.execute("SET enable_progress_bar = false")
    return connection


@contextmanager
def open_for_writing(
    path: Location, wait_seconds: float = DEFAULT_WAIT_SECONDS, *, is_one_of_many: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse as the only writer. A missing file or lake is created.

    Args:
        path: The warehouse.
        wait_seconds: Longest wait for the lock.
        is_one_of_many: Leave commits in the write-ahead log, which is as safe as the file, until the log has
            WRITE_AHEAD bytes or another writer closes without this option. Moving commits into the file writes
            the touched parts of each table again, so many commits together cost less. A lake has no such log.

    Raises:
        WarehouseBusyError: Other processes hold the lock for too long.
        WarehouseFullError: The disk is full, or a quota or a size limit is reached.
        WarehouseError: The file cannot be created, or is not a warehouse.
    """
    if isinstance(path, Lake):
        with open_writer(path, wait_seconds) as connection, _noted(connection, path), _named_errors(path):
            yield connection
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(
            f"{path.parent} cannot be created: {error.strerror}. Give another --warehouse"
        ) from error
    connection = _connect(path, read_only=False, config={}, wait_seconds=wait_seconds)
    try:
        connection.execute("SET TimeZone = 'UTC'")
        if is_one_of_many:
            connection.execute("PRAGMA disable_checkpoint_on_shutdown")
            connection.execute(f"SET checkpoint_threshold = '{WRITE_AHEAD}'")
        with _noted(connection, path), _named_errors(path):
            yield connection
    finally:
        connection.close()


@contextmanager
def _named_errors(path: Location) -> Iterator[None]:
    """Turn DuckDB's errors about a full disk or a lost catalog into errors of the warehouse."""
    try:
        yield
    except duckdb.Error as error:
        if _is_full(error):
            folder = path.data if isinstance(path, Lake) else path.parent
            raise WarehouseFullError(
                f"there is no room to write to {path} ({error}); make room at {folder} and run the same command "
                "again: published pages stay, and the run does the rest"
            ) from error
        if isinstance(path, Lake) and is_passing(error):
            raise WarehouseUnreachableError(
                f"the catalog of {path} was lost ({error}); start its server, and run the same command again: "
                "published pages stay, and the run does the rest"
            ) from error
        raise


@contextmanager
def open_for_reading(
    path: Location,
    wait_seconds: float = DEFAULT_WAIT_SECONDS,
    config: Mapping[str, str | bool | int] | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse as a reader. Readers may be many.

    Raises:
        WarehouseError: There is no such file, or the file is not a warehouse.
        WarehouseBusyError: A writer holds the lock for too long.
    """
    if isinstance(path, Lake):
        with (
            open_reader(path, wait_seconds, config or {}) as connection,
            _noted(connection, path),
            _named_errors(path),
        ):
            yield connection
        return
    if not path.is_file():
        raise WarehouseError(
            f"there is no warehouse at {path}; to create it: hearsay --warehouse {path} ingest SOURCE"
        )
    connection = _connect(path, read_only=True, config=config or {}, wait_seconds=wait_seconds)
    try:
        connection.execute("SET TimeZone = 'UTC'")
        with _noted(connection, path):
            yield connection
    finally:
        connection.close()


_CONFLICT_TRIES = 6


def tried_again(work: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Return a function that is one transaction, tried again after a conflict with another program's transaction.

    hearsay's own writers wait for each other. A conflict comes from a program that writes into a lake without the
    lock of the writer.
    """

    def is_conflict(error: BaseException) -> bool:
        return isinstance(error, duckdb.Error) and "conflict" in str(error).lower()

    return tenacity.retry(
        retry=tenacity.retry_if_exception(is_conflict),
        wait=tenacity.wait_random_exponential(multiplier=0.1, max=2),
        stop=tenacity.stop_after_attempt(_CONFLICT_TRIES),
        reraise=True,
    )(work)


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit all statements of the block, or none of them."""
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # on a full disk ROLLBACK fails too, and would hide the first error
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
