"""docs/tables.md, generated from the declared views, tables, facts and decisions."""

from hearsay.warehouse.ddl import duckdb_type
from hearsay.warehouse.facts import DECISIONS, FACTS
from hearsay.warehouse.schema import TABLES, Column, Table
from hearsay.warehouse.subjects import SUBJECTS
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

Tables hold all rows, including those of earlier versions and readings. Tables that are stored elsewhere are views in
the database: they show the facts below with their ids, and with the decisions that count now.
"""
FACTS_HEAD = """## Facts

Rows of the schema `facts` are appended and never change. They refer to each other by numbers, which rise with
loading. A reading has one row; mentions, claims and their parts belong to a reading. Captures, articles and entities
have a row from their first appearance; later sightings are rows of their own. Write queries with the views and tables
above, which show the same rows with ids.
"""
DECISIONS_HEAD = """## Decisions

Rows of the schema `decisions` say what counts now, and may be followed by a later decision: the row with the highest
number about the same thing counts.
"""


def tables_markdown() -> str:
    """Return the page of all views and tables as Markdown, views first."""
    views = [_view_section(view) for view in VIEWS.values()]
    parts = [HEAD, VIEWS_HEAD, *views]
    for head, tables in ((TABLES_HEAD, TABLES), (FACTS_HEAD, FACTS), (DECISIONS_HEAD, DECISIONS)):
        parts += [head, *map(_table_section, tables.values())]
    return "\n".join(parts)


def _view_section(view: View) -> str:
    return _section(view.name, view.description, [_row(column) for column in view.columns])


def _table_section(table: Table) -> str:
    targets = dict(table.references)
    rows = [
        _row(column, is_key=column.name in table.key, target=targets.get(column.name))
        for column in table.stored_columns
    ]
    subject = SUBJECTS.get(table.name)
    tables = [subject.first.name, *(states.name for states in subject.states)] if subject else [f"facts.{table.name}"]
    stored = f" Stored in {', '.join(f'`{name}`' for name in tables)}." if table.is_view else ""
    return _section(table.name, table.description + stored, rows)


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
