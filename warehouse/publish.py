"""Publication of a chunk in one transaction. Publishing a chunk twice adds nothing.

Other connections see the whole chunk or nothing of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
import polars as pl

from hearsay.warehouse.connection import transaction, tried_again
from hearsay.warehouse.readings import add_readings, add_to_readings, close_readings
from hearsay.warehouse.run_lock import RunEnd
from hearsay.warehouse.schema import CHECKS, INPUTS, QUARANTINE, RUNS, TABLES, VALIDATORS, empty_frame
from hearsay.warehouse.statements import id_list, load_sql
from hearsay.warehouse.writing import insert_rows, merge_rows, new_values


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
        known_captures = _add_pages(connection, chunk.rows)
        add_readings(connection, chunk.rows)
        _date_entities(connection)
        _note_places(connection, chunk.places)
        sightings = _further_sightings(chunk.sightings, chunk.rows, known_captures)
        _note_sightings(connection, sightings)
        _settle_versions(connection, chunk.rows, sightings, chunk.published_at)
        merge_rows(connection, VALIDATORS, chunk.validators, new_values(VALIDATORS))
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
        _add_pages(connection, rows)
        add_to_readings(connection, rows)
        _date_entities(connection)
        _settle_versions(connection, rows, rows["captures"].select("capture_id"), released_at)
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
    first = int(chunk.ledger["input_number"][0])
    row = connection.execute(
        "SELECT 1 FROM inputs WHERE run_id = ? AND input_number = ?", [chunk.run_id, first]
    ).fetchone()
    return row is not None


def _add_pages(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Insert or update captures, articles and entities; return the captures that were stored before (capture_id)."""
    known_captures = _upsert_captures(connection, rows["captures"])
    _upsert_articles(connection, rows["articles"])
    _upsert_entities(connection, rows["entities"])
    merge_rows(connection, TABLES["entity_links"], rows["entity_links"])
    return known_captures


