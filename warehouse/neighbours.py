"""Queries of gathering: articles and claims without a story or a group yet, and their neighbours.

Rows are selected by ids, which DuckDB finds in an index. Neighbours share a key. They are found by one pass over a
column of numbers for a whole batch, in ten milliseconds for a million numbers. An index of these keys was slower, and
writing it took longer than the rest of gathering together (bench/suites/joining.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
import polars as pl

from hearsay.warehouse.statements import fill_sql, id_list, identifier, load_sql, read_sql

Rows = list[dict[str, Any]]

INDEX_SCAN_ROWS = 1_000_000
"""Most rows that DuckDB reads through an index. DuckDB's default is far lower. Above it the table is read."""

_ARTICLES = """
SELECT version_id, article_id, published_at, published_precision, first_seen_at, title, language, text, story_id,
    copy_of
FROM articles
WHERE {{column}} IN ({{ids}})
"""

# Each claim once: from the current reading, or else from the reading closed last.
_CLAIMS = """
SELECT DISTINCT ON (claim_id) claim_id, version_id, content_text, source_entity_id, polarity, claim_group_id
FROM claims
WHERE claim_id IN ({{ids}})
ORDER BY claim_id, closed_at DESC NULLS FIRST, reader_version
"""
_UNGROUPED_CLAIMS = """
SELECT DISTINCT ON (claim_id) claim_id, version_id, content_text, source_entity_id, polarity, claim_group_id
FROM claims
WHERE claim_group_id IS NULL AND version_id IN ({{ids}})
ORDER BY claim_id, closed_at DESC NULLS FIRST, reader_version
"""

State = tuple[int, int]


def gathering_state(connection: duckdb.DuckDBPyConnection) -> State:
    """Return the numbers of articles with a story and of claims with a group.

    Every gathering raises them, so a run notices a gathering by another run in the meantime.
    """
    row = connection.execute(
        "SELECT (SELECT count(story_id) FROM articles), (SELECT count(claim_group_id) FROM claims)"
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def pending_versions(connection: duckdb.DuckDBPyConnection, most: int) -> list[str]:
    """Return article versions without a story, or with claims without a group, at most `most`, the earliest first."""
    rows = connection.execute(
        "SELECT version_id FROM articles WHERE story_id IS NULL OR version_id IN ("
        "  SELECT version_id FROM claims WHERE claim_group_id IS NULL"
        ") ORDER BY coalesce(published_at, first_seen_at), version_id LIMIT ?",
        [most],
    ).fetchall()
    return [version_id for (version_id,) in rows]


def articles_by_version(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> Rows:
    """Return the articles of some versions, with their text."""
    return _select(connection, _ARTICLES, version_ids, column="version_id")


def names_by_version(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> Rows:
    """Return version_id, entity_id and name of each mention by the latest reader of its version."""
    return _select(connection, read_sql("names_by_version"), version_ids)


def claims_to_group(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> Rows:
    """Return the claims without a group of some versions, each once."""
    return _select(connection, _UNGROUPED_CLAIMS, version_ids)


def claims_by_id(connection: duckdb.DuckDBPyConnection, claim_ids: Iterable[str]) -> Rows:
    """Return claims by claim_id, each once."""
    return _select(connection, _CLAIMS, claim_ids)


def stories_by_version(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> dict[str, str | None]:
    """Return the story of each known version; None: no story yet."""
    sql = "SELECT version_id, story_id FROM articles WHERE version_id IN ({{ids}})"
    return {str(row["version_id"]): _text(row["story_id"]) for row in _select(connection, sql, version_ids)}


def groups_by_claim(connection: duckdb.DuckDBPyConnection, claim_ids: Iterable[str]) -> dict[str, str | None]:
    """Return the group of each known claim; None: no group yet."""
    sql = "SELECT claim_id, claim_group_id FROM claims WHERE claim_id IN ({{ids}})"
    return {str(row["claim_id"]): _text(row["claim_group_id"]) for row in _select(connection, sql, claim_ids)}


def profiles_by_version(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> Rows:
    """Return the profiles of some versions."""
    return _select(connection, "SELECT * FROM article_profiles WHERE version_id IN ({{ids}})", version_ids)


def copies_of(connection: duckdb.DuckDBPyConnection, originals: Iterable[str]) -> Rows:
    """Return the copies of some originals, with their text."""
    return _select(connection, _ARTICLES, originals, column="copy_of")


def stories_of_articles(connection: duckdb.DuckDBPyConnection, article_ids: Iterable[str]) -> dict[str, str]:
    """Return the story of each article with a version in a story."""
    sql = (
        "SELECT article_id, min(story_id) AS story_id FROM articles "
        "WHERE story_id IS NOT NULL AND article_id IN ({{ids}}) GROUP BY article_id"
    )
    return {str(row["article_id"]): str(row["story_id"]) for row in _select(connection, sql, article_ids)}


def story_starts(connection: duckdb.DuckDBPyConnection, story_ids: Iterable[str]) -> Rows:
    """Return story_id and first_published_at of some stories."""
    sql = "SELECT story_id, first_published_at FROM stories WHERE story_id IN ({{ids}})"
    return _select(connection, sql, story_ids)


def sharing_keys(
    connection: duckdb.DuckDBPyConnection,
    look_up: tuple[str, str, str],
    asked: Mapping[str, Sequence[int]],
    *,
    least: int,
    most: int,
) -> dict[str, list[str]]:
    """Return the neighbours of each id: other ids with the same keys, those with most shared keys first.

    Args:
        connection: The warehouse.
        look_up: Name of a table, of the column of keys, and of the column of ids.
        asked: Keys by the id whose neighbours are wanted.
        least: Fewest shared keys of a neighbour.
        most: Most neighbours of an id.
    """
    table, key, id_column = map(identifier, look_up)
    pairs = [(asking, number) for asking, numbers in asked.items() for number in dict.fromkeys(numbers)]
    if not pairs:
        return {}
    connection.register("asked", pl.DataFrame(pairs, schema={"asking": pl.String, "key": pl.Int64}, orient="row"))
    try:
        rows = connection.execute(
            load_sql("sharing_keys", table=table, key=key, id=id_column), {"least": least, "most": most}
        ).fetchall()
    finally:
        connection.unregister("asked")
    neighbours: dict[str, list[str]] = defaultdict(list)
    for asking, neighbour in rows:
        neighbours[asking].append(neighbour)
    return dict(neighbours)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _select(connection: duckdb.DuckDBPyConnection, sql: str, ids: Iterable[str], **columns: str) -> Rows:
    """Return the rows of a statement with the placeholders {{ids}} and `columns`, through an index."""
    wanted = set(ids)
    if not wanted:
        return []
    connection.execute(f"SET index_scan_max_count = {INDEX_SCAN_ROWS}")
    names = {placeholder: identifier(column) for placeholder, column in columns.items()}
    answer = connection.execute(fill_sql(sql, ids=id_list(wanted), **names))
    header = [column[0] for column in answer.description]
    return [dict(zip(header, row, strict=True)) for row in answer.fetchall()]
