"""Readings: one article version, read by one version of the reader, with its mentions and claims.

Whether a reading is stored is asked once for a version and a reader. A new reading is appended, and its rows never
change. The same reading again adds nothing. A reading that differs from the stored one replaces it: the stored one is
closed with the reason 'read again'.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import duckdb
import polars as pl

from hearsay.warehouse.facts import FACTS, own_columns
from hearsay.warehouse.numbers import take_numbers
from hearsay.warehouse.schema import TABLES
from hearsay.warehouse.statements import column_list, id_list, identifier, load_sql

_DECIDED = {"run_id", "closed_at", "closed_reason", "claim_group_id"}
"""Columns that may differ between two readings with the same rows."""


def add_readings(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, pl.DataFrame]) -> None:
    """Append the readings of a chunk: one for each article row whose reading is not stored in the same form."""
    _copy_in(connection, rows)
    _leave_out_unchanged(connection)
    _number_readings(connection)
    _append(connection)


def add_to_readings(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, pl.DataFrame]) -> None:
    """Append rows released from quarantine to their readings. Rows that are stored already add nothing.

    A reading whose article was in quarantine itself is new. The other readings are gathered again.
    """
    _copy_in(connection, rows)
    connection.execute(load_sql("leave_out_stored_rows"))
    connection.execute(
        "DELETE FROM decisions.gathered_readings WHERE reading_number IN (SELECT reading_number FROM asked_readings)"
    )
    _number_readings(connection)
    _append(connection)


def _copy_in(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, pl.DataFrame]) -> None:
    """Copy the frames into temporary tables, and look up which of their readings are stored."""
    for name in ("articles", "mentions", "claims", "claim_mentions"):
        frame = rows[name]
        if name == "articles":
            frame = frame.select("version_id", "reader_version", "run_id", "loaded_at")
        connection.register("incoming", frame)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE incoming_{name} AS FROM incoming")
        connection.unregister("incoming")
    connection.execute(load_sql("asked_readings"))


def _leave_out_unchanged(connection: duckdb.DuckDBPyConnection) -> None:
    """Remove readings that are stored with the same rows. The others are new readings."""
    row = connection.execute("SELECT count(reading_number) FROM asked_readings").fetchone()
    if not row or not row[0]:
        return
    for name in ("mentions", "claims"):
        names = (column.name for column in TABLES[name].columns if column.name not in _DECIDED)
        connection.execute(load_sql("changed_rows", table=identifier(name), columns=column_list("stored", *names)))
    connection.execute(load_sql("leave_out_unchanged"))


def _number_readings(connection: duckdb.DuckDBPyConnection) -> None:
    """Give numbers to the readings without one, and append them to facts.readings."""
    row = connection.execute("SELECT count(*) FROM asked_readings WHERE reading_number IS NULL").fetchone()
    first = take_numbers(connection, int(row[0]) if row else 0)
    connection.execute(load_sql("number_readings"), {"first": first})
    connection.execute(
        "INSERT INTO facts.readings "
        "SELECT reading_number, version_number, reader_version, read_at, run_id FROM asked_readings "
        "WHERE reading_number >= ? ORDER BY reading_number",
        [first],
    )


def _append(connection: duckdb.DuckDBPyConnection) -> None:
    """Append the mentions and claims of asked_readings, and let known claims keep their groups."""
    for name in ("mentions", "claims"):
        row = connection.execute(f"SELECT count(*) FROM incoming_{name}").fetchone()  # noqa: S608 - our names
        first = take_numbers(connection, int(row[0]) if row else 0)
        columns = column_list(name.removesuffix("s"), *own_columns(FACTS[f"facts.{name}"]))
        connection.execute(load_sql(f"append_{name}", columns=columns), {"first": first})
    rows = connection.execute("SELECT reading_number FROM asked_readings").fetchall()
    connection.execute(load_sql("append_claim_mentions", readings=id_list(number for (number,) in rows)))
    _keep_groups(connection)


def _keep_groups(connection: duckdb.DuckDBPyConnection) -> None:
    """Let the claims of read-again versions keep their groups. Most chunks have no such version."""
    row = connection.execute(
        "SELECT count(*) FROM facts.readings AS earlier JOIN asked_readings AS asked USING (version_number) "
        "WHERE earlier.reading_number < asked.reading_number"
    ).fetchone()
    if row and row[0]:
        connection.execute(load_sql("keep_groups"))


def close_readings(
    connection: duckdb.DuckDBPyConnection, version_numbers: Iterable[int], closed_at: datetime
) -> None:
    """Close or reopen the readings of some article versions, where their state changes."""
    versions = id_list(version_numbers)
    count = f"SELECT count(*) FROM facts.readings WHERE version_number IN ({versions})"  # noqa: S608 - numbers
    (readings,) = connection.execute(count).fetchone() or (0,)
    first = take_numbers(connection, int(readings))
    connection.execute(load_sql("close_readings", versions=versions), {"first": first, "closed_at": closed_at})


def close_retired(connection: duckdb.DuckDBPyConnection) -> None:
    """Close the open readings of the versions in the table `retired`."""
    row = connection.execute("SELECT count(*) FROM readings SEMI JOIN retired USING (version_id)").fetchone()
    first = take_numbers(connection, int(row[0]) if row else 0)
    connection.execute(
        "INSERT INTO decisions.reading_states SELECT ? + row_number() OVER (ORDER BY reading_number) - 1, "
        "reading_number, now(), 'not found again' FROM readings SEMI JOIN retired USING (version_id) "
        "WHERE closed_at IS NULL",
        [first],
    )
