"""`hearsay ingest PAGE` in this process, with a line for each step that ends: python -m bench.marked_ingest PAGE

For the suite `timeline`. A line is: step, its name, seconds since the start, processor seconds of this process.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bench.staged_ingest import FIRST, LAST, OF_A_CHUNK, wrap_step

STARTED = time.perf_counter()
STEPS = {"new_stamp": "server answers, flow begins"} | {
    name: name for name in (*FIRST, *OF_A_CHUNK, *LAST, "save_artifacts")
}
"""Functions of a run, and the names of the steps that end with them."""


def mark(step: str) -> None:
    """Print a step's end."""
    print("step", step, f"{time.perf_counter() - STARTED:.2f}", f"{time.process_time():.2f}", sep="\t", flush=True)


def marking(label: str, step: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that does the same and prints its end."""

    def marked(*arguments: Any, **named: Any) -> Any:
        result = step(*arguments, **named)
        mark(label)
        return result

    return marked


def main(page: str, folder: str) -> None:
    """Ingest a page into a new warehouse below a folder."""
    from hearsay.flows.config.settings import Settings
    from hearsay.flows.config.worker_limits import worker_limits
    from hearsay.flows.orchestration.prefect_server import prefect_api
    from hearsay.flows.run.pool import started_early

    mark("command line loaded")
    with prefect_api(), started_early(worker_limits(Settings(), 1)):
        mark("server, worker and auditor started")
        import prefect  # noqa: F401

        mark("import prefect")
        from hearsay.flows.orchestration.prefect_run import run_now

        mark("import hearsay, Polars, DuckDB")
        for name, label in STEPS.items():
            wrap_step(name, partial(marking, label))
        run_now(
            sources=[page],
            warehouse=f"{folder}/w.duckdb",
            settings="{}",
            captured_at=None,
            kind=None,
            columns={},
            between={},
        )
        mark("flow ended: the receipt")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        main(str(Path(sys.argv[1]).resolve()), scratch)
