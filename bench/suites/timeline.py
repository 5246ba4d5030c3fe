"""The seconds of `hearsay ingest PAGE`, step by step.

A process of its own runs the command's code and prints, for each step, when it ended and the processor time of this
process until then. The Prefect server and the worker have processes of their own. It needs no gold: the page is one
of the samples.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from bench.commands import environment
from bench.figure import Figure
from bench.suites.startup import PAGE


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the second at which each step ended, and this process' processor time until then."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.marked_ingest", str(PAGE)]
        ended = subprocess.run(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True, check=True)
    figures = []
    for line in ended.stdout.splitlines():
        if line.startswith("step\t"):
            _, step, second, used = line.split("\t")
            for name, value in ((step, second), (f"{step}, processor time", used)):
                figures.append(
                    Figure("timeline", name, 1, float(value), None, "a sample page", unit="s", items="runs")
                )
    return figures
