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
) -> None:
    """Insert the rows whose key is not in the table, and change the others.

    Args:
        connection: The warehouse.
        table: The table.
        frame: Rows with the columns of the table, each key once.
        changes: SQL expression for each column to change, over `incoming` and the table. A row whose expressions
            give the stored values is not written. Without changes a known row stays.
    """
    if frame.is_empty():
        return
    rows = _numbered(connection, table, frame)
    connection.register("new_rows", rows)
    try:
        connection.execute(merge_sql(table, rows.columns, f"FROM new_rows ORDER BY {', '.join(table.key)}", changes))
    finally:
        connection.unregister("new_rows")


def merge_sql(table: Table, columns: list[str], rows: str, changes: Mapping[str, str] | None = None) -> str:
    """Return the MERGE of the rows of a SELECT with these columns. `changes` as for merge_rows."""
    keys = " AND ".join(f"{table.name}.{name} = incoming.{name}" for name in table.key)
    sql = f"MERGE INTO {table.name} USING ({rows}) AS incoming ON ({keys})"
    if changes:
        stored = ", ".join(f"{table.name}.{name}" for name in changes)
        sql += f" WHEN MATCHED AND (({stored}) IS DISTINCT FROM ({', '.join(changes.values())})) THEN UPDATE SET "
        sql += ", ".join(f'"{name}" = {expression}' for name, expression in changes.items())
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(f'incoming."{name}"' for name in columns)
    return f"{sql} WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({values})"


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
