"""Queries of gathering: articles and claims without a story or a group yet, and their neighbours.

Facts are selected by number: DuckDB skips the row groups that cannot hold a number. Neighbours share a key, which an
index beside the warehouse finds (key_index).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb
import polars as pl

from hearsay.warehouse.indexes import index_of, stored_rows, subject_rows
from hearsay.warehouse.key_index import KeyIndex
from hearsay.warehouse.schema import INSTANT
from hearsay.warehouse.statements import fill_sql, load_sql, number_list, rows_with_numbers
from hearsay.warehouse.subjects import SUBJECTS, current_rows

Schema = dict[str, pl.DataType | type[pl.DataType]]

MOST_OF_A_KEY = 2_000
"""Most rows of a key that are compared, in a file of the index. A standing line of an agency is in every article."""
MOST_EQUAL = 100
"""Most neighbours of an id, also where more share equally many keys."""

_ARTICLES: Schema = {
    "version_number": pl.Int64,
    "version_id": pl.String,
    "article_id": pl.String,
    "title": pl.String,
    "language": pl.String,
    "text": pl.String,
    "story_id": pl.String,
    "copy_of": pl.String,
    "appeared_on": pl.Date,
    "is_time_unknown": pl.Boolean,
    "appeared_at": INSTANT,
    "first_seen_at": INSTANT,
}
"""Columns of the articles that gathering compares."""

_CLAIMS: Schema = {
    "claim_number": pl.Int64,
    "claim_id": pl.String,
    "content_text": pl.String,
    "polarity": pl.String,
    "source_entity_id": pl.String,
    "claim_group_id": pl.String,
    "claim_group_number": pl.Int64,
    "source_name": pl.String,
    "source_entity_type": pl.String,
    "version_id": pl.String,
    "story_id": pl.String,
}

NO_CLAIMS = pl.DataFrame(schema=_CLAIMS)
"""The frame of `claims_by_number` without a claim."""

State = int


@dataclass(frozen=True, slots=True)
class KeyIndexes:
    """The indexes of a warehouse: of texts, of stories and of claims."""

    texts: KeyIndex
    stories: KeyIndex
    claims: KeyIndex


def key_indexes(connection: duckdb.DuckDBPyConnection) -> KeyIndexes:
    """Return the indexes beside a warehouse."""
    return KeyIndexes(*(index_of(connection, name) for name in ("texts", "stories", "claims")))


def gathering_state(connection: duckdb.DuckDBPyConnection) -> State:
    """Return the number of the last gathering, so that a run notices a gathering by another run in the meantime."""
    row = connection.execute("SELECT max(gathering_number) FROM decisions.gatherings").fetchone()
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
    articles = stored_rows(connection, SUBJECTS["articles"], pl.Series(list(version_ids), dtype=pl.String))
    sql = "SELECT reading_number FROM facts.readings WHERE version_number IN ({{ids}}) ORDER BY ALL"
    readings = _numbers(connection, sql, articles["version_number"])
    sql = "SELECT reading_number FROM decisions.gathered_readings WHERE reading_number IN ({{ids}})"
    linked = set(_numbers(connection, sql, readings))
    return [reading for reading in readings if reading not in linked]


def versions_of_readings(connection: duckdb.DuckDBPyConnection, readings: Iterable[int]) -> list[int]:
    """Return the numbers of the article versions that some readings read, each once."""
    sql = "SELECT DISTINCT version_number FROM facts.readings WHERE reading_number IN ({{ids}}) ORDER BY ALL"
    return _numbers(connection, sql, readings)


def articles_by_number(connection: duckdb.DuckDBPyConnection, numbers: Iterable[int]) -> pl.DataFrame:
    """Return article versions by number, with text and appearance."""
    wanted = set(numbers)
    if not wanted:
        return pl.DataFrame(schema=_ARTICLES)
    columns = {*_ARTICLES, "published_at", "published_precision"}
    articles = load_sql("appearances", articles=current_rows(SUBJECTS["articles"], wanted, columns))
    return connection.sql(articles).pl().select(_ARTICLES.keys())


def articles_by_version(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> pl.DataFrame:
    """Return the articles of some versions, with text and appearance."""
    articles = stored_rows(connection, SUBJECTS["articles"], pl.Series(sorted(version_ids), dtype=pl.String))
    return articles_by_number(connection, articles["version_number"])


def names_of_readings(
    connection: duckdb.DuckDBPyConnection, readings: Iterable[int], versions: Iterable[int]
) -> pl.DataFrame:
    """Return version_id, entity_id and name of each entity that some readings of these versions name."""
    numbered = load_sql("names_of_readings", readings=number_list(readings), versions=number_list(versions))
    names = connection.sql(numbered).pl()
    entities = _entities(connection, names["entity_number"]).drop("entity_type")
    return names.join(entities, on="entity_number").drop("entity_number").sort("version_id", "entity_id", "name")


def claims_to_group(
    connection: duckdb.DuckDBPyConnection, readings: Iterable[int], versions: Iterable[int]
) -> pl.DataFrame:
    """Return the claims of some readings that have no group of several claims, each id once."""
    sql = "SELECT claim_number FROM facts.claims WHERE reading_number IN ({{ids}})"
    numbers = _numbers(connection, sql, readings)
    fragments = {"readings": number_list(readings), "versions": number_list(versions), "claims": number_list(numbers)}
    return _with_sources(connection, connection.sql(load_sql("claims_to_group", **fragments)).pl())


def claims_by_number(connection: duckdb.DuckDBPyConnection, numbers: Iterable[int]) -> pl.DataFrame:
    """Return claims by number, with the id and the number of their group, and with their article version and story.

    A claim alone has no row in claim_groups: its group has the id that it would found, and no number.
    """
    wanted = set(numbers)
    if not wanted:
        return NO_CLAIMS
    claims = connection.sql(
        load_sql("claims_by_number", rows=rows_with_numbers("facts.claims", "claim_number", wanted))
    ).pl()
    sql = "SELECT claim_number, claim_group_number FROM decisions.claim_group_members WHERE claim_number IN ({{ids}})"
    members = _select(connection, sql, wanted)
    sql = (
        "SELECT claim_group_number, claim_group_id FROM decisions.claim_groups WHERE claim_group_number IN ({{ids}})"
    )
    groups = _select(connection, sql, members["claim_group_number"])
    grouped = claims.join(members, on="claim_number", how="left").join(groups, on="claim_group_number", how="left")
    named = grouped.with_columns(claim_group_id=pl.coalesce("claim_group_id", "lone_claim_group_id"))
    return _with_articles(connection, _with_sources(connection, named)).select(_CLAIMS.keys())


def claims_of_versions(connection: duckdb.DuckDBPyConnection, versions: Iterable[int]) -> list[int]:
    """Return the numbers of the claims in the last reading of some article versions."""
    sql = (
        "SELECT max(reading_number) FROM facts.readings WHERE version_number IN ({{ids}}) "
        "GROUP BY version_number ORDER BY ALL"
    )
    readings = _numbers(connection, sql, versions)
    return _numbers(connection, "SELECT claim_number FROM facts.claims WHERE reading_number IN ({{ids}})", readings)


def _with_articles(connection: duckdb.DuckDBPyConnection, claims: pl.DataFrame) -> pl.DataFrame:
    """Return claims with version_id and story_id of their articles in place of reading_number."""
    sql = "SELECT reading_number, version_number FROM facts.readings WHERE reading_number IN ({{ids}})"
    readings = _select(connection, sql, claims["reading_number"].unique())
    rows = current_rows(
        SUBJECTS["articles"], readings["version_number"], {"version_number", "version_id", "story_id"}
    )
    articles = readings.join(connection.sql(rows).pl(), on="version_number")
    return claims.join(articles, on="reading_number", how="left", maintain_order="left")


def _with_sources(connection: duckdb.DuckDBPyConnection, claims: pl.DataFrame) -> pl.DataFrame:
    """Return claims with id, name and type of their source entity in place of its number."""
    entities = _entities(connection, claims["source_entity_number"]).select(
        source_entity_number="entity_number",
        source_entity_id="entity_id",
        source_name="name",
        source_entity_type="entity_type",
    )
    # Claims keep their order, by which the first of equal claims is chosen.
    return claims.join(entities, on="source_entity_number", how="left", maintain_order="left").drop(
        "source_entity_number"
    )


def _entities(connection: duckdb.DuckDBPyConnection, numbers: pl.Series) -> pl.DataFrame:
    """Return entity_number, entity_id, name and entity_type of some entities."""
    rows = rows_with_numbers("facts.entities", "entity_number", numbers.drop_nulls().unique())
    sql = "SELECT entity_number, entity_id, canonical_name AS name, entity_type FROM {{rows}}"
    return connection.sql(fill_sql(sql, rows=rows)).pl()


def profiles_by_number(connection: duckdb.DuckDBPyConnection, numbers: Iterable[int]) -> pl.DataFrame:
    """Return the profiles of article versions by number."""
    return connection.sql(f"FROM {rows_with_numbers('facts.article_profiles', 'version_number', numbers)}").pl()


def copies_of(connection: duckdb.DuckDBPyConnection, originals: Iterable[str]) -> pl.DataFrame:
    """Return the copies of some originals, with text and appearance."""
    wanted = pl.Series(sorted(originals), dtype=pl.String)
    states = index_of(connection, "copies").find_texts(connection, wanted)
    sql = "SELECT version_number FROM decisions.copies WHERE state_number IN ({{ids}})"
    copies = articles_by_number(connection, _numbers(connection, sql, states))
    return copies.filter(pl.col("copy_of").is_in(wanted.implode()))


def stories_of_articles(connection: duckdb.DuckDBPyConnection, article_ids: Iterable[str]) -> dict[str, str]:
    """Return the story of each article with a version in a story; the smallest id if there are several."""
    wanted = pl.Series(sorted(article_ids), dtype=pl.String)
    numbers = index_of(connection, "versions").find_texts(connection, wanted)
    if not numbers:
        return {}
    rows = connection.sql(current_rows(SUBJECTS["articles"], numbers, {"article_id", "story_id"})).pl()
    placed = rows.filter(pl.col("story_id").is_not_null(), pl.col("article_id").is_in(wanted.implode()))
    return dict(placed.group_by("article_id").agg(pl.col("story_id").min()).iter_rows())


def story_members(connection: duckdb.DuckDBPyConnection, story_ids: pl.Series) -> pl.DataFrame:
    """Return version_number and story_id of the article versions in some stories."""
    states = index_of(connection, "story_members").find_texts(connection, story_ids)
    sql = "SELECT version_number FROM decisions.story_members WHERE state_number IN ({{ids}})"
    rows = current_rows(SUBJECTS["articles"], _numbers(connection, sql, states), {"version_number", "story_id"})
    return (
        connection.sql(rows)
        .pl()
        .select("version_number", "story_id")
        .filter(pl.col("story_id").is_in(story_ids.implode()))
    )


def starts_and_sizes(
    connection: duckdb.DuckDBPyConnection, story_ids: Iterable[str]
) -> tuple[dict[str, datetime], dict[str, int]]:
    """Return the time of the first article, and the number of articles, of some stories, by story_id."""
    stories = subject_rows(connection, "stories", pl.Series(sorted(story_ids), dtype=pl.String))
    return (
        dict(stories.select("story_id", "first_published_at").iter_rows()),
        dict(stories.select("story_id", "article_count").iter_rows()),
    )


def sharing_keys(
    connection: duckdb.DuckDBPyConnection,
    index: KeyIndex,
    asked: Mapping[str, Sequence[int]],
    *,
    least: int,
    most: int,
) -> pl.DataFrame:
    """Return the neighbours of each id, which are rows with the same keys: asking, number, and the shared keys.

    Args:
        connection: The warehouse.
        index: The index of a table of keys.
        asked: Keys by the id whose neighbours are wanted.
        least: Fewest shared keys of a neighbour.
        most: Most neighbours of an id. Neighbours that share as many keys as the last of them are returned too, up to
            MOST_EQUAL in all, those that were loaded first. So the cost of an id does not grow with its repetitions.
    """
    asking = pl.DataFrame(
        [(identity, key) for identity, keys in asked.items() for key in dict.fromkeys(keys)],
        schema={"asking": pl.String, "key": pl.Int64},
        orient="row",
    )
    keys, numbers = index.find(connection, asking["key"].unique().sort().to_numpy(), MOST_OF_A_KEY)
    return (
        asking.join(pl.DataFrame({"key": keys, "number": numbers}), on="key")
        .group_by("asking", "number")
        .len("keys")
        .filter(pl.col("keys") >= least, pl.col("keys").rank("min", descending=True).over("asking") <= most)
        .sort("asking", "keys", "number", descending=[False, True, False])
        .group_by("asking", maintain_order=True)
        .head(MOST_EQUAL)
    )


def _select(connection: duckdb.DuckDBPyConnection, sql: str, ids: Iterable[int]) -> pl.DataFrame:
    """Return the rows of a statement with the placeholder {{ids}}."""
    return connection.sql(fill_sql(sql, ids=number_list(ids))).pl()


def _numbers(connection: duckdb.DuckDBPyConnection, sql: str, ids: Iterable[int]) -> list[int]:
    """Return the only column of a statement with the placeholder {{ids}}, each number once, in its order."""
    column: list[int] = _select(connection, sql, ids).to_series().unique(maintain_order=True).to_list()
    return column
