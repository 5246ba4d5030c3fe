"""Limits of the worker processes, from the settings. A separate module, because few commands need these imports."""

from hearsay.flows.config.settings import Settings
from hearsay.pipelines.workers import WorkerLimits


def worker_limits(settings: Settings, most: int) -> WorkerLimits:
    """Return the limits of the worker pool, with at most `most` processes."""
    limits = settings.limits
    # Workers have a lower priority: the server and the auditor take longer to load, and a laptop has other work.
    processes = min(limits.workers, max(1, most))
    return WorkerLimits(processes, limits.page_seconds, limits.worker_memory_bytes, niceness=5)
