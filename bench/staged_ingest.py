"""`hearsay ingest` with a log of the stages that begin and end: python -m bench.staged_ingest LOG ARGS...

For the suite `kills`, which kills it there. A line of LOG is: begin or end, the stage, the chunk, seconds of a clock.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

FIRST, LAST = ("begin_run",), ("audit_run", "end_run")
OF_A_CHUNK = (
    "capture_pages",
    "archive_pages",
    "set_aside_known",
    "extract_pages",
    "set_aside_same_text",
    "read_pages",
    "shape_pages",
    "audit_rows",
    "publish_pages",
    "gather_chunk",
)
"""The steps of a run, by the names of their functions."""


def wrap_step(name: str, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Replace a step in each module of flows.run that calls it. Prefect is imported here, and reads its settings."""
    from hearsay.flows.run import chunk_steps, chunks, ingest, lifecycle

    for module in (ingest, lifecycle, chunks, chunk_steps):
        if hasattr(module, name):
            setattr(module, name, wrap(getattr(module, name)))


def main(log: str, arguments: list[str]) -> None:
    """Run the command with its steps marked."""
    from hearsay.flows import command_line
    from hearsay.flows.orchestration import prefect_server

    lines = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    chunk = 0

    def note(when: str, stage: str) -> None:
        os.write(lines, f"{when} {stage} {chunk} {time.monotonic():.4f}\n".encode())

    def marked(stage: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            nonlocal chunk
            chunk += stage == OF_A_CHUNK[0]
            note("begin", stage)
            result = step(*arguments, **named)
            note("end", stage)
            return result

        return run

    api = prefect_server.prefect_api

    @contextmanager
    def api_then_marks() -> Iterator[str]:
        with api() as url:
            for stage in (*FIRST, *OF_A_CHUNK, *LAST):
                wrap_step(stage, partial(marked, stage))
            yield url

    prefect_server.prefect_api = api_then_marks  # type: ignore[assignment]
    sys.argv = ["hearsay", *arguments]
    command_line.main()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
