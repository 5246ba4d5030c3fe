"""Runs on a lake in PostgreSQL: locks across machines, killed runs, a server that restarts, no password stored."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from hearsay.errors import UsageError, WarehouseBusyError, WarehouseError, WarehouseUnreachableError
from hearsay.flows.doctor import examine
from hearsay.flows.run.lifecycle import break_run, end_run
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.copy import copy_warehouse
from hearsay.warehouse.lake import run_sessions
from hearsay.warehouse.lake.address import Lake, parse_lake
from hearsay.warehouse.lake.extensions import load_extensions
from hearsay.warehouse.live_runs import gathering_turn, lock_run, lock_serve
from hearsay.warehouse.location import companion, parse_location, sibling
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.numbers import take_numbers
from hearsay.warehouse.run_lock import RunEnd
from hearsay.warehouse.stale_runs import close_stale_runs, running_runs
from tests.integration.test_killed_runs import HOLDER, ROOT, add_row, begin, diagnose, states
from tests.integration.test_publish import publish
from tests.made_pages import NOON, page
from tests.postgres import PASSWORD, running_server

LONG_AGO = 0
"""A grace of no seconds: the server of the tests has only just started."""


@pytest.fixture
def lake(postgres, tmp_path, monkeypatch):
    monkeypatch.setattr(run_sessions, "GRACE_SECONDS", LONG_AGO)
    made = postgres.made_lake(tmp_path)
    yield made
    postgres.drop(made)


@pytest.fixture
def run_elsewhere(lake):
    """Start a run in another process, and return the process and the id of the run."""
    command = [sys.executable, "-c", HOLDER, str(lake)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    yield process, process.stdout.readline().strip()
    process.kill()
    process.communicate()


def close(lake):
    with open_for_writing(lake) as connection:
        return close_stale_runs(connection, lake, datetime.now(UTC))


def rows_of_locks(postgres, lake):
    database = lake.catalog.rpartition("dbname=")[2]
    return postgres.execute("SELECT run_id, run_end FROM hearsay_control.runs ORDER BY taken_at", database)


def test_a_killed_run_is_closed_by_the_next_with_its_reason(lake, run_elsewhere, postgres):
    """The server frees the lock of a killed process at once, on whatever machine it was."""
    process, killed = run_elsewhere
    end_run(begin(lake))
    assert states(lake)[killed] == ("running", None), "a live run of another process stays open"
    assert "lives" in (diagnose(lake, "run without an end").detail or "")
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert f"process {process.pid}" in (diagnose(lake, "run that was killed").detail or "")
    end_run(begin(lake))
    assert states(lake)[killed] == ("interrupted", "process_gone")
    assert rows_of_locks(postgres, lake) == []


def test_a_free_lock_proves_nothing_while_the_server_is_new(lake, monkeypatch):
    """After a restart live runs take their locks again within seconds; until then none may be closed."""
    add_row(lake, "away")
    monkeypatch.setattr(run_sessions, "GRACE_SECONDS", 10_000)
    assert close(lake) == []
    with open_for_reading(lake) as connection:
        ((_, process),) = running_runs(connection, lake)
    assert "may take its lock again" in process.description
    monkeypatch.setattr(run_sessions, "GRACE_SECONDS", LONG_AGO)
    assert close(lake) == ["away"]


def test_the_end_of_a_run_that_could_not_be_written_is_written_by_the_next(lake, postgres, monkeypatch):
    """The disk of the data may be full, and then the catalog still has room for a reason."""
    run = begin(lake)
    run.lock.write_end(RunEnd("failed", "disk_full", "…" * 2000))
    run.lock.release()
    ((run_id, run_end),) = rows_of_locks(postgres, lake)
    assert (run_id, "disk_full" in run_end) == (run.run_id, True)
    end_run(begin(lake))
    assert states(lake)[run.run_id] == ("failed", "disk_full")
    assert rows_of_locks(postgres, lake) == []


def test_schedules_run_in_one_place(lake):
    """Two machines with the same schedule would ingest every page twice."""
    message = rf"another hearsay serve .*hearsay {os.getpid()} on "
    with lock_serve(lake), pytest.raises(WarehouseBusyError, match=message):
        lock_serve(lake)
    with lock_serve(lake):
        pass


def test_a_writer_waits_for_the_other_and_says_for_whom(lake):
    """The wait is bounded, and the message names the process, so that somebody can look at it."""
    with open_for_writing(lake):
        started = time.monotonic()
        with (
            pytest.raises(WarehouseBusyError, match=rf"locked by others for 1 s.*hearsay {os.getpid()} on "),
            open_for_writing(lake, 1),
        ):
            pass
        assert time.monotonic() - started < 10
        with open_for_reading(lake, 1) as connection:
            assert connection.execute("SELECT count(*) FROM runs").fetchall() == [(0,)], "readers never wait"


def test_writers_at_once_lose_nothing_and_numbers_rise_with_commits(lake):
    """The index of keys reads what is new by number, so a later commit must not have a lower number."""

    def write(name):
        for part in range(3):
            number = int(name) * 10 + part
            publish(lake, [page(number, url=f"https://harbour.example/{number}")], run=f"run-{name}")

    writers = [threading.Thread(target=write, args=(str(name),)) for name in range(1, 4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with open_for_reading(lake) as connection:
        assert connection.execute("SELECT count(*), count(DISTINCT version_number) FROM articles").fetchall() == [
            (9, 9)
        ]
        assert connection.execute("SELECT run_id, inputs_loaded FROM runs ORDER BY run_id").fetchall() == [
            ("run-1", 3),
            ("run-2", 3),
            ("run-3", 3),
        ]
        ((last,),) = connection.execute(
            "SELECT max(snapshot_id) FROM ducklake_snapshots(current_database())"
        ).fetchall()
        spans = connection.execute(
            "SELECT snapshot_id, min(reading_number), max(reading_number) "
            f"FROM ducklake_table_insertions('lake', 'facts', 'readings', 0, {last}) GROUP BY 1 ORDER BY 1"
        ).fetchall()
    assert len(spans) == 9
    assert all(before[2] < after[1] for before, after in pairwise(spans))


def test_the_lock_of_a_run_comes_back_after_a_restart_of_the_server(tmp_path, monkeypatch):
    """A database is updated now and then, and a run of a day must not be taken for dead."""
    monkeypatch.setattr(run_sessions, "CHECK_SECONDS", 0.2)
    with running_server() as server:
        lake = server.made_lake(tmp_path)
        lock = lock_run(lake, "long")
        add_row(lake, "long")
        server.kill()
        server.start()
        deadline = time.monotonic() + 30
        while not run_sessions.read_run(lake, "long", "run long").is_held and time.monotonic() < deadline:
            time.sleep(0.1)
        monkeypatch.setattr(run_sessions, "GRACE_SECONDS", LONG_AGO)
        assert close(lake) == []
        lock.release()
        assert close(lake) == ["long"]


def test_a_server_that_is_away_is_an_error_with_its_name(tmp_path, monkeypatch):
    """The doctor, a query and a run must say that the catalog is down, and not that the lake is empty."""
    with running_server() as server:
        lake = server.made_lake(tmp_path)
        server.kill()
        with pytest.raises(WarehouseUnreachableError, match="was not reached for 0 s"), open_for_reading(lake, 0.2):
            pass
        with pytest.raises(WarehouseUnreachableError):
            lock_run(lake, "run", 0.2)
        diagnosis = next(diagnosis for diagnosis in examine(lake, 0.2) if diagnosis.subject == "warehouse")
        assert (diagnosis.state, "was not reached" in (diagnosis.detail or "")) == ("wrong", True)
        timer = threading.Timer(1, server.start)
        timer.start()
        with open_for_reading(lake, 30) as connection:
            assert connection.execute("SELECT count(*) FROM runs").fetchall() == [(0,)]
        timer.join()


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("ducklake:postgres:host=db password=s3cret dbname=n?data=/d", "may not hold password"),
        ("ducklake:postgres:host=db PASSWORD = 's3cret' dbname=n?data=/d", "may not hold password"),
        ("ducklake:postgres:postgresql://me:s3cret@db/n?data=/d", "keyword=value"),
        ("ducklake:postgres:host=db dbname=n", "needs the folder"),
        ("ducklake:mysql:db=x", "cannot be read"),
        ("ducklake:", "cannot be read"),
        ("ducklake:sqlite:", "cannot be read"),
    ],
)
def test_an_address_that_holds_a_secret_or_cannot_be_read_is_refused(address, complaint):
    """An address stands in the settings of every run, in logs and in receipts."""
    with pytest.raises(UsageError, match=complaint) as caught:
        parse_location(address)
    assert "s3cret" not in str(caught.value)


def test_an_address_names_the_places_beside_a_lake():
    """Machines share the data, so the archive and the reports lie beside it; the cache is of each machine."""
    lake = parse_lake("ducklake:postgres:host=db dbname=news?data=/srv/news")
    assert str(lake) == "ducklake:postgres:host=db dbname=news?data=/srv/news"
    assert parse_lake(str(lake)) == lake
    assert sibling(lake, "-archive") == Path("/srv/news-archive")
    assert companion(lake, ".keys") == Path(f"{lake.cache}.keys")
    assert isinstance(parse_location(lake), Lake)
    assert parse_location("ducklake.duckdb") == Path("ducklake.duckdb")
    sqlite = parse_lake("ducklake:sqlite:/srv/news.sqlite")
    assert (sqlite.file, sqlite.data) == (Path("/srv/news.sqlite"), Path("/srv/news.data"))


def test_the_password_is_stored_nowhere(lake, postgres, monkeypatch, tmp_path):
    """It comes from the environment, and neither rows, errors, the catalog nor data files may hold it."""
    run = begin(lake)
    publish(lake, [page()])
    end_run(run)
    database = lake.catalog.rpartition("dbname=")[2]
    with open_for_reading(lake) as connection:
        assert PASSWORD not in str(connection.execute("FROM runs").fetchall())
        assert PASSWORD not in str(connection.execute("FROM duckdb_databases()").fetchall())
    tables = postgres.execute(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'hearsay_control')", database
    )
    for schema, table in tables:
        assert PASSWORD not in str(postgres.execute(f"SELECT * FROM {schema}.{table}", database))
    assert not [file for file in lake.data.rglob("*") if file.is_file() and PASSWORD.encode() in file.read_bytes()]
    monkeypatch.setenv("PGPASSWORD", "wr0ng-password")
    with pytest.raises(WarehouseError, match="password authentication failed") as caught, open_for_reading(lake, 1):
        pass
    assert "wr0ng-password" not in str(caught.value)
    monkeypatch.undo()  # before the fixture drops the lake


def test_without_the_extra_the_error_says_how_to_install_it(tmp_path, monkeypatch):
    """Most people never need a lake, so its extensions of 100 MB are not in the plain package."""
    from hearsay.warehouse.lake import extensions

    monkeypatch.setattr(extensions, "find_spec", lambda name: None)
    extensions._extension_file.cache_clear()
    from hearsay.warehouse.lake import catalog

    monkeypatch.setattr(catalog, "_idle", {})
    lake = parse_lake(f"ducklake:sqlite:{tmp_path / 'c.sqlite'}")
    with pytest.raises(WarehouseError, match=r"pip install 'hearsay-news\[lake\]'"), open_for_writing(lake):
        pass
    monkeypatch.setitem(sys.modules, "psycopg", None)
    away = parse_lake("ducklake:postgres:host=127.0.0.1 port=1 dbname=x?data=/tmp/x")
    with pytest.raises(WarehouseError, match=r"pip install 'hearsay-news\[lake\]'"), open_for_reading(away, 0):
        pass


def test_numbers_of_a_sqlite_lake_are_never_given_twice(tmp_path):
    """Numbers stand in a file of their own beside the catalog."""
    lake = parse_lake(f"ducklake:sqlite:{tmp_path / 'c.sqlite'}")
    taken = []
    for count in (3, 1, 0, 5):
        with open_for_writing(lake) as connection:
            taken.append(take_numbers(connection, count))
    assert taken == [1, 4, 5, 6]


def test_a_broken_run_says_that_the_catalog_was_lost(lake, monkeypatch):
    """The reason in the ledger must tell a lost server from a full disk."""
    run = begin(lake)
    break_run(run, WarehouseUnreachableError("gone"))
    assert states(lake)[run.run_id] == ("failed", "catalog_unreachable")


def test_a_conflict_with_another_program_is_tried_again(lake, monkeypatch):
    """A person may correct a row by hand, with DuckDB and without the lock of the writer."""
    from hearsay.warehouse import publish as publication

    add = publication._add_to_run
    calls: list[object] = []

    def disturbed(connection, chunk):
        if not calls:
            with duckdb.connect(":memory:") as other:
                load_extensions(other, lake.kind)
                other.execute(f"ATTACH 'ducklake:postgres:{lake.catalog}' AS news")
                other.execute("UPDATE news.runs SET detail = 'corrected by hand'")
        calls.append(chunk)
        add(connection, chunk)

    monkeypatch.setattr(publication, "_add_to_run", disturbed)
    assert publish(lake, [page()])
    assert len(calls) == 2
    with open_for_reading(lake) as connection:
        runs = connection.execute("SELECT inputs_loaded, detail FROM runs").fetchall()
        articles = connection.execute("SELECT count(*) FROM articles").fetchall()
    assert (runs, articles) == ([(1, "corrected by hand")], [(1,)])


def test_one_run_at_a_time_gathers(lake):
    """Gatherings at once would change the same stories, and all but one would begin again and again."""
    with gathering_turn(lake, 1):
        with pytest.raises(WarehouseBusyError, match="was locked by others for 0 s"), gathering_turn(lake, 0):
            pass
        publish(lake, [page()])  # publication goes on meanwhile
    with gathering_turn(lake, 0):
        pass


def test_a_catalog_without_its_numbers_is_refused(tmp_path):
    """Somebody moves the catalog without the file beside it: numbers would begin at 1, and rows would double."""
    lake = parse_lake(f"ducklake:sqlite:{tmp_path / 'w.sqlite'}")
    prepare_warehouse(lake, NOON)
    publish(lake, [page(1)], run="one")
    (tmp_path / "w.sqlite.numbers").unlink()
    with pytest.raises(WarehouseError, match=r"w\.sqlite\.numbers is missing.*hearsay copy"):
        publish(lake, [page(2)], run="two")
    copied = copy_warehouse(lake, tmp_path / "copy.duckdb", NOON)
    assert copied["facts.claims"] == 1
