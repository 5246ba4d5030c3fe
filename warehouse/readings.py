"""Readings: one article version, read by one version of the reader, with its mentions and claims.

Whether a reading is stored is asked once for a version and a reader. A new reading is appended, and its rows never
change. The same reading again adds nothing. A reading that differs from the stored one replaces it: the stored one is
closed with the reason 'read again'.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import duckdb
import polars as pl

from hearsay.warehouse.facts import FACTS, own_columns
from hearsay.warehouse.numbers import take_numbers
from hearsay.warehouse.statements import Fragment, column_list, identifier, load_sql, number_list
from hearsay.warehouse.subjects import SUBJECTS, current_rows


@dataclass(frozen=True, slots=True)
class PageNumbers:
    """Number and id of the captures, article versions and entities of a chunk, stored or new."""

    captures: pl.DataFrame
    articles: pl.DataFrame
    entities: pl.DataFrame


_ENTITY = {"mentions": ("entity_number", "entity_id"), "claims": ("source_entity_number", "source_entity_id")}
"""Columns that refer to an entity, by number in the fact and by id in the frame."""


def add_readings(
    connection: duckdb.DuckDBPyConnection, rows: Mapping[str, pl.DataFrame], numbers: PageNumbers
) -> None:
    """Append the readings of a chunk: one for each article row whose reading is not stored in the same form."""
    with _copied_in(connection, rows, numbers):
        _leave_out_unchanged(connection)
        _number_readings(connection)
        _append(connection, ())


def add_to_readings(
    connection: duckdb.DuckDBPyConnection, rows: Mapping[str, pl.DataFrame], numbers: PageNumbers
) -> None:
    """Append rows released from quarantine to their readings. Rows that are stored already add nothing.

    A reading whose article was in quarantine itself is new. The other readings are gathered again.
    """
    with _copied_in(connection, rows, numbers):
        stored = _numbers(connection, "reading_number", "asked_readings")
        readings = number_list(stored)
        connection.execute(load_sql("leave_out_stored_rows", readings=readings))
        connection.execute(f"DELETE FROM decisions.gathered_readings WHERE reading_number IN ({readings})")  # noqa: S608 - numbers
        _number_readings(connection)
        _append(connection, stored)


@contextmanager
def _copied_in(
    connection: duckdb.DuckDBPyConnection, rows: Mapping[str, pl.DataFrame], numbers: PageNumbers
) -> Iterator[None]:
    """Copy the frames into temporary tables for a block, and look up which of their readings are stored."""
    for name in ("articles", "mentions", "claims", "claim_mentions"):
        frame = rows[name]
        if name == "articles":
            frame = frame.select("version_id", "reader_version", "run_id", "loaded_at")
        connection.register("incoming", frame)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE incoming_{name} AS FROM incoming")
        connection.unregister("incoming")
    connection.execute(load_sql("asked_readings", versions=number_list(numbers.articles["version_number"])))
    connection.register("entity_numbers", numbers.entities)
    try:
        yield
    finally:
        connection.unregister("entity_numbers")


def _numbers(connection: duckdb.DuckDBPyConnection, column: str, table: str) -> list[int]:
    """Return the numbers in a column of a temporary table."""
    rows = connection.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL").fetchall()  # noqa: S608 - our names
    return [number for (number,) in rows]


def _leave_out_unchanged(connection: duckdb.DuckDBPyConnection) -> None:
    """Remove readings that are stored with the same rows. The others are new readings."""
    stored = _numbers(connection, "reading_number", "asked_readings")
    if not stored:
        return
    readings = number_list(stored)
    for name, (entity_number, entity_id) in _ENTITY.items():
        statement = load_sql(
            "changed_rows",
            table=identifier(name),
            columns=column_list("fact", *own_columns(FACTS[f"facts.{name}"])),
            readings=readings,
            entity_number=identifier(entity_number),
            entity_id=identifier(entity_id),
        )
        connection.execute(statement)
    connection.execute(load_sql("leave_out_unchanged", readings=readings))


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


def _append(connection: duckdb.DuckDBPyConnection, stored: Collection[int]) -> None:
    """Append the mentions and claims of asked_readings, and let known claims keep their groups.

    Args:
        connection: The warehouse.
        stored: The asked readings that were stored before.
    """
    for name in ("mentions", "claims"):
        row = connection.execute(f"SELECT count(*) FROM incoming_{name}").fetchone()  # noqa: S608 - our names
        first = take_numbers(connection, int(row[0]) if row else 0)
        columns = column_list(name.removesuffix("s"), *own_columns(FACTS[f"facts.{name}"]))
        connection.execute(load_sql(f"number_new_{name}", columns=columns), {"first": first})
        connection.execute(f"INSERT INTO facts.{name} BY NAME FROM numbered_{name} ORDER BY {name[:-1]}_number")
    readings = _numbers(connection, "reading_number", "asked_readings")
    rows = {name: _rows_of_readings(name, stored) for name in ("mentions", "claims")}
    connection.execute(load_sql("append_claim_mentions", **rows))
    _keep_groups(connection, readings)


def _rows_of_readings(name: str, stored: Collection[int]) -> Fragment:
    """Return the new mentions or claims, and those that some readings had before: released rows join a reading."""
    if not stored:
        return Fragment(f"numbered_{name}")
    columns = f"{name[:-1]}_id, {name[:-1]}_number, reading_number"
    earlier = f"SELECT {columns} FROM facts.{name} WHERE reading_number IN ({number_list(stored)})"  # noqa: S608 - numbers
    return Fragment(f"(SELECT {columns} FROM numbered_{name} UNION {earlier})")  # noqa: S608


def _keep_groups(connection: duckdb.DuckDBPyConnection, readings: list[int]) -> None:
    """Let the claims of read-again versions keep their groups. Most chunks have no such version.

    Args:
        connection: The warehouse.
        readings: The new readings.
    """
    versions = number_list(_numbers(connection, "version_number", "asked_readings"))
    every = _readings_of(connection, versions)
    if len(every) == len(readings):
        return
    of_readings = f"facts.claims WHERE reading_number IN ({number_list(every)})"
    rows = connection.execute(f"SELECT claim_number FROM {of_readings}").fetchall()  # noqa: S608 - numbers
    claims = number_list(number for (number,) in rows)
    connection.execute(load_sql("keep_groups", versions=versions, readings=number_list(every), claims=claims))


def _readings_of(connection: duckdb.DuckDBPyConnection, versions: Fragment) -> list[int]:
    """Return the numbers of the readings of some article versions."""
    rows = connection.execute(
        f"SELECT reading_number FROM facts.readings WHERE version_number IN ({versions})"  # noqa: S608 - numbers
    ).fetchall()
    return [number for (number,) in rows]


def close_readings(
    connection: duckdb.DuckDBPyConnection, version_numbers: Iterable[int], closed_at: datetime
) -> None:
    """Close or reopen the readings of some article versions, where their state changes."""
    versions = list(version_numbers)
    readings = _readings_of(connection, number_list(versions))
    if not readings:
        return
    columns = {"version_number", "is_current", "reader_version"}
    statement = load_sql(
        "close_readings",
        readings=number_list(readings),
        articles=current_rows(SUBJECTS["articles"], versions, columns),
    )
    connection.execute(statement, {"first": take_numbers(connection, len(readings)), "closed_at": closed_at})


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
