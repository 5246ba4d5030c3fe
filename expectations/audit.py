"""The audit of a chunk: it checks every frame, quarantines bad rows and clears the others for publication."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import polars as pl

from hearsay.expectations.checks import check_row, checks_frame, observe
from hearsay.expectations.evidence import KnownKeys, add_evidence, keys_asked_for
from hearsay.expectations.own_rules import OwnRule
from hearsay.expectations.quarantine import Breach, add_dependents, quarantine_rows, row_from_json, split_frame
from hearsay.expectations.rule import FATAL, ROW
from hearsay.expectations.rules import (
    COLUMNS_MATCH_SCHEMA,
    MOST_ROWS_SOUND,
    SYSTEMATIC_MINIMUM,
    SYSTEMATIC_SHARE,
    find_rule,
)
from hearsay.expectations.suites import Verdict, judge_table, warm_up
from hearsay.warehouse.schema import PAGE_TABLES, QUARANTINE, TABLES, empty_frame, row_ids

__all__ = [
    "Audit",
    "KnownKeys",
    "RowCount",
    "audit_chunk",
    "keys_asked_for",
    "row_from_json",
    "warm_up",
]

CheckRow = dict[str, object]


@dataclass(frozen=True, slots=True)
class RowCount:
    """Row counts of a table in a chunk: extracted = loaded + quarantined."""

    extracted: int
    loaded: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class Audit:
    """The result of an audit.

    Without `fatal` messages, `clean` holds every page table, to be published together with `quarantine`, and `counts`
    balances for each table. With `fatal` messages, nothing may be published: `clean`, `counts` and `quarantined_ids`
    are empty and `quarantine` has no rows. `checks` holds all completed checks, in both cases.
    """

    clean: dict[str, pl.DataFrame]
    quarantine: pl.DataFrame
    checks: pl.DataFrame
    fatal: tuple[str, ...] = ()
    counts: dict[str, RowCount] = field(default_factory=dict)
    quarantined_ids: dict[str, frozenset[str]] = field(default_factory=dict)
    """Keys of the quarantined rows, by table."""


def audit_chunk(
    frames: Mapping[str, pl.DataFrame],
    known_keys: KnownKeys,
    run_id: str,
    audited_at: datetime,
    own: tuple[OwnRule, ...] = (),
) -> Audit:
    """Audit the frames of a chunk, and split them into rows to publish and rows to quarantine.

    These faults are fatal: frames of another schema, null or repeated keys, an unchecked expectation, and a table
    with more than half of its rows in breach of row rules. A row released from quarantine is not quarantined by the
    same rule again; the check of this rule counts such rows.

    Args:
        frames: The frames of PAGE_TABLES.
        known_keys: Keys and texts in the warehouse.
        run_id: The run.
        audited_at: The time of the audit.
        own: Rules of the user.
    """
    checks = _check_columns(frames, run_id)
    if all(row["is_success"] for row in checks):
        evidence = add_evidence(frames, known_keys, run_id, audited_at)
        verdicts = {name: judge_table(name, evidence[name], own) for name in PAGE_TABLES}
        verdicts = {name: _excuse_released(name, frames[name], verdicts[name], known_keys) for name in PAGE_TABLES}
        breaches = {name: _breaches(verdicts[name]) for name in PAGE_TABLES}
        for name in PAGE_TABLES:
            checks += _check_rows(frames[name], verdicts[name], run_id)
            checks.append(_check_soundness(name, frames[name], breaches[name], run_id))
        if not _fatal_messages(checks):
            return _part(frames, add_dependents(frames, breaches, known_keys), checks, run_id, audited_at)
    return Audit({}, empty_frame(QUARANTINE), checks_frame(checks), _fatal_messages(checks))


def _check_columns(frames: Mapping[str, pl.DataFrame], run_id: str) -> list[CheckRow]:
    """Check the presence of each page table, with exactly the columns, dtypes and order of the schema."""
    rows = []
    for name in PAGE_TABLES:
        frame = frames.get(name)
        problem = "no frame" if frame is None else _difference(frame.schema, TABLES[name].polars_schema)
        height = 0 if frame is None else frame.height
        rule = find_rule(name, COLUMNS_MATCH_SCHEMA)
        broken = height if problem else 0
        rows.append(
            check_row(run_id, rule, checked=height, unexpected=broken, is_success=problem is None, observed=problem)
        )
    return rows


def _difference(actual: pl.Schema, expected: pl.Schema) -> str | None:
    """Return a sentence on the difference between a frame's columns and the schema, or None."""
    if actual == expected and actual.names() == expected.names():
        return None
    missing = [name for name in expected.names() if name not in actual]
    extra = [name for name in actual.names() if name not in expected]
    wrong = [
        f"{name} has type {actual[name]} and needs {expected[name]}"
        for name in expected.names()
        if name in actual and actual[name] != expected[name]
    ]
    problems = [f"missing: {', '.join(missing)}"] if missing else []
    problems += [f"unknown: {', '.join(extra)}"] if extra else []
    return "; ".join(problems + wrong) or "the columns are in another order"


