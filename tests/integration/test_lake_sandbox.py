"""A user's SQL on a lake: it reads the lake's tables, and reaches neither the catalog, nor a server, nor a file."""

import pytest

from hearsay.errors import QueryError
from hearsay.warehouse.connection import SANDBOX, open_for_reading
from hearsay.warehouse.lake.catalog import last_snapshot
from hearsay.warehouse.query import QueryLimits, run_query
from tests.integration.test_publish import publish
from tests.made_pages import page
from tests.postgres import PASSWORD

LIMITS = QueryLimits(seconds=5, memory="200MB", wait_seconds=5)

ATTEMPTS = (
    "FROM __ducklake_metadata_lake.ducklake_snapshot",
    "FROM __ducklake_metadata_lake.public.ducklake_metadata",
    'FROM "__ducklake_metadata_lake"."ducklake_snapshot"',
    "WITH a AS (FROM __DUCKLAKE_METADATA_LAKE.ducklake_data_file) FROM a",
    "DESCRIBE __ducklake_metadata_lake.ducklake_snapshot",
    "SUMMARIZE __ducklake_metadata_lake.ducklake_snapshot",
    "FROM postgres_query('__ducklake_metadata_lake', 'SELECT usename FROM pg_user')",
    "SELECT (SELECT count(*) FROM postgres_query('__ducklake_metadata_lake', 'SELECT 1'))",
    "FROM postgres_execute('__ducklake_metadata_lake', 'DROP SCHEMA hearsay_control CASCADE')",
    "FROM postgres_scan('{catalog}', 'hearsay_control', 'runs')",
    "FROM Postgres_Scan_Pushdown('{catalog}', 'public', 'ducklake_metadata')",
    "FROM postgres_attach('{catalog}')",
    "FROM ducklake_expire_snapshots('lake', older_than => now())",
    "FROM ducklake_cleanup_old_files('lake', cleanup_all => true)",
    "FROM lake.main.ducklake_delete_orphaned_files('lake', cleanup_all => true)",
    "FROM ducklake_set_option('lake', 'parquet_compression', 'zstd')",
    "FROM ducklake_merge_adjacent_files('lake')",
    "FROM ducklake_settings('lake')",
    "FROM query('FROM postgres_query(''__ducklake_metadata_lake'', ''SELECT 1'')')",
    "FROM query_table('__ducklake_metadata_lake.ducklake_snapshot')",
    "EXPLAIN ANALYZE FROM ducklake_expire_snapshots('lake', older_than => now())",
    "EXPLAIN (FORMAT json) FROM ducklake_expire_snapshots('lake', older_than => now())",
    "SELECT * FROM claims, LATERAL (FROM read_parquet('{data}/**/*.parquet'))",
    "FROM '{data}/main/runs/*.parquet'",
    "FROM glob('{data}/**')",
    "FROM read_text('/etc/passwd')",
    "FROM sqlite_scan('/etc/passwd', 'x')",
    "FROM duckdb_settings()",
    "FROM claims UNION ALL BY NAME FROM (FROM pg_clear_cache())",
    "(FROM runs) UNION ALL BY NAME (DESCRIBE FROM ducklake_snapshots('lake'))",
)


@pytest.fixture(scope="module")
def lake(postgres, tmp_path_factory):
    made = postgres.made_lake(tmp_path_factory.mktemp("sandbox"))
    publish(made, [page()])
    return made


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_query_does_not_reach_out_of_the_lake(lake, attempt):
    """The extensions' functions delete files and run SQL on servers, with the password of the environment."""
    before = last_snapshot(lake, 5), sorted(lake.data.rglob("*"))
    sql = attempt.replace("{catalog}", lake.catalog).replace("{data}", str(lake.data))
    with pytest.raises(QueryError, match=r"may not|cannot read this SQL|Parser Error|syntax error"):
        run_query(lake, sql, LIMITS)
    assert (last_snapshot(lake, 5), sorted(lake.data.rglob("*"))) == before


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT source_entity FROM lake.main.who_said_what",
        "FROM lake.who_said_what",
        "FROM facts.claims",
        "SELECT table_name, comment FROM duckdb_tables()",
        "FROM information_schema.tables",
        "SELECT x FROM (SELECT unnest(range(3)) AS x)",
        "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 3) FROM n",
        "EXPLAIN FROM claims",
    ],
)
def test_ordinary_questions_are_answered(lake, sql):
    """A wall that refuses the lake's own tables is of no use."""
    assert run_query(lake, sql, LIMITS).height >= 1


def test_the_server_itself_refuses_writes_of_the_session(lake):
    """The list of functions is the first wall; a function that it forgets must not delete a snapshot."""
    before = last_snapshot(lake, 5)
    with open_for_reading(lake, 5, SANDBOX) as connection:
        for sql in (
            "FROM postgres_execute('__ducklake_metadata_lake', 'DROP SCHEMA hearsay_control CASCADE')",
            "FROM ducklake_expire_snapshots('lake', older_than => now())",
        ):
            with pytest.raises(Exception, match=r"read-only|read only"):
                connection.execute(sql).fetchall()
        with pytest.raises(Exception, match="disabled by configuration"):
            connection.execute("FROM read_text('/etc/passwd')")
    assert last_snapshot(lake, 5) == before


def test_no_answer_holds_the_password(lake):
    """Queries are pasted into reports; a connection string stands in DuckDB's own tables."""
    for sql in (
        "FROM duckdb_tables()",
        "FROM duckdb_views()",
        "FROM duckdb_columns()",
        "SELECT getenv('PGPASSWORD')",
    ):
        try:
            assert PASSWORD not in str(run_query(lake, sql, LIMITS).rows())
        except QueryError as error:
            assert PASSWORD not in str(error)  # noqa: PT017 - either way
