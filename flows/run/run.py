"""One run of the ingest flow: what was asked for, and what it may cost."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from hearsay.flows.config.settings import Settings
from hearsay.pipelines.extract import Limits as ExtractLimits
from hearsay.pipelines.fetch import FetchLimits, Hosts, without_credentials
from hearsay.pipelines.ids import content_id
from hearsay.pipelines.reader import load_reader
from hearsay.pipelines.rows import RunStamp
from hearsay.pipelines.sources import Source
from hearsay.pipelines.versions import extractor_version, rules_version
from hearsay.warehouse.run_lock import RunLock
from hearsay.warehouse.schema import SCHEMA_VERSION

DISTRIBUTION = "hearsay-news"
"""What hearsay is called where packages are installed from: `hearsay` is another project's there."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run under way."""

    stamp: RunStamp
    started_at: datetime
    sources: tuple[Source, ...]
    trigger: str
    warehouse: Path
    settings: Settings
    hosts: Hosts = field(default_factory=Hosts, repr=False, compare=False)
    """What the run learns of the hosts that it fetches from: robots.txt is asked once, the pace holds over chunks."""
    knowledge_file: str | None = None
    """Where its workers read what the user knows; None: the knowledge table is empty."""

    lock: RunLock | None = field(default=None, repr=False, compare=False)
    """Held while the run lives, so that others can tell."""

    rebuilds: tuple[str, ...] | None = None
    """For a rebuild: its own id, and those of rebuilds that were killed before it and that it goes on with."""

    @property
    def run_id(self) -> str:
        """The id that every row of the run carries."""
        return self.stamp.run_id

    @property
    def extract_limits(self) -> ExtractLimits:
        """What extraction may take of a page."""
        limits = self.settings.limits
        return ExtractLimits(max_bytes=limits.max_bytes, max_elements=limits.max_elements)

    @property
    def fetch_limits(self) -> FetchLimits:
        """What fetching may cost."""
        fetch = self.settings.fetch
        return FetchLimits(
            max_bytes=self.settings.limits.max_bytes,
            timeout_seconds=fetch.timeout_seconds,
            total_seconds=fetch.total_seconds,
            attempts=fetch.attempts,
            max_redirects=fetch.max_redirects,
            allow_private=fetch.allow_private,
            user_agent=fetch.user_agent,
            obey_robots=fetch.obey_robots,
            gap_seconds=fetch.gap_seconds,
            max_crawl_delay_seconds=fetch.max_crawl_delay_seconds,
            max_retry_after_seconds=fetch.max_retry_after_seconds,
        )

    @property
    def backfill_id(self) -> str | None:
        """The same for every run of these sources over the same ranges; None where no source has one."""
        if not any(source.since or source.until for source in self.sources):
            return None
        asked = [
            (source.at, source.kind, dict(source.columns), source.since, source.until, source.is_dated_only)
            for source in self.sources
        ]
        return content_id("backfill", msgspec.json.encode(asked).decode("utf-8"))

    @property
    def is_backfill_closed(self) -> bool:
        """Whether all of its ranges ended before it began: nothing new can come into them any more."""
        return all(source.until is not None and source.until <= self.started_at for source in self.sources)

    def row(self) -> dict[str, Any]:
        """The run's row of `runs`, at its start."""
        asked = {
            "sources": [replace(source, at=without_credentials(source.at)) for source in self.sources],
            "settings": self.settings,
        }
        counts = ("loaded", "unchanged", "duplicate", "rejected", "failed")
        return {
            "run_id": self.run_id,
            "trigger": self.trigger,
            "started_at": self.started_at,
            "finished_at": None,
            "state": "running",
            "code_version": code_version(),
            "extractor_version": self.stamp.extractor_version,
            "reader_version": self.stamp.reader_version,
            "schema_version": SCHEMA_VERSION,
            "settings": msgspec.json.encode(asked).decode("utf-8"),
            **{f"inputs_{outcome}": 0 for outcome in counts},
            **{f"rows_{fate}": 0 for fate in ("extracted", "loaded", "quarantined")},
            "backfill_id": self.backfill_id,
            "reason": None,
            "detail": None,
        }


def code_version() -> str:
    """The installed version of hearsay."""
    return version(DISTRIBUTION)


def new_stamp() -> RunStamp:
    """The stamp of a run that starts now. What resolves a reading is part of its reader's version."""
    return RunStamp(uuid.uuid4().hex, extractor_version(), f"{load_reader().version}, {rules_version()}")
