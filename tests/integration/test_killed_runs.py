"""Runs that were killed are closed by the next one, and runs that live are never."""

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
from hearsay.flows.run.ingest import begin_run, break_run, end_run
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.gone_runs import close_gone_runs, running_runs
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.publish import start_run
from hearsay.warehouse.run_lock import RunLock, lock_path
from tests.integration.test_publish import run_row

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOLDER = """
import sys
from hearsay.flows.run.ingest import begin_run
from hearsay.flows.config.settings import Settings
run = begin_run([], sys.argv[1], Settings(), "command")
print(run.run_id, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def warehouse(tmp_path):
    path = tmp_path / "w.duckdb"
    prepare_warehouse(path, NOW)
    return path


@pytest.fixture
def run_elsewhere(warehouse):
    """A run that another process has begun, and is at: the process, and the run's id."""
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


def begin(path):
    return begin_run([], str(path), Settings(), "command")


def add_row(path, run_id, started_at=NOW):
    row = run_row(run_id, "reader") | {"started_at": started_at}
    with open_for_writing(path) as connection:
        start_run(connection, row)


def close(path, now=NOW):
    with open_for_writing(path) as connection:
        return close_gone_runs(connection, path, now)


def test_a_killed_run_is_closed_by_the_next_with_its_reason(warehouse, run_elsewhere):
    """A row that says running for ever makes every count of runs, and the doctor, lie."""
    process, killed = run_elsewhere
    process.send_signal(signal.SIGKILL)
    process.wait()
    found = next(one for one in examine(warehouse, 5) if one.subject == "run that was killed")
    assert found.detail
    assert killed[:8] in found.detail
    assert f"process {process.pid}" in found.detail
    end_run(begin(warehouse))
    assert states(warehouse)[killed] == ("interrupted", "process_gone")
    assert not list(warehouse.parent.glob(".w.duckdb.*"))
    assert not any("run" in one.subject and one.state == "note" for one in examine(warehouse, 5))


def test_a_run_that_lives_in_another_process_is_left_alone(warehouse, run_elsewhere):
    """Closing it would tell that it failed while it goes on publishing."""
    _, living = run_elsewhere
    end_run(begin(warehouse))
    assert states(warehouse)[living] == ("running", None)
    found = next(one for one in examine(warehouse, 5) if one.subject == "run without an end")
    assert "lives" in (found.detail or "")


def test_a_lock_that_cannot_be_read_says_nothing_of_its_run(warehouse):
    """In doubt a run lives: closing one that goes on publishing would be the greater fault."""
    add_row(warehouse, "odd")
    lock_path(warehouse, "odd").mkdir()
    assert close(warehouse) == []
    found = next(one for one in examine(warehouse, 5) if one.subject == "run without an end")
    assert "cannot be read: Is a directory" in (found.detail or "")


def test_a_warehouse_where_nothing_can_be_written_is_an_error_with_what_to_do(tmp_path):
    """Before a page is fetched."""
    (tmp_path / "file").touch()
    with pytest.raises(WarehouseError, match="Give another --warehouse"), open_for_writing(tmp_path / "file" / "w"):
        pass
    with pytest.raises(WarehouseError, match="or give another --warehouse"):
        RunLock(tmp_path / "file" / "w.duckdb", "run")


def test_a_run_of_this_process_is_left_alone_under_any_name_of_the_warehouse(warehouse, tmp_path):
    """A server that runs two schedules at once holds both; a link to the file is the same file."""
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
def test_of_a_lock_from_another_machine_nothing_is_concluded(warehouse, boot, machine, is_over):
    """Machines that share a disk may not see one another's locks; a machine started anew has none of its old runs."""
    add_row(warehouse, "away")
    with RunLock(warehouse, "away") as lock:
        here = json.loads(lock.path.read_text())
    told = {"boot": boot, "machine": machine}
    path = lock_path(warehouse, "away")
    path.write_text(
        json.dumps(here | {name: "another" for name, is_same in told.items() if is_same == "other"}) if boot else ""
    )
    assert close(warehouse) == (["away"] if is_over else [])
    assert path.exists() is not is_over
    if not is_over:
        with open_for_reading(warehouse) as connection:
            ((_, found),) = running_runs(connection, warehouse)
        assert str(path) in found.told
        path.unlink()
        assert close(warehouse) == ["away"], "who removes the lock says that the run is over"


def test_a_run_that_ends_by_an_error_or_is_stopped_says_so(warehouse):
    """The row is what a data engineer looks at; the terminal is closed by then."""
    failed, stopped = begin(warehouse), begin(warehouse)
    break_run(failed, OSError("no disk"))
    break_run(stopped, KeyboardInterrupt())
    found = states(warehouse)
    assert found[failed.run_id] == ("failed", "OSError")
    assert found[stopped.run_id] == ("interrupted", "stopped")


def test_a_run_that_cannot_begin_leaves_no_lock(tmp_path):
    """A lock without a run would stay beside the file for ever."""
    path = tmp_path / "w.duckdb"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(Exception, match="cannot be opened"):
        begin(path)
    assert os.listdir(tmp_path) == ["w.duckdb"]
