"""What a rebuild changed: the pages and claims of before against those of now, page by page."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from hearsay.warehouse.before import CLAIMS_SQL, PAGES_SQL
from hearsay.warehouse.connection import open_for_reading

MOST_ARTICLES = 1000
"""Articles that a comparison tells of one by one; those with the most changes come first."""
MOST_EXAMPLES = 3
"""Claims of an article that are shown as gone, and as new."""

_FIELDS = ("text", "title", "date", "authors")

_PAIRS_SQL = """
CREATE OR REPLACE TEMP TABLE pairs AS
SELECT row_number() OVER (ORDER BY name, old_version, new_version) AS pair, * FROM (
    SELECT DISTINCT ON (old.version_id, new.version_id)
        new.name, old.version_id AS old_version, new.version_id AS new_version, new.outcome, new.reason,
        old.title AS old_title, new.title AS new_title, old.authors AS old_authors, new.authors AS new_authors,
        old.published_at AS old_published_at, new.published_at AS new_published_at,
        both_known AND old.text_sha256 <> new.text_sha256 AS text_changed,
        both_known AND old.title IS DISTINCT FROM new.title AS title_changed,
        both_known AND (old.published_at, old.published_precision)
            IS DISTINCT FROM (new.published_at, new.published_precision) AS date_changed,
        both_known AND old.authors IS DISTINCT FROM new.authors AS authors_changed
    FROM (SELECT * FROM old_pages) AS old
    JOIN (SELECT * FROM new_pages) AS new USING (capture_id),
    LATERAL (SELECT old.version_id IS NOT NULL AND new.version_id IS NOT NULL AS both_known)
    WHERE capture_id IN (SELECT capture_id FROM done) AND coalesce(old.version_id, new.version_id) IS NOT NULL
    ORDER BY old.version_id, new.version_id, new.name
)
"""

_CLAIMS_SQL = """
CREATE OR REPLACE TEMP TABLE compared AS
WITH was AS (
    SELECT pair, coalesce(source_text, '') AS source_text, coalesce(cue_text, '') AS cue_text, content_text,
        (source_type, quote_type, polarity, certainty) AS judged,
        row_number() OVER (PARTITION BY pair, source_text, cue_text, content_text ORDER BY claim_id) AS n
    FROM pairs JOIN old_claims ON old_claims.version_id = pairs.old_version
), is_now AS (
    SELECT pair, coalesce(source_text, '') AS source_text, coalesce(cue_text, '') AS cue_text, content_text,
        (source_type, quote_type, polarity, certainty) AS judged,
        row_number() OVER (PARTITION BY pair, source_text, cue_text, content_text ORDER BY claim_id) AS n
    FROM pairs JOIN new_claims ON new_claims.version_id = pairs.new_version
)
SELECT pair, source_text, cue_text, content_text,
    CASE WHEN was.judged IS NULL THEN 'new' WHEN is_now.judged IS NULL THEN 'gone'
        WHEN was.judged IS DISTINCT FROM is_now.judged THEN 'judged anew' ELSE 'kept' END AS fate
FROM was FULL JOIN is_now USING (pair, source_text, cue_text, content_text, n)
"""

_ARTICLES_SQL = """
WITH counted AS (
    SELECT pair, count(*) FILTER (WHERE fate IN ('kept', 'judged anew')) AS kept,
        count(*) FILTER (WHERE fate = 'judged anew') AS judged_anew,
        count(*) FILTER (WHERE fate = 'gone') AS gone, count(*) FILTER (WHERE fate = 'new') AS new
    FROM compared GROUP BY pair
)
SELECT pairs.*, coalesce(kept, 0) AS kept, coalesce(judged_anew, 0) AS judged_anew, coalesce(gone, 0) AS gone,
    coalesce(new, 0) AS new
