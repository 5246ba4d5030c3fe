"""The worker pool of a run, which a command may start before the flow so that its processes load meanwhile."""

from flows.page_work import get_ready
from pipelines.workers import WorkerLimits, WorkerPool

_started: list[WorkerPool] = []


def start_pool_early(limits: WorkerLimits) -> None:
    """Start a pool for the flow that this process is about to run."""
    _started.append(WorkerPool(limits, get_ready))


def open_pool(limits: WorkerLimits) -> WorkerPool:
    """The pool that was started early, or else a new one. Its `with` block ends it."""
    return _started.pop() if _started else WorkerPool(limits, get_ready)


def close_unused_pool() -> None:
    """End a pool that was started early and that no flow took, since the flow failed before it came to that."""
    while _started:
        _started.pop().close()
