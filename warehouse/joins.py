"""Which entities are one thing: joins that are recorded, can be undone, and change no other row."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import duckdb
import polars as pl

from hearsay.errors import UsageError
from hearsay.warehouse.connection import transaction
from hearsay.warehouse.schema import KNOWLEDGE

SHORTEST_ID = 6
"""Characters of an id that may stand for it."""


class FoundEntity(NamedTuple):
    """An entity, as a person has to tell it from others of its name."""

    entity_id: str
    canonical_name: str
    entity_type: str
    mentions: int


class Join(NamedTuple):
    """A join to be made."""

    join_id: str
    from_entity_id: str
    to_entity_id: str
    reason: str


def find_entities(connection: duckdb.DuckDBPyConnection, given: str) -> list[FoundEntity]:
    """The entities of that name, or whose id begins so, those named most first. Aliases count where no name fits."""
    for condition in (
        "entity_id = $given OR (length($given) >= $shortest AND starts_with(entity_id, $given))",
        "lower(canonical_name) = lower($given) AND length($shortest::VARCHAR) > 0",
        "list_contains(list_transform(aliases, lambda alias: lower(alias)), lower($given))"
        " AND length($shortest::VARCHAR) > 0",
    ):
        rows = connection.execute(
            "SELECT entity_id, canonical_name, entities.entity_type, count(mention_id) AS times "  # noqa: S608
            "FROM entities LEFT JOIN mentions USING (entity_id) "
            f"WHERE {condition} GROUP BY ALL ORDER BY times DESC, entity_id",
            {"given": given, "shortest": SHORTEST_ID},
        ).fetchall()
        if rows:
            return [FoundEntity(*row) for row in rows]
    return []


def join_entities(connection: duckdb.DuckDBPyConnection, joins: Iterable[Join], now: datetime) -> int:
    """Record joins, all or none, and return how many are new; one that holds already adds nothing.

    Raises UsageError for an entity joined to itself, one that is joined to another already, and a target that is
    itself joined: so no ring can come about, and each join can be undone by itself.
    """
    made = 0
    with transaction(connection):
        for join in joins:
            made += _join(connection, join, now)
    return made


def _join(connection: duckdb.DuckDBPyConnection, join: Join, now: datetime) -> int:
    if join.from_entity_id == join.to_entity_id:
        raise UsageError(f"{join.from_entity_id} cannot be joined to itself; give two entities")
    held = _held(connection, join.from_entity_id)
    if held == join.to_entity_id:
        return 0
    if held is not None:
        raise UsageError(
            f"{join.from_entity_id} is joined to {held} already; take that back first: hearsay entities undo"
        )
    if (further := _held(connection, join.to_entity_id)) is not None:
        raise UsageError(f"{join.to_entity_id} is itself joined to {further}; join {join.from_entity_id} to that one")
    connection.execute(
        "INSERT INTO entity_joins VALUES (?, ?, ?, ?, ?, NULL, NULL) ON CONFLICT DO NOTHING", [*join, now]
    )
    return 1


def undo_join(connection: duckdb.DuckDBPyConnection, join_id: str, reason: str | None, now: datetime) -> str:
    """Take back the one join in force whose id begins so; return its id. Raises UsageError for none or several."""
    found = connection.execute(
        "SELECT join_id FROM entity_joins WHERE starts_with(join_id, ?) AND undone_at IS NULL ORDER BY join_id",
        [join_id],
    ).fetchall()
    if len(found) != 1 or not join_id:
        raise UsageError(f"{join_id!r} names {len(found)} joins that hold; see: hearsay entities list")
    with transaction(connection):
        connection.execute(
            "UPDATE entity_joins SET undone_at = ?, undone_reason = ? WHERE join_id = ?", [now, reason, found[0][0]]
        )
    return str(found[0][0])


def list_joins(connection: duckdb.DuckDBPyConnection, *, with_undone: bool = False) -> pl.DataFrame:
    """The joins, latest first, with the names of what they join."""
    return connection.sql(
        "SELECT join_id, one.canonical_name AS from_name, other.canonical_name AS to_name, reason, joined_at, "
        "undone_at, from_entity_id, to_entity_id FROM entity_joins "
        "LEFT JOIN entities AS one ON one.entity_id = from_entity_id "
        "LEFT JOIN entities AS other ON other.entity_id = to_entity_id "
        "WHERE undone_at IS NULL OR $with_undone ORDER BY joined_at DESC, join_id",
        params={"with_undone": with_undone},
    ).pl()


def known_things(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """All of the knowledge table, in the order of its key."""
    return connection.sql("SELECT * FROM knowledge ORDER BY entity_id").pl().select(KNOWLEDGE.polars_schema.names())


def list_known(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The things of the knowledge table by name, with how many entities are joined to each."""
    return connection.sql(
        "SELECT name, knowledge.entity_type, "
        "list_transform(identifiers, lambda one: one.scheme || ':' || one.value) AS identifiers, aliases, country, "
        "count(join_id) AS joined, file, loaded_at, entity_id FROM knowledge "
        "LEFT JOIN entity_joins ON to_entity_id = entity_id AND undone_at IS NULL "
        "GROUP BY ALL ORDER BY name, entity_id"
    ).pl()


