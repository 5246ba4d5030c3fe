"""Writing of rows into tables without an index of their key: insert new rows, and merge rows into known ones."""

from collections.abc import Mapping

import duckdb
import polars as pl

from hearsay.warehouse.numbers import take_numbers
from hearsay.warehouse.schema import Table


def insert_rows(connection: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame) -> None:
    """Insert the rows of a frame in the order of their key. The caller knows that no row is in the table."""
    if frame.is_empty():
        return
    rows = _numbered(connection, table, frame)
    connection.register("incoming", rows)
    try:
        connection.execute(f"INSERT INTO {table.name} BY NAME FROM incoming ORDER BY {', '.join(table.key)}")
    finally:
        connection.unregister("incoming")


def merge_rows(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    frame: pl.DataFrame,
    changes: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Insert the rows whose key is not in the table, and change the others.

    Args:
        connection: The warehouse.
        table: The table.
        frame: Rows with the columns of the table, each key once.
        changes: SQL expression for each column to change, over `incoming` and the table. A row whose expressions
            give the stored values is not written. Without changes a known row stays.

    Returns:
        The keys that were in the table.
    """
    if frame.is_empty():
        return frame.select(table.key)
    connection.register("new_rows", _numbered(connection, table, frame))
    try:
        return _merge_registered(connection, table, changes or {})
    finally:
        connection.unregister("new_rows")


def _merge_registered(
    connection: duckdb.DuckDBPyConnection, table: Table, changes: Mapping[str, str]
) -> pl.DataFrame:
    """Merge the registered `new_rows`. A pass over the columns of the key alone finds the known keys."""
    key = ", ".join(table.key)
    stored = f"SELECT {key} FROM {table.name} SEMI JOIN new_rows USING ({key})"  # noqa: S608 - names of the schema
    connection.execute(f"CREATE OR REPLACE TEMP TABLE known_keys AS {stored}")
    connection.execute(
        f"INSERT INTO {table.name} BY NAME FROM new_rows ANTI JOIN known_keys USING ({key}) ORDER BY {key}"
    )
    known_keys = connection.execute("FROM known_keys").pl()
    if changes and not known_keys.is_empty():
        connection.execute(_update_sql(table, changes))
    connection.execute("DROP TABLE known_keys")
    return known_keys


def _update_sql(table: Table, changes: Mapping[str, str]) -> str:
    """Return the UPDATE of the known rows of `new_rows` whose cells change."""
    key = ", ".join(table.key)
    cells = ", ".join(f'"{name}" = {expression}' for name, expression in changes.items())
    keys = " AND ".join(f"{table.name}.{name} = incoming.{name}" for name in table.key)
    stored = ", ".join(f"{table.name}.{name}" for name in changes)
    return (
        f"UPDATE {table.name} SET {cells} FROM (FROM new_rows SEMI JOIN known_keys USING ({key})) AS incoming "  # noqa: S608 - names of the schema
        f"WHERE {keys} AND ({stored}) IS DISTINCT FROM ({', '.join(changes.values())})"
    )


def new_values(table: Table, *kept: str) -> dict[str, str]:
    """Return changes that take all columns from the new row, except the key and `kept`."""
    fixed = {*table.key, *kept}
    return {column.name: f"incoming.{column.name}" for column in table.columns if column.name not in fixed}


def _numbered(connection: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of the table, with a number for each row if the table has numbers."""
    rows = frame.select(table.polars_schema.names())
    if table.number is None:
        return rows
    first = take_numbers(connection, rows.height)
    return rows.with_columns(pl.int_range(first, first + pl.len(), dtype=pl.Int64).alias(table.number))
