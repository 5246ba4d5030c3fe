"""Publication of a chunk in one transaction. Publishing a chunk twice adds nothing.

Other connections see the whole chunk or nothing of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
import polars as pl

from hearsay.warehouse.connection import transaction, tried_again
from hearsay.warehouse.facts import STORED_CHECKS
from hearsay.warehouse.indexes import stored_rows
from hearsay.warehouse.page_rows import (
    add_pages,
    date_entities,
    find_stored_pages,
    further_sightings,
    note_places,
    note_sightings,
    settle_versions,
)
from hearsay.warehouse.readings import add_readings, add_to_readings
from hearsay.warehouse.run_lock import RunEnd
from hearsay.warehouse.schema import INPUTS, OUTCOMES, QUARANTINE, RUNS, VALIDATORS, empty_frame
from hearsay.warehouse.subjects import SUBJECTS
from hearsay.warehouse.writing import add_rows, insert_rows, merge_rows, new_values


@dataclass(frozen=True, slots=True)
class Chunk:
    """The result of one batch of inputs, after the audit.

    `rows` holds the clean frames by table name, each with the columns of its table. `sightings` holds captures that
    were seen again (capture_id, seen_at). `rows_extracted` counts the rows before the audit, over all tables.
    """

    run_id: str
    rows: Mapping[str, pl.DataFrame]
    sightings: pl.DataFrame
    ledger: pl.DataFrame
    quarantine: pl.DataFrame
    checks: pl.DataFrame
    rows_extracted: int
    rows_loaded: int
    rows_quarantined: int
    published_at: datetime
    validators: pl.DataFrame = field(default_factory=lambda: empty_frame(VALIDATORS))
    places: pl.DataFrame | None = None
    """Places of captures in the archive, for known and new captures: (capture_id, archive_file, archive_offset)."""


def start_run(connection: duckdb.DuckDBPyConnection, run: Mapping[str, object]) -> None:
    """Write the row of a run at the start, so that a killed run is visible too."""
    frame = pl.DataFrame([run], schema=RUNS.polars_schema)
    with transaction(connection):
        merge_rows(connection, RUNS, frame)


@tried_again
def publish_chunk(connection: duckdb.DuckDBPyConnection, chunk: Chunk) -> bool:
    """Publish the whole chunk in one transaction.

    Returns:
        False, without a change, if the run's ledger already holds the inputs of the chunk.
    """
    with transaction(connection):
        if _is_published(connection, chunk):
            return False
        places = _no_places() if chunk.places is None else chunk.places
        seen = pl.concat([chunk.sightings["capture_id"], places["capture_id"]])
        stored = find_stored_pages(connection, chunk.rows, seen)
        validators = stored_rows(connection, SUBJECTS["validators"], chunk.validators["url"])
        numbers = add_pages(connection, chunk.rows, stored)
        add_readings(connection, chunk.rows, numbers)
        date_entities(connection, chunk.rows, stored)
        note_places(connection, places, numbers)
        sightings = further_sightings(chunk.sightings, chunk.rows, stored)
        note_sightings(connection, sightings, chunk.rows, stored, numbers)
        settle_versions(connection, stored.versions, numbers, chunk.published_at)
        add_rows(connection, "validators", chunk.validators, validators, new_values(VALIDATORS))
        merge_rows(connection, QUARANTINE, chunk.quarantine)
        add_checks(connection, chunk.checks)
        insert_rows(connection, INPUTS, chunk.ledger)
        _add_to_run(connection, chunk)
    return True


def publish_checks(connection: duckdb.DuckDBPyConnection, checks: pl.DataFrame) -> None:
    """Write checks of a whole run, which belong to no chunk."""
    with transaction(connection):
        add_checks(connection, checks)


def release_rows(
    connection: duckdb.DuckDBPyConnection,
    rows: Mapping[str, pl.DataFrame],
    quarantine_ids: Iterable[str],
    released_at: datetime,
) -> None:
    """Publish rows from quarantine with their original ids, and mark their entries in quarantine as released."""
    ids = pl.DataFrame({"quarantine_id": sorted(quarantine_ids)}, schema={"quarantine_id": pl.String})
    with transaction(connection):
        stored = find_stored_pages(connection, rows, rows["captures"]["capture_id"])
        numbers = add_pages(connection, rows, stored)
        add_to_readings(connection, rows, numbers)
        date_entities(connection, rows, stored)
        settle_versions(connection, stored.versions, numbers, released_at)
        connection.register("released", ids)
        connection.execute(
            "UPDATE quarantine SET released_at = ? WHERE released_at IS NULL "
            "AND quarantine_id IN (SELECT quarantine_id FROM released)",
            [released_at],
        )
        connection.unregister("released")


def finish_run(
    connection: duckdb.DuckDBPyConnection, run_id: str, finished_at: datetime, end: RunEnd | None = None
) -> None:
    """Write the end of a run into its row.

    Args:
        connection: The warehouse, open for writing.
        run_id: The run.
        finished_at: End of the run.
        end: State and reason of a broken run. Without `end` the state is stopped if the audit stopped a
            chunk, and finished otherwise.
    """
    with transaction(connection):
        stopped = connection.execute(
            "SELECT 1 FROM inputs WHERE run_id = ? AND reason = 'audit_stopped' LIMIT 1", [run_id]
        ).fetchone()
        if end is None:
            end = RunEnd("stopped", "audit_stopped") if stopped else RunEnd("finished", None)
        connection.execute(
            "UPDATE runs SET finished_at = ?, state = ?, reason = ?, detail = ? WHERE run_id = ?",
            [finished_at, *end, run_id],
        )


def _is_published(connection: duckdb.DuckDBPyConnection, chunk: Chunk) -> bool:
    if chunk.ledger.is_empty():
        return False
    # Chunks are published in the order of their inputs, and each input counts once.
    (count,) = connection.execute(
        f"SELECT {' + '.join(f'inputs_{outcome}' for outcome in OUTCOMES)} FROM runs WHERE run_id = ?",  # noqa: S608 - outcomes of the schema
        [chunk.run_id],
    ).fetchone() or (0,)
    return int(chunk.ledger["input_number"][0]) <= int(count)


def _no_places() -> pl.DataFrame:
    return pl.DataFrame(schema={"capture_id": pl.String})


def add_checks(connection: duckdb.DuckDBPyConnection, checks: pl.DataFrame) -> None:
    """Append the checks of a chunk. The view `checks` adds up those of a run."""
    insert_rows(connection, STORED_CHECKS, checks)


def _add_to_run(connection: duckdb.DuckDBPyConnection, chunk: Chunk) -> None:
    outcomes = dict(chunk.ledger.group_by("outcome").len().iter_rows())
    counts = {f"inputs_{outcome}": count for outcome, count in outcomes.items()} | {
        "rows_extracted": chunk.rows_extracted,
        "rows_loaded": chunk.rows_loaded,
        "rows_quarantined": chunk.rows_quarantined,
    }
    sums = ", ".join(f"{name} = {name} + ?" for name in counts)
    connection.execute(f"UPDATE runs SET {sums} WHERE run_id = ?", [*counts.values(), chunk.run_id])  # noqa: S608
