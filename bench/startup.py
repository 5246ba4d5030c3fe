"""Seconds from command to receipt, and to the end of the process: python bench/startup.py PAGE [times].

Prints each run and the median. The first run in a new Prefect home is told apart: it makes Prefect's database.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEARSAY = [sys.executable, "-m", "hearsay.flows.command_line"]


def one_run(page: str, home: str, folder: str) -> tuple[float, float]:
    """(seconds to the receipt's first line, seconds to the end)."""
    environment = os.environ | {"PREFECT_HOME": home, "PYTHONPATH": str(Path(__file__).parents[1])}
    started = time.perf_counter()
    process = subprocess.Popen([*HEARSAY, "ingest", page], cwd=folder, env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    line = process.stdout.readline()
    receipt = time.perf_counter() - started
    process.stdout.read()
    if process.wait() != 0 or b"finished" not in line:
        raise SystemExit(f"hearsay ended with {process.returncode}: {line!r}")
    return receipt, time.perf_counter() - started


def main(page: str, times: int) -> None:
    with tempfile.TemporaryDirectory() as home:
        for number in range(times + 1):
            with tempfile.TemporaryDirectory() as folder:
                receipt, end = one_run(page, home, folder)
            print(f"{'new Prefect home' if number == 0 else 'warm':<17} receipt {receipt:5.2f} s   end {end:5.2f} s")
            if number == 0:
                found = []
                time.sleep(3)  # the first server is still writing down what it holds
            else:
                found.append(receipt)
                time.sleep(2)
    print(f"median of {times} warm runs: {statistics.median(found):.2f} s to the receipt")


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 5)
