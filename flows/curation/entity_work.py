"""Work of the commands `entities` and `knowledge`: join entities, undo joins, load and remove the knowledge table."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import polars as pl

from hearsay.errors import UsageError
from hearsay.flows.run.knowledge import known_from_frame
from hearsay.pipelines.ids import content_id
from hearsay.pipelines.knowledge_file import read_knowledge
from hearsay.pipelines.resolve.entities.knowledge import Knowledge
from hearsay.pipelines.rows import knowledge_frame
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.joins import (
    FoundEntity,
    Join,
    find_entities,
    join_entities,
    knowledge_entries,
    list_joins,
    list_known,
    make_known_entities,
    names_of_entities,
    remove_known,
    store_knowledge,
    undo_join,
    undone_pairs,
)
from hearsay.warehouse.location import Location
from hearsay.warehouse.migrate import prepare_warehouse

BY_KNOWLEDGE = "knowledge"
"""Beginning of the reason of a join that came from a knowledge table."""


class Loaded(NamedTuple):
    """The result of loading a knowledge table: numbers of lines, new things, and entities joined to things.

    `names` has, for each join, the name of the entity and the name of the thing.
    """

    lines: int
    new: int
    joined: int
    names: tuple[tuple[str, str], ...] = ()


def load_knowledge(warehouse: Location, file: Path, wait_seconds: float) -> Loaded:
    """Check a knowledge table, store it, and join existing entities to its things.

    An entity is joined if its name fits exactly one thing. Articles that are ingested later resolve to the things
    directly.
    """
    now = datetime.now(UTC)
    things = read_knowledge(file)
    prepare_warehouse(warehouse, now, wait_seconds)
    with open_for_writing(warehouse, wait_seconds) as connection:
        new = store_knowledge(connection, knowledge_frame(things, str(file), now))
        entries = knowledge_entries(connection)
        candidates = _joins_by_knowledge(names_of_entities(connection), entries, now, file.name)
        undone = undone_pairs(connection)
        joins = [join for join in candidates if (join.from_entity_id, join.to_entity_id) not in undone]
        make_known_entities(connection, joins)
        joined = join_entities(connection, joins, now)
        made = list_joins(connection).filter(pl.col("joined_at") == now) if joined else None
        names = () if made is None else tuple(made.select("from_name", "to_name").sort("to_name").iter_rows())
        return Loaded(len(things), new, joined, names)


def known_frame(warehouse: Location, wait_seconds: float) -> pl.DataFrame:
    """Return the knowledge table of a warehouse. An older warehouse is migrated first."""
    _prepare(warehouse, datetime.now(UTC), wait_seconds)
    with open_for_reading(warehouse, wait_seconds) as connection:
        return list_known(connection)


def remove_knowledge(
    warehouse: Location, names: Sequence[str], file: str | None, wait_seconds: float
) -> tuple[int, int]:
    """Remove things from the knowledge table, and undo the joins that came from loading them.

    Args:
        warehouse: Location of the warehouse file.
        names: Names, identifiers (scheme:value) or ids; each must fit one thing.
        file: Instead of `names`: remove all things that were last loaded from this file.
        wait_seconds: Longest wait for the lock of the warehouse.

    Returns:
        The numbers of removed things and of undone joins.

    Raises:
        UsageError: A name, identifier or id fits no thing or several things, or `file` has no things.
    """
    now = datetime.now(UTC)
    _prepare(warehouse, now, wait_seconds)
    with open_for_writing(warehouse, wait_seconds) as connection:
        entries = list_known(connection)
        if file is None:
            ids = [_entry_id(entries, text) for text in names]
        else:
            ids = entries.filter((pl.col("file") == file) | pl.col("file").str.ends_with(f"/{file}"))[
                "entity_id"
            ].to_list()
            if not ids:
                raise UsageError(f"no thing was last loaded from {file!r}; see: hearsay knowledge list")
        return remove_known(connection, ids, BY_KNOWLEDGE, now)


def _entry_id(entries: pl.DataFrame, name: str) -> str:
    """Return the id of the thing with this id, identifier or name. Raises UsageError for none or several."""
    for fits in (
        pl.col("entity_id") == name,
        pl.col("identifiers").list.contains(name) | pl.col("identifiers").list.contains(f"wikidata:{name}"),
        pl.col("name").str.to_lowercase() == name.lower(),
    ):
        matches = entries.filter(fits)
        if matches.height:
            break
    if matches.height != 1:
        choices = ", ".join(sorted(identifiers[0] for identifiers in matches["identifiers"].to_list()))
        advice = f"; give an identifier, one of {choices}" if matches.height else "; see: hearsay knowledge list"
        raise UsageError(f"{name!r} names {matches.height} things of the knowledge table{advice}")
    return str(matches["entity_id"][0])


def join_by_hand(
    warehouse: Location, entity: str, other: str, reason: str, wait_seconds: float, *, all_of_it: bool
) -> int:
    """Join an entity to another, or with `all_of_it` every entity of its name. Return the number of new joins.

    Raises UsageError if a name or an id fits no entity, or several.
    """
    now = datetime.now(UTC)
    _prepare(warehouse, now, wait_seconds)
    with open_for_writing(warehouse, wait_seconds) as connection:
        target = _single_entity(find_entities(connection, other), other, all_of_it=all_of_it)
        matches = find_entities(connection, entity)
        matches = [match for match in matches if match.entity_id != target.entity_id] if all_of_it else matches
        chosen = matches if all_of_it and matches else [_single_entity(matches, entity, all_of_it=False)]
        joins = [
            Join(_join_id(match.entity_id, target.entity_id, now), match.entity_id, target.entity_id, reason)
            for match in chosen
        ]
        return join_entities(connection, joins, now)


def undo_by_hand(warehouse: Location, join_id: str, reason: str | None, wait_seconds: float) -> str:
    """Undo a join and return its id. Raises UsageError if the id fits no active join, or several."""
    now = datetime.now(UTC)
    _prepare(warehouse, now, wait_seconds)
    with open_for_writing(warehouse, wait_seconds) as connection:
        return undo_join(connection, join_id, reason, now)


def joins_frame(warehouse: Location, wait_seconds: float, *, with_undone: bool) -> pl.DataFrame:
    """Return the joins of a warehouse. An older warehouse is migrated first."""
    _prepare(warehouse, datetime.now(UTC), wait_seconds)
    with open_for_reading(warehouse, wait_seconds) as connection:
        return list_joins(connection, with_undone=with_undone)


def _prepare(warehouse: Location, now: datetime, wait_seconds: float) -> None:
    """Migrate an existing warehouse. Raises for a missing file, so that a mistyped name makes no new warehouse."""
    with open_for_reading(warehouse, wait_seconds):
        pass
    prepare_warehouse(warehouse, now, wait_seconds)


def _joins_by_knowledge(entities: pl.DataFrame, entries: pl.DataFrame, now: datetime, file: str) -> list[Join]:
    things = known_from_frame(entries)
    ids = dict(zip(map(id, things), entries["entity_id"], strict=True))
    knowledge, targets = Knowledge(things), frozenset(entries["entity_id"])
    joins = []
    for entity_id, entity_type, name, aliases in entities.iter_rows():
        thing, _ = knowledge.find(entity_type, [name, *aliases], ())
        if thing is not None and entity_id not in targets:
            to = ids[id(thing)]
            joins.append(Join(_join_id(entity_id, to, now), entity_id, to, f"{BY_KNOWLEDGE}: {file}"))
    return joins


def _join_id(entity_id: str, target_id: str, now: datetime) -> str:
    return content_id("join", entity_id, target_id, now.isoformat())


def _single_entity(entities: list[FoundEntity], name: str, *, all_of_it: bool) -> FoundEntity:
    if not entities:
        raise UsageError(f"no entity has the name {name!r} or an id that begins so; search with: hearsay query")
    if len(entities) > 1 and not all_of_it:
        choices = "; ".join(
            f"{entity.entity_id} ({entity.entity_type}, {entity.mentions} mentions)" for entity in entities[:10]
        )
        raise UsageError(f"{name!r} names {len(entities)} entities; give an id, or --all. They are: {choices}")
    return entities[0]
