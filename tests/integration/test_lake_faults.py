"""Faults of a lake, tried for real: each ends in a named error, and the lake ends like an uninterrupted one."""

import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from hearsay.errors import WarehouseError, WarehouseFullError
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.integrity import find_flaws
from hearsay.warehouse.tidy import tidy_warehouse
from tests.integration.test_publish import publish
from tests.integration.test_rebuild_flow import assert_equal
from tests.made_pages import page
from tests.postgres import running_server
from tests.small_disk import fill, small_disk

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from hearsay.warehouse.location import parse_location
from tests.integration.test_lake_faults import write
try:
    write(parse_location(sys.argv[1]), sys.argv[2], range(int(sys.argv[3]), int(sys.argv[4])))
except Exception as error:
    print(type(error).__name__, error, flush=True)
    raise SystemExit(1)
print("done", flush=True)
"""
PAGES = 6
NAMED = {"WarehouseUnreachableError", "WarehouseBusyError"}


def write(lake, run, numbers):
    """Publish a page for each number, as a chunk each. A page that is published already adds nothing."""
    for number in numbers:
        publish(lake, [page(number, url=f"https://harbour.example/{number}")], run=run)


def writer(lake, run, first, end):
    """Start a process that writes pages."""
    command = [sys.executable, "-c", WRITER, str(lake), run, str(first), str(end)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def wait_for_data(lake, process, seconds, table="facts/claims"):
    """Wait until the process has written a file of a table that it has not committed yet, and some moments more."""
    folder = lake.data / table
    before = len(list(folder.glob("*")))
    while len(list(folder.glob("*"))) == before and process.poll() is None:
        time.sleep(0.002)
    time.sleep(seconds)


@contextmanager
def reader_beside(lake):
    """Read the lake all the time; every answer must be of one commit, and every error must have a name."""
    is_over = threading.Event()
    wrong: list[object] = []
    answers: list[tuple[int, int, int]] = []

    def read():
        while not is_over.is_set():
            try:
                with open_for_reading(lake, 0) as connection:
                    ((loaded,),) = connection.execute("SELECT coalesce(sum(inputs_loaded), 0) FROM runs").fetchall()
                    ((articles,),) = connection.execute("SELECT count(*) FROM articles").fetchall()
                    ((claims,),) = connection.execute("SELECT count(*) FROM who_said_what").fetchall()
                answers.append((loaded, articles, claims))
                time.sleep(0.02)  # leaves the writers some processor time
                if not loaded == articles == claims:
                    wrong.append(answers[-1])
            except WarehouseError:
                time.sleep(0.05)
            except Exception as error:  # noqa: BLE001 - the test fails with it
                wrong.append(error)

    reading = threading.Thread(target=read)
    reading.start()
    try:
        yield answers
    finally:
        is_over.set()
        reading.join()
    assert wrong == []
    assert answers, "the reader got no answer at all"


@pytest.fixture
def uninterrupted(postgres, tmp_path):
    """A lake into which one process wrote all pages."""
    lake = postgres.made_lake(tmp_path)
    write(lake, "one", range(1, PAGES + 1))
    yield lake
    postgres.drop(lake)


def assert_sound(lake, uninterrupted):
    with open_for_reading(lake) as connection:
        assert not [flaw for flaw in find_flaws(connection) if flaw.wrong]
    assert_equal(lake, uninterrupted)


@pytest.mark.heavy
def test_a_server_killed_in_the_middle_of_a_commit(uninterrupted, tmp_path):
    """PostgreSQL takes back what was not committed; the same work again does the rest, and nothing twice."""
    random.seed(23)
    with running_server() as server:
        lake = server.made_lake(tmp_path)
        outcomes = []
        with reader_beside(lake):
            moments = [("facts/claims", 0.0), ("facts/claims", random.random() / 10)]
            moments += [("main/inputs", random.random() / 10) for _ in range(4)]  # the last table before the commit
            for table, delay in moments:
                process = writer(lake, "one", 1, PAGES + 1)
                wait_for_data(lake, process, delay, table)
                server.kill()
                time.sleep(0.2)
                server.start()
                outcomes.append(process.communicate(timeout=120)[0].split()[0])
            write(lake, "one", range(1, PAGES + 1))
        assert set(outcomes) <= NAMED | {"done"}
        assert set(outcomes) & NAMED, f"no kill came in time: {outcomes}"
        assert_sound(lake, uninterrupted)


@pytest.mark.heavy
def test_one_of_two_writers_is_killed(uninterrupted, postgres, tmp_path):
    """Its lock is free at once, and the other writer goes on; what the killed one had written is not seen."""
    lake = postgres.made_lake(tmp_path)
    half = PAGES // 2
    with reader_beside(lake):
        other = writer(lake, "other", half + 1, PAGES + 1)
        for delay in (0.0, 0.02, 0.05):
            process = writer(lake, "one", 1, half + 1)
            wait_for_data(lake, process, delay)
            process.send_signal(signal.SIGKILL)
            process.communicate()
        assert other.communicate(timeout=120)[0].split() == ["done"]
        write(lake, "one", range(1, half + 1))
    assert_sound(lake, uninterrupted)
    files = len(list(lake.data.rglob("*.parquet")))
    tidied = tidy_warehouse(lake, keep_days=0, keep_files_hours=0)
    assert len(list(lake.data.rglob("*.parquet"))) == tidied.after.files < files, "orphans are deleted"
    assert_sound(lake, uninterrupted)
    postgres.drop(lake)


def test_a_full_disk_of_the_data(uninterrupted, postgres, tmp_path):
    """A chunk is there whole or not at all; with room, the same work does the rest."""
    with small_disk(tmp_path / "disk", 4) as disk:
        lake = postgres.made_lake(disk)
        write(lake, "one", range(1, 3))
        with open_for_writing(lake) as connection:
            connection.execute("SELECT 1")
        filled = fill(disk, 3000)
        with reader_beside(lake):
            with pytest.raises(WarehouseFullError, match=f"make room at {lake.data}"):
                write(lake, "one", range(3, PAGES + 1))
            filled.unlink()
            write(lake, "one", range(3, PAGES + 1))
        assert_sound(lake, uninterrupted)
        postgres.drop(lake)
