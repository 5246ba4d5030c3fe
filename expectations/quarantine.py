"""Quarantine: rows with a broken row rule, their dependent rows, and their form in the quarantine table."""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from hearsay.expectations.evidence import KnownKeys
from hearsay.expectations.rule import DEPENDS_ON_QUARANTINED, ROW
from hearsay.warehouse.schema import PAGE_TABLES, QUARANTINE, TABLES, Table, row_ids

ID_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Breach:
    """A row, by its number in the frame, and its broken rule."""

    row_number: int
    rule: str


def add_dependents(
    frames: Mapping[str, pl.DataFrame], breaches: Mapping[str, Iterable[Breach]], known_keys: KnownKeys
) -> dict[str, list[Breach]]:
    """Return the breaches, and a breach for each valid row with a reference to a quarantined row.

    A reference is valid if the target is published with this chunk or is in the warehouse. Captures and articles
    refer to each other, so neither is published without the other, and a later run processes the page again.
    """
    all_breaches = {name: list(breaches.get(name, ())) for name in PAGE_TABLES}
    numbers = {name: {breach.row_number for breach in all_breaches[name]} for name in PAGE_TABLES}
    is_settled = not any(numbers.values())
    while not is_settled:
        is_settled = True
        for name in PAGE_TABLES:
            orphans = _orphans(name, frames, numbers, known_keys) - numbers[name]
            if name == "entities":
                orphans |= _unnamed_entities(frames, numbers) - numbers[name]
            if orphans:
                is_settled = False
                numbers[name] |= orphans
                all_breaches[name] += [Breach(number, DEPENDS_ON_QUARANTINED) for number in sorted(orphans)]
    return all_breaches


def _orphans(
    name: str, frames: Mapping[str, pl.DataFrame], numbers: Mapping[str, set[int]], known_keys: KnownKeys
) -> set[int]:
    """Return the rows of a table with a reference to a quarantined row."""
    orphans: set[int] = set()
    for column, target in TABLES[name].references:
        if not numbers.get(target):
            continue
        keys = frames[target][TABLES[target].key[0]]
        quarantined = pl.Series(
            list(set(keys.gather(sorted(numbers[target]))) - known_keys.of(target)), dtype=pl.String
        )
        orphans |= set(frames[name][column].is_in(quarantined.implode()).fill_null(value=False).arg_true())
    return orphans


def _unnamed_entities(frames: Mapping[str, pl.DataFrame], numbers: Mapping[str, set[int]]) -> set[int]:
    """Return the entities of quarantined mentions alone.

    Without a mention, the origin of an entity is unknown.
    """
    if not numbers["mentions"]:
        return set()
    is_quarantined = pl.int_range(pl.len()).is_in(sorted(numbers["mentions"]))
    named = frames["mentions"].filter(~is_quarantined)["entity_id"].drop_nulls()
    lost = frames["mentions"].filter(is_quarantined)["entity_id"].drop_nulls()
    is_unnamed = pl.col("entity_id").is_in(lost.implode()) & ~pl.col("entity_id").is_in(named.implode())
    return set(frames["entities"].select(is_unnamed).to_series().arg_true())


def split_frame(frame: pl.DataFrame, breaches: Iterable[Breach]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows to publish and the rows to quarantine, each in the order of the frame."""
    numbers = pl.Series(sorted({breach.row_number for breach in breaches}), dtype=pl.UInt32)
    is_quarantined = pl.int_range(pl.len(), dtype=pl.UInt32).is_in(numbers.implode())
    return frame.filter(~is_quarantined), frame.filter(is_quarantined)


def quarantine_rows(
    table: Table, frame: pl.DataFrame, breaches: Iterable[Breach], run_id: str, quarantined_at: datetime
) -> pl.DataFrame:
    """Return rows of the quarantine table, one for each breach. A row with two broken rules is there twice."""
    listed = list(breaches)
    broken = frame[[breach.row_number for breach in listed]]
    rows = [
        {
            "quarantine_id": _quarantine_id(run_id, table.name, row_id, breach.rule),
            "run_id": run_id,
            "table_name": table.name,
            "row_id": row_id,
            "rule": breach.rule,
            "severity": ROW,
            "row_json": row_to_json(row),
            "quarantined_at": quarantined_at,
            "released_at": None,
        }
        for breach, row_id, row in zip(listed, row_ids(broken, table), broken.iter_rows(named=True), strict=True)
    ]
    return pl.DataFrame(rows, schema=QUARANTINE.polars_schema, orient="row")


def _quarantine_id(run_id: str, table_name: str, row_id: str, rule: str) -> str:
    text = json.dumps([run_id, table_name, row_id, rule])
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]


def row_to_json(row: Mapping[str, Any]) -> str:
    """Return a row as JSON. Dates are in ISO 8601; NaN and infinities are text."""
    return json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False, allow_nan=False)


def _plain(value: object) -> object:
    """Return a value in a form for JSON."""
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def row_from_json(table: Table, text: str) -> dict[str, Any]:
    """Return the row from the JSON of `row_to_json`, with the table's Polars dtypes.

    A newer, nullable column of the table is NULL.

    Raises:
        ValueError: The JSON does not have the table's columns, for example after a migration.
    """
    row: dict[str, Any] = {column.name: None for column in table.columns if column.nullable} | json.loads(text)
    names = [column.name for column in table.columns]
    if set(row) != set(names):
        differing = ", ".join(sorted(set(row) ^ set(names)))
        raise ValueError(f"the quarantined row of {table.name} and its table differ in these columns: {differing}")
    return dict(_typed_cells(table, row))


def _typed_cells(table: Table, row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for column in table.columns:
        value = row[column.name]
        if value is not None and isinstance(column.dtype, pl.Datetime):
            value = datetime.fromisoformat(value)
        elif value is not None and column.dtype == pl.Date:
            value = date.fromisoformat(value)
        elif isinstance(value, str) and column.dtype is pl.Float64:
            value = float(value)
        yield column.name, value
