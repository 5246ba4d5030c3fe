"""The next run closes killed runs, and never closes live runs."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hearsay.errors import WarehouseError
from hearsay.flows.config.settings import Settings
from hearsay.flows.doctor import examine
from hearsay.flows.run.lifecycle import begin_run, break_run, end_run
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.publish import start_run
from hearsay.warehouse.run_lock import RunLock, lock_path
from hearsay.warehouse.stale_runs import close_stale_runs, running_runs
from tests.integration.test_publish import run_row

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOLDER = """
import sys
from hearsay.flows.run.lifecycle import begin_run
from hearsay.flows.config.settings import Settings
run = begin_run([], sys.argv[1], Settings(), "command")
print(run.run_id, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def warehouse(warehouse_file):
    return warehouse_file


@pytest.fixture
def run_elsewhere(warehouse):
    """Start a run in another process, and return the process and the id of the run."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(warehouse)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    yield process, process.stdout.readline().strip()
    process.kill()
    process.communicate()


def states(path):
    with open_for_reading(path) as connection:
        return {row[0]: row[1:] for row in connection.execute("SELECT run_id, state, reason FROM runs").fetchall()}


def diagnose(path, subject):
    """Return the doctor's diagnosis of a subject."""
    return next(diagnosis for diagnosis in examine(path, 5) if diagnosis.subject == subject)


def begin(path):
    return begin_run([], str(path), Settings(), "command")


def add_row(path, run_id, started_at=NOW):
    row = run_row(run_id, "reader") | {"started_at": started_at}
    with open_for_writing(path) as connection:
        start_run(connection, row)


def close(path, now=NOW):
    with open_for_writing(path) as connection:
        return close_stale_runs(connection, path, now)


def test_a_killed_run_is_closed_by_the_next_with_its_reason(warehouse, run_elsewhere):
    """A row that says running for ever makes counts of runs and the doctor wrong."""
    process, killed = run_elsewhere
    process.send_signal(signal.SIGKILL)
    process.wait()
    diagnosis = diagnose(warehouse, "run that was killed")
    assert diagnosis.detail
    assert killed[:8] in diagnosis.detail
    assert f"process {process.pid}" in diagnosis.detail
    end_run(begin(warehouse))
    assert states(warehouse)[killed] == ("interrupted", "process_gone")
    assert not list(warehouse.parent.glob(".w.duckdb.*"))
    diagnoses = list(examine(warehouse, 5))
    assert not any("run" in diagnosis.subject and diagnosis.state == "note" for diagnosis in diagnoses)


def test_a_live_run_of_another_process_stays_open(warehouse, run_elsewhere):
    """Closing such a run would report a failure while the run still publishes."""
    _, living = run_elsewhere
    end_run(begin(warehouse))
    assert states(warehouse)[living] == ("running", None)
    assert "lives" in (diagnose(warehouse, "run without an end").detail or "")


def test_a_lock_that_cannot_be_read_proves_nothing(warehouse):
    """In doubt a run is alive, because closing a live run would do more harm."""
    add_row(warehouse, "odd")
    lock_path(warehouse, "odd").mkdir()
    assert close(warehouse) == []
    assert "cannot be read: Is a directory" in (diagnose(warehouse, "run without an end").detail or "")


def test_a_warehouse_that_cannot_be_written_is_an_error_with_the_next_action(tmp_path):
    """The user must learn this before any page is fetched."""
    (tmp_path / "file").touch()
    with pytest.raises(WarehouseError, match="Give another --warehouse"), open_for_writing(tmp_path / "file" / "w"):
        pass
    with pytest.raises(WarehouseError, match="or give another --warehouse"):
        RunLock(tmp_path / "file" / "w.duckdb", "run")


def test_a_live_run_of_this_process_stays_open_under_any_name_of_the_warehouse(warehouse, tmp_path):
    """A server may run two schedules at once, and a link to the file is the same warehouse."""
    link = tmp_path / "link.duckdb"
    link.symlink_to(warehouse)
    first = begin(warehouse)
    second = begin(link)
    assert states(warehouse)[first.run_id] == ("running", None)
    end_run(second)
    end_run(first)
    assert set(states(warehouse).values()) == {("finished", None)}


@pytest.mark.parametrize(
    ("boot", "machine", "is_over"),
    [("same", "same", True), ("other", "same", True), ("other", "other", False), (None, None, False)],
)
def test_the_lock_of_another_machine_proves_nothing(warehouse, boot, machine, is_over):
    """Machines that share a disk may not see each other's locks. A restarted machine has no runs from before."""
    add_row(warehouse, "away")
    with RunLock(warehouse, "away") as lock:
        here = json.loads(lock.path.read_text())
    identity = {"boot": boot, "machine": machine}
    path = lock_path(warehouse, "away")
    path.write_text(
        json.dumps(here | {name: "another" for name, is_same in identity.items() if is_same == "other"})
        if boot
        else ""
    )
    assert close(warehouse) == (["away"] if is_over else [])
    assert path.exists() is not is_over
    if not is_over:
        with open_for_reading(warehouse) as connection:
            ((_, process),) = running_runs(connection, warehouse)
        assert str(path) in process.description
        path.unlink()
        assert close(warehouse) == ["away"], "a person who removes the lock confirms that the run is over"


def test_the_row_of_a_broken_run_has_its_reason(warehouse):
    """A data engineer looks at the row later, when the terminal is closed."""
    failed, stopped = begin(warehouse), begin(warehouse)
    break_run(failed, OSError("no disk"))
    break_run(stopped, KeyboardInterrupt())
    ended = states(warehouse)
    assert ended[failed.run_id] == ("failed", "OSError")
    assert ended[stopped.run_id] == ("interrupted", "stopped")


def test_a_run_that_cannot_begin_leaves_no_lock(tmp_path):
    """The lock of a run without a row would stay beside the file for ever."""
    path = tmp_path / "w.duckdb"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(Exception, match="cannot be opened"):
        begin(path)
    assert os.listdir(tmp_path) == ["w.duckdb"]
