"""Warehouses of earlier releases, and of the next: a migration keeps the rows, on a file and on a lake."""

import duckdb
import pytest

from hearsay.warehouse import migrate
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.integrity import find_flaws
from hearsay.warehouse.migrate import Migration, prepare_warehouse
from hearsay.warehouse.schema import FIRST_SCHEMA_VERSION, SCHEMA_VERSION
from tests.integration.conftest import KINDS, made_warehouse
from tests.integration.test_publish import LATER, ask, publish
from tests.kept_warehouses import kept_versions, unpack
from tests.made_pages import page

NEXT = SCHEMA_VERSION + 1
ADD_COLUMN = """
ALTER TABLE facts.claims ADD COLUMN mood VARCHAR;
UPDATE facts.claims SET mood = 'calm' WHERE polarity = '+';
CREATE TABLE facts.moods (mood VARCHAR);
INSERT INTO facts.moods SELECT DISTINCT mood FROM facts.claims WHERE mood IS NOT NULL;
"""
CLAIMS = """
SELECT claim_id, content_text, source_text, domain
FROM claims JOIN articles USING (version_id)
WHERE closed_at IS NULL
ORDER BY ALL
"""


def declared(location):
    """Return the columns of all tables and views."""
    with open_for_reading(location) as connection:
        return connection.execute(
            "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() "
            "WHERE database_name = current_database() ORDER BY ALL"
        ).fetchall()


def versions(location):
    return ask(location, "SELECT schema_version, name FROM schema_migrations ORDER BY ALL").rows()


def with_next(monkeypatch, sql):
    """Let the next release have a migration."""
    monkeypatch.setattr(migrate, "migrations", lambda: iter([Migration(NEXT, "moods", sql)]))
    monkeypatch.setattr(migrate, "SCHEMA_VERSION", NEXT)


def test_every_schema_since_the_first_is_kept():
    """A release that keeps no warehouse leaves the next migration without a test."""
    assert kept_versions() == list(range(FIRST_SCHEMA_VERSION, SCHEMA_VERSION + 1))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("version", kept_versions())
def test_a_kept_warehouse_is_migrated_and_goes_on(version, kind, tmp_path, request):
    """The rows stay, the tables are those of a new warehouse, and the next chunk goes in."""
    kept = unpack(version, kind, tmp_path)
    before = ask(kept, CLAIMS)
    assert len(before) > 4
    prepare_warehouse(kept, LATER)
    assert ask(kept, CLAIMS).equals(before)
    assert declared(kept) == declared(made_warehouse(request, tmp_path, kind, name="new"))
    for run in ("run-98", "run-99"):  # the same page twice adds nothing
        publish(kept, [page(99, url="https://harbour.example/99")], run=run)
    assert len(ask(kept, CLAIMS)) == len(before) + 1
    with open_for_reading(kept) as connection:
        assert not [flaw for flaw in find_flaws(connection) if flaw.wrong]


@pytest.mark.parametrize("kind", KINDS)
def test_the_next_migration_is_applied_once(kind, tmp_path, monkeypatch):
    """A column and a table more, on a file and on a lake; a second start has nothing to do."""
    kept = unpack(SCHEMA_VERSION, kind, tmp_path)
    before = ask(kept, CLAIMS)
    with_next(monkeypatch, ADD_COLUMN)
    for _ in range(2):
        prepare_warehouse(kept, LATER)
    assert versions(kept) == [(SCHEMA_VERSION, "tables"), (NEXT, "moods")]
    assert ask(kept, "SELECT DISTINCT mood FROM facts.claims").rows() == [("calm",)]
    assert ask(kept, CLAIMS).equals(before)


@pytest.mark.parametrize("kind", KINDS)
def test_a_migration_that_breaks_changes_nothing(kind, tmp_path, monkeypatch):
    """A migration killed in the middle must not leave a warehouse between two schemas."""
    kept = unpack(SCHEMA_VERSION, kind, tmp_path)
    before = declared(kept)
    with monkeypatch.context() as patched:
        with_next(patched, f"{ADD_COLUMN} INSERT INTO no_such_table VALUES (1);")
        with pytest.raises(duckdb.Error, match="no_such_table"):
            prepare_warehouse(kept, LATER)
    assert (versions(kept), declared(kept)) == ([(SCHEMA_VERSION, "tables")], before)
    with_next(monkeypatch, ADD_COLUMN)
    with open_for_writing(kept) as connection:
        assert migrate.migrate(connection, kept, LATER) == 1
