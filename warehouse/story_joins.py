"""Joins of persons within stories: a surname alone, and the person whom other articles name in full.

The joins of a story depend on all its articles, so they are decided again when the story changes: new joins are
recorded, and joins that no longer hold are undone. Joins that a person made or undid stay as they are.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import duckdb
import polars as pl

from hearsay.warehouse.indexes import index_of
from hearsay.warehouse.joins import NO_LONGER, Join
from hearsay.warehouse.schema import ENTITY_JOINS, INSTANT
from hearsay.warehouse.statements import Fragment, fill_sql, load_sql, number_list, rows_with_numbers
from hearsay.warehouse.writing import insert_rows

_BY_STORY = "^story [0-9a-f]{32}: "
"""Beginning of the reason of a join that came from a story (`story_reason`)."""
TITLE_REACH = 16
"""Characters before a mention in which a title stands."""

NAMINGS = {
    "story_id": pl.String,
    "article_id": pl.String,
    "entity_id": pl.String,
    "name": pl.String,
    "form": pl.String,
    "before": pl.String,
}
"""Columns of the mentions from which joins are decided."""

Decide = Callable[[pl.DataFrame], Sequence[Join]]
"""Decision about the joins of some stories, from all mentions of persons in their articles: columns of NAMINGS."""


def story_reason(story_id: str, name: str) -> str:
    """Return the reason of a join to a person whom the other articles of a story name."""
    return f"story {story_id}: its other articles name {name}"


def join_in_stories(
    connection: duckdb.DuckDBPyConnection, members: pl.DataFrame, decide: Decide, now: datetime
) -> None:
    """Make and undo joins, so that the joins of some stories are those that their articles show.

    Args:
        connection: The warehouse, in a transaction that has not changed `entity_joins`.
        members: version_number and story_id of all article versions of the stories.
        decide: The decision.
        now: Time of the joins.
    """
    namings = namings_of(connection, members)
    alone = namings.filter(~pl.col("name").str.contains(" ", literal=True))["entity_id"].unique()
    if alone.is_empty():
        return
    wanted = {join.from_entity_id: join for join in decide(namings)}
    stored = _joins_from(connection, alone)
    is_by_story = pl.col("reason").str.contains(_BY_STORY)
    in_force = stored.filter(pl.col("undone_at").is_null())
    undone = stored.filter(pl.col("undone_at").is_not_null(), pl.col("undone_reason").ne_missing(NO_LONGER))
    gone = [
        number
        for entity_id, to, number in in_force.filter(is_by_story)
        .select("from_entity_id", "to_entity_id", "join_number")
        .iter_rows()
        if entity_id not in wanted or wanted[entity_id].to_entity_id != to
    ]
    kept = set(in_force.filter(~pl.col("join_number").is_in(gone))["from_entity_id"])
    refused = set(undone.filter(is_by_story)["from_entity_id"])
    pairs = set(undone.select("from_entity_id", "to_entity_id").iter_rows())
    new = [
        join
        for entity_id, join in wanted.items()
        if entity_id not in kept | refused and (entity_id, join.to_entity_id) not in pairs
    ]
    _record(connection, _without_circles(connection, new), gone, now)


def namings_of(connection: duckdb.DuckDBPyConnection, members: pl.DataFrame) -> pl.DataFrame:
    """Return the mentions of persons in the last readings of the articles of stories with several versions.

    A person with an identifier is left out: one name is enough for the person.
    """
    several = members.unique().filter(pl.len().over("story_id") > 1)
    sql = (
        "SELECT version_number, max(reading_number) AS reading_number FROM facts.readings "
        "WHERE version_number IN ({{ids}}) GROUP BY ALL"
    )
    readings = _select(connection, sql, several["version_number"])
    sql = (
        "SELECT reading_number, entity_number, mention_text AS form, start_char FROM facts.mentions "
        "WHERE reading_number IN ({{ids}}) AND entity_type = 'person' AND entity_number IS NOT NULL"
    )
    mentions = _select(connection, sql, readings["reading_number"]).join(readings, on="reading_number")
    rows = rows_with_numbers("facts.entities", "entity_number", mentions["entity_number"].unique())
    sql = "SELECT entity_number, entity_id, canonical_name AS name FROM {{rows}} WHERE entity_type = 'person' "
    sql += "AND (len(identifiers) = 0 OR contains(canonical_name, ' '))"
    named = mentions.join(connection.sql(fill_sql(sql, rows=rows)).pl(), on="entity_number")
    articles = rows_with_numbers("facts.articles", "version_number", named["version_number"].unique())
    connection.register("named", named)
    try:
        before = connection.sql(load_sql("words_before", articles=articles, reach=Fragment(str(TITLE_REACH)))).pl()
    finally:
        connection.unregister("named")
    placed = named.join(before, on=["version_number", "start_char"]).join(several, on="version_number")
    return placed.select(NAMINGS.keys())


def _joins_from(connection: duckdb.DuckDBPyConnection, entity_ids: pl.Series) -> pl.DataFrame:
    """Return the joins of some entities, with their numbers, also undone joins."""
    numbers = index_of(connection, "joins").find_texts(connection, entity_ids)
    rows = connection.sql(f"FROM {rows_with_numbers('entity_joins', 'join_number', numbers)}").pl()
    return rows.filter(pl.col("from_entity_id").is_in(entity_ids.implode()))


def _without_circles(connection: duckdb.DuckDBPyConnection, joins: Iterable[Join]) -> list[Join]:
    """Return the joins without those whose target is joined, over any number of steps, to the joined entity."""
    joins = list(joins)
    target_of: dict[str, str] = {}
    targets = {join.to_entity_id for join in joins}
    while targets:
        further = _joins_from(connection, pl.Series(sorted(targets), dtype=pl.String))
        further = further.filter(pl.col("undone_at").is_null())
        target_of |= dict(further.select("from_entity_id", "to_entity_id").iter_rows())
        targets = set(further["to_entity_id"]) - target_of.keys()
    return [join for join in joins if join.from_entity_id not in _steps(join.to_entity_id, target_of)]


def _steps(entity_id: str, target_of: dict[str, str]) -> set[str]:
    """Return the entities to which an entity is joined, over any number of steps."""
    steps: set[str] = set()
    while (entity_id := target_of.get(entity_id, "")) and entity_id not in steps:
        steps.add(entity_id)
    return steps


def _record(connection: duckdb.DuckDBPyConnection, new: Sequence[Join], gone: Sequence[int], now: datetime) -> None:
    if gone:
        connection.execute(
            f"UPDATE entity_joins SET undone_at = ?, undone_reason = ? WHERE join_number IN ({number_list(gone)})",  # noqa: S608 - numbers
            [now, NO_LONGER],
        )
    rows = pl.DataFrame(new, schema=["join_id", "from_entity_id", "to_entity_id", "reason"], orient="row")
    times = {"joined_at": pl.lit(now, INSTANT), "undone_at": pl.lit(None, INSTANT)}
    frame = rows.with_columns(**times, undone_reason=pl.lit(None, pl.String))
    insert_rows(connection, ENTITY_JOINS, frame)


def _select(connection: duckdb.DuckDBPyConnection, sql: str, ids: Iterable[int]) -> pl.DataFrame:
    """Return the rows of a statement with the placeholder {{ids}}."""
    return connection.sql(fill_sql(sql, ids=number_list(ids))).pl()
