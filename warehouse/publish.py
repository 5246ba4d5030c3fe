"""Publication: one chunk, one transaction, and running it twice adds nothing.

A reader sees all of a chunk or none of it. Every insert is ordered by its key: DuckDB 1.5 takes an unsorted upsert
up to ten times slower.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
import polars as pl

from warehouse.connection import transaction
from warehouse.schema import CHECKS, INPUTS, QUARANTINE, RUNS, TABLES, VALIDATORS, Table, empty_frame


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one batch of inputs comes to, after the audit.

    `rows` are the clean frames by table name, each in its table's exact shape. `sightings` are captures seen again
    (capture_id, seen_at). `rows_extracted` counts the rows before the audit, over all tables of `rows`.
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


def start_run(connection: duckdb.DuckDBPyConnection, run: Mapping[str, object]) -> None:
    """Write the row of a run that starts, so that one that is killed is seen too."""
    frame = pl.DataFrame([run], schema=RUNS.polars_schema)
    with transaction(connection):
        insert_rows(connection, RUNS, frame, "ON CONFLICT DO NOTHING")


def publish_chunk(connection: duckdb.DuckDBPyConnection, chunk: Chunk) -> bool:
    """Publish all of a chunk or none of it. False, and nothing done, when the run's ledger holds its inputs."""
    with transaction(connection):
        if _is_published(connection, chunk):
            return False
        _upsert_captures(connection, chunk.rows["captures"])
        _upsert_articles(connection, chunk.rows["articles"])
        _upsert_entities(connection, chunk.rows["entities"])
        for name in ("mentions", "claims", "claim_mentions"):
            insert_rows(connection, TABLES[name], chunk.rows[name], "ON CONFLICT DO NOTHING")
        _note_sightings(connection, chunk.sightings)
        _settle_versions(connection, chunk)
        insert_rows(
            connection, VALIDATORS, chunk.validators, f"ON CONFLICT (url) DO UPDATE SET {_take_new(VALIDATORS)}"
        )
        insert_rows(connection, QUARANTINE, chunk.quarantine, "ON CONFLICT DO NOTHING")
        add_checks(connection, chunk.checks)
        insert_rows(connection, INPUTS, chunk.ledger, "")
        _add_to_run(connection, chunk)
    return True


def finish_run(
    connection: duckdb.DuckDBPyConnection, run_id: str, finished_at: datetime, *, is_failed: bool = False
) -> None:
    """Close the row of a run: failed if told so, stopped if the audit kept a chunk back, else finished."""
    with transaction(connection):
        connection.execute(
            "UPDATE runs SET finished_at = ?, state = CASE WHEN ? THEN 'failed' WHEN EXISTS ("
            "  SELECT 1 FROM inputs WHERE inputs.run_id = runs.run_id AND reason = 'audit_stopped'"
            ") THEN 'stopped' ELSE 'finished' END WHERE run_id = ?",
            [finished_at, is_failed, run_id],
        )


def insert_rows(connection: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame, on_conflict: str) -> None:
    """Insert the rows of a frame, ordered by their key; `on_conflict` says what becomes of those that are there."""
    if frame.is_empty():
        return
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    connection.register("incoming", frame.select(table.polars_schema.names()))
    try:
        connection.execute(
            f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM incoming "  # noqa: S608 - names of our schema
            f"ORDER BY {', '.join(table.key)} {on_conflict}"
        )
    finally:
        connection.unregister("incoming")


def _take_new(table: Table, *kept: str) -> str:
    """ON CONFLICT clause that takes every column from the new row but the key and those named."""
    fixed = {*table.key, *kept}
    return ", ".join(
        f'"{column.name}" = excluded."{column.name}"' for column in table.columns if column.name not in fixed
    )


def _is_published(connection: duckdb.DuckDBPyConnection, chunk: Chunk) -> bool:
    if chunk.ledger.is_empty():
        return False
    first = int(chunk.ledger["input_number"][0])
    found = connection.execute(
        "SELECT 1 FROM inputs WHERE run_id = ? AND input_number = ?", [chunk.run_id, first]
    ).fetchone()
    return found is not None


