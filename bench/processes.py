"""Commands with their time and their memory, sampled from outside."""

import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

SAMPLE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that ended: its exit code, wall seconds, errors, and peak resident bytes.

    `peak` is the highest sum over the command and all processes below it, `own_peak` that of the command alone.
    """

    code: int
    seconds: float
    errors: str
    peak: int
    own_peak: int


def run_sampled(command: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: str = "") -> Ended:
    """Run a command in a folder and sample its memory until it ends."""
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as asked:
        asked.write(stdin.encode("utf-8"))
        asked.seek(0)
        started = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=asked, stdout=subprocess.DEVNULL, stderr=errors
        )
        peak = own_peak = 0
        while process.poll() is None:
            own, others = memory(process.pid)
            peak, own_peak = max(peak, own + others), max(own_peak, own)
            time.sleep(SAMPLE_SECONDS)
        seconds = time.monotonic() - started
        errors.seek(0)
        return Ended(process.returncode, seconds, errors.read().decode("utf-8", "replace"), peak, own_peak)


def memory(pid: int) -> tuple[int, int]:
    """Return the resident bytes of a process, and of all processes below it; 0 for a process that has ended.

    The embedded Prefect server leaves the command's process group but not its family, so that it counts.
    """
    try:
        process = psutil.Process(pid)
        children = process.children(recursive=True)
    except psutil.Error:
        return 0, 0
    return _resident(process), sum(map(_resident, children))


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
