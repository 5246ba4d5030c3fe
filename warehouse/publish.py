"""Publication: one chunk, one transaction, and running it twice adds nothing.

A reader sees all of a chunk or none of it. Every insert is ordered by its key: DuckDB 1.5 takes an unsorted upsert
up to ten times slower.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
import polars as pl

from hearsay.warehouse.connection import transaction
from hearsay.warehouse.run_lock import Broken
from hearsay.warehouse.schema import CHECKS, INPUTS, QUARANTINE, RUNS, TABLES, VALIDATORS, Table, empty_frame


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
    places: pl.DataFrame | None = None
    """Where the archive holds captures, known and new: (capture_id, archive_file, archive_offset)."""


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
        _add_rows(connection, chunk.rows)
        _note_places(connection, chunk.places)
        _note_sightings(connection, chunk.sightings)
        _settle_versions(connection, chunk.rows, chunk.sightings, chunk.published_at)
        insert_rows(
            connection, VALIDATORS, chunk.validators, f"ON CONFLICT (url) DO UPDATE SET {_take_new(VALIDATORS)}"
        )
        insert_rows(connection, QUARANTINE, chunk.quarantine, "ON CONFLICT DO NOTHING")
        add_checks(connection, chunk.checks)
        insert_rows(connection, INPUTS, chunk.ledger, "")
        _add_to_run(connection, chunk)
    return True


def publish_checks(connection: duckdb.DuckDBPyConnection, checks: pl.DataFrame) -> None:
    """Write checks that belong to no chunk: those of a run as a whole."""
    with transaction(connection):
        add_checks(connection, checks)


def release_rows(
    connection: duckdb.DuckDBPyConnection,
    rows: Mapping[str, pl.DataFrame],
    quarantine_ids: Iterable[str],
    released_at: datetime,
) -> None:
    """Publish rows out of quarantine under the ids that they had, and mark what kept them back as released."""
    ids = pl.DataFrame({"quarantine_id": sorted(quarantine_ids)}, schema={"quarantine_id": pl.String})
    with transaction(connection):
        _add_rows(connection, rows)
        _settle_versions(connection, rows, rows["captures"].select("capture_id"), released_at)
        connection.register("released", ids)
        connection.execute(
            "UPDATE quarantine SET released_at = ? WHERE released_at IS NULL "
            "AND quarantine_id IN (SELECT quarantine_id FROM released)",
            [released_at],
        )
        connection.unregister("released")


def finish_run(
    connection: duckdb.DuckDBPyConnection, run_id: str, finished_at: datetime, broken: Broken | None = None
) -> None:
    """Close the row of a run: as it broke, or else stopped if the audit kept a chunk back, or else finished."""
    with transaction(connection):
        stopped = connection.execute(
            "SELECT 1 FROM inputs WHERE run_id = ? AND reason = 'audit_stopped' LIMIT 1", [run_id]
        ).fetchone()
        if broken is None:
            broken = Broken("stopped", "audit_stopped") if stopped else Broken("finished", None)
        connection.execute(
            "UPDATE runs SET finished_at = ?, state = ?, reason = ?, detail = ? WHERE run_id = ?",
            [finished_at, *broken, run_id],
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


def _add_rows(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, pl.DataFrame]) -> None:
    _upsert_captures(connection, rows["captures"])
    _upsert_articles(connection, rows["articles"])
    _upsert_entities(connection, rows["entities"])
    insert_rows(connection, TABLES["entity_links"], rows["entity_links"], "ON CONFLICT DO NOTHING")
    _upsert_readings(connection, rows)
    _date_entities(connection)


def _upsert_captures(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> None:
    kept = ("first_seen_at", "last_seen_at", "fetched_at", "run_id", "archive_file", "archive_offset")
    table = TABLES["captures"]
    insert_rows(
        connection,
        table,
        frame,
        f"ON CONFLICT (capture_id) DO UPDATE SET {_take_new(table, *kept)}, "
        "first_seen_at = least(captures.first_seen_at, excluded.first_seen_at), "
        "last_seen_at = greatest(captures.last_seen_at, excluded.last_seen_at), "
        "fetched_at = least(captures.fetched_at, excluded.fetched_at)",  # least passes over NULL
    )


_IS_EARLIER = "excluded.first_seen_at < articles.first_seen_at"
_IS_MADE_ANEW = (
    "(excluded.extractor_version, excluded.reader_version) <> (articles.extractor_version, articles.reader_version)"
)
_LOSES_DATE = f"(NOT {_IS_EARLIER} AND articles.published_basis = 'feed' AND excluded.published_basis = 'none')"


def _upsert_articles(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> None:
    """Versions that are new, and those that are there: what is told of one is what its earliest capture says.

    So archives may be loaded in any order. A newer extractor or reader has the last word, but where a page says
    nothing of its date, what a feed once said of it stays: it is nowhere else.
    """
    table = TABLES["articles"]
    fixed = {"version_id", "first_seen_at", "last_seen_at", "capture_id", "loaded_at", "version", "run_id"}
    # Its text is the same, so what it is a copy of and the story it is in stay.
    fixed |= {"copy_of", "copy_similarity", "story_id"}
    changes = []
    for name in (column.name for column in table.columns if column.name not in fixed):
        is_taken = f"({_IS_EARLIER} OR {_IS_MADE_ANEW})"
        if name.startswith("published_"):
            is_taken += f" AND NOT {_LOSES_DATE}"
        changes.append(f'"{name}" = CASE WHEN {is_taken} THEN excluded."{name}" ELSE articles."{name}" END')
    connection.register("incoming", frame.select("version_id", "first_seen_at"))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE seen_earlier AS SELECT articles.version_id FROM articles JOIN incoming "
        "USING (version_id) WHERE incoming.first_seen_at < articles.first_seen_at"
    )
    connection.unregister("incoming")
    insert_rows(
        connection,
        table,
        frame,
        f"ON CONFLICT (version_id) DO UPDATE SET {', '.join(changes)}, "
        f"capture_id = CASE WHEN {_IS_EARLIER} THEN excluded.capture_id ELSE articles.capture_id END, "
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


def _upsert_readings(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, pl.DataFrame]) -> None:
    """Mentions and claims. Those that are there already were resolved anew: what they stand for is as of now."""
    for name in ("mentions", "claims"):
        table = TABLES[name]
        kept = {"run_id", "closed_at", "closed_reason", "claim_group_id"} & set(table.polars_schema.names())
        key = ", ".join(table.key)
        insert_rows(connection, table, rows[name], f"ON CONFLICT ({key}) DO UPDATE SET {_take_new(table, *kept)}")
    table = TABLES["claim_mentions"]
    connection.register("reread", rows["claims"].select("claim_id", "reader_version"))
    connection.register("parts", rows[table.name].select(table.key))
    key = ", ".join(table.key)
    try:
        connection.execute(
            "DELETE FROM claim_mentions "  # noqa: S608 - our key
            "WHERE (claim_id, reader_version) IN (SELECT (claim_id, reader_version) FROM reread) "
            f"AND ({key}) NOT IN (SELECT ({key}) FROM parts)"
        )
        # The same words are the same claim to whoever reads them: what it was grouped with stays.
        connection.execute(
            "UPDATE claims SET claim_group_id = earlier.claim_group_id FROM ("
            "  SELECT claim_id, any_value(claim_group_id) AS claim_group_id FROM claims"
            "  WHERE claim_id IN (SELECT claim_id FROM reread) AND claim_group_id IS NOT NULL GROUP BY claim_id"
            ") AS earlier WHERE claims.claim_id = earlier.claim_id AND claims.claim_group_id IS NULL"
        )
    finally:
        connection.unregister("reread")
        connection.unregister("parts")
    insert_rows(connection, table, rows[table.name], "ON CONFLICT DO NOTHING")


def _note_places(connection: duckdb.DuckDBPyConnection, places: pl.DataFrame | None) -> None:
    """The archive's word is the last: captures that were there before it was, or in another one, get their place."""
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
    """Entities of versions that turn out to be older than was known: when they were first and last seen."""
    found = connection.execute("SELECT count(*) FROM seen_earlier").fetchone()
    if found and found[0]:
        connection.execute(
            "UPDATE entities SET first_seen_at = dated.first_at, last_seen_at = dated.last_at FROM ("
            "  SELECT entity_id, min(articles.first_seen_at) AS first_at, max(articles.first_seen_at) AS last_at"
            "  FROM mentions JOIN articles USING (version_id) WHERE entity_id IN ("
            "    SELECT entity_id FROM mentions WHERE version_id IN (SELECT version_id FROM seen_earlier)"
            "  ) GROUP BY entity_id"
            ") AS dated WHERE entities.entity_id = dated.entity_id"
        )
    connection.execute("DROP TABLE seen_earlier")


