"""The cost of a second run over the same pages, by whole commands.

Start-up is the time of a run over one page that is known already, and is subtracted from both.
"""

import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.commands import HEARSAY, environment
from bench.figure import Figure, Row, at_most, figures_of
from bench.saved_pages import ALL_SETS, BODY_SETS, saved_files

SOME_FAILED = 1
"""The exit code of a run in which some inputs failed."""


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the seconds of the first run, the second run and start-up, and the ratio of the runs."""
    sources = [str(gold / "pages" / name / "html") for name in BODY_SETS]
    files = saved_files(gold)
    with tempfile.TemporaryDirectory() as folder:
        first, second = (timed_run(folder, sources) for _ in range(2))
        start_up = timed_run(folder, [str(files[0])])
    rows: tuple[Row, ...] = (
        ("second run over first, without start-up", (second - start_up) / (first - start_up), at_most(0.15), "ratio"),
        ("first run", first, None, "s"),
        ("second run", second, None, "s"),
        ("start-up: one known page", start_up, None, "s"),
    )
    return figures_of("again", rows, len(files), ALL_SETS, "all", "pages")


def timed_run(folder: str, sources: Sequence[str]) -> float:
    """Return the wall seconds of an ingest. Raises RuntimeError where the run itself fails."""
    started = time.perf_counter()
    ended = subprocess.run(
        [*HEARSAY, "ingest", *sources],
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if ended.returncode not in (0, SOME_FAILED):
        raise RuntimeError(f"hearsay ended with {ended.returncode}")
    return time.perf_counter() - started
