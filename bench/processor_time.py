"""Processor seconds of a command and of all processes below it, also of those that outlive the command."""

import ctypes
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

SOME_FAILED = 1
"""The exit code of a run in which some inputs failed."""
_PR_SET_CHILD_SUBREAPER = 36


def processor_seconds(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> float:
    """Return the user and system seconds of a command with all its processes. Linux only.

    The command does not wait for its Prefect server. This process adopts the server, and waits for the server's end.
    No other child process may run meanwhile. Raises RuntimeError where the command fails.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    seconds = 0.0
    while True:
        try:
            ended, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            break
        seconds += usage.ru_utime + usage.ru_stime
        if ended == process.pid:
            process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, SOME_FAILED):
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return seconds
