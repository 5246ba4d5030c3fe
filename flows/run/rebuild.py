"""The rebuild flow: extract and read every archived capture again, without a network, and report the changes."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from prefect import flow

from hearsay.flows.config.settings import Settings, settings_from_json
from hearsay.flows.run.active_run import Run
from hearsay.flows.run.chunks import Gatherer, ingest_chunks, number_chunks
from hearsay.flows.run.fetching import Fetching
from hearsay.flows.run.lifecycle import open_run, read_receipt
from hearsay.flows.run.rebuild_report import report_lines
from hearsay.flows.run.receipt import Receipt, save_artifacts
from hearsay.flows.run.resources import open_resources
from hearsay.flows.run.run_log import flow_log
from hearsay.pipelines.archive import archive_inputs, check_archive
from hearsay.pipelines.sources.source import Source
from hearsay.warehouse.comparison import Comparison, Missing, compare, missing_captures
from hearsay.warehouse.location import Location, is_created, parse_location
from hearsay.warehouse.snapshot import (
    drop_snapshot_after,
    retire_versions,
    snapshot_folder,
    unfinished_rebuilds,
    write_snapshot,
)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The result of a rebuild. `comparison` is None if there was no snapshot to compare with."""

    receipt: Receipt
    archive: str
    comparison: Comparison | None
    missing: list[Missing]
    retired: int
    archive_set: str
    """The archive that the settings name for this warehouse. The next ingest will write there."""

    @property
    def exit_code(self) -> int:
        """The exit code of the run."""
        return self.receipt.exit_code

    def as_dict(self) -> dict[str, Any]:
        """Return the receipt and the report as a JSON-ready dictionary."""
        comparison = self.comparison
        return self.receipt.as_dict() | {
            "archive": self.archive,
            "comparison": comparison._asdict() if comparison else None,
            "versions_retired": self.retired,
            "not_rebuilt": [missing._asdict() for missing in self.missing],
        }

    def as_text(self) -> str:
        """Return the receipt and the report as text."""
        lines = report_lines(self.archive, self.archive_set, self.comparison, self.missing, self.retired)
        return "\n".join([self.receipt.as_text(), *lines])


@flow(name="rebuild", validate_parameters=False)
def rebuild(warehouse: str, archive: str, settings: str = "{}", against: str | None = None) -> Rebuilt:
    """Extract and read every capture of an archive again, into a new or existing warehouse, and report the changes.

    A rebuild resumes a rebuild that was killed.

    Args:
        warehouse: Location of the warehouse file.
        archive: Folder of the archive.
        settings: A config.settings.Settings as JSON.
        against: Warehouse to compare with; None compares with the earlier data of `warehouse`.

    Raises:
        ArchiveError: The folder has no archive.
        WarehouseError: `warehouse` cannot be written, or `against` cannot be read.
    """
    run_settings = settings_from_json(settings)
    check_archive(Path(archive))
    snapshot = _take_snapshot(parse_location(warehouse), against, run_settings)
    with (
        flow_log(run_settings.log),
        open_run([Source(archive, "archive")], warehouse, run_settings, "rebuild") as begun,
    ):
        run = _with_unfinished(begun)
        _ingest_archive(run, Path(archive))
        retired = retire_versions(run.warehouse, run.rebuilds or (), run_settings.wait_seconds)
    receipt = read_receipt(run)
    with drop_snapshot_after(snapshot):
        rebuilt = _compare_with_snapshot(receipt, run, Path(archive), snapshot, retired)
    save_artifacts(receipt)
    return rebuilt


def _with_unfinished(run: Run) -> Run:
    """Return the run with the ids of the killed rebuilds that it resumes, and its own, which is running too."""
    made_by = (run.stamp.extractor_version, run.stamp.reader_version)
    return replace(run, rebuilds=unfinished_rebuilds(run.warehouse, made_by, run.settings.wait_seconds))


def _take_snapshot(warehouse: Location, against: str | None, settings: Settings) -> Path:
    """Return the folder with the snapshot for the comparison; a new warehouse has an empty folder.

    The snapshot of a killed rebuild is used again. Otherwise a snapshot is written now.
    """
    folder = snapshot_folder(warehouse)
    source = parse_location(against) if against else warehouse
    if folder.is_dir():
        return folder
    if against is None and not is_created(warehouse, settings.wait_seconds):
        folder.mkdir(parents=True)
    else:
        write_snapshot(source, folder, settings.wait_seconds)
    return folder


def _ingest_archive(run: Run, archive: Path) -> None:
    """Take the archive's records through all stages, in chunks. They are archived already, so nothing is archived."""
    with (
        open_resources(run, is_archiving=False) as resources,
        Gatherer(run, resources.processes.audit) as gatherer,
    ):
        inputs = archive_inputs(archive, run.settings.limits.max_bytes)
        chunks = ((chunk, Fetching(None)) for chunk in number_chunks(inputs, run))
        ingest_chunks(chunks, run, resources, gatherer)


def _compare_with_snapshot(receipt: Receipt, run: Run, archive: Path, snapshot: Path, retired: int) -> Rebuilt:
    wait = run.settings.wait_seconds
    runs = run.rebuilds or ()
    has_snapshot = (snapshot / "pages.parquet").exists()
    return Rebuilt(
        receipt=receipt,
        archive=str(archive),
        comparison=compare(run.warehouse, snapshot, runs, wait) if has_snapshot else None,
        missing=missing_captures(run.warehouse, snapshot if has_snapshot else None, runs, wait),
        retired=retired,
        archive_set=str(run.settings.archive.folder_of(run.warehouse)),
    )
