"""Names of flow runs and task runs in Prefect: a run by its sources and time, a chunk by its pages."""

from datetime import UTC, datetime
from pathlib import PurePath
from urllib.parse import urlsplit

from prefect.runtime import flow_run, task_run

MOST_NAMED = 2
"""Sources that a name has; of more sources, the others are counted."""


def sources_name() -> str:
    """Return the name of the current flow run of `ingest`, such as "wire 2026-11-30 06:00" (UTC)."""
    names = [short_name(source) for source in flow_run.parameters["sources"]]
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return f"{', '.join(names[:MOST_NAMED])}{more} {datetime.now(UTC):%Y-%m-%d %H:%M}"


def pages_name() -> str:
    """Return the name of the current task run on a chunk, such as "pages 1–100"."""
    numbers = [number for number, _ in task_run.parameters["inputs"]]
    return f"pages {numbers[0]:,}–{numbers[-1]:,}"


def short_name(source: str) -> str:
    """Return the host of an address, the last part of a path, or the name of a source; never raises."""
    try:
        host = urlsplit(source).hostname
    except ValueError:  # "http://[bad/": the run gives the source an outcome
        host = None
    return host or PurePath(source).name or source