FROM pairs LEFT JOIN counted USING (pair)
"""


class Missing(NamedTuple):
    """A capture that was not rebuilt, and why."""

    name: str
    sha256: str
    why: str


class Comparison(NamedTuple):
    """Old against new, over the captures that were worked on again.

    `articles` and `claims` are totals; `changed` tells of single articles, but for `changed_left_out` of them.
    """

    articles: dict[str, int]
    claims: dict[str, int]
    changed: list[dict[str, Any]]
    changed_left_out: int


def compare(warehouse: Path, before: Path, run_ids: Iterable[str], wait_seconds: float) -> Comparison:
    """What those runs of a rebuild changed, against what `before` holds."""
    with open_for_reading(warehouse, wait_seconds) as connection:
        _lay_views(connection, before, list(run_ids))
        connection.execute(_PAIRS_SQL)
        connection.execute(_CLAIMS_SQL)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE told AS {_ARTICLES_SQL}")
        claims = dict.fromkeys(("kept", "judged anew", "gone", "new"), 0)
        claims |= dict(connection.execute("SELECT fate, count(*) FROM compared GROUP BY fate").fetchall())
        changed = connection.sql(
            "FROM told WHERE text_changed OR title_changed OR date_changed OR authors_changed OR old_version IS NULL "
            "OR new_version IS NULL OR gone + new + judged_anew > 0 "
            "ORDER BY gone + new + judged_anew DESC, name, pair"
        ).pl()
        shown = [_article(connection, row) for row in changed.head(MOST_ARTICLES).iter_rows(named=True)]
        totals = _totals(connection)
    return Comparison(totals, claims, shown, max(0, changed.height - MOST_ARTICLES))


def missing_captures(
    warehouse: Path, before: Path | None, run_ids: Iterable[str], wait_seconds: float
) -> list[Missing]:
    """Captures that are in the warehouse, were in `before`, or have their hash archived, and were not rebuilt."""
    with open_for_reading(warehouse, wait_seconds) as connection:
        _lay_views(connection, before, list(run_ids))
        rows = connection.execute(
            "SELECT name, sha256, CASE WHEN archive_file IS NULL THEN 'not in the archive: archiving was off' "
            "ELSE 'its record is not in the archive: ' || archive_file END FROM ("
            "  FROM old_pages UNION BY NAME SELECT * FROM new_pages"
            "  WHERE capture_id NOT IN (SELECT capture_id FROM old_pages)"
            ") WHERE capture_id NOT IN (SELECT capture_id FROM done) ORDER BY name, sha256"
        ).fetchall()
        hashes = connection.execute(
            "SELECT DISTINCT given, regexp_extract(detail, '[0-9a-f]{64}'), "
            "'not in the archive: archiving was off' FROM inputs "
            "WHERE reason = 'not_archived' AND run_id IN (SELECT run_id FROM of_runs) ORDER BY ALL"
        ).fetchall()
    known = {sha256 for _, sha256, _ in rows}
    return [Missing(*row) for row in [*rows, *(row for row in hashes if row[1] not in known)]]


def _lay_views(connection: duckdb.DuckDBPyConnection, before: Path | None, run_ids: list[str]) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE of_runs AS SELECT unnest(?) AS run_id", [run_ids])
    # That a capture was seen once more, or comes twice, says nothing of its own record.
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE done AS SELECT DISTINCT capture_id FROM inputs "
        "WHERE run_id IN (SELECT run_id FROM of_runs) AND capture_id IS NOT NULL "
        "AND NOT (outcome = 'duplicate' AND reason = 'same_bytes')"
    )
    for name, sql in (("pages", PAGES_SQL), ("claims", CLAIMS_SQL)):
        connection.execute(f"CREATE OR REPLACE TEMP VIEW new_{name} AS {sql}")
        if before is None:
            connection.execute(f"CREATE OR REPLACE TEMP VIEW old_{name} AS FROM new_{name} WHERE false")
        else:
            file = str(before / f"{name}.parquet").replace("'", "''")
            connection.execute(f"CREATE OR REPLACE TEMP VIEW old_{name} AS FROM read_parquet('{file}')")


def _totals(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    counts = {
        "before": "count(DISTINCT old_version)",
        "now": "count(DISTINCT new_version)",
        "the_same": "count(*) FILTER (WHERE old_version IS NOT NULL AND new_version IS NOT NULL "
        "AND NOT (text_changed OR title_changed OR date_changed OR authors_changed))",
        **{f"{field}_changed": f"count(*) FILTER (WHERE {field}_changed)" for field in _FIELDS},
        "no_longer": "count(*) FILTER (WHERE new_version IS NULL)",
        "new": "count(*) FILTER (WHERE old_version IS NULL)",
    }
    row = connection.execute(f"SELECT {', '.join(counts.values())} FROM told").fetchone()  # noqa: S608 - our names
    return dict(zip(counts, row or (), strict=True))


def _article(connection: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"article": row["name"], "version_id": row["new_version"]}
    if row["new_version"] is None:
        told["no_longer"] = f"{row['outcome']}: {row['reason']}"
    if row["old_version"] is None:
        told["new"] = True
    told["changed"] = [field for field in _FIELDS if row[f"{field}_changed"]]
    for field, column in (("title", "title"), ("date", "published_at"), ("authors", "authors")):
        if row[f"{field}_changed"]:
            told[field] = {"old": row[f"old_{column}"], "new": row[f"new_{column}"]}
    told["claims"] = {name: row[name] for name in ("kept", "judged_anew", "gone", "new")}
    told["examples"] = {fate: _examples(connection, row["pair"], fate) for fate in ("gone", "new", "judged anew")}
    return told


def _examples(connection: duckdb.DuckDBPyConnection, pair: int, fate: str) -> list[dict[str, str]]:
    rows = connection.execute(
        "SELECT source_text, cue_text, content_text FROM compared WHERE pair = ? AND fate = ? ORDER BY ALL LIMIT ?",
        [pair, fate, MOST_EXAMPLES],
    ).fetchall()
    return [dict(zip(("source_text", "cue_text", "content_text"), row, strict=True)) for row in rows]
