"""Seconds of `hearsay ingest PAGE`, from the command to the receipt's first line and to the end of the process.

The first run in a new Prefect home is counted apart: it makes Prefect's database. It needs no gold: the page is one
of the samples.
"""

import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.commands import HEARSAY, environment
from bench.figure import Figure
from bench.results import ROOT

PAGE = ROOT / "samples" / "pages" / "harbour-post" / "2026-03-14-port-strike.html"
TIMES = 7
SETTLING_SECONDS = 3
"""The first server goes on writing for so long."""


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the median of warm runs, to the receipt and to the end, and the run in a new Prefect home."""
    with tempfile.TemporaryDirectory() as home:
        runs = []
        for _ in range(TIMES + 1):
            with tempfile.TemporaryDirectory() as folder:
                runs.append(run_once(home, folder))
            time.sleep(SETTLING_SECONDS)
    (new, _), warm = runs[0], runs[1:]
    rows = (
        ("to the receipt, median", median(receipt for receipt, _ in warm), TIMES),
        ("to the receipt, fastest", min(receipt for receipt, _ in warm), TIMES),
        ("to the end of the process, median", median(end for _, end in warm), TIMES),
        ("to the receipt, new Prefect home", new, 1),
    )
    return [
        Figure("startup", name, count, value, None, "a sample page", unit="s", items="runs")
        for name, value, count in rows
    ]


def run_once(home: str, folder: str) -> tuple[float, float]:
    """Return the seconds to the receipt's first line and to the end. Raises RuntimeError where the command fails."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [*HEARSAY, "ingest", str(PAGE)],
        cwd=folder,
        env=environment(PREFECT_HOME=home),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    receipt = time.perf_counter() - started
    process.stdout.read()
    if process.wait() != 0 or b"finished" not in line:
        raise RuntimeError(f"hearsay ended with {process.returncode}: {line!r}")
    return receipt, time.perf_counter() - started
