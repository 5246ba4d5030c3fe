"""`hearsay deploy` on a real Prefect server, and a real worker of the pool that runs a deployment to its end."""

import json
import os
import subprocess
import time
from dataclasses import replace

import pytest

from tests.end_to_end.conftest import ONE_WORKER, SAMPLES, Hearsay
from tests.prefect_server import PREFECT, prefect_server

pytestmark = [pytest.mark.slow]

SOURCES = f"""
{ONE_WORKER}
[[sources]]
name = "post"
at = "{SAMPLES / "harbour-post"}"
every_seconds = 5

[[sources]]
name = "by hand"
at = "{SAMPLES}"

[[schedules]]
name = "nightly"
sources = ["by hand"]
cron = "5 1 * * *"
"""


@pytest.fixture(scope="module")
def server(environment_alone, tmp_path_factory):
    """A Prefect server with its scheduler and a password, as workers on other machines need it; its environment."""
    with prefect_server(environment_alone, tmp_path_factory.mktemp("server")) as environment:
        yield environment


@pytest.fixture
def hearsay(tmp_path, server):
    (tmp_path / "hearsay.toml").write_text(SOURCES, encoding="utf-8")
    return Hearsay(tmp_path, dict(server))


def changes(ended):
    assert ended.code == 0, ended.err
    return {entry["name"]: (entry["interval"], entry["change"]) for entry in ended.json}


def prefect_json(hearsay, *arguments):
    command = [PREFECT, *arguments, "--output", "json"]
    ended = subprocess.run(command, cwd=hearsay.folder, env=hearsay.environment, capture_output=True, check=True)
    return json.loads(ended.stdout)


def test_every_source_is_registered_once_and_a_removed_source_is_reported(hearsay):
    """Whoever edits hearsay.toml runs the command again; a schedule must not come twice, nor run on for ever."""
    wanted = {"nightly": "5 1 * * *", "post": "every 5 s", "by hand": "no schedule"}
    first = changes(hearsay("deploy", "--pool", "newsroom", "--json"))
    assert first == {name: (interval, "registered") for name, interval in wanted.items()}
    (pool,) = [pool for pool in prefect_json(hearsay, "work-pool", "ls") if pool["name"] == "newsroom"]
    assert pool["type"] == "process"
    before = prefect_json(hearsay, "deployment", "inspect", "ingest/post")
    again = changes(hearsay("deploy", "--pool", "newsroom", "--json"))
    assert again == {name: (interval, "unchanged") for name, interval in wanted.items()}
    assert prefect_json(hearsay, "deployment", "inspect", "ingest/post")["updated"] == before["updated"]
    (hearsay.folder / "hearsay.toml").write_text(SOURCES.replace("5 1", "5 2").replace('"post"', '"mail"'))
    edited = changes(hearsay("deploy", "--pool", "newsroom", "--json"))
    assert edited["nightly"] == ("5 2 * * *", "updated")
    assert edited["mail"] == ("every 5 s", "registered")
    assert edited["post"] == ("every 5 s", "left over")
    removed = hearsay("deploy", "--pool", "newsroom", "--remove")
    assert "post: every 5 s: removed" in removed.out.splitlines()
    assert "post" not in changes(hearsay("deploy", "--pool", "newsroom", "--json"))


def test_a_worker_of_the_pool_runs_a_scheduled_deployment_to_its_end(hearsay):
    """A deployment that is registered and never runs looks the same, until somebody asks for the news."""
    assert hearsay("deploy", "--pool", "desk").code == 0
    log = hearsay.folder / "worker.log"
    command = [PREFECT, "worker", "start", "--pool", "desk"]
    with log.open("wb") as output:
        worker = subprocess.Popen(command, cwd=hearsay.folder, env=hearsay.environment, stdout=output, stderr=output)
    try:
        (run,) = _first_finished(hearsay, log)
    finally:
        worker.terminate()
        worker.wait(timeout=90)
    assert run["trigger"] == "schedule"
    assert run["inputs_loaded"] > 0


def _first_finished(hearsay, log):
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        time.sleep(1)
        if (hearsay.folder / "hearsay.duckdb").exists():
            runs = hearsay.rows("FROM runs WHERE state = 'finished' ORDER BY started_at LIMIT 1")
            if runs:
                return runs
    raise AssertionError(log.read_text(errors="replace"))


def test_without_a_server_for_workers_deploy_says_what_to_do(hearsay):
    """The embedded server of a command ends with the command, and its deployments would end too."""
    alone = {name: value for name, value in hearsay.environment.items() if name != "PREFECT_API_URL"}
    ended = replace(hearsay, environment=alone | {"PREFECT_HOME": os.devnull})("deploy")
    assert ended.code == 2
    assert "PREFECT_API_URL" in ended.err


def test_a_wrong_password_is_one_line(hearsay):
    """The password stands in a file on each machine, so a wrong one is the first error that a new machine shows."""
    wrong = hearsay.environment | {"PREFECT_API_AUTH_STRING": "hearsay:wrong"}
    ended = replace(hearsay, environment=wrong)("deploy", "--pool", "newsroom")
    assert ended.code == 1
    assert ended.err.startswith("hearsay: the Prefect API cannot be reached: Client error '401 Unauthorized'")
    assert "PREFECT_API_AUTH_STRING" in ended.err
    assert len(ended.err.splitlines()) == 1
