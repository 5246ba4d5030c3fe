"""A real Dask cluster on the loopback interface: a scheduler and worker processes, as commands."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psutil

from tests.tools import needs

ROOT = Path(__file__).parents[1]
_LOADING_SECONDS = 0.1
"""Processor time after which a process has begun to load the reader, which takes seconds."""


def needs_dask() -> None:
    """Skip a test where the extra is missing."""
    needs(find_spec("prefect_dask"), "prefect-dask", 'pip install -e ".[dask]"')


def python_path() -> str:
    """Return the value of PYTHONPATH for processes that use this checkout and Dask, wherever Dask lies."""
    spec = find_spec("prefect_dask")
    folders = [ROOT, Path(spec.origin).parents[1]] if spec and spec.origin else [ROOT]
    return os.pathsep.join(map(str, folders))


@dataclass
class DaskCluster:
    """The address of a scheduler, and its worker processes."""

    address: str
    folder: Path
    environment: dict[str, str]
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(self, *options: str) -> subprocess.Popen[bytes]:
        """Start a worker process with a thread; its log is in the folder."""
        command = ("worker", self.address, "--nthreads", "1", "--no-dashboard", *(options or ("--no-nanny",)))
        worker = start_dask(self.folder, self.environment, f"worker-{len(self.workers)}", *command)
        self.workers.append(worker)
        return worker


@contextmanager
def dask_cluster(folder: Path, workers: int = 2, **variables: str) -> Iterator[DaskCluster]:
    """Give a cluster of some workers for the block."""
    environment = {**os.environ, "PYTHONPATH": python_path(), **variables}
    file = folder / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    scheduler = start_dask(folder, environment, "scheduler", "scheduler", *options)
    try:
        cluster = DaskCluster(_address(file, scheduler), folder, environment, scheduler)
        try:
            for _ in range(workers):
                cluster.add_worker()
            yield cluster
        finally:
            for worker in cluster.workers:
                end(worker)
    finally:
        end(scheduler)


def start_dask(folder: Path, environment: dict[str, str], log: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a command of Dask in a folder, with a file for its output."""
    with (folder / f"{log}.log").open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments], cwd=folder, env=environment, stdout=output, stderr=output
        )


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process, at first gently."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(file: Path, scheduler: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and scheduler.poll() is None:
        try:
            return str(json.loads(file.read_text())["address"])
        except (OSError, ValueError, KeyError):
            time.sleep(0.05)
    raise AssertionError((file.parent / "scheduler.log").read_text())


def wait_for_processes_of(worker: subprocess.Popen[bytes]) -> None:
    """Wait until a process for pages has begun to load in a worker, as in the first chunk."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        for child in psutil.Process(worker.pid).children():
            with suppress(psutil.Error):
                if "spawn_main" in " ".join(child.cmdline()) and child.cpu_times().user > _LOADING_SECONDS:
                    return
        time.sleep(0.02)
    raise AssertionError("the worker never began a chunk")
