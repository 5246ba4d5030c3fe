"""Upkeep of a lake by DuckLake's own functions, on the connection of the only writer."""

import duckdb


def expire_snapshots(connection: duckdb.DuckDBPyConnection, keep_days: float) -> None:
    """Expire the snapshots that are older than some days. The last snapshot stays."""
    _call(connection, "ducklake_expire_snapshots", f"older_than => now() - to_seconds({float(keep_days) * 86_400})")


def merge_files(connection: duckdb.DuckDBPyConnection) -> None:
    """Write files with many deleted rows again, and merge adjacent small files of every table."""
    _call(connection, "ducklake_rewrite_data_files", "delete_threshold => 0.3")
    _call(connection, "ducklake_merge_adjacent_files")


def delete_old_files(connection: duckdb.DuckDBPyConnection, keep_hours: float) -> None:
    """Delete files that were replaced some hours ago, and files that a killed writer left.

    A reader that has begun may still open a replaced file, so it stays for a while.
    """
    older = f"older_than => now() - to_seconds({float(keep_hours) * 3_600})"
    _call(connection, "ducklake_cleanup_old_files", older)
    _call(connection, "ducklake_delete_orphaned_files", older)


def count_files(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number of data files and delete files of the last snapshot."""
    row = connection.execute(
        f"SELECT sum(file_count + delete_file_count) FROM ducklake_table_info('{_name(connection)}')"  # noqa: S608 - our name
    ).fetchone()
    return int(row[0] or 0) if row else 0


def count_snapshots(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number of snapshots."""
    row = connection.execute(f"SELECT count(*) FROM ducklake_snapshots('{_name(connection)}')").fetchone()  # noqa: S608 - our name
    return int(row[0]) if row else 0


def _name(connection: duckdb.DuckDBPyConnection) -> str:
    (name,) = connection.execute("SELECT current_database()").fetchone() or ("",)
    return str(name)


def _call(connection: duckdb.DuckDBPyConnection, function: str, *options: str) -> None:
    connection.execute(f"CALL {function}({', '.join((repr(_name(connection)), *options))})").fetchall()
