"""The command line as a user has it: a process of its own, a Prefect home of its own, nothing of the developer's."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples" / "pages"


@dataclass(frozen=True)
class Ended:
    """A command that ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@dataclass(frozen=True)
class Hearsay:
    """Runs `hearsay` in a folder, on a warehouse there."""

    folder: Path
    environment: dict[str, str]

    def start(self, *arguments: str, **options) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.command_line", *arguments], cwd=self.folder, env=self.environment, **options
        )

    def __call__(self, *arguments: str, stdin: bytes = b"", timeout: float = 120) -> Ended:
        process = self.start(*arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate(stdin, timeout=timeout)
        return Ended(process.returncode, out.decode(), err.decode())

    def rows(self, sql: str) -> list[dict]:
        ended = self("query", sql, "--format", "json")
        assert ended.code == 0, ended.err
        return ended.json


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory):
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture(scope="session")
def environment(prefect_home):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "HEARSAY"))}
    return kept | {"PREFECT_HOME": str(prefect_home), "PYTHONPATH": str(ROOT)}


@pytest.fixture
def hearsay(tmp_path, environment):
    return Hearsay(tmp_path, environment)


@pytest.fixture(scope="module")
def shared_hearsay(tmp_path_factory, environment):
    """One folder and warehouse for the tests of a module that only read what the first of them ingested."""
    return Hearsay(tmp_path_factory.mktemp("warehouse"), environment)
