"""Verdicts as rows of the checks table, and the sum of a run's chunks."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from expectations.rule import FATAL, Kind, Rule
from expectations.rules import find_rule
from warehouse.schema import CHECKS, TABLES, row_ids

SAMPLE_ROWS = 3
SAMPLE_CHARACTERS = 60
SUM_KEY = ("run_id", "suite", "rule")


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


def sum_checks(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The checks of a run from those of its chunks: one row for each run, suite and rule, counts added up.

    A rule that asks for a share of the rows is judged anew over the whole run, because a chunk of one page says
    nothing about shares; every other rule held if it held in each chunk.
    """
    every = [part for part in parts if not part.is_empty()]
    if not every:
        return checks_frame(())
    summed = (
        pl.concat(every)
        .group_by(SUM_KEY, maintain_order=True)
        .agg(
            pl.col("severity").filter(pl.col("severity") == FATAL).first(),
            pl.col("is_success").all(),
            pl.col("observed").drop_nulls().first(),
            pl.col("checked_count", "unexpected_count").sum(),
        )
    )
    rows = []
    for row in summed.iter_rows(named=True):
        rule = find_rule(row["suite"], row["rule"])
        checked, unexpected = row["checked_count"], row["unexpected_count"]
        is_success = row["is_success"] if rule.mostly == 1 else checked - unexpected >= rule.mostly * checked
        summed_row = check_row(
            row["run_id"],
            rule,
            checked=checked,
            unexpected=unexpected,
            is_success=is_success,
            observed=row["observed"],
        )
        rows.append(summed_row | {"severity": row["severity"] or rule.severity})
    return checks_frame(rows)
