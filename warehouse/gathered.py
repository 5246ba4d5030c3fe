"""Publication of a gathering in one transaction: look-up keys, copies, stories, claim groups and their counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb
import polars as pl

from hearsay.warehouse.connection import transaction
from hearsay.warehouse.neighbours import State, gathering_state
from hearsay.warehouse.publish import add_checks, insert_rows
from hearsay.warehouse.schema import TABLES
from hearsay.warehouse.statements import fill_sql, id_list, identifier, load_sql

LOOK_UP_TABLES = ("article_bands", "story_keys", "claim_bands", "article_profiles")

_MEMBERS = """
SELECT DISTINCT ON (claim_id) claim_id, version_id, claim_group_id, content_text, source_entity_id
FROM claims
WHERE {{column}} IN ({{ids}})
ORDER BY claim_id, closed_at DESC NULLS FIRST, reader_version
"""
"""Each claim once: from the current reading, or else from the reading closed last."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """The result of gathering. `rows` are frames of GATHERED_TABLES, without the counts of stories and groups.

    `copies` has the columns version_id, copy_of and copy_similarity; `story_of` version_id and story_id; `group_of`
    claim_id and claim_group_id; `merged` story_id and merged_into. `state` is the gathering state at the
    time of reading the warehouse.
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
    """Publish the whole gathering in one transaction.

    Returns:
        False, without a change, if another run has gathered since the warehouse was read.
    """
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
        connection.execute(load_sql("appearances"))
        _sum_stories(
            connection, [*gathering.story_of["story_id"], *gathering.merged["merged_into"]], gathering.run_id
        )
        _sum_groups(connection, gathering)
        add_checks(connection, gathering.checks)
    return True


def _set(connection: duckdb.DuckDBPyConnection, table: str, key: str, frame: pl.DataFrame) -> None:
    """Update the rows of a table from a frame, matched by the key."""
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
    """Write the dates and counts of stories from their articles."""
    _upsert(connection, "stories", load_sql("sum_stories"), story_ids, run_id)


def _sum_groups(connection: duckdb.DuckDBPyConnection, gathering: Gathering) -> None:
    """Write the dates and counts of claim groups from their claims, also where an article became a copy."""
    touched = set(gathering.group_of["claim_group_id"])
    changed = set(gathering.copies["version_id"]) - set(gathering.story_of["version_id"])
    for version_id in sorted(changed):
        rows = connection.execute(
            "SELECT DISTINCT claim_group_id FROM claims WHERE version_id = ? AND claim_group_id IS NOT NULL",
            [version_id],
        ).fetchall()
        touched.update(group for (group,) in rows)
    _collect_members(connection, gathering, touched)
    versions = _ids(connection, "SELECT DISTINCT version_id FROM members")
    originals = _ids(
        connection,
        fill_sql("SELECT DISTINCT copy_of FROM articles WHERE version_id IN ({{ids}})", ids=id_list(versions)),
    )
    select = load_sql("sum_claim_groups", versions=id_list(versions), originals=id_list(originals))
    _upsert(connection, "claim_groups", select, touched, gathering.run_id)
    connection.execute("DROP TABLE members")


def _collect_members(connection: duckdb.DuckDBPyConnection, gathering: Gathering, groups: set[str]) -> None:
    """Write the claims of some groups into the temporary table `members`.

    A group that this gathering founded has only claims of this batch. They are found by their ids, which have an
    index. Only earlier groups need a pass over all claims.
    """
    founded = set(gathering.rows["claim_groups"]["claim_group_id"])
    new = gathering.group_of.filter(pl.col("claim_group_id").is_in(founded))["claim_id"]
    of_new = fill_sql(_MEMBERS, column=identifier("claim_id"), ids=id_list(new))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE members AS {of_new}")
    if groups - founded:
        of_earlier = fill_sql(_MEMBERS, column=identifier("claim_group_id"), ids=id_list(groups - founded))
        connection.execute(f"INSERT INTO members {of_earlier}")


def _ids(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    return [name for (name,) in connection.execute(sql).fetchall() if name is not None]


def _upsert(connection: duckdb.DuckDBPyConnection, table: str, select: str, ids: Iterable[str], run_id: str) -> None:
    """Insert or update the rows that a SELECT returns for the touched ids, in the order of the table's columns."""
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
