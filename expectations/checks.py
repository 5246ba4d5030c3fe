"""Verdicts as rows of the checks table."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from hearsay.expectations.rule import Kind, Rule
from hearsay.warehouse.schema import CHECKS, TABLES, row_ids

SAMPLE_ROWS = 3
SAMPLE_CHARACTERS = 60


def check_row(
    run_id: str, rule: Rule, *, checked: int, unexpected: int, is_success: bool, observed: str | None
) -> dict[str, object]:
    """One row of the checks table."""
    return {
        "run_id": run_id,
        "suite": rule.table,
        "rule": rule.name,
        "severity": rule.severity,
        "why": rule.why,
        "is_success": is_success,
        "observed": observed,
        "checked_count": checked,
        "unexpected_count": unexpected,
        "unexpected_percent": 100.0 * unexpected / checked if checked else 0.0,
    }


def checks_frame(rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """Check rows as a frame of the checks table."""
    return pl.DataFrame(list(rows), schema=CHECKS.polars_schema, orient="row")


def observe(rule: Rule, frame: pl.DataFrame, broken: Sequence[int]) -> str | None:
    """The first few rows that break a rule: their keys, and what the rule looked at; None if none does."""
    if not broken:
        return None
    table = TABLES[rule.table]
    rows = frame[list(broken[:SAMPLE_ROWS])]
    names = [name for name in rule.columns if name in rows.columns and name not in table.key]
    seen = []
    for row_id, row in zip(row_ids(rows, table), rows.iter_rows(named=True), strict=True):
        values = ", ".join(f"{name}={_shortened(row[name])}" for name in names if _is_of_interest(rule, row[name]))
        seen.append(f"{row_id}: {values}" if values else f"{row_id}")
    more = len(broken) - len(seen)
    return "; ".join(seen) + (f"; and {more} more" if more else "")


def _is_of_interest(rule: Rule, value: object) -> bool:
    """Of the many columns that a row must fill, only the empty ones are worth showing."""
    return rule.kind is not Kind.REQUIRED or value is None or value != value  # noqa: PLR0124 - NaN alone differs


def _shortened(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= SAMPLE_CHARACTERS else text[: SAMPLE_CHARACTERS - 1] + "…"
