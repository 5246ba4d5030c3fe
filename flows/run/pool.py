"""The processes of a run: workers for pages, and an auditor. A command may start them before the flow.

They load while the Prefect server starts. The workers load word lists and language models. The auditor loads Great
Expectations, whose import takes 3 s of processor time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hearsay.expectations.audit import warm_up
from hearsay.flows.run.page_work import get_ready
from hearsay.pipelines.workers import WorkerLimits, WorkerPool, Workers

AUDIT_LIMITS = WorkerLimits(processes=1, seconds=3600.0, memory_bytes=None)
"""Limits of the audit. It has no memory limit, because the size of a chunk bounds its frames."""


@dataclass(frozen=True, slots=True)
class Processes:
    """The two process pools of a run."""

    pages: Workers
    audit: Workers


_started: list[Processes] = []


@contextmanager
def start_processes(limits: WorkerLimits) -> Iterator[Processes]:
    """Start the processes of a run; they end with the block."""
    with WorkerPool(limits, get_ready) as pages, WorkerPool(AUDIT_LIMITS, warm_up) as audit:
        yield Processes(pages, audit)


@contextmanager
def started_early(limits: WorkerLimits) -> Iterator[None]:
    """Start the processes before the flow that this block will run."""
    with start_processes(limits) as processes:
        _started.append(processes)
        try:
            yield
        finally:
            _started.clear()


@contextmanager
def run_processes(limits: WorkerLimits) -> Iterator[Processes]:
    """Give the processes that were started early, or else start new ones that end with the block."""
    if _started:
        yield _started[-1]
        return
    with start_processes(limits) as processes:
        yield processes
