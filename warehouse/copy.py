"""A copy of a whole warehouse into another place: a file into a lake, a lake into a file."""

from collections.abc import Iterator
from datetime import datetime

import duckdb

from hearsay.errors import UsageError, WarehouseError
from hearsay.warehouse.connection import DEFAULT_WAIT_SECONDS, open_for_reading, open_for_writing, transaction
from hearsay.warehouse.facts import DECISIONS, FACTS
from hearsay.warehouse.location import Location
from hearsay.warehouse.migrate import check_version, prepare_warehouse
from hearsay.warehouse.numbers import take_numbers
from hearsay.warehouse.schema import SCHEMA_MIGRATIONS, SCHEMA_VERSION, TABLES, Table

_BATCH_ROWS = 100_000


def copy_warehouse(
    source: Location, target: Location, now: datetime, wait_seconds: float = DEFAULT_WAIT_SECONDS
) -> dict[str, int]:
    """Copy all rows of a warehouse into an empty one, in one transaction. Ids and numbers stay.

    Args:
        source: The warehouse.
        target: A place without a warehouse, or a warehouse without rows.
        now: Time of the migration of a new target.
        wait_seconds: Longest wait for a locked warehouse.

    Returns:
        The number of rows by table.

    Raises:
        UsageError: The target has rows, or is the source.
        WarehouseError: The source has another schema, or a table differs after the copy.
    """
    if str(source) == str(target):
        raise UsageError(f"{source} cannot be copied onto itself; give another TO")
    with open_for_reading(source, wait_seconds) as reading:
        version = check_version(reading, source)
        if version != SCHEMA_VERSION:
            raise WarehouseError(
                f"{source} has schema version {version}, this hearsay's is {SCHEMA_VERSION}; ingest migrates it"
            )
        prepare_warehouse(target, now, wait_seconds)
        with open_for_writing(target, wait_seconds) as writing, transaction(writing):
            _check_empty(writing, target)
            copied = {table.name: _copy_table(reading, writing, table) for table in _stored_tables()}
            take_numbers(writing, _last_number(writing))
    return copied


def _stored_tables() -> Iterator[Table]:
    """Yield the tables that store rows. The target has written its own row of migrations."""
    for table in (*TABLES.values(), *FACTS.values(), *DECISIONS.values()):
        if not table.is_view and table is not SCHEMA_MIGRATIONS:
            yield table


def _check_empty(connection: duckdb.DuckDBPyConnection, target: Location) -> None:
    for table in _stored_tables():
        if connection.execute(f"SELECT 1 FROM {table.name} LIMIT 1").fetchone():  # noqa: S608 - names of the schema
            raise UsageError(f"{target} has rows already, in {table.name}; give a new place as TO")


def _copy_table(reading: duckdb.DuckDBPyConnection, writing: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Copy a table in the order of its rows, compare both, and return the number of rows."""
    columns = ", ".join(f'"{column.name}"' for column in table.stored_columns)
    order = table.number or ", ".join(table.key)
    rows = reading.execute(f"SELECT {columns} FROM {table.name} ORDER BY {order}").to_arrow_reader(_BATCH_ROWS)  # noqa: S608 - names of the schema
    writing.register("incoming", rows)
    try:
        writing.execute(f"INSERT INTO {table.name} BY NAME FROM incoming")
    finally:
        writing.unregister("incoming")
    before, after = _fingerprint(reading, table, columns), _fingerprint(writing, table, columns)
    if before != after:
        raise WarehouseError(
            f"{table.name} differs after the copy: {before[0]:,} rows became {after[0]:,}; nothing was copied. Run "
            "hearsay doctor on the source"
        )
    return after[0]


def _fingerprint(connection: duckdb.DuckDBPyConnection, table: Table, columns: str) -> tuple[int, int]:
    """Return the number of rows, and a sum over the hashes of all rows, in which no order counts."""
    row = connection.execute(
        f"SELECT count(*), coalesce(sum(hash({columns})::HUGEINT), 0) FROM {table.name}"  # noqa: S608 - names of the schema
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _last_number(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the highest number in any table."""
    highest = 0
    for table in _stored_tables():
        for column in table.stored_columns:
            if column.name.endswith("_number") and column.name != "input_number":
                row = connection.execute(f'SELECT max("{column.name}") FROM {table.name}').fetchone()  # noqa: S608 - names of the schema
                highest = max(highest, int(row[0]) if row and row[0] is not None else 0)
    return highest
