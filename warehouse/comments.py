"""Descriptions of tables, views and columns, stored in the database as comments.

A SQL tool shows them, and a query reads them: SELECT comment FROM duckdb_columns().
"""

from collections.abc import Iterator
from typing import NamedTuple

import duckdb

from hearsay.warehouse.lake.catalog import is_lake
from hearsay.warehouse.schema import TABLES, Table
from hearsay.warehouse.views import VIEWS, View


class Comment(NamedTuple):
    """The description of a table or a view, or of its column."""

    kind: str
    relation: str
    column: str | None
    text: str

    @property
    def statement(self) -> str:
        """The COMMENT statement."""
        text = self.text.replace("'", "''")
        if self.column is None:
            return f"COMMENT ON {self.kind} {self.relation} IS '{text}'"
        return f"COMMENT ON COLUMN {self.relation}.{self.column} IS '{text}'"


def described_comments() -> Iterator[Comment]:
    """Yield the comment of every table and view, and of each of their columns."""
    tables: list[tuple[str, Table | View]] = [
        ("VIEW" if table.is_view else "TABLE", table) for table in TABLES.values()
    ]
    views: list[tuple[str, Table | View]] = [("VIEW", view) for view in VIEWS.values()]
    for kind, relation in (*tables, *views):
        yield Comment(kind, relation.name, None, relation.description)
        for column in relation.stored_columns:
            yield Comment(kind, relation.name, column.name, column.description)


def write_comments(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the comments that are missing or differ from the descriptions.

    Most runs find the comments of tables unchanged. Views lose their comments when they are created again.
    """
    stored = _stored_comments(connection)
    has_no_view_columns = is_lake(connection)  # DuckLake stores comments of views, but not of their columns
    for comment in described_comments():
        if has_no_view_columns and comment.kind == "VIEW" and comment.column is not None:
            continue
        if stored.get((comment.relation, comment.column)) != comment.text:
            connection.execute(comment.statement)


def _stored_comments(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str | None], str | None]:
    rows = connection.execute(
        "SELECT table_name, NULL AS column_name, comment FROM duckdb_tables() WHERE schema_name = 'main' "
        "UNION ALL SELECT view_name, NULL, comment FROM duckdb_views() WHERE NOT internal AND schema_name = 'main' "
        "UNION ALL SELECT table_name, column_name, comment FROM duckdb_columns() "
        "WHERE NOT internal AND schema_name = 'main'"
    ).fetchall()
    return {(relation, column): comment for relation, column, comment in rows}
