"""A run of the ingest flow: sources, settings, limits and ids."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.metadata import version
from typing import Any

import msgspec

from hearsay.flows.config.languages import languages
from hearsay.flows.config.settings import Settings
from hearsay.pipelines.fetch.credentials import without_credentials
from hearsay.pipelines.fetch.hosts import Hosts
from hearsay.pipelines.ids import content_id
from hearsay.pipelines.reader import load_reader
from hearsay.pipelines.rows import RunStamp
from hearsay.pipelines.sources.source import Source
from hearsay.pipelines.versions import extractor_version, rules_version
from hearsay.warehouse.live_runs import LiveRun
from hearsay.warehouse.location import Location
from hearsay.warehouse.schema import SCHEMA_VERSION

DISTRIBUTION = "hearsay-news"
"""The name of the distribution package. The name `hearsay` belongs to another project."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run in progress."""

    stamp: RunStamp
    started_at: datetime
    sources: tuple[Source, ...]
    trigger: str
    warehouse: Location
    settings: Settings
    hosts: Hosts = field(default_factory=Hosts, repr=False, compare=False)
    """State of each host for the whole run: robots.txt is fetched once, and the pause holds across chunks."""
    lock: LiveRun | None = field(default=None, repr=False, compare=False)
    """Lock that shows other processes that the run is alive."""

    rebuilds: tuple[str, ...] | None = None
    """Run ids of a rebuild: its own id, and those of the killed rebuilds that it resumes."""

    @property
    def run_id(self) -> str:
        """The run id in every row of the run."""
        return self.stamp.run_id

    @property
    def backfill_id(self) -> str | None:
        """The id that all runs of the same sources over the same ranges share; None without a range."""
        if not any(source.since or source.until for source in self.sources):
            return None
        ranged_sources = [
            (source.at, source.kind, dict(source.columns), source.since, source.until, source.is_dated_only)
            for source in self.sources
        ]
        return content_id("backfill", msgspec.json.encode(ranged_sources).decode("utf-8"))

    @property
    def is_backfill_closed(self) -> bool:
        """True if all ranges ended before the run began, so that no new page can come into them."""
        return all(source.until is not None and source.until <= self.started_at for source in self.sources)

    def row(self) -> dict[str, Any]:
        """Return the run's row of `runs`, as it is at the start."""
        request = {
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
            "settings": msgspec.json.encode(request).decode("utf-8"),
            **{f"inputs_{outcome}": 0 for outcome in counts},
            **{f"rows_{fate}": 0 for fate in ("extracted", "loaded", "quarantined")},
            "backfill_id": self.backfill_id,
            "reason": None,
            "detail": None,
        }


def code_version() -> str:
    """Return the installed version of hearsay."""
    return version(DISTRIBUTION)


def new_stamp() -> RunStamp:
    """Return the stamp of a new run. The reader's version includes the version of the resolution rules."""
    return RunStamp(
        uuid.uuid4().hex, extractor_version(), f"{load_reader(languages().default).version}, {rules_version()}"
    )
