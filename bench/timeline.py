"""Where the seconds of `hearsay ingest PAGE` go: python bench/timeline.py PAGE.

Runs the command's own code in this process and prints, for each step, when it ended and the processor time of this
process until then; the Prefect server and the worker have processes of their own.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STARTED = time.perf_counter()
sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.staged_ingest import FIRST, LAST, OF_A_CHUNK  # noqa: E402 - the path comes first

STEPS = {"new_stamp": "server answers, flow begins"} | {
    name: name for name in (*FIRST, *OF_A_CHUNK, *LAST, "save_artifacts")
}
"""The functions of flows.run.ingest whose ends are told, and how they are called here."""


def mark(step: str) -> None:
    print(f"| {step:<32} | {time.perf_counter() - STARTED:5.2f} | {time.process_time():5.2f} |")


def marking(label: str, step: Callable[..., Any]) -> Callable[..., Any]:
    def marked(*arguments: Any, **named: Any) -> Any:
        result = step(*arguments, **named)
        mark(label)
        return result

    return marked


def main(page: str, folder: str) -> None:
    from hearsay.flows.config.settings import Settings
    from hearsay.flows.config.worker_limits import worker_limits
    from hearsay.flows.orchestration.prefect_server import prefect_api
    from hearsay.flows.run.pool import started_early

    print("| until                            | second | CPU seconds of this process |")
    print("|---|---|---|")
    mark("command line loaded")
    with prefect_api(), started_early(worker_limits(Settings(), 1)):
        mark("server, worker, auditor started")
        import prefect  # noqa: F401

        mark("import prefect")
        from hearsay.flows.orchestration.prefect_run import run_now
        from hearsay.flows.run import ingest

        mark("import hearsay, Polars, DuckDB")
        for name, label in STEPS.items():
            setattr(ingest, name, marking(label, getattr(ingest, name)))
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
