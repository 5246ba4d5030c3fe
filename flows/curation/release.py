"""Release from quarantine: chosen rows are audited again and published under their old ids."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

import polars as pl

from hearsay.errors import UsageError
from hearsay.expectations.audit import Audit, KnownKeys, audit_chunk
from hearsay.expectations.own_rules import OwnRule
from hearsay.expectations.release import (
    breaches_of,
    drop_orphans,
    frames_to_release,
    references_of,
    rows_only_dependent,
)
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.location import Location
from hearsay.warehouse.lookup import known_keys, known_releases, quarantined_rows, quarantined_with, version_texts
from hearsay.warehouse.migrate import check_version
from hearsay.warehouse.publish import release_rows
from hearsay.warehouse.schema import table_row_ids


class StillQuarantined(NamedTuple):
    """A chosen row still in quarantine, with its broken rule."""

    table_name: str
    row_id: str
    rule: str


@dataclass(frozen=True, slots=True)
class Release:
    """The result of a release: published rows by table, released breaches, and rows still in quarantine."""

    published: dict[str, int]
    breaches: int
    kept: tuple[StillQuarantined, ...]

    def as_json(self) -> str:
        """Return the release as a JSON object."""
        kept = [row._asdict() for row in self.kept]
        return json.dumps({"published": self.published, "breaches_released": self.breaches, "still_kept": kept})

    def as_text(self) -> str:
        """Return the release as text."""
        counts = ", ".join(f"{count:,} {name}" for name, count in self.published.items() if count) or "nothing"
        lines = [f"released: {counts}"]
        lines += [
            f"  stays: {row.table_name} {row.row_id} also breaks {row.rule}; release both quarantine ids together"
            for row in self.kept
        ]
        return "\n".join(lines)


def choose_quarantined(
    warehouse: Location, ids: Sequence[str], rule: str | None, table: str | None, wait_seconds: float
) -> list[str]:
    """Return the quarantine ids that begin with `ids`, or that have the rule and the table.

    Raises UsageError if a beginning fits no row or several rows, or if no row has the rule and the table.
    """
    with open_for_reading(warehouse, wait_seconds) as connection:
        check_version(connection, warehouse)
        frame = quarantined_rows(connection)
    chosen: list[str] = []
    for start in ids:
        matches = frame.filter(pl.col("quarantine_id").str.starts_with(start))
        if matches.height != 1:
            raise UsageError(f"{start!r} names {matches.height} rows in quarantine; see: hearsay quarantine list")
        chosen.extend(matches["quarantine_id"])
    if not ids:
        matches = frame.filter(
            (pl.col("rule") == rule) if rule else pl.lit(value=True),
            (pl.col("table_name") == table) if table else pl.lit(value=True),
        )
        chosen = matches["quarantine_id"].to_list()
    if not chosen:
        raise UsageError("no row in quarantine has this rule and table; see: hearsay quarantine list")
    return chosen


def release_quarantined(
    warehouse: Location, quarantine_ids: Iterable[str], own: tuple[OwnRule, ...], wait_seconds: float
) -> Release:
    """Waive the chosen breaches, audit the rows again, and publish the rows that break no other rule.

    Rows quarantined only for their dependence on a released row are released too.

    Args:
        warehouse: Location of the warehouse file.
        quarantine_ids: The breaches to waive.
        own: Custom rules of hearsay.toml.
        wait_seconds: Longest wait for the lock of the warehouse.

    Raises:
        UsageError: A row no longer fits its table, or a fatal check fails.
    """
    chosen_ids = frozenset(quarantine_ids)
    now = datetime.now(UTC)
    with open_for_reading(warehouse, wait_seconds) as connection:
        around = quarantined_with(connection, chosen_ids)
        chosen = around.filter(pl.col("quarantine_id").is_in(pl.Series(sorted(chosen_ids)).implode()))
        dependents = rows_only_dependent(around)
        try:
            frames = frames_to_release(pl.concat([chosen, dependents]).unique("quarantine_id", maintain_order=True))
        except ValueError as error:
            raise UsageError(f"{error}; ingest the page again instead") from error
        references = references_of(frames)
        stored_keys = KnownKeys(
            **known_keys(connection, references),
            texts=version_texts(connection, references["articles"]),
            released=known_releases(connection, frames),
        )
    chosen_rows = frozenset(chosen.select("table_name", "row_id").iter_rows())
    frames = drop_orphans(frames, stored_keys, chosen_rows)
    stored_keys = replace(stored_keys, released=stored_keys.released | breaches_of(chosen))
    audit = audit_chunk(frames, stored_keys, "release", now, own)
    if audit.fatal:
        raise UsageError(f"nothing is released, because a fatal check failed: {'; '.join(audit.fatal)}")
    released = _released_ids(around, chosen, audit)
    with open_for_writing(warehouse, wait_seconds) as connection:
        release_rows(connection, audit.clean, released, now)
    kept = sorted(StillQuarantined(*row) for row in breaches_of(audit.quarantine) if (row[0], row[1]) in chosen_rows)
    return Release({name: frame.height for name, frame in audit.clean.items()}, len(released), tuple(kept))


def _released_ids(around: pl.DataFrame, chosen: pl.DataFrame, audit: Audit) -> list[str]:
    """Return the breaches of published rows to mark as released: the chosen breaches, and those by dependence."""
    out = around.join(table_row_ids(audit.clean), on=["table_name", "row_id"], how="semi")
    return sorted({*out["quarantine_id"]} & {*chosen["quarantine_id"], *rows_only_dependent(around)["quarantine_id"]})
