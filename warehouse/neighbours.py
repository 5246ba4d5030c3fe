"""Queries of gathering: articles and claims without a story or a group yet, and their neighbours.

Facts are selected by number: DuckDB skips the row groups that cannot hold a number. Neighbours share a key, which an
index beside the warehouse finds (key_index).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import duckdb
import polars as pl

from hearsay.warehouse.key_index import KeyIndex, index_folder
from hearsay.warehouse.location import Location
from hearsay.warehouse.statements import fill_sql, id_list, identifier, load_sql, read_sql

Rows = list[dict[str, Any]]

_ARTICLES = """
SELECT version_number, version_id, article_id, published_at, published_precision, first_seen_at, title, language,
    text, story_id, copy_of
FROM articles
WHERE {{column}} IN ({{ids}})
"""

State = int


class Neighbour(NamedTuple):
    """A row that shares keys with another: its number, and the number of shared keys."""

    number: int
    keys: int


@dataclass(frozen=True, slots=True)
class KeyIndexes:
    """The indexes of a warehouse: of texts, of stories and of claims."""

    texts: KeyIndex
    stories: KeyIndex
    claims: KeyIndex


def key_indexes(warehouse: Location) -> KeyIndexes:
    """Return the indexes beside a warehouse."""
    folder = index_folder(warehouse)
    return KeyIndexes(
        KeyIndex(folder / "texts", "article_bands", "band_hash", "version_number"),
        KeyIndex(folder / "stories", "story_keys", "key_hash", "version_number"),
        KeyIndex(folder / "claims", "claim_bands", "band_hash", "claim_number"),
    )


def gathering_state(connection: duckdb.DuckDBPyConnection) -> State:
    """Return the number of the last gathering, so that a run notices a gathering by another run in the meantime."""
    row = connection.execute("SELECT max(gathering_number) FROM decisions.gathered_readings").fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def pending_readings(connection: duckdb.DuckDBPyConnection, most: int) -> list[int]:
    """Return the readings that no gathering has linked, at most `most`, those of the earliest articles first."""
    rows = connection.execute(
        "SELECT reading_number FROM facts.readings ANTI JOIN decisions.gathered_readings USING (reading_number) "
        "JOIN articles USING (version_number) ORDER BY coalesce(published_at, first_seen_at), version_id LIMIT ?",
        [most],
    ).fetchall()
    return [number for (number,) in rows]


def pending_readings_of(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> list[int]:
    """Return the readings of some versions that no gathering has linked."""
    rows = _select(connection, read_sql("pending_readings_of"), version_ids)
    return [row["reading_number"] for row in rows]


def versions_of_readings(connection: duckdb.DuckDBPyConnection, readings: Iterable[int]) -> list[int]:
    """Return the numbers of the article versions that some readings read, each once."""
    sql = "SELECT DISTINCT version_number FROM facts.readings WHERE reading_number IN ({{ids}}) ORDER BY ALL"
    return [row["version_number"] for row in _select(connection, sql, readings)]


def articles_by_number(connection: duckdb.DuckDBPyConnection, numbers: Iterable[int]) -> Rows:
    """Return article versions by number, with their text."""
    return _select(connection, _ARTICLES, numbers, column="version_number")


def articles_by_version(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> Rows:
    """Return the articles of some versions, with their text."""
    return _select(connection, _ARTICLES, version_ids, column="version_id")


def names_of_readings(
    connection: duckdb.DuckDBPyConnection, readings: Iterable[int], versions: Iterable[int]
) -> Rows:
    """Return version_id, entity_id and name of the entities in some readings, which read these versions."""
    return _rows(connection, load_sql("names_of_readings", readings=id_list(readings), versions=id_list(versions)))


def claims_to_group(connection: duckdb.DuckDBPyConnection, readings: Iterable[int], versions: Iterable[int]) -> Rows:
    """Return the claims of some readings that have no group of several claims, each id once."""
    return _rows(connection, load_sql("claims_to_group", readings=id_list(readings), versions=id_list(versions)))


def claims_by_number(connection: duckdb.DuckDBPyConnection, numbers: Iterable[int]) -> Rows:
    """Return claims by number, with the id and the number of their group; NULL: a claim alone."""
    return _select(connection, read_sql("claims_by_number"), numbers)


def profiles_by_number(connection: duckdb.DuckDBPyConnection, numbers: Iterable[int]) -> Rows:
    """Return the profiles of article versions by number."""
    sql = "SELECT * FROM facts.article_profiles WHERE version_number IN ({{ids}})"
    return _select(connection, sql, numbers)


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
    index: KeyIndex,
    asked: Mapping[str, Sequence[int]],
    *,
    least: int,
    most: int,
) -> dict[str, list[Neighbour]]:
    """Return the neighbours of each id: rows with the same keys.

    Args:
        connection: The warehouse.
        index: The index of a table of keys.
        asked: Keys by the id whose neighbours are wanted.
        least: Fewest shared keys of a neighbour.
        most: Most neighbours of an id. Neighbours that share as many keys as the last of them are returned too.
    """
    asking = pl.DataFrame(
        [(identity, key) for identity, keys in asked.items() for key in dict.fromkeys(keys)],
        schema={"asking": pl.String, "key": pl.Int64},
        orient="row",
    )
    keys, numbers = index.find(connection, asking["key"].unique().sort().to_numpy())
    shared = (
        asking.join(pl.DataFrame({"key": keys, "number": numbers}), on="key")
        .group_by("asking", "number")
        .len("keys")
        .filter(pl.col("keys") >= least, pl.col("keys").rank("min", descending=True).over("asking") <= most)
    )
    neighbours: dict[str, list[Neighbour]] = defaultdict(list)
    for identity, number, count in shared.select("asking", "number", "keys").iter_rows():
        neighbours[identity].append(Neighbour(number, count))
    return dict(neighbours)


def _select(connection: duckdb.DuckDBPyConnection, sql: str, ids: Iterable[str | int], **columns: str) -> Rows:
    """Return the rows of a statement with the placeholders {{ids}} and `columns`."""
    wanted = set(ids)
    if not wanted:
        return []
    names = {placeholder: identifier(column) for placeholder, column in columns.items()}
    return _rows(connection, fill_sql(sql, ids=id_list(wanted), **names))


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> Rows:
    answer = connection.execute(sql)
    header = [column[0] for column in answer.description]
    return [dict(zip(header, row, strict=True)) for row in answer.fetchall()]
