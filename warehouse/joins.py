"""Joins of entities, and the knowledge table. A join is a row, can be undone, and changes no other row."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import duckdb
import polars as pl

from hearsay.errors import UsageError
from hearsay.warehouse.connection import transaction
from hearsay.warehouse.numbers import take_numbers
from hearsay.warehouse.schema import KNOWLEDGE
from hearsay.warehouse.statements import load_sql
from hearsay.warehouse.writing import merge_rows, new_values

SHORTEST_ID = 6
"""Fewest characters of an id that select an entity."""


class FoundEntity(NamedTuple):
    """An entity, with the columns that distinguish entities with the same name."""

    entity_id: str
    canonical_name: str
    entity_type: str
    mentions: int


class Join(NamedTuple):
    """A join to record."""

    join_id: str
    from_entity_id: str
    to_entity_id: str
    reason: str


def find_entities(connection: duckdb.DuckDBPyConnection, reference: str) -> list[FoundEntity]:
    """Return the entities with this id, name or alias, those with most mentions first.

    The start of an id counts from SHORTEST_ID characters. Names are compared only if no id matches, aliases only if
    no name matches.
    """
    for condition in (
        "entity_id = $reference OR (length($reference) >= $shortest AND starts_with(entity_id, $reference))",
        "lower(canonical_name) = lower($reference) AND length($shortest::VARCHAR) > 0",
        "list_contains(list_transform(aliases, lambda alias: lower(alias)), lower($reference))"
        " AND length($shortest::VARCHAR) > 0",
    ):
        rows = connection.execute(
            "SELECT entity_id, canonical_name, entities.entity_type, count(mention_id) AS times "  # noqa: S608
            "FROM entities LEFT JOIN mentions USING (entity_id) "
            f"WHERE {condition} GROUP BY ALL ORDER BY times DESC, entity_id",
            {"reference": reference, "shortest": SHORTEST_ID},
        ).fetchall()
        if rows:
            return [FoundEntity(*row) for row in rows]
    return []


def join_entities(connection: duckdb.DuckDBPyConnection, joins: Iterable[Join], now: datetime) -> int:
    """Record joins, all or none. A join that is in force already adds nothing.

    The errors below prevent circles of joins, and let each join be undone by itself.

    Returns:
        The number of new joins.

    Raises:
        UsageError: An entity is joined to itself, or has another join already, or the target has a join.
    """
    new = 0
    with transaction(connection):
        for join in joins:
            new += _join(connection, join, now)
    return new


def _join(connection: duckdb.DuckDBPyConnection, join: Join, now: datetime) -> int:
    if join.from_entity_id == join.to_entity_id:
        raise UsageError(f"{join.from_entity_id} cannot be joined to itself; give two entities")
    target = _join_target(connection, join.from_entity_id)
    if target == join.to_entity_id:
        return 0
    if target is not None:
        raise UsageError(
            f"{join.from_entity_id} is joined to {target} already; undo that join first: hearsay entities undo"
        )
    if (further := _join_target(connection, join.to_entity_id)) is not None:
        raise UsageError(
            f"{join.to_entity_id} is itself joined to {further}; join {join.from_entity_id} to {further}"
        )
    connection.execute(
        "INSERT INTO entity_joins SELECT ?, ?, ?, ?, ?, NULL, NULL, ? "
        "WHERE NOT EXISTS (SELECT 1 FROM entity_joins WHERE join_id = ?)",
        [*join, now, take_numbers(connection, 1), join.join_id],
    )
    return 1


def undo_join(connection: duckdb.DuckDBPyConnection, join_id: str, reason: str | None, now: datetime) -> str:
    """Undo the join in force whose id begins with `join_id`, and return the whole id.

    Raises:
        UsageError: No join matches, or several do.
    """
    matches = connection.execute(
        "SELECT join_id FROM entity_joins WHERE starts_with(join_id, ?) AND undone_at IS NULL ORDER BY join_id",
        [join_id],
    ).fetchall()
    if len(matches) != 1 or not join_id:
        raise UsageError(f"{join_id!r} names {len(matches)} joins in force; see: hearsay entities list")
    with transaction(connection):
        connection.execute(
            "UPDATE entity_joins SET undone_at = ?, undone_reason = ? WHERE join_id = ?", [now, reason, matches[0][0]]
        )
    return str(matches[0][0])


def list_joins(connection: duckdb.DuckDBPyConnection, *, with_undone: bool = False) -> pl.DataFrame:
    """Return the joins, the latest first, with the names of both entities."""
    return connection.sql(
        "SELECT join_id, joined.canonical_name AS from_name, target.canonical_name AS to_name, reason, joined_at, "
        "undone_at, from_entity_id, to_entity_id FROM entity_joins "
        "LEFT JOIN entities AS joined ON joined.entity_id = from_entity_id "
        "LEFT JOIN entities AS target ON target.entity_id = to_entity_id "
        "WHERE undone_at IS NULL OR $with_undone ORDER BY joined_at DESC, join_id",
        params={"with_undone": with_undone},
    ).pl()


def knowledge_entries(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return the knowledge table in the order of its key."""
    return connection.sql("SELECT * FROM knowledge ORDER BY entity_id").pl().select(KNOWLEDGE.polars_schema.names())


