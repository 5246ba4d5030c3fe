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

from hearsay.warehouse.indexes import index_of, stored_rows, subject_rows
from hearsay.warehouse.key_index import KeyIndex
from hearsay.warehouse.statements import fill_sql, load_sql, number_list, rows_with_numbers
from hearsay.warehouse.subjects import SUBJECTS, current_rows

Rows = list[dict[str, Any]]

MOST_OF_A_KEY = 2_000
"""Most rows of a key that are compared, in a file of the index. A standing line of an agency is in every article."""
MOST_EQUAL = 100
"""Most neighbours of an id, also where more share equally many keys."""

_ARTICLES = frozenset(
    {"version_number", "version_id", "article_id", "published_at", "published_precision", "first_seen_at", "title"}
    | {"language", "text", "story_id", "copy_of"}
)
"""Columns of the articles that gathering compares."""

_CLAIMS = """
SELECT claim_number, claim_id, content_text, source_entity_number, polarity,
    lone_claim_group_id(claim_id) AS claim_group_id
FROM {{rows}}
ORDER BY claim_number
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
    sql = "SELECT reading_number FROM facts.readings WHERE version_number IN ({{ids}})"
    readings = [row["reading_number"] for row in _select(connection, sql, articles["version_number"])]
    sql = "SELECT reading_number FROM decisions.gathered_readings WHERE reading_number IN ({{ids}})"
    linked = {row["reading_number"] for row in _select(connection, sql, readings)}
    return sorted(set(readings) - linked)


def versions_of_readings(connection: duckdb.DuckDBPyConnection, readings: Iterable[int]) -> list[int]:
    """Return the numbers of the article versions that some readings read, each once."""
    sql = "SELECT DISTINCT version_number FROM facts.readings WHERE reading_number IN ({{ids}}) ORDER BY ALL"
    return [row["version_number"] for row in _select(connection, sql, readings)]


def articles_by_number(connection: duckdb.DuckDBPyConnection, numbers: Iterable[int]) -> Rows:
    """Return article versions by number, with their text."""
    wanted = set(numbers)
    return _rows(connection, current_rows(SUBJECTS["articles"], wanted, _ARTICLES)) if wanted else []


def articles_by_version(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> Rows:
    """Return the articles of some versions, with their text."""
    articles = stored_rows(connection, SUBJECTS["articles"], pl.Series(sorted(version_ids), dtype=pl.String))
    return articles_by_number(connection, articles["version_number"])


def names_of_readings(
    connection: duckdb.DuckDBPyConnection, readings: Iterable[int], versions: Iterable[int]
) -> Rows:
    """Return version_id, entity_id and name of the entities in some readings, which read these versions."""
    numbered = load_sql("names_of_readings", readings=number_list(readings), versions=number_list(versions))
    named = _with_entities(connection, _rows(connection, numbered), "entity_number")
    return sorted(named, key=lambda row: (row["version_id"], row["entity_id"], row["name"]))


def claims_to_group(connection: duckdb.DuckDBPyConnection, readings: Iterable[int], versions: Iterable[int]) -> Rows:
    """Return the claims of some readings that have no group of several claims, each id once."""
    of_readings = "SELECT claim_number FROM facts.claims WHERE reading_number IN ({{ids}})"
    numbers = [row["claim_number"] for row in _select(connection, of_readings, readings)]
    fragments = {"readings": number_list(readings), "versions": number_list(versions), "claims": number_list(numbers)}
    return _with_entities(
        connection, _rows(connection, load_sql("claims_to_group", **fragments)), "source_entity_number"
    )


def claims_by_number(connection: duckdb.DuckDBPyConnection, numbers: Iterable[int]) -> Rows:
    """Return claims by number, with the id and the number of their group.

    A claim alone has no row in claim_groups: its group has the id that it would found, and no number.
    """
    wanted = set(numbers)
    if not wanted:
        return []
    claims = _rows(connection, fill_sql(_CLAIMS, rows=rows_with_numbers("facts.claims", "claim_number", wanted)))
    sql = "SELECT claim_number, claim_group_number FROM decisions.claim_group_members WHERE claim_number IN ({{ids}})"
    groups = {row["claim_number"]: row["claim_group_number"] for row in _select(connection, sql, wanted)}
    sql = (
        "SELECT claim_group_number, claim_group_id FROM decisions.claim_groups WHERE claim_group_number IN ({{ids}})"
    )
    ids = {row["claim_group_number"]: row["claim_group_id"] for row in _select(connection, sql, groups.values())}
    for claim in claims:
        claim["claim_group_number"] = groups.get(claim["claim_number"])
        claim["claim_group_id"] = ids.get(claim["claim_group_number"], claim["claim_group_id"])
    return _with_entities(connection, claims, "source_entity_number")


def _with_entities(connection: duckdb.DuckDBPyConnection, rows: Rows, column: str) -> Rows:
    """Return rows with the id and the name of an entity, whose number is in a column."""
    numbers = {row[column] for row in rows} - {None}
    stored = _by_number(connection, "facts.entities", "entity_number", numbers)
    entities = {row["entity_number"]: row for row in stored}
    id_column = column.removesuffix("number") + "id"
    unnamed = {"entity_id": None, "canonical_name": None}
    return [
        row | {id_column: entity["entity_id"], "name": entity["canonical_name"]}
        for row in rows
        for entity in [entities.get(row[column], unnamed)]
    ]


def profiles_by_number(connection: duckdb.DuckDBPyConnection, numbers: Iterable[int]) -> Rows:
    """Return the profiles of article versions by number."""
    return _by_number(connection, "facts.article_profiles", "version_number", numbers)


def copies_of(connection: duckdb.DuckDBPyConnection, originals: Iterable[str]) -> Rows:
    """Return the copies of some originals, with their text."""
    wanted = set(originals)
    states = index_of(connection, "copies").find_texts(connection, pl.Series(sorted(wanted), dtype=pl.String))
    sql = "SELECT version_number FROM decisions.copies WHERE state_number IN ({{ids}})"
    numbers = {row["version_number"] for row in _select(connection, sql, states)}
    return [row for row in articles_by_number(connection, numbers) if row["copy_of"] in wanted]


def stories_of_articles(connection: duckdb.DuckDBPyConnection, article_ids: Iterable[str]) -> dict[str, str]:
    """Return the story of each article with a version in a story."""
    wanted = set(article_ids)
    numbers = index_of(connection, "versions").find_texts(connection, pl.Series(sorted(wanted), dtype=pl.String))
    if not numbers:
        return {}
    rows = _rows(connection, current_rows(SUBJECTS["articles"], numbers, {"article_id", "story_id"}))
    stories: dict[str, str] = {}
    for row in rows:
        if row["story_id"] is not None and row["article_id"] in wanted:
            article = row["article_id"]
            stories[article] = min(row["story_id"], stories.get(article, row["story_id"]))
    return stories


def story_members(connection: duckdb.DuckDBPyConnection, story_ids: pl.Series) -> pl.DataFrame:
    """Return version_number and story_id of the article versions in some stories."""
    states = index_of(connection, "story_members").find_texts(connection, story_ids)
    sql = "SELECT DISTINCT version_number FROM decisions.story_members WHERE state_number IN ({{ids}})"
    numbers = [row["version_number"] for row in _select(connection, sql, states)]
    rows = current_rows(SUBJECTS["articles"], numbers, {"version_number", "story_id"})
    return (
        connection.sql(rows)
        .pl()
        .select("version_number", "story_id")
        .filter(pl.col("story_id").is_in(story_ids.implode()))
    )


def story_starts(connection: duckdb.DuckDBPyConnection, story_ids: Iterable[str]) -> Rows:
    """Return story_id and first_published_at of some stories."""
    stories = subject_rows(connection, "stories", pl.Series(sorted(story_ids), dtype=pl.String))
    return stories.select("story_id", "first_published_at").to_dicts()


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
        most: Most neighbours of an id. Neighbours that share as many keys as the last of them are returned too, up to
            MOST_EQUAL in all, those that were loaded first. So the cost of an id does not grow with its repetitions.
    """
    asking = pl.DataFrame(
        [(identity, key) for identity, keys in asked.items() for key in dict.fromkeys(keys)],
        schema={"asking": pl.String, "key": pl.Int64},
        orient="row",
    )
    keys, numbers = index.find(connection, asking["key"].unique().sort().to_numpy(), MOST_OF_A_KEY)
    shared = (
        asking.join(pl.DataFrame({"key": keys, "number": numbers}), on="key")
        .group_by("asking", "number")
        .len("keys")
        .filter(pl.col("keys") >= least, pl.col("keys").rank("min", descending=True).over("asking") <= most)
        .sort("asking", "keys", "number", descending=[False, True, False])
        .group_by("asking", maintain_order=True)
        .head(MOST_EQUAL)
    )
    neighbours: dict[str, list[Neighbour]] = defaultdict(list)
    for identity, number, count in shared.select("asking", "number", "keys").iter_rows():
        neighbours[identity].append(Neighbour(number, count))
    return dict(neighbours)


def _by_number(connection: duckdb.DuckDBPyConnection, table: str, number: str, numbers: Iterable[int]) -> Rows:
    """Return the rows of a table with these numbers."""
    wanted = set(numbers)
    return _rows(connection, f"FROM {rows_with_numbers(table, number, wanted)}") if wanted else []


def _select(connection: duckdb.DuckDBPyConnection, sql: str, ids: Iterable[int]) -> Rows:
    """Return the rows of a statement with the placeholder {{ids}}."""
    wanted = set(ids)
    return _rows(connection, fill_sql(sql, ids=number_list(wanted))) if wanted else []


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> Rows:
    answer = connection.execute(sql)
    header = [column[0] for column in answer.description]
    return [dict(zip(header, row, strict=True)) for row in answer.fetchall()]
