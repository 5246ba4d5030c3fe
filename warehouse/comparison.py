"""Comparison of a rebuild with the snapshot before it: pages and claims, old and new."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.location import Location
from hearsay.warehouse.snapshot import SNAPSHOT_FILES
from hearsay.warehouse.statements import load_sql

MOST_ARTICLES = 1000
"""Most articles that a comparison lists, those with the most changes first."""
MOST_EXAMPLES = 3
"""Most claims of an article that are listed for each fate."""

_FIELDS = ("text", "title", "date", "authors")


class Missing(NamedTuple):
    """A capture that was not rebuilt, with the cause."""

    name: str
    sha256: str
    why: str


class Comparison(NamedTuple):
    """Old and new results of the captures that were processed again.

    `articles` and `claims` are totals. `changed` describes single articles; `changed_left_out` more are not listed.
    """

    articles: dict[str, int]
    claims: dict[str, int]
    changed: list[dict[str, Any]]
    changed_left_out: int


def compare(warehouse: Location, snapshot: Path, run_ids: Iterable[str], wait_seconds: float) -> Comparison:
    """Compare the results of a rebuild with the snapshot in the folder `snapshot`.

    Args:
        warehouse: The rebuilt warehouse.
        snapshot: Folder of the snapshot.
        run_ids: Runs of the rebuild.
        wait_seconds: Longest wait for a locked warehouse.
    """
    with open_for_reading(warehouse, wait_seconds) as connection:
        _create_views(connection, snapshot, list(run_ids))
        for statement in ("pair_versions", "compare_claims", "compare_articles"):
            connection.execute(load_sql(statement))
        claims = dict.fromkeys(("kept", "judged anew", "gone", "new"), 0)
        claims |= dict(connection.execute("SELECT fate, count(*) FROM compared GROUP BY fate").fetchall())
        changed = connection.sql(
            "FROM compared_articles WHERE text_changed OR title_changed OR date_changed OR authors_changed "
            "OR old_version IS NULL OR new_version IS NULL OR gone + new + judged_anew > 0 "
            "ORDER BY gone + new + judged_anew DESC, name, pair"
        ).pl()
        shown = [_article(connection, row) for row in changed.head(MOST_ARTICLES).iter_rows(named=True)]
        totals = _totals(connection)
    return Comparison(totals, claims, shown, max(0, changed.height - MOST_ARTICLES))


def missing_captures(
    warehouse: Location, snapshot: Path | None, run_ids: Iterable[str], wait_seconds: float
) -> list[Missing]:
    """Return the captures that a rebuild did not process, each with the cause.

    These are captures of the warehouse or of the snapshot, and captures whose archive holds only the hash.
    """
    with open_for_reading(warehouse, wait_seconds) as connection:
        _create_views(connection, snapshot, list(run_ids))
        rows = connection.execute(load_sql("missing_captures")).fetchall()
        hashes = connection.execute(
            "SELECT DISTINCT given, regexp_extract(detail, '[0-9a-f]{64}'), "
            "'not in the archive: archiving was off' FROM inputs "
            "WHERE reason = 'not_archived' AND run_id IN (SELECT run_id FROM of_runs) ORDER BY ALL"
        ).fetchall()
    listed = {sha256 for _, sha256, _ in rows}
    return [Missing(*row) for row in [*rows, *(row for row in hashes if row[1] not in listed)]]


def _create_views(connection: duckdb.DuckDBPyConnection, snapshot: Path | None, run_ids: list[str]) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE of_runs AS SELECT unnest(?) AS run_id", [run_ids])
    # A duplicate with the same bytes does not show that the capture's own record was processed.
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE done AS SELECT DISTINCT capture_id FROM inputs "
        "WHERE run_id IN (SELECT run_id FROM of_runs) AND capture_id IS NOT NULL "
        "AND NOT (outcome = 'duplicate' AND reason = 'same_bytes')"
    )
    for name, statement in SNAPSHOT_FILES.items():
        connection.execute(f"CREATE OR REPLACE TEMP VIEW new_{name} AS {load_sql(statement)}")
        if snapshot is None:
            connection.execute(f"CREATE OR REPLACE TEMP VIEW old_{name} AS FROM new_{name} WHERE false")
        else:
            file = str(snapshot / f"{name}.parquet").replace("'", "''")
            connection.execute(f"CREATE OR REPLACE TEMP VIEW old_{name} AS FROM read_parquet('{file}')")


def _totals(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    counted = connection.execute(load_sql("count_compared_articles"))
    names = [column[0] for column in counted.description]
    return dict(zip(names, counted.fetchone() or (), strict=True))


def _article(connection: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> dict[str, Any]:
    article: dict[str, Any] = {"article": row["name"], "version_id": row["new_version"]}
    if row["new_version"] is None:
        article["no_longer"] = f"{row['outcome']}: {row['reason']}"
    if row["old_version"] is None:
        article["new"] = True
    article["changed"] = [field for field in _FIELDS if row[f"{field}_changed"]]
    for field, column in (("title", "title"), ("date", "published_at"), ("authors", "authors")):
        if row[f"{field}_changed"]:
            article[field] = {"old": row[f"old_{column}"], "new": row[f"new_{column}"]}
    article["claims"] = {name: row[name] for name in ("kept", "judged_anew", "gone", "new")}
    article["examples"] = {fate: _examples(connection, row["pair"], fate) for fate in ("gone", "new", "judged anew")}
    return article


def _examples(connection: duckdb.DuckDBPyConnection, pair: int, fate: str) -> list[dict[str, str]]:
    rows = connection.execute(
        "SELECT source_text, cue_text, content_text FROM compared WHERE pair = ? AND fate = ? ORDER BY ALL LIMIT ?",
        [pair, fate, MOST_EXAMPLES],
    ).fetchall()
    return [dict(zip(("source_text", "cue_text", "content_text"), row, strict=True)) for row in rows]
