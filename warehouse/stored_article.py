"""One article as the warehouse has it: every version with what was read in it."""

from typing import Any, NamedTuple

import duckdb
import polars as pl

from hearsay.errors import UsageError

MOST_NAMED = 5


class StoredVersion(NamedTuple):
    """A version of an article: its row of `articles`, and what its reader found, in reading order."""

    article: dict[str, Any]
    mentions: pl.DataFrame
    claims: pl.DataFrame
    """Rows of `claims` with `source_entity`, the canonical name of who said it."""


def find_article(connection: duckdb.DuckDBPyConnection, given: str) -> list[StoredVersion]:
    """The versions, first to last, of the article that an id, its first characters, an address or a title names.

    Raises UsageError where that is no article, or several.
    """
    article_id = _article_id(connection, given)
    versions = connection.sql("FROM articles WHERE article_id = $id ORDER BY version", params={"id": article_id}).pl()
    return [_stored_version(connection, row) for row in versions.to_dicts()]


def _article_id(connection: duckdb.DuckDBPyConnection, given: str) -> str:
    found = connection.execute(
        "SELECT DISTINCT article_id, title FROM articles WHERE is_current AND article_id IN ("
        "  SELECT article_id FROM articles WHERE starts_with(article_id, $given) OR starts_with(version_id, $given) "
        "    OR url = $given OR canonical_url = $given "
        "  UNION SELECT article_id FROM articles SEMI JOIN ("
        "    SELECT version_id FROM captures WHERE url = $given OR final_url = $given) AS capture USING (version_id)"
        "  UNION SELECT article_id FROM claims WHERE length($given) >= 6 AND starts_with(claim_id, $given))",
        {"given": given},
    ).fetchall()
    if not found:
        found = connection.execute(
            "SELECT article_id, title FROM articles WHERE is_current AND contains(lower(title), lower($given)) "
            "ORDER BY published_at DESC NULLS LAST",
            {"given": given},
        ).fetchall()
    if len(found) == 1:
        return str(found[0][0])
    if not found:
        raise UsageError(
            f"no article has the id, address or title {given!r}; all of them: "
            'hearsay query "FROM articles SELECT article_id, title, url"'
        )
    named = "; ".join(f"{article_id[:12]} {title or 'without a title'}" for article_id, title in found[:MOST_NAMED])
    more = f"; and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    raise UsageError(f"{given!r} names {len(found)} articles; give the id of one: {named}{more}")


def _stored_version(connection: duckdb.DuckDBPyConnection, article: dict[str, Any]) -> StoredVersion:
    of_version = {"version": article["version_id"], "reader": article["reader_version"]}
    mentions = connection.sql(
        "SELECT mentions.*, canonical_name FROM mentions LEFT JOIN entities USING (entity_id) "
        "WHERE version_id = $version AND reader_version = $reader ORDER BY start_char, end_char",
        params=of_version,
    ).pl()
    claims = connection.sql(
        "SELECT claims.*, canonical_name AS source_entity FROM claims "
        "LEFT JOIN entities ON entity_id = source_entity_id "
        'WHERE version_id = $version AND reader_version = $reader ORDER BY content_spans[1]."start", claim_id',
        params=of_version,
    ).pl()
    return StoredVersion(article, mentions, claims)
