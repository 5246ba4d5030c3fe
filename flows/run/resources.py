"""The resources of a run, open as long as it processes pages: processes, archive, knowledge file, progress bar."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from hearsay.flows.config.worker_limits import worker_limits
from hearsay.flows.run.active_run import Run
from hearsay.flows.run.archiving import run_archive
from hearsay.flows.run.dask_cluster import Cluster, open_cluster
from hearsay.flows.run.knowledge import write_knowledge
from hearsay.flows.run.pool import Processes, run_processes
from hearsay.flows.run.progress import Progress, show_progress
from hearsay.pipelines.archive import Archive


@dataclass(frozen=True, slots=True)
class Resources:
    """The open resources of a run."""

    processes: Processes
    progress: Progress
    archive: Archive | None = None
    """The archive for new captures; None if captures are not archived."""
    knowledge_file: str | None = None
    """File of the knowledge table for the workers; None if the table is empty."""
    cluster: Cluster | None = None
    """The Dask cluster that works on the pages; None for the processes of this machine."""


@contextmanager
def open_resources(run: Run, *, is_archiving: bool = True) -> Iterator[Resources]:
    """Open the resources of a run for the block.

    Args:
        run: The run, with its settings.
        is_archiving: False for captures that are in the archive already.
    """
    with (
        run_processes(worker_limits(run.settings, run.settings.limits.workers)) as processes,
        show_progress() as progress,
        run_archive(run) if is_archiving else nullcontext() as archive,
        write_knowledge(run) as knowledge_file,
        open_cluster(run) as cluster,
    ):
        yield Resources(processes, progress, archive, knowledge_file, cluster)
