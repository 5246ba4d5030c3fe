"""Two warehouses table by table, without what belongs to a run, to its archive and to its clock."""

from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.location import Location
from hearsay.warehouse.schema import TABLES

OF_A_RUN = {
    "run_id",
    "loaded_at",
    "closed_at",
    "released_at",
    "checked_at",
    "seconds",
    "archive_file",
    "archive_offset",
}
"""Columns of a run, of its archive and of its clock. The others depend on the pages alone."""


def rows_of(warehouse: Location, table: str) -> list[tuple[object, ...]]:
    """Return the comparable rows of a table, sorted."""
    columns = ", ".join(f'"{column.name}"' for column in TABLES[table].columns if column.name not in OF_A_RUN)
    with open_for_reading(warehouse) as connection:
        return connection.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()


def different_tables(one: Location, other: Location) -> list[str]:
    """Return the names of the tables whose rows differ."""
    compared = TABLES.keys() - {"runs", "schema_migrations"}
    return sorted(table for table in compared if rows_of(one, table) != rows_of(other, table))
