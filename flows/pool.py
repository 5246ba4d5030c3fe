"""The processes of a run: workers for pages, and one for the audit. A command may start them before the flow.

They load while the Prefect server starts: the workers their word lists and language models, the auditor Great
Expectations, whose import takes 3 s of processor time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from expectations.audit import warm_up
from flows.page_work import get_ready
from pipelines.workers import WorkerLimits, WorkerPool

AUDIT_LIMITS = WorkerLimits(processes=1, seconds=3600.0, memory_bytes=None)
"""The audit works on our own frames, not on pages: it is bounded by the size of a chunk."""


@dataclass(frozen=True, slots=True)
class Processes:
    """The pools of a run."""

    pages: WorkerPool
    audit: WorkerPool

    def close(self) -> None:
        """End them, whatever they are at."""
        self.pages.close()
        self.audit.close()


_started: list[Processes] = []


def start_processes(limits: WorkerLimits) -> Processes:
    """Start the processes of a run."""
    return Processes(WorkerPool(limits, get_ready), WorkerPool(AUDIT_LIMITS, warm_up))


@contextmanager
def started_early(limits: WorkerLimits) -> Iterator[None]:
    """Start the processes for the flow that this block is about to run; end them if no flow took them."""
    _started.append(start_processes(limits))
    try:
        yield
    finally:
        while _started:
            _started.pop().close()


@contextmanager
def run_processes(limits: WorkerLimits) -> Iterator[Processes]:
    """The processes that were started early, or else new ones, for as long as the block lasts."""
    processes = _started.pop() if _started else start_processes(limits)
    try:
        yield processes
    finally:
        processes.close()
