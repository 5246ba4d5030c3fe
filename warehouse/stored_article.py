"""An article of the warehouse with all its versions, their mentions and their claims."""

from typing import Any, NamedTuple

import duckdb
import polars as pl

from hearsay.errors import UsageError
from hearsay.warehouse.statements import load_sql

MOST_NAMED = 5


class StoredVersion(NamedTuple):
    """A version of an article: its row of `articles`, with its mentions and claims in the order of the text."""

    article: dict[str, Any]
    mentions: pl.DataFrame
    claims: pl.DataFrame
    """Rows of `claims` with `source_entity`, the canonical name of the source's entity."""


def find_article(connection: duckdb.DuckDBPyConnection, reference: str) -> list[StoredVersion]:
    """Return all versions of an article, the first version first.

    Args:
        connection: The warehouse.
        reference: An id or its first characters, an address, or words of a title.

    Raises:
        UsageError: No article matches, or several do.
    """
    article_id = _article_id(connection, reference)
    versions = connection.sql("FROM articles WHERE article_id = $id ORDER BY version", params={"id": article_id}).pl()
    return [_stored_version(connection, row) for row in versions.to_dicts()]


def _article_id(connection: duckdb.DuckDBPyConnection, reference: str) -> str:
    matches = connection.execute(load_sql("find_article"), {"reference": reference}).fetchall()
    if not matches:
        matches = connection.execute(
            "SELECT article_id, title FROM articles WHERE is_current AND contains(lower(title), lower($reference)) "
            "ORDER BY published_at DESC NULLS LAST",
            {"reference": reference},
        ).fetchall()
    if len(matches) == 1:
        return str(matches[0][0])
    if not matches:
        raise UsageError(
            f"no article has the id, address or title {reference!r}; to list all articles: "
            'hearsay query "FROM articles SELECT article_id, title, url"'
        )
    named = "; ".join(f"{article_id[:12]} {title or 'without a title'}" for article_id, title in matches[:MOST_NAMED])
    more = f"; and {len(matches) - MOST_NAMED} more" if len(matches) > MOST_NAMED else ""
    raise UsageError(f"{reference!r} names {len(matches)} articles; give the id of one article: {named}{more}")


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
