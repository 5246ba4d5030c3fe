"""Opening the warehouse file: one writer or many readers, each waiting a bounded time for the other.

DuckDB locks the file against every other process while a writer has it open, and a reader keeps writers out. So
whoever opens it holds it for as short as possible, and retries while another process has it.
"""

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import tenacity

from hearsay.errors import WarehouseBusyError, WarehouseError, WarehouseFullError

DEFAULT_WAIT_SECONDS = 60.0
WRITE_AHEAD = "64MB"
"""Whoever opens the file reads so much of the log first, in some tenths of a second."""

SANDBOX: Mapping[str, str | bool | int] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""What a connection for a user's SQL may not do; lock it with `lock_configuration` before the SQL runs."""


def _is_locked(error: BaseException) -> bool:
    # The message holds the path too, so a mere "lock" would match block.duckdb.
    return isinstance(error, duckdb.IOException) and "Could not set lock" in str(error)


_FULL = tuple(os.strerror(code) for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


def _is_full(error: BaseException) -> bool:
    # DuckDB gives the system's own words; after the first such error it answers that it is invalidated by it.
    return any(words in str(error) for words in _FULL)


def _connect(
    path: Path, *, read_only: bool, config: Mapping[str, str | bool | int], wait_seconds: float
) -> duckdb.DuckDBPyConnection:
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(_is_locked),
        wait=tenacity.wait_random_exponential(multiplier=0.02, max=0.25),
        stop=tenacity.stop_after_delay(wait_seconds),
        reraise=True,
    )
    try:
        connection: duckdb.DuckDBPyConnection = retrying(
            duckdb.connect, str(path), read_only=read_only, config=dict(config)
        )
    except duckdb.Error as error:
        if _is_locked(error):
            raise WarehouseBusyError(
                f"{path} was locked by others for {wait_seconds:.0f} s; try again when that has ended ({error})"
            ) from error
        if _is_full(error):
            raise WarehouseFullError(
                f"there is no room to open {path} ({error}); make room at {path.parent}"
            ) from error
        raise WarehouseError(
            f"{path} cannot be opened as a warehouse: {error}. Give another file with --warehouse"
        ) from error
    # DuckDB draws a bar on standard output, amid the answer, as soon as a statement takes two seconds.
    connection.execute("SET enable_progress_bar = false")
    return connection


@contextmanager
def open_for_writing(
    path: Path, wait_seconds: float = DEFAULT_WAIT_SECONDS, *, is_one_of_many: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The one writer. Makes the file if it is not there. Raises WarehouseBusyError when others hold it too long.

    With `is_one_of_many` what is committed stays in the write-ahead log, beside the file and as safe as in it, until
    WRITE_AHEAD has gathered or somebody writes without: putting it into the file writes the indexes of all keys anew,
    which takes longer the more the warehouse holds.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(f"{path.parent} cannot be made: {error.strerror}. Give another --warehouse") from error
    connection = _connect(path, read_only=False, config={}, wait_seconds=wait_seconds)
    try:
        connection.execute("SET TimeZone = 'UTC'")
        if is_one_of_many:
            connection.execute("PRAGMA disable_checkpoint_on_shutdown")
            connection.execute(f"SET checkpoint_threshold = '{WRITE_AHEAD}'")
        yield connection
    except duckdb.Error as error:
        if _is_full(error):
            raise WarehouseFullError(
                f"there is no room for what is written to {path} ({error}); make room at {path.parent} and run the "
                "same again: what was published stays, the rest is done then"
            ) from error
        raise
    finally:
        connection.close()


@contextmanager
def open_for_reading(
    path: Path,
    wait_seconds: float = DEFAULT_WAIT_SECONDS,
    config: Mapping[str, str | bool | int] | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A reader among many. Raises WarehouseError when there is no such file, WarehouseBusyError as above."""
    if not path.is_file():
        raise WarehouseError(
            f"there is no warehouse at {path}; make one with: hearsay --warehouse {path} ingest SOURCE"
        )
    connection = _connect(path, read_only=True, config=config or {}, wait_seconds=wait_seconds)
    try:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
    finally:
        connection.close()


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block's statements, or none."""
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # after a disk that is full nothing can be asked any more; that is what to tell
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
