"""Rows made from the schema: a test gives the values that matter to it, and a new column needs no edit."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from hearsay.warehouse.schema import TABLES, Column

INSTANT = datetime(2026, 3, 1, 12, tzinfo=UTC)
_FILLERS: Mapping[object, object] = {
    pl.String: "x",
    pl.Int32: 1,
    pl.Int64: 1,
    pl.Float64: 0.5,
    pl.Boolean: True,
    pl.Date: date(2026, 3, 1),
}


def made_row(table: str, **cells: Any) -> dict[str, Any]:
    """Return a row of a table: the given cells, NULL where it is allowed, and a permitted value elsewhere.

    Raises:
        KeyError: The table has no such column.
    """
    for name in cells:
        TABLES[table].column(name)
    return {column.name: cells.get(column.name, _filler(column)) for column in TABLES[table].columns}


def made_frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return a frame of a table with a row for each dict of cells."""
    made = [made_row(table, **cells) for cells in rows]
    return pl.DataFrame(made, schema=TABLES[table].polars_schema, orient="row")


def _filler(column: Column) -> object:
    if column.nullable:
        return None
    if column.allowed:
        return column.allowed[0]
    if isinstance(column.dtype, pl.List):
        return []
    return INSTANT if isinstance(column.dtype, pl.Datetime) else _FILLERS[column.dtype]