def _note_sightings(connection: duckdb.DuckDBPyConnection, sightings: pl.DataFrame) -> None:
    if sightings.is_empty():
        return
    times = sightings.group_by("capture_id").agg(
        pl.col("seen_at").min().alias("first_at"), pl.col("seen_at").max().alias("last_at")
    )
    connection.register("seen", times.sort("capture_id"))
    try:
        connection.execute(
            "UPDATE captures SET first_seen_at = least(captures.first_seen_at, seen.first_at),"
            "  last_seen_at = greatest(captures.last_seen_at, seen.last_at) FROM seen "
            "WHERE captures.capture_id = seen.capture_id"
            "  AND (captures.last_seen_at < seen.last_at OR captures.first_seen_at > seen.first_at)"
        )
        connection.execute(
            "UPDATE articles SET last_seen_at = latest.seen_at FROM ("
            # Not seen.seen_at: what a rebuild reads anew is as current as the page that was seen again since.
            "  SELECT captures.version_id, max(captures.last_seen_at) AS seen_at"
            "  FROM seen JOIN captures USING (capture_id)"
            "  WHERE captures.version_id IS NOT NULL GROUP BY captures.version_id"
            ") AS latest WHERE articles.version_id = latest.version_id AND articles.last_seen_at < latest.seen_at"
        )
    finally:
        connection.unregister("seen")


