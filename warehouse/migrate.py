"""Creation and migration of a warehouse.

A new file gets the tables of warehouse.schema. A file of an earlier release gets the missing migrations, which are
numbered SQL files. Each step is committed together with its row of schema_migrations.
"""

import os
import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from typing import NamedTuple

import duckdb

from hearsay.errors import WarehouseError, WarehouseVersionError
from hearsay.warehouse.comments import write_comments
from hearsay.warehouse.connection import DEFAULT_WAIT_SECONDS, open_for_writing, transaction
from hearsay.warehouse.ddl import create_table_sql
from hearsay.warehouse.facts import DECISIONS, FACTS, NUMBERS, shown_columns
from hearsay.warehouse.lake.address import Lake
from hearsay.warehouse.lake.catalog import is_lake
from hearsay.warehouse.location import Location, sibling
from hearsay.warehouse.schema import (
    CLAIMS,
    FIRST_SCHEMA_VERSION,
    MENTIONS,
    SCHEMA_MIGRATIONS,
    SCHEMA_VERSION,
    TABLES,
)
from hearsay.warehouse.statements import Fragment, fill_sql, load_sql
from hearsay.warehouse.subjects import SUBJECTS, current_rows
from hearsay.warehouse.views import ATTRIBUTION_COLUMNS, STATEMENT_COLUMNS

_ARTICLE_HEAD = (
    "version_number",
    "article_id",
    "title",
    "url",
    "canonical_url",
    "domain",
    "published_at",
    "language",
    "text",
)
"""Columns of an article beside its claims."""
_FILE_NAME = re.compile(r"(\d{4})_(\w+)\.sql")


class Migration(NamedTuple):
    """A numbered step. `sql` may contain several statements."""

    number: int
    name: str
    sql: str


def migrations() -> Iterator[Migration]:
    """Yield all migrations in the order of their numbers."""
    folder = files("hearsay.warehouse").joinpath("migrations")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if match := _FILE_NAME.fullmatch(file.name):
            yield Migration(int(match[1]), match[2], file.read_text(encoding="utf-8"))


def schema_version(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the last migration of the warehouse; 0 for an empty file.

    Raises:
        WarehouseError: The DuckDB file has other tables.
    """
    tables = {
        name
        for (name,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
        ).fetchall()
    }
    if SCHEMA_MIGRATIONS.name in tables:
        row = connection.execute("SELECT max(schema_version) FROM schema_migrations").fetchone()
        return int(row[0]) if row and row[0] is not None else 0
    if tables:
        raise WarehouseError(
            f"this DuckDB file holds other tables ({', '.join(sorted(tables)[:5])}) and is not a hearsay warehouse; "
            "give another file with --warehouse"
        )
    return 0


def check_version(connection: duckdb.DuckDBPyConnection, path: Location, *, is_read: bool = True) -> int:
    """Return the schema version of a warehouse.

    Args:
        connection: The warehouse.
        path: The warehouse, for messages.
        is_read: The connection is for reading, which needs tables.

    Raises:
        WarehouseVersionError: A newer hearsay wrote the warehouse, or a hearsay before 0.4.
        WarehouseError: The file has no tables and is open for reading, or has other tables.
    """
    version = schema_version(connection)
    if version == 0 and is_read:
        raise WarehouseError(
            f"{path} is an empty DuckDB file, not a hearsay warehouse; give another file with --warehouse"
        )
    if version > SCHEMA_VERSION:
        raise WarehouseVersionError(
            f"{path} has schema version {version}, this hearsay supports up to {SCHEMA_VERSION}; update hearsay to "
            "open it"
        )
    if 0 < version < FIRST_SCHEMA_VERSION:
        raise WarehouseVersionError(
            f"{path} was written by hearsay 0.3 or earlier, which stored claims in another form. "
            "Fill a new warehouse from its archive: "
            f"hearsay --warehouse NEW.duckdb rebuild --from {sibling(path, '-archive')}"
        )
    return version


def migrate(connection: duckdb.DuckDBPyConnection, path: Location, now: datetime) -> int:
    """Create the tables of a new file, or apply the missing migrations to an older file.

    Each step writes a row of schema_migrations in the same transaction.

    Returns:
        The number of steps.
    """
    version = check_version(connection, path, is_read=False)
    if version == 0:
        with transaction(connection):
            create_tables(connection)
            connection.execute("INSERT INTO schema_migrations VALUES (?, 'tables', ?)", [SCHEMA_VERSION, now])
        return 1
    missing = [migration for migration in migrations() if migration.number > version]
    for migration in missing:
        with transaction(connection):
            connection.execute(migration.sql)
            connection.execute(
                "INSERT INTO schema_migrations VALUES (?, ?, ?)", [migration.number, migration.name, now]
            )
    return len(missing)


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of an empty warehouse. Views that show facts are created later, with the other views."""
    connection.execute("CREATE SCHEMA facts; CREATE SCHEMA decisions")
    has_keys = not is_lake(connection)  # a lake has neither keys nor sequences
    if has_keys:
        connection.execute(f"CREATE SEQUENCE {NUMBERS}")
    tables = [table for table in TABLES.values() if not table.is_view]
    for table in (*tables, *FACTS.values(), *DECISIONS.values()):
        stored = table if has_keys else replace(table, is_key_enforced=False)
        connection.execute(create_table_sql(stored))


def create_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the views again."""
    sql = files("hearsay.warehouse").joinpath("views.sql").read_text(encoding="utf-8")
    fragments = {
        "subjects": _subject_views(),
        "article_heads": current_rows(SUBJECTS["articles"], columns=_ARTICLE_HEAD),
        "appearances": Fragment(load_sql("appearances", articles=Fragment("FROM articles"))),
        "mentions": shown_columns(MENTIONS),
        "claims": shown_columns(CLAIMS),
        "attribution_columns": Fragment(", ".join(column.name for column in ATTRIBUTION_COLUMNS)),
        "statement_columns": Fragment(", ".join(column.name for column in STATEMENT_COLUMNS)),
    }
    connection.execute(fill_sql(sql, **fragments))


def _subject_views() -> Fragment:
    """Return the statements that create the views of the subjects."""
    views = (f"CREATE OR REPLACE VIEW {name} AS {current_rows(subject)};" for name, subject in SUBJECTS.items())
    return Fragment("\n".join(views))


def prepare_warehouse(path: Location, now: datetime, wait_seconds: float = DEFAULT_WAIT_SECONDS) -> None:
    """Create or migrate a warehouse, create the views again, and write missing comments.

    A new file appears with all tables or not at all, so that a reader never opens half a warehouse. Runs that
    prepare the same file at the same time wait for one another.
    """
    if isinstance(path, Lake) or path.exists():  # a lake commits its tables at once
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


def _prepare(path: Location, now: datetime, wait_seconds: float) -> None:
    with open_for_writing(path, wait_seconds) as connection:
        migrate(connection, path, now)
        with transaction(connection):
            create_views(connection)
            write_comments(connection)
