"""The schema module is the only declaration of tables, so the database and the frames must match it."""

from datetime import UTC, datetime

import duckdb
import polars as pl
import pytest

from hearsay.errors import WarehouseVersionError
from hearsay.warehouse.ddl import duckdb_type
from hearsay.warehouse.facts import DECISIONS, FACTS
from hearsay.warehouse.migrate import create_tables, create_views, migrate, migrations, prepare_warehouse
from hearsay.warehouse.schema import FIRST_SCHEMA_VERSION, SCHEMA_VERSION, TABLES, empty_frame

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def migrated(tmp_path):
    path = tmp_path / "w.duckdb"
    connection = duckdb.connect(str(path))
    migrate(connection, path, NOW)
    yield connection
    connection.close()


def _declared(connection):
    return connection.execute(
        "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() ORDER BY 1, column_index"
    ).fetchall()


def test_a_new_file_has_the_tables_of_the_schema_module(migrated):
    """A table declared in two places would differ sooner or later."""
    fresh = duckdb.connect()
    create_tables(fresh)
    assert _declared(migrated) == _declared(fresh)
    assert migrated.execute("SELECT schema_version, name FROM schema_migrations").fetchall() == [
        (SCHEMA_VERSION, "tables")
    ]


def test_migrations_are_numbered_without_gaps_from_the_first_schema_on():
    """SCHEMA_VERSION decides which warehouses are refused as too new, and a gap would never be applied."""
    numbers = [migration.number for migration in migrations()]
    assert numbers == list(range(FIRST_SCHEMA_VERSION + 1, SCHEMA_VERSION + 1))


@pytest.mark.parametrize(
    ("version", "message"),
    [
        (
            FIRST_SCHEMA_VERSION - 1,
            r"Fill a new warehouse from its archive: hearsay --warehouse NEW\.duckdb rebuild --from",
        ),
        (SCHEMA_VERSION + 1, f"supports up to {SCHEMA_VERSION}; update hearsay"),
    ],
)
def test_a_warehouse_of_another_release_is_refused_with_the_next_action(tmp_path, version, message):
    """A file with rows of two releases could be read by neither release."""
    path = tmp_path / "w.duckdb"
    prepare_warehouse(path, NOW)
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE schema_migrations SET schema_version = ?", [version])
    with pytest.raises(WarehouseVersionError, match=message):
        prepare_warehouse(path, NOW)


@pytest.mark.parametrize("name", list(TABLES))
def test_a_table_has_the_dtypes_of_its_frame(migrated, name):
    """The Polars dtype and the DDL of a column are derived from the same declaration and must agree."""
    table = TABLES[name]
    frame = empty_frame(table)
    create_views(migrated)
    back = migrated.sql(f"FROM {name}").pl()
    assert back.columns == [column.name for column in table.stored_columns]
    for column, dtype in frame.schema.items():
        stored = back.schema[column]
        assert stored == dtype or (isinstance(dtype, pl.Datetime) and isinstance(stored, pl.Datetime)), column


def test_every_column_is_described_once():
    """The description is all the documentation that a column has."""
    for table in (*TABLES.values(), *FACTS.values(), *DECISIONS.values()):
        names = [column.name for column in table.stored_columns]
        assert len(names) == len(set(names))
        for column in table.columns:
            assert column.description.endswith((".", "?")), f"{table.name}.{column.name}"
            assert duckdb_type(column.dtype)
        assert set(table.key) <= set(names)
        for column_name, target in table.references:
            assert column_name in names
            assert target in {*TABLES, *FACTS, *DECISIONS}


def test_one_name_means_one_type_everywhere():
    """Columns with the same name have the same meaning, so joins never need a cast."""
    kinds: dict[str, set[str]] = {}
    for table in (*TABLES.values(), *FACTS.values(), *DECISIONS.values()):
        for column in table.stored_columns:
            kinds.setdefault(column.name, set()).add(duckdb_type(column.dtype))
    assert {name: types for name, types in kinds.items() if len(types) > 1} == {}
