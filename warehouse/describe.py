"""docs/tables.md, made from the schema."""

from hearsay.warehouse.ddl import duckdb_type
from hearsay.warehouse.schema import TABLES, Column, Table

HEAD = """# The tables

Made from `warehouse/schema.py` by `make docs`; a test keeps the two the same. Keys are marked 🔑, columns that may be
NULL with `?`.
"""


def tables_markdown() -> str:
    """All tables as Markdown."""
    return "\n".join([HEAD, *(_table(table) for table in TABLES.values())])


def _table(table: Table) -> str:
    targets = dict(table.references)
    rows = [_row(column, table, targets.get(column.name)) for column in table.columns]
    return "\n".join(
        [
            f"## {table.name}\n",
            f"{table.description}\n",
            "| column | type | what it holds |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def _row(column: Column, table: Table, target: str | None) -> str:
    name = f"`{column.name}`{' 🔑' if column.name in table.key else ''}"
    kind = f"`{duckdb_type(column.dtype)}`{'?' if column.nullable else ''}"
    told = [column.description]
    if column.allowed:
        told.append("One of " + ", ".join(f"`{value}`" for value in column.allowed) + ".")
    if target:
        told.append(f"→ `{target}`.")
    return f"| {name} | {kind} | {' '.join(told)} |"
