"""The cost of a second run over the same pages, by whole commands.

Start-up is the time of a run over one page that is known already, and is subtracted from both. CPU time is that of
the command and of the processes that it waits for; other work on the machine changes it little, but wall time much.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.commands import HEARSAY, environment
from bench.figure import Figure, Row, figures_of
from bench.saved_pages import ALL_SETS, BODY_SETS, saved_files

SOME_FAILED = 1
"""The exit code of a run in which some inputs failed."""


class Cost(NamedTuple):
    """Wall and CPU seconds of a command."""

    wall: float
    cpu: float


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the seconds of the first run, the second run and start-up, and the ratio of the runs."""
    sources = [str(gold / "pages" / name / "html") for name in BODY_SETS]
    files = saved_files(gold)
    with tempfile.TemporaryDirectory() as folder:
        first, second = (timed_run(folder, sources) for _ in range(2))
        start_up = timed_run(folder, [str(files[0])])
    cpu, wall = (
        (b - c) / (a - c)
        for a, b, c in ((first.cpu, second.cpu, start_up.cpu), (first.wall, second.wall, start_up.wall))
    )
    rows: list[Row] = [
        ("second run over first, CPU time without start-up", cpu, None, "ratio"),
        ("second run over first, without start-up", wall, None, "ratio"),
    ]
    for name, cost in (("first run", first), ("second run", second), ("start-up: one known page", start_up)):
        rows.append((name, cost.wall, None, "s"))
        rows.append((f"{name}, CPU time", cost.cpu, None, "s"))
    return figures_of("again", rows, len(files), ALL_SETS, "all", "pages")


def timed_run(folder: str, sources: Sequence[str]) -> Cost:
    """Return the cost of an ingest. Raises RuntimeError where the run itself fails."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [*HEARSAY, "ingest", *sources],
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, SOME_FAILED):
        raise RuntimeError(f"hearsay ended with {process.returncode}")
    return Cost(time.perf_counter() - started, usage.ru_utime + usage.ru_stime)
