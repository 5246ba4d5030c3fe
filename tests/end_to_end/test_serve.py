"""Schedules: `hearsay serve` registers them, and they really fire."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.end_to_end.conftest import ONE_WORKER, SAMPLES

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


def _wait_for_runs(hearsay, wanted, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(2)
        if not (hearsay.folder / "hearsay.duckdb").exists():
            continue
        runs = hearsay.rows("FROM runs WHERE state = 'finished' ORDER BY started_at")
        if len(runs) >= wanted:
            return runs
    raise AssertionError((hearsay.folder / "serve.log").read_text(encoding="utf-8"))


def test_prefect_yaml_names_a_flow_that_is_there():
    """`prefect deploy` would only fail on the user's machine."""
    import inspect

    import yaml

    from hearsay.flows.ingest import ingest

    wanted = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    for deployment in wanted["deployments"]:
        assert deployment["entrypoint"] == "flows/ingest.py:ingest"
        assert set(deployment["parameters"]) <= set(inspect.signature(ingest.fn).parameters)
