"""Migrations on warehouses that earlier releases wrote: nothing is lost, and work goes on."""

import lzma
import re
import shutil
from pathlib import Path

import duckdb
import pytest

from hearsay.errors import WarehouseVersionError
from hearsay.flows.config.settings import Settings
from hearsay.flows.run.gathering import gather_pending
from hearsay.flows.run.ingest import begin_run, end_run
from hearsay.pipelines.sources import Source
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.integrity import find_flaws
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.schema import SCHEMA_VERSION
from tests.made_pages import NOON
from tests.made_runs import InProcess, ask, run_sources

ROOT = Path(__file__).parents[2]
KEPT = {int(re.findall(r"\d+", file.name)[0]): file for file in (ROOT / "tests" / "kept").glob("*.duckdb.xz")}
PAGES = (
    "harbour-post/2026-03-02-ferry-inquiry-v1.html",
    "harbour-post/2026-03-02-ferry-inquiry-v2.html",
)
"""Of the four pages that the kept warehouses hold, two versions of one article."""


def unpacked(folder, version):
    path = folder / f"schema-{version}.duckdb"
    path.write_bytes(lzma.decompress(KEPT[version].read_bytes()))
    return path


def wrong(path):
    with open_for_reading(path) as connection:
        return [(flaw.name, flaw.example) for flaw in find_flaws(connection) if flaw.wrong]


def lost_rows(before, after):
    """By table, the rows of one warehouse that another has not, in the columns that the first knew."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{before}' AS before (READ_ONLY)")
        connection.execute(f"ATTACH '{after}' AS after (READ_ONLY)")
        tables = connection.execute(
            "SELECT table_name, list(column_name) FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, "
            "table_name) WHERE database_name = 'before' GROUP BY table_name"
        ).fetchall()
        found = {}
        for table, columns in tables:
            names = ", ".join(f'"{name}"' for name in columns)
            ((lost,),) = connection.execute(
                f"SELECT count(*) FROM "
                f"(SELECT {names} FROM before.{table} EXCEPT ALL SELECT {names} FROM after.{table})"
            ).fetchall()
            if lost:
                found[table] = lost
        return found


def test_every_schema_before_this_one_is_kept():
    """Who changes the schema keeps a warehouse of the one before; tests/kept/README.md tells how."""
    assert set(range(1, SCHEMA_VERSION)) <= KEPT.keys()


@pytest.mark.parametrize("version", sorted(KEPT))
def test_a_kept_warehouse_is_migrated_without_loss(tmp_path, version):
    """A migration that drops or changes a row does so to everybody, once, for good."""
    path = unpacked(tmp_path, version)
    before = shutil.copy(path, tmp_path / "before.duckdb")
    prepare_warehouse(path, NOON)
    assert ask(path, "SELECT max(schema_version) FROM schema_migrations") == [(SCHEMA_VERSION,)]
    assert lost_rows(before, path) == {}
    assert ask(path, "SELECT count(*) FROM articles") == [(4,)]
    assert ask(path, "SELECT count(*) > 40 FROM claims WHERE length(content_text) > 0") == [(True,)]
    assert wrong(path) == []
    views = [name for (name,) in ask(path, "SELECT view_name FROM duckdb_views() WHERE NOT internal")]
    assert len(views) >= 4
    for view in views:
        ask(path, f"FROM {view}")
    assert ask(path, "SELECT count(*) > 20 FROM who_said_what") == [(True,)]


@pytest.mark.parametrize("version", [min(KEPT), max(KEPT)])
def test_the_same_pages_go_into_a_migrated_warehouse(tmp_path, version):
    """Work goes on where the older release left it: the same articles, and claims of this reader beside the old."""
    path = unpacked(tmp_path, version)
    pages = tmp_path / "pages"
    pages.mkdir()
    for page in PAGES:
        shutil.copy(ROOT / "samples" / "pages" / page, pages)
    old = {claim for (claim,) in ask(path, "SELECT claim_id FROM claims")}
    receipt = run_sources(path, [Source(str(pages))])
    assert receipt.exit_code == 0
    assert sum(receipt.summary.inputs.values()) == len(PAGES)
    run = begin_run([], str(path), Settings(), "command")
    gather_pending(run, InProcess())
    end_run(run)
    assert ask(path, "SELECT count(*) FROM articles WHERE story_id IS NULL AND is_current") == [(0,)]
    assert old <= {claim for (claim,) in ask(path, "SELECT claim_id FROM claims")}
    assert wrong(path) == []


def test_a_newer_warehouse_is_refused_with_what_to_do(tmp_path):
    """An older hearsay that writes into it would undo what it does not know."""
    path = unpacked(tmp_path, max(KEPT))
    prepare_warehouse(path, NOON)
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"INSERT INTO schema_migrations VALUES ({SCHEMA_VERSION + 1}, 'later', now())")
    with pytest.raises(WarehouseVersionError, match=f"knows up to {SCHEMA_VERSION}; update hearsay"):
        begin_run([], str(path), Settings(), "command")
    assert not list(tmp_path.glob(".*.run"))