def remove_known(
    connection: duckdb.DuckDBPyConnection, entity_ids: Iterable[str], made_by: str, now: datetime
) -> tuple[int, int]:
    """Forget things; return how many, and how many joins to them are taken back: those whose reason begins so."""
    ids = list(entity_ids)
    with transaction(connection):
        undone = connection.execute(
            "UPDATE entity_joins SET undone_at = ?, undone_reason = ? "
            "WHERE undone_at IS NULL AND starts_with(reason, ?) AND to_entity_id IN (SELECT unnest(?::VARCHAR[])) "
            "RETURNING join_id",
            [now, REMOVED, made_by, ids],
        ).fetchall()
        removed = connection.execute(
            "DELETE FROM knowledge WHERE entity_id IN (SELECT unnest(?::VARCHAR[])) RETURNING entity_id", [ids]
        ).fetchall()
    return len(removed), len(undone)


def names_of_entities(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Id, type, name and aliases of every entity that no join holds."""
    return connection.sql(
        "SELECT entity_id, entity_type, canonical_name, aliases FROM entities "
        "WHERE entity_id NOT IN (SELECT from_entity_id FROM entity_joins WHERE undone_at IS NULL) "
        "ORDER BY entity_id"
    ).pl()


REMOVED = "removed from the knowledge table"
"""Why a join is undone whose thing is known no more: loaded again, the thing joins again."""


def undone_pairs(connection: duckdb.DuckDBPyConnection) -> frozenset[tuple[str, str]]:
    """What somebody has said not to be one: no table joins it again."""
    rows = connection.execute(
        "SELECT from_entity_id, to_entity_id FROM entity_joins "
        "WHERE undone_at IS NOT NULL AND undone_reason IS DISTINCT FROM ?",
        [REMOVED],
    ).fetchall()
    return frozenset((one, other) for one, other in rows)


def store_knowledge(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> int:
    """Write rows of `knowledge`, a later word on a thing taking the place of an earlier; return how many are new."""
    before = _count(connection)
    connection.register("incoming", frame)
    try:
        with transaction(connection):
            connection.execute("INSERT OR REPLACE INTO knowledge BY NAME SELECT * FROM incoming ORDER BY entity_id")
    finally:
        connection.unregister("incoming")
    return _count(connection) - before


def make_known_entities(connection: duckdb.DuckDBPyConnection, joins: Iterable[Join]) -> None:
    """See that what known things are joined to has its row: seen when and where what is joined to it was seen."""
    for join in joins:
        connection.execute(
            "INSERT INTO entities BY NAME SELECT knowledge.entity_id, name AS canonical_name, knowledge.entity_type, "
            "knowledge.aliases, knowledge.identifiers, first_seen_at, last_seen_at, run_id "
            "FROM knowledge, entities WHERE knowledge.entity_id = ? AND entities.entity_id = ? "
            "ON CONFLICT DO NOTHING",
            [join.to_entity_id, join.from_entity_id],
        )


def _held(connection: duckdb.DuckDBPyConnection, entity_id: str) -> str | None:
    """What the entity is joined to."""
    row = connection.execute(
        "SELECT to_entity_id FROM entity_joins WHERE from_entity_id = ? AND undone_at IS NULL", [entity_id]
    ).fetchone()
    return row[0] if row else None


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT count(*) FROM knowledge").fetchone()
    return int(row[0]) if row else 0
