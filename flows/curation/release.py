"""Out of quarantine: rows that somebody chose are audited again and published under the ids that they had."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import polars as pl

from hearsay.errors import UsageError
from hearsay.expectations.audit import Audit, KnownKeys, audit_chunk
from hearsay.expectations.own_rules import OwnRule
from hearsay.expectations.release import (
    breaches_of,
    drop_stranded,
    frames_to_release,
    references_of,
    rows_only_dependent,
)
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.lookup import known_keys, known_releases, quarantined_rows, quarantined_with, version_texts
from hearsay.warehouse.migrate import check_version
from hearsay.warehouse.publish import release_rows
from hearsay.warehouse.schema import table_row_ids


class StillKept(NamedTuple):
    """A row that was asked for and stays, with a rule that keeps it back."""

    table_name: str
    row_id: str
    rule: str


@dataclass(frozen=True, slots=True)
class Release:
    """What came of a release: rows published by table, breaches marked as released, and what stays and why."""

    published: dict[str, int]
    breaches: int
    kept: tuple[StillKept, ...]

    def as_json(self) -> str:
        """The release for programs."""
        kept = [row._asdict() for row in self.kept]
        return json.dumps({"published": self.published, "breaches_released": self.breaches, "still_kept": kept})

    def as_text(self) -> str:
        """The release for people."""
        counts = ", ".join(f"{count:,} {name}" for name, count in self.published.items() if count) or "nothing"
        lines = [f"released: {counts}"]
        lines += [
            f"  stays: {row.table_name} {row.row_id}, which {row.rule} keeps back too; give that id with the first"
            for row in self.kept
        ]
        return "\n".join(lines)


def choose_quarantined(
    warehouse: Path, ids: Sequence[str], rule: str | None, table: str | None, wait_seconds: float
) -> list[str]:
    """The ids in quarantine that begin so, or that a rule or a table names. Raises UsageError where that is none."""
    with open_for_reading(warehouse, wait_seconds) as connection:
        check_version(connection, warehouse)
        frame = quarantined_rows(connection)
    found: list[str] = []
    for given in ids:
        beginning = frame.filter(pl.col("quarantine_id").str.starts_with(given))
        if beginning.height != 1:
            raise UsageError(f"{given!r} names {beginning.height} rows in quarantine; see: hearsay quarantine list")
        found.extend(beginning["quarantine_id"])
    if not ids:
        named = frame.filter(
            (pl.col("rule") == rule) if rule else pl.lit(value=True),
            (pl.col("table_name") == table) if table else pl.lit(value=True),
        )
        found = named["quarantine_id"].to_list()
    if not found:
        raise UsageError("no row in quarantine is of that rule and table; see: hearsay quarantine list")
    return found


def release_quarantined(
    warehouse: Path, quarantine_ids: Iterable[str], own: tuple[OwnRule, ...], wait_seconds: float
) -> Release:
    """Let the chosen breaches pass, audit the rows again, and publish those that nothing else keeps back.

    With a row comes what was kept back only because it hangs on it. Raises UsageError for rows that no longer fit
    their table.
    """
    asked = frozenset(quarantine_ids)
    now = datetime.now(UTC)
    with open_for_reading(warehouse, wait_seconds) as connection:
        around = quarantined_with(connection, asked)
        chosen = around.filter(pl.col("quarantine_id").is_in(pl.Series(sorted(asked)).implode()))
        dependents = rows_only_dependent(around)
        try:
            frames = frames_to_release(pl.concat([chosen, dependents]).unique("quarantine_id", maintain_order=True))
        except ValueError as error:
            raise UsageError(f"{error}; ingest the page again instead") from error
        references = references_of(frames)
        known = KnownKeys(
            **known_keys(connection, references),
            texts=version_texts(connection, references["articles"]),
            released=known_releases(connection, frames),
        )
    chosen_rows = frozenset(chosen.select("table_name", "row_id").iter_rows())
    frames = drop_stranded(frames, known, chosen_rows)
    known = replace(known, released=known.released | breaches_of(chosen))
    audit = audit_chunk(frames, known, "release", now, own)
    if audit.fatal:
        raise UsageError(f"nothing is released, as the audit says: {'; '.join(audit.fatal)}")
    released = _released_ids(around, chosen, audit)
    with open_for_writing(warehouse, wait_seconds) as connection:
        release_rows(connection, audit.clean, released, now)
    kept = sorted(StillKept(*row) for row in breaches_of(audit.quarantine) if (row[0], row[1]) in chosen_rows)
    return Release({name: frame.height for name, frame in audit.clean.items()}, len(released), tuple(kept))


def _released_ids(around: pl.DataFrame, chosen: pl.DataFrame, audit: Audit) -> list[str]:
    """The breaches that keep nothing back any more: those chosen of a published row, and that it hung on others."""
    out = around.join(table_row_ids(audit.clean), on=["table_name", "row_id"], how="semi")
    return sorted({*out["quarantine_id"]} & {*chosen["quarantine_id"], *rows_only_dependent(around)["quarantine_id"]})