def _upsert_captures(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> pl.DataFrame:
    kept = ("first_seen_at", "last_seen_at", "fetched_at", "run_id", "archive_file", "archive_offset")
    table = TABLES["captures"]
    times = {
        "first_seen_at": "least(captures.first_seen_at, incoming.first_seen_at)",
        "last_seen_at": "greatest(captures.last_seen_at, incoming.last_seen_at)",
        "fetched_at": "least(captures.fetched_at, incoming.fetched_at)",  # least ignores NULL
    }
    return merge_rows(connection, table, frame, new_values(table, *kept) | times)


_IS_EARLIER = "incoming.first_seen_at < articles.first_seen_at"
_HAS_OTHER_VERSION = (
    "(incoming.extractor_version, incoming.reader_version) <> (articles.extractor_version, articles.reader_version)"
)
_LOSES_DATE = f"(NOT {_IS_EARLIER} AND articles.published_basis = 'feed' AND incoming.published_basis = 'none')"


def _upsert_articles(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> None:
    """Insert new article versions, and update known ones from their earliest capture.

    So archives can be loaded in any order. Another extractor or reader replaces the columns of a known version, with
    an exception: a date from a feed stays if the page itself has none, because the date is stored nowhere else.
    """
    table = TABLES["articles"]
    fixed = {"version_id", "first_seen_at", "last_seen_at", "capture_id", "loaded_at", "version", "run_id"}
    # The text is the same, so the original and the story stay the same.
    fixed |= {"copy_of", "copy_similarity", "story_id"}
    changes: dict[str, str] = {}
    for name in (column.name for column in table.columns if column.name not in fixed):
        is_taken = f"({_IS_EARLIER} OR {_HAS_OTHER_VERSION})"
        if name.startswith("published_"):
            is_taken += f" AND NOT {_LOSES_DATE}"
        changes[name] = f"CASE WHEN {is_taken} THEN incoming.{name} ELSE articles.{name} END"
    changes |= {
        "capture_id": f"CASE WHEN {_IS_EARLIER} THEN incoming.capture_id ELSE articles.capture_id END",
        "first_seen_at": "least(articles.first_seen_at, incoming.first_seen_at)",
        "last_seen_at": "greatest(articles.last_seen_at, incoming.last_seen_at)",
    }
    connection.register("incoming", frame.select("version_id", "first_seen_at"))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE seen_earlier AS SELECT articles.version_id FROM articles JOIN incoming "
        "USING (version_id) WHERE incoming.first_seen_at < articles.first_seen_at"
    )
    connection.unregister("incoming")
    merge_rows(connection, table, frame, changes)


def _upsert_entities(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> None:
    table = TABLES["entities"]
    # Names seldom change, times often. Two statements, because DuckDB moves a row whose list changes.
    names = {
        name: f"list_sort(list_distinct(list_concat(entities.{name}, incoming.{name})))"
        for name in ("aliases", "identifiers")
    }
    times = {
        "first_seen_at": "least(entities.first_seen_at, incoming.first_seen_at)",
        "last_seen_at": "greatest(entities.last_seen_at, incoming.last_seen_at)",
    }
    merge_rows(connection, table, frame, times)
    merge_rows(connection, table, frame, names)


def _note_places(connection: duckdb.DuckDBPyConnection, places: pl.DataFrame | None) -> None:
    """Write the places of captures in the archive, also for captures stored before or in another archive."""
    if places is None or places.is_empty():
        return
    connection.register("placed", places.sort("capture_id"))
    try:
        connection.execute(
            "UPDATE captures SET archive_file = placed.archive_file, archive_offset = placed.archive_offset "
            "FROM placed WHERE captures.capture_id = placed.capture_id AND (captures.archive_file, "
            "captures.archive_offset) IS DISTINCT FROM (placed.archive_file, placed.archive_offset)"
        )
    finally:
        connection.unregister("placed")


def _date_entities(connection: duckdb.DuckDBPyConnection) -> None:
    """Update the times of entities in versions that turned out to be older."""
    row = connection.execute("SELECT count(*) FROM seen_earlier").fetchone()
    if row and row[0]:
        connection.execute(load_sql("date_entities"))
    connection.execute("DROP TABLE seen_earlier")


def _further_sightings(
    sightings: pl.DataFrame, rows: Mapping[str, pl.DataFrame], known_captures: pl.DataFrame
) -> pl.DataFrame:
    """Return capture_id, first_at and last_at of the sightings that the chunk's own rows do not show.

    The rows of a new article show the only sighting of its new capture. A chunk of new pages has no further sighting.
    """
    times = sightings.group_by("capture_id").agg(
        pl.col("seen_at").min().alias("first_at"), pl.col("seen_at").max().alias("last_at")
    )
    is_of_article = pl.col("capture_id").is_in(rows["articles"]["capture_id"].implode())
    is_known = pl.col("capture_id").is_in(known_captures["capture_id"].implode())
    return times.filter(~is_of_article | is_known | (pl.col("first_at") != pl.col("last_at"))).sort("capture_id")


def _note_sightings(connection: duckdb.DuckDBPyConnection, sightings: pl.DataFrame) -> None:
    if sightings.is_empty():
        return
    connection.register("seen", sightings)
    try:
        connection.execute(
            "UPDATE captures SET first_seen_at = least(captures.first_seen_at, seen.first_at),"
            "  last_seen_at = greatest(captures.last_seen_at, seen.last_at) FROM seen "
            "WHERE captures.capture_id = seen.capture_id"
            "  AND (captures.last_seen_at < seen.last_at OR captures.first_seen_at > seen.first_at)"
        )
        connection.execute(load_sql("note_article_sightings"))
    finally:
        connection.unregister("seen")


def _settle_versions(
    connection: duckdb.DuckDBPyConnection,
    rows: Mapping[str, pl.DataFrame],
    sightings: pl.DataFrame,
    published_at: datetime,
) -> None:
    """Assign numbers to the versions of the chunk's articles, mark the current ones, close or reopen readings."""
    connection.register("loaded", pl.concat([rows[name].select("article_id") for name in ("articles", "claims")]))
    connection.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT article_id FROM loaded")
    connection.unregister("loaded")
    if not sightings.is_empty():
        connection.register("seen", sightings.select("capture_id").unique())
        connection.execute(load_sql("touch_seen_articles"))
        connection.unregister("seen")
    rows_touched = connection.execute("SELECT version_number FROM articles SEMI JOIN touched USING (article_id)")
    numbers = [number for (number,) in rows_touched.fetchall()]
    connection.execute(load_sql("number_versions", versions=id_list(numbers)))
    close_readings(connection, numbers, published_at)
    connection.execute("DROP TABLE touched")


def add_checks(connection: duckdb.DuckDBPyConnection, checks: pl.DataFrame) -> None:
    """Add the checks of a chunk to those of the run's earlier chunks."""
    checked = "(checks.checked_count + incoming.checked_count)"
    unexpected = "(checks.unexpected_count + incoming.unexpected_count)"
    sums = {
        "is_success": "checks.is_success AND incoming.is_success",
        "observed": "coalesce(checks.observed, incoming.observed)",
        "checked_count": checked,
        "unexpected_count": unexpected,
        "unexpected_percent": f"CASE WHEN {checked} = 0 THEN 0 "
        f"ELSE least(100.0, 100.0 * {unexpected} / {checked}) END",
    }
    merge_rows(connection, CHECKS, checks, sums)


def _add_to_run(connection: duckdb.DuckDBPyConnection, chunk: Chunk) -> None:
    outcomes = dict(chunk.ledger.group_by("outcome").len().iter_rows())
    counts = {f"inputs_{outcome}": count for outcome, count in outcomes.items()} | {
        "rows_extracted": chunk.rows_extracted,
        "rows_loaded": chunk.rows_loaded,
        "rows_quarantined": chunk.rows_quarantined,
    }
    sums = ", ".join(f"{name} = {name} + ?" for name in counts)
    connection.execute(f"UPDATE runs SET {sums} WHERE run_id = ?", [*counts.values(), chunk.run_id])  # noqa: S608