def _upsert_captures(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> None:
    kept = ("first_seen_at", "last_seen_at", "fetched_at", "run_id")
    table = TABLES["captures"]
    insert_rows(
        connection,
        table,
        frame,
        f"ON CONFLICT (capture_id) DO UPDATE SET {_take_new(table, *kept)}, "
        "first_seen_at = least(captures.first_seen_at, excluded.first_seen_at), "
        "last_seen_at = greatest(captures.last_seen_at, excluded.last_seen_at), "
        "fetched_at = coalesce(captures.fetched_at, excluded.fetched_at)",
    )


def _upsert_articles(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> None:
    # A version that is there already is only here again because a newer extractor or reader worked on it.
    # Its text is the same, so what it is a copy of and the story it is in stay.
    gathered = ("copy_of", "copy_similarity", "story_id")
    kept = ("first_seen_at", "last_seen_at", "capture_id", "loaded_at", "version", "run_id", *gathered)
    table = TABLES["articles"]
    insert_rows(
        connection,
        table,
        frame,
        f"ON CONFLICT (version_id) DO UPDATE SET {_take_new(table, *kept)}, "
        "first_seen_at = least(articles.first_seen_at, excluded.first_seen_at), "
        "last_seen_at = greatest(articles.last_seen_at, excluded.last_seen_at)",
    )


def _upsert_entities(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> None:
    insert_rows(
        connection,
        TABLES["entities"],
        frame,
        "ON CONFLICT (entity_id) DO UPDATE SET "
        "aliases = list_sort(list_distinct(list_concat(entities.aliases, excluded.aliases))), "
        "identifiers = list_sort(list_distinct(list_concat(entities.identifiers, excluded.identifiers))), "
        "first_seen_at = least(entities.first_seen_at, excluded.first_seen_at), "
        "last_seen_at = greatest(entities.last_seen_at, excluded.last_seen_at)",
    )


def _note_sightings(connection: duckdb.DuckDBPyConnection, sightings: pl.DataFrame) -> None:
    if sightings.is_empty():
        return
    connection.register("seen", sightings.group_by("capture_id").agg(pl.col("seen_at").max()).sort("capture_id"))
    try:
        connection.execute(
            "UPDATE captures SET last_seen_at = seen.seen_at FROM seen "
            "WHERE captures.capture_id = seen.capture_id AND captures.last_seen_at < seen.seen_at"
        )
        connection.execute(
            "UPDATE articles SET last_seen_at = latest.seen_at FROM ("
            "  SELECT captures.version_id, max(seen.seen_at) AS seen_at FROM seen JOIN captures USING (capture_id)"
            "  WHERE captures.version_id IS NOT NULL GROUP BY captures.version_id"
            ") AS latest WHERE articles.version_id = latest.version_id AND articles.last_seen_at < latest.seen_at"
        )
    finally:
        connection.unregister("seen")


def _settle_versions(connection: duckdb.DuckDBPyConnection, chunk: Chunk) -> None:
    """Number the versions of every article touched, mark the one last seen, close and reopen claims accordingly."""
    connection.execute("CREATE OR REPLACE TEMP TABLE touched (article_id VARCHAR PRIMARY KEY)")
    connection.register("seen", chunk.sightings.select("capture_id").unique().sort("capture_id"))
    connection.register("loaded", chunk.rows["articles"].select("article_id").unique().sort("article_id"))
    connection.execute(
        "INSERT INTO touched SELECT article_id FROM loaded UNION "
        "SELECT article_id FROM seen JOIN captures USING (capture_id) JOIN articles USING (version_id)"
    )
    connection.unregister("seen")
    connection.unregister("loaded")
    # Two captures with the same clock (one folder, one --captured-at) are told apart by what the page says of itself,
    # then by the order in which they came.
    connection.execute(
        "UPDATE articles SET version = ranked.version, is_current = ranked.is_current FROM ("
        "  SELECT version_id,"
        "    row_number() OVER (PARTITION BY article_id"
        "      ORDER BY first_seen_at, modified_at NULLS FIRST, loaded_at, version_id) AS version,"
        "    row_number() OVER (PARTITION BY article_id"
        "      ORDER BY last_seen_at DESC, modified_at DESC NULLS LAST, loaded_at DESC, version_id DESC) = 1"
        "      AS is_current"
        "  FROM articles WHERE article_id IN (SELECT article_id FROM touched)"
        ") AS ranked WHERE articles.version_id = ranked.version_id"
        "  AND (articles.version <> ranked.version OR articles.is_current <> ranked.is_current)"
    )
    connection.execute(
        "UPDATE claims SET closed_at = judged.closed_at, closed_reason = judged.closed_reason FROM ("
        "  SELECT claim_id,"
        "    CASE WHEN is_current AND claims.reader_version = articles.reader_version THEN NULL ELSE ? END"
        "      AS closed_at,"
        "    CASE WHEN NOT is_current THEN 'new version'"
        "      WHEN claims.reader_version <> articles.reader_version THEN 'new reader' END AS closed_reason"
        "  FROM claims JOIN articles USING (version_id)"
        "  WHERE articles.article_id IN (SELECT article_id FROM touched)"
        ") AS judged WHERE claims.claim_id = judged.claim_id"
        "  AND (claims.closed_at IS NULL) <> (judged.closed_at IS NULL)",
        [chunk.published_at],
    )
    connection.execute("DROP TABLE touched")


def add_checks(connection: duckdb.DuckDBPyConnection, checks: pl.DataFrame) -> None:
    """Add the checks of a part of a run to those of the rest of it."""
    insert_rows(
        connection,
        CHECKS,
        checks,
        "ON CONFLICT (run_id, suite, rule) DO UPDATE SET "
        "is_success = checks.is_success AND excluded.is_success, "
        "observed = coalesce(checks.observed, excluded.observed), "
        "checked_count = checks.checked_count + excluded.checked_count, "
        "unexpected_count = checks.unexpected_count + excluded.unexpected_count, "
        "unexpected_percent = CASE WHEN checks.checked_count + excluded.checked_count = 0 THEN 0 ELSE "
        "least(100.0, 100.0 * (checks.unexpected_count + excluded.unexpected_count) "
        "/ (checks.checked_count + excluded.checked_count)) END",
    )


def _add_to_run(connection: duckdb.DuckDBPyConnection, chunk: Chunk) -> None:
    outcomes = dict(chunk.ledger.group_by("outcome").len().iter_rows())
    counts = {f"inputs_{outcome}": count for outcome, count in outcomes.items()} | {
        "rows_extracted": chunk.rows_extracted,
        "rows_loaded": chunk.rows_loaded,
        "rows_quarantined": chunk.rows_quarantined,
    }
    sums = ", ".join(f"{name} = {name} + ?" for name in counts)
    connection.execute(f"UPDATE runs SET {sums} WHERE run_id = ?", [*counts.values(), chunk.run_id])  # noqa: S608
