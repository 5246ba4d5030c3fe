"""hearsay copy and hearsay tidy on real files and lakes: all rows or none, and fewer files."""

import json

import pytest
from click.testing import CliRunner

from hearsay.errors import UsageError
from hearsay.flows.command_line import hearsay
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.copy import copy_warehouse
from hearsay.warehouse.facts import DECISIONS, FACTS
from hearsay.warehouse.integrity import find_flaws
from hearsay.warehouse.lake.address import parse_lake
from hearsay.warehouse.numbers import take_numbers
from hearsay.warehouse.schema import TABLES
from hearsay.warehouse.tidy import tidy_warehouse
from tests.integration.conftest import made_warehouse
from tests.integration.test_gathering import ingest_pages
from tests.integration.test_publish import counts, publish, publish_page
from tests.made_pages import NOON, page

ALL = tuple(name for name in (*TABLES, *FACTS, *DECISIONS) if name != "schema_migrations")


@pytest.fixture
def filled(request, tmp_path):
    """A file with articles, claims, a story and groups."""
    return made_warehouse(request, tmp_path, "file", "filled", ingest_pages)


def contents(location):
    with open_for_reading(location) as connection:
        return {name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in ALL}


def test_a_file_becomes_a_lake_and_a_file_again(filled, postgres, tmp_path):
    """A newsroom that outgrows its file must keep every row, id and number, and new rows must not reuse a number."""
    lake = postgres.new_lake(tmp_path)
    copied = copy_warehouse(filled, lake, NOON)
    assert copied["facts.articles"] == counts(filled)["articles"]
    assert contents(lake) == contents(filled)
    back = tmp_path / "back.duckdb"
    copy_warehouse(lake, back, NOON)
    assert contents(back) == contents(filled)
    for location in (lake, back):
        with open_for_writing(location) as connection:
            ((highest,),) = connection.execute("SELECT max(claim_number) FROM facts.claims").fetchall()
            assert take_numbers(connection, 1) > highest
        publish(location, [page(9, url="https://harbour.example/9")], run="after")
        with open_for_reading(location) as connection:
            assert not [flaw for flaw in find_flaws(connection) if flaw.wrong]


def test_a_target_with_rows_is_refused_and_stays(filled, request, tmp_path):
    """Two warehouses in one place could not be told apart again."""
    other = made_warehouse(request, tmp_path, "file", "other", publish_page)
    before = contents(other)
    with pytest.raises(UsageError, match="has rows already"):
        copy_warehouse(filled, other, NOON)
    assert contents(other) == before
    with pytest.raises(UsageError, match="onto itself"):
        copy_warehouse(filled, filled, NOON)


def test_a_copy_that_breaks_off_leaves_an_empty_target(filled, postgres, tmp_path, monkeypatch):
    """Half a copy would look like a warehouse."""
    lake = postgres.new_lake(tmp_path)
    monkeypatch.setattr("hearsay.warehouse.copy._last_number", lambda _connection: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        copy_warehouse(filled, lake, NOON)
    monkeypatch.undo()
    assert not any(contents(lake).values())
    copy_warehouse(filled, lake, NOON)


def test_the_command_copies_into_a_lake_in_a_sqlite_file(filled, tmp_path, monkeypatch):
    """To try a lake nobody needs a server."""
    monkeypatch.setattr("hearsay.flows.command_line.os._exit", lambda code: None)
    address = f"ducklake:sqlite:{tmp_path / 'catalog.sqlite'}"
    done = CliRunner().invoke(hearsay, ["copy", "--json", str(filled), address], standalone_mode=False)
    assert json.loads(done.stdout)["facts.claims"] == len(contents(filled)["facts.claims"])
    assert contents(parse_lake(address)) == contents(filled)
    asked = CliRunner().invoke(hearsay, ["--warehouse", address, "query", "--json", "FROM stories"])
    assert json.loads(asked.stdout), asked.output


def test_tidy_leaves_few_files_and_every_row(warehouse):
    """Each chunk adds a small file to each table of a lake, and queries open all of them."""
    for number in range(1, 6):
        publish(warehouse, [page(number, url=f"https://harbour.example/{number}")], run=f"run-{number}")
    before = contents(warehouse)
    tidied = tidy_warehouse(warehouse, keep_days=0, keep_files_hours=0)
    assert contents(warehouse) == before
    assert "bytes kept" in tidied.as_text()
    if tidied.before.snapshots:
        assert tidied.before.snapshots > 10
        assert tidied.after.snapshots == 1
        assert tidied.after.files < tidied.before.files / 2
        assert tidied.after.size_bytes < tidied.before.size_bytes
    again = tidy_warehouse(warehouse, keep_days=0, keep_files_hours=0)
    assert again.after.files <= tidied.after.files
    publish(warehouse, [page(7, url="https://harbour.example/7")], run="run-7")


def test_a_reader_that_has_begun_reads_on_while_a_lake_is_tidied(postgres, tmp_path):
    """A report takes seconds, in which a scheduled run may tidy."""
    lake = postgres.made_lake(tmp_path)
    for number in range(1, 4):
        publish(lake, [page(number, url=f"https://harbour.example/{number}")], run=f"run-{number}")
    with open_for_reading(lake) as reader:
        before = reader.execute("FROM articles ORDER BY ALL").fetchall()
        tidy_warehouse(lake, keep_days=7, keep_files_hours=1)
        assert reader.execute("FROM articles ORDER BY ALL").fetchall() == before
        publish(lake, [page(4, url="https://harbour.example/4")], run="run-4")
        assert reader.execute("FROM articles ORDER BY ALL").fetchall() == before, "a reader sees one snapshot"
