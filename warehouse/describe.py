"""docs/tables.md, generated from the declared views and tables."""

from hearsay.warehouse.ddl import duckdb_type
from hearsay.warehouse.schema import TABLES, Column, Table
from hearsay.warehouse.views import VIEWS, View

HEAD = """# Views and tables

Generated from `warehouse/views.py` and `warehouse/schema.py` by `make docs`; a test compares them. `?` marks columns
that may be NULL, 🔑 the columns of a key, → the table that a column refers to. The database holds the same
descriptions as comments:

```sql
SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'who_said_what'
```
"""
VIEWS_HEAD = """## Views

Views are the public side of the warehouse. Start a query with them.
"""
TABLES_HEAD = """## Tables

Tables hold all rows, including those of earlier versions and readings.
"""


def tables_markdown() -> str:
    """Return the page of all views and tables as Markdown, views first."""
    views = [_view_section(view) for view in VIEWS.values()]
    tables = [_table_section(table) for table in TABLES.values()]
    return "\n".join([HEAD, VIEWS_HEAD, *views, TABLES_HEAD, *tables])


def _view_section(view: View) -> str:
    return _section(view.name, view.description, [_row(column) for column in view.columns])


def _table_section(table: Table) -> str:
    targets = dict(table.references)
    rows = [
        _row(column, is_key=column.name in table.key, target=targets.get(column.name))
        for column in table.stored_columns
    ]
    return _section(table.name, table.description, rows)


def _section(name: str, description: str, rows: list[str]) -> str:
    head = "| column | type | description |\n|---|---|---|"
    return "\n".join([f"### {name}\n", f"{description}\n", head, *rows, ""])


def _row(column: Column, *, is_key: bool = False, target: str | None = None) -> str:
    name = f"`{column.name}`{' 🔑' if is_key else ''}"
    kind = f"`{duckdb_type(column.dtype)}`{'?' if column.nullable else ''}"
    sentences = [column.description]
    if column.allowed:
        sentences.append("Allowed: " + ", ".join(f"`{value}`" for value in column.allowed) + ".")
    if target:
        sentences.append(f"→ `{target}`.")
    return f"| {name} | {kind} | {' '.join(sentences)} |"
