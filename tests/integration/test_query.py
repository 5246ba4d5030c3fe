"""SQL from users: reading statements are answered and all others refused, within limits of time and memory."""

import io
import json
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from hearsay.errors import QueryError, WarehouseBusyError, WarehouseError, WarehouseVersionError
from hearsay.warehouse.answer_forms import write_answer
from hearsay.warehouse.lake.catalog import last_snapshot
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.query import QueryLimits, run_query

LIMITS = QueryLimits(seconds=5, memory="200MB", wait_seconds=1)


def state_of(warehouse):
    """Return the bytes of a file, or the snapshot of a lake with its data files."""
    if isinstance(warehouse, Path):
        return warehouse.read_bytes()
    return last_snapshot(warehouse, 1), sorted(warehouse.data.rglob("*"))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM who_said_what",
        "FROM outlet_coverage",
        "WITH a AS (SELECT 1 AS x) SELECT x FROM a",
        "DESCRIBE claims",
        "SUMMARIZE runs",
        "EXPLAIN SELECT 1",
        "SHOW TABLES",
        "SELECT 1; ",
        "SELECT published_at::DATE, date_trunc('week', published_at) FROM articles",
    ],
)
def test_a_reading_statement_is_answered(warehouse, sql):
    """A sandbox that refuses ordinary questions is useless."""
    assert isinstance(run_query(warehouse, sql, LIMITS), pl.DataFrame)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_blob('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "FROM 'https://news.example/a.parquet'",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        "SELECT * FROM parquet_metadata('/etc/passwd')",
        "COPY claims TO '/tmp/out.csv'",
        "COPY (SELECT 1) TO '/dev/stdout'",
        "ATTACH '/tmp/other.duckdb'",
        "DETACH w",
        "INSTALL httpfs",
        "LOAD httpfs",
        "EXPORT DATABASE '/tmp/out'",
        "IMPORT DATABASE '/tmp/out'",
        "SET enable_external_access = true",
        "SET threads = 64",
        "RESET lock_configuration",
        "PRAGMA enable_profiling",
        "CREATE TABLE x (i INT)",
        "CREATE TEMP TABLE x AS SELECT 1",
        "INSERT INTO runs SELECT * FROM runs",
        "UPDATE claims SET source_text = 'me'",
        "DELETE FROM claims",
        "DROP TABLE claims",
        "CALL pragma_version()",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE claims",
        "BEGIN",
        "CHECKPOINT",
        "VACUUM",
        "SELECT getenv('HOME')",
        "",
        "who said what?",
        "SELECT * FROM no_such_table",
    ],
)
def test_a_statement_that_writes_or_reaches_outside_is_refused(warehouse, sql):
    """People paste SQL from anywhere, so a statement must not read files, use the network or change data."""
    before = state_of(warehouse)
    with pytest.raises(QueryError):
        run_query(warehouse, sql, LIMITS)
    assert state_of(warehouse) == before


def test_a_runaway_join_is_stopped(warehouse):
    """Without a limit the query would exclude the writer for ever."""
    started = time.monotonic()
    with pytest.raises(QueryError, match="was stopped after 1 s"):
        run_query(
            warehouse,
            "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = -1",
            QueryLimits(seconds=1),
        )
    assert time.monotonic() - started < 6


def test_memory_is_bounded(warehouse):
    """A large query must not use all memory of the machine, nor fill its disk."""
    with pytest.raises(QueryError, match="needs more than 200MB"):
        run_query(warehouse, "SELECT list(range::VARCHAR || repeat('x', 100)) FROM range(50000000)", LIMITS)


def test_the_forms_of_an_answer(warehouse):
    """Other programs read the answers: CSV with a header, JSON as an array of objects, lists intact in all forms."""
    frame = run_query(
        warehouse, "SELECT 'a,\"b' AS x, [1, 2] AS y, NULL AS z, TIMESTAMPTZ '2026-03-01 12:00:00+02' AS t", LIMITS
    )
    csv, json_out, parquet = io.BytesIO(), io.BytesIO(), io.BytesIO()
    write_answer(frame, "csv", csv)
    write_answer(frame, "json", json_out)
    write_answer(frame, "parquet", parquet)
    assert csv.getvalue().decode().splitlines()[0] == "x,y,z,t"
    assert csv.getvalue().decode().splitlines()[1].startswith('"a,""b","[1, 2]",,2026-03-01T10:00:00')
    (row,) = json.loads(json_out.getvalue())
    assert row["y"] == [1, 2]
    assert row["t"].startswith("2026-03-01T10:00:00")
    parquet.seek(0)
    assert pl.read_parquet(parquet)["y"].to_list() == [[1, 2]]