def list_known(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return the knowledge table in the order of names, with the number of entities joined to each entry."""
    return connection.sql(
        "SELECT name, knowledge.entity_type, "
        "list_transform(identifiers, lambda item: item.scheme || ':' || item.value) AS identifiers, aliases, "
        "country, count(join_id) AS joined, file, loaded_at, entity_id FROM knowledge "
        "LEFT JOIN entity_joins ON to_entity_id = entity_id AND undone_at IS NULL "
        "GROUP BY ALL ORDER BY name, entity_id"
    ).pl()


def remove_known(
    connection: duckdb.DuckDBPyConnection, entity_ids: Iterable[str], made_by: str, now: datetime
) -> tuple[int, int]:
    """Delete entries of the knowledge table, and undo the joins made by loading them.

    Args:
        connection: The warehouse, open for writing.
        entity_ids: Entries to delete.
        made_by: Start of the reason of joins made by loading.
        now: Time of the undoing.

    Returns:
        The numbers of deleted entries and of undone joins.
    """
    ids = list(entity_ids)
    with transaction(connection):
        undone = _changed(
            connection,
            "UPDATE entity_joins SET undone_at = ?, undone_reason = ? "
            "WHERE undone_at IS NULL AND starts_with(reason, ?) AND to_entity_id IN (SELECT unnest(?::VARCHAR[]))",
            [now, REMOVED, made_by, ids],
        )
        removed = _changed(
            connection, "DELETE FROM knowledge WHERE entity_id IN (SELECT unnest(?::VARCHAR[]))", [ids]
        )
    return removed, undone


def names_of_entities(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return id, type, name and aliases of all entities that are not joined to another entity."""
    return connection.sql(
        "SELECT entity_id, entity_type, canonical_name, aliases FROM entities "
        "WHERE entity_id NOT IN (SELECT from_entity_id FROM entity_joins WHERE undone_at IS NULL) "
        "ORDER BY entity_id"
    ).pl()


REMOVED = "removed from the knowledge table"
"""Reason for undoing a join to a deleted entry. If the entry is loaded again, its joins are made again."""
NO_LONGER = "the articles of the story no longer show a single bearer of the surname"
"""Reason for undoing a join within a story (story_joins). The join is made again if the story shows it again."""


def undone_pairs(connection: duckdb.DuckDBPyConnection) -> frozenset[tuple[str, str]]:
    """Return the pairs of entities whose join a person has undone. Loading a table does not join them again."""
    rows = connection.execute(
        "SELECT from_entity_id, to_entity_id FROM entity_joins "
        "WHERE undone_at IS NOT NULL AND coalesce(undone_reason, '') NOT IN (?, ?)",
        [REMOVED, NO_LONGER],
    ).fetchall()
    return frozenset((from_entity_id, to_entity_id) for from_entity_id, to_entity_id in rows)


def store_knowledge(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> int:
    """Write rows of the knowledge table. A row replaces the earlier row of the same entity.

    Returns:
        The number of new entities.
    """
    before = _count(connection)
    with transaction(connection):
        merge_rows(connection, KNOWLEDGE, frame, new_values(KNOWLEDGE))
    return _count(connection) - before


def make_known_entities(connection: duckdb.DuckDBPyConnection, joins: Iterable[Join]) -> None:
    """Insert entities for the targets of joins to the knowledge table, unless they have a row.

    No article names such an entity itself, so the row takes times and run from the entity joined to the target.
    """
    for join in joins:
        connection.execute(
            load_sql("make_known_entity"),
            {"entity": join.to_entity_id, "like": join.from_entity_id, "number": take_numbers(connection, 1)},
        )


def _join_target(connection: duckdb.DuckDBPyConnection, entity_id: str) -> str | None:
    """Return the entity that this entity is joined to, or None."""
    row = connection.execute(
        "SELECT to_entity_id FROM entity_joins WHERE from_entity_id = ? AND undone_at IS NULL", [entity_id]
    ).fetchone()
    return row[0] if row else None


def _changed(connection: duckdb.DuckDBPyConnection, sql: str, parameters: list[object]) -> int:
    """Execute an UPDATE or a DELETE, and return the number of rows. DuckLake has no RETURNING."""
    row = connection.execute(sql, parameters).fetchone()
    return int(row[0]) if row else 0


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT count(*) FROM knowledge").fetchone()
    return int(row[0]) if row else 0