def _excuse_released(
    name: str, frame: pl.DataFrame, verdicts: tuple[Verdict, ...], known_keys: KnownKeys
) -> tuple[Verdict, ...]:
    """Return the verdicts without the rows released from quarantine for the same rule."""
    released = {(row_id, rule) for table, row_id, rule in known_keys.released if table == name}
    if not released:
        return verdicts
    ids = row_ids(frame, TABLES[name])
    return tuple(_excuse_verdict(verdict, ids, released) for verdict in verdicts)


def _excuse_verdict(verdict: Verdict, ids: pl.Series, released: set[tuple[str, str]]) -> Verdict:
    excused = {number for number in verdict.broken if (ids[number], verdict.rule.name) in released}
    if verdict.rule.severity != ROW or not excused:
        return verdict
    broken = tuple(number for number in verdict.broken if number not in excused)
    return replace(verdict, broken=broken, is_success=not broken, excused=len(excused))


def _breaches(verdicts: tuple[Verdict, ...]) -> list[Breach]:
    """Return a breach for each row and each broken row rule."""
    return [
        Breach(number, verdict.rule.name)
        for verdict in verdicts
        if verdict.rule.severity == ROW
        for number in verdict.broken
    ]


def _check_rows(frame: pl.DataFrame, verdicts: tuple[Verdict, ...], run_id: str) -> list[CheckRow]:
    """Return the check of each verdict. An unchecked rule is fatal.

    In a frame with few rows a share says nothing. There, a rule about a share reports a count and holds.
    """
    rows = []
    for verdict in verdicts:
        is_too_few = verdict.rule.mostly < 1 and frame.height < SYSTEMATIC_MINIMUM and verdict.error is None
        row = check_row(
            run_id,
            verdict.rule,
            checked=frame.height,
            unexpected=len(verdict.broken),
            is_success=verdict.is_success or is_too_few,
            observed=_observed(verdict, frame),
        )
        if verdict.error is not None:
            row |= {"severity": FATAL, "observed": f"could not be checked: {verdict.error}"}
        rows.append(row)
    return rows


def _observed(verdict: Verdict, frame: pl.DataFrame) -> str | None:
    sample = observe(verdict.rule, frame, verdict.broken)
    if not verdict.excused:
        return sample
    accepted = f"{verdict.excused} accepted, because they were released from quarantine before"
    return f"{sample}; {accepted}" if sample else accepted


def _check_soundness(name: str, frame: pl.DataFrame, breaches: list[Breach], run_id: str) -> CheckRow:
    """Check the share of rows with a broken row rule, at most SYSTEMATIC_SHARE."""
    broken = len({breach.row_number for breach in breaches})
    is_systematic = frame.height >= SYSTEMATIC_MINIMUM and broken > SYSTEMATIC_SHARE * frame.height
    names = ", ".join(sorted({breach.rule for breach in breaches}))
    rule = find_rule(name, MOST_ROWS_SOUND)
    return check_row(
        run_id,
        rule,
        checked=frame.height,
        unexpected=broken,
        is_success=not is_systematic,
        observed=f"broken: {names}" if broken else None,
    )


def _fatal_messages(checks: list[CheckRow]) -> tuple[str, ...]:
    return tuple(
        f"{row['suite']}: {row['rule']} failed for {row['unexpected_count']} of {row['checked_count']} rows "
        f"({row['observed']}). {row['why']}"
        for row in checks
        if row["severity"] == FATAL and not row["is_success"]
    )


def _part(
    frames: Mapping[str, pl.DataFrame],
    breaches: Mapping[str, list[Breach]],
    checks: list[CheckRow],
    run_id: str,
    audited_at: datetime,
) -> Audit:
    """Split clean rows from quarantined rows.

    Raises:
        AssertionError: A row was lost or duplicated.
    """
    clean: dict[str, pl.DataFrame] = {}
    counts: dict[str, RowCount] = {}
    ids: dict[str, frozenset[str]] = {}
    quarantine = []
    for name in PAGE_TABLES:
        table, frame = TABLES[name], frames[name]
        clean[name], quarantined = split_frame(frame, breaches[name])
        counts[name] = RowCount(frame.height, clean[name].height, quarantined.height)
        ids[name] = frozenset(row_ids(quarantined, table))
        if counts[name].extracted != counts[name].loaded + len(ids[name]):
            raise AssertionError(f"rows of {name} do not balance: {counts[name]}, {len(ids[name])} quarantined keys")
        quarantine.append(quarantine_rows(table, frame, breaches[name], run_id, audited_at))
    return Audit(clean, pl.concat(quarantine), checks_frame(checks), (), counts, ids)
