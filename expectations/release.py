"""Release of rows from quarantine: the chosen rows, and rows that are there only as their dependents."""

from collections.abc import Mapping

import polars as pl

from hearsay.expectations.evidence import KnownKeys, keys_asked_for
from hearsay.expectations.quarantine import row_from_json
from hearsay.expectations.rule import DEPENDS_ON_QUARANTINED
from hearsay.warehouse.schema import PAGE_TABLES, TABLES, row_ids

Breaches = frozenset[tuple[str, str, str]]


def breaches_of(quarantined: pl.DataFrame) -> Breaches:
    """Return (table, row id, rule) of rows of the quarantine table."""
    return frozenset(quarantined.select("table_name", "row_id", "rule").iter_rows())


def frames_to_release(quarantined: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the frames of PAGE_TABLES for quarantined rows: a row for each key, the latest of several.

    Raises:
        ValueError: A table has changed since, and a row cannot be restored.
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
    """Return the quarantined rows that break no rule themselves."""
    is_dependent = (pl.col("rule") == DEPENDS_ON_QUARANTINED).all().over("table_name", "row_id", "run_id")
    return quarantined.filter(is_dependent)


def drop_orphans(
    frames: Mapping[str, pl.DataFrame], known_keys: KnownKeys, chosen: frozenset[tuple[str, str]]
) -> dict[str, pl.DataFrame]:
    """Return the frames without dependents whose references would be missing in the warehouse.

    Args:
        frames: The frames to release.
        known_keys: Keys in the warehouse.
        chosen: (table, row id) of the chosen rows. They always stay, and the audit reports their missing references.
            Another row is_kept if all references exist or stay; an entity stays if a mention names the entity.
    """
    remaining = dict(frames)
    is_settled = False
    while not is_settled:
        is_settled = True
        for name in PAGE_TABLES:
            is_kept = _is_kept(name, remaining, known_keys) | _is_chosen(name, remaining[name], chosen)
            if not is_kept.all():
                is_settled = False
                remaining[name] = remaining[name].filter(is_kept)
    return remaining


def references_of(frames: Mapping[str, pl.DataFrame]) -> dict[str, frozenset[str]]:
    """Return the keys by table to look up in the warehouse before the audit, versions of articles included."""
    keys = dict(keys_asked_for(frames))
    own = set(frames["articles"]["version_id"])
    versions = set(frames["mentions"]["version_id"]) | set(frames["claims"]["version_id"])
    keys["articles"] = keys.get("articles", frozenset()) | frozenset(versions - own)
    return keys


def _is_chosen(name: str, frame: pl.DataFrame, chosen: frozenset[tuple[str, str]]) -> pl.Series:
    own = [row_id for table, row_id in chosen if table == name]
    return row_ids(frame, TABLES[name]).is_in(pl.Series(own, dtype=pl.String).implode())


def _is_kept(name: str, frames: Mapping[str, pl.DataFrame], known_keys: KnownKeys) -> pl.Series:
    is_kept = pl.repeat(value=True, n=frames[name].height, eager=True)
    for column, target in TABLES[name].references:
        existing = known_keys.of(target) | (set(frames[target][TABLES[target].key[0]]) if target in frames else set())
        is_present = frames[name][column].is_in(pl.Series(list(existing), dtype=pl.String).implode())
        is_kept &= is_present.fill_null(value=True)
    if name == "entities":
        named = frames["mentions"]["entity_id"].drop_nulls()
        is_kept &= frames[name]["entity_id"].is_in(named.implode())
    return is_kept
