"""What is kept back: rows that break row rules, what hangs on them, and their form in the quarantine table."""

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
    """One row, by its number in the frame, and one rule that it broke."""

    row_number: int
    rule: str


def add_dependents(
    frames: Mapping[str, pl.DataFrame], breaches: Mapping[str, Iterable[Breach]], known: KnownKeys
) -> dict[str, list[Breach]]:
    """The breaches, and one more for each sound row that refers to a row kept back.

    A reference holds if its target is published with this chunk or is in the warehouse already. Captures and
    articles refer to each other, so that one is never published without the other: a later run reads the page again.
    """
    found = {name: list(breaches.get(name, ())) for name in PAGE_TABLES}
    numbers = {name: {breach.row_number for breach in found[name]} for name in PAGE_TABLES}
    is_settled = not any(numbers.values())
    while not is_settled:
        is_settled = True
        for name in PAGE_TABLES:
            stranded = _stranded(name, frames, numbers, known) - numbers[name]
            if name == "entities":
                stranded |= _unnamed_entities(frames, numbers) - numbers[name]
            if stranded:
                is_settled = False
                numbers[name] |= stranded
                found[name] += [Breach(number, DEPENDS_ON_QUARANTINED) for number in sorted(stranded)]
    return found


def _stranded(
    name: str, frames: Mapping[str, pl.DataFrame], numbers: Mapping[str, set[int]], known: KnownKeys
) -> set[int]:
    """Rows of a table that refer to a row kept back."""
    stranded: set[int] = set()
    for column, target in TABLES[name].references:
        if not numbers.get(target):
            continue
        keys = frames[target][TABLES[target].key[0]]
        kept_back = pl.Series(list(set(keys.gather(sorted(numbers[target]))) - known.of(target)), dtype=pl.String)
        stranded |= set(frames[name][column].is_in(kept_back.implode()).fill_null(value=False).arg_true())
    return stranded


def _unnamed_entities(frames: Mapping[str, pl.DataFrame], numbers: Mapping[str, set[int]]) -> set[int]:
    """Entities that only mentions kept back name: nobody would know where they come from."""
    if not numbers["mentions"]:
        return set()
    is_kept_back = pl.int_range(pl.len()).is_in(sorted(numbers["mentions"]))
    named = frames["mentions"].filter(~is_kept_back)["entity_id"].drop_nulls()
    lost = frames["mentions"].filter(is_kept_back)["entity_id"].drop_nulls()
    is_unnamed = pl.col("entity_id").is_in(lost.implode()) & ~pl.col("entity_id").is_in(named.implode())
    return set(frames["entities"].select(is_unnamed).to_series().arg_true())


def split_frame(frame: pl.DataFrame, breaches: Iterable[Breach]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows to publish and the rows kept back, each in the order of the frame; together they are the frame."""
    numbers = pl.Series(sorted({breach.row_number for breach in breaches}), dtype=pl.UInt32)
    is_kept_back = pl.int_range(pl.len(), dtype=pl.UInt32).is_in(numbers.implode())
    return frame.filter(~is_kept_back), frame.filter(is_kept_back)


def quarantine_rows(
    table: Table, frame: pl.DataFrame, breaches: Iterable[Breach], run_id: str, quarantined_at: datetime
) -> pl.DataFrame:
    """Rows of the quarantine table: one for each breach, so a row that broke two rules is there twice."""
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
    """A row as JSON: instants and days in ISO 8601, what JSON cannot write (NaN, infinities) as its name."""
    return json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False, allow_nan=False)


def _plain(value: object) -> object:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def row_from_json(table: Table, text: str) -> dict[str, Any]:
    """The row that `row_to_json` wrote, with the values that the table's Polars dtypes take.

    A column that the table got since and that may be NULL is NULL. Raises ValueError where the JSON otherwise has not
    exactly the table's columns, as after a migration.
    """
    row: dict[str, Any] = {column.name: None for column in table.columns if column.nullable} | json.loads(text)
    names = [column.name for column in table.columns]
    if set(row) != set(names):
        odd = ", ".join(sorted(set(row) ^ set(names)))
        raise ValueError(f"the quarantined row of {table.name} and its table differ in these columns: {odd}")
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
