"""Publication of what gathering came to: one batch, one transaction, and the sums of what it touched made anew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb
import polars as pl

from hearsay.warehouse.connection import transaction
from hearsay.warehouse.neighbours import State, gathering_state
from hearsay.warehouse.publish import add_checks, insert_rows
from hearsay.warehouse.schema import TABLES

LOOK_UP_TABLES = ("article_bands", "story_keys", "claim_bands", "article_profiles")

# pipelines.stories.known.precedence, in SQL.
_TELLS_DAY = "{a}.published_at IS NOT NULL AND {a}.published_precision IN ('second', 'minute', 'hour', 'day')"
_APPEARED = f"CASE WHEN {_TELLS_DAY} THEN {{a}}.published_at ELSE {{a}}.first_seen_at END"
_PRECEDENCE = (
    f"({_APPEARED})::DATE, NOT ({_TELLS_DAY} AND {{a}}.published_precision <> 'day'), {_APPEARED}, "
    "{a}.first_seen_at, {a}.version_id"
)


@dataclass(frozen=True, slots=True)
class Gathering:
    """What gathering came to. `rows` are frames of GATHERED_TABLES; sums of stories and groups are made here.

    `copies`: version_id, copy_of, copy_similarity. `story_of`: version_id, story_id. `group_of`: claim_id,
    claim_group_id. `merged`: story_id, merged_into. `state` is what the warehouse was like when it was asked.
    """

    run_id: str
    state: State
    rows: Mapping[str, pl.DataFrame]
    copies: pl.DataFrame
    story_of: pl.DataFrame
    group_of: pl.DataFrame
    merged: pl.DataFrame
    checks: pl.DataFrame
    gathered_at: datetime


def publish_gathering(connection: duckdb.DuckDBPyConnection, gathering: Gathering) -> bool:
    """Publish all of a gathering or none of it. False, and nothing done, when another gathered since it was asked."""
    with transaction(connection):
        if gathering_state(connection) != gathering.state:
            return False
        for name in LOOK_UP_TABLES:
            insert_rows(connection, TABLES[name], gathering.rows[name], "")
        for name in ("stories", "claim_groups"):
            insert_rows(connection, TABLES[name], gathering.rows[name], "ON CONFLICT DO NOTHING")
        _set(connection, "articles", "version_id", gathering.copies)
        _set(connection, "articles", "version_id", gathering.story_of)
        _set(connection, "claims", "claim_id", gathering.group_of)
        _merge(connection, gathering)
        _sum_stories(
            connection, [*gathering.story_of["story_id"], *gathering.merged["merged_into"]], gathering.run_id
        )
        _sum_groups(connection, gathering)
        add_checks(connection, gathering.checks)
    return True


def _set(connection: duckdb.DuckDBPyConnection, table: str, key: str, frame: pl.DataFrame) -> None:
    """Write a frame's other columns into the rows of its key."""
    if frame.is_empty():
        return
    columns = ", ".join(f"{name} = fresh.{name}" for name in frame.columns if name != key)
    connection.register("fresh", frame)
    try:
        connection.execute(f"UPDATE {table} SET {columns} FROM fresh WHERE {table}.{key} = fresh.{key}")  # noqa: S608
    finally:
        connection.unregister("fresh")


def _merge(connection: duckdb.DuckDBPyConnection, gathering: Gathering) -> None:
    for gone, kept in gathering.merged.iter_rows():
        connection.execute("UPDATE articles SET story_id = ? WHERE story_id = ?", [kept, gone])
        connection.execute(
            "UPDATE stories SET merged_into = ?, merged_at = ? WHERE story_id = ?",
            [kept, gathering.gathered_at, gone],
        )


def _sum_stories(connection: duckdb.DuckDBPyConnection, story_ids: Iterable[str], run_id: str) -> None:
    """Make the rows of stories anew from their articles. A text of no known outlet is an outlet of its own."""
    order, appeared = _PRECEDENCE.format(a="article"), _APPEARED.format(a="article")
    _upsert(
        connection,
        "stories",
        f"SELECT story_id, first(version_id ORDER BY {order}), first(title ORDER BY {order}), "  # noqa: S608
        f"min({appeared}), max({appeared}), count(DISTINCT coalesce(domain, article_id)), "
        "count(DISTINCT article_id), count(DISTINCT article_id) FILTER (WHERE copy_of IS NULL), NULL, NULL, $run_id "
        "FROM articles AS article WHERE story_id IN (SELECT id FROM touched) GROUP BY story_id ORDER BY story_id",
        story_ids,
        run_id,
    )


