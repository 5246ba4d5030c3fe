"""Connections to a lake: a DuckDB in memory with the lake attached as its current catalog."""

import itertools
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import cache, partial

import duckdb

from hearsay.errors import WarehouseError, WarehouseUnreachableError
from hearsay.warehouse.lake import postgres, sqlite
from hearsay.warehouse.lake.address import SQLITE, Lake
from hearsay.warehouse.lake.extensions import load_extensions

NAME = "lake"
"""Name of the attached lake in a sandbox. Other connections share the DuckDB of their process, and number it."""

_NOTHING_DOWNLOADED: Mapping[str, bool] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
_LATER = ("enable_external_access",)
"""Settings of a sandbox that would forbid the attachment itself."""
_names = (f"{NAME}_{number}" for number in itertools.count(1))
_takers: dict[str, Callable[[int], int]] = {}
"""Functions that take numbers, by the name of the lake that is attached for writing."""


@contextmanager
def open_writer(lake: Lake, wait_seconds: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a lake as its only writer. A missing lake is created, without tables.

    Raises:
        WarehouseBusyError: Another writer holds the lock for too long.
        WarehouseError: The catalog or the data folder cannot be used.
    """
    try:
        lake.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(
            f"{lake.data} cannot be created: {error.strerror}. Give another folder after ?data="
        ) from error
    with _writer_lock(lake, wait_seconds) as take, _shared_connection(lake) as connection:
        name = next(_names)
        _takers[name] = take
        try:
            with _attached(connection, lake, name, ""):
                yield connection
        finally:
            del _takers[name]


@contextmanager
def open_reader(
    lake: Lake, wait_seconds: float, config: Mapping[str, str | bool | int]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the last snapshot of a lake. Writers go on meanwhile.

    Args:
        lake: The lake.
        wait_seconds: Longest wait for a server that is down.
        config: Settings that hold from the attachment on; those of warehouse.connection.SANDBOX leave the data files
            readable, and nothing else.

    Raises:
        WarehouseError: There is no such lake.
    """
    snapshot = last_snapshot(lake, wait_seconds)
    if snapshot is None:
        raise WarehouseError(
            f"there is no warehouse at {lake}; to create it: hearsay --warehouse '{lake}' ingest SOURCE"
        )
    options = f", SNAPSHOT_VERSION {snapshot}"
    if not config:
        with _shared_connection(lake) as connection, _attached(connection, lake, next(_names), options):
            yield connection
        return
    with _own_connection(lake, config) as connection, _attached(connection, _reading(lake), NAME, options):
        _restrict(connection, lake, config)
        yield connection


def _reading(lake: Lake) -> Lake:
    """Return the lake with sessions that PostgreSQL lets only read."""
    if lake.kind == SQLITE or "options" in lake.catalog:
        return lake
    return replace(lake, catalog=f"{lake.catalog} options='-c default_transaction_read_only=on'")


def last_snapshot(lake: Lake, wait_seconds: float) -> int | None:
    """Return the number of the last snapshot; None if there is no lake yet."""
    return sqlite.last_snapshot(lake) if lake.kind == SQLITE else postgres.last_snapshot(lake, wait_seconds)


def is_lake(connection: duckdb.DuckDBPyConnection) -> bool:
    """Return True if the current catalog of a connection is a lake."""
    row = connection.execute(
        "SELECT type = 'ducklake' FROM duckdb_databases() WHERE database_name = current_database()"
    ).fetchone()
    return bool(row and row[0])


def take_numbers(connection: duckdb.DuckDBPyConnection, count: int) -> int:
    """Take consecutive numbers inside the lock of a writer's connection, and return the first."""
    (name,) = connection.execute("SELECT current_database()").fetchone() or ("",)
    return _takers[name](count)


@contextmanager
def _writer_lock(lake: Lake, wait_seconds: float) -> Iterator[Callable[[int], int]]:
    """Hold the writer's lock, and give the function that takes numbers inside it."""
    if lake.kind == SQLITE:
        with sqlite.writer_lock(lake, wait_seconds):
            yield partial(sqlite.take_numbers, lake)
    else:
        with postgres.writer_session(lake, wait_seconds) as session:
            yield partial(postgres.take_numbers, session)


@contextmanager
def _own_connection(lake: Lake, config: Mapping[str, str | bool | int]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB of its own, whose settings hold for this connection alone."""
    at_start = {name: value for name, value in config.items() if name not in _LATER}
    with closing(duckdb.connect(":memory:", config={**_NOTHING_DOWNLOADED, **at_start})) as connection:
        load_extensions(connection, lake.kind)
        _begin(connection)
        yield connection


@contextmanager
def _shared_connection(lake: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection to the DuckDB of this process, because loading the extensions takes a third of a second."""
    with closing(_engine(lake.kind, os.getpid()).cursor()) as connection:
        _begin(connection)
        yield connection


@cache
def _engine(kind: str, _process: int) -> duckdb.DuckDBPyConnection:
    """Return the DuckDB of this process for a kind of catalog."""
    engine = duckdb.connect(":memory:", config={**_NOTHING_DOWNLOADED})
    load_extensions(engine, kind)
    return engine


def _begin(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET TimeZone = 'UTC'")


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, lake: Lake, name: str, options: str) -> Iterator[None]:
    """Attach a lake for the block, as the current catalog."""
    target = f"ducklake:{lake.kind}:{lake.catalog}".replace("'", "''")
    data = str(lake.data).replace("'", "''")
    if lake.kind == SQLITE:
        options += ", META_JOURNAL_MODE 'WAL', META_BUSY_TIMEOUT 60000"
    # A table of ours has a column row_id, which DuckLake reserves where rows may be stored in the catalog.
    attach = f"ATTACH '{target}' AS {name} (DATA_PATH '{data}/', DATA_INLINING_ROW_LIMIT 0{options})"
    try:
        connection.execute(attach)
    except duckdb.Error as error:
        if postgres.is_passing(error):
            raise WarehouseUnreachableError(
                f"the catalog of {lake} was lost ({error}); run the command again"
            ) from error
        raise WarehouseError(f"{lake} cannot be opened as a lake: {error}. Give another --warehouse") from error
    try:
        connection.execute(f"USE {name}")
        yield
    finally:
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        with suppress(duckdb.Error):
            connection.execute("USE memory")
            connection.execute(f"DETACH {name}")


def _restrict(connection: duckdb.DuckDBPyConnection, lake: Lake, config: Mapping[str, str | bool | int]) -> None:
    """Apply the settings that must wait for the attachment."""
    if config.get("enable_external_access") is False:
        folder = str(lake.data).replace("'", "''")
        connection.execute(f"SET allowed_directories = ['{folder}/']")
        connection.execute("SET enable_external_access = false")
