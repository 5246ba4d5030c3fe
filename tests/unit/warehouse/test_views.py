"""Views are what people query, so each of their columns is described, in docs/tables.md and in the database."""

import re
from datetime import UTC, datetime

import duckdb
import pytest

from hearsay.warehouse.ddl import duckdb_type
from hearsay.warehouse.describe import tables_markdown
from hearsay.warehouse.facts import DECISIONS, FACTS
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.schema import TABLES, Table
from hearsay.warehouse.views import VIEWS

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "w.duckdb"
    prepare_warehouse(path, NOW)
    return path


@pytest.fixture
def connection(path):
    connection = duckdb.connect(str(path), read_only=True)
    yield connection
    connection.close()


def ask(path, *statements):
    """Run statements, and return the rows of the last."""
    with duckdb.connect(str(path)) as connection:
        return [connection.execute(statement).fetchall() for statement in statements][-1]


def test_the_views_of_the_database_are_the_declared_ones(connection):
    """A view without a declaration has no documentation, and a declaration without a view documents nothing."""
    views = connection.execute(
        "SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main'"
    ).fetchall()
    assert {name for (name,) in views} == {*VIEWS, *(name for name, table in TABLES.items() if table.is_view)}


@pytest.mark.parametrize("name", list(VIEWS))
def test_a_view_has_the_declared_columns_in_their_order_and_types(connection, name):
    """A column that is missing in either place, or that changed its type, would be documented wrongly."""
    columns = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? AND schema_name = 'main' "
        "ORDER BY column_index",
        [name],
    ).fetchall()
    assert columns == [(column.name, duckdb_type(column.dtype)) for column in VIEWS[name].columns]


@pytest.mark.parametrize("name", list(VIEWS))
def test_every_view_and_column_is_described_in_a_sentence(name):
    """The description is all the documentation that a column has."""
    view = VIEWS[name]
    for description in (view.description, *(column.description for column in view.columns)):
        assert re.fullmatch(r"\S[^\n]*\.", description), description


@pytest.mark.parametrize("name", [*VIEWS, *TABLES])
def test_the_database_gives_the_descriptions_as_comments(connection, name):
    """A SQL tool shows comments, so nobody needs the documentation at hand."""
    relation = VIEWS.get(name) or TABLES[name]
    comments = connection.execute(
        "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ? AND schema_name = 'main'", [name]
    ).fetchall()
    columns = relation.stored_columns if isinstance(relation, Table) else relation.columns
    assert dict(comments) == {column.name: column.description for column in columns}
    ((comment,),) = connection.execute(
        "SELECT comment FROM duckdb_views() WHERE view_name = $name AND schema_name = 'main' "
        "UNION ALL SELECT comment FROM duckdb_tables() WHERE table_name = $name AND schema_name = 'main'",
        {"name": name},
    ).fetchall()
    assert comment == relation.description


def test_a_comment_that_differs_is_written_by_the_next_run(path):
    """A warehouse of an earlier release has no comments, or those of old descriptions."""
    ask(path, "COMMENT ON COLUMN inputs.given IS 'an old description'", "COMMENT ON TABLE runs IS NULL")
    prepare_warehouse(path, NOW)
    comments = ask(
        path,
        "SELECT comment FROM duckdb_columns() WHERE table_name = 'inputs' AND column_name = 'given' "
        "UNION ALL SELECT comment FROM duckdb_tables() WHERE table_name = 'runs'",
    )
    assert comments == [(TABLES["inputs"].column("given").description,), (TABLES["runs"].description,)]


def test_the_page_describes_views_before_tables():
    """Views are the public side; a reader who starts with the tables writes joins that the views already hold."""
    sections = re.findall(r"^### ([\w.]+)$", tables_markdown(), re.MULTILINE)
    assert sections == [*VIEWS, *TABLES, *FACTS, *DECISIONS]
