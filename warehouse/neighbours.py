"""What gathering asks the warehouse: what has yet to be gathered, and what is near it.

Rows are asked for by their ids, which DuckDB finds in an index. Neighbours are those that share a key: one pass over
a column of numbers for a whole batch, ten milliseconds for a million of them. An index there was slower to ask, and
writing it cost more than everything else together (bench/joining.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
import polars as pl

Rows = list[dict[str, Any]]

INDEX_SCAN_ROWS = 1_000_000
"""Rows that an index may give before DuckDB reads the table instead; by itself it does at far fewer."""

_ARTICLE = (
    "version_id, article_id, published_at, published_precision, first_seen_at, title, language, text, "
    "story_id, copy_of"
)
_CLAIM = "claim_id, version_id, content_text, source_entity_id, polarity, claim_group_id"

State = tuple[int, int]


def gathering_state(connection: duckdb.DuckDBPyConnection) -> State:
    """Two counts that grow with every gathering, so that one who comes to write knows whether another was faster."""
    row = connection.execute(
        "SELECT (SELECT count(story_id) FROM articles), (SELECT count(claim_group_id) FROM claims)"
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def pending_versions(connection: duckdb.DuckDBPyConnection, most: int) -> list[str]:
    """Versions that were published and not gathered, or have claims that were not; the earliest first."""
    rows = connection.execute(
        "SELECT version_id FROM articles WHERE story_id IS NULL OR version_id IN ("
        "  SELECT version_id FROM claims WHERE claim_group_id IS NULL"
        ") ORDER BY coalesce(published_at, first_seen_at), version_id LIMIT ?",
        [most],
    ).fetchall()
    return [version_id for (version_id,) in rows]


def articles_by_version(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> Rows:
    """Articles with their text, by version_id."""
    return _by_ids(connection, _ARTICLE, "FROM articles WHERE version_id IN", version_ids)


def names_by_version(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> Rows:
    """(version_id, entity_id, name) for each mention by the reader that the version was last read by."""
    return _by_ids(
        connection,
        "mention.version_id, entity_id, canonical_name AS name",
        "FROM mentions AS mention "
        "JOIN articles AS article ON article.version_id = mention.version_id "
        "AND article.reader_version = mention.reader_version "
        "JOIN entities USING (entity_id) "
        "WHERE mention.entity_type NOT IN ('date', 'money') AND mention.version_id IN",
        version_ids,
    )


def claims_to_group(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> Rows:
    """The claims of some versions that have no group yet, each once."""
    sql = "FROM claims WHERE claim_group_id IS NULL AND version_id IN"
    return _by_ids(connection, f"DISTINCT ON (claim_id) {_CLAIM}", sql, version_ids, _OF_NEWEST_READING)


_OF_NEWEST_READING = "ORDER BY claim_id, closed_at DESC NULLS FIRST, reader_version"
"""A claim may stand in several readings: the one that counts, or else the one that was closed last."""


def claims_by_id(connection: duckdb.DuckDBPyConnection, claim_ids: Iterable[str]) -> Rows:
    """Claims by claim_id, each once."""
    sql = "FROM claims WHERE claim_id IN"
    return _by_ids(connection, f"DISTINCT ON (claim_id) {_CLAIM}", sql, claim_ids, _OF_NEWEST_READING)


def stories_by_version(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> dict[str, str | None]:
    """version_id → its story, or None, for the versions that are in the warehouse."""
    rows = _by_ids(connection, "version_id, story_id", "FROM articles WHERE version_id IN", version_ids)
    return {str(row["version_id"]): _text(row["story_id"]) for row in rows}


def groups_by_claim(connection: duckdb.DuckDBPyConnection, claim_ids: Iterable[str]) -> dict[str, str | None]:
    """claim_id → its group, or None, for the claims that are in the warehouse."""
    rows = _by_ids(connection, "claim_id, claim_group_id", "FROM claims WHERE claim_id IN", claim_ids)
    return {str(row["claim_id"]): _text(row["claim_group_id"]) for row in rows}


def profiles_by_version(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> Rows:
    """Profiles by version_id."""
    return _by_ids(connection, "*", "FROM article_profiles WHERE version_id IN", version_ids)


def copies_of(connection: duckdb.DuckDBPyConnection, originals: Iterable[str]) -> Rows:
    """The copies of some originals, with their text."""
    return _by_ids(connection, _ARTICLE, "FROM articles WHERE copy_of IN", originals)


def stories_of_articles(connection: duckdb.DuckDBPyConnection, article_ids: Iterable[str]) -> dict[str, str]:
    """article_id → its story, where a version of it has one."""
    sql = "FROM articles WHERE story_id IS NOT NULL AND article_id IN"
    rows = _by_ids(connection, "article_id, min(story_id) AS story_id", sql, article_ids, "GROUP BY article_id")
    return {str(row["article_id"]): str(row["story_id"]) for row in rows}


def story_starts(connection: duckdb.DuckDBPyConnection, story_ids: Iterable[str]) -> Rows:
    """(story_id, first_published_at) of some stories."""
    return _by_ids(connection, "story_id, first_published_at", "FROM stories WHERE story_id IN", story_ids)


def sharing_keys(
    connection: duckdb.DuckDBPyConnection,
    look_up: tuple[str, str, str],
    asked: Mapping[str, Sequence[int]],
    *,
    least: int,
    most: int,
) -> dict[str, list[str]]:
    """Who asks → ids that share at least `least` of its keys, those that share most first, `most` of them.

    `look_up` names a table, its column of keys, and its column of ids.
    """
    table, key, found_id = look_up
    pairs = [(asking, number) for asking, numbers in asked.items() for number in dict.fromkeys(numbers)]
    if not pairs:
        return {}
    connection.register("asked", pl.DataFrame(pairs, schema={"asking": pl.String, "key": pl.Int64}, orient="row"))
    try:
        rows = connection.execute(
            f"SELECT asking, {found_id} AS id FROM {table} JOIN asked ON {table}.{key} = asked.key "  # noqa: S608
            "GROUP BY asking, id HAVING count(*) >= ? "
            "QUALIFY row_number() OVER (PARTITION BY asking ORDER BY count(*) DESC, id) <= ? "
            "ORDER BY asking, count(*) DESC, id",
            [least, most],
        ).fetchall()
    finally:
        connection.unregister("asked")
    near: dict[str, list[str]] = defaultdict(list)
    for asking, found in rows:
        near[asking].append(found)
    return dict(near)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _by_ids(connection: duckdb.DuckDBPyConnection, columns: str, sql: str, ids: Iterable[str], end: str = "") -> Rows:
    """Rows whose id is one of some. The ids stand in the statement: DuckDB takes to an index for constants alone."""
    wanted = sorted(set(ids))
    if not wanted:
        return []
    connection.execute(f"SET index_scan_max_count = {INDEX_SCAN_ROWS}")
    listed = ", ".join("'" + one.replace("'", "''") + "'" for one in wanted)
    found = connection.execute(f"SELECT {columns} {sql} ({listed}) {end}")
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
