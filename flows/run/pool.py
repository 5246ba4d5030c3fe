"""The processes of a run: workers for pages, and one for the audit. A command may start them before the flow.

They load while the Prefect server starts: the workers their word lists and language models, the auditor Great
Expectations, whose import takes 3 s of processor time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hearsay.expectations.audit import warm_up
from hearsay.flows.run.page_work import get_ready
from hearsay.pipelines.workers import WorkerLimits, WorkerPool, Workers

AUDIT_LIMITS = WorkerLimits(processes=1, seconds=3600.0, memory_bytes=None)
"""The audit works on our own frames, not on pages: it is bounded by the size of a chunk."""


@dataclass(frozen=True, slots=True)
class Processes:
    """The pools of a run."""

    pages: Workers
    audit: Workers


_started: list[Processes] = []


@contextmanager
def start_processes(limits: WorkerLimits) -> Iterator[Processes]:
    """The processes of a run, for as long as the block lasts."""
    with WorkerPool(limits, get_ready) as pages, WorkerPool(AUDIT_LIMITS, warm_up) as audit:
        yield Processes(pages, audit)


@contextmanager
def started_early(limits: WorkerLimits) -> Iterator[None]:
    """Start the processes for the flow that this block is about to run."""
    with start_processes(limits) as processes:
        _started.append(processes)
        try:
            yield
        finally:
            _started.clear()


@contextmanager
def run_processes(limits: WorkerLimits) -> Iterator[Processes]:
    """The processes that were started early, or else new ones that end with the block."""
    if _started:
        yield _started[-1]
        return
    with start_processes(limits) as processes:
        yield processes
