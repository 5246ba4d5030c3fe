"""Rows that leave quarantine: what somebody chose, and what was kept back only because it hangs on it."""

from collections.abc import Mapping

import polars as pl

from hearsay.expectations.evidence import KnownKeys, keys_asked_for
from hearsay.expectations.quarantine import row_from_json
from hearsay.expectations.rule import DEPENDS_ON_QUARANTINED
from hearsay.warehouse.schema import PAGE_TABLES, TABLES, row_ids

Breaches = frozenset[tuple[str, str, str]]


def breaches_of(quarantined: pl.DataFrame) -> Breaches:
    """(table, row id, rule) of rows of the quarantine table."""
    return frozenset(quarantined.select("table_name", "row_id", "rule").iter_rows())


def frames_to_release(quarantined: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The frames of PAGE_TABLES that the quarantined rows once were, one row a key, the latest of several.

    Raises ValueError for a row whose table has changed since in a way that cannot be made up for.
    """
    latest = quarantined.sort("quarantined_at", descending=True).unique(
        ["table_name", "row_id"], keep="first", maintain_order=True
    )
    frames = {}
    for name in PAGE_TABLES:
        table = TABLES[name]
        rows = [row_from_json(table, text) for text in latest.filter(table_name=name)["row_json"]]
        frames[name] = pl.DataFrame(rows, schema=table.polars_schema, orient="row")
    return frames


def rows_only_dependent(quarantined: pl.DataFrame) -> pl.DataFrame:
    """Of the quarantined rows, those that break no rule themselves."""
    is_dependent = (pl.col("rule") == DEPENDS_ON_QUARANTINED).all().over("table_name", "row_id", "run_id")
    return quarantined.filter(is_dependent)


def drop_stranded(
    frames: Mapping[str, pl.DataFrame], known: KnownKeys, chosen: frozenset[tuple[str, str]]
) -> dict[str, pl.DataFrame]:
    """The frames without the dependents that nothing chosen would carry into the warehouse.

    `chosen` holds (table, row id) of the rows that were asked for: they stay, and the audit says what they lack. Of
    the others a row stays while all it refers to is there or stays too; an entity, while a mention names it.
    """
    kept = dict(frames)
    is_settled = False
    while not is_settled:
        is_settled = True
        for name in PAGE_TABLES:
            stays = _stays(name, kept, known) | _is_chosen(name, kept[name], chosen)
            if not stays.all():
                is_settled = False
                kept[name] = kept[name].filter(stays)
    return kept


def references_of(frames: Mapping[str, pl.DataFrame]) -> dict[str, frozenset[str]]:
    """What to ask the warehouse for before the frames can be judged: keys by table, versions among them."""
    asked = dict(keys_asked_for(frames))
    own = set(frames["articles"]["version_id"])
    versions = set(frames["mentions"]["version_id"]) | set(frames["claims"]["version_id"])
    asked["articles"] = asked.get("articles", frozenset()) | frozenset(versions - own)
    return asked


def _is_chosen(name: str, frame: pl.DataFrame, chosen: frozenset[tuple[str, str]]) -> pl.Series:
    own = [row_id for table, row_id in chosen if table == name]
    return row_ids(frame, TABLES[name]).is_in(pl.Series(own, dtype=pl.String).implode())


def _stays(name: str, frames: Mapping[str, pl.DataFrame], known: KnownKeys) -> pl.Series:
    stays = pl.repeat(value=True, n=frames[name].height, eager=True)
    for column, target in TABLES[name].references:
        there = known.of(target) | (set(frames[target][TABLES[target].key[0]]) if target in frames else set())
        found = frames[name][column].is_in(pl.Series(list(there), dtype=pl.String).implode())
        stays &= found.fill_null(value=True)
    if name == "entities":
        named = frames["mentions"]["entity_id"].drop_nulls()
        stays &= frames[name]["entity_id"].is_in(named.implode())
    return stays
