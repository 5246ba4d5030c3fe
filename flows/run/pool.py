"""The processes of a run: workers for pages, an auditor, and a worker for lists of pages.

They start when the first page needs them, because the workers load word lists and language models, and the auditor
loads Great Expectations: together 5 s of processor time, which a run without new pages does not need. A command that
expects new pages starts them before the flow, so that they load while the Prefect server starts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from hearsay.expectations.audit import warm_up
from hearsay.flows.run.page_work import get_ready
from hearsay.pipelines.workers import WorkerLimits, WorkerPool, Workers

AUDIT_LIMITS = WorkerLimits(processes=1, seconds=3600.0, memory_bytes=None)
"""Limits of the audit. It has no memory limit, because the size of a chunk bounds its frames."""


@dataclass(frozen=True, slots=True)
class Processes:
    """The process pools of a run."""

    pages: Workers
    audit: Workers
    lists: Workers
    """A process for feeds and sitemaps, which are as hostile as pages. It loads no models."""

    def begin(self) -> None:
        """Start the processes for new pages in the background, unless they have started."""
        self.pages.begin()
        self.audit.begin()

    def begin_audit(self) -> None:
        """Start the auditor in the background, for pages that are worked on elsewhere."""
        self.audit.begin()


_started: list[Processes] = []


@contextmanager
def open_processes(limits: WorkerLimits) -> Iterator[Processes]:
    """Give the processes of a run, which start when they are needed and end with the block."""
    with (
        WorkerPool(limits, get_ready) as pages,
        WorkerPool(AUDIT_LIMITS, warm_up) as audit,
        WorkerPool(replace(limits, processes=1), _load_nothing) as lists,
    ):
        yield Processes(pages, audit, lists)


@contextmanager
def started_early(
    limits: WorkerLimits, expects_pages: Callable[[], bool], *, has_cluster: bool = False
) -> Iterator[None]:
    """Start the processes before the flow that this block will run, if new pages are expected.

    Args:
        limits: Limits of the page workers.
        expects_pages: Returns True if new pages are expected.
        has_cluster: True if pages are worked on elsewhere, so that only the auditor starts.
    """
    with open_processes(limits) as processes:
        if expects_pages():
            (processes.begin_audit if has_cluster else processes.begin)()
        _started.append(processes)
        try:
            yield
        finally:
            _started.clear()


@contextmanager
def run_processes(limits: WorkerLimits) -> Iterator[Processes]:
    """Give the processes that the command has opened, or else new ones that end with the block."""
    if _started:
        yield _started[-1]
        return
    with open_processes(limits) as processes:
        yield processes


def _load_nothing() -> None:
    """Load nothing before the work."""
