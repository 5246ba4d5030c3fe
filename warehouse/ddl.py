"""DDL of the schema for DuckDB."""

import polars as pl
from polars.datatypes import DataTypeClass

from hearsay.warehouse.schema import Table


def duckdb_type(dtype: pl.DataType | DataTypeClass) -> str:
    """Return the DuckDB type of a Polars dtype.

    Raises:
        KeyError: The schema does not use this dtype.
    """
    if isinstance(dtype, pl.List):
        return duckdb_type(dtype.inner) + "[]"
    if isinstance(dtype, pl.Struct):
        inner = ", ".join(f'"{field.name}" {duckdb_type(field.dtype)}' for field in dtype.fields)
        return f"STRUCT({inner})"
    if isinstance(dtype, pl.Datetime):
        return "TIMESTAMP WITH TIME ZONE"
    names: dict[object, str] = {
        pl.String: "VARCHAR",
        pl.Int32: "INTEGER",
        pl.Int64: "BIGINT",
        pl.Float64: "DOUBLE",
        pl.Boolean: "BOOLEAN",
        pl.Date: "DATE",
    }
    return names[dtype if isinstance(dtype, DataTypeClass) else type(dtype)]


def create_table_sql(table: Table) -> str:
    """Return the CREATE TABLE statement of a table with types, NOT NULL and primary key.

    The audit checks references instead of foreign keys, because DuckDB cannot delete a child and its parent in the
    same transaction.
    """
    lines = [
        f'    "{column.name}" {duckdb_type(column.dtype)}{"" if column.nullable else " NOT NULL"}'
        for column in table.stored_columns
    ]
    if table.is_key_enforced:
        lines.append(f"    PRIMARY KEY ({', '.join(table.key)})")
    return f"CREATE TABLE {table.name} (\n" + ",\n".join(lines) + "\n);"