def _settle_versions(
    connection: duckdb.DuckDBPyConnection,
    rows: Mapping[str, pl.DataFrame],
    sightings: pl.DataFrame,
    published_at: datetime,
) -> None:
    """Number the versions of every article touched, mark the one last seen, close and reopen claims accordingly."""
    connection.execute("CREATE OR REPLACE TEMP TABLE touched (article_id VARCHAR PRIMARY KEY)")
    connection.register("seen", sightings.select("capture_id").unique().sort("capture_id"))
    loaded = pl.concat([rows["articles"].select("article_id"), rows["claims"].select("article_id")])
    connection.register("loaded", loaded.unique().sort("article_id"))
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
        "  SELECT claim_id, claims.reader_version,"
        "    CASE WHEN is_current AND claims.reader_version = articles.reader_version THEN NULL ELSE ? END"
        "      AS closed_at,"
        "    CASE WHEN NOT is_current THEN 'new version'"
        "      WHEN claims.reader_version <> articles.reader_version THEN 'new reader' END AS closed_reason"
        "  FROM claims JOIN articles USING (version_id)"
        "  WHERE articles.article_id IN (SELECT article_id FROM touched)"
        ") AS judged WHERE claims.claim_id = judged.claim_id AND claims.reader_version = judged.reader_version"
        "  AND (claims.closed_at IS NULL) <> (judged.closed_at IS NULL)",
        [published_at],
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
