"""Rows that a chunk reads: as many in a large warehouse as in a small one."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from bench.growth_rows import fill_warehouse
from bench.made_chunks import CLAIMS_OF_ARTICLE, NOW
from bench.suites.growth import chunk_cost
from hearsay.warehouse.connection import open_for_writing
from tests.integration.test_gathering import ingest
from tests.integration.test_publish import ask
from tests.integration.test_story_joins import AGAIN, ALONE, FULL, OTHER

ROW_GROUP = 122_880
"""Rows of a DuckDB row group, the smallest part of a table that a filter skips."""


class Counted:
    """A connection that counts the rows that each of its statements scans, by table."""

    def __init__(self, connection, rows):
        self._connection = connection
        self._rows = rows

    def execute(self, *arguments, **named):
        answer = self._connection.execute(*arguments, **named)
        self._count()
        return answer

    def sql(self, *arguments, **named):
        frame = self._connection.sql(*arguments, **named)
        if frame is not None:
            frame.execute()
        self._count()
        return frame

    def _count(self):
        for name, rows in scanned(json.loads(self._connection.get_profiling_information("json"))):
            self._rows[name] = self._rows.get(name, 0) + rows

    def __getattr__(self, name):
        return getattr(self._connection, name)


def scanned(node):
    """Yield table and rows of each scan below a node of a profile.

    DuckDB counts all rows of a scan that gets row ids from a join, but reads only the vectors around these rows.
    """
    shown = node.get("extra_info", {})
    if node.get("operator_type") == "TABLE_SCAN" and "Table" in shown:
        is_by_row_id = re.search("rowid(=| IN)", str(shown.get("Dynamic Filters", "")))
        yield shown["Table"].partition(".")[2], 0 if is_by_row_id else node["operator_rows_scanned"]
    for child in node.get("children", ()):
        yield from scanned(child)


PROFILED = {name: "true" for name in ("OPERATOR_TYPE", "OPERATOR_ROWS_SCANNED", "EXTRA_INFO")}


def rows_of_a_chunk(path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Return the rows that publishing and gathering a chunk scan, by table, after a chunk that fills the indexes."""
    chunk_cost(path, 0)
    return rows_of(lambda: chunk_cost(path, 1), monkeypatch)


def rows_of(work: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Return the rows that some work scans, by table."""
    rows: dict[str, int] = {}
    connect = duckdb.connect

    def counted(*arguments, **named):
        connection = connect(*arguments, **named)
        connection.execute("PRAGMA enable_profiling = 'no_output'")
        connection.execute(f"SET custom_profiling_settings = '{json.dumps(PROFILED)}'")
        return Counted(connection, rows)

    with monkeypatch.context() as patch:
        patch.setattr(duckdb, "connect", counted)
        work()
    return rows


def test_a_chunk_reads_no_more_rows_of_a_warehouse_ten_times_as_large(tmp_path, monkeypatch):
    """Whatever runs once per chunk and reads a whole column makes each chunk dearer than the one before."""
    rows = {}
    for articles in (3_000, 30_000):
        path = tmp_path / f"{articles}.duckdb"
        fill_warehouse(path, articles, CLAIMS_OF_ARTICLE, NOW)
        rows[articles] = rows_of_a_chunk(path, monkeypatch)
    small, large = rows.values()
    assert sum(small.values()) > 10_000, "nothing was counted"
    grown = {name: count for name, count in large.items() if count > small.get(name, 0) + 3 * ROW_GROUP}
    assert grown == {}


MADE_JOINS = """
INSERT INTO entity_joins
SELECT md5('j' || i), md5('f' || i), md5('t' || i), 'made', now(), NULL, NULL, 1000000 + i
FROM range(8 * ?) AS t(i)
"""


def test_the_joins_of_a_story_are_looked_up_among_many(warehouse_file, monkeypatch):
    """Stories join some surnames of every chunk, so the table of joins grows with the warehouse."""
    path = warehouse_file
    ingest(path, [FULL, ALONE])
    with open_for_writing(path) as connection:
        connection.execute(MADE_JOINS, [ROW_GROUP])
        connection.execute("DROP SEQUENCE facts.numbers")
        connection.execute("CREATE SEQUENCE facts.numbers START 10000000")
    ingest(path, [AGAIN], run="run-2")  # fills the index
    rows = rows_of(lambda: ingest(path, [OTHER], run="run-3"), monkeypatch)
    assert ask(path, "SELECT count(undone_at) AS n FROM entity_joins")["n"].to_list() == [1]
    assert 0 < rows["main.entity_joins"] <= 3 * ROW_GROUP, rows