def _sum_groups(connection: duckdb.DuckDBPyConnection, gathering: Gathering) -> None:
    """Make the rows of claim groups anew from their claims, also those of articles that now are copies."""
    touched = set(gathering.group_of["claim_group_id"])
    changed = set(gathering.copies["version_id"]) - set(gathering.story_of["version_id"])
    for version_id in sorted(changed):
        rows = connection.execute(
            "SELECT DISTINCT claim_group_id FROM claims WHERE version_id = ? AND claim_group_id IS NOT NULL",
            [version_id],
        ).fetchall()
        touched.update(group for (group,) in rows)
    _collect_members(connection, gathering, touched)
    order, appeared = _PRECEDENCE.format(a="article"), _APPEARED.format(a="article")
    order = f"{order}, claim_id"
    versions = _listed(connection, "SELECT DISTINCT version_id FROM members")
    originals = _listed(connection, f"SELECT DISTINCT copy_of FROM articles WHERE version_id IN ({versions})")  # noqa: S608
    _upsert(
        connection,
        "claim_groups",
        f"SELECT claim_group_id, first(claim_id ORDER BY {order}), first(content_text ORDER BY {order}), "  # noqa: S608
        f"first(source_entity_id ORDER BY {order}), min({appeared}), max({appeared}), "
        "count(DISTINCT article.article_id), count(DISTINCT coalesce(article.domain, article.article_id)), "
        "count(DISTINCT coalesce(original.domain, original.article_id, article.domain, article.article_id)), $run_id "
        f"FROM members JOIN (FROM articles WHERE version_id IN ({versions})) AS article USING (version_id) "
        f"LEFT JOIN (FROM articles WHERE version_id IN ({originals})) AS original "
        "ON original.version_id = article.copy_of GROUP BY claim_group_id ORDER BY claim_group_id",
        touched,
        gathering.run_id,
    )
    connection.execute("DROP TABLE members")


def _collect_members(connection: duckdb.DuckDBPyConnection, gathering: Gathering, groups: set[str]) -> None:
    """The claims of some groups as a table of their own.

    All claims of a group that was founded now are of this batch, and are asked for by their ids, for which there is
    an index; only the groups that were there before cost a pass over the claims.
    """
    founded = set(gathering.rows["claim_groups"]["claim_group_id"])
    new = gathering.group_of.filter(pl.col("claim_group_id").is_in(founded))["claim_id"]
    # A claim may stand in several readings: the one that counts, or else the one that was closed last.
    columns = "DISTINCT ON (claim_id) claim_id, version_id, claim_group_id, content_text, source_entity_id"
    newest = "ORDER BY claim_id, closed_at DESC NULLS FIRST, reader_version"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE members AS SELECT {columns} FROM claims "  # noqa: S608
        f"WHERE claim_id IN ({_quoted(new)}) {newest}"
    )
    if groups - founded:
        connection.execute(
            f"INSERT INTO members SELECT {columns} FROM claims "  # noqa: S608
            f"WHERE claim_group_id IN ({_quoted(groups - founded)}) {newest}"
        )


def _listed(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The ids that a SELECT gives, for an IN: DuckDB takes to an index for constants alone."""
    return _quoted(name for (name,) in connection.execute(sql).fetchall() if name is not None)


def _quoted(ids: Iterable[str]) -> str:
    return ", ".join("'" + one.replace("'", "''") + "'" for one in sorted(ids)) or "NULL"


def _upsert(connection: duckdb.DuckDBPyConnection, table: str, select: str, ids: Iterable[str], run_id: str) -> None:
    """Insert what a SELECT gives for the touched ids, in the order of the columns, or replace what is there."""
    names = [column.name for column in TABLES[table].columns]
    (key,) = TABLES[table].key
    taken = ", ".join(f"{name} = excluded.{name}" for name in names if name not in (key, "run_id"))
    touched = pl.DataFrame({"id": sorted(set(ids))}, schema={"id": pl.String})
    if touched.is_empty():
        return
    connection.register("touched", touched)
    try:
        connection.execute(
            f"INSERT INTO {table} ({', '.join(names)}) {select} ON CONFLICT ({key}) DO UPDATE SET {taken}",
            {"run_id": run_id},
        )
    finally:
        connection.unregister("touched")
