"""Bringing a warehouse to the schema of this code.

A new file gets the tables that warehouse.schema declares; a file of an earlier release, the numbered SQL files that
it lacks. Each step is committed with its bookkeeping row.
"""

import os
import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import duckdb

from hearsay.warehouse.comments import write_comments
from hearsay.warehouse.connection import DEFAULT_WAIT_SECONDS, open_for_writing, transaction
from hearsay.warehouse.ddl import create_table_sql
from hearsay.warehouse.errors import WarehouseError, WarehouseVersionError
from hearsay.warehouse.schema import FIRST_SCHEMA_VERSION, SCHEMA_MIGRATIONS, SCHEMA_VERSION, TABLES

_FILE_NAME = re.compile(r"(\d{4})_(\w+)\.sql")


class Migration(NamedTuple):
    """One numbered step; `sql` may hold several statements."""

    number: int
    name: str
    sql: str


def migrations() -> Iterator[Migration]:
    """Yield all migrations, in order."""
    folder = files("hearsay.warehouse").joinpath("migrations")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if match := _FILE_NAME.fullmatch(file.name):
            yield Migration(int(match[1]), match[2], file.read_text(encoding="utf-8"))


def schema_version(connection: duckdb.DuckDBPyConnection) -> int:
    """The number of the last migration that the warehouse has had; 0 for an empty file.

    Raises WarehouseError for a DuckDB file that holds something else.
    """
    tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if SCHEMA_MIGRATIONS.name in tables:
        row = connection.execute("SELECT max(schema_version) FROM schema_migrations").fetchone()
        return int(row[0]) if row and row[0] is not None else 0
    if tables:
        raise WarehouseError(
            f"this DuckDB file holds other tables ({', '.join(sorted(tables)[:5])}) and is no hearsay warehouse; "
            "give another file with --warehouse"
        )
    return 0


def check_version(connection: duckdb.DuckDBPyConnection, path: Path, *, is_read: bool = True) -> int:
    """Return the warehouse's schema version.

    Raises WarehouseVersionError where a newer hearsay wrote it, or one before 0.3; readers get a WarehouseError for a
    file without tables.
    """
    found = schema_version(connection)
    if found == 0 and is_read:
        raise WarehouseError(f"{path} is an empty DuckDB file, no hearsay warehouse; give another with --warehouse")
    if found > SCHEMA_VERSION:
        raise WarehouseVersionError(
            f"{path} has schema version {found}, this hearsay knows up to {SCHEMA_VERSION}; update hearsay to open it"
        )
    if 0 < found < FIRST_SCHEMA_VERSION:
        raise WarehouseVersionError(
            f"{path} was written by hearsay 0.2 or earlier, whose claims had other ids. Fill a new warehouse "
            f"from its archive: hearsay --warehouse NEW.duckdb rebuild --from {path.with_suffix('')}-archive"
        )
    return found


def migrate(connection: duckdb.DuckDBPyConnection, path: Path, now: datetime) -> int:
    """Make the tables of a new file, or apply the migrations that an older one lacks; return the number of steps.

    Each step is one transaction with its bookkeeping row.
    """
    found = check_version(connection, path, is_read=False)
    if found == 0:
        with transaction(connection):
            for table in TABLES.values():
                connection.execute(create_table_sql(table))
            connection.execute("INSERT INTO schema_migrations VALUES (?, 'tables', ?)", [SCHEMA_VERSION, now])
        return 1
    missing = [migration for migration in migrations() if migration.number > found]
    for migration in missing:
        with transaction(connection):
            connection.execute(migration.sql)
            connection.execute(
                "INSERT INTO schema_migrations VALUES (?, ?, ?)", [migration.number, migration.name, now]
            )
    return len(missing)


def prepare_warehouse(path: Path, now: datetime, wait_seconds: float = DEFAULT_WAIT_SECONDS) -> None:
    """Make the file if need be, bring it to this schema and lay the views anew; two at once wait for one another.

    A new file appears with all its tables or not at all, so a reader never finds half a warehouse.
    """
    if path.exists():
        _prepare(path, now, wait_seconds)
        return
    fresh = path.with_name(f".{path.name}.{uuid.uuid4().hex}.new")
    try:
        _prepare(fresh, now, wait_seconds)
        os.link(fresh, path)
    except FileExistsError:
        _prepare(path, now, wait_seconds)  # another run was faster
    finally:
        fresh.unlink(missing_ok=True)


def _prepare(path: Path, now: datetime, wait_seconds: float) -> None:
    with open_for_writing(path, wait_seconds) as connection:
        migrate(connection, path, now)
        with transaction(connection):
            connection.execute(files("hearsay.warehouse").joinpath("views.sql").read_text(encoding="utf-8"))
            write_comments(connection)
