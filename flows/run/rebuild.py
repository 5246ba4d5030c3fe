"""A warehouse from its archive: every capture down the spine again, without a network, and what that changed."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from prefect import flow

from hearsay.flows.config.settings import Settings, settings_from_json
from hearsay.flows.config.worker_limits import worker_limits
from hearsay.flows.run.fetching import Fetching
from hearsay.flows.run.gathering import gather_chunk, gather_pending
from hearsay.flows.run.ingest import begin_run, break_run, end_run, fail_chunk, ingest_chunk, number_chunks
from hearsay.flows.run.knowledge import with_knowledge
from hearsay.flows.run.pool import run_processes
from hearsay.flows.run.progress import show_progress
from hearsay.flows.run.rebuild_report import report_lines
from hearsay.flows.run.receipt import Receipt, save_artifacts
from hearsay.flows.run.run import Run
from hearsay.pipelines.archive import archive_inputs, check_archive
from hearsay.pipelines.sources import Source
from hearsay.warehouse.before import before_folder, dropped_after, keep_before, retire_versions, unfinished_rebuilds
from hearsay.warehouse.comparison import Comparison, Missing, compare, missing_captures


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild came to. `comparison` is None where there was nothing to compare with."""

    receipt: Receipt
    archive: str
    comparison: Comparison | None
    missing: list[Missing]
    retired: int
    archive_set: str
    """The archive that the settings name for this warehouse: where the next ingest will write."""

    @property
    def exit_code(self) -> int:
        """The exit code of its run."""
        return self.receipt.exit_code

    def as_dict(self) -> dict[str, Any]:
        """The receipt and the report for programs."""
        comparison = self.comparison
        return self.receipt.as_dict() | {
            "archive": self.archive,
            "comparison": comparison._asdict() if comparison else None,
            "versions_retired": self.retired,
            "not_rebuilt": [missing._asdict() for missing in self.missing],
        }

    def as_text(self) -> str:
        """The receipt and the report for people."""
        lines = report_lines(self.archive, self.archive_set, self.comparison, self.missing, self.retired)
        return "\n".join([self.receipt.as_text(), *lines])


@flow(name="rebuild", validate_parameters=False)
def rebuild(warehouse: str, archive: str, settings: str = "{}", against: str | None = None) -> Rebuilt:
    """Every capture of an archive extracted and read again into a warehouse, new or old, and what that changed.

    It is compared with what the warehouse held before, or with the warehouse `against`. A rebuild that was killed is
    gone on with. Raises ArchiveError for a folder that holds no archive, WarehouseError for a warehouse that cannot
    be written, or, as `against`, read.
    """
    known = settings_from_json(settings)
    check_archive(Path(archive))
    before = _keep_before(Path(warehouse), against, known)
    run = begin_run([Source(archive, "archive")], warehouse, known, "rebuild")
    made_by = (run.stamp.extractor_version, run.stamp.reader_version)
    # Its own id is among them: it is in the warehouse as running.
    run = replace(run, rebuilds=unfinished_rebuilds(run.warehouse, made_by, known.wait_seconds))
    try:
        _work(run, Path(archive))
        retired = retire_versions(run.warehouse, run.rebuilds or (), known.wait_seconds)
    except BaseException as error:
        break_run(run, error)
        raise
    receipt = end_run(run)
    with dropped_after(before):
        rebuilt = _told(receipt, run, Path(archive), before, retired)
    save_artifacts(receipt)
    return rebuilt


def _keep_before(warehouse: Path, against: str | None, settings: Settings) -> Path:
    """The folder with what there was before, as a killed rebuild left it, or written now; without any, empty."""
    folder = before_folder(warehouse)
    source = Path(against) if against else warehouse
    if folder.is_dir():
        return folder
    if against is None and not warehouse.exists():
        folder.mkdir(parents=True)
    else:
        keep_before(source, folder, settings.wait_seconds)
    return folder


def _work(run: Run, archive: Path) -> None:
    """The archive's records, in chunks, down the spine. There is no archive to write to: they are in one."""
    limits = run.settings.limits
    with (
        run_processes(worker_limits(run.settings, limits.workers)) as processes,
        show_progress() as progress,
        with_knowledge(run) as run,  # noqa: PLR1704 - from here on it is the run that knows
    ):
        gather_pending(run, processes.audit)  # what a killed rebuild left comes first, as it would have come
        for inputs in number_chunks(archive_inputs(archive, limits.max_bytes), run):
            try:
                published = ingest_chunk(inputs, Fetching(None), run, processes, progress, None)
            except Exception as error:  # noqa: BLE001 - the boundary that turns a broken chunk into outcomes
                fail_chunk(inputs, error, run)
            else:
                gather_chunk(published, run, processes.audit)


def _told(receipt: Receipt, run: Run, archive: Path, before: Path, retired: int) -> Rebuilt:
    wait = run.settings.wait_seconds
    runs = run.rebuilds or ()
    has_before = (before / "pages.parquet").exists()
    return Rebuilt(
        receipt=receipt,
        archive=str(archive),
        comparison=compare(run.warehouse, before, runs, wait) if has_before else None,
        missing=missing_captures(run.warehouse, before if has_before else None, runs, wait),
        retired=retired,
        archive_set=str(run.settings.archive.folder_of(run.warehouse)),
    )
