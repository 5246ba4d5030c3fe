"""What the commands `entities` and `knowledge` do: join entities, undo joins, load and remove what the user knows."""

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
    known_things,
    list_joins,
    list_known,
    make_known_entities,
    names_of_entities,
    remove_known,
    store_knowledge,
    undo_join,
    undone_pairs,
)
from hearsay.warehouse.migrate import prepare_warehouse

BY_KNOWLEDGE = "knowledge"
"""How the reason of a join that a knowledge table made begins."""


class Loaded(NamedTuple):
    """What loading a knowledge table came to: its lines, things not known before, entities joined to things.

    `names`: what each join is of, an entity's name and its thing's.
    """

    lines: int
    new: int
    joined: int
    names: tuple[tuple[str, str], ...] = ()


def load_knowledge(warehouse: Path, file: Path, wait_seconds: float) -> Loaded:
    """Check a knowledge table, store it, and join to its things the entities that it names and no other thing does.

    What articles are taken in later resolves to the things at once; the joins are for what is there.
    """
    now = datetime.now(UTC)
    things = read_knowledge(file)
    prepare_warehouse(warehouse, now, wait_seconds)
    with open_for_writing(warehouse, wait_seconds) as connection:
        new = store_knowledge(connection, knowledge_frame(things, str(file), now))
        known = known_things(connection)
        found = _joins_by_knowledge(names_of_entities(connection), known, now, file.name)
        undone = undone_pairs(connection)
        joins = [join for join in found if (join.from_entity_id, join.to_entity_id) not in undone]
        make_known_entities(connection, joins)
        joined = join_entities(connection, joins, now)
        made = list_joins(connection).filter(pl.col("joined_at") == now) if joined else None
        names = () if made is None else tuple(made.select("from_name", "to_name").sort("to_name").iter_rows())
        return Loaded(len(things), new, joined, names)


def known_frame(warehouse: Path, wait_seconds: float) -> pl.DataFrame:
    """What the warehouse has been told of, which is brought to this schema if need be."""
    _prepare(warehouse, datetime.now(UTC), wait_seconds)
    with open_for_reading(warehouse, wait_seconds) as connection:
        return list_known(connection)


def remove_knowledge(warehouse: Path, given: Sequence[str], file: str | None, wait_seconds: float) -> tuple[int, int]:
    """Forget things and take back the joins that loading them made; return how many of each.

    `given`: names, identifiers (scheme:value) or ids, each of which must fit one thing; or `file`: all that was last
    told by it. Raises UsageError where one fits none or several.
    """
    now = datetime.now(UTC)
    _prepare(warehouse, now, wait_seconds)
    with open_for_writing(warehouse, wait_seconds) as connection:
        known = list_known(connection)
        if file is None:
            ids = [_known_id(known, one) for one in given]
        else:
            ids = known.filter((pl.col("file") == file) | pl.col("file").str.ends_with(f"/{file}"))[
                "entity_id"
            ].to_list()
            if not ids:
                raise UsageError(f"nothing was last told by {file!r}; see: hearsay knowledge list")
        return remove_known(connection, ids, BY_KNOWLEDGE, now)


def _known_id(known: pl.DataFrame, given: str) -> str:
    """The id of the one thing that somebody means."""
    for fits in (
        pl.col("entity_id") == given,
        pl.col("identifiers").list.contains(given) | pl.col("identifiers").list.contains(f"wikidata:{given}"),
        pl.col("name").str.to_lowercase() == given.lower(),
    ):
        found = known.filter(fits)
        if found.height:
            break
    if found.height != 1:
        told = ", ".join(sorted(one[0] for one in found["identifiers"].to_list()))
        which = f"; give an identifier, one of {told}" if found.height else "; see: hearsay knowledge list"
        raise UsageError(f"{given!r} names {found.height} things of the knowledge table{which}")
    return str(found["entity_id"][0])


def join_by_hand(warehouse: Path, one: str, other: str, reason: str, wait_seconds: float, *, all_of_it: bool) -> int:
    """Join an entity to another, or with `all_of_it` all that bear its name; return how many joins are new.

    Raises UsageError where a name or an id fits no entity, or several.
    """
    now = datetime.now(UTC)
    _prepare(warehouse, now, wait_seconds)
    with open_for_writing(warehouse, wait_seconds) as connection:
        target = _one(find_entities(connection, other), other, all_of_it=all_of_it)
        found = find_entities(connection, one)
        found = [entity for entity in found if entity.entity_id != target.entity_id] if all_of_it else found
        chosen = found if all_of_it and found else [_one(found, one, all_of_it=False)]
        joins = [
            Join(_join_id(entity.entity_id, target.entity_id, now), entity.entity_id, target.entity_id, reason)
            for entity in chosen
        ]
        return join_entities(connection, joins, now)


def undo_by_hand(warehouse: Path, join_id: str, reason: str | None, wait_seconds: float) -> str:
    """Take back a join; return its id. Raises UsageError where the id names none that holds, or several."""
    now = datetime.now(UTC)
    _prepare(warehouse, now, wait_seconds)
    with open_for_writing(warehouse, wait_seconds) as connection:
        return undo_join(connection, join_id, reason, now)


def joins_frame(warehouse: Path, wait_seconds: float, *, with_undone: bool) -> pl.DataFrame:
    """The joins of a warehouse, which is brought to this schema if need be."""
    _prepare(warehouse, datetime.now(UTC), wait_seconds)
    with open_for_reading(warehouse, wait_seconds) as connection:
        return list_joins(connection, with_undone=with_undone)


def _prepare(warehouse: Path, now: datetime, wait_seconds: float) -> None:
    """Bring a warehouse that is there to this schema; a mistyped name makes no new one."""
    with open_for_reading(warehouse, wait_seconds):
        pass
    prepare_warehouse(warehouse, now, wait_seconds)


def _joins_by_knowledge(entities: pl.DataFrame, known: pl.DataFrame, now: datetime, file: str) -> list[Join]:
    things = known_from_frame(known)
    ids = dict(zip(map(id, things), known["entity_id"], strict=True))
    knowledge, targets = Knowledge(things), frozenset(known["entity_id"])
    joins = []
    for entity_id, entity_type, name, aliases in entities.iter_rows():
        thing, _ = knowledge.find(entity_type, [name, *aliases], ())
        if thing is not None and entity_id not in targets:
            to = ids[id(thing)]
            joins.append(Join(_join_id(entity_id, to, now), entity_id, to, f"{BY_KNOWLEDGE}: {file}"))
    return joins


def _join_id(one: str, other: str, now: datetime) -> str:
    return content_id("join", one, other, now.isoformat())


def _one(found: list[FoundEntity], given: str, *, all_of_it: bool) -> FoundEntity:
    if not found:
        raise UsageError(f"no entity is called {given!r}, and no entity's id begins so; look with: hearsay query")
    if len(found) > 1 and not all_of_it:
        told = "; ".join(f"{one.entity_id} ({one.entity_type}, {one.mentions} mentions)" for one in found[:10])
        raise UsageError(f"{given!r} names {len(found)} entities; give the id of one, or --all. They are: {told}")
    return found[0]
