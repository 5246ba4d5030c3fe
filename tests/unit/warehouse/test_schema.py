"""The schema is the one truth, so what is made from it must not drift from it."""

import duckdb
import polars as pl
import pytest

from hearsay.warehouse.ddl import create_table_sql, duckdb_type
from hearsay.warehouse.migrate import migrate, migrations
from hearsay.warehouse.schema import SCHEMA_VERSION, TABLES, empty_frame


@pytest.fixture
def migrated(tmp_path):
    from datetime import UTC, datetime

    path = tmp_path / "w.duckdb"
    connection = duckdb.connect(str(path))
    migrate(connection, path, datetime(2026, 3, 1, tzinfo=UTC))
    yield connection
    connection.close()


def _declared(connection):
    return connection.execute(
        "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() ORDER BY 1, column_index"
    ).fetchall()


def test_migrations_lead_to_the_schema_module(migrated):
    """A column added to the schema module without a migration would be missing from every real warehouse."""
    fresh = duckdb.connect()
    for table in TABLES.values():
        fresh.execute(create_table_sql(table))
    assert _declared(migrated) == _declared(fresh)
    keys = (
        "SELECT table_name, constraint_column_names FROM duckdb_constraints() "
        "WHERE constraint_type = 'PRIMARY KEY' ORDER BY ALL"
    )
    assert migrated.execute(keys).fetchall() == fresh.execute(keys).fetchall()


def test_migrations_are_numbered_without_gaps_up_to_the_schema_version():
    """SCHEMA_VERSION decides which warehouses are refused as too new."""
    assert [migration.number for migration in migrations()] == list(range(1, SCHEMA_VERSION + 1))


def test_each_migration_left_its_bookkeeping_row(migrated):
    """A migration without its row would run twice."""
    assert migrated.execute("SELECT schema_version, name FROM schema_migrations").fetchall() == [
        (1, "spine"),
        (2, "validators"),
        (3, "archive"),
        (4, "backfill"),
        (5, "paywalls"),
        (6, "entities"),
        (7, "claim_dates"),
        (8, "the_same_again"),
        (9, "why_runs_end"),
    ]


@pytest.mark.parametrize("name", list(TABLES))
def test_a_frame_of_the_schema_goes_in_and_comes_back(migrated, name):
    """The Polars dtypes and the DDL are made from the same column and must mean the same."""
    table = TABLES[name]
    frame = empty_frame(table)
    back = migrated.sql(f"FROM {name}").pl()
    assert back.columns == frame.columns
    for column, dtype in frame.schema.items():
        found = back.schema[column]
        assert found == dtype or (isinstance(dtype, pl.Datetime) and isinstance(found, pl.Datetime)), column


def test_every_column_is_described_once():
    """docs/tables.md is all the documentation a column has."""
    for table in TABLES.values():
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names))
        for column in table.columns:
            assert column.description.endswith((".", "?")), f"{table.name}.{column.name}"
            assert duckdb_type(column.dtype)
        assert set(table.key) <= set(names)
        for column_name, target in table.references:
            assert column_name in names
            assert target in TABLES


def test_one_name_means_one_type_everywhere():
    """A column of the same name in two tables is the same thing, so joins never need a cast."""
    kinds: dict[str, set[str]] = {}
    for table in TABLES.values():
        for column in table.columns:
            kinds.setdefault(column.name, set()).add(duckdb_type(column.dtype))
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}
