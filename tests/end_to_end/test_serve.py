"""Schedules: `hearsay serve` registers them, and they really fire."""

import json
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from hearsay.errors import WarehouseBusyError
from hearsay.warehouse.serve_lock import ServeLock
from tests.end_to_end.conftest import COMMAND, ONE_WORKER, SAMPLES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.mark.heavy
@pytest.mark.own_server
def test_a_schedule_fires_and_fires_again(hearsay):
    """A schedule that registers but never runs looks the same as one that works, until somebody asks for the news."""
    (hearsay.folder / "hearsay.toml").write_text(
        f'{ONE_WORKER}[[schedules]]\nname = "samples"\nsources = ["{SAMPLES / "harbour-post"}"]\nevery_seconds = 8\n'
    )
    with (hearsay.folder / "serve.log").open("wb") as log:
        server = hearsay.start("serve", stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        runs = _wait_for_runs(hearsay, wanted=2, seconds=150)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)
    assert {run["trigger"] for run in runs} == {"schedule"}
    assert runs[0]["inputs_loaded"] > 0
    assert runs[1]["inputs_loaded"] == 0
    assert runs[1]["inputs_unchanged"] > 0
    assert "Traceback" not in (hearsay.folder / "serve.log").read_text(encoding="utf-8")


@pytest.mark.heavy
@pytest.mark.own_server
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["terminated", "killed"])
def test_schedules_go_on_after_a_stop_in_the_middle_of_a_run(hearsay, number):
    """Prefect kept the dead run's slot, and no later run ever started: the news stood still after a reboot."""
    (hearsay.folder / "hearsay.toml").write_text(
        f'{ONE_WORKER}[[schedules]]\nname = "samples"\nsources = ["{SAMPLES}"]\nevery_seconds = 5\n'
    )
    log = hearsay.folder / "serve.log"
    with log.open("wb") as file:
        serve = hearsay.start("serve", stdout=file, stderr=subprocess.STDOUT, start_new_session=True)
        _wait_for_runs(hearsay, wanted=1, seconds=150, state="running")
        serve.send_signal(number)
        assert serve.wait(timeout=90) == (0 if number == signal.SIGTERM else -signal.SIGKILL)
        if number == signal.SIGTERM:
            (stopped,) = hearsay.rows("FROM runs")
            assert (stopped["state"], stopped["reason"]) == ("interrupted", "stopped")
        time.sleep(15)
        finished = len(hearsay.rows("FROM runs WHERE state = 'finished'"))
        serve = hearsay.start("serve", stdout=file, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            runs = _wait_for_runs(hearsay, wanted=finished + 2, seconds=200)
        finally:
            serve.send_signal(signal.SIGTERM)
            serve.wait(timeout=90)
    assert runs[-1]["inputs_unchanged"] > 0
    told = log.read_text(encoding="utf-8")
    assert "due while serve was not running: one run does the work" in told
    assert "Traceback" not in told
    assert "never awaited" not in told


def test_two_serves_of_one_warehouse_are_refused(tmp_path):
    """The second would close the first one's runs as those of a dead serve."""
    with ServeLock(tmp_path / "w.duckdb"), pytest.raises(WarehouseBusyError, match="another hearsay serve"):
        ServeLock(tmp_path / "w.duckdb")
    with ServeLock(tmp_path / "w.duckdb"):
        pass
    assert not list(tmp_path.iterdir())


def _wait_for_runs(hearsay, wanted, seconds, state="finished"):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(1)
        if not (hearsay.folder / "hearsay.duckdb").exists():
            continue
        runs = hearsay.rows(f"FROM runs WHERE state = '{state}' ORDER BY started_at")
        if len(runs) >= wanted:
            return runs
    raise AssertionError((hearsay.folder / "serve.log").read_text(encoding="utf-8"))


def test_prefect_yaml_names_a_flow_that_is_there():
    """`prefect deploy` would only fail on the user's machine."""
    import inspect

    import yaml

    from hearsay.flows.run.ingest import ingest

    wanted = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    for deployment in wanted["deployments"]:
        assert deployment["entrypoint"] == f"{ingest.fn.__module__}.{ingest.fn.__name__}"
        assert set(deployment["parameters"]) <= set(inspect.signature(ingest.fn).parameters)


@pytest.mark.heavy
def test_prefects_own_commands_work_with_prefect_yaml(environment, tmp_path):
    """FastAPI 0.151 broke Prefect's lists and its deploy: 422."""
    shutil.copy(ROOT / "prefect.yaml", tmp_path)

    def prefect(*arguments):
        command = [COMMAND.with_name("prefect"), "--no-prompt", *arguments]
        ended = subprocess.run(
            command, cwd=tmp_path, env=environment | {"COLUMNS": "200"}, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    prefect("work-pool", "create", "--type", "process", "hearsay")
    assert "hearsay" in prefect("work-pool", "ls")
    prefect("deploy", "--all")
    assert "ingest/samples-hourly" in prefect("deployment", "ls")
    prefect("flow-run", "ls")


@pytest.mark.heavy
@pytest.mark.own_server
def test_a_scheduled_run_logs_to_the_file_and_to_prefect(hearsay):
    """Nobody watches a schedule: what it did must be found afterwards, where the user of Prefect looks."""
    (hearsay.folder / "hearsay.toml").write_text(
        f'{ONE_WORKER}[[schedules]]\nname = "post"\nsources = ["{SAMPLES / "harbour-post"}"]\nevery_seconds = 8\n'
    )
    home = hearsay.folder / "prefect"
    hearsay.environment["PREFECT_HOME"] = str(home)
    with (hearsay.folder / "serve.log").open("wb") as output:
        serve = hearsay.start(
            "serve",
            "--log",
            "log.jsonl",
            "--verbose",
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for_runs(hearsay, wanted=1, seconds=150)
        time.sleep(5)
    finally:
        serve.send_signal(signal.SIGINT)
        serve.wait(timeout=60)
    lines = [json.loads(line) for line in (hearsay.folder / "log.jsonl").read_text().splitlines()]
    assert any(line["page"] and line["outcome"] == "loaded" for line in lines)
    with sqlite3.connect(home / "prefect.db") as database:
        stored = [row[0] for row in database.execute("SELECT message FROM log WHERE name LIKE 'hearsay.%'")]
    assert {line["message"] for line in lines if line["stages"]} & set(stored)
    assert {line["message"] for line in lines if line["page"]} & set(stored)
    assert "loaded, new (publish" in (hearsay.folder / "serve.log").read_text(encoding="utf-8")
