"""What a warehouse held before a rebuild, kept in two Parquet files beside it until the rebuild has ended.

A rebuild that was killed finds them and goes on; so its report still tells old against new.
"""

import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hearsay.warehouse.connection import open_for_reading, open_for_writing, transaction

PAGES_SQL = """
SELECT captures.capture_id, captures.sha256, captures.outcome, captures.reason, captures.version_id,
    coalesce(captures.final_url, captures.url, named.given, 'sha256 ' || captures.sha256) AS name,
    captures.archive_file, articles.reader_version, articles.title, articles.text_sha256, articles.authors,
    articles.published_at, articles.published_precision
FROM captures LEFT JOIN articles USING (version_id)
LEFT JOIN (SELECT capture_id, min(given) AS given FROM inputs GROUP BY capture_id) AS named
    ON named.capture_id = captures.capture_id
"""
CLAIMS_SQL = """
SELECT claims.claim_id, claims.version_id, claims.source_text, claims.cue_text, claims.content_text,
    claims.source_type, claims.quote_type, claims.polarity, claims.certainty
FROM claims JOIN articles USING (version_id, reader_version)
"""


def before_folder(warehouse: Path) -> Path:
    """Where it is kept."""
    return warehouse.with_name(f"{warehouse.name}.before-rebuild")


def keep_before(source: Path, folder: Path, wait_seconds: float) -> None:
    """Write down what a warehouse holds of pages and claims: all of it appears, or nothing."""
    fresh = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}.new")
    fresh.mkdir(parents=True)
    try:
        with open_for_reading(source, wait_seconds) as connection:
            for name, sql in (("pages", PAGES_SQL), ("claims", CLAIMS_SQL)):
                connection.sql(sql).write_parquet(str(fresh / f"{name}.parquet"), compression="zstd")
        os.replace(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def dropped_after(folder: Path) -> Iterator[None]:
    """Drop what was kept when the block has done its work; after an error it stays for the next attempt."""
    yield
    shutil.rmtree(folder, ignore_errors=True)


def unfinished_rebuilds(warehouse: Path, made_by: tuple[str, str], wait_seconds: float) -> tuple[str, ...]:
    """The rebuilds by that extractor and reader that were killed since the last one that ended."""
    with open_for_reading(warehouse, wait_seconds) as connection:
        rows = connection.execute(
            "SELECT run_id FROM runs WHERE trigger = 'rebuild' AND state IN ('running', 'failed', 'interrupted') "
            "AND extractor_version = ? AND reader_version = ? AND started_at > coalesce((SELECT max(started_at) "
            "FROM runs WHERE trigger = 'rebuild' AND state NOT IN ('running', 'failed', 'interrupted')), "
            "TIMESTAMPTZ '-infinity') "
            "ORDER BY started_at",
            list(made_by),
        ).fetchall()
    return tuple(row[0] for row in rows)


def retire_versions(warehouse: Path, run_ids: Iterable[str], wait_seconds: float) -> int:
    """Versions whose capture those runs worked on, and that no capture gives any more, are not current; claims close.

    So an article that the present extraction finds at another address, or no longer takes for one, does not stand
    twice, or for ever. Returns how many were current until now.
    """
    with open_for_writing(warehouse, wait_seconds) as connection, transaction(connection):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE retired AS SELECT version_id, is_current FROM articles "
            "WHERE version_id NOT IN (SELECT version_id FROM captures WHERE version_id IS NOT NULL) "
            "AND capture_id IN (SELECT capture_id FROM inputs WHERE list_contains(?, run_id))",
            [list(run_ids)],
        )
        row = connection.execute("SELECT count(*) FROM retired WHERE is_current").fetchone()
        connection.execute(
            "UPDATE articles SET is_current = false "
            "WHERE is_current AND version_id IN (SELECT version_id FROM retired)"
        )
        connection.execute(
            "UPDATE claims SET closed_at = now(), closed_reason = 'not found again' "
            "WHERE closed_at IS NULL AND version_id IN (SELECT version_id FROM retired)"
        )
        connection.execute("DROP TABLE retired")
    return int(row[0]) if row else 0
