"""Connections to a lake: a DuckDB in memory with the lake attached as its current catalog."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import duckdb

from hearsay.errors import WarehouseError, WarehouseUnreachableError
from hearsay.warehouse.lake import postgres, sqlite
from hearsay.warehouse.lake.address import SQLITE, Lake
from hearsay.warehouse.lake.extensions import load_extensions

NAME = "lake"
"""Name of the attached lake."""

_NOTHING_DOWNLOADED: Mapping[str, bool] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
_LATER = ("enable_external_access",)
"""Settings of a sandbox that would forbid the attachment itself."""
_takers: dict[int, Callable[[int], int]] = {}
"""Functions that take numbers, by the id of the writer's connection."""
_idle: dict[tuple[str, int], list[duckdb.DuckDBPyConnection]] = {}
"""DuckDBs that wait for their next use, by kind of catalog and process. Loading the extensions takes 0.3 s."""


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
    with _writer_lock(lake, wait_seconds) as lock, _attached(lake, "") as connection:
        _takers[id(connection)] = lock.take_numbers
        try:
            yield connection
        except duckdb.Error as error:
            if lock.is_lost():  # then any error of DuckDB is a result of the loss, whatever it says
                raise WarehouseUnreachableError(
                    f"the catalog of {lake} was lost ({error}); start its server, and run the same command again"
                ) from error
            raise
        finally:
            del _takers[id(connection)]


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
        with _attached(lake, options) as connection:
            yield connection
        return
    at_start = {name: value for name, value in config.items() if name not in _LATER}
    with closing(_new_engine(lake.kind, at_start)) as connection:
        _attach(connection, _reading(lake), options)
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
    return _takers[id(connection)](count)


class _WriterLock(NamedTuple):
    """The lock of a writer: its numbers, and whether its server was lost."""

    take_numbers: Callable[[int], int]
    is_lost: Callable[[], bool]


@contextmanager
def _writer_lock(lake: Lake, wait_seconds: float) -> Iterator[_WriterLock]:
    """Hold the lock of the only writer."""
    if lake.kind == SQLITE:
        with sqlite.writer_lock(lake, wait_seconds):
            yield _WriterLock(partial(sqlite.take_numbers, lake), lambda: False)
    else:
        with postgres.locked_session(lake, postgres.WRITER, wait_seconds) as session:
            yield _WriterLock(partial(postgres.take_numbers, session), partial(postgres.is_lost, session))


@contextmanager
def _attached(lake: Lake, options: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Attach a lake to a DuckDB that nobody else uses meanwhile, and give a connection with the lake as its catalog.

    The DuckDB is used again later, unless the lake cannot be detached, because its catalog was lost.
    """
    idle = _idle.setdefault((lake.kind, os.getpid()), [])
    try:
        engine = idle.pop()
    except IndexError:
        engine = _new_engine(lake.kind, {})
    try:
        with closing(engine.cursor()) as connection:
            _attach(connection, lake, options)
            try:
                yield connection
            finally:
                with suppress(duckdb.Error):
                    connection.execute("ROLLBACK")
    except BaseException:
        engine.close()
        raise
    try:
        engine.execute(f"DETACH {NAME}")
    except duckdb.Error:  # the rows are committed: a catalog that is lost now takes nothing back
        engine.close()
    else:
        idle.append(engine)


def _new_engine(kind: str, config: Mapping[str, str | bool | int]) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB in memory with the extensions for a kind of catalog."""
    engine = duckdb.connect(":memory:", config={**_NOTHING_DOWNLOADED, **config})
    try:
        load_extensions(engine, kind)
    except WarehouseError:
        engine.close()
        raise
    return engine


def _attach(connection: duckdb.DuckDBPyConnection, lake: Lake, options: str) -> None:
    """Attach a lake as the current catalog of a connection."""
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET TimeZone = 'UTC'")
    target = f"ducklake:{lake.kind}:{lake.catalog}".replace("'", "''")
    data = str(lake.data).replace("'", "''")
    if lake.kind == SQLITE:
        options += ", META_JOURNAL_MODE 'WAL', META_BUSY_TIMEOUT 60000"
    # A table of ours has a column row_id, which DuckLake reserves where rows may be stored in the catalog.
    attach = f"ATTACH '{target}' AS {NAME} (DATA_PATH '{data}/', DATA_INLINING_ROW_LIMIT 0{options})"
    try:
        connection.execute(attach)
        connection.execute(f"USE {NAME}")
    except duckdb.Error as error:
        if postgres.is_passing(error):
            raise WarehouseUnreachableError(
                f"the catalog of {lake} was lost ({error}); run the command again"
            ) from error
        raise WarehouseError(f"{lake} cannot be opened as a lake: {error}. Give another --warehouse") from error


def _restrict(connection: duckdb.DuckDBPyConnection, lake: Lake, config: Mapping[str, str | bool | int]) -> None:
    """Apply the settings that must wait for the attachment."""
    if config.get("enable_external_access") is False:
        folder = str(lake.data).replace("'", "''")
        connection.execute(f"SET allowed_directories = ['{folder}/']")
        connection.execute("SET enable_external_access = false")
