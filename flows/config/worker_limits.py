"""The limits of the worker processes, by the settings. A module apart: few commands need what it imports."""

from hearsay.flows.config.settings import Settings
from hearsay.pipelines.workers import WorkerLimits


def worker_limits(settings: Settings, most: int) -> WorkerLimits:
    """Limits of the worker pool; no more processes than there is work for."""
    limits = settings.limits
    # Workers give way a little: at the start to the server and the auditor, which take longer to load, and later to
    # whatever else a laptop is doing.
    processes = min(limits.workers, max(1, most))
    return WorkerLimits(processes, limits.page_seconds, limits.worker_memory_bytes, niceness=5)