def test_a_file_that_is_not_a_warehouse_is_refused_with_its_name(tmp_path):
    """Users mistype paths, so the message must show the file and the next action."""
    with pytest.raises(WarehouseError, match=r"there is no warehouse at .*missing"):
        run_query(tmp_path / "missing.duckdb", "SELECT 1", LIMITS)
    (tmp_path / "text.duckdb").write_text("not a database")
    with pytest.raises(WarehouseError, match=r"text\.duckdb cannot be opened"):
        run_query(tmp_path / "text.duckdb", "SELECT 1", LIMITS)
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("CREATE TABLE mine (i INT)")
    with pytest.raises(WarehouseError, match=r"holds other tables \(mine\)"):
        run_query(other, "SELECT 1", LIMITS)
    with pytest.raises(WarehouseError, match="mine"):
        prepare_warehouse(other, datetime(2026, 3, 1, tzinfo=UTC))


def test_a_newer_warehouse_is_refused(warehouse_file):
    """An old hearsay would misread columns of a newer schema."""
    with duckdb.connect(str(warehouse_file)) as connection:
        connection.execute("INSERT INTO schema_migrations VALUES (999, 'future', now())")
    with pytest.raises(WarehouseVersionError, match="schema version 999"):
        run_query(warehouse_file, "SELECT 1", LIMITS)


def _holding(path, read_only, seconds):
    code = (
        "import duckdb, sys, time\n"
        f"c = duckdb.connect({str(path)!r}, read_only={read_only})\n"
        f"print('open', flush=True)\ntime.sleep({seconds})"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout:
        process.stdout.readline()
    return process


@pytest.mark.parametrize("read_only", [False, True])
def test_readers_and_writers_wait_for_one_another(warehouse_file, read_only):
    """DuckDB refuses a locked file at once, although the lock is usually released within moments."""
    other = _holding(warehouse_file, read_only=read_only, seconds=1.5)
    limits = QueryLimits(wait_seconds=20)
    if read_only:
        prepare_warehouse(warehouse_file, datetime(2026, 3, 1, tzinfo=UTC), wait_seconds=20)
    else:
        assert run_query(warehouse_file, "SELECT 1 AS x", limits)["x"].to_list() == [1]
    assert other.wait(timeout=20) == 0


def test_waiting_is_bounded_and_says_so(warehouse_file):
    """A forgotten shell must not block every scheduled run."""
    other = _holding(warehouse_file, read_only=False, seconds=30)
    try:
        with pytest.raises(WarehouseBusyError, match="locked by others for 1 s"):
            run_query(warehouse_file, "SELECT 1", LIMITS)
    finally:
        other.kill()
        other.wait()


def test_a_function_that_cannot_be_interrupted_is_reported_as_stuck(warehouse):
    """DuckDB cannot interrupt a long function call, so the caller must be able to end the process."""
    stuck = threading.Event()
    limits = QueryLimits(seconds=0.1, grace_seconds=0.1, on_stuck=stuck.set)
    with pytest.raises(QueryError):
        run_query(warehouse, "SELECT levenshtein(repeat('ab', 9000), repeat('ba', 9000)) FROM range(20)", limits)
    assert stuck.is_set()


def test_an_answer_is_bounded_too(warehouse):
    """DuckDB's memory limit does not cover rows that have left DuckDB."""
    with pytest.raises(QueryError, match="larger than 1,000,000 bytes"):
        run_query(warehouse, "SELECT repeat('x', 200) FROM range(1000000)", QueryLimits(answer_bytes=1_000_000))


def test_types_without_a_polars_dtype_become_text(warehouse):
    """The difference of two instants is an interval, and a common question."""
    frame = run_query(
        warehouse,
        "SELECT INTERVAL 1 DAY AS i, 'nan'::DOUBLE AS n, 'a'::BLOB AS b, 1.5::DECIMAL(4, 1) AS d, TIME '10:00' AS t, "
        "{'on': [DATE '2026-03-01', NULL]} AS s",
        LIMITS,
    )
    out = io.BytesIO()
    write_answer(frame, "json", out)
    assert json.loads(out.getvalue()) == [
        {"i": "1 day", "n": None, "b": "61", "d": 1.5, "t": "10:00:00", "s": {"on": ["2026-03-01", None]}}
    ]
    out = io.BytesIO()
    write_answer(frame, "csv", out)
    header, row = out.getvalue().decode().splitlines()
    assert header == "i,n,b,d,t,s"
    assert row == '1 day,NaN,61,1.5,10:00:00,"{""on"": [""2026-03-01"", null]}"'


def test_a_file_without_a_table_is_not_a_warehouse(tmp_path):
    """--warehouse may name a file of another program, or the rest of an interrupted copy."""
    with duckdb.connect(str(tmp_path / "empty.duckdb")):
        pass
    with pytest.raises(WarehouseError, match="is an empty DuckDB file, not a hearsay warehouse; give another"):
        run_query(tmp_path / "empty.duckdb", "SELECT 1", LIMITS)
