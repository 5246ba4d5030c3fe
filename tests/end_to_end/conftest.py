"""Commands as a user runs them: as a process, with a Prefect home, and without the developer's settings.

A command takes some ten seconds of processor time to load Prefect, its server, Great Expectations and the reader.
So the tests of a session share a Prefect server, as a user does by PREFECT_API_URL; a test marked own_server starts
another, as most users do. `samples` is a warehouse of the sample pages, built once, also for several processes of
pytest; `with_samples` is a copy.
"""

import fcntl
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from hearsay.warehouse.answer_forms import write_answer
from hearsay.warehouse.query import QueryLimits, run_query

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples" / "pages"
COMMAND = Path(sys.executable).with_name("hearsay")
"""The console script: with `python -m` Python would look into the working folder before anything else."""
ONE_WORKER = "[limits]\nworkers = 1\n"
"""Settings for a handful of pages: a second process would take longer to load than to work."""


@dataclass(frozen=True)
class Ended:
    """Result of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@dataclass(frozen=True)
class Samples:
    """Receipt of a run over the sample pages, and the folder with warehouse and archive, for reading only."""

    receipt: Ended
    folder: Path


@dataclass(frozen=True)
class Hearsay:
    """Command `hearsay` in a folder, on a warehouse there."""

    folder: Path
    environment: dict[str, str]

    def start(self, *arguments: str, **options) -> subprocess.Popen[bytes]:
        return subprocess.Popen([COMMAND, *arguments], cwd=self.folder, env=self.environment, **options)

    def __call__(self, *arguments: str, stdin: bytes = b"", timeout: float = 240) -> Ended:
        process = self.start(*arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate(stdin, timeout=timeout)
        return Ended(process.returncode, out.decode(), err.decode())

    def rows(self, sql: str) -> Any:
        """Return the rows of a query, asked in this process, because a new process takes a second to load."""
        answer = io.BytesIO()
        write_answer(run_query(self.folder / "hearsay.duckdb", sql, QueryLimits()), "json", answer)
        return json.loads(answer.getvalue())


SERVE = """
import json, os, sys
from hearsay.flows.orchestration.prefect_server import prefect_api
with prefect_api():
    shared = ("PREFECT_API_URL", "PREFECT_API_AUTH_STRING")
    print(json.dumps({name: os.environ[name] for name in shared}), flush=True)
    sys.stdin.read()
"""
"""Hold an embedded server, and tell its address and password, until standard input closes."""


@pytest.fixture(scope="session")
def environment_alone(tmp_path_factory):
    """Return the environment of commands that start a Prefect server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "HEARSAY"))}
    return kept | {"PREFECT_HOME": str(tmp_path_factory.mktemp("prefect")), "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def environment(environment_alone, tmp_path_factory):
    """Return the environment of commands that share a Prefect server, with a new home."""
    home = environment_alone | {"PREFECT_HOME": str(tmp_path_factory.mktemp("prefect-shared"))}
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], env=home, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin
        assert server.stdout
        yield home | json.loads(server.stdout.readline())
        server.stdin.close()


@pytest.fixture
def hearsay(tmp_path, request):
    alone = request.node.get_closest_marker("own_server")
    return Hearsay(tmp_path, dict(request.getfixturevalue("environment_alone" if alone else "environment")))


@pytest.fixture(scope="module")
def shared_hearsay(tmp_path_factory, environment):
    """Return a folder and warehouse for a module's tests that only read the pages of the first test."""
    return Hearsay(tmp_path_factory.mktemp("warehouse"), dict(environment))


@pytest.fixture(scope="session")
def samples(tmp_path_factory, environment_alone):
    """Ingest the sample pages by a command with its own Prefect server, as a first user does.

    The processes of pytest-xdist share the result: the first process ingests, and the others wait.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, told = shared / "samples", shared / "samples.json"
    with (shared / "samples.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            folder.mkdir()
            ended = Hearsay(folder, environment_alone)(
                "ingest", str(SAMPLES), "--captured-at", "2026-03-31T12:00Z", "--json"
            )
            told.write_text(json.dumps(asdict(ended)))
        receipt = Ended(**json.loads(told.read_text()))
    assert receipt.code == 0, receipt.err
    return Samples(receipt, folder)


@pytest.fixture(scope="module")
def with_samples(shared_hearsay, samples):
    """Return a copy of the sample pages' warehouse and archive, for the tests of a module to change."""
    shutil.copytree(samples.folder, shared_hearsay.folder, dirs_exist_ok=True)
    return shared_hearsay
