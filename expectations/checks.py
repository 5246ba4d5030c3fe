"""Rows of the table checks, made from verdicts."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from hearsay.expectations.rule import Kind, Rule
from hearsay.warehouse.schema import CHECKS, TABLES, row_ids

SAMPLE_ROWS = 3
SAMPLE_CHARACTERS = 60


def check_row(
    run_id: str, rule: Rule, *, checked: int, unexpected: int, is_success: bool, observed: str | None
) -> dict[str, object]:
    """Return a row of the table checks."""
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
    """Return check rows as a frame of the table checks."""
    return pl.DataFrame(list(rows), schema=CHECKS.polars_schema, orient="row")


def observe(rule: Rule, frame: pl.DataFrame, broken: Sequence[int]) -> str | None:
    """Return the first broken rows as text, with keys and the values of the rule's columns; None without a row."""
    if not broken:
        return None
    table = TABLES[rule.table]
    rows = frame[list(broken[:SAMPLE_ROWS])]
    names = [name for name in rule.columns if name in rows.columns and name not in table.key]
    samples = []
    for row_id, row in zip(row_ids(rows, table), rows.iter_rows(named=True), strict=True):
        values = ", ".join(f"{name}={_shortened(row[name])}" for name in names if _is_of_interest(rule, row[name]))
        samples.append(f"{row_id}: {values}" if values else f"{row_id}")
    more = len(broken) - len(samples)
    return "; ".join(samples) + (f"; and {more} more" if more else "")


def _is_of_interest(rule: Rule, value: object) -> bool:
    """Return True if a value helps to see the fault. For required columns, only missing values do."""
    return rule.kind is not Kind.REQUIRED or value is None or value != value  # noqa: PLR0124 - NaN alone differs


def _shortened(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= SAMPLE_CHARACTERS else text[: SAMPLE_CHARACTERS - 1] + "…"
