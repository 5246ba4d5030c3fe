"""Writing of rows into tables without an index of their key.

Rows of a subject (warehouse.subjects) are appended: new rows, and states of known rows. Rows of small tables are
inserted, or merged in place.
"""

from collections.abc import Mapping

import duckdb
import polars as pl

from hearsay.warehouse.numbers import take_numbers
from hearsay.warehouse.schema import Table
from hearsay.warehouse.subjects import STATE_NUMBER, SUBJECTS, Subject, current_rows


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


def add_rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    frame: pl.DataFrame,
    stored: pl.DataFrame,
    changes: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Append the rows of a subject that are not stored, and a state of each stored row that changes.

    Args:
        connection: The warehouse.
        name: The subject's table.
        frame: Rows with the columns of the table, each key once.
        stored: Number and id of the stored rows among them (indexes.stored_rows).
        changes: SQL expression for each column to change, over `incoming` and the table. Without changes a stored row
            stays as it is.

    Returns:
        Number and id of all rows of the frame.
    """
    subject = SUBJECTS[name]
    (key,) = subject.table.key
    new = _numbered(connection, subject.table, frame.join(stored, on=key, how="anti").sort(key))
    if not new.is_empty():
        connection.register("incoming", new)
        connection.execute(f"INSERT INTO {subject.first.name} BY NAME FROM incoming ORDER BY {key}")
        connection.unregister("incoming")
    seen_again = frame.join(stored, on=key)
    if changes:
        append_states(connection, name, seen_again, changes)
    return pl.concat([rows.select(subject.number, key) for rows in (seen_again, new)])


def append_states(
    connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame, changes: Mapping[str, str] | None = None
) -> None:
    """Append a state of each row of a subject that changes.

    Args:
        connection: The warehouse.
        name: The subject's table.
        frame: The number of each row, and the columns that the expressions use.
        changes: SQL expression for each column to change, over `incoming` and the table; None takes the columns of
            the frame.
    """
    subject = SUBJECTS[name]
    if frame.is_empty():
        return
    if changes is None:
        changes = {column: f"incoming.{column}" for column in frame.columns if column != subject.number}
    changing = [states for states in subject.states if changes.keys() & set(subject.changeable(states))]
    columns = {name for states in changing for name in subject.changeable(states)}
    numbers = frame[subject.number].to_list()
    rows = current_rows(subject, numbers, columns | {subject.number, *subject.table.key})
    connection.register("incoming", frame)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE stored_rows AS {rows}")
    try:
        for states in changing:
            first = take_numbers(connection, frame.height)
            connection.execute(_states_sql(subject, states, changes), {"first": first})
    finally:
        connection.unregister("incoming")
        connection.execute("DROP TABLE stored_rows")


def _states_sql(subject: Subject, states: Table, changes: Mapping[str, str]) -> str:
    """Return the INSERT of the states of the rows in stored_rows whose columns of a table of states change."""
    name, number = subject.table.name, subject.number
    columns = subject.changeable(states)
    values = {column: changes.get(column, f"{name}.{column}") for column in columns}
    cells = ", ".join(f"{value} AS {column}" for column, value in values.items())
    before = ", ".join(f"{name}.{column}" for column in columns)
    return (
        f"INSERT INTO {states.name} BY NAME "  # noqa: S608 - names of the schema
        f"SELECT $first + row_number() OVER (ORDER BY {name}.{number}) - 1 AS {STATE_NUMBER.name}, "
        f"{name}.{number} AS {number}, {cells} "
        f"FROM stored_rows AS {name} JOIN incoming ON incoming.{number} = {name}.{number} "
        f"WHERE ({before}) IS DISTINCT FROM ({', '.join(values.values())}) ORDER BY {STATE_NUMBER.name}"
    )


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
    """Merge the registered `new_rows`: insert new keys, update the others, and return the keys that were stored."""
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
    """Return the UPDATE of the stored rows whose cells differ in `new_rows`."""
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
    if rows.is_empty():
        return rows.with_columns(pl.lit(None, pl.Int64).alias(table.number))
    first = take_numbers(connection, rows.height)
    return rows.with_columns(pl.int_range(first, first + pl.len(), dtype=pl.Int64).alias(table.number))
